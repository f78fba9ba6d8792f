import type { Metric } from './metric.js';
import type { Run } from './run.js';
import type { Span } from './span.js';

/** A run made many times, with one quantity changed from point to point. */
export interface Sweep {
  readonly name: string;
  readonly span: Span;
  /** What is changed, as the text has it: `rate`, `cost switch`, `wm0 moderation gap`, a param's name. */
  readonly parameter: string;
  readonly unit: SweepUnit;
  /** In the order of the text, each with the run that has this value. */
  readonly points: readonly SweepPoint[];
  /** What is drawn against it. */
  readonly plot: readonly Metric[];
  /** Whether the points lie evenly on a logarithmic axis. */
  readonly logarithmic: boolean;
}

export interface SweepPoint {
  /** In the unit of the parameter: picoseconds, packets a second, bytes, bits a second, hertz, a ratio, or a number. */
  readonly value: number;
  readonly run: Run;
}

export type SweepUnit = 'time' | 'rate' | 'size' | 'bandwidth' | 'clock' | 'ratio' | 'count';
