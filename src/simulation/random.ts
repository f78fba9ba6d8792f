import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Distribution } from '../model/distribution.js';
import { exp, ln } from './logarithm.js';

/**
 * Random streams. Every source of chance in a scenario (an arrival stream, a statement's time) has a stream of its own,
 * named by what it is for and its place in the text, and not by the design. So all designs of a run meet the same packets
 * at the same times, and a statement's n-th execution takes the same time in each: common random numbers, which take noise
 * out of a comparison. Where designs drop or reorder packets, the n-th execution is no longer for the same packet. Each
 * kind is counted for itself, so what is there once more of one kind shifts the numbers of no other.
 */
export type Stream = RandomGenerator;

/**
 * What a stream is for: the time of a statement of a path, a process or a device, or the way it takes; a packet's gap, size or
 * flow; a device's service.
 */
export enum Chance {
  path,
  gap,
  size,
  flow,
  service,
  rotation,
  process,
  device,
}

// The streams of six kinds take turns in a row of numbers. Further kinds have a row of their own, so that they leave the
// figures of scenarios as they are that have no use for them.
const KINDS_IN_ROW = 6;
const ROW = 2 ** 30;

/** Which stream: that of the n-th of its kind. */
export interface StreamPlace {
  readonly chance: Chance;
  readonly n: number;
}

/** The stream of the n-th of its kind. */
export function streamOf(seed: number, chance: Chance, n: number): Stream {
  return stream(seed, Math.floor(chance / KINDS_IN_ROW) * ROW + n * KINDS_IN_ROW + (chance % KINDS_IN_ROW));
}

/** The stream number `index` of a run with this seed. */
export function stream(seed: number, index: number): Stream {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return xoroshiro128plus(h ^ (h >>> 16));
}

/** Uniform in (0, 1): never one of the ends, so that its logarithm is finite. */
export function uniform(random: Stream): number {
  const high = random.next() >>> 6;
  const low = random.next() >>> 6;
  return (high * 2 ** 26 + low + 0.5) * 2 ** -52;
}

/**
 * A sample, rounded to a whole number and never negative: a normal distribution is cut at zero.
 */
export function sample(distribution: Distribution, random: Stream): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'exponential':
      return Math.round(distribution.mean * exponential(random));
    case 'normal':
      return Math.max(0, Math.round(distribution.mean + distribution.deviation * normal(random)));
    case 'uniform':
      return Math.round(distribution.low + (distribution.high - distribution.low) * uniform(random));
    case 'empirical':
      return distribution.values[Math.floor(uniform(random) * distribution.values.length)]!;
  }
}

/** Standard normal, by the polar method of Marsaglia and Bray (SIAM Review 6, 1964). */
function normal(random: Stream): number {
  for (;;) {
    const u = 2 * uniform(random) - 1;
    const v = 2 * uniform(random) - 1;
    const square = u * u + v * v;
    if (square < 1 && square > 0) return u * Math.sqrt((-2 * ln(square)) / square);
  }
}

// The ziggurat of Marsaglia and Tsang (Journal of Statistical Software 5(8), 2000) with 256 layers for the exponential.
const LAYERS = 256;
const TAIL = 7.69711747013105;
const AREA = 3.949659822581572e-3;
const SCALE = 2 ** 32;
const accept = new Float64Array(LAYERS);
const width = new Float64Array(LAYERS);
const height = new Float64Array(LAYERS);

function buildZiggurat(): void {
  let edge = TAIL;
  const base = AREA / exp(-TAIL);
  accept[0] = (TAIL / base) * SCALE;
  accept[1] = 0;
  width[0] = base / SCALE;
  width[LAYERS - 1] = TAIL / SCALE;
  height[0] = 1;
  height[LAYERS - 1] = exp(-TAIL);
  for (let i = LAYERS - 2; i >= 1; i--) {
    const inner = -ln(AREA / edge + exp(-edge));
    accept[i + 1] = (inner / edge) * SCALE;
    height[i] = exp(-inner);
    width[i] = inner / SCALE;
    edge = inner;
  }
}
buildZiggurat();

/** Exponential with mean 1. */
export function exponential(random: Stream): number {
  for (;;) {
    const bits = random.next() >>> 0;
    const layer = bits & (LAYERS - 1);
    const x = bits * width[layer]!;
    if (bits < accept[layer]!) return x;
    if (layer === 0) return TAIL - ln(uniform(random));
    if (height[layer]! + uniform(random) * (height[layer - 1]! - height[layer]!) < exp(-x)) return x;
  }
}
