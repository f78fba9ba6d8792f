import { startSimulation } from '../simulation/simulate.js';
import { replicationSeed } from './estimate.js';
import type { Simulator } from './experiment.js';

/** The simulation as experiments run it for people to look at: with a trace, of the first replication. */
export const simulator: Simulator = simulatorWith({ seed: undefined, trace: true });

/** The same with a seed in place of the one that the run has, or without a trace. */
export function simulatorWith(options: { readonly seed: number | undefined; readonly trace: boolean }): Simulator {
  return (run, design, replication) =>
    startSimulation(run, design, {
      trace: options.trace && replication === 0,
      seed: replicationSeed(options.seed ?? run.seed, replication),
    });
}
