import type { TcpPattern } from '../../model/workload.js';
import { Ring } from './ring.js';

/**
 * The way between the senders of an entry and the host's NIC: half a round trip in each direction, which all take alike,
 * so that segments and acknowledgements each stay in their order; and at the NIC the wire, which is one for all.
 */
export class Link {
  readonly pattern: TcpPattern;
  /** Its first session. */
  readonly first: number;
  /** Segments on their way: when they are at the wire, session, sequence number. */
  readonly segments = new Ring(3);
  /** Acknowledgements on their way: when they are at the sender, session, number, window, 1 for a duplicate. */
  readonly acks = new Ring(5);
  onWire = false;

  constructor(pattern: TcpPattern, first: number) {
    this.pattern = pattern;
    this.first = first;
  }
}
