import type { Run } from '../model/scenario.js';
import { packetsIn } from '../model/workload.js';
import { lend, sizeFor, takeBack } from '../trace/memory.js';

/**
 * What became of each packet, by its number. Memory that was never touched is what costs most here, so the columns are
 * in memory that a result has left, as long as the workload lets expect, and grow only where it cannot be foreseen.
 * What such memory holds is anything: all is written of a packet at once, when its way ends or the run does.
 */
export class History {
  arrivals: Float64Array;
  ends: Float64Array;
  outcomes: Uint8Array;
  places: Uint16Array;
  sizes: Uint32Array;
  devices: Uint16Array;

  constructor(expected: number) {
    const length = sizeFor(Math.min(REMEMBERED, Math.max(INITIAL, expected)));
    this.arrivals = new Float64Array(lend(8 * length));
    this.ends = new Float64Array(lend(8 * length));
    this.outcomes = new Uint8Array(lend(length));
    this.places = new Uint16Array(lend(2 * length));
    this.sizes = new Uint32Array(lend(4 * length));
    this.devices = new Uint16Array(lend(2 * length));
  }

  /** Makes room for more. */
  grow(): void {
    this.arrivals = relet(this.arrivals);
    this.ends = relet(this.ends);
    this.outcomes = relet(this.outcomes);
    this.places = relet(this.places);
    this.sizes = relet(this.sizes);
    this.devices = relet(this.devices);
  }
}

const INITIAL = 64;
/** Packets whose fate is kept: 25 bytes each. A trace of them all would have reached its limit long before. */
export const REMEMBERED = 1 << 21;

/** About how many packets a run will see; too few where they depend on what comes of others, as those of TCP do. */
export function expectedPackets(run: Run): number {
  const open = run.workload.arrivals.filter(({ pattern }) => pattern.kind !== 'tcp');
  const total = open.reduce((sum, arrivals) => sum + packetsIn(arrivals, run), 0);
  return Math.ceil(1.05 * total);
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A column of twice the length in other memory, with the same beginning. */
function relet<T extends Column>(column: T): T {
  const larger = doubled(column, lend(2 * column.byteLength));
  takeBack(column.buffer as ArrayBuffer);
  return larger;
}

/** A column of twice the length, in this memory, with the same beginning. */
export function doubled<T extends Column>(column: T, memory = new ArrayBuffer(2 * column.byteLength)): T {
  const larger = new (column.constructor as new (buffer: ArrayBuffer) => T)(memory);
  larger.set(column);
  return larger;
}
