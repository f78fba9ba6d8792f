import { startExperiment } from '../experiment/experiment.js';
import { simulatorWith } from '../experiment/simulator.js';
import type { Scenario } from '../model/scenario.js';
import type { Report } from '../trace/result.js';
import { runToEnd } from './progress.js';

export interface Simulated {
  readonly report: Report;
  /** False where Ctrl-C ended it early; the report then has what was there by then. */
  readonly complete: boolean;
}

/** Runs everything in a scenario. `seed` replaces the seeds that the runs have in the text. */
export async function simulateAll(
  scenario: Scenario,
  options: { readonly seed: number | undefined; readonly trace: boolean },
): Promise<Simulated> {
  const experiment = startExperiment(scenario, simulatorWith(options));
  const complete = await runToEnd(experiment);
  if (!complete) experiment.cancel();
  return { report: experiment.report(), complete };
}
