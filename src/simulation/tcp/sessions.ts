import type { Run } from '../../model/scenario.js';
import type { TcpPattern } from '../../model/workload.js';
import { nicOf } from '../queues.js';
import { eachStatement } from '../statements.js';
import { Link } from './link.js';

/**
 * TCP sessions in a closed loop: senders out on the network, and the simulated host as the receiver. What the host drops,
 * wherever it does, its sender learns as TCP does, and what the host delays slows its sender down.
 *
 * What is modelled. Sequence numbers count segments of `mss` bytes, all of them full. Of the sender (sender.ts): slow start
 * and congestion avoidance, counted in bytes, with the initial window of RFC 5681 (section 3.1); fast retransmit at the
 * third duplicate acknowledgement with limited transmit before it (RFC 3042), and NewReno's fast recovery without SACK,
 * in its impatient variant (RFC 6582); the retransmission timer of RFC 6298, on a clock without grain, with Karn's
 * algorithm, one segment timed at a time, exponential backoff up to 60 s, and everything sent again from the oldest
 * segment on after it expired, as 4.4BSD does; probes of a closed window (RFC 1122, 4.2.2.17).
 *
 * Of the receiver (receiver.ts): it is reached when a path says `deliver`. A segment in order goes into the process's
 * socket, one behind a gap waits outside until the gap is closed, one that was there before is dropped. An acknowledgement
 * is sent for every second segment, or `delayed_ack` after the first (RFC 1122, 4.2.3.2), at once behind, in and at the
 * end of a gap (RFC 5681, 4.2), and when the process has read so much that a window of less than half can be at least
 * twice as large (Linux's tcp_cleanup_rbuf). The window is `window` less what the process has not read, which in front of a
 * process that is quick is the last segment; but no more than its socket still holds. It never shrinks. Sessions that
 * share a socket each believe in its room.
 *
 * Of the network (link.ts): half of `rtt` each way, and the NIC's link, on which segments of all sessions and other packets
 * follow each other. It loses nothing and reorders nothing. An acknowledgement costs nothing and is back after half of
 * `rtt`; but where the receiving process has a `transmit`, that is its acknowledgement: a frame of 64 bytes which goes
 * back when its last bit has left the NIC. Duplicate acknowledgements are the kernel's and go back at once, all the same.
 *
 * What is left out: opening and closing, Nagle's algorithm, silly windows and small segments, SACK, timestamps, ECN, pacing,
 * congestion control other than Reno's, losses on the way, and data from the host to the network. That an
 * acknowledgement is a duplicate is known, not guessed from an unchanged window (RFC 5681, section 2, condition e).
 */
export class Sessions {
  readonly count: number;
  /** For each entry of the workload its link, where it is one of TCP. */
  readonly links: readonly (Link | undefined)[];
  /** For each session the entry that it belongs to, and its flow. */
  readonly entry: Int32Array;
  readonly flow: Int32Array;
  /** For each flow its session, or -1. */
  readonly ofFlow: Int32Array;
  readonly mss: Float64Array;

  // The sender. Sequence numbers are those of segments, from 0; a limit is the first that is beyond it.
  /** Oldest segment that is not acknowledged, next one to send, and the first that was never sent. */
  readonly una: Float64Array;
  readonly nxt: Float64Array;
  readonly max: Float64Array;
  /** All that there is to send. */
  readonly end: Float64Array;
  /** What the receiver allows. */
  readonly edge: Float64Array;
  /** Bytes. */
  readonly cwnd: Float64Array;
  readonly ssthresh: Float64Array;
  readonly duplicates: Int32Array;
  /** Segments sent by limited transmit since the last new acknowledgement. */
  readonly limited: Int32Array;
  /** 0: none. 1: fast recovery, before its first partial acknowledgement. 2: after it. */
  readonly recovery: Uint8Array;
  /** What must be acknowledged for the recovery to be over. */
  readonly recover: Float64Array;
  /** The segment whose round trip is timed, or -1, and when it was sent. */
  readonly timed: Float64Array;
  readonly timedAt: Float64Array;
  /** Smoothed round trip and its variation, picoseconds; -1 before the first sample. */
  readonly srtt: Float64Array;
  readonly rttvar: Float64Array;
  readonly rto: Float64Array;
  /** When the retransmission timer expires. */
  readonly deadline: Float64Array;
  /** Oldest segment when it expired last. */
  readonly expired: Float64Array;
  readonly begun: Uint8Array;

  // The receiver.
  /** The next segment in order. */
  readonly rcvNxt: Float64Array;
  /** Segments in the socket that the process has not taken. */
  readonly unread: Int32Array;
  /** Segments in order since the last acknowledgement. */
  readonly unacked: Int32Array;
  /** The window that was told, as the first segment beyond it. */
  readonly told: Float64Array;
  readonly ackDue: Float64Array;
  /** The process that it was delivered to last. */
  readonly process: Int32Array;

  // Counters.
  retransmits = 0;
  /** Bytes given to processes in order. */
  goodput = 0;

  constructor(run: Run) {
    const { arrivals } = run.workload;
    const entries = arrivals.map(({ pattern }) => (pattern.kind === 'tcp' ? pattern : undefined));
    const flows = arrivals.reduce((sum, stream) => sum + stream.flows, 0);
    this.ofFlow = new Int32Array(flows).fill(-1);
    const list: { entry: number; pattern: TcpPattern; flow: number }[] = [];
    let flow = 0;
    for (const [entry, stream] of arrivals.entries()) {
      const pattern = entries[entry];
      for (let own = 0; own < stream.flows; own++, flow++) {
        if (pattern !== undefined) this.ofFlow[flow] = list.push({ entry, pattern, flow }) - 1;
      }
    }
    const n = list.length;
    this.count = n;
    let first = 0;
    this.links = arrivals.map((stream, entry) => {
      const pattern = entries[entry];
      if (pattern === undefined) return undefined;
      first += stream.flows;
      return new Link(pattern, first - stream.flows);
    });
    this.entry = Int32Array.from(list, ({ entry }) => entry);
    this.flow = Int32Array.from(list, ({ flow }) => flow);
    this.mss = Float64Array.from(list, ({ pattern }) => pattern.mss);
    this.una = new Float64Array(n);
    this.nxt = new Float64Array(n);
    this.max = new Float64Array(n);
    this.end = Float64Array.from(list, ({ pattern }) => pattern.total);
    this.edge = Float64Array.from(list, ({ pattern, entry }) =>
      Math.min(pattern.window, room(run, arrivals[entry]!.nic)),
    );
    this.cwnd = Float64Array.from(list, ({ pattern }) => initialWindow(pattern.mss) * pattern.mss);
    this.ssthresh = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.duplicates = new Int32Array(n);
    this.limited = new Int32Array(n);
    this.recovery = new Uint8Array(n);
    this.recover = new Float64Array(n).fill(-1);
    this.timed = new Float64Array(n).fill(-1);
    this.timedAt = new Float64Array(n);
    this.srtt = new Float64Array(n).fill(-1);
    this.rttvar = new Float64Array(n);
    this.rto = Float64Array.from(list, ({ pattern }) => Math.max(INITIAL_RTO, pattern.minimumRto));
    this.deadline = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.expired = new Float64Array(n).fill(-1);
    this.begun = new Uint8Array(n);
    this.rcvNxt = new Float64Array(n);
    this.unread = new Int32Array(n);
    this.unacked = new Int32Array(n);
    this.told = Float64Array.from(this.edge);
    this.ackDue = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.process = new Int32Array(n).fill(-1);
  }
}

/** RFC 6298, (2.1). */
const INITIAL_RTO = 1e12;

/** Segments that a sender begins with (RFC 5681, section 3.1). */
function initialWindow(mss: number): number {
  if (mss > 2190) return 2;
  return mss > 1095 ? 3 : 4;
}

/** The smallest socket, in packets, that the path of a NIC's packets delivers to. */
function room(run: Run, nic: string): number {
  const device = run.devices.find((one) => one.kind === 'nic' && nicOf(one.name) === nic);
  let least = Number.POSITIVE_INFINITY;
  for (const { statement, stage, own } of eachStatement(run)) {
    if (statement.kind !== 'deliver' || own === undefined || device?.kind !== 'nic' || stage !== device.input) continue;
    const process = run.processes.find(({ name }) => name === statement.process);
    if (process !== undefined) least = Math.min(least, process.socket);
  }
  return least;
}

/** For each process 1 if it transmits something. */
export function answeringProcesses(run: Run): Uint8Array {
  const answers = new Uint8Array(run.processes.length);
  for (const { statement, stage, own } of eachStatement(run)) {
    const process = run.processes.findIndex(({ name }) => name === stage);
    if (statement.kind === 'transmit' && own === undefined && process >= 0) answers[process] = 1;
  }
  return answers;
}
