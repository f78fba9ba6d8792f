import { PbfWriter } from 'pbf';
import type { Span } from '../../model/span.js';
import type { TracedResult } from './group.js';
import { type Lane, type LaneEvent, lanesOf, readLanes } from './lanes.js';

/**
 * Writes traces in the protobuf format of ui.perfetto.dev and trace_processor: a `Trace` of `TracePacket`s with track events. Each design
 * is a track, its lanes are the tracks below it, in our order. Times are whole nanoseconds, rounded down, because that
 * is the resolution of Perfetto. Slices of one packet share a correlation id, which is the packet's number plus one.
 *
 * Names, categories and source lines are interned: a packet that first uses one carries it, later ones its number.
 * Field numbers are those of protos/perfetto/trace/{trace_packet,track_event/*}.proto. Pieces are of about 64 KiB.
 */
export function writePerfetto(groups: readonly TracedResult[], write: (piece: Uint8Array) => void): void {
  const encoder = new Encoder();
  let group = 1;
  let flow = 0;
  for (const [index, { run, design, trace }] of groups.entries()) {
    const lanes = lanesOf(trace);
    const first = group + 1;
    encoder.group(group, `${run}: ${design}`, index);
    for (const { id, name, kind } of lanes) encoder.lane(first + id, group, name, kind, id);
    let flows = 0;
    readLanes(trace, (event) => {
      if (event.kind === 'slice') flows += event.sources.length;
      encoder.event(event, first, flow);
      if (encoder.length >= PIECE) write(encoder.take());
    });
    group += lanes.length + 1;
    flow += flows;
  }
  write(encoder.take());
}

const PIECE = 65_536;
const NS = 1000;
/** All packets are of one sequence; the number only has to differ from zero. */
const SEQUENCE = 1;

const Field = {
  trace: { packet: 1 },
  packet: { timestamp: 8, sequence: 10, trackEvent: 11, internedData: 12, sequenceFlags: 13, trackDescriptor: 60 },
  descriptor: { uuid: 1, name: 2, parent: 5, counter: 8, childOrdering: 11, rank: 12 },
  event: {
    categoryIids: 3,
    annotations: 4,
    type: 9,
    nameIid: 10,
    track: 11,
    counterValue: 30,
    sourceLocationIid: 34,
    flowIds: 47,
    terminatingFlowIds: 48,
    correlation: 52,
  },
  annotation: { uint: 3, name: 10 },
  interned: { categories: 1, names: 2, sourceLocations: 4 },
  entry: { iid: 1, name: 2 },
  location: { iid: 1, file: 2, line: 4 },
} as const;

const EXPLICIT_ORDER = 3;
const Flags = { stateCleared: 1, needsState: 2 } as const;
const Type = { begin: 1, end: 2, instant: 3, counter: 4 } as const;

class Encoder {
  private pbf = new PbfWriter(new Uint8Array(2 * PIECE));
  private first = true;
  private readonly names = new Interned();
  private readonly categories = new Interned();
  private readonly locations = new Interned();

  get length(): number {
    return this.pbf.pos;
  }

  take(): Uint8Array {
    const bytes = this.pbf.finish();
    this.pbf = new PbfWriter(new Uint8Array(2 * PIECE));
    return bytes;
  }

  group(uuid: number, name: string, rank: number): void {
    this.descriptor((pbf) => {
      pbf.writeVarintField(Field.descriptor.uuid, uuid);
      pbf.writeStringField(Field.descriptor.name, name);
      pbf.writeVarintField(Field.descriptor.childOrdering, EXPLICIT_ORDER);
      pbf.writeVarintField(Field.descriptor.rank, rank);
    });
  }

  lane(uuid: number, parent: number, name: string, kind: Lane['kind'], rank: number): void {
    this.descriptor((pbf) => {
      pbf.writeVarintField(Field.descriptor.uuid, uuid);
      pbf.writeVarintField(Field.descriptor.parent, parent);
      pbf.writeStringField(Field.descriptor.name, name);
      if (kind === 'counter') pbf.writeMessage(Field.descriptor.counter, () => {}, undefined);
      pbf.writeVarintField(Field.descriptor.rank, rank);
    });
  }

  event(event: LaneEvent, firstLane: number, firstFlow: number): void {
    const track = firstLane + event.lane;
    switch (event.kind) {
      case 'slice':
        this.trackEvent(event.start, track, Type.begin, event, (pbf) => {
          for (const { flow } of event.sources) pbf.writeFixed64Field(Field.event.flowIds, firstFlow + flow);
          for (const flow of event.targets) pbf.writeFixed64Field(Field.event.terminatingFlowIds, firstFlow + flow);
        });
        this.trackEvent(event.end, track, Type.end);
        break;
      case 'instant':
        this.trackEvent(event.time, track, Type.instant, event);
        break;
      case 'counter':
        this.trackEvent(event.time, track, Type.counter, undefined, (pbf) =>
          pbf.writeVarintField(Field.event.counterValue, event.value),
        );
        break;
    }
  }

  private descriptor(write: (pbf: PbfWriter) => void): void {
    this.packet((pbf) => pbf.writeMessage(Field.packet.trackDescriptor, (_, inner) => write(inner), undefined));
  }

  private trackEvent(
    time: number,
    track: number,
    type: number,
    about?: {
      readonly name: string;
      readonly category: string;
      readonly packet: number | undefined;
      readonly span?: Span | undefined;
    },
    more?: (pbf: PbfWriter) => void,
  ): void {
    const name = about && this.names.number(about.name);
    const category = about && this.categories.number(about.category);
    const place = about?.span && this.locations.number(`${about.span.line}:${about.span.file}`);
    this.packet((pbf) => {
      pbf.writeVarintField(Field.packet.timestamp, Math.floor(time / NS));
      if (name?.fresh || category?.fresh || place?.fresh) {
        pbf.writeMessage(
          Field.packet.internedData,
          (_, interned) => {
            if (category?.fresh) writeEntry(interned, Field.interned.categories, category.iid, about!.category);
            if (name?.fresh) writeEntry(interned, Field.interned.names, name.iid, about!.name);
            if (place?.fresh) writeLocation(interned, place.iid, about!.span!);
          },
          undefined,
        );
      }
      pbf.writeMessage(
        Field.packet.trackEvent,
        (_, inner) => {
          if (category) inner.writeVarintField(Field.event.categoryIids, category.iid);
          if (about?.packet !== undefined) writeAnnotation(inner, 'packet', about.packet);
          inner.writeVarintField(Field.event.type, type);
          if (name) inner.writeVarintField(Field.event.nameIid, name.iid);
          inner.writeVarintField(Field.event.track, track);
          if (place) inner.writeVarintField(Field.event.sourceLocationIid, place.iid);
          if (about?.packet !== undefined) inner.writeVarintField(Field.event.correlation, about.packet + 1);
          more?.(inner);
        },
        undefined,
      );
    });
  }

  private packet(write: (pbf: PbfWriter) => void): void {
    this.pbf.writeMessage(
      Field.trace.packet,
      (_, pbf) => {
        write(pbf);
        pbf.writeVarintField(Field.packet.sequence, SEQUENCE);
        pbf.writeVarintField(Field.packet.sequenceFlags, this.first ? Flags.stateCleared : Flags.needsState);
      },
      undefined,
    );
    this.first = false;
  }
}

/** Numbers for strings, from 1 in the order of their first use. */
class Interned {
  private readonly numbers = new Map<string, number>();

  number(text: string): { readonly iid: number; readonly fresh: boolean } {
    const known = this.numbers.get(text);
    if (known !== undefined) return { iid: known, fresh: false };
    const iid = this.numbers.size + 1;
    this.numbers.set(text, iid);
    return { iid, fresh: true };
  }
}

function writeEntry(pbf: PbfWriter, field: number, iid: number, name: string): void {
  pbf.writeMessage(
    field,
    (_, entry) => {
      entry.writeVarintField(Field.entry.iid, iid);
      entry.writeStringField(Field.entry.name, name);
    },
    undefined,
  );
}

function writeLocation(pbf: PbfWriter, iid: number, span: Span): void {
  pbf.writeMessage(
    Field.interned.sourceLocations,
    (_, location) => {
      location.writeVarintField(Field.location.iid, iid);
      location.writeStringField(Field.location.file, span.file);
      location.writeVarintField(Field.location.line, span.line + 1);
    },
    undefined,
  );
}

function writeAnnotation(pbf: PbfWriter, name: string, value: number): void {
  pbf.writeMessage(
    Field.event.annotations,
    (_, annotation) => {
      annotation.writeStringField(Field.annotation.name, name);
      annotation.writeVarintField(Field.annotation.uint, value);
    },
    undefined,
  );
}
