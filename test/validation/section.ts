import type { Plot } from './plot.js';

/**
 * What a part of the validation found. The same sections are asserted by the tests, in short, and written to
 * docs/validation.md, in full.
 */
export interface Section {
  readonly title: string;
  readonly text: readonly string[];
  readonly checks: readonly Check[];
  readonly plots: readonly Plot[];
}

export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly measured: string;
  /** How far it may be away, in words. */
  readonly bound: string;
  /** Undefined where the expected value is no acceptance bound and is only printed. */
  readonly holds: boolean | undefined;
}

/** short: some seconds, with every `npm test`. full: as long as it takes to be sure. */
export type Effort = 'short' | 'full';

/** A value that must be exactly what is expected. */
export function exactly(name: string, measured: number | string, expected: number | string): Check {
  return {
    name,
    expected: String(expected),
    measured: String(measured),
    bound: 'exact',
    holds: measured === expected,
  };
}

/** A value that may be away from the expected one by a distance in its own unit. */
export function within(name: string, measured: number, expected: number, tolerance: number, unit = ''): Check {
  return {
    name,
    expected: figure(expected) + unit,
    measured: figure(measured) + unit,
    bound: `± ${figure(tolerance)}${unit}`,
    holds: Math.abs(measured - expected) <= tolerance,
  };
}

/** A value that must lie between two others. */
export function between(name: string, measured: number, low: number, high: number, unit = ''): Check {
  return {
    name,
    expected: `${figure(low)} to ${figure(high)}${unit}`,
    measured: figure(measured) + unit,
    bound: 'between',
    holds: measured >= low && measured <= high,
  };
}

/** A value to look at, beside one that is too weakly known to be a bound. */
export function printed(name: string, measured: number | string, expected: number | string, why: string): Check {
  const text = (value: number | string) => (typeof value === 'number' ? figure(value) : value);
  return { name, expected: text(expected), measured: text(measured), bound: why, holds: undefined };
}

/** A number with as many digits as are worth reading. */
export function figure(value: number): string {
  if (value === 0 || Number.isNaN(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  return String(Number(value.toPrecision(4)));
}
