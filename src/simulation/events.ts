/**
 * The future, as fixed slots: one for each thing that can happen next (a CPU's completion, a device's timer, a traffic
 * source), holding the time when it will, or infinity. To cancel is to write infinity, so there are no stale events.
 *
 * A few slots are scanned; many are kept in a tournament tree, whose update costs the logarithm of their number. Of
 * slots at the same instant the lowest goes first. That is the tie rule of the whole simulation, and the layout of the
 * slots (CPUs, devices, timers, traffic) is what the language reference promises.
 */
export class EventSet {
  readonly times: Float64Array;
  /** Slots that are in use, and beyond them the leaves that make the tree whole, at infinity. */
  private leaves = 0;
  /** The slot whose event has been taken and not been replaced; the tree still names it. -1: none. */
  private taken = -1;
  /** tree[1] is the winner; the leaves are not stored, node i has children 2i and 2i+1. Unused for few slots. */
  private readonly tree: Int32Array;

  /** Room for so many slots. */
  constructor(slots: number) {
    this.times = new Float64Array(powerOfTwo(slots));
    this.tree = new Int32Array(powerOfTwo(slots));
    this.clear(slots);
  }

  /** So many slots without an event. */
  clear(slots: number): void {
    this.leaves = slots <= SCANNED ? slots : powerOfTwo(slots);
    this.taken = -1;
    this.times.fill(Number.POSITIVE_INFINITY, 0, this.leaves);
    if (slots > SCANNED) for (let node = this.leaves - 1; node >= 1; node--) this.play(node);
  }

  set(slot: number, time: number): void {
    const before = this.times[slot];
    this.times[slot] = time;
    if (this.leaves > SCANNED && before !== time) this.replay(slot);
  }

  /** Takes the event of the slot that was answered by `next`: its time is infinity from now on. */
  take(slot: number): void {
    this.times[slot] = Number.POSITIVE_INFINITY;
    if (this.leaves > SCANNED) this.taken = slot;
  }

  /** The slot of the earliest event; its time is infinity if there is none. */
  next(): number {
    if (this.leaves > SCANNED) {
      if (this.taken >= 0) this.replay(this.taken);
      return this.tree[1]!;
    }
    const times = this.times;
    let best = 0;
    let time = times[0]!;
    for (let slot = 1; slot < this.leaves; slot++) {
      if (times[slot]! < time) {
        time = times[slot]!;
        best = slot;
      }
    }
    return best;
  }

  /**
   * Plays the matches of a slot again. Where it has neither won before nor wins now, nothing changes from there on; but
   * the slot that was taken has won all of its matches, and others may have been played since.
   */
  private replay(slot: number): void {
    const { tree } = this;
    const all = slot === this.taken;
    if (all) this.taken = -1;
    for (let node = (slot + this.leaves) >> 1; node >= 1; node >>= 1) {
      const before = tree[node];
      this.play(node);
      if (!all && before !== slot && tree[node] !== slot) return;
    }
  }

  private play(node: number): void {
    const half = this.leaves >> 1;
    const left = node >= half ? 2 * node - this.leaves : this.tree[2 * node]!;
    const right = node >= half ? 2 * node + 1 - this.leaves : this.tree[2 * node + 1]!;
    this.tree[node] = this.times[right]! < this.times[left]! ? right : left;
  }
}

const SCANNED = 8;

/** The first power of two that is not less. */
function powerOfTwo(count: number): number {
  return 1 << (32 - Math.clz32(count - 1));
}
