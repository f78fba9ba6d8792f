/**
 * Time is a whole number of picoseconds in a double: exact up to 2^53 ps, which is two and a half hours. Whole numbers
 * make sums of times exact, so the accounting of a CPU can be compared with the wall clock by `===`.
 */
export type Picoseconds = number;

export const NANOSECOND = 1e3;
export const MICROSECOND = 1e6;
export const MILLISECOND = 1e9;
export const SECOND = 1e12;

/** The longest run: the last whole picosecond that a double still counts exactly. */
export const LONGEST_RUN: Picoseconds = Number.MAX_SAFE_INTEGER;
