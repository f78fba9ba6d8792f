/**
 * A lane of a timeline that is always in one of a few states: what a CPU does, how a context fares. A run has millions
 * of bands and a screen two thousand pixels, so a picture must cost by the pixel and not by the band, and must still
 * be true. Where several bands fall into one pixel they are not left out and not overpainted by the last: the pixel
 * shows the share of each state. The shares are exact; they come from sums that are kept for every 64th band.
 */
export interface Bands {
  readonly length: number;
  /** Ascending; a band ends where the next one starts, the last one at `end`. */
  readonly start: Float64Array;
  readonly end: number;
  /** The state, below `states`. */
  readonly state: Uint8Array;
  /** What the band stands for, as an index in a table of the caller's, plus 1; 0: nothing. */
  readonly ref: Uint32Array;
  readonly states: number;
  /** Time in each state before band 64 i, at i × states. */
  readonly sums: Float64Array;
}

const BLOCK = 64;

export function bands(start: Float64Array, end: number, state: Uint8Array, ref: Uint32Array, states: number): Bands {
  const length = start.length;
  const sums = new Float64Array((Math.floor(length / BLOCK) + 1) * states);
  const running = new Float64Array(states);
  for (let i = 0; i <= length; i++) {
    if (i % BLOCK === 0) sums.set(running, (i / BLOCK) * states);
    if (i < length) running[state[i]!]! += (i + 1 < length ? start[i + 1]! : end) - start[i]!;
  }
  return { length, start, end, state, ref, states, sums };
}

/** The end of band i. */
export function bandEnd(lane: Bands, i: number): number {
  return i + 1 < lane.length ? lane.start[i + 1]! : lane.end;
}

/** The band that holds this time; -1 before the first and after the last. */
export function bandAt(lane: Bands, time: number): number {
  return time >= lane.end ? -1 : upTo(lane.start, time);
}

/** Index of the last value that is not greater; -1 where all are greater. */
export function upTo(ascending: Float64Array, value: number, from = 0): number {
  let low = from;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Writes to `into` how long each state lasted in all before this time. */
export function timeInStates(lane: Bands, time: number, into: Float64Array): void {
  const i = upTo(lane.start, time);
  const block = Math.max(0, Math.floor(i / BLOCK));
  for (let state = 0; state < lane.states; state++) into[state] = lane.sums[block * lane.states + state]!;
  for (let at = block * BLOCK; at <= i; at++) {
    into[lane.state[at]!]! += Math.min(time, bandEnd(lane, at)) - lane.start[at]!;
  }
}

export interface BandPainter {
  /** Band i, wide enough to be seen, from x to x + width. */
  band(i: number, x: number, width: number): void;
  /** Several bands within a pixel: the share of each state, sum 1. The array is used again. */
  mix(x: number, width: number, shares: Float64Array): void;
}

/** Goes through the part of a lane that a window shows, in pixels of the window: 0 is `from`, `width` is `to`. */
export function paintBands(lane: Bands, from: number, to: number, width: number, painter: BandPainter): void {
  if (lane.length === 0 || to <= from) return;
  const scale = width / (to - from);
  const before = new Float64Array(lane.states);
  const after = new Float64Array(lane.states);
  let painted = 0;
  let i = Math.max(0, upTo(lane.start, from));
  while (i < lane.length) {
    const x = Math.max(painted, (lane.start[i]! - from) * scale);
    const right = Math.min(width, (bandEnd(lane, i) - from) * scale);
    if (x >= width) return;
    if (right - x >= 1 || (right > x && i === lane.length - 1)) painter.band(i, x, right - x);
    if (right - x >= 1 || right <= x || i === lane.length - 1) {
      painted = Math.max(painted, right);
      i++;
      continue;
    }
    const next = Math.min(width, Math.floor(x) + 1);
    timeInStates(lane, from + x / scale, before);
    timeInStates(lane, from + next / scale, after);
    let whole = 0;
    for (let state = 0; state < lane.states; state++) {
      after[state] = Math.max(0, after[state]! - before[state]!);
      whole += after[state]!;
    }
    for (let state = 0; state < lane.states; state++) after[state]! /= whole || 1;
    painter.mix(x, next - x, after);
    painted = next;
    i = Math.max(i, upTo(lane.start, from + next / scale, i));
  }
}
