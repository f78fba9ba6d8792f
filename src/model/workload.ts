import type { Distribution } from './distribution.js';
import type { Span } from './span.js';
import type { Picoseconds } from './time.js';

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
  | { readonly kind: 'bursts'; readonly gap: Picoseconds; readonly on: Distribution; readonly off: Distribution };

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
