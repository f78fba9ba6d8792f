import { Kind } from './trace.js';

/**
 * The bytes of a record. Which there are depends on the kind alone, so that a writer has no choice to make: it puts a word
 * or two and goes on behind them. The kind is the first byte; then come, of those that its form has, the CPU, `a`, `b` and
 * the CPU's level in a byte each, and `c` in two, the lower one first.
 *
 * A packet is written as its distance from the one that has arrived last, which is one for that one itself. An arrival
 * need not say which packet it is. A queue is told to be longer or shorter by one. Time has a record of its own whenever
 * it goes on: `TIME` and the picoseconds since it did so last in three bytes, or `LONG_TIME` and a number of 64 bits.
 * What does not fit into its bytes has a wide record: `WIDE`, then kind, CPU and level in a byte each, then `a`, `b` and
 * `c` in four bytes each, and packets as they are.
 */
export const TIME = 63;
export const LONG_TIME = 62;
export const WIDE = 61;
/** A queue has one packet more, or one less: its number is `a`. */
export const JOIN = 60;
export const LEAVE = 59;
/** A packet arrives at device `a` and is in its ring, queue `b`, at once; with the second the device asserts its interrupt. */
export const ARRIVE_IN_RING = 58;
export const ARRIVE_AND_RAISE = 57;

/** Bytes of a wide record and of a long time, and room for both. */
export const WIDE_BYTES = 16;
export const LONG_TIME_BYTES = 1 + 8;
export const LONGEST_RECORD = LONG_TIME_BYTES + WIDE_BYTES;

/** Times from here on are long. */
export const LONG = 1 << 24;

/** As the level in a wide record of a kind that has none. */
export const NO_LEVEL = 255;

/** What a record has beside `a`. */
export const CPU = 1;
export const B = 2;
export const LEVEL = 4;
export const C = 8;

/** What the records of each kind have. */
export const FORM = new Uint8Array(64);
FORM.fill(CPU | B | LEVEL | C, 0, Kind.Switch);
for (const kind of [Kind.Interrupt, Kind.Softint]) FORM[kind] = CPU | B | LEVEL;
for (const kind of [Kind.Switch, Kind.Wakeup, Kind.Block]) FORM[kind] = CPU | B | C;
for (const kind of [Kind.Return, Kind.Request, Kind.Acquire, Kind.Contend, Kind.Release]) FORM[kind] = CPU | B;
for (const kind of [ARRIVE_IN_RING, ARRIVE_AND_RAISE]) FORM[kind] = B;
for (const kind of [Kind.Drop, Kind.Deliver, Kind.Submit, Kind.Start, Kind.Complete]) FORM[kind] = B | C;

/** Whether `a`, or `b`, fits into its byte; `NONE` does. */
export function isShort(a: number): boolean {
  return a < 255;
}

/** Whether `c` fits into its bytes. */
export function isShortC(c: number): boolean {
  return c < 1 << 16;
}
