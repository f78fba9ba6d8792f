import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import type { TracedResult } from '../../../src/trace/export/group.js';
import { writePerfetto } from '../../../src/trace/export/perfetto.js';
import { Kind } from '../../../src/trace/trace.js';
import { COMPUTE, group, INTR, scene, slice, US } from './scene.js';

/** The fields that we write, as protos/perfetto/trace declares them; another library than the writer's reads them. */
const { root } = protobuf.parse(
  `syntax = "proto2";
   message Trace { repeated TracePacket packet = 1; }
   message TracePacket {
     optional uint64 timestamp = 8;
     optional uint32 trusted_packet_sequence_id = 10;
     optional TrackEvent track_event = 11;
     optional InternedData interned_data = 12;
     optional uint32 sequence_flags = 13;
     optional TrackDescriptor track_descriptor = 60;
   }
   message TrackDescriptor {
     optional uint64 uuid = 1;
     optional string name = 2;
     optional uint64 parent_uuid = 5;
     optional CounterDescriptor counter = 8;
     optional int32 child_ordering = 11;
     optional int32 sibling_order_rank = 12;
   }
   message CounterDescriptor {}
   message TrackEvent {
     repeated uint64 category_iids = 3;
     repeated DebugAnnotation debug_annotations = 4;
     optional int32 type = 9;
     optional uint64 name_iid = 10;
     optional uint64 track_uuid = 11;
     optional int64 counter_value = 30;
     optional uint64 source_location_iid = 34;
     repeated fixed64 flow_ids = 47;
     repeated fixed64 terminating_flow_ids = 48;
     optional uint64 correlation_id = 52;
   }
   message DebugAnnotation { optional uint64 uint_value = 3; optional string name = 10; }
   message InternedData {
     repeated Entry event_categories = 1;
     repeated Entry event_names = 2;
     repeated SourceLocation source_locations = 4;
   }
   message Entry { optional uint64 iid = 1; optional string name = 2; }
   message SourceLocation { optional uint64 iid = 1; optional string file_name = 2; optional uint32 line_number = 4; }`,
  { keepCase: true },
);

interface Packet {
  readonly timestamp?: number;
  readonly trusted_packet_sequence_id: number;
  readonly sequence_flags: number;
  readonly track_descriptor?: { uuid: number; name: string; parent_uuid?: number; counter?: object };
  readonly interned_data?: {
    event_categories?: { iid: number; name: string }[];
    event_names?: { iid: number; name: string }[];
    source_locations?: { iid: number; file_name: string; line_number: number }[];
  };
  readonly track_event?: {
    type: number;
    track_uuid: number;
    name_iid?: number;
    counter_value?: number;
    source_location_iid?: number;
    flow_ids?: number[];
    terminating_flow_ids?: number[];
    correlation_id?: number;
  };
}

interface Seen {
  readonly track: string;
  readonly type: number;
  readonly time: number;
  readonly name: string | undefined;
  readonly line: number | undefined;
  readonly value: number | undefined;
  readonly flows: readonly number[];
  readonly ends: readonly number[];
  readonly packet: number | undefined;
}

const BEGIN = 1;
const END = 2;
const INSTANT = 3;
const COUNTER = 4;

function packetsOf(...groups: TracedResult[]): Packet[] {
  const pieces: Uint8Array[] = [];
  writePerfetto(groups, (piece) => pieces.push(piece));
  const type = root.lookupType('Trace');
  const message = type.decode(Buffer.concat(pieces));
  return (type.toObject(message, { longs: Number }) as { packet: Packet[] }).packet;
}

/** Reads as Perfetto does: interned names first, then what refers to them. */
function read(...groups: TracedResult[]): { tracks: Map<number, { name: string; parent?: number }>; events: Seen[] } {
  const tracks = new Map<number, { name: string; parent?: number }>();
  const names = new Map<number, string>();
  const lines = new Map<number, number>();
  const events: Seen[] = [];
  for (const { timestamp, track_descriptor, interned_data, track_event } of packetsOf(...groups)) {
    for (const { iid, name } of interned_data?.event_names ?? []) names.set(iid, name);
    for (const { iid, line_number } of interned_data?.source_locations ?? []) lines.set(iid, line_number);
    if (track_descriptor) {
      const { uuid, name, parent_uuid } = track_descriptor;
      if (tracks.has(uuid)) throw new Error(`track ${uuid} is told twice`);
      tracks.set(uuid, { name, ...(parent_uuid !== undefined && { parent: parent_uuid }) });
    }
    if (!track_event) continue;
    if (track_event.name_iid !== undefined && !names.has(track_event.name_iid)) {
      throw new Error(`name ${track_event.name_iid} is used before it is told`);
    }
    events.push({
      track: tracks.get(track_event.track_uuid)!.name,
      type: track_event.type,
      time: timestamp!,
      name: track_event.name_iid === undefined ? undefined : names.get(track_event.name_iid),
      line: track_event.source_location_iid === undefined ? undefined : lines.get(track_event.source_location_iid),
      value: track_event.counter_value,
      flows: track_event.flow_ids ?? [],
      ends: track_event.terminating_flow_ids ?? [],
      packet: track_event.correlation_id,
    });
  }
  return { tracks, events };
}

test('a context track has what the context does, in nanoseconds, with its line and packet', () => {
  const events = read(group()).events.filter(({ track }) => track === 'intr/wm0');
  expect(events.map(({ type, time, name, line, packet }) => [type, time, name, line, packet])).toEqual([
    [BEGIN, 10_400, 'switch', undefined, undefined],
    [END, 12_000, undefined, undefined, undefined],
    [BEGIN, 12_000, 'wm_rxintr', 12, 1],
    [END, 15_000, undefined, undefined, undefined],
  ]);
});

test('on each track slices begin and end in turn and time does not go back', () => {
  const open = new Map<string, number>();
  for (const { track, type, time } of read(group()).events) {
    if (type !== BEGIN && type !== END) continue;
    const depth = open.get(`${track} depth`) ?? 0;
    expect(depth).toBe(type === BEGIN ? 0 : 1);
    expect(time).toBeGreaterThanOrEqual(open.get(track) ?? 0);
    open.set(track, time);
    open.set(`${track} depth`, 1 - depth);
  }
  for (const [name, depth] of open) if (name.endsWith('depth')) expect(depth).toBe(0);
});

test('tracks are below the track of their design, and are declared before their events', () => {
  const { tracks } = read(group(scene(), 'one'), group(scene(), 'two'));
  const designs = [...tracks].filter(([, { parent }]) => parent === undefined);
  expect(designs.map(([, { name }]) => name)).toEqual(['one, "packet": one', 'one, "packet": two']);
  for (const [uuid] of designs) {
    expect([...tracks.values()].filter(({ parent }) => parent === uuid).map(({ name }) => name)).toEqual([
      'packets',
      'CPU 0',
      'CPU 0 switches',
      'CPU 0 ipl',
      'compute',
      'intr/wm0',
      'wm0',
      'ubsec0',
      'ubsec0 engine 0',
      'ubsec0 engine 1',
      'ipintrq',
      'lock so,"lock"',
    ]);
  }
});

test('a wakeup is a flow from the waker to the woken, and each design has its own', () => {
  const { events } = read(group(scene(), 'one'), group(scene(), 'two'));
  const sources = events.filter(({ flows }) => flows.length > 0);
  const targets = events.filter(({ ends }) => ends.length > 0);
  expect(sources.map(({ track, flows }) => [track, flows])).toEqual([
    ['compute', [1]],
    ['compute', [2]],
  ]);
  expect(targets.map(({ track, ends }) => [track, ends])).toEqual([
    ['intr/wm0', [1]],
    ['intr/wm0', [2]],
  ]);
});

test('counters and instants come with their values and names', () => {
  const { events } = read(group());
  expect(events.filter(({ type }) => type === COUNTER).map(({ track, time, value }) => [track, time, value])).toEqual([
    ['CPU 0 ipl', 12_000, 6],
    ['ipintrq', 13_000, 1],
  ]);
  expect(events.filter(({ type, track }) => type === INSTANT && track === 'CPU 0 switches')).toMatchObject([
    { name: '1 compute → intr/wm0 (preempt)' },
    { name: '2 intr/wm0 → compute (block)' },
  ]);
});

test('one packet sequence, whose first packet alone clears the incremental state', () => {
  const packets = packetsOf(group(), group());
  expect(new Set(packets.map((packet) => packet.trusted_packet_sequence_id))).toEqual(new Set([1]));
  expect(packets.map(({ sequence_flags }) => sequence_flags)).toEqual([1, ...packets.slice(1).map(() => 2)]);
});

test('a name is written once, however often it is used', () => {
  const names = packetsOf(group(), group()).flatMap(({ interned_data }) => interned_data?.event_names ?? []);
  expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
});

test('a long trace comes in pieces that join to a whole one', () => {
  const count = 3_000;
  const trace = scene((recorder) => {
    for (let i = 0; i < count; i++) slice(recorder, i * 1_000, 'user', i % 2 === 0 ? COMPUTE : INTR, 1, i + 1);
    recorder.moveTo(count * 1_000);
    recorder.record(Kind.Ipl, 0, 5, 0, 0);
  });
  const pieces: Uint8Array[] = [];
  writePerfetto([group({ ...trace, duration: 20 * US })], (piece) => pieces.push(piece));
  expect(pieces.length).toBeGreaterThan(2);
  const begins = read(group({ ...trace, duration: 20 * US })).events.filter(
    ({ type, packet }) => type === BEGIN && packet !== undefined,
  );
  expect(begins.map(({ packet }) => packet)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
});
