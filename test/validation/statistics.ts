import { studentQuantile } from '../../src/experiment/student.js';

/** Mean and confidence interval of independent replications, by Student's t. */
export interface Estimate {
  readonly mean: number;
  /** Half the width of the interval. */
  readonly half: number;
}

export function estimate(samples: readonly number[], confidence: number): Estimate {
  const n = samples.length;
  const mean = samples.reduce((sum, one) => sum + one, 0) / n;
  const variance = samples.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
  return { mean, half: quantile(n - 1, (1 + confidence) / 2) * Math.sqrt(variance / n) };
}

/** The quantile of Student's distribution: what lies above it lies outside of the interval on one side. */
export function quantile(freedom: number, probability: number): number {
  return studentQuantile(2 * probability - 1, freedom);
}
