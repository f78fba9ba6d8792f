import { METRICS, type Metric } from '../model/metric.js';
import { MICROSECOND, MILLISECOND, NANOSECOND, type Picoseconds, SECOND } from '../model/time.js';

const TIME_UNITS = [
  { unit: 's', size: SECOND },
  { unit: 'ms', size: MILLISECOND },
  { unit: 'us', size: MICROSECOND },
  { unit: 'ns', size: NANOSECOND },
  { unit: 'ps', size: 1 },
] as const;

/**
 * A time as the language writes it: `2us`, `1.5us`, `12.34ms`. Exact where three decimals are enough for that, and
 * four digits otherwise, or more if it takes them to tell it from the `other`. NaN (there was nothing to measure) is a dash.
 */
export function formatTime(time: Picoseconds, other = Number.NaN): string {
  if (Number.isNaN(time)) return '–';
  if (time === 0) return '0us';
  const size = Math.abs(time);
  const { unit, size: scale } = TIME_UNITS.find((each) => size >= each.size) ?? TIME_UNITS[4];
  return `${time < 0 ? '-' : ''}${shortNumber(size / scale, other / scale)}${unit}`;
}

/** A rate per second, with the language's prefixes: `25k/s`, `1.2M/s`. */
export function formatRate(perSecond: number, other?: number): string {
  return inUnits(RATE_UNITS, '/s', perSecond, other);
}

const RATE_UNITS = [
  ['G/s', 1e9],
  ['M/s', 1e6],
  ['k/s', 1e3],
] as const;

/** Bits per second, with the language's units: `100Mbps`, `1.25Gbps`. */
export function formatBandwidth(bitsPerSecond: number, other?: number): string {
  return inUnits(BANDWIDTH_UNITS, 'bps', bitsPerSecond, other);
}

const BANDWIDTH_UNITS = [
  ['Gbps', 1e9],
  ['Mbps', 1e6],
  ['kbps', 1e3],
] as const;

/** Bytes, with the language's units: `690B`, `4.68MB`. */
export function formatSize(bytes: number, other?: number): string {
  return inUnits(SIZE_UNITS, 'B', bytes, other);
}

const SIZE_UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

/** A value in the greatest of its units, the greatest first, that is not greater than it; `one` is that of single ones. */
function inUnits(
  units: readonly (readonly [string, number])[],
  one: string,
  value: number,
  other = Number.NaN,
): string {
  if (Number.isNaN(value)) return '–';
  const [unit, size] = units.find(([, least]) => value >= least) ?? [one, 1];
  return `${shortNumber(value / size, other / size)}${unit}`;
}

/** Whose latency was measured, as a fact of a run or a sweep; none where it was that of all packets. */
export function latencyFacts({ latencyClass }: { readonly latencyClass: string | undefined }): readonly string[] {
  return latencyClass === undefined ? [] : [`latency of class ${latencyClass}`];
}

/** A count, with spaces between thousands: `1 250 000`. */
export function formatCount(count: number): string {
  return Number.isNaN(count) ? '–' : String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A part of a whole: `12.5%`. What is there but too small to write is not written as nothing. */
export function formatPercent(ratio: number, other = Number.NaN): string {
  if (Number.isNaN(ratio)) return '–';
  const percent = ratio * 100;
  if (!isTiny(percent)) return `${trimmed(telling(percent, other * 100, 2))}%`;
  return isTiny(other * 100) ? `${shortNumber(percent, other * 100)}%` : '<0.01%';
}

function isTiny(percent: number): boolean {
  return percent > 0 && percent < 0.01;
}

/**
 * A metric's value with its unit, and digits enough to tell it from the `other`. Ratios are parts of a whole, but for the
 * count of switches for each packet.
 */
export function formatMetric(name: Metric, value: number, other?: number): string {
  const unit = METRICS.find((metric) => metric.name === name)?.unit;
  switch (unit) {
    case 'time':
      return formatTime(value, other);
    case 'rate':
      return formatRate(value, other);
    case 'bandwidth':
      return formatBandwidth(value, other);
    case 'size':
      return formatSize(value, other);
    case 'ratio':
      return name === 'switches_per_packet' ? plain(value, other) : formatPercent(value, other);
    default:
      return formatCount(value);
  }
}

function plain(value: number, other?: number): string {
  return Number.isNaN(value) ? '–' : shortNumber(value, other);
}

function shortNumber(value: number, other = Number.NaN): string {
  const exact = trimmed(value.toFixed(3));
  if (Number(exact) === value) return exact;
  return trimmed(telling(value, other, Math.max(0, 3 - Math.floor(Math.log10(value)))));
}

/** More decimals than these are not in a double that is as great as what is measured. */
const MOST_DECIMALS = 20;

/** A number with so many decimals, or with as many more as tell it from the other. */
export function telling(value: number, other: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const isTold = value === other || text !== other.toFixed(decimals) || decimals >= MOST_DECIMALS;
  return isTold ? text : telling(value, other, decimals + 1);
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
