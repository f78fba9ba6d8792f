import { sweepHolds } from '../experiment/sweep.js';
import type { SweepUnit } from '../model/sweep.js';
import type { SweepLine, SweepReport } from '../trace/sweep.js';
import {
  expectationJson,
  FORMAT,
  type JsonExpectation,
  type JsonMetrics,
  type JsonOutput,
  type JsonPlace,
  metricsJson,
  place,
} from './json.js';

/** What `irqlab sweep --json` prints: as `irqlab run` does, with sweeps in place of runs. */
export interface JsonSweeps extends JsonOutput {
  readonly sweeps: readonly JsonSweep[];
}

export interface JsonSweep extends JsonPlace {
  readonly name: string;
  readonly parameter: string;
  readonly unit: SweepUnit;
  readonly logarithmic: boolean;
  readonly plot: readonly string[];
  readonly replications: number;
  readonly latency_class: string | null;
  readonly values: readonly number[];
  readonly designs: readonly JsonCurve[];
  readonly expectations: readonly (JsonExpectation & { readonly value: number })[];
}

export interface JsonCurve {
  readonly design: string;
  /** In the order of the values; null for one that was not simulated. */
  readonly points: readonly (JsonPoint | null)[];
}

export interface JsonPoint {
  readonly mean: JsonMetrics;
  readonly half: JsonMetrics;
  readonly problems: readonly string[];
}

export function sweepsJson(
  file: string,
  reports: readonly SweepReport[],
  { complete, diagnostics, version }: Pick<JsonSweeps, 'complete' | 'diagnostics' | 'version'>,
): JsonSweeps {
  const holds = reports.length === 0 ? null : complete && reports.every(sweepHolds);
  return { format: FORMAT, version, file, complete, holds, diagnostics, sweeps: reports.map(sweepJson) };
}

function sweepJson(report: SweepReport): JsonSweep {
  const { name, span, parameter, unit, logarithmic, plot, replications, values, lines, verdicts = [] } = report;
  return {
    name,
    ...place(span),
    parameter,
    unit,
    logarithmic,
    plot,
    replications,
    latency_class: report.latencyClass ?? null,
    values,
    designs: lines.map(curveJson),
    expectations: verdicts.map((verdict) => ({ ...expectationJson(verdict), value: verdict.value })),
  };
}

function curveJson({ design, points }: SweepLine): JsonCurve {
  return {
    design,
    points: points.map((point) =>
      point === undefined
        ? null
        : { mean: metricsJson(point.mean), half: metricsJson(point.half), problems: point.problems },
    ),
  };
}
