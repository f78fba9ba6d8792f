import type { Progress } from '../experiment/experiment.js';
import type { Job, Sample } from '../experiment/sweep.js';
import type { Scenario } from '../model/scenario.js';
import type { Sweep } from '../model/sweep.js';
import type { Report } from '../trace/result.js';

/** What is asked of a simulation worker. */
export type WorkerMethods = {
  /** Runs every run of the scenario under every design. */
  run: { params: Scenario; progress: Progress; reply: RunReply };
  /** Takes a sweep in hand: the jobs asked for after it are of this one. It is sent once, its jobs in many batches. */
  sweep: { params: SweepParams; progress: never; reply: undefined };
  /** Does some jobs of the sweep, in their order. Progress is the number of jobs done, with a part for the next. */
  samples: { params: readonly Job[]; progress: number; reply: SamplesReply };
};

export interface SweepParams {
  readonly sweep: Sweep;
  /** In place of the seed that its runs have. */
  readonly seed: number | undefined;
}

export type SamplesReply =
  | {
      readonly kind: 'done';
      readonly samples: readonly Sample[];
      /** Time that they took in the worker. */
      readonly milliseconds: number;
    }
  | { readonly kind: 'cancelled' };

export type RunReply =
  | {
      readonly kind: 'done';
      readonly report: Report;
      /** Events simulated, all runs and designs together. */
      readonly events: number;
      /** Time that the simulation took in the worker, from the request to the reply. */
      readonly milliseconds: number;
    }
  | { readonly kind: 'cancelled' };
