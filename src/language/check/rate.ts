import { burstGap, packetsInBurst } from '../../model/burst.js';
import { constant, type Distribution, mean } from '../../model/distribution.js';
import { SECOND } from '../../model/time.js';
import type { ArrivalPattern, Arrivals, BurstsPattern } from '../../model/workload.js';
import type { Context } from '../context.js';
import { inUnits } from '../units.js';
import type { ReadWorkload } from './workload.js';

/** Packets a second of a stream, on the average of bursts and pauses; undefined where nothing in the text says it. */
export function rateOf(pattern: ArrivalPattern): number | undefined {
  switch (pattern.kind) {
    case 'every':
      return SECOND / pattern.gap;
    case 'poisson':
      return SECOND / pattern.meanGap;
    case 'bursts':
      return (SECOND * packetsInBurst(pattern.on, pattern.gap)) / (mean(pattern.on) + mean(pattern.off));
    default:
      return undefined;
  }
}

/** The workload at the total rate that a sweep asks for; each stream keeps its share of it. */
export function withRate(read: ReadWorkload, { change }: Context): ReadWorkload {
  if (change?.rate === undefined) return read;
  change.uses++;
  const { rate } = change;
  const total = read.workload.arrivals.reduce((sum, { pattern }) => sum + (rateOf(pattern) ?? 0), 0);
  const streams = read.streams.map((stream) => {
    const own = rate * ((rateOf(stream.arrivals.pattern) ?? 0) / total);
    // Where it is the rate that says how many packets come, messages tell the one that holds.
    const counted = stream.arrivals.count < Number.MAX_SAFE_INTEGER;
    const amount = counted ? stream.amount : { ...stream.amount, text: inUnits(own, 'rate') };
    return { ...stream, amount, arrivals: atRate(stream.arrivals, own) };
  });
  return { workload: { ...read.workload, arrivals: streams.map(({ arrivals }) => arrivals) }, streams };
}

function atRate(arrivals: Arrivals, rate: number): Arrivals {
  const { pattern } = arrivals;
  switch (pattern.kind) {
    case 'every':
      return { ...arrivals, pattern: { ...pattern, gap: gap(rate) } };
    case 'poisson':
      return { ...arrivals, pattern: { ...pattern, meanGap: gap(rate) } };
    case 'bursts':
      return { ...arrivals, pattern: burstsAt(pattern, rate) };
    default:
      return arrivals;
  }
}

/** To the nearest picosecond, as a rate in the text is read. */
function gap(rate: number): number {
  return Math.max(1, Math.round(SECOND / rate));
}

/**
 * Bursts with the gap that makes for the rate. A burst has whole packets, and one at least, so these may be more than
 * meant; the pauses become longer then, by what makes up for it.
 */
function burstsAt(pattern: BurstsPattern, rate: number): BurstsPattern {
  const [on, off] = [mean(pattern.on), mean(pattern.off)];
  const gap = on > 0 ? burstGap((on * SECOND) / (rate * (on + off))) : pattern.gap;
  const pause = Math.max(0, (packetsInBurst(pattern.on, gap) * SECOND) / rate - on);
  return { ...pattern, gap, off: withMean(pattern.off, Number(pause.toPrecision(12))) };
}

/** The same distribution on a longer or shorter scale. */
function withMean(distribution: Distribution, wanted: number): Distribution {
  const now = mean(distribution);
  if (now === wanted) return distribution;
  if (now === 0) return constant(Math.round(wanted));
  const scale = wanted / now;
  switch (distribution.kind) {
    case 'constant':
      return constant(Math.round(wanted));
    case 'exponential':
      return { ...distribution, mean: wanted };
    case 'normal':
      return { ...distribution, mean: wanted, deviation: distribution.deviation * scale };
    case 'uniform':
      return { ...distribution, low: distribution.low * scale, high: distribution.high * scale };
    case 'empirical':
      return { ...distribution, values: distribution.values.map((value) => Math.round(value * scale)) };
  }
}
