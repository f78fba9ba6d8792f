/**
 * A lane of a timeline that is always in one of a few states: what a CPU does, how a context fares. A run has millions
 * of bands and a screen two thousand pixels, so a picture must cost by the pixel and not by the band, and must still
 * be true. Where several bands fall into one pixel they are not left out and not overpainted by the last: the pixel
 * shows the share of each state. The shares are exact; they come from sums that are kept for every 32nd band.
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
  /** Time in each state before band 32 i, at i × states. */
  readonly sums: Float64Array;
}

const BLOCK = 32;

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

/** Writes to `into` how long each state lasted in all before a time, which lies in band i or at its end. */
export function timeInStates(lane: Bands, i: number, time: number, into: Float64Array): void {
  const block = Math.max(0, Math.floor(i / BLOCK));
  for (let state = 0; state < lane.states; state++) into[state] = lane.sums[block * lane.states + state]!;
  for (let at = block * BLOCK; at <= i; at++) {
    into[lane.state[at]!]! += Math.min(time, bandEnd(lane, at)) - lane.start[at]!;
  }
}

export interface BandPainter {
  /** Band i in the columns from `column` on. */
  band(i: number, column: number, count: number): void;
  /** Several bands in one column: the share of each state, sum 1. The array is used again. */
  mix(column: number, shares: Float64Array): void;
}

/**
 * Goes through the part of a lane that a window shows, in columns of a pixel: 0 begins at `from`, the last one ends at
 * `to`. A column in which two bands meet is given to the greater, so that edges are sharp; one with more is a mix.
 */
export function paintBands(lane: Bands, from: number, to: number, columns: number, painter: BandPainter): void {
  if (lane.length === 0 || to <= from) return;
  const step = (to - from) / columns;
  const place = (time: number) => snapped((time - from) / step);
  const last = Math.min(columns, Math.round(place(lane.end)));
  const mixer = createMixer(lane, from, step);
  let column = Math.max(0, Math.round(place(lane.start[0]!)));
  let i = Math.max(0, upTo(lane.start, from + column * step));
  while (column < last) {
    const end = i + 1 < lane.length ? place(lane.start[i + 1]!) : last;
    const edge = Math.floor(end);
    const j = edge < last ? bandBefore(lane, i, from + (edge + 1 - SNAP) * step) : i;
    const meet = end > edge && j > i;
    // The columns that are of this band alone, with the one at its end if it has the greater part of that.
    const whole = meet && j === i + 1 && end - edge >= 0.5 ? edge + 1 : edge;
    if (whole > column) painter.band(i, column, Math.min(last, whole) - column);
    column = Math.max(column, whole);
    if (meet && j > i + 1) {
      painter.mix(column, mixer(column, i, j));
      column++;
      i = j;
    } else i++;
  }
}

/** Times that are less than this part of a column from its edge are at the edge: divisions are not exact. */
const SNAP = 1e-6;

function snapped(columns: number): number {
  const whole = Math.round(columns);
  return Math.abs(columns - whole) < SNAP ? whole : columns;
}

/** Gives the shares of the states in a column, of which the first and the last band are known. The sums at the end of one are those at the start of the next. */
function createMixer(lane: Bands, from: number, step: number) {
  let before = new Float64Array(lane.states);
  let after = new Float64Array(lane.states);
  const shares = new Float64Array(lane.states);
  let ready = -1;
  return (column: number, first: number, last: number): Float64Array => {
    // The first band may begin in the column, if the greater part of the one before had been given that one's column.
    const start = Math.max(from + column * step, lane.start[first]!);
    if (ready !== column) timeInStates(lane, first, start, before);
    timeInStates(lane, last, from + (column + 1) * step, after);
    let sum = 0;
    for (let state = 0; state < lane.states; state++) {
      shares[state] = Math.max(0, after[state]! - before[state]!);
      sum += shares[state]!;
    }
    for (let state = 0; state < lane.states; state++) shares[state]! /= sum || 1;
    [before, after] = [after, before];
    ready = column + 1;
    return shares;
  };
}

/** The last band that starts before a time, from band i on. It is mostly near, so the search begins with small steps. */
function bandBefore(lane: Bands, i: number, time: number): number {
  let low = i;
  let stride = 1;
  while (low + stride < lane.length && lane.start[low + stride]! < time) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(lane.length, low + stride);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (lane.start[middle]! < time) low = middle;
    else high = middle;
  }
  return low;
}
