import { contextSwitches } from '../trace/read.js';
import type { Result, RunReport, Verdict } from '../trace/result.js';
import { formatCount, formatMetric, formatPercent, formatTime, latencyFacts } from '../views/format.js';
import { type Cell as Figure, summaryOf } from '../views/summary.js';
import { type Paint, visible } from './colour.js';
import { at, problemLines } from './diagnostic.js';
import { blocks, type Cell, table } from './table.js';

/**
 * A run as text for a terminal: its designs side by side, what the CPUs did, where packets were lost, each expectation
 * with what was measured. Where a packet or a few arrive, the context switches follow one by one, as one would tell
 * them on a mailing list.
 */
export function summary(report: RunReport, paint: Paint, columns: number): string {
  const { results } = report;
  const sections = [
    heading(report, paint),
    figures(results, paint, columns),
    shares(results, paint, columns),
    drops(results, paint, columns),
    ...results.map((result) => switchList(result, paint)),
    expectations(report, paint),
    findings(results, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ run, results }: RunReport, paint: Paint): string[] {
  const seed = results[0]?.seed ?? run.seed;
  const warm = run.warmup > 0 ? ` after a warm-up of ${formatTime(run.warmup)}` : '';
  const times = run.replications > 1 ? [`${run.replications} replications, 95% confidence`] : [];
  const time = `${formatTime(run.duration - run.warmup)}${warm} on ${run.machine.name}`;
  const facts = [time, `seed ${seed}`, ...times, ...latencyFacts(run)].join(', ');
  const title = `${paint('bold', visible(run.name))}: ${facts}`;
  return [`${title}  ${paint('dim', at(run.span))}`];
}

/** The metrics in groups; the last of these, shares of CPU time, is drawn as bars. */
function figures(results: readonly Result[], paint: Paint, columns: number): string[] {
  const { designs, groups } = summaryOf(results);
  const rows = groups
    .slice(0, -1)
    .flatMap(({ rows }) => rows.map(({ metric, cells }) => [metric, ...cells.map((cell) => figure(cell, paint))]));
  const endings = results.some(({ ending }) => ending !== 'finished')
    ? [['ended by', ...results.map(({ ending }) => endingCell(ending, paint))]]
    : [];
  return blocks([['', ...designs.map((design) => title(design, paint))], ...rows, ...endings], { columns });
}

function figure({ text, best }: Figure, paint: Paint): Cell {
  return best ? { text, paint: (figure) => paint('green', figure) } : { text };
}

function title(text: string, paint: Paint): Cell {
  return { text, paint: (title) => paint('bold', title) };
}

function endingCell(ending: Result['ending'], paint: Paint): Cell {
  return ending === 'finished' ? { text: 'its time' } : { text: ending, paint: (text) => paint('red', text) };
}

/** Shares of all CPUs' time, each with a bar; what no design does is left out. */
function shares(results: readonly Result[], paint: Paint, columns: number): string[] {
  const designs = summaryOf(results).shares;
  const rows = designs[0]!.parts
    .map(({ activity }, index) => ({ activity, shares: designs.map(({ parts }) => parts[index]!.share) }))
    .filter(({ shares }) => shares.some((share) => share > 0))
    .map(({ activity, shares }) => [activity, ...shares.flatMap((share) => [formatPercent(share), bar(share)])]);
  const head = ['CPU time', ...designs.flatMap(({ design }) => ['', title(design, paint)])];
  return blocks([head, ...rows], { columns, group: 2, left: designs.map((_, index) => 2 + 2 * index) });
}

const BAR = 20;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar of at most `BAR` characters, in eighths of a character; what is there is never drawn as nothing. */
export function bar(share: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * BAR * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

function drops(results: readonly Result[], paint: Paint, columns: number): string[] {
  const places = new Map(results.flatMap((result) => result.drops.map(({ place, span }) => [place, span] as const)));
  const rows = [...places]
    .map(([place, span]) => {
      const counts = results.map((result) => result.drops.find((drop) => drop.place === place)?.count ?? 0);
      return { place, counts, where: span ? at(span) : '' };
    })
    .filter(({ counts }) => counts.some((count) => count > 0));
  if (rows.length === 0) return [];
  return blocks(
    [
      ['dropped at', ...results.map(({ design }) => title(design, paint))],
      ...rows.map(({ place, counts, where }) => [place, ...counts.map(formatCount), where]),
    ],
    { columns, left: [results.length + 1] },
  );
}

/** With more packets or switches than this a list is no longer read. */
const FEW_PACKETS = 4;
const FEW_SWITCHES = 40;

function switchList({ design, trace, metrics }: Result, paint: Paint): string[] {
  if (!trace || metrics.packets === 0 || metrics.packets > FEW_PACKETS) return [];
  const switches = contextSwitches(trace);
  const head = paint('bold', `Context switches under ${design}`);
  if (switches.length === 0) return [`${head}: none`];
  const rows = switches
    .slice(0, FEW_SWITCHES)
    .map(({ time, cpu, from, to, cause }, index) => [
      `${index + 1}.`,
      formatTime(time),
      ...(trace.cpus > 1 ? [`CPU ${cpu}`] : []),
      `${trace.contexts[from]!.name} → ${trace.contexts[to]!.name}`,
      cause,
    ]);
  const more = switches.length - FEW_SWITCHES;
  return [
    head,
    ...table(rows, [2, 3, 4]).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${formatCount(more)} more; --json tells all of them`] : []),
  ];
}

function expectations({ run, verdicts }: RunReport, paint: Paint): string[] {
  if (verdicts.length === 0) return [];
  const metrics = new Map(run.expectations.map((expectation) => [at(expectation.span), expectation.metric]));
  const rows = verdicts.map((verdict) => {
    const metric = metrics.get(at(verdict.span));
    const measured = metric ? formatMetric(metric, verdict.measured, verdict.limit) : String(verdict.measured);
    return [mark(verdict, paint), visible(verdict.text), verdict.design, `measured ${measured}`, at(verdict.span)];
  });
  return [paint('bold', 'Expectations'), ...table(rows, [1, 2, 3, 4]).map((line) => `  ${line}`)];
}

function mark({ holds }: Verdict, paint: Paint): Cell {
  return holds
    ? { text: 'holds', paint: (text) => paint('green', text) }
    : { text: 'FAILS', paint: (text) => paint('red', text) };
}

function findings(results: readonly Result[], paint: Paint): string[] {
  return results.flatMap(({ design, findings }) =>
    findings.flatMap((finding) => problemLines({ ...finding, message: `under ${design}: ${finding.message}` }, paint)),
  );
}
