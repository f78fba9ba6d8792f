import type { Metrics } from '../model/metric.js';
import type { Sweep } from '../model/sweep.js';
import type { Result } from '../trace/result.js';
import type { SweepEstimates, SweepReport } from '../trace/sweep.js';
import { isSound, judge } from '../trace/verdicts.js';
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
  readonly sound: boolean;
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
 * The places of the jobs in the order in which they are best begun: those of both ends of the sweep, of the middle, and
 * of the middles of what lies between. So its curves can be seen as a whole early, coarse at first, and the points that
 * come later hardly change how far the axes reach.
 */
export function coarseToFine({ points }: Sweep): readonly number[] {
  const jobs = points[0]!.run.designs.length * points[0]!.run.replications;
  return halving(points.length).flatMap((point) => Array.from({ length: jobs }, (_, job) => point * jobs + job));
}

/** 0, count - 1, and then the middle of each stretch between two that are there, the longest first. */
function halving(count: number): readonly number[] {
  const last = count - 1;
  const order = last === 0 ? [0] : [0, last];
  const stretches: (readonly [from: number, to: number])[] = [[0, last]];
  // The list grows while it is gone through.
  for (const [from, to] of stretches) {
    const middle = (from + to) >> 1;
    if (middle === from) continue;
    order.push(middle);
    stretches.push([from, middle], [middle, to]);
  }
  return order;
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

export function sampleOf(result: Result): Sample {
  const { metrics, findings, events } = result;
  const problems = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { metrics, sound: isSound(result), problems, events };
}

/** The report of a sweep from the samples of its jobs, in their order; undefined stands for a job that was not done. */
export function sweepReport(file: string, sweep: Sweep, samples: readonly (Sample | undefined)[]): SweepReport {
  return sweepReporter(file, sweep, samples)();
}

/**
 * Makes reports of a sweep while it goes on, each of what there is in `samples` by then. The estimates of a point are
 * made once, when the last of its samples has come.
 */
export function sweepReporter(file: string, sweep: Sweep, samples: readonly (Sample | undefined)[]): () => SweepReport {
  const { name, span, parameter, unit, logarithmic, plot, points } = sweep;
  const { designs, replications, latencyClass } = points[0]!.run;
  const shape = { file, name, span, parameter, unit, logarithmic, plot, values: points.map(({ value }) => value) };
  const cells = designs.map((_design, design) =>
    points.map((_point, point) => cellOf(samples, (point * designs.length + design) * replications, replications)),
  );

  return () => {
    const done = cells.map((row) => row.map((cell) => cell()));
    const lines = designs.map(({ name: design, span: designSpan }, index) => ({
      design,
      designSpan,
      points: done[index]!.map((cell) => cell?.estimates),
    }));
    const verdicts = points.flatMap(({ value, run: { expectations } }, point) => {
      const measured = designs.flatMap(({ name: design }, index) => {
        const cell = done[index]![point];
        return cell === undefined ? [] : [{ design, metrics: cell.estimates.mean, sound: cell.sound }];
      });
      return judge(expectations, measured).map((verdict) => ({ ...verdict, value }));
    });
    const complete = done.every((row) => row.every((cell) => cell !== undefined));
    return { ...shape, replications, latencyClass, lines, complete, ...(verdicts.length > 0 && { verdicts }) };
  };
}

/** What came of a point under a design. */
interface Cell {
  readonly estimates: SweepEstimates;
  /** All replications are. */
  readonly sound: boolean;
}

/** Looks whether all samples of a cell are there, until they are. */
function cellOf(samples: readonly (Sample | undefined)[], first: number, replications: number): () => Cell | undefined {
  let cell: Cell | undefined;
  return () => {
    if (cell !== undefined) return cell;
    const own = samples.slice(first, first + replications).filter((sample) => sample !== undefined);
    if (own.length < replications) return undefined;
    cell = { estimates: estimatesOf(own), sound: own.every(({ sound }) => sound) };
    return cell;
  };
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
