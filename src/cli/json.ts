import { ACTIVITIES, type Activity } from '../model/activity.js';
import type { Metrics } from '../model/metric.js';
import type { Span } from '../model/span.js';
import { contextSwitches } from '../trace/read.js';
import type { Ending, Finding, Report, Result, RunReport, Verdict } from '../trace/result.js';
import type { Trace } from '../trace/trace.js';
import { isSound } from '../trace/verdicts.js';
import type { Problem } from './diagnostic.js';

/**
 * What `irqlab run --json` prints. The shape is told in docs/json.md and docs/irqlab.schema.json, and its version is
 * `format`: a change that could break a reader gives it the next number. Times are whole picoseconds, lines and columns
 * count from 1, and what could not be measured is null.
 */
export const FORMAT = 'irqlab/1';

export interface JsonOptions {
  /** Greatest number of packets, and of switches, told for each design. */
  readonly packets: number;
  readonly switches: number;
  /** False where the run was interrupted, and so not everything is there. */
  readonly complete: boolean;
  readonly version: string;
  readonly diagnostics: readonly JsonDiagnostic[];
}

export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface JsonDiagnostic extends JsonPlace {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

/** What stands around the runs, or the sweeps, of a file. */
export interface JsonOutput {
  readonly format: typeof FORMAT;
  readonly version: string;
  readonly file: string;
  readonly complete: boolean;
  /** Null where nothing was simulated. */
  readonly holds: boolean | null;
  readonly diagnostics: readonly JsonDiagnostic[];
}

export interface JsonReport extends JsonOutput {
  readonly runs: readonly JsonRun[];
}

export interface JsonRun extends JsonPlace {
  readonly name: string;
  readonly duration_ps: number;
  readonly warmup_ps: number;
  readonly replications: number;
  readonly latency_class: string | null;
  readonly designs: readonly JsonDesign[];
  readonly expectations: readonly JsonExpectation[];
}

export type JsonMetrics = Readonly<Record<keyof Metrics, number | null>>;

export interface JsonDesign {
  readonly design: string;
  readonly seed: number;
  readonly ending: Ending;
  readonly simulated_ps: number;
  readonly events: number;
  readonly hash: string | null;
  readonly metrics: JsonMetrics;
  /** Null where the run was made once. */
  readonly half: JsonMetrics | null;
  readonly cpus: readonly { readonly cpu: number; readonly time_ps: Readonly<Record<Activity, number>> }[];
  readonly switch_order: readonly JsonSwitch[] | null;
  readonly switch_order_capped: boolean;
  readonly packets: readonly JsonPacket[] | null;
  readonly packets_total: number;
  readonly packets_capped: boolean;
  readonly drops: readonly (Partial<JsonPlace> & { readonly place: string; readonly count: number })[];
  readonly findings: readonly JsonFinding[];
}

export interface JsonSwitch {
  readonly time_ps: number;
  readonly cpu: number;
  readonly from: string;
  readonly to: string;
  readonly cause: string;
}

export interface JsonPacket {
  readonly packet: number;
  readonly device: string;
  readonly bytes: number;
  readonly arrival_ps: number;
  readonly end_ps: number | null;
  readonly outcome: 'in_flight' | 'delivered' | 'dropped';
  readonly place: string | null;
}

export interface JsonExpectation extends JsonPlace {
  readonly text: string;
  readonly design: string;
  readonly holds: boolean;
  readonly measured: number | null;
}

export interface JsonFinding extends JsonDiagnostic {
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

export function reportJson(report: Report, options: JsonOptions): JsonReport {
  const { version, complete, diagnostics } = options;
  const holds = report.runs.length === 0 ? null : complete && everythingHolds(report);
  const runs = report.runs.map((run) => runJson(run, options));
  return { format: FORMAT, version, file: report.file, complete, holds, diagnostics, runs };
}

/** Whether all expectations hold and every run came to its end without a finding that is an error. */
export function everythingHolds(report: Report): boolean {
  return report.runs.every(({ results, verdicts }) => verdicts.every(({ holds }) => holds) && results.every(isSound));
}

/** Problems of the text. */
export function diagnosticsJson(diagnostics: readonly Problem[]): JsonDiagnostic[] {
  return diagnostics.map(({ span, severity, code, message }) => ({ ...place(span), severity, code, message }));
}

function runJson({ run, results, verdicts }: RunReport, options: JsonOptions): JsonRun {
  return {
    name: run.name,
    ...place(run.span),
    duration_ps: run.duration,
    warmup_ps: run.warmup,
    replications: run.replications,
    latency_class: run.latencyClass ?? null,
    designs: results.map((result) => designJson(result, options)),
    expectations: verdicts.map(expectationJson),
  };
}

function designJson(result: Result, options: JsonOptions): JsonDesign {
  const { trace, packets } = result;
  const switches = trace && switchesJson(trace);
  return {
    design: result.design,
    seed: result.seed,
    ending: result.ending,
    simulated_ps: result.simulated,
    events: result.events,
    hash: result.hash ?? null,
    metrics: metricsJson(result.metrics),
    half: result.half === undefined ? null : metricsJson(result.half),
    cpus: result.cpus.map((times, cpu) => ({
      cpu,
      time_ps: Object.fromEntries(ACTIVITIES.map((activity) => [activity, times[activity]])) as Record<
        Activity,
        number
      >,
    })),
    switch_order: switches?.slice(0, options.switches) ?? null,
    switch_order_capped:
      switches !== undefined && (switches.length > options.switches || trace?.truncatedAt !== undefined),
    packets: trace ? packetsJson(result, trace, options.packets) : null,
    packets_total: packetsTotal(result),
    packets_capped: trace !== undefined && Math.min(packets.length, options.packets) < packetsTotal(result),
    drops: result.drops.map(({ place: name, span, count }) => ({ place: name, count, ...(span && place(span)) })),
    findings: result.findings.map(findingJson),
  };
}

export function metricsJson(metrics: Metrics): JsonMetrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, numberOrNull(value)])) as JsonMetrics;
}

/** Of the first replication, which is the one whose packets are told, with those that came while it warmed up. */
function packetsTotal({ metrics, packets, half, trace }: Result): number {
  const isMean = half !== undefined && trace !== undefined;
  return isMean ? packets.length : Math.max(packets.length, metrics.packets);
}

function switchesJson(trace: Trace): JsonSwitch[] {
  return contextSwitches(trace).map(({ time, cpu, from, to, cause }) => ({
    time_ps: time,
    cpu,
    from: trace.contexts[from]!.name,
    to: trace.contexts[to]!.name,
    cause,
  }));
}

const OUTCOMES = ['in_flight', 'delivered', 'dropped'] as const;

function packetsJson({ packets }: Result, trace: Trace, limit: number): JsonPacket[] {
  return Array.from({ length: Math.min(packets.length, limit) }, (_, packet): JsonPacket => {
    const outcome = OUTCOMES[packets.outcome[packet]!]!;
    return {
      packet,
      device: trace.devices[packets.device[packet]!]!.name,
      bytes: packets.bytes[packet]!,
      arrival_ps: packets.arrival[packet]!,
      end_ps: outcome === 'in_flight' ? null : packets.end[packet]!,
      outcome,
      place: outcome === 'dropped' ? trace.places[packets.place[packet]!]!.name : null,
    };
  });
}

export function expectationJson({ text, span, design, holds, measured }: Verdict): JsonExpectation {
  return { text, ...place(span), design, holds, measured: numberOrNull(measured) };
}

function findingJson({ severity, code, message, span, related }: Finding): JsonFinding {
  return {
    ...place(span),
    severity,
    code,
    message,
    related: related.map((also) => ({ ...place(also.span), message: also.message })),
  };
}

export function place({ file, line, column }: Span): JsonPlace {
  return { file, line: line + 1, column: column + 1 };
}

export function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
