import { MICROSECOND, MILLISECOND, NANOSECOND, type Picoseconds, SECOND } from '../model/time.js';

/** The part of a run that is shown. */
export interface Window {
  readonly from: Picoseconds;
  readonly to: Picoseconds;
}

export interface Tick {
  readonly time: Picoseconds;
  readonly text: string;
}

/** Ticks at 1, 2 or 5 times a power of ten, at least `room` pixels apart, all in the unit that fits the window's end. */
export function ticksOf({ from, to }: Window, width: number, room: number): readonly Tick[] {
  if (to <= from || width <= 0) return [];
  const least = ((to - from) * room) / width;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least * (1 - 1e-9))!);
  const [unit, size] = UNITS.find(([, each]) => to >= each) ?? UNITS.at(-1)!;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i++) {
    ticks.push({ time: i * step, text: `${((i * step) / size).toFixed(decimals)}${unit}` });
  }
  return ticks;
}

const UNITS: readonly (readonly [string, Picoseconds])[] = [
  ['s', SECOND],
  ['ms', MILLISECOND],
  ['us', MICROSECOND],
  ['ns', NANOSECOND],
  ['ps', 1],
];

/** The narrowest window: less could not be told apart in whole picoseconds. */
const NARROWEST = 100;

/** The window made wider or narrower by a factor, so that `about` stays where it is; never beyond the run. */
export function zoomed({ from, to }: Window, factor: number, about: Picoseconds, duration: Picoseconds): Window {
  const width = Math.min(duration, Math.max(NARROWEST, (to - from) * factor));
  const place = to > from ? (about - from) / (to - from) : 0;
  return within(about - width * place, width, duration);
}

/** The window moved by a time; never beyond the run. */
export function panned({ from, to }: Window, by: Picoseconds, duration: Picoseconds): Window {
  return within(from + by, to - from, duration);
}

function within(from: number, width: number, duration: number): Window {
  const start = Math.max(0, Math.min(from, duration - width));
  return { from: start, to: start + width };
}

/** So many packets can be told apart when a timeline opens. */
const OPENING_PACKETS = 20;

/**
 * The part of a run that a timeline opens at: the first packets, with a little room before and after them, or the whole
 * run where it has not many more. `arrivals` has the times of each design, ascending.
 */
export function openingWindow(arrivals: readonly Float64Array[], duration: Picoseconds): Window {
  const many = arrivals.filter(({ length }) => length > OPENING_PACKETS);
  if (many.length === 0) return { from: 0, to: duration };
  const first = Math.min(...many.map((times) => times[0]!));
  const next = Math.max(...many.map((times) => times[OPENING_PACKETS]!));
  const room = (next - first) / OPENING_PACKETS;
  const [from, to] = [Math.max(0, first - room), Math.min(duration, next)];
  return to <= from || to - from > duration / 2 ? { from: 0, to: duration } : { from, to };
}
