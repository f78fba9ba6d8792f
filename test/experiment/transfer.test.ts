import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../src/experiment/experiment.js';
import { buffersOf, compact } from '../../src/experiment/transfer.js';
import { lend } from '../../src/trace/memory.js';
import { scenario, simulatorOf } from './fake.js';

const report = runExperiment(scenario({ light: ['a', 'b'] }), simulatorOf(1).simulator);

describe('a compact report', () => {
  it('has only what is in use, unchanged', () => {
    const { trace, packets } = compact(report).runs[0]!.results[0]!;
    expect([...trace!.chunks[0]!]).toEqual([18, 7, 21, 7, 26, 3, 1, 0]);
    expect([...packets.arrival]).toEqual([10]);
    expect(trace!.chunks[0]!.buffer.byteLength).toBe(8);
  });

  it('leaves the memory of the one that it was made of to others', () => {
    const buffer = lend(2 ** 20);
    const [run] = report.runs;
    const [first] = run!.results;
    const trace = { ...first!.trace!, chunks: [new Uint8Array(buffer, 0, 3).fill(7)] };
    const moved = compact({ ...report, runs: [{ ...run!, results: [{ ...first!, trace }] }] });
    const again = lend(2 ** 20);
    expect(again).toBe(buffer);
    new Uint8Array(again).fill(1);
    expect([...moved.runs[0]!.results[0]!.trace!.chunks[0]!]).toEqual([7, 7, 7]);
  });

  it('leaves out what was read from files of packets', () => {
    const [run] = report.runs;
    const pattern = { kind: 'file', times: Float64Array.of(0, 1), sizes: Uint32Array.of(64, 64) };
    const workload = {
      arrivals: [
        { nic: 'wm0', pattern },
        { nic: 'wm1', pattern: { kind: 'wire' } },
      ],
    };
    const recorded = { ...run!, run: { ...run!.run, workload } } as unknown as typeof run & {};
    expect(compact({ ...report, runs: [recorded] }).runs[0]!.run.workload.arrivals).toEqual([
      { nic: 'wm0', pattern: { kind: 'file', times: new Float64Array(), sizes: undefined } },
      { nic: 'wm1', pattern: { kind: 'wire' } },
    ]);
    expect(pattern.times).toHaveLength(2);
  });

  it('keeps a result without a trace without one', () => {
    const [run] = report.runs;
    const bare = { ...report, runs: [{ ...run!, results: [{ ...run!.results[0]!, trace: undefined }] }] };
    expect(compact(bare).runs[0]!.results[0]!.trace).toBeUndefined();
  });
});

describe('the transfer list', () => {
  it('has every buffer once, and moving it leaves nothing behind', () => {
    const small = compact(report);
    const buffers = buffersOf(small);
    expect(buffers).toHaveLength(2 * (6 + 1));
    expect(new Set(buffers).size).toBe(buffers.length);
    const moved = structuredClone(small, { transfer: buffers });
    expect([...moved.runs[0]!.results[1]!.packets.bytes]).toEqual([1500]);
    expect(buffers.every((buffer) => buffer.byteLength === 0)).toBe(true);
  });

  it('names a buffer once that two columns share', () => {
    const shared = new ArrayBuffer(64);
    const [run] = compact(report).runs;
    const [first] = run!.results;
    const packets = {
      ...first!.packets,
      arrival: new Float64Array(shared, 0, 1),
      end: new Float64Array(shared, 8, 1),
    };
    const buffers = buffersOf({ file: 'a.irq', runs: [{ ...run!, results: [{ ...first!, packets }] }] });
    expect(buffers.filter((buffer) => buffer === shared)).toHaveLength(1);
  });
});
