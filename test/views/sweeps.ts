import type { Metrics } from '../../src/model/metric.js';
import type { SweepEstimates, SweepReport } from '../../src/trace/sweep.js';
import { metricsOf, spanAt } from './traces.js';

/** A mean and half the width of its interval, of those metrics that the sweep plots. */
export type Figures = Partial<Record<keyof Metrics, readonly [mean: number, half: number]>>;

export interface SweepShape extends Partial<Omit<SweepReport, 'lines'>> {
  /** For each design its points, in the order of the values. */
  readonly lines: Readonly<Record<string, readonly (Figures | undefined)[]>>;
}

/** A report made by hand. */
export function sweepOf({ lines, ...rest }: SweepShape): SweepReport {
  return {
    file: 'test.irq',
    name: 'load',
    span: spanAt(0),
    parameter: 'rate',
    unit: 'rate',
    logarithmic: false,
    plot: ['delivered'],
    values: [1000, 2000, 3000],
    replications: 5,
    latencyClass: undefined,
    complete: true,
    ...rest,
    lines: Object.entries(lines).map(([design, points]) => ({
      design,
      designSpan: spanAt(0),
      points: points.map((figures) => figures && estimatesOf(figures)),
    })),
  };
}

function estimatesOf(figures: Figures): SweepEstimates {
  const column = (index: 0 | 1) =>
    metricsOf(Object.fromEntries(Object.entries(figures).map(([metric, pair]) => [metric, pair[index]])));
  return { mean: column(0), half: column(1), problems: [] };
}

/** Something like receive livelock: kernels that stay flat, or collapse, from where they can no longer keep up. */
export function livelock(points = 40, some: Partial<SweepReport> = {}): SweepReport {
  const values = Array.from({ length: points }, (_, index) => Math.round(1000 + (59_000 * index) / (points - 1)));
  const kernel = (capacity: number, collapse: number) =>
    values.map((rate): Figures => {
      const over = Math.max(0, rate - capacity);
      const delivered = Math.max(0, Math.min(rate, capacity) - over * collapse);
      const wobble = 1 + 0.02 * Math.sin(rate);
      return {
        delivered: [delivered * wobble, 40 + over * 0.03],
        loss: [1 - (delivered * wobble) / (rate * 1.03), 0.004 + over * 1e-6],
        user_share: [Math.max(0, 0.9 - rate / (capacity * 1.2)), 0.01],
        latency_p99: [(120 + 4000 * (1 - delivered / rate)) * 1e6, 20e6],
      };
    });
  const lines = {
    interrupt_threads: kernel(14_000, 0.35),
    biglock: kernel(20_000, 0.2),
    linux_napi: kernel(27_000, 0.02),
    freebsd_ithreads: kernel(17_000, 0.5),
  };
  return { ...sweepOf({ values, plot: ['delivered', 'loss', 'user_share', 'latency_p99'], lines }), ...some };
}
