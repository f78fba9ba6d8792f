import type { Metrics } from '../model/metric.js';
import type { Sweep } from '../model/sweep.js';
import type { Ending, Result } from '../trace/result.js';
import type { SweepEstimates, SweepReport } from '../trace/sweep.js';
import { judge } from '../trace/verdicts.js';
import { estimate } from './estimate.js';
import type { Simulation } from './experiment.js';
import { simulatorWith } from './simulator.js';

/**
 * A sweep taken apart and put together again. Its work is a list of jobs, each one simulation without a trace: a point,
 * a design, a replication. What comes of a job depends on nothing else, and its sample has a fixed place, so it makes no
 * difference how many workers take jobs, how many at a time, and in which order they come back.
 */
export interface Job {
  /** Index in the sweep's points. */
  readonly point: number;
  /** Index in the designs of the point's run. */
  readonly design: number;
  readonly replication: number;
}

/** What is kept of one simulation. */
export interface Sample {
  readonly metrics: Metrics;
  readonly ending: Ending;
  /** Messages of the findings that are errors. */
  readonly problems: readonly string[];
  readonly events: number;
}

/** All jobs, point by point. All points have the same designs and as many replications. */
export function jobsOf({ points }: Sweep): readonly Job[] {
  return points.flatMap(({ run }, point) =>
    run.designs.flatMap((_design, design) =>
      Array.from({ length: run.replications }, (_, replication) => ({ point, design, replication })),
    ),
  );
}

/**
 * Begins with a job. All designs and points meet the same random numbers in the same replication, and in the first those
 * that the run itself has, so a point of a sweep is what a run with its value would be.
 *
 * @param seed in place of the run's own
 */
export function startJob(sweep: Sweep, { point, design, replication }: Job, seed: number | undefined): Simulation {
  const { run } = sweep.points[point]!;
  return simulatorWith({ seed, trace: false })(run, run.designs[design]!, replication);
}

export function sampleOf({ metrics, ending, findings, events }: Result): Sample {
  const problems = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { metrics, ending, problems, events };
}

/** The report of a sweep from the samples of its jobs, in their order; undefined stands for a job that was not done. */
export function sweepReport(file: string, sweep: Sweep, samples: readonly (Sample | undefined)[]): SweepReport {
  const { name, span, parameter, unit, logarithmic, plot, points } = sweep;
  const run = points[0]!.run;
  const { replications } = run;
  const samplesOf = (point: number, design: number) => {
    const first = (point * run.designs.length + design) * replications;
    return samples.slice(first, first + replications).filter((sample) => sample !== undefined);
  };
  const cells = run.designs.map((_design, design) =>
    points.map((_point, point) => {
      const own = samplesOf(point, design);
      return own.length === replications ? own : undefined;
    }),
  );
  const lines = run.designs.map(({ name: design, span: designSpan }, index) => ({
    design,
    designSpan,
    points: cells[index]!.map((own) => own && estimatesOf(own)),
  }));
  const verdicts = points.flatMap(({ value, run: { expectations } }, point) => {
    const measured = lines.flatMap(({ design, points: estimates }, line) => {
      const metrics = estimates[point]?.mean;
      const own = cells[line]![point];
      if (metrics === undefined || own === undefined) return [];
      return [{ design, metrics, ending: own.find(({ ending }) => ending !== 'finished')?.ending ?? 'finished' }];
    });
    return judge(expectations, measured).map((verdict) => ({ ...verdict, value }));
  });
  const complete = samples.every((sample) => sample !== undefined);
  const values = points.map(({ value }) => value);
  const shape = { file, name, span, parameter, unit, logarithmic, plot, values, replications, lines, complete };
  return { ...shape, ...(verdicts.length > 0 && { verdicts }) };
}

function estimatesOf(samples: readonly Sample[]): SweepEstimates {
  const { mean, half } = estimate(samples.map(({ metrics }) => metrics));
  return { mean, half, problems: [...new Set(samples.flatMap(({ problems }) => problems))] };
}

/** Whether all that was expected holds, and every point came to its end. */
export function sweepHolds({ lines, verdicts = [] }: SweepReport): boolean {
  const sound = lines.every(({ points }) => points.every((point) => point?.problems.length === 0));
  return sound && verdicts.every(({ holds }) => holds);
}
