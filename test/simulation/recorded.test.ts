import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/model/scenario.js';
import { runsOf, simulateRun } from '../support/scenario.js';

const [BASE] = runsOf(`
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 400ns; cost trap_return 300ns }
device wm0: nic { link 1Gbps; input p }
path p { hard net { run intr 1us; drop } }
workload w { packets on wm0 every 1us from 5us }
run "r" { machine m; workload w; for 100us; designs biglock }`);

/** The run with arrivals from a file, and what else is said of them. */
function recorded(times: readonly number[], sizes?: readonly number[], rest = {}): Run {
  const pattern = { kind: 'file', times: Float64Array.from(times), sizes: sizes && Uint32Array.from(sizes) } as const;
  const arrivals = [{ ...BASE!.workload.arrivals[0]!, pattern, ...rest }];
  return { ...BASE!, workload: { ...BASE!.workload, arrivals } };
}

function packets(run: Run) {
  const { packets } = simulateRun(run, 'biglock');
  return [...packets.arrival].slice(0, packets.length).map((at, index) => [at / 1e6, packets.bytes[index]]);
}

describe('recorded arrivals', () => {
  test('come at their times after the begin of the stream, with their sizes', () => {
    expect(packets(recorded([0, 20e6, 31.5e6], [64, 1518, 64]))).toEqual([
      [5, 64],
      [25, 1518],
      [36.5, 64],
    ]);
  });

  test('wait for the wire: 64 bytes and 20 in front of them take 0.672 us at 1 Gb/s', () => {
    expect(packets(recorded([0, 0, 100e3], [64, 64, 64]))).toEqual([
      [5, 64],
      [5.672, 64],
      [6.344, 64],
    ]);
  });

  test('have the size of the stream where the file has none', () => {
    expect(packets(recorded([0, 1e6]))).toEqual([
      [5, 1500],
      [17.16, 1500],
    ]);
  });

  test('end with the count, the end of the stream or that of the run', () => {
    const times = [0, 10e6, 20e6, 30e6, 200e6];
    expect(packets(recorded(times, undefined, { count: 2 }))).toHaveLength(2);
    expect(packets(recorded(times, undefined, { until: 25e6 }))).toHaveLength(2);
    expect(packets(recorded(times))).toHaveLength(4);
  });
});
