import { upTo } from './bands.js';

/** A value that changes in steps: the length of a queue, a level. Zero before the first step. */
export interface Steps {
  readonly length: number;
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly greatest: number;
  /** The greatest of each 64 values, so that no peak is lost in a pixel that holds thousands. */
  readonly peaks: Float64Array;
}

const BLOCK = 64;

export function steps(time: Float64Array, value: Float64Array): Steps {
  const peaks = new Float64Array(Math.ceil(value.length / BLOCK));
  let greatest = 0;
  for (let i = 0; i < value.length; i++) {
    const block = Math.floor(i / BLOCK);
    peaks[block] = i % BLOCK === 0 ? value[i]! : Math.max(peaks[block]!, value[i]!);
    greatest = Math.max(greatest, value[i]!);
  }
  return { length: time.length, time, value, greatest, peaks };
}

export function valueAt(lane: Steps, time: number): number {
  const i = upTo(lane.time, time);
  return i < 0 ? 0 : lane.value[i]!;
}

/** The greatest value between the two times, both included. */
export function peakBetween(lane: Steps, from: number, to: number): number {
  const last = upTo(lane.time, to);
  let i = upTo(lane.time, from);
  let peak = i < 0 ? 0 : lane.value[i]!;
  while (i <= last) {
    if (i >= 0 && i % BLOCK === 0 && i + BLOCK <= last) {
      peak = Math.max(peak, lane.peaks[i / BLOCK]!);
      i += BLOCK;
    } else {
      if (i >= 0) peak = Math.max(peak, lane.value[i]!);
      i++;
    }
  }
  return peak;
}

/**
 * Calls with each stretch of equal value, in columns of a pixel. In a column with several steps the greatest value
 * counts.
 */
export function paintSteps(
  lane: Steps,
  from: number,
  to: number,
  columns: number,
  paint: (column: number, count: number, value: number) => void,
): void {
  if (to <= from) return;
  const step = (to - from) / columns;
  let column = 0;
  while (column < columns) {
    const time = from + column * step;
    const i = upTo(lane.time, time);
    const end = i + 1 < lane.length ? (lane.time[i + 1]! - from) / step : columns;
    const whole = Math.min(columns, Math.floor(end));
    if (whole > column) {
      paint(column, whole - column, i < 0 ? 0 : lane.value[i]!);
      column = whole;
    } else {
      paint(column, 1, peakBetween(lane, time, from + (column + 1) * step));
      column++;
    }
  }
}

/** Calls with the place of each mark, and how many there are up to `room` pixels right of it. */
export function paintMarks(
  time: Float64Array,
  from: number,
  to: number,
  width: number,
  room: number,
  paint: (x: number, i: number, count: number) => void,
): void {
  const scale = width / (to - from);
  let i = upTo(time, from);
  if (i < 0 || time[i]! < from) i++;
  while (i < time.length && time[i]! <= to) {
    const next = Math.max(i, upTo(time, time[i]! + room / scale, i)) + 1;
    paint((time[i]! - from) * scale, i, next - i);
    i = next;
  }
}
