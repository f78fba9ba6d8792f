import { ACTIVITIES, type Activity } from '../../src/model/activity.js';
import { METRICS, type Metrics } from '../../src/model/metric.js';
import type { Run } from '../../src/model/scenario.js';
import type { Span } from '../../src/model/span.js';
import { MICROSECOND } from '../../src/model/time.js';
import type { Finding, PacketTable, Report, Result } from '../../src/trace/result.js';
import { type ContextKind, type DeviceKind, Kind, type Trace } from '../../src/trace/trace.js';
import { TraceWriter } from '../support/writer.js';

/** Results made by hand, for what no simulation gives: broken, odd and very large ones. Times in microseconds. */

export const spanAt = (line: number, file = 'test.irq'): Span => ({
  file,
  line,
  column: 0,
  endLine: line,
  endColumn: 10,
});

export type Made =
  | readonly [time: number, activity: Activity, context: string, label?: string, packet?: number, cpu?: number]
  | readonly [time: number, kind: keyof typeof Kind, a?: number, b?: number, c?: number, cpu?: number];

export interface Making {
  readonly duration: number;
  readonly cpus?: number;
  /** Kind and name of each context, in the order of their indices. */
  readonly contexts: readonly (readonly [ContextKind, string])[];
  /** Texts of statements; line i of the text for label i. Labels of slices that are not here have no line. */
  readonly statements?: readonly string[];
  readonly devices?: readonly (readonly [DeviceKind, string])[];
  readonly queues?: readonly string[];
  readonly places?: readonly string[];
  readonly records: readonly Made[];
  readonly truncatedAt?: number;
}

export function traceOf(making: Making): Trace {
  const recorder = new TraceWriter(1e9);
  const labels = (making.statements ?? []).map((text, line) => ({ text, span: spanAt(line) as Span | undefined }));
  const labelOf = (text: string) => {
    const at = labels.findIndex((label) => label.text === text);
    return at >= 0 ? at : labels.push({ text, span: undefined }) - 1;
  };
  for (const record of making.records) {
    const now = Math.round(record[0] * MICROSECOND);
    const activity = ACTIVITIES.indexOf(record[1] as Activity);
    if (activity >= 0) {
      const [, , context, label = '', packet = -1, cpu = 0] = record as Extract<
        Made,
        readonly [number, Activity, ...unknown[]]
      >;
      const index = making.contexts.findIndex(([, name]) => name === context);
      if (index < 0) throw new Error(`no context ${context}`);
      recorder.moveTo(now);
      recorder.record(activity, cpu, index, labelOf(label), packet + 1);
    } else {
      const [, kind, a = 0, b = 0, c = 0, cpu = 0] = record as readonly [
        number,
        keyof typeof Kind,
        number?,
        number?,
        number?,
        number?,
      ];
      recorder.moveTo(now);
      recorder.record(Kind[kind], cpu, a, b, c);
    }
  }
  return {
    duration: making.duration * MICROSECOND,
    cpus: making.cpus ?? 1,
    contexts: making.contexts.map(([kind, name], index) => ({
      kind,
      name,
      cpu: undefined,
      device: undefined,
      span: kind === 'process' ? spanAt(100 + index) : undefined,
    })),
    labels,
    devices: (making.devices ?? []).map(([kind, name], index) => ({
      name,
      kind,
      engines: kind === 'nic' || kind === 'clock' ? 0 : 1,
      span: spanAt(200 + index),
    })),
    queues: (making.queues ?? []).map((name) => ({ name, limit: 4, span: undefined })),
    locks: [],
    places: (making.places ?? []).map((name) => ({ name, span: undefined })),
    chunks: recorder.finish(),
    truncatedAt: making.truncatedAt === undefined ? undefined : making.truncatedAt * MICROSECOND,
  };
}

export interface Packet {
  readonly arrival: number;
  readonly end?: number;
  readonly outcome?: 'in flight' | 'delivered' | 'dropped';
}

export function packetsOf(packets: readonly Packet[]): PacketTable {
  return {
    length: packets.length,
    arrival: Float64Array.from(packets, ({ arrival }) => arrival * MICROSECOND),
    end: Float64Array.from(packets, ({ end }) => (end === undefined ? -1 : end * MICROSECOND)),
    outcome: Uint8Array.from(packets, ({ outcome = 'delivered' }) =>
      ['in flight', 'delivered', 'dropped'].indexOf(outcome),
    ),
    place: new Uint16Array(packets.length),
    bytes: new Uint32Array(packets.length).fill(1500),
    device: new Uint16Array(packets.length),
  };
}

export function metricsOf(some: Partial<Metrics> = {}): Metrics {
  return { ...(Object.fromEntries(METRICS.map(({ name }) => [name, 0])) as Metrics), ...some };
}

export interface Shape {
  readonly design?: string;
  readonly trace?: Trace | undefined;
  readonly packets?: readonly Packet[];
  readonly metrics?: Partial<Metrics>;
  readonly findings?: readonly Finding[];
  readonly cpus?: Result['cpus'];
  readonly simulated?: number;
}

export function resultOf(shape: Shape = {}): Result {
  return {
    design: shape.design ?? 'a',
    designSpan: spanAt(0),
    seed: 1,
    simulated: (shape.simulated ?? 10) * MICROSECOND,
    ending: 'finished',
    metrics: metricsOf(shape.metrics),
    cpus: shape.cpus ?? [],
    drops: [],
    packets: packetsOf(shape.packets ?? []),
    findings: shape.findings ?? [],
    events: 1,
    hash: undefined,
    trace: shape.trace,
  };
}

export function reportOf(results: readonly Result[], name = 'by hand'): Report {
  const run = {
    name,
    span: spanAt(0),
    machine: {
      name: 'm',
      span: spanAt(0),
      cpus: 1,
      hertz: 1e9,
      costs: {},
      cacheTurnover: 0,
      stack: 0,
      continuation: 0,
    },
    duration: 10 * MICROSECOND,
    seed: 1,
  } as unknown as Run;
  return { file: 'test.irq', runs: [{ run, results, verdicts: [] }] };
}
