import { METRICS, type Metric, type Metrics } from '../model/metric.js';
import { studentQuantile } from './student.js';

/** Means over replications of a run, and half the width of their 95% confidence intervals. */
export interface Estimates {
  readonly mean: Metrics;
  /** NaN where there is one replication, of which no interval can be told. */
  readonly half: Metrics;
}

const CONFIDENCE = 0.95;

/**
 * Replications with different seeds are independent samples of what chance can do. So the mean of a metric over n of them
 * lies within t s / sqrt(n) of the expected one with a confidence of 95%, where s is their standard deviation and t
 * Student's for n - 1 degrees of freedom (Law, Simulation Modeling and Analysis, section 4.5). Replications in which a
 * metric has no value, as a latency without a delivered packet, are left out of its mean.
 */
export function estimate(samples: readonly Metrics[]): Estimates {
  const mean = { ...samples[0]! } as Record<Metric, number>;
  const half = { ...samples[0]! } as Record<Metric, number>;
  for (const { name } of METRICS) {
    const values = samples.map((sample) => sample[name]).filter((value) => !Number.isNaN(value));
    const n = values.length;
    const average = meanOf(values);
    const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
    mean[name] = average;
    half[name] = n < 2 ? Number.NaN : studentQuantile(CONFIDENCE, n - 1) * Math.sqrt(squares / (n - 1) / n);
  }
  return { mean, half };
}

/** Equal values have exactly that mean, which the sum of rounded numbers may miss. */
function meanOf(values: readonly number[]): number {
  const [first] = values;
  if (first !== undefined && values.every((value) => value === first)) return first;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Seed of a replication: of the first the run's own, of the others far from it and from those of runs with other seeds. */
export function replicationSeed(seed: number, replication: number): number {
  if (replication === 0) return seed;
  let h = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(replication, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
  return (h ^ (h >>> 16)) >>> 0;
}
