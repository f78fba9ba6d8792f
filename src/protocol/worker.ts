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
  /** Does some jobs of the sweep. One that takes long lets those behind it go first. */
  samples: { params: readonly Job[]; progress: SamplesProgress; reply: SamplesReply };
};

export interface SweepParams {
  readonly sweep: Sweep;
  /** In place of the seed that its runs have. */
  readonly seed: number | undefined;
}

export interface SamplesProgress {
  /** Those that have come since it was told last. */
  readonly samples: readonly PlacedSample[];
  /** The parts that are done of jobs under way, together. */
  readonly under: number;
  /** No job of the batch waits behind others: what is left of it is slow. */
  readonly slow: boolean;
}

/** The last samples of a batch: of all its jobs, but where it was cancelled. */
export interface SamplesReply {
  readonly samples: readonly PlacedSample[];
  /** Time that the batch took in the worker. */
  readonly milliseconds: number;
}

export interface PlacedSample {
  /** Index of its job among those asked for. */
  readonly at: number;
  readonly sample: Sample;
}

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
