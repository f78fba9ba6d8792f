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
 * four digits otherwise. NaN (there was nothing to measure) is a dash.
 */
export function formatTime(time: Picoseconds): string {
  if (Number.isNaN(time)) return '–';
  if (time === 0) return '0us';
  const size = Math.abs(time);
  const { unit, size: scale } = TIME_UNITS.find((each) => size >= each.size) ?? TIME_UNITS[4];
  return `${time < 0 ? '-' : ''}${shortNumber(size / scale)}${unit}`;
}

/** A rate per second, with the language's prefixes: `25k/s`, `1.2M/s`. */
export function formatRate(perSecond: number): string {
  if (Number.isNaN(perSecond)) return '–';
  if (perSecond >= 1e9) return `${shortNumber(perSecond / 1e9)}G/s`;
  if (perSecond >= 1e6) return `${shortNumber(perSecond / 1e6)}M/s`;
  if (perSecond >= 1e3) return `${shortNumber(perSecond / 1e3)}k/s`;
  return `${shortNumber(perSecond)}/s`;
}

/** Bits per second, with the language's units: `100Mbps`, `1.25Gbps`. */
export function formatBandwidth(bitsPerSecond: number): string {
  if (Number.isNaN(bitsPerSecond)) return '–';
  const [unit, size] = BANDWIDTH_UNITS.find(([, least]) => bitsPerSecond >= least) ?? (['bps', 1] as const);
  return `${shortNumber(bitsPerSecond / size)}${unit}`;
}

const BANDWIDTH_UNITS = [
  ['Gbps', 1e9],
  ['Mbps', 1e6],
  ['kbps', 1e3],
] as const;

/** Bytes, with the language's units: `690B`, `4.68MB`. */
export function formatSize(bytes: number): string {
  if (Number.isNaN(bytes)) return '–';
  const [unit, size] = SIZE_UNITS.find(([, least]) => bytes >= least) ?? (['B', 1] as const);
  return `${shortNumber(bytes / size)}${unit}`;
}

const SIZE_UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

/** A count, with spaces between thousands: `1 250 000`. */
export function formatCount(count: number): string {
  return Number.isNaN(count) ? '–' : String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A part of a whole: `12.5%`. What is there but too small to write is not written as nothing. */
export function formatPercent(ratio: number): string {
  if (Number.isNaN(ratio)) return '–';
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.01) return '<0.01%';
  return `${trimmed(percent.toFixed(2))}%`;
}

/** A metric's value with its unit. Ratios are parts of a whole, but for the count of switches for each packet. */
export function formatMetric(name: Metric, value: number): string {
  const unit = METRICS.find((metric) => metric.name === name)?.unit;
  switch (unit) {
    case 'time':
      return formatTime(value);
    case 'rate':
      return formatRate(value);
    case 'bandwidth':
      return formatBandwidth(value);
    case 'size':
      return formatSize(value);
    case 'ratio':
      return name === 'switches_per_packet' ? plain(value) : formatPercent(value);
    default:
      return formatCount(value);
  }
}

function plain(value: number): string {
  return Number.isNaN(value) ? '–' : shortNumber(value);
}

function shortNumber(value: number): string {
  const exact = trimmed(value.toFixed(3));
  return Number(exact) === value ? exact : trimmed(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(value)))));
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
