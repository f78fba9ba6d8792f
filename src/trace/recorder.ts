import { Kind, type TraceChunk } from './trace.js';

const CHUNK = 1 << 15;
const RANGE = 2 ** 32;

/** Writes trace records into columns, chunk by chunk. Times must not go back. */
export class Recorder {
  readonly chunks: TraceChunk[] = [];
  /** Set when `limit` records were written; from then on records are ignored. */
  truncatedAt: number | undefined;
  private delta = new Uint32Array(0);
  private kind = new Uint8Array(0);
  private cpu = new Uint8Array(0);
  private a = new Uint16Array(0);
  private b = new Uint16Array(0);
  private c = new Uint32Array(0);
  private length = CHUNK;
  private last = 0;
  private left: number;

  /** @param limit the greatest number of records to keep */
  constructor(limit: number) {
    this.left = limit;
  }

  record(now: number, kind: number, cpu: number, a: number, b: number, c: number): void {
    let delta = now - this.last;
    if (delta >= RANGE) {
      this.append(now, 0, Kind.Skip, 0, 0, 0, Math.floor(delta / RANGE));
      delta %= RANGE;
    }
    this.append(now, delta, kind, cpu, a, b, c);
    this.last = now;
  }

  private append(now: number, delta: number, kind: number, cpu: number, a: number, b: number, c: number): void {
    if (this.left === 0) {
      this.truncatedAt ??= now;
      return;
    }
    this.left--;
    if (this.length === CHUNK) this.grow();
    const i = this.length++;
    this.delta[i] = delta;
    this.kind[i] = kind;
    this.cpu[i] = cpu;
    this.a[i] = a;
    this.b[i] = b;
    this.c[i] = c;
  }

  private grow(): void {
    this.seal();
    this.delta = new Uint32Array(CHUNK);
    this.kind = new Uint8Array(CHUNK);
    this.cpu = new Uint8Array(CHUNK);
    this.a = new Uint16Array(CHUNK);
    this.b = new Uint16Array(CHUNK);
    this.c = new Uint32Array(CHUNK);
    this.length = 0;
  }

  /** The chunks with the last one cut to its length; the recorder is finished by it. */
  finish(): readonly TraceChunk[] {
    this.seal();
    this.length = CHUNK;
    this.delta = new Uint32Array(0);
    return this.chunks;
  }

  private seal(): void {
    const n = this.length;
    if (this.delta.length === 0) return;
    const { delta, kind, cpu, a, b, c } = this;
    if (n === CHUNK) this.chunks.push({ length: n, delta, kind, cpu, a, b, c });
    else {
      this.chunks.push({
        length: n,
        delta: delta.slice(0, n),
        kind: kind.slice(0, n),
        cpu: cpu.slice(0, n),
        a: a.slice(0, n),
        b: b.slice(0, n),
        c: c.slice(0, n),
      });
    }
  }
}
