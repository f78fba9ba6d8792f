/**
 * The bytes of a record, from the first: the kind, with bit 6 set where time has passed since the record before, and bit 7
 * on a slice with which the CPU's level changes; then the CPU in five bits (all of them set: the CPU is the next byte),
 * and a bit for each of `a`, `b` and `c` that is not zero. Behind them stand, as far as they are there, the picoseconds
 * that have passed, the level, and `a`, `b` and `c` in groups of seven bits from the lowest, with the eighth bit set on all
 * but the last group. The time is four bytes from the lowest; a longer one follows in groups behind four bytes of ones.
 *
 * A packet is written as its distance from the one that a record has named before, since most records are about the same
 * packet or the next. All of it is for few bytes: memory that was never touched is what recording costs most.
 */
export const TIME = 1 << 6;
export const LEVEL = 1 << 7;
export const KIND = TIME - 1;
export const FAR_CPU = 31;
export const A = 1 << 5;
export const B = 1 << 6;
export const C = 1 << 7;

/** The most bytes that a record can have: eight groups hold the time of the longest run, and operands have 32 bits. */
export const LONGEST_RECORD = 4 + 4 + 8 + 3 * 5;

/** What stands in the four bytes of a time that does not fit into them. */
export const LONG_TIME = 2 ** 32 - 1;

/** For a record without a change of level. */
export const SAME_LEVEL = -1;

/** Writes a record whose packet, if it names one, is a `distance`; answers where the next one goes. */
export function pack(
  bytes: Uint8Array,
  start: number,
  kind: number,
  cpu: number,
  passed: number,
  level: number,
  a: number,
  b: number,
  c: number,
): number {
  let at = start + 2;
  let head = kind;
  let flags = Math.min(cpu, FAR_CPU);
  if (cpu >= FAR_CPU) bytes[at++] = cpu;
  if (passed !== 0) {
    head |= TIME;
    at = writeTime(bytes, at, passed);
  }
  if (level !== SAME_LEVEL) {
    head |= LEVEL;
    bytes[at++] = level;
  }
  if (a !== 0) {
    flags |= A;
    at = write(bytes, at, a);
  }
  if (b !== 0) {
    flags |= B;
    at = write(bytes, at, b);
  }
  if (c !== 0) {
    flags |= C;
    at = write(bytes, at, c);
  }
  bytes[start] = head;
  bytes[start + 1] = flags;
  return at;
}

/** A packet + 1 as its distance from the last one, never zero; zero where there is none. Both are below 2^30. */
export function distance(packet: number, last: number): number {
  if (packet === 0) return 0;
  const step = packet - last;
  return step < 0 ? -2 * step : 2 * step + 1;
}

/** The packet + 1 at a distance that is not zero. */
export function atDistance(distance: number, last: number): number {
  return distance % 2 === 0 ? last - distance / 2 : last + (distance - 1) / 2;
}

/** A number of 32 bits; answers where the next one goes. */
function write(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127 || rest < 0) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

function writeTime(bytes: Uint8Array, at: number, time: number): number {
  const short = time < LONG_TIME ? time | 0 : -1;
  bytes[at] = short;
  bytes[at + 1] = short >> 8;
  bytes[at + 2] = short >> 16;
  bytes[at + 3] = short >> 24;
  return short === -1 ? writeLong(bytes, at + 4, time) : at + 4;
}

/** A whole number of up to 53 bits. */
function writeLong(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 2 ** 31) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  return write(bytes, at, rest | 0);
}
