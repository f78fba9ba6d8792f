/** A random quantity, of times (picoseconds) or of sizes (bytes). `mean`, `low` … are in the quantity's own unit. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'empirical'; readonly values: readonly number[] };

export function constant(value: number): Distribution {
  return { kind: 'constant', value };
}

/** The mean of a distribution, in its own unit; a normal one is not corrected for its cut at zero. */
export function mean(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'exponential':
    case 'normal':
      return distribution.mean;
    case 'uniform':
      return (distribution.low + distribution.high) / 2;
    case 'empirical':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length;
  }
}
