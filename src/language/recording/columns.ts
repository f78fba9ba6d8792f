import { grouped } from '../units.js';

/** What a file tells of its packets. */
export interface Recording {
  /** Picoseconds since the first packet; they never go back. Exact up to 2.5 hours, to the nearest double beyond. */
  readonly times: Float64Array;
  /** Bytes of the frames, checksum included; undefined where the file has none. */
  readonly sizes: Uint32Array | undefined;
  /** Why the recording ends before the file does, as a sentence; undefined where it does not. */
  readonly torn: string | undefined;
  /** The file has more packets than are read. */
  readonly more: boolean;
}

/** More packets of one file are not read: they are a hundred megabytes as a capture, and some minutes of simulation. */
export const MOST_RECORDED = 4_000_000;
/** Bytes; a larger file is not even read. */
export const LARGEST_RECORDING = 100_000_000;
export const RECORDING_TOO_LARGE = 'is too large: a file of packets has at most 100,000,000 bytes';
export const LARGEST_FRAME = 65_536;

/**
 * The packets of a file while it is read. A moment is a pair, whole seconds and picoseconds, since a time of day to the
 * nanosecond has more digits than a double; the distance to the first is a double again.
 */
export class Columns {
  length = 0;
  #times = new Float64Array(1024);
  #sizes = new Uint32Array(1024);
  #seconds = 0;
  #picoseconds = 0;

  get full(): boolean {
    return this.length === MOST_RECORDED;
  }

  get times(): Float64Array {
    return this.#times.slice(0, this.length);
  }

  get sizes(): Uint32Array {
    return this.#sizes.slice(0, this.length);
  }

  /** Appends a packet, or tells what is wrong with it; the answer follows what names the packet. */
  add(seconds: number, picoseconds: number, size: number): string | undefined {
    if (size < 1) return 'has no bytes';
    if (size > LARGEST_FRAME) return `has ${grouped(size)} bytes; at most ${grouped(LARGEST_FRAME)} can be`;
    if (this.length === 0) {
      this.#seconds = seconds;
      this.#picoseconds = picoseconds;
    }
    const time = (seconds - this.#seconds) * 1e12 + (picoseconds - this.#picoseconds);
    if (this.length > 0) {
      const back = this.#times[this.length - 1]! - time;
      if (back > 0) return `comes ${back / 1e6} us before the one in front of it; times must not go back`;
    }
    if (this.length === this.#times.length) this.#grow();
    this.#times[this.length] = time;
    this.#sizes[this.length++] = size;
    return undefined;
  }

  #grow(): void {
    const times = new Float64Array(2 * this.length);
    times.set(this.#times);
    this.#times = times;
    const sizes = new Uint32Array(2 * this.length);
    sizes.set(this.#sizes);
    this.#sizes = sizes;
  }
}
