import type { Arrivals } from '../model/workload.js';
import { exponential, type Stream, sample, uniform } from './random.js';

/**
 * A stream of packets: when the next one is meant to come, whatever the wire says. The wire may make it later.
 */
export interface Source {
  readonly arrivals: Arrivals;
  /** Independent arrivals; asked for at every packet, where a text takes longer to compare. */
  readonly isPoisson: boolean;
  readonly meanGap: number;
  /** All packets have the same size. */
  readonly isUniform: boolean;
  readonly device: number;
  /** Number of the class of its packets. */
  readonly packetClass: number;
  /** Number of its first flow. */
  readonly firstFlow: number;
  readonly gaps: Stream;
  readonly sizes: Stream;
  readonly choice: Stream;
  sent: number;
  /** When the next packet is meant to come; infinity after the last. */
  next: number;
  /** End of the burst that goes on, for bursts. */
  burstEnd: number;
  /** The last packet's size, and how long it was on the wire. */
  size: number;
  wire: number;
  /** The packet that comes next is on the wire already. */
  onWire: boolean;
}

export function trafficSource(
  arrivals: Arrivals,
  device: number,
  packetClass: number,
  firstFlow: number,
  gaps: Stream,
  sizes: Stream,
  choice: Stream,
): Source {
  const { pattern, size } = arrivals;
  const source: Source = {
    arrivals,
    isPoisson: pattern.kind === 'poisson',
    meanGap: pattern.kind === 'poisson' ? pattern.meanGap : 0,
    isUniform: size.kind === 'constant' && pattern.kind !== 'file',
    device,
    packetClass,
    firstFlow,
    gaps,
    sizes,
    choice,
    sent: 0,
    next: arrivals.from,
    burstEnd: Number.NEGATIVE_INFINITY,
    size: -1,
    wire: 0,
    onWire: false,
  };
  if (source.isPoisson) source.next += poissonGap(source);
  if (pattern.kind === 'at') source.next = pattern.times[0] ?? Number.POSITIVE_INFINITY;
  if (pattern.kind === 'file') source.next = recordedTime(source);
  if (pattern.kind === 'tcp') source.next = Number.POSITIVE_INFINITY;
  if (pattern.kind === 'bursts') source.burstEnd = source.next + sample(pattern.on, gaps);
  endIfOver(source);
  return source;
}

/**
 * The flow of the packet that comes now. Independent arrivals belong to flows by chance, so that each flow has
 * independent arrivals, too; in other patterns the flows take turns.
 */
export function flowOf({ arrivals, isPoisson, firstFlow, choice, sent }: Source): number {
  const { flows } = arrivals;
  if (flows === 1) return firstFlow;
  return firstFlow + (isPoisson ? Math.floor(uniform(choice) * flows) : sent % flows);
}

/** Moves on to the next packet after one that arrived now. */
export function advance(source: Source, now: number): void {
  source.sent++;
  if (source.isPoisson === true) source.next += poissonGap(source);
  else follow(source, now);
  endIfOver(source);
}

function follow(source: Source, now: number): void {
  const { pattern } = source.arrivals;
  switch (pattern.kind) {
    case 'at':
      source.next = pattern.times[source.sent] ?? Number.POSITIVE_INFINITY;
      break;
    case 'file':
      source.next = recordedTime(source);
      break;
    case 'every':
      source.next += pattern.gap;
      break;
    case 'wire':
      source.next = now;
      break;
    case 'bursts':
      source.next += pattern.gap;
      if (source.next >= source.burstEnd) {
        source.next = source.burstEnd + sample(pattern.off, source.gaps);
        source.burstEnd = source.next + sample(pattern.on, source.gaps);
      }
      break;
  }
}

function endIfOver(source: Source): void {
  if (source.next >= source.arrivals.until || source.sent >= source.arrivals.count) {
    source.next = Number.POSITIVE_INFINITY;
  }
}

/** When the next packet of a file arrives. */
function recordedTime({ arrivals, sent }: Source): number {
  const { pattern } = arrivals;
  const time = pattern.kind === 'file' ? pattern.times[sent] : undefined;
  return time === undefined ? Number.POSITIVE_INFINITY : arrivals.from + time;
}

/** The size of the packet that comes next. */
export function sizeOf({ arrivals, sizes, sent }: Source): number {
  const { pattern, size } = arrivals;
  const recorded = pattern.kind === 'file' ? pattern.sizes?.[sent] : undefined;
  return recorded ?? sample(size, sizes);
}

function poissonGap({ meanGap, gaps }: Source): number {
  return Math.round(meanGap * exponential(gaps));
}
