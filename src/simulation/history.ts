import type { Run } from '../model/scenario.js';
import { packetsIn } from '../model/workload.js';

/**
 * What became of each packet, by its number. Memory that was never touched is what costs most here, so the columns are
 * made as long as the workload lets expect, and grow only where it cannot be foreseen.
 */
export class History {
  arrivals: Float64Array;
  ends: Float64Array;
  outcomes: Uint8Array;
  places: Uint16Array;
  sizes: Uint32Array;
  devices: Uint16Array;

  constructor(expected: number) {
    const length = Math.min(REMEMBERED, Math.max(INITIAL, expected));
    this.arrivals = new Float64Array(length);
    this.ends = new Float64Array(length);
    this.outcomes = new Uint8Array(length);
    this.places = new Uint16Array(length);
    this.sizes = new Uint32Array(length);
    this.devices = new Uint16Array(length);
  }

  /** Packet number `index` has come. */
  enter(index: number, bytes: number, device: number, now: number): void {
    if (index >= REMEMBERED) return;
    if (index >= this.arrivals.length) this.grow();
    this.arrivals[index] = now;
    this.ends[index] = -1;
    this.sizes[index] = bytes;
    this.devices[index] = device;
  }

  /** Its way has ended; outcome 1 delivered, 2 dropped. */
  end(index: number, outcome: number, place: number, now: number): void {
    if (index >= REMEMBERED) return;
    this.ends[index] = now;
    this.outcomes[index] = outcome;
    this.places[index] = place;
  }

  private grow(): void {
    this.arrivals = doubled(this.arrivals);
    this.ends = doubled(this.ends);
    this.outcomes = doubled(this.outcomes);
    this.places = doubled(this.places);
    this.sizes = doubled(this.sizes);
    this.devices = doubled(this.devices);
  }
}

const INITIAL = 64;
/** Packets whose fate is kept: 25 bytes each. A trace of them all would have reached its limit long before. */
export const REMEMBERED = 2_000_000;

/** About how many packets a run will see; too few where they depend on what comes of others, as those of TCP do. */
export function expectedPackets(run: Run): number {
  const open = run.workload.arrivals.filter(({ pattern }) => pattern.kind !== 'tcp');
  const total = open.reduce((sum, arrivals) => sum + packetsIn(arrivals, run), 0);
  return Math.ceil(1.05 * total);
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A column of twice the length with the same beginning. */
export function doubled<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
  larger.set(column);
  return larger;
}
