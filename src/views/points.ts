import { METRICS, type Metric } from '../model/metric.js';
import type { Span } from '../model/span.js';
import type { SweepReport } from '../trace/sweep.js';
import { ascending } from './chart.js';
import { formatEstimate, formatQuantity } from './quantity.js';

/** The points of a sweep as tables, one for each metric: a row for each value of the parameter, a column for a design. */
export interface PointTable {
  readonly metric: Metric;
  readonly rows: readonly { readonly value: string; readonly cells: readonly string[] }[];
}

export function pointTables(report: SweepReport): readonly PointTable[] {
  return report.plot.map((metric) => ({
    metric,
    rows: ascending(report.values).map((index) => ({
      value: formatQuantity(report.unit, report.values[index]!),
      cells: report.lines.map(({ points }) => {
        const point = points[index];
        return point === undefined ? '' : formatEstimate(metric, point.mean[metric], point.half[metric]);
      }),
    })),
  }));
}

/** What each design's line is at a point, by its place among the ascending values; designs without the point are not there. */
export function estimatesAt(
  { values, lines }: SweepReport,
  metric: Metric,
  place: number,
): readonly (readonly [design: string, estimate: string])[] {
  const index = ascending(values)[place]!;
  return lines.flatMap(({ design, points }) => {
    const point = points[index];
    return point === undefined
      ? []
      : [[design, formatEstimate(metric, point.mean[metric], point.half[metric])] as const];
  });
}

/**
 * The first of the columns to show where not all have room: of `fit` columns that stand beside each other, from `first` on
 * if it can be, `looked` is one.
 */
export function firstColumn(all: number, fit: number, first: number, looked: number): number {
  const nearest = Math.max(looked - fit + 1, Math.min(looked, first));
  return Math.max(0, Math.min(all - fit, nearest));
}

/** What went wrong at single points, in the order of the designs and their points. */
export function pointProblems(report: SweepReport): readonly string[] {
  return report.lines.flatMap(({ design, points }) =>
    ascending(report.values).flatMap((index) =>
      (points[index]?.problems ?? []).map(
        (problem) => `${design}, ${report.parameter} ${formatQuantity(report.unit, report.values[index]!)}: ${problem}`,
      ),
    ),
  );
}

/** Where an expectation did not hold: its text, the design and the point, and what was measured there. */
export interface PointFailure {
  readonly text: string;
  readonly where: string;
  readonly measured: string;
  readonly span: Span;
}

export function pointFailures({ verdicts = [], lines, values, unit, parameter }: SweepReport): readonly PointFailure[] {
  return verdicts
    .filter(({ holds }) => !holds)
    .map(({ text, design, measured, limit, value, span }) => {
      const metric = METRICS.find(({ name }) => new RegExp(`\\b${name}\\b`).test(text))!.name;
      const point = lines.find((line) => line.design === design)?.points[values.indexOf(value)];
      return {
        text,
        where: `${design}, ${parameter} ${formatQuantity(unit, value)}`,
        measured: formatEstimate(metric, measured, point?.half[metric] ?? Number.NaN, limit),
        span,
      };
    });
}

/** Points that were simulated under all of the designs. */
export function pointsDone({ values, lines }: SweepReport): number {
  return values.filter((_value, index) => lines.every(({ points }) => points[index] !== undefined)).length;
}

/** The tables as Markdown, one under the other. */
export function pointsMarkdown(report: SweepReport): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  const tables = pointTables(report).map(
    ({ metric, rows }) =>
      `\n**${metric}**\n\n${row([report.parameter, ...report.lines.map(({ design }) => design)])}` +
      `| ---: |${report.lines.map(() => ' ---: |').join('')}\n` +
      rows.map(({ value, cells }) => row([value, ...cells])).join(''),
  );
  return `### ${report.name}\n${tables.join('')}`;
}

/**
 * The points as CSV (RFC 4180), a line for each value and design, with plain values: times in picoseconds, rates per
 * second, NaN empty. Each metric is followed by half the width of its 95% confidence interval.
 */
export function pointsCsv(report: SweepReport): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const number = (value: number) => (Number.isNaN(value) ? '' : String(value));
  const head = [report.parameter, 'design', ...report.plot.flatMap((metric) => [metric, `${metric}_half`])];
  const lines = ascending(report.values).flatMap((index) =>
    report.lines.flatMap(({ design, points }) => {
      const point = points[index];
      if (point === undefined) return [];
      const estimates = report.plot.flatMap((metric) => [point.mean[metric], point.half[metric]]);
      return [[String(report.values[index]), design, ...estimates.map(number)]];
    }),
  );
  return [head, ...lines].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}
