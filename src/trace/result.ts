import type { Activity } from '../model/activity.js';
import type { Metrics } from '../model/metric.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import type { Picoseconds } from '../model/time.js';
import type { Trace } from './trace.js';

/** One run under one design. */
export interface Result {
  readonly design: string;
  readonly designSpan: Span;
  readonly seed: number;
  /** The time that was simulated: the run's duration, or less where a limit, a deadlock or the user ended it. */
  readonly simulated: Picoseconds;
  readonly ending: Ending;
  /** Means, where the run is made several times; everything else is of the first time. */
  readonly metrics: Metrics;
  /** Half the width of the 95% confidence interval around each mean; absent where the run was made once. */
  readonly half?: Metrics;
  /** For each CPU the time in each activity; their sum is `simulated`, exactly. */
  readonly cpus: readonly Readonly<Record<Activity, Picoseconds>>[];
  readonly drops: readonly { readonly place: string; readonly span: Span | undefined; readonly count: number }[];
  readonly packets: PacketTable;
  readonly findings: readonly Finding[];
  readonly events: number;
  /** Sixteen hexadecimal digits over the trace records and the accounting; undefined where no trace was kept. */
  readonly hash: string | undefined;
  readonly trace: Trace | undefined;
}

/**
 * limit: of events. stuck: a context computes for ever in no time. impossible: the design cannot do what a path asks, and
 * no time has passed.
 */
export type Ending = 'finished' | 'deadlock' | 'limit' | 'stuck' | 'impossible' | 'cancelled';

/** What became of each packet, by packet number; of the first two million or so. Kept only with a trace; empty otherwise. */
export interface PacketTable {
  readonly length: number;
  readonly arrival: Float64Array;
  /** Time of delivery or drop; -1 while in flight. */
  readonly end: Float64Array;
  /** 0 in flight, 1 delivered, 2 dropped. */
  readonly outcome: Uint8Array;
  /** Place of the drop, an index into the trace's places. */
  readonly place: Uint16Array;
  readonly bytes: Uint32Array;
  /** The NIC it came in by, an index into the trace's devices. */
  readonly device: Uint16Array;
}

/** Something that the user should know about the run, at the line that causes it. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly span: Span;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
}

/** An expectation with what was measured. */
export interface Verdict {
  readonly span: Span;
  readonly text: string;
  readonly design: string;
  readonly holds: boolean;
  readonly measured: number;
  /** The end of what is expected that is nearest to what was measured. */
  readonly limit: number;
}

/** One run under all its designs, side by side. */
export interface RunReport {
  readonly run: Run;
  readonly results: readonly Result[];
  readonly verdicts: readonly Verdict[];
}

/** All runs of a file: what the panel shows, what `--json` prints, what the HTML export holds. */
export interface Report {
  readonly file: string;
  readonly runs: readonly RunReport[];
}
