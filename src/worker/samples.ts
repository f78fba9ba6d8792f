import { type Sample, sampleOf, startJob } from '../experiment/sweep.js';
import type { Handlers } from '../protocol/rpc.js';
import type { SweepParams, WorkerMethods } from '../protocol/worker.js';
import { PROGRESS_MS, SLICE_MS, STEP_EVENTS, type Surroundings } from './surroundings.js';

/** The part of a worker that does jobs of sweeps; it remembers the sweep that it was sent last. */
export function samplesOfSweeps(around: Surroundings): Pick<Handlers<WorkerMethods>, 'sweep' | 'samples'> {
  let current: SweepParams | undefined;
  return {
    async sweep(params) {
      current = params;
      return { value: undefined, transfer: [] };
    },
    async samples(jobs, context) {
      if (current === undefined) throw new Error('There is no sweep whose jobs these could be.');
      const { sweep, seed } = current;
      const began = around.now();
      let [reported, sliceBegan] = [began, began];
      const samples: Sample[] = [];
      for (const job of jobs) {
        const simulation = startJob(sweep, job, seed);
        for (let ended = false; !ended; ) {
          ended = simulation.advance(STEP_EVENTS);
          const now = around.now();
          if (now - sliceBegan < SLICE_MS) continue;
          if (now - reported >= PROGRESS_MS) {
            context.progress(samples.length + simulation.progress);
            reported = now;
          }
          await around.letMessagesIn();
          if (context.cancelled) return { value: { kind: 'cancelled' }, transfer: [] };
          sliceBegan = around.now();
        }
        samples.push(sampleOf(simulation.result()));
      }
      return { value: { kind: 'done', samples, milliseconds: around.now() - began }, transfer: [] };
    },
  };
}
