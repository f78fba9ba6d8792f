import { packetsInBurst } from './burst.js';
import { bitsOnWire, type Device } from './device.js';
import { type Distribution, mean } from './distribution.js';
import type { Span } from './span.js';
import { type Picoseconds, SECOND } from './time.js';

export interface Workload {
  readonly name: string;
  readonly span: Span;
  readonly arrivals: readonly Arrivals[];
}

/** A stream of packets towards one NIC. Two streams on one NIC share its wire, and so queue for it. */
export interface Arrivals {
  readonly span: Span;
  readonly nic: string;
  readonly size: Distribution;
  /** Class of the packets, for `if class`; empty where none is given. */
  readonly class: string;
  /** Number of flows that the packets belong to: in turn, or by chance where arrivals are independent. */
  readonly flows: number;
  readonly pattern: ArrivalPattern;
  readonly from: Picoseconds;
  readonly until: Picoseconds;
  /** At most so many packets. */
  readonly count: number;
}

export type ArrivalPattern =
  | { readonly kind: 'at'; readonly times: readonly Picoseconds[] }
  | { readonly kind: 'every'; readonly gap: Picoseconds }
  | { readonly kind: 'poisson'; readonly meanGap: Picoseconds }
  | { readonly kind: 'wire' }
  /** Times since `from`, as somebody has recorded them; `sizes` are in place of the stream's own. */
  | { readonly kind: 'file'; readonly times: Float64Array; readonly sizes: Uint32Array | undefined }
  | TcpPattern
  | BurstsPattern;

export interface BurstsPattern {
  readonly kind: 'bursts';
  readonly gap: Picoseconds;
  readonly on: Distribution;
  readonly off: Distribution;
}

/** Closed-loop senders, one for each flow of the stream; what they send depends on what comes of it. */
export interface TcpPattern {
  readonly kind: 'tcp';
  /** Bytes of data in a segment, and of the frame that carries it. */
  readonly mss: number;
  readonly frame: number;
  /** Greatest window of the receiver, in segments. */
  readonly window: number;
  /** Round trip of the network, without the wire of the NIC and the host. */
  readonly rtt: Picoseconds;
  /** Segments that each session sends; infinity: as many as it can. */
  readonly total: number;
  /** How long an acknowledgement of a single segment is put off; zero: every segment is acknowledged at once. */
  readonly delayedAck: Picoseconds;
  readonly minimumRto: Picoseconds;
}

/**
 * How many packets a stream brings in a run, about: the exact number where the text or a file has their times, the mean
 * where they come by chance. Of TCP, whose senders wait for what comes of their packets, it is the most that there can be:
 * a window for each round trip, and no more than the wire takes.
 *
 * @param run in which the stream comes, or what of it matters here
 */
export function packetsIn(
  { pattern, nic, size, flows, from, until, count }: Arrivals,
  { duration, devices }: { readonly duration: Picoseconds; readonly devices: readonly Device[] },
): number {
  const end = Math.min(until, duration);
  const time = Math.max(0, end - from);
  const ofWire = () => {
    const device = devices.find(({ name }) => name === nic);
    return device?.kind === 'nic' ? (time / SECOND) * (device.bitsPerSecond / bitsOnWire(mean(size))) : 0;
  };
  const unbounded = () => {
    switch (pattern.kind) {
      case 'at':
        return before(end, pattern.times);
      case 'file':
        return before(time, pattern.times);
      case 'every':
        return time / Math.max(pattern.gap, 1);
      case 'poisson':
        return time / Math.max(pattern.meanGap, 1);
      case 'bursts':
        return (time / Math.max(mean(pattern.on) + mean(pattern.off), 1)) * packetsInBurst(pattern.on, pattern.gap);
      case 'wire':
        return ofWire();
      case 'tcp':
        return Math.min(ofWire(), flows * Math.min(pattern.total, pattern.window * (1 + time / pattern.rtt)));
    }
  };
  return Math.min(count, unbounded());
}

/** How many of some times, in whatever order, are before another. */
function before(end: Picoseconds, times: ArrayLike<Picoseconds>): number {
  let packets = 0;
  for (let index = 0; index < times.length; index++) if (times[index]! < end) packets++;
  return packets;
}
