import { ACTIVITIES, type Activity } from '../../model/activity.js';
import type { Span } from '../../model/span.js';
import { readTrace } from '../read.js';
import { Kind, SWITCH_CAUSES, type Trace } from '../trace.js';
import { endOfTrace } from './group.js';

/**
 * A trace as the lanes that general trace viewers draw. Such viewers know threads, not kernels, so what a CPU does is
 * told twice: a lane for each CPU says who has it, and a lane for each context says what it does while it has it. A
 * wakeup is an arrow from the slice of the context that wakes to the next slice of the one that is woken.
 *
 * Both the Perfetto and the Chrome export write what comes out here, so they cannot disagree.
 */
export interface Lane {
  readonly id: number;
  readonly name: string;
  readonly kind: 'slices' | 'counter';
}

export type LaneEvent =
  | {
      readonly kind: 'slice';
      readonly lane: number;
      readonly start: number;
      readonly end: number;
      readonly name: string;
      readonly category: string;
      readonly packet: number | undefined;
      readonly span: Span | undefined;
      /** Arrows that leave this slice, with the time at which they do, and arrows that end at its start. */
      readonly sources: readonly { readonly flow: number; readonly time: number }[];
      readonly targets: readonly number[];
    }
  | {
      readonly kind: 'instant';
      readonly lane: number;
      readonly time: number;
      readonly name: string;
      readonly category: string;
      readonly packet: number | undefined;
    }
  | { readonly kind: 'counter'; readonly lane: number; readonly time: number; readonly value: number };

/** The lanes of a trace, in the order in which a viewer shows them. */
export function lanesOf(trace: Trace): readonly Lane[] {
  return new Layout(trace).lanes;
}

/** What is on the lanes. Slices of one lane come in order of time and never overlap; different lanes interleave. */
export function readLanes(trace: Trace, emit: (event: LaneEvent) => void): void {
  const reader = new LaneReader(trace, emit);
  readTrace(trace, (time, kind, cpu, a, b, c) => reader.read(time, kind, cpu, a, b, c));
  reader.finish(endOfTrace(trace));
}

class Layout {
  readonly lanes: Lane[] = [];
  readonly packets: Lane;
  readonly cpus: readonly { readonly owner: Lane; readonly switches: Lane; readonly ipl: Lane }[];
  readonly contexts: readonly (Lane | undefined)[];
  readonly devices: readonly { readonly lane: Lane; readonly engines: readonly Lane[] }[];
  readonly queues: readonly Lane[];
  readonly locks: readonly Lane[];

  constructor(trace: Trace) {
    this.packets = this.add('packets');
    this.cpus = Array.from({ length: trace.cpus }, (_, cpu) => ({
      owner: this.add(`CPU ${cpu}`),
      switches: this.add(`CPU ${cpu} switches`),
      ipl: this.add(`CPU ${cpu} ipl`, 'counter'),
    }));
    this.contexts = trace.contexts.map(({ kind, name }) => (kind === 'idle' ? undefined : this.add(name)));
    this.devices = trace.devices.map(({ name, engines }) => ({
      lane: this.add(name),
      engines: range(engines).map((engine) => this.add(`${name} engine ${engine}`)),
    }));
    this.queues = trace.queues.map(({ name }) => this.add(name, 'counter'));
    this.locks = trace.locks.map(({ name }) => this.add(`lock ${name}`));
  }

  private add(name: string, kind: Lane['kind'] = 'slices'): Lane {
    const lane = { id: this.lanes.length, name, kind };
    this.lanes.push(lane);
    return lane;
  }
}

interface OpenSlice {
  readonly start: number;
  readonly activity: Activity;
  readonly context: number;
  readonly label: number;
  readonly packet: number | undefined;
  readonly sources: { readonly flow: number; readonly time: number }[];
  readonly targets: readonly number[];
}

class LaneReader {
  private readonly trace: Trace;
  private readonly layout: Layout;
  private readonly emit: (event: LaneEvent) => void;
  /** What each CPU is doing, and since when its present owner has it. */
  private readonly running: (OpenSlice | undefined)[];
  private readonly owners: ({ readonly context: number; readonly start: number } | undefined)[];
  private readonly requests = new Map<Lane, { readonly start: number; readonly packet: number | undefined }>();
  private readonly holders = new Map<Lane, { readonly start: number; readonly context: number }>();
  /** Arrows that wait for the first slice of the context that was woken. */
  private readonly arrows = new Map<number, number[]>();
  private flows = 0;
  private switches = 0;

  constructor(trace: Trace, emit: (event: LaneEvent) => void) {
    this.trace = trace;
    this.layout = new Layout(trace);
    this.emit = emit;
    this.running = new Array<OpenSlice | undefined>(trace.cpus).fill(undefined);
    this.owners = new Array(trace.cpus).fill(undefined);
  }

  read(time: number, kind: number, cpu: number, a: number, b: number, c: number): void {
    const packet = c > 0 ? c - 1 : undefined;
    if (kind < 16) {
      this.close(cpu, time);
      if (this.owners[cpu]?.context !== a) {
        this.closeOwner(cpu, time);
        this.owners[cpu] = { context: a, start: time };
      }
      const targets = this.arrows.get(a) ?? [];
      this.arrows.delete(a);
      const activity = ACTIVITIES[kind]!;
      this.running[cpu] = { start: time, activity, context: a, label: b, packet, sources: [], targets };
      return;
    }
    const device = this.layout.devices[a];
    switch (kind) {
      case Kind.Switch: {
        const name = `${++this.switches} ${this.name(a)} → ${this.name(b)} (${SWITCH_CAUSES[c]})`;
        this.instant(this.layout.cpus[cpu]!.switches, time, name, 'switch');
        break;
      }
      case Kind.Ipl:
        this.emit({ kind: 'counter', lane: this.layout.cpus[cpu]!.ipl.id, time, value: a });
        break;
      case Kind.Queue:
        this.emit({ kind: 'counter', lane: this.layout.queues[a]!.id, time, value: c });
        break;
      case Kind.Arrive:
        this.instant(this.layout.packets, time, `arrive on ${this.trace.devices[a]!.name}`, 'packet', packet);
        break;
      case Kind.Drop:
        this.instant(this.layout.packets, time, `drop at ${this.trace.places[a]!.name}`, 'packet', packet);
        break;
      case Kind.Deliver:
        this.instant(
          this.layout.packets,
          time,
          b === 0 ? `deliver to ${this.name(a)}` : `transmit by ${this.name(a)}`,
          'packet',
          packet,
        );
        break;
      case Kind.Raise:
        this.instant(device!.lane, time, 'raise', 'device');
        break;
      case Kind.Submit:
        this.instant(device!.lane, time, b === 0 ? 'submit' : 'submit, held back', 'device', packet);
        break;
      case Kind.Start:
        this.requests.set(device!.engines[b]!, { start: time, packet });
        break;
      case Kind.Complete:
        this.closeRequest(device!.engines[b]!, time);
        break;
      case Kind.Acquire:
        this.holders.set(this.layout.locks[a]!, { start: time, context: b });
        break;
      case Kind.Release:
        this.closeHold(this.layout.locks[a]!, time);
        break;
      case Kind.Wakeup:
        this.wake(a, b, time);
        break;
    }
  }

  finish(end: number): void {
    for (let cpu = 0; cpu < this.trace.cpus; cpu++) {
      this.close(cpu, end);
      this.closeOwner(cpu, end);
    }
    for (const lane of [...this.requests.keys()]) this.closeRequest(lane, end);
    for (const lane of [...this.holders.keys()]) this.closeHold(lane, end);
  }

  private wake(woken: number, by: number, time: number): void {
    const source = this.running.find((slice) => slice?.context === by);
    if (woken === by || !source) return;
    const flow = ++this.flows;
    source.sources.push({ flow, time });
    this.arrows.set(woken, [...(this.arrows.get(woken) ?? []), flow]);
  }

  private close(cpu: number, end: number): void {
    const slice = this.running[cpu];
    this.running[cpu] = undefined;
    const lane = slice && this.layout.contexts[slice.context];
    if (!slice || !lane) return;
    const { start, activity, packet, sources, targets } = slice;
    const label = this.trace.labels[slice.label];
    const name = label?.text || activity;
    this.emit({
      kind: 'slice',
      lane: lane.id,
      start,
      end,
      name,
      category: activity,
      packet,
      span: label?.span,
      sources,
      targets,
    });
  }

  private closeOwner(cpu: number, end: number): void {
    const owner = this.owners[cpu];
    this.owners[cpu] = undefined;
    if (!owner || !this.layout.contexts[owner.context]) return;
    const { kind, name, span } = this.trace.contexts[owner.context]!;
    this.plain(this.layout.cpus[cpu]!.owner, owner.start, end, name, kind, undefined, span);
  }

  private closeRequest(lane: Lane, end: number): void {
    const request = this.requests.get(lane);
    this.requests.delete(lane);
    if (request) this.plain(lane, request.start, end, 'request', 'device', request.packet);
  }

  private closeHold(lane: Lane, end: number): void {
    const hold = this.holders.get(lane);
    this.holders.delete(lane);
    if (hold) this.plain(lane, hold.start, end, this.name(hold.context), 'lock');
  }

  private plain(
    lane: Lane,
    start: number,
    end: number,
    name: string,
    category: string,
    packet?: number,
    span?: Span,
  ): void {
    this.emit({ kind: 'slice', lane: lane.id, start, end, name, category, packet, span, sources: [], targets: [] });
  }

  private instant(lane: Lane, time: number, name: string, category: string, packet?: number): void {
    this.emit({ kind: 'instant', lane: lane.id, time, name, category, packet });
  }

  private name(context: number): string {
    return this.trace.contexts[context]?.name ?? `context ${context}`;
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
