import type { Distribution } from './distribution.js';
import type { Picoseconds } from './time.js';

/**
 * Packets of a burst, on the average. A burst begins with a packet and ends in front of the first that would come at its
 * end or later: it has ceil(on / gap) packets, and one where it takes no time. So short bursts have more packets than
 * their length divided by the gap: of exponential ones with mean m, 1 / (1 - exp(-gap / m)).
 */
export function packetsInBurst(on: Distribution, gap: Picoseconds): number {
  switch (on.kind) {
    case 'constant':
      return packetsIn(on.value, gap);
    case 'empirical':
      return on.values.reduce((sum, value) => sum + packetsIn(value, gap), 0) / on.values.length;
    case 'exponential':
      return on.mean === 0 ? 1 : -1 / Math.expm1(-gap / on.mean);
    case 'uniform':
      if (on.high === on.low) return packetsIn(on.low, gap);
      return (packetsUpTo(on.high, gap) - packetsUpTo(on.low, gap)) / (on.high - on.low);
    case 'normal':
      return ofNormal(on, gap);
  }
}

/** A gap in whole picoseconds, rounded up: otherwise the packet behind a burst's last might come just before its end. */
export function burstGap(gap: number): Picoseconds {
  return Math.max(1, Math.ceil(Number(gap.toPrecision(12))));
}

function packetsIn(time: number, gap: number): number {
  return Math.max(1, Math.ceil(time / gap));
}

/** The integral of ceil(time / gap). */
function packetsUpTo(time: number, gap: number): number {
  const whole = Math.floor(time / gap);
  return (gap * whole * (whole + 1)) / 2 + (time - whole * gap) * (whole + 1);
}

/** The sum of the probabilities that a burst lasts for longer than so many gaps. */
function ofNormal({ mean, deviation }: Extract<Distribution, { kind: 'normal' }>, gap: number): number {
  if (deviation === 0) return packetsIn(mean, gap);
  // Where the steps are fine, half of one is all that they add.
  if (deviation > MANY * gap) return Math.max(1, mean / gap + 0.5);
  const certain = Math.max(0, Math.floor((mean - 8 * deviation) / gap));
  let packets = certain + 1;
  for (let step = certain + 1; step * gap < mean + 8 * deviation; step++) {
    packets += beyond((step * gap - mean) / deviation);
  }
  return packets;
}

const MANY = 1e4;

/** The probability that a standard normal number is greater (Abramowitz and Stegun, 26.2.17). */
function beyond(x: number): number {
  if (x < 0) return 1 - beyond(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
