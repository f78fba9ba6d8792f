import { ACTIVITIES, type Activity } from '../model/activity.js';
import { METRICS, type Metric, type Metrics } from '../model/metric.js';
import type { Result, RunReport } from '../trace/result.js';
import { formatEstimate } from './quantity.js';

/** The figures of a run's designs side by side. */
export interface Summary {
  readonly designs: readonly string[];
  readonly groups: readonly { readonly title: string; readonly rows: readonly Row[] }[];
  readonly shares: readonly Shares[];
  /** The few figures to look at first. */
  readonly headlines: readonly Headline[];
}

/** A metric as bars: lengths are parts of the greatest value, 0 to 1. */
export interface Headline {
  readonly title: string;
  readonly bars: readonly { readonly design: string; readonly cell: Cell; readonly length: number }[];
}

export interface Row {
  readonly metric: Metric;
  readonly doc: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly value: number;
  readonly text: string;
  /** Better than another design's value, and worse than none. */
  readonly best: boolean;
}

/** Parts of all CPU time of a design, in the order of ACTIVITIES; their sum is 1. */
export interface Shares {
  readonly design: string;
  readonly parts: readonly { readonly activity: Activity; readonly share: number }[];
}

const GROUPS: readonly { readonly title: string; readonly metrics: readonly Metric[] }[] = [
  {
    title: 'Events',
    metrics: ['switches', 'switches_per_packet', 'interrupts', 'softints', 'wakeups'],
  },
  {
    title: 'Packets',
    metrics: ['packets', 'delivered', 'dropped', 'in_flight', 'loss', 'throughput'],
  },
  { title: 'TCP', metrics: ['goodput', 'retransmits'] },
  { title: 'Softirq', metrics: ['time_squeeze'] },
  { title: 'Messages', metrics: ['messages'] },
  { title: 'Memory', metrics: ['thread_memory'] },
  {
    title: 'Time',
    metrics: ['cpu_per_packet', 'latency_mean', 'latency_p50', 'latency_p99', 'latency_max'],
  },
];

const HEADLINES: readonly { readonly title: string; readonly metric: Metric }[] = [
  { title: 'Context switches', metric: 'switches' },
  { title: 'CPU time a packet', metric: 'cpu_per_packet' },
  { title: 'Median latency', metric: 'latency_p50' },
];

/** Metrics of which more is better; of those in neither list no value is better than another. */
const MORE = new Set<Metric>(['messages', 'delivered', 'throughput', 'goodput', 'user_share']);
const NEITHER = new Set<Metric>(['softints', 'time_squeeze', 'packets', 'in_flight', 'idle_share', 'kernel_share']);

export function summaryOf(results: readonly Result[]): Summary {
  const named = new Set(GROUPS.flatMap((group) => group.metrics));
  const rest = METRICS.map(({ name }) => name as Metric).filter((name) => !named.has(name));
  const some = (test: (metrics: Metrics) => boolean) => results.some(({ metrics }) => test(metrics));
  const absent: Readonly<Record<string, boolean>> = {
    TCP: !some(({ goodput }) => !Number.isNaN(goodput)),
    Softirq: !some(({ time_squeeze }) => time_squeeze > 0),
    Messages: !some(({ messages }) => messages > 0),
    Memory: !some(({ thread_memory }) => !Number.isNaN(thread_memory)),
  };
  const shown = GROUPS.filter(({ title }) => absent[title] !== true);
  const groups = [...shown, { title: 'Shares of CPU time', metrics: rest }].map(({ title, metrics }) => ({
    title,
    rows: metrics.map((metric) => rowOf(metric, results)),
  }));
  return {
    designs: results.map(({ design }) => design),
    groups,
    shares: results.map(sharesOf),
    headlines: HEADLINES.map(({ title, metric }) => headlineOf(title, rowOf(metric, results), results)),
  };
}

function headlineOf(title: string, { cells }: Row, results: readonly Result[]): Headline {
  const greatest = Math.max(...cells.map(({ value }) => (Number.isNaN(value) ? 0 : value)));
  const bars = cells.map((cell, index) => ({
    design: results[index]!.design,
    cell,
    length: greatest > 0 && cell.value > 0 ? cell.value / greatest : 0,
  }));
  return { title, bars };
}

function rowOf(metric: Metric, results: readonly Result[]): Row {
  const values = results.map(({ metrics }) => metrics[metric]);
  const known = values.filter((value) => !Number.isNaN(value));
  const best = MORE.has(metric) ? Math.max(...known) : Math.min(...known);
  const differ = !NEITHER.has(metric) && known.some((value) => value !== best);
  return {
    metric,
    doc: METRICS.find(({ name }) => name === metric)!.doc,
    cells: values.map((value, index) => ({
      value,
      text: formatEstimate(metric, value, results[index]!.half?.[metric] ?? Number.NaN),
      best: differ && value === best,
    })),
  };
}

function sharesOf({ design, cpus }: Result): Shares {
  const whole = cpus.reduce((sum, cpu) => sum + ACTIVITIES.reduce((time, activity) => time + cpu[activity], 0), 0);
  return {
    design,
    parts: ACTIVITIES.map((activity) => ({
      activity,
      share: whole === 0 ? 0 : cpus.reduce((sum, cpu) => sum + cpu[activity], 0) / whole,
    })),
  };
}

/** The table as Markdown, for a mail or a bug report. */
export function markdownOf(run: RunReport): string {
  const { designs, groups } = summaryOf(run.results);
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const lines = [
    `| ${cell(run.run.name)} | ${designs.map(cell).join(' | ')} |`,
    `| --- |${designs.map(() => ' ---: |').join('')}`,
  ];
  for (const { metric, cells } of groups.flatMap(({ rows }) => rows)) {
    lines.push(`| ${metric} | ${cells.map(({ text, best }) => (best ? `**${text}**` : text)).join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

/** The table as CSV (RFC 4180), with plain values: times in picoseconds, rates per second, NaN empty. */
export function csvOf(run: RunReport): string {
  const { designs, groups } = summaryOf(run.results);
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = groups.flatMap(({ rows }) => rows);
  const lines = rows.map(({ metric, cells }) => [
    metric,
    ...cells.map(({ value }) => (Number.isNaN(value) ? '' : String(value))),
  ]);
  return [['metric', ...designs], ...lines].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}
