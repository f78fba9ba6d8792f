import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastRecord, PACKED } from '../../src/simulation/capacity.js';
import {
  flushRecords,
  record,
  recordArrival,
  recordEvent,
  recordPacket,
  recordPlace,
  recordSlice,
  recordSwitch,
  recordTaken,
  recordTime,
} from '../../src/simulation/record.js';
import type { State } from '../../src/simulation/state.js';
import { ARRIVE_AND_RAISE, ARRIVE_IN_RING, JOIN, LEAVE } from '../../src/trace/packed.js';
import { readTrace } from '../../src/trace/read.js';
import { Recorder } from '../../src/trace/recorder.js';
import { Kind, NONE, type Trace } from '../../src/trace/trace.js';

type Row = readonly [time: number, kind: number, cpu: number, a: number, b: number, c: number];

/** As much of a machine's state as is recorded, and the rows that should be read of it. */
class Recording {
  readonly s: State;
  readonly rows: Row[] = [];
  readonly #levels = new Uint8Array(256);
  readonly #lengths = new Uint16Array(2000);

  constructor(limit = 1e9) {
    const packed = new Uint8Array(PACKED);
    this.s = {
      now: 0,
      arrived: 0,
      recording: true,
      trace: new Recorder(limit),
      packed,
      packing: new DataView(packed.buffer),
      packedAt: 0,
      packedLast: lastRecord(limit),
      ipl: new Uint8Array(256),
    } as unknown as State;
  }

  moveTo(time: number): void {
    if (this.s.recording) recordTime(this.s, time);
    this.s.now = time;
  }

  do({ kind, cpu, a, b, c, level, packet }: Step): void {
    const { s } = this;
    const number = Math.min(packet, s.arrived);
    if (kind < Kind.Switch || kind === Kind.Interrupt || kind === Kind.Softint) {
      s.ipl[cpu] = level;
      if (this.#levels[cpu] !== level) this.rows.push([s.now, Kind.Ipl, cpu, level, 0, 0]);
      this.#levels[cpu] = level;
      if (kind < Kind.Switch) recordSlice(s, kind, cpu, a, b, number);
      else recordTaken(s, kind, cpu, a, b);
      this.rows.push([s.now, kind, cpu, a, b, kind < Kind.Switch ? number : 0]);
    } else if (kind === Kind.Switch) {
      recordSwitch(s, cpu, a, b, c % 5);
      this.rows.push([s.now, kind, cpu, a, b, c % 5]);
    } else if (kind === Kind.Queue) {
      const fifo = Math.max(0, a);
      const longer = c % 2 === 0 || this.#lengths[fifo] === 0;
      recordPlace(s, longer ? JOIN : LEAVE, fifo);
      this.#lengths[fifo]! += longer ? 1 : -1;
      this.rows.push([s.now, kind, 0, fifo, 0, this.#lengths[fifo]!]);
    } else if (kind === Kind.Arrive && c % 3 > 0) {
      const [device, ring] = [Math.max(0, a), Math.max(0, b)];
      s.arrived++;
      recordArrival(s, c % 3 === 1 ? ARRIVE_IN_RING : ARRIVE_AND_RAISE, device, ring);
      this.rows.push([s.now, kind, 0, device, 0, s.arrived]);
      this.rows.push([s.now, Kind.Queue, 0, ring, 0, ++this.#lengths[ring]!]);
      if (c % 3 === 2) this.rows.push([s.now, Kind.Raise, 0, device, 0, 0]);
    } else if (kind === Kind.Arrive || kind === Kind.Raise) {
      if (kind === Kind.Arrive) s.arrived++;
      recordPlace(s, kind, a);
      this.rows.push([s.now, kind, 0, a, 0, kind === Kind.Arrive ? s.arrived : 0]);
    } else if (kind === Kind.Wakeup || kind === Kind.Block) {
      recordPacket(s, kind, cpu, a, b, number);
      this.rows.push([s.now, kind, cpu, a, b, number]);
    } else if (EVENTS.includes(kind)) {
      recordEvent(s, kind, a, b, number);
      this.rows.push([s.now, kind, 0, a, b, number]);
    } else {
      record(s, kind, cpu, a, b);
      this.rows.push([s.now, kind, cpu, a, b, 0]);
    }
  }

  read(): Row[] {
    flushRecords(this.s);
    const none = { contexts: [], labels: [], devices: [], queues: [], locks: [], places: [] };
    const trace: Trace = { ...none, duration: 0, cpus: 1, chunks: this.s.trace!.finish(), truncatedAt: undefined };
    const rows: Row[] = [];
    readTrace(trace, (...row) => rows.push(row));
    return rows;
  }
}

interface Step {
  readonly kind: number;
  readonly cpu: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly level: number;
  readonly packet: number;
  readonly passed: number;
}

const EVENTS: readonly number[] = [Kind.Drop, Kind.Deliver, Kind.Submit, Kind.Start, Kind.Complete];
const operand = fc.oneof(
  { weight: 6, arbitrary: fc.nat(20) },
  fc.constantFrom(NONE, 127, 128, 253, 254, 255, 256, 257, 1999),
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.integer({ min: 0, max: Kind.Release }).filter((kind) => kind !== Kind.Ipl),
  cpu: fc.oneof(fc.nat(3), fc.constantFrom(30, 31, 128, 255)),
  a: operand,
  b: operand,
  c: fc.oneof(fc.nat(5), fc.constantFrom(255, 256, 65535, 65536, 2 ** 31 - 1)),
  level: fc.nat(14),
  packet: fc.oneof(fc.nat(3), fc.nat(1000)),
  passed: fc.oneof(
    { weight: 6, arbitrary: fc.nat(3).map((n) => n * 1e6) },
    fc.constantFrom(2 ** 24 - 1, 2 ** 24, 2 ** 32, 7.2e15),
  ),
});

describe('records', () => {
  test('are read as they were made, whatever their numbers', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const recording = new Recording();
        for (const one of steps) {
          if (one.passed > 0) recording.moveTo(recording.s.now + one.passed);
          recording.do(one);
        }
        expect(recording.read()).toEqual(recording.rows);
      }),
      { numRuns: 300 },
    );
  });

  test('fill tables and chunks without a gap, also about packets that came long ago', () => {
    const recording = new Recording();
    for (let i = 0; i < 100_000; i++) {
      if (i % 3 === 0) recording.moveTo(i * 1000);
      const kind = [Kind.Arrive, 2, Kind.Queue, Kind.Deliver, Kind.Switch][i % 5]!;
      recording.do({ kind, cpu: i % 2, a: i % 7, b: i % 300, c: i % 70_000, level: i % 5, packet: i % 9, passed: 0 });
    }
    expect(recording.read()).toEqual(recording.rows);
    expect(recording.s.trace!.chunks.length).toBeGreaterThan(1);
  });

  test('of a packet take a few bytes', () => {
    const recording = new Recording();
    const { s } = recording;
    recording.moveTo(1e6);
    s.arrived++;
    recordPlace(s, Kind.Arrive, 3);
    recordPlace(s, JOIN, 5);
    recordSlice(s, 2, 0, 9, 4, 1);
    recordEvent(s, Kind.Deliver, NONE, 1, 1);
    flushRecords(s);
    expect([...s.trace!.finish()[0]!]).toEqual([
      ...[63, 0x40, 0x42, 0x0f],
      ...[Kind.Arrive, 3],
      ...[JOIN, 5],
      ...[2, 0, 9, 4, 0, 1, 0],
      ...[Kind.Deliver, 255, 1, 1, 0],
    ]);
  });

  test('end where the trace is full, with all that came before', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 30, max: 400 }),
        (steps, limit) => {
          const recording = new Recording(limit);
          for (const one of steps) {
            if (one.passed > 0) recording.moveTo(recording.s.now + one.passed);
            if (recording.s.recording) recording.do(one);
          }
          const rows = recording.read();
          expect(rows).toEqual(recording.rows.slice(0, rows.length));
          const { s } = recording;
          expect(s.trace!.chunks.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(limit);
          expect(s.recording).toBe(s.trace!.truncatedAt === undefined);
          if (s.recording) expect(rows).toHaveLength(recording.rows.length);
        },
      ),
    );
  });
});
