import type { TraceChunk } from './trace.js';

/** Bytes of the first chunk, which is enough for a run of a few packets, and of the others. */
const FIRST = 1 << 14;
const CHUNK = 1 << 18;

/** Keeps the packed records of a run, in chunks. */
export class Recorder {
  readonly chunks: TraceChunk[] = [];
  /** Set to when the first record came for which there was no room. */
  truncatedAt: number | undefined;
  /** Records for which there is room. */
  left: number;
  private bytes = new Uint8Array(0);
  private at = 0;
  private length = 0;

  /** @param limit the greatest number of records to keep */
  constructor(limit: number) {
    this.left = limit;
  }

  /** Keeps a copy of so many whole records. */
  append(records: Uint8Array, count: number): void {
    if (this.at + records.length > this.bytes.length) this.seal(records.length);
    this.bytes.set(records, this.at);
    this.at += records.length;
    this.length += count;
    this.left -= count;
  }

  /** The chunks; the recorder is finished by it. */
  finish(): readonly TraceChunk[] {
    this.seal(0);
    return this.chunks;
  }

  /** Ends the chunk, and begins another one for so many bytes at the least. */
  private seal(room: number): void {
    if (this.length > 0) this.chunks.push({ length: this.length, bytes: this.bytes.subarray(0, this.at) });
    this.bytes = new Uint8Array(room === 0 ? 0 : Math.max(room, this.chunks.length === 0 ? FIRST : CHUNK));
    this.at = 0;
    this.length = 0;
  }
}
