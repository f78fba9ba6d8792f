import type { Progress } from '../experiment/experiment.js';
import type { Scenario } from '../model/scenario.js';
import type { Report } from '../trace/result.js';

/** What the extension asks of its simulation worker. */
export type WorkerMethods = {
  /** Runs every run of the scenario under every design. */
  run: { params: Scenario; progress: Progress; reply: RunReply };
};

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
