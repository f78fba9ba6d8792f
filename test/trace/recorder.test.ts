import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashTrace } from '../../src/trace/hash.js';
import { contextSwitches, readTrace } from '../../src/trace/read.js';
import { Kind, type Trace } from '../../src/trace/trace.js';
import { TraceWriter } from '../support/writer.js';

type Row = readonly [time: number, kind: number, cpu: number, a: number, b: number, c: number];

function traceOf(chunks: readonly Uint8Array[]): Trace {
  const none = { contexts: [], labels: [], devices: [], queues: [], locks: [], places: [], truncatedAt: undefined };
  return { duration: 0, cpus: 1, chunks, ...none };
}

function recorded(rows: readonly Row[], limit = 1e8): TraceWriter {
  const recorder = new TraceWriter(limit);
  for (const [time, ...record] of rows) {
    recorder.moveTo(time);
    recorder.record(...record);
  }
  return recorder;
}

function rowsOf(recorder: TraceWriter): Row[] {
  const rows: Row[] = [];
  readTrace(traceOf(recorder.finish()), (...row) => rows.push(row));
  return rows;
}

const row = fc.tuple(
  // Steps of time: none, a little, the edge of 24 bits and of 32, and hours.
  fc.oneof(
    fc.constant(0),
    fc.nat(1e6),
    fc.constantFrom(2 ** 24 - 1, 2 ** 24, 2 ** 32),
    fc.nat(2 ** 31).map((n) => n * 2 ** 14),
  ),
  fc.nat(34),
  fc.nat(255),
  fc.nat(65535),
  fc.nat(65535),
  fc.nat(2 ** 30 - 1),
);

describe('Recorder and readTrace', () => {
  test('what is read is what was written, also after gaps of hours', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 50 }), (steps) => {
        const rows: Row[] = [];
        for (const [step, ...rest] of steps) rows.push([(rows.at(-1)?.[0] ?? 0) + step, ...rest]);
        expect(rowsOf(recorded(rows))).toEqual(rows);
      }),
    );
  });

  test('spans chunks', () => {
    const rows = Array.from({ length: 70_000 }, (_, i): Row => [i * 3, Kind.Ipl, i % 4, i % 11, 0, 0]);
    const recorder = recorded(rows);
    expect(rowsOf(recorder)).toEqual(rows);
    expect(recorder.recorder.chunks.length).toBeGreaterThan(1);
    const bytes = recorder.recorder.chunks.reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBe(rows.length * 25 - 9);
  });

  test('tells the level of a CPU in front of the record that comes with another one', () => {
    const writer = new TraceWriter(1000);
    writer.record(2, 0, 0, 0, 300, 5);
    writer.record(3, 0, 0, 0, 300, 5);
    writer.record(2, 1, 0, 0, 0, 5);
    writer.record(2, 0, 0, 0, 0, 0);
    expect(rowsOf(writer)).toEqual([
      [0, Kind.Ipl, 0, 5, 0, 0],
      [0, 2, 0, 0, 0, 300],
      [0, 3, 0, 0, 0, 300],
      [0, Kind.Ipl, 1, 5, 0, 0],
      [0, 2, 1, 0, 0, 0],
      [0, Kind.Ipl, 0, 0, 0, 0],
      [0, 2, 0, 0, 0, 0],
    ]);
  });

  test('stops at its limit and says where', () => {
    const rows = Array.from({ length: 10 }, (_, i): Row => [100 * i, Kind.Ipl, 0, i, 0, 0]);
    const recorder = recorded(rows, 7 * 25 - 9);
    expect(rowsOf(recorder)).toEqual(rows.slice(0, 7));
    expect(recorder.recorder.truncatedAt).toBe(700);
    expect(recorded(rows, 10 * 25 - 9).recorder.truncatedAt).toBeUndefined();
  });

  test('an empty recording has no chunk', () => {
    expect(new TraceWriter(10).finish()).toEqual([]);
  });

  test('contextSwitches names the cause', () => {
    const recorder = recorded([
      [5, Kind.Switch, 1, 2, 3, 0],
      [6, Kind.Ipl, 1, 0, 0, 0],
      [2 ** 33, Kind.Switch, 0, 3, 2, 3],
    ]);
    expect(contextSwitches(traceOf(recorder.finish()))).toEqual([
      { time: 5, cpu: 1, from: 2, to: 3, cause: 'preempt' },
      { time: 2 ** 33, cpu: 0, from: 3, to: 2, cause: 'quantum' },
    ]);
  });
});

describe('hashTrace', () => {
  const rows: Row[] = Array.from({ length: 40 }, (_, i): Row => [i * 1000 + i, i % 35, i % 3, i, 2 * i, 3 * i]);
  const account = Float64Array.of(1, 2 ** 40, 3);
  const hash = (changed: readonly Row[], accounting = account) => hashTrace(recorded(changed).finish(), accounting);

  test('sixteen hexadecimal digits, the same for the same records', () => {
    expect(hash(rows)).toMatch(/^[0-9a-f]{16}$/);
    expect(hash(rows)).toBe(hash([...rows]));
  });

  test('does not change from one version or platform to the next', () => {
    expect(hash(rows)).toBe('2b1062514c314867');
  });

  test('every field of every record matters, and so do order and length', () => {
    const hashes = new Set([hash(rows)]);
    let changes = 0;
    for (const index of rows.keys()) {
      for (let field = 0; field < 6; field++) {
        // The time of one record alone: the next one's distance changes the other way.
        const changed = rows.map((one, i) =>
          i === index ? (one.with(field, one[field]! + 1) as unknown as Row) : one,
        );
        hashes.add(hash(changed));
        changes++;
      }
    }
    const swapped = [...rows];
    [swapped[3], swapped[4]] = [
      [rows[3]![0], ...rows[4]!.slice(1)] as unknown as Row,
      [rows[4]![0], ...rows[3]!.slice(1)] as unknown as Row,
    ];
    hashes.add(hash(swapped));
    hashes.add(hash(rows.slice(0, -1)));
    hashes.add(hash([]));
    expect(hashes.size).toBe(changes + 4);
  });

  test('the accounting matters, above 32 bits as well', () => {
    const hashes = [account, Float64Array.of(2, 2 ** 40, 3), Float64Array.of(1, 2 ** 40 + 2 ** 33, 3)];
    expect(new Set(hashes.map((accounting) => hash(rows, accounting))).size).toBe(3);
  });
});
