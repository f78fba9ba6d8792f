import { A, B, C, FAR_CPU, LONGEST_RECORD, TIME } from './packed.js';
import type { TraceChunk } from './trace.js';

/** Bytes of the first chunk, which is enough for a run of a few packets, and of the others. */
const FIRST = 1 << 14;
const CHUNK = 1 << 18;

/** Writes trace records, chunk by chunk. Times must not go back. */
export class Recorder {
  readonly chunks: TraceChunk[] = [];
  /** Set when `limit` records were written; from then on records are ignored. */
  truncatedAt: number | undefined;
  private bytes = new Uint8Array(0);
  private at = 0;
  /** Records that may still be written: when the chunk began, and now. */
  private room: number;
  private left: number;
  private now = 0;
  /** Time since the last record. */
  private passed = 0;

  /** @param limit the greatest number of records to keep */
  constructor(limit: number) {
    this.room = limit;
    this.left = limit;
  }

  /** What is recorded from now on is at this time. A time of its own for each record would be a number on the heap. */
  moveTo(now: number): void {
    this.passed += now - this.now;
    this.now = now;
  }

  /** Kinds have six bits, CPUs eight, `a`, `b` and `c` thirty-two. */
  record(kind: number, cpu: number, a: number, b: number, c: number): void {
    if (this.left === 0) {
      this.truncatedAt ??= this.now;
      return;
    }
    this.left--;
    if (this.at + LONGEST_RECORD > this.bytes.length) this.grow();
    const { bytes, passed } = this;
    let at = this.at;
    bytes[at] = passed === 0 ? kind : kind | TIME;
    bytes[at + 1] = Math.min(cpu, FAR_CPU) | (a === 0 ? 0 : A) | (b === 0 ? 0 : B) | (c === 0 ? 0 : C);
    at += 2;
    if (cpu >= FAR_CPU) bytes[at++] = cpu;
    if (passed !== 0) {
      at = writeLong(bytes, at, passed);
      this.passed = 0;
    }
    if (a !== 0) at = write(bytes, at, a);
    if (b !== 0) at = write(bytes, at, b);
    if (c !== 0) at = write(bytes, at, c);
    this.at = at;
  }

  /** The chunks; the recorder is finished by it. */
  finish(): readonly TraceChunk[] {
    this.seal(this.room - this.left);
    this.bytes = new Uint8Array(0);
    this.at = 0;
    return this.chunks;
  }

  /** Makes room for a record that is counted already. */
  private grow(): void {
    const before = this.left + 1;
    this.seal(this.room - before);
    this.bytes = new Uint8Array(this.chunks.length === 0 ? FIRST : CHUNK);
    this.at = 0;
    this.room = before;
  }

  private seal(length: number): void {
    if (length > 0) this.chunks.push({ length, bytes: this.bytes.subarray(0, this.at) });
  }
}

/** A number of 32 bits; answers where the next one goes. */
function write(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127 || rest < 0) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** A whole number of up to 53 bits. */
function writeLong(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 2 ** 31) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  return write(bytes, at, rest | 0);
}
