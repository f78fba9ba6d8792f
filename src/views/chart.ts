import { METRICS, type Metric } from '../model/metric.js';
import type { SweepLine, SweepReport } from '../trace/sweep.js';
import { type Quantity, quantityOf } from './quantity.js';

/** A sweep as small multiples: one chart for each metric, all over the same values of the parameter. */
export interface Charts {
  readonly parameter: string;
  readonly quantity: Quantity;
  /** False where a value is not positive, whatever was asked. */
  readonly logarithmic: boolean;
  /** Ascending. */
  readonly values: readonly number[];
  /** In the order of the lines of every chart. */
  readonly designs: readonly string[];
  readonly charts: readonly Chart[];
}

export interface Chart {
  readonly metric: Metric;
  readonly doc: string;
  readonly quantity: Quantity;
  readonly lines: readonly ChartLine[];
}

/** What is drawn for a design, at each value of the parameter; null is a gap. */
export interface ChartLine {
  readonly mean: readonly (number | null)[];
  /** The ends of the confidence interval, no wider than what the metric can be; null where there is none. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export function chartsOf(report: SweepReport): Charts {
  const order = ascending(report.values);
  const values = order.map((index) => report.values[index]!);
  return {
    parameter: report.parameter,
    quantity: report.unit,
    logarithmic: report.logarithmic && values.every((value) => value > 0),
    values,
    designs: report.lines.map(({ design }) => design),
    charts: report.plot.map((metric) => ({
      metric,
      doc: METRICS.find(({ name }) => name === metric)!.doc,
      quantity: quantityOf(metric),
      lines: report.lines.map((line) => lineOf(line, metric, order)),
    })),
  };
}

/** The places of the points by their values: a text may have them in any order. */
export function ascending(values: readonly number[]): readonly number[] {
  return values.map((_value, index) => index).sort((one, other) => values[one]! - values[other]!);
}

function lineOf({ points }: SweepLine, metric: Metric, order: readonly number[]): ChartLine {
  const most = isShare(metric) ? 1 : Number.POSITIVE_INFINITY;
  const each = (value: (mean: number, half: number) => number) =>
    order.map((index) => {
      const point = points[index];
      const result = point === undefined ? Number.NaN : value(point.mean[metric], point.half[metric]);
      return Number.isNaN(result) ? null : result;
    });
  return {
    mean: each((mean) => mean),
    low: each((mean, half) => Math.max(0, mean - half)),
    high: each((mean, half) => Math.min(most, mean + half)),
  };
}

function isShare(metric: Metric): boolean {
  return quantityOf(metric) === 'ratio';
}

/**
 * The values that a chart's upright axis shows: from zero, since no metric is less, to a round number above the greatest.
 * Round, so that the axis stays as it is for most of the points that come while a sweep goes on.
 */
export function heightOf(greatest: number | null): readonly [from: number, to: number] {
  if (greatest === null || greatest <= 0) return [0, 1];
  const least = greatest * 1.02;
  const unit = 10 ** Math.floor(Math.log10(least));
  return [0, (TOPS.find((top) => top * unit >= least) ?? 10) * unit];
}

/** Each at most 1.2 times the one before. */
const TOPS = [1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9];

/** The places of points on a line that has nothing beside them, so that they are to be drawn for themselves. */
export function isolated({ mean }: ChartLine): readonly number[] {
  return mean.flatMap((value, at) =>
    value !== null && (mean[at - 1] ?? null) === null && (mean[at + 1] ?? null) === null ? [at] : [],
  );
}
