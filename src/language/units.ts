/** What a quantity measures. Two quantities can stand for each other only if their dimension is the same. */
export const DIMENSIONS = [
  'time',
  'cycles',
  'frequency',
  'bandwidth',
  'rate',
  'size',
  'percent',
  'count',
  'time per byte',
  'cycles per byte',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface Unit {
  readonly name: string;
  readonly dimension: Dimension;
  /** Times the number gives the model's unit: picoseconds, hertz, bits per second, per second, bytes; 1 for cycles. */
  readonly scale: number;
  readonly doc: string;
}

const TIMES: readonly Unit[] = [
  { name: 'ps', dimension: 'time', scale: 1, doc: 'Picoseconds, the grain of simulated time.' },
  { name: 'ns', dimension: 'time', scale: 1e3, doc: 'Nanoseconds.' },
  { name: 'us', dimension: 'time', scale: 1e6, doc: 'Microseconds.' },
  { name: '\u00b5s', dimension: 'time', scale: 1e6, doc: 'Microseconds, with the micro sign.' },
  { name: '\u03bcs', dimension: 'time', scale: 1e6, doc: 'Microseconds, with the Greek letter.' },
  { name: 'ms', dimension: 'time', scale: 1e9, doc: 'Milliseconds.' },
  { name: 's', dimension: 'time', scale: 1e12, doc: 'Seconds.' },
  { name: 'min', dimension: 'time', scale: 60e12, doc: 'Minutes.' },
  { name: 'h', dimension: 'time', scale: 3600e12, doc: 'Hours.' },
];

const CYCLES_DOC = "Clock cycles, at the clock rate of the run's machine.";
const CYCLES: readonly Unit[] = [
  { name: 'cycles', dimension: 'cycles', scale: 1, doc: CYCLES_DOC },
  { name: 'cycle', dimension: 'cycles', scale: 1, doc: CYCLES_DOC },
];

/** Every unit, once. */
export const UNITS: readonly Unit[] = [
  ...TIMES,
  ...CYCLES,
  { name: 'Hz', dimension: 'frequency', scale: 1, doc: 'Hertz.' },
  { name: 'kHz', dimension: 'frequency', scale: 1e3, doc: 'Kilohertz.' },
  { name: 'MHz', dimension: 'frequency', scale: 1e6, doc: 'Megahertz.' },
  { name: 'GHz', dimension: 'frequency', scale: 1e9, doc: 'Gigahertz.' },
  { name: 'bps', dimension: 'bandwidth', scale: 1, doc: 'Bits per second.' },
  { name: 'kbps', dimension: 'bandwidth', scale: 1e3, doc: 'Thousands of bits per second.' },
  { name: 'Mbps', dimension: 'bandwidth', scale: 1e6, doc: 'Millions of bits per second.' },
  { name: 'Gbps', dimension: 'bandwidth', scale: 1e9, doc: 'Billions of bits per second.' },
  { name: 'Tbps', dimension: 'bandwidth', scale: 1e12, doc: 'Trillions of bits per second.' },
  { name: '/s', dimension: 'rate', scale: 1, doc: 'Per second.' },
  { name: 'pps', dimension: 'rate', scale: 1, doc: 'Packets per second.' },
  { name: 'kpps', dimension: 'rate', scale: 1e3, doc: 'Thousands of packets per second.' },
  { name: 'Mpps', dimension: 'rate', scale: 1e6, doc: 'Millions of packets per second.' },
  { name: 'B', dimension: 'size', scale: 1, doc: 'Bytes.' },
  { name: 'kB', dimension: 'size', scale: 1e3, doc: 'Kilobytes of 1,000 bytes.' },
  { name: 'KB', dimension: 'size', scale: 1e3, doc: 'Kilobytes of 1,000 bytes.' },
  { name: 'MB', dimension: 'size', scale: 1e6, doc: 'Megabytes of 1,000,000 bytes.' },
  { name: 'GB', dimension: 'size', scale: 1e9, doc: 'Gigabytes of 10^9 bytes.' },
  { name: 'KiB', dimension: 'size', scale: 1024, doc: 'Kibibytes of 1,024 bytes.' },
  { name: 'MiB', dimension: 'size', scale: 1024 ** 2, doc: 'Mebibytes of 1,048,576 bytes.' },
  { name: 'GiB', dimension: 'size', scale: 1024 ** 3, doc: 'Gibibytes of 2^30 bytes.' },
  { name: '%', dimension: 'percent', scale: 0.01, doc: 'Per cent.' },
  ...TIMES.map((unit) => perByte(unit, 'time per byte')),
  ...CYCLES.map((unit) => perByte(unit, 'cycles per byte')),
];

function perByte(unit: Unit, dimension: Dimension): Unit {
  return { name: `${unit.name}/B`, dimension, scale: unit.scale, doc: `${unit.doc.slice(0, -1)}, for each byte.` };
}

const BY_NAME = new Map(UNITS.map((unit) => [unit.name, unit]));

export function unitNamed(name: string): Unit | undefined {
  return BY_NAME.get(name);
}

const LADDERS: Readonly<Partial<Record<Dimension, readonly string[]>>> = {
  frequency: ['Hz', 'kHz', 'MHz', 'GHz'],
  bandwidth: ['bps', 'kbps', 'Mbps', 'Gbps', 'Tbps'],
  rate: ['pps', 'kpps', 'Mpps'],
  size: ['B', 'KiB', 'MiB', 'GiB'],
  percent: ['%'],
};

/** A value in the model's unit as the language writes it, in the greatest unit that makes it a whole number: `64KiB`. */
export function inUnits(value: number, dimension: Dimension): string {
  const units = (LADDERS[dimension] ?? []).map((name) => BY_NAME.get(name)!);
  const unit = units.findLast(({ scale }) => value > 0 && Number.isInteger(value / scale)) ?? units[0];
  const number = value / (unit?.scale ?? 1);
  return `${Number.isInteger(number) ? grouped(number) : Number(number.toPrecision(3))}${unit?.name ?? ''}`;
}

/** 1000000 as `1,000,000`. */
export function grouped(value: number): string {
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value);
}

/** How a dimension is called in messages, with an example. */
export const DIMENSION_NAMES: Readonly<Record<Dimension, { readonly name: string; readonly example: string }>> = {
  time: { name: 'a time', example: '2.5us' },
  cycles: { name: 'a number of cycles', example: '1200cycles' },
  frequency: { name: 'a clock rate', example: '2.4GHz' },
  bandwidth: { name: 'a bandwidth', example: '1Gbps' },
  rate: { name: 'a rate', example: '350kpps' },
  size: { name: 'a size', example: '1500B' },
  percent: { name: 'a percentage', example: '2%' },
  count: { name: 'a plain number', example: '256' },
  'time per byte': { name: 'a time per byte', example: '1ns/B' },
  'cycles per byte': { name: 'a number of cycles per byte', example: '3cycles/B' },
};
