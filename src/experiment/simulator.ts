import { startSimulation } from '../simulation/simulate.js';
import type { Simulator } from './experiment.js';

/** The simulation as experiments run it for people to look at: with a trace. */
export const simulator: Simulator = (run, design) => startSimulation(run, design, { trace: true });

/** The same with a seed in place of the one that the run has, or without a trace. */
export function simulatorWith(options: { readonly seed: number | undefined; readonly trace: boolean }): Simulator {
  const { seed, trace } = options;
  return (run, design) => startSimulation(run, design, { trace, ...(seed !== undefined && { seed }) });
}
