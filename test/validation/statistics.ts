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

/** The quantile of Student's distribution: the integral of its density, by bisection. */
export function quantile(freedom: number, probability: number): number {
  let low = 0;
  let high = 1000;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (0.5 + upTo(freedom, middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

/** P(0 < T < t): with t = sqrt(f) tan(a) the density becomes cos(a)^(f - 1), integrated by Simpson's rule. */
function upTo(freedom: number, t: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  return powers(freedom, angle) / (2 * powers(freedom, Math.PI / 2));
}

function powers(freedom: number, angle: number): number {
  const parts = 400;
  let sum = 0;
  for (let i = 0; i <= parts; i++) {
    const weight = i === 0 || i === parts ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.cos((angle * i) / parts) ** (freedom - 1);
  }
  return (sum * angle) / parts / 3;
}
