import type { Run } from '../../src/model/run.js';
import type { Sweep } from '../../src/model/sweep.js';
import { ipsec } from './ipsec.js';
import { runsOf } from './scenario.js';

/** Sustained IPsec at a few thousand packets a second, whose arrivals and so figures depend on the seed. */
export function busyRun(changes: Partial<Run> = {}): Run {
  const [run] = runsOf(ipsec({ packets: 'packets on wm0 poisson 20kpps', time: '3ms' }));
  return { ...run!, ...changes };
}

/** What the run comes to where a switch costs more and more. */
export function switchSweep(run: Run, costs: readonly number[]): Sweep {
  return {
    name: 'cost of a switch',
    span: run.span,
    parameter: 'cost switch',
    unit: 'time',
    logarithmic: false,
    plot: ['throughput', 'latency_mean'],
    points: costs.map((value) => ({ value, run: withSwitch(run, value) })),
  };
}

export function withSwitch(run: Run, cost: number): Run {
  return { ...run, machine: { ...run.machine, costs: { ...run.machine.costs, switch: cost } } };
}
