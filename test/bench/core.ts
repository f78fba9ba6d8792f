import { argv, cpuUsage, memoryUsage } from 'node:process';
import { startSimulation } from '../../src/simulation/simulate.js';
import { release } from '../../src/trace/memory.js';
import { readTrace } from '../../src/trace/read.js';
import { Kind, type Trace } from '../../src/trace/trace.js';
import { scenario, type Workload } from './scenarios.js';

/**
 * Simulates a workload several times in one process, as a kept worker does, and prints what the runs after the first
 * ones took, which find compiled code, and memory that earlier results have left. CPU time of all threads, so with the
 * garbage collector's, until the simulated time is over: the report, with the hash over the trace, comes after.
 */
const [, , workload, microseconds, seed, trace, times, warmUp] = argv;
const run = scenario(workload as Workload, Number(microseconds));
let [packets, events, cpu] = [0, 0, 0];
let recorded: Trace | undefined;
for (let time = 0; time < Number(times); time++) {
  const start = cpuUsage();
  const simulation = startSimulation(run, run.designs[0]!, {
    seed: Number(seed) + time,
    trace: trace === 'trace',
    maxTrace: 1e9,
    maxEvents: Number.MAX_SAFE_INTEGER,
  });
  while (!simulation.advance(1e6));
  const { user, system } = cpuUsage(start);
  const result = simulation.result();
  if (result.trace?.truncatedAt !== undefined) throw new Error('the run is too long to be recorded whole');
  recorded = result.trace;
  if (time + 1 < Number(times)) release(result);
  if (time < Number(warmUp)) continue;
  packets += result.metrics.delivered;
  events += result.events;
  cpu += user + system;
}
const memory = memoryUsage.rss();
console.log(JSON.stringify({ packets, events, seconds: cpu / 1e6, memory, trace: recorded && sizesOf(recorded) }));

function sizesOf(recording: Trace): { bytes: number; records: number; slices: number } {
  const bytes = recording.chunks.reduce((sum, { length }) => sum + length, 0);
  let [records, slices] = [0, 0];
  readTrace(recording, (_, kind) => {
    records++;
    if (kind < Kind.Switch) slices++;
  });
  return { bytes, records, slices };
}
