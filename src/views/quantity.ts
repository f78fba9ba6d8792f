import { METRICS, type Metric } from '../model/metric.js';
import type { SweepUnit } from '../model/sweep.js';
import { formatCount, formatMetric, formatTime, telling } from './format.js';

/** What the values of an axis measure. `frequency` is a number of anything in a second, `rate` one of packets. */
export type Quantity = SweepUnit | 'frequency';

/** The prefixes or units that a quantity is written with, from the greatest to the least. */
const UNITS: Readonly<Record<Quantity, readonly (readonly [name: string, size: number])[]>> = {
  time: [
    ['s', 1e12],
    ['ms', 1e9],
    ['us', 1e6],
    ['ns', 1e3],
    ['ps', 1],
  ],
  rate: [
    ['Mpps', 1e6],
    ['kpps', 1e3],
    ['pps', 1],
  ],
  frequency: [
    ['G/s', 1e9],
    ['M/s', 1e6],
    ['k/s', 1e3],
    ['/s', 1],
  ],
  size: [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
    ['B', 1],
  ],
  bandwidth: [
    ['Tbps', 1e12],
    ['Gbps', 1e9],
    ['Mbps', 1e6],
    ['kbps', 1e3],
    ['bps', 1],
  ],
  clock: [
    ['GHz', 1e9],
    ['MHz', 1e6],
    ['kHz', 1e3],
    ['Hz', 1],
  ],
  ratio: [['%', 0.01]],
  count: [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
    ['', 1],
  ],
};

/** More decimals than these tell nothing apart on an axis or in an estimate. */
const MOST_DECIMALS = 6;

/** What a metric measures. Ratios are parts of a whole, but for the count of switches for each packet. */
export function quantityOf(metric: Metric): Quantity {
  if (metric === 'switches_per_packet') return 'count';
  const { unit } = METRICS.find(({ name }) => name === metric)!;
  return unit === 'rate' ? 'frequency' : unit;
}

/** A value as the language writes it: `25kpps`, `350us`, `64KiB`, `2.5%`, `12`. */
export function formatQuantity(quantity: Quantity, value: number): string {
  if (quantity === 'time') return formatTime(value);
  if (quantity === 'count') return grouped(short(value));
  if (quantity === 'size' && value > 0 && value % 1024 === 0 && value % 1000 !== 0) return `${value / 1024}KiB`;
  const [name, size] = unitFor(quantity, value);
  return `${short(value / size)}${name}`;
}

/**
 * The texts of an axis' ticks: all in the unit that fits the greatest of them and with as many decimals as tell them
 * apart, or, on a logarithmic axis, each in its own unit. A tick without a text is null.
 */
export function tickTexts(quantity: Quantity, ticks: readonly (number | null)[], logarithmic: boolean): string[] {
  const values = ticks.filter((tick) => tick !== null);
  const common = unitFor(quantity, Math.max(0, ...values.map(Math.abs)));
  const decimals = decimalsOf(values.map((value) => value / common[1]));
  return ticks.map((tick) => {
    if (tick === null) return '';
    if (tick === 0) return '0';
    if (!logarithmic) return `${(tick / common[1]).toFixed(decimals)}${common[0]}`;
    const [name, size] = unitFor(quantity, tick);
    return `${short(tick / size)}${name}`;
  });
}

/**
 * An estimate and half the width of its confidence interval: `12.3 ± 0.4us`. The interval has two digits, and the mean
 * as many decimals as it, or more if it takes them to tell it from the `other`; without an interval (NaN) the mean alone.
 * NaN, when there was nothing to measure, is a dash.
 */
export function formatEstimate(metric: Metric, mean: number, half: number, other = Number.NaN): string {
  if (Number.isNaN(mean)) return '–';
  if (Number.isNaN(half)) return formatMetric(metric, mean, other);
  const quantity = quantityOf(metric);
  const greatest = Math.max(Math.abs(mean), half);
  const [name, size] = quantity === 'count' ? ['', 1] : unitFor(quantity, greatest);
  if (half === 0) return `${formatMetric(metric, mean, other)} ± 0`;
  const decimals = Math.min(MOST_DECIMALS, Math.max(0, 1 - Math.floor(Math.log10(half / size))));
  const told = telling(mean / size, other / size, decimals);
  return `${grouped(told)} ± ${grouped((half / size).toFixed(decimals))}${name}`;
}

function unitFor(quantity: Quantity, value: number): readonly [name: string, size: number] {
  const units = UNITS[quantity];
  return units.find(([, size]) => Math.abs(value) >= size * (1 - 1e-9)) ?? units.at(-1)!;
}

/** The fewest decimals with which all of the numbers are exact. */
function decimalsOf(numbers: readonly number[]): number {
  for (let decimals = 0; decimals < MOST_DECIMALS; decimals++) {
    const power = 10 ** decimals;
    if (numbers.every((number) => Math.abs(number * power - Math.round(number * power)) < 1e-6)) return decimals;
  }
  return MOST_DECIMALS;
}

/** A decimal number with spaces between the thousands of its whole part. */
function grouped(decimal: string): string {
  const [whole, fraction] = decimal.split('.');
  const text = formatCount(Number(whole));
  const sign = whole!.startsWith('-') && !text.startsWith('-') ? '-' : '';
  return fraction === undefined ? text : `${sign}${text}.${fraction}`;
}

/** Exact where three decimals are enough for that, and four digits otherwise. */
function short(value: number): string {
  const digits = value === 0 ? 0 : 3 - Math.floor(Math.log10(Math.abs(value)));
  const exact = Number(value.toFixed(3)) === value;
  return trimmed(value.toFixed(exact ? 3 : Math.max(0, Math.min(20, digits))));
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
