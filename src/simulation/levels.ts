/** Number of interrupt levels, rounded up. */
export const RANKS = 16;
/** The level that masks everything. */
export const HIGH = 10;
/** The soft levels as a bit mask. */
export const SOFT_BITS = 0b11110;

/** Index in tables that have an entry for each CPU and level. */
export function levelIndex(cpu: number, rank: number): number {
  return cpu * RANKS + rank;
}
