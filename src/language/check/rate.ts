import { mean } from '../../model/distribution.js';
import { SECOND } from '../../model/time.js';
import type { ArrivalPattern, Arrivals } from '../../model/workload.js';
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
      return (SECOND / pattern.gap) * share(pattern);
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
      return { ...arrivals, pattern: { ...pattern, gap: gap(rate / share(pattern)) } };
    default:
      return arrivals;
  }
}

/** To the nearest picosecond, as a rate in the text is read. */
function gap(rate: number): number {
  return Math.max(1, Math.round(SECOND / rate));
}

/** The part of the time that bursts take. */
function share({ on, off }: Extract<ArrivalPattern, { kind: 'bursts' }>): number {
  const time = mean(on) + mean(off);
  return time > 0 ? mean(on) / time : 1;
}
