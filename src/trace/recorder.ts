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
  private length = 0;
  private last = 0;
  private left: number;

  /** @param limit the greatest number of records to keep */
  constructor(limit: number) {
    this.left = limit;
  }

  /** Kinds have six bits, CPUs eight, `a`, `b` and `c` thirty-two. */
  record(now: number, kind: number, cpu: number, a: number, b: number, c: number): void {
    if (this.left === 0) {
      this.truncatedAt ??= now;
      return;
    }
    this.left--;
    if (this.at + LONGEST_RECORD > this.bytes.length) this.grow();
    this.length++;
    const { bytes } = this;
    let at = this.at;
    const passed = now - this.last;
    this.last = now;
    bytes[at++] = passed === 0 ? kind : kind | TIME;
    bytes[at++] = Math.min(cpu, FAR_CPU) | (a === 0 ? 0 : A) | (b === 0 ? 0 : B) | (c === 0 ? 0 : C);
    if (cpu >= FAR_CPU) bytes[at++] = cpu;
    if (passed !== 0) at = writeLong(bytes, at, passed);
    if (a !== 0) at = write(bytes, at, a);
    if (b !== 0) at = write(bytes, at, b);
    if (c !== 0) at = write(bytes, at, c);
    this.at = at;
  }

  /** The chunks; the recorder is finished by it. */
  finish(): readonly TraceChunk[] {
    this.seal();
    this.bytes = new Uint8Array(0);
    this.at = 0;
    return this.chunks;
  }

  private grow(): void {
    this.seal();
    this.bytes = new Uint8Array(this.chunks.length === 0 ? FIRST : CHUNK);
    this.at = 0;
    this.length = 0;
  }

  private seal(): void {
    if (this.at === 0) return;
    this.chunks.push({ length: this.length, bytes: this.bytes.subarray(0, this.at) });
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
