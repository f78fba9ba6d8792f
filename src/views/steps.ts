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

/** Calls with each stretch of equal value, or with the peak of a pixel that holds several steps. */
export function paintSteps(
  lane: Steps,
  from: number,
  to: number,
  width: number,
  paint: (x: number, width: number, value: number) => void,
): void {
  if (to <= from) return;
  const scale = width / (to - from);
  let x = 0;
  while (x < width) {
    const here = from + x / scale;
    const i = upTo(lane.time, here);
    const right = i + 1 < lane.length ? Math.min(width, (lane.time[i + 1]! - from) * scale) : width;
    if (right - x >= 1 || right >= width) {
      paint(x, right - x, i < 0 ? 0 : lane.value[i]!);
      x = Math.max(right, x + 1e-6);
    } else {
      const next = Math.min(width, Math.floor(x) + 1);
      paint(x, next - x, peakBetween(lane, here, from + next / scale));
      x = next;
    }
  }
}

/** Calls with the x of each mark that is not in the same pixel as the one before, and how many that pixel holds. */
export function paintMarks(
  time: Float64Array,
  from: number,
  to: number,
  width: number,
  paint: (x: number, i: number, count: number) => void,
): void {
  const scale = width / (to - from);
  let i = upTo(time, from);
  if (i < 0 || time[i]! < from) i++;
  while (i < time.length && time[i]! <= to) {
    const x = (time[i]! - from) * scale;
    const next = Math.max(i, upTo(time, from + (x + 1) / scale, i)) + 1;
    paint(x, i, next - i);
    i = next;
  }
}
