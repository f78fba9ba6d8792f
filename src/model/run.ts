import type { Design } from './design.js';
import type { Device } from './device.js';
import type { Machine } from './machine.js';
import type { Metric } from './metric.js';
import type { Path } from './path.js';
import type { Process } from './process.js';
import type { Span } from './span.js';
import type { Comparison } from './statement.js';
import type { Picoseconds } from './time.js';
import type { Workload } from './workload.js';

/** One run: everything a simulation of it needs, under each of its designs. Names in it are resolved within it. */
export interface Run {
  readonly name: string;
  readonly span: Span;
  readonly machine: Machine;
  readonly devices: readonly Device[];
  readonly paths: readonly Path[];
  readonly processes: readonly Process[];
  readonly workload: Workload;
  readonly designs: readonly Design[];
  readonly duration: Picoseconds;
  readonly durationSpan: Span;
  readonly seed: number;
  /** When counters, histograms and accounts begin; what happens before is simulated and not counted. */
  readonly warmup: Picoseconds;
  /** How many times each design is run, each time with a seed of its own; the first with `seed` itself. */
  readonly replications: number;
  /** The class of packets whose latency is measured; undefined: of all. */
  readonly latencyClass: string | undefined;
  readonly expectations: readonly Expectation[];
}

/** `expect DESIGN.METRIC OPERATOR VALUE +- TOLERANCE`; without a design it is asked of every design. */
export interface Expectation {
  readonly span: Span;
  /** As the user wrote it. */
  readonly text: string;
  readonly design: string | undefined;
  readonly metric: Metric;
  readonly operator: Comparison;
  /** In the metric's unit: picoseconds, per second, or a plain number. */
  readonly value: number;
  /** Absolute, in the same unit; widens `==`, `<=` and `>=`. */
  readonly tolerance: number;
}
