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
  counter: Int32Array;
  private used = 0;
  private free = -1;

  // What became of each packet, by number; kept with a trace only.
  readonly history: boolean;
  arrivals = new Float64Array(INITIAL);
  ends = new Float64Array(INITIAL);
  outcomes = new Uint8Array(INITIAL);
  places = new Uint16Array(INITIAL);
  sizes = new Uint32Array(INITIAL);
  devices = new Uint16Array(INITIAL);
  private readonly depth: number;

  constructor(repeatDepth: number, history: boolean) {
    this.depth = repeatDepth;
    this.history = history;
    this.counter = new Int32Array(INITIAL * repeatDepth);
  }

  /** A row for a packet; `id` 0 for a mere request. */
  allocate(id: number, bytes: number, packetClass: number, device: number, now: number): number {
    let row = this.free;
    if (row >= 0) this.free = this.next[row]!;
    else {
      row = this.used++;
      if (row === this.id.length) this.grow();
    }
    this.id[row] = id;
    this.bytes[row] = bytes;
    this.class[row] = packetClass;
    this.device[row] = device;
    this.arrival[row] = now;
    this.waiter[row] = -1;
    this.delivered[row] = 0;
    this.next[row] = -1;
    if (this.history && id > 0 && id <= REMEMBERED) this.enter(id - 1, bytes, device, now);
    return row;
  }

  release(row: number): void {
    this.next[row] = this.free;
    this.free = row;
  }

  /** Notes the end of a packet; outcome 1 delivered, 2 dropped. */
  end(row: number, outcome: number, place: number, now: number): void {
    const id = this.id[row]!;
    if (!this.history || id === 0 || id > REMEMBERED) return;
    this.ends[id - 1] = now;
    this.outcomes[id - 1] = outcome;
    this.places[id - 1] = place;
  }

  private enter(index: number, bytes: number, device: number, now: number): void {
    if (index === this.arrivals.length) {
      this.arrivals = doubled(this.arrivals);
      this.ends = doubled(this.ends);
      this.outcomes = doubled(this.outcomes);
      this.places = doubled(this.places);
      this.sizes = doubled(this.sizes);
      this.devices = doubled(this.devices);
    }
    this.arrivals[index] = now;
    this.ends[index] = -1;
    this.sizes[index] = bytes;
    this.devices[index] = device;
  }

  private grow(): void {
    this.id = doubled(this.id);
    this.pc = doubled(this.pc);
    this.bytes = doubled(this.bytes);
    this.class = doubled(this.class);
    this.device = doubled(this.device);
    this.flow = doubled(this.flow);
    this.arrival = doubled(this.arrival);
    this.request = doubled(this.request);
    this.level = doubled(this.level);
    this.waiter = doubled(this.waiter);
    this.delivered = doubled(this.delivered);
    this.next = doubled(this.next);
    if (this.depth > 0) this.counter = doubled(this.counter);
  }
}

const INITIAL = 64;
/** Packets whose fate is kept: 26 bytes each. A trace of them all would have reached its limit long before. */
export const REMEMBERED = 2_000_000;

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

function doubled<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
  larger.set(column);
  return larger;
}
