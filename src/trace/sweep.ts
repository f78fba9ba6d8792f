import type { Metrics } from '../model/metric.js';
import type { Span } from '../model/span.js';
import type { SweepUnit } from '../model/sweep.js';
import type { Verdict } from './result.js';

/** What came of a sweep: for each design a line of points. */
export interface SweepReport {
  readonly file: string;
  readonly name: string;
  readonly span: Span;
  readonly parameter: string;
  readonly unit: SweepUnit;
  readonly logarithmic: boolean;
  /** The metrics to draw, by name. */
  readonly plot: readonly (keyof Metrics)[];
  /** Values of the parameter, in the order of the points. */
  readonly values: readonly number[];
  /** Times that each point was simulated under each design, with different seeds. */
  readonly replications: number;
  /** The class of packets whose latency was measured; undefined where it was that of all. */
  readonly latencyClass: string | undefined;
  readonly lines: readonly SweepLine[];
  /** What came of the expectations at each point, point by point; absent where nothing was expected. */
  readonly verdicts?: readonly SweepVerdict[];
  /** False where it was cancelled; the points that are missing then have no estimates. */
  readonly complete: boolean;
}

/** An expectation at the point with this value of the parameter, judged by the mean. */
export interface SweepVerdict extends Verdict {
  readonly value: number;
}

export interface SweepLine {
  readonly design: string;
  readonly designSpan: Span;
  /** For each point what was measured; undefined where it was not simulated. */
  readonly points: readonly (SweepEstimates | undefined)[];
}

export interface SweepEstimates {
  /** Means over the replications. */
  readonly mean: Metrics;
  /** Half the width of the 95% confidence interval around each mean; NaN where there was one replication. */
  readonly half: Metrics;
  /** Messages of findings of errors (limits, deadlocks) in any replication. */
  readonly problems: readonly string[];
}
