import { doubled, type History } from './history.js';

/**
 * Packets in the machine, as rows of a table that are used again when a packet has left it. A packet carries where its
 * path goes on (`pc`): any context that takes it from a queue jumps there. That is all a continuation is.
 */
export class Packets {
  /** Number of the packet + 1, as traces count them; 0 for a request that is not about a packet. */
  id = new Uint32Array(INITIAL);
  pc = new Int32Array(INITIAL);
  bytes = new Uint32Array(INITIAL);
  class = new Uint16Array(INITIAL);
  device = new Uint16Array(INITIAL);
  flow = new Uint32Array(INITIAL);
  /** Number of a TCP segment in its session. */
  sequence = new Float64Array(INITIAL);
  arrival = new Float64Array(INITIAL);
  /** Bytes that the packet's request to a device is about. */
  request = new Uint32Array(INITIAL);
  /** Rank of the soft level at which the packet's path goes on after a request. */
  level = new Uint8Array(INITIAL);
  /** The context that sleeps until the packet's request completes, or -1. */
  waiter = new Int32Array(INITIAL);
  /** 1 once its way through the kernel is over, though a process still has it. */
  delivered = new Uint8Array(INITIAL);
  /** The next packet in whatever queue it is in. */
  next = new Int32Array(INITIAL);
  /** For each packet the counters of the repeats that it is in. */
  counter = new Int32Array(INITIAL);
  used = 0;
  free = -1;
  depth = 0;

  /** What became of each; kept with a trace only. */
  history: History | undefined;

  /** Forgets all packets; those of the next simulation are in repeats as deep as this. */
  clear(depth: number, history: History | undefined): void {
    if (this.id.length > KEPT) Object.assign(this, new Packets());
    this.used = 0;
    this.free = -1;
    this.depth = depth;
    this.history = history;
    this.widenCounters();
  }

  /** As many counters as the rows need. */
  widenCounters(): void {
    while (this.counter.length < this.id.length * this.depth) this.counter = doubled(this.counter);
  }

  grow(): void {
    this.id = doubled(this.id);
    this.pc = doubled(this.pc);
    this.bytes = doubled(this.bytes);
    this.class = doubled(this.class);
    this.device = doubled(this.device);
    this.flow = doubled(this.flow);
    this.sequence = doubled(this.sequence);
    this.arrival = doubled(this.arrival);
    this.request = doubled(this.request);
    this.level = doubled(this.level);
    this.waiter = doubled(this.waiter);
    this.delivered = doubled(this.delivered);
    this.next = doubled(this.next);
    this.widenCounters();
  }
}

/** Rows at first; few scenarios have more packets in the machine, and columns that are never replaced are quicker. */
const INITIAL = 4096;
/** Rows that the next simulation is left. */
const KEPT = 1 << 16;
