import type { Simulation } from '../experiment/experiment.js';
import { type Job, sampleOf, startJob } from '../experiment/sweep.js';
import type { CallContext, Handlers } from '../protocol/rpc.js';
import type { PlacedSample, SamplesProgress, SamplesReply, SweepParams, WorkerMethods } from '../protocol/worker.js';
import { PROGRESS_MS, SLICE_MS, STEP_EVENTS, type Surroundings } from './surroundings.js';

/**
 * The part of a worker that does jobs of sweeps; it remembers the sweep that it was sent last. The jobs of a batch were
 * thought to be short. One that is not goes to the end of its batch for a while, so that it holds nothing back, and what
 * is done is told while it still goes on.
 */
export function samplesOfSweeps(around: Surroundings): Pick<Handlers<WorkerMethods>, 'sweep' | 'samples'> {
  let current: SweepParams | undefined;
  return {
    async sweep(params) {
      current = params;
      return { value: undefined, transfer: [] };
    },
    async samples(jobs, context) {
      if (current === undefined) throw new Error('There is no sweep whose jobs these could be.');
      return { value: await doJobs(jobs, current, context, around), transfer: [] };
    },
  };
}

/** A job that takes longer than this lets the others of its batch go first. */
const SLOW_MS = 100;

interface Begun {
  readonly at: number;
  readonly simulation: Simulation;
}

async function doJobs(
  jobs: readonly Job[],
  { sweep, seed }: SweepParams,
  context: CallContext<SamplesProgress>,
  around: Surroundings,
): Promise<SamplesReply> {
  const began = around.now();
  let [reported, sliceBegan] = [began, began];
  let samples: PlacedSample[] = [];
  const slow: Begun[] = [];
  let next = 0;

  while (next < jobs.length || slow.length > 0) {
    const turnBegan = around.now();
    const isNew = next < jobs.length;
    const job = isNew ? { at: next, simulation: startJob(sweep, jobs[next]!, seed) } : slow.shift()!;
    if (isNew) next += 1;
    const isAlone = next === jobs.length && slow.length === 0;
    let ended = false;
    for (let now = turnBegan; !ended && (isAlone || now - turnBegan < SLOW_MS); ) {
      ended = job.simulation.advance(STEP_EVENTS);
      now = around.now();
      if (now - sliceBegan < SLICE_MS) continue;
      if (now - reported >= PROGRESS_MS) {
        const under = [job, ...slow].reduce((sum, { simulation }) => sum + simulation.progress, 0);
        context.progress({ samples, under, slow: next === jobs.length });
        samples = [];
        reported = now;
      }
      await around.letMessagesIn();
      if (context.cancelled) return { samples, milliseconds: around.now() - began };
      sliceBegan = around.now();
    }
    if (ended) samples.push({ at: job.at, sample: sampleOf(job.simulation.result()) });
    else slow.push(job);
  }
  return { samples, milliseconds: around.now() - began };
}
