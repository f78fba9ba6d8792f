import { METRICS } from '../model/metric.js';
import type { SweepReport } from '../trace/sweep.js';
import { latencyFacts } from '../views/format.js';
import { pointFailures, pointProblems, pointsDone, pointTables } from '../views/points.js';
import { type Paint, visible } from './colour.js';
import { at } from './diagnostic.js';
import { blocks, table } from './table.js';

/** With more failures than this nobody reads them one by one. */
const FEW_FAILURES = 12;

/** A sweep as text for a terminal: a table for each metric, a row for each value, a column for each design. */
export function curves(report: SweepReport, paint: Paint, columns: number): string {
  const sections = [
    heading(report, paint),
    ...pointTables(report).map(({ metric, rows }) => {
      const designs = report.lines.map(({ design }) => ({
        text: design,
        paint: (text: string) => paint('bold', text),
      }));
      const doc = METRICS.find(({ name }) => name === metric)!.doc;
      return [
        `${paint('bold', metric)}  ${paint('dim', doc)}`,
        ...blocks([[report.parameter, ...designs], ...rows.map(({ value, cells }) => [value, ...cells])], { columns }),
      ];
    }),
    expectations(report, paint),
    pointProblems(report).map((problem) => `${paint('red', 'error')}: ${visible(problem)}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(report: SweepReport, paint: Paint): string[] {
  const { name, span, values, replications, complete } = report;
  const times = replications === 1 ? 'one replication' : `${replications} replications, 95% confidence`;
  const done = complete ? '' : `, ${pointsDone(report)} done`;
  const facts = [`${values.length} points${done}`, times, ...latencyFacts(report)].join(', ');
  return [`${paint('bold', visible(name))}: ${facts}  ${paint('dim', at(span))}`];
}

function expectations(report: SweepReport, paint: Paint): string[] {
  const { verdicts = [] } = report;
  if (verdicts.length === 0) return [];
  const failed = pointFailures(report);
  const head = paint('bold', 'Expectations');
  if (failed.length === 0) return [`${head}: all ${verdicts.length} ${paint('green', 'hold')}, at every point`];
  const rows = failed
    .slice(0, FEW_FAILURES)
    .map(({ text, where, measured, span }) => [
      { text: 'FAILS', paint: (text: string) => paint('red', text) },
      visible(text),
      where,
      `measured ${measured}`,
      at(span),
    ]);
  const more = failed.length - rows.length;
  return [
    `${head}: ${failed.length} of ${verdicts.length} fail`,
    ...table(rows, [1, 2, 3, 4]).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${more} more; --json tells all of them`] : []),
  ];
}
