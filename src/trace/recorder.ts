import { lend } from './memory.js';

/** Bytes of the first chunk, which is enough for a run of a few packets, and of the others. */
const FIRST = 1 << 14;
const CHUNK = 1 << 18;

/** Keeps the packed records of a run, in chunks. */
export class Recorder {
  readonly chunks: Uint8Array[] = [];
  /** Set to when the first record came for which there was no room. */
  truncatedAt: number | undefined;
  /** Bytes for which there is room. */
  left: number;
  private bytes = new Uint8Array(0);
  private at = 0;

  /** @param limit the greatest number of bytes to keep */
  constructor(limit: number) {
    this.left = limit;
  }

  /** Keeps a copy of whole records. */
  append(records: Uint8Array): void {
    if (this.at + records.length > this.bytes.length) {
      this.seal();
      this.bytes = new Uint8Array(lend(Math.max(records.length, this.chunks.length === 0 ? FIRST : CHUNK)));
    }
    this.bytes.set(records, this.at);
    this.at += records.length;
    this.left -= records.length;
  }

  /** The chunks; the recorder is finished by it. */
  finish(): readonly Uint8Array[] {
    this.seal();
    return this.chunks;
  }

  private seal(): void {
    if (this.at > 0) this.chunks.push(this.bytes.subarray(0, this.at));
    this.bytes = new Uint8Array(0);
    this.at = 0;
  }
}
