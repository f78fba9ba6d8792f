import { distance, pack, SAME_LEVEL } from '../../src/trace/packed.js';
import { Recorder } from '../../src/trace/recorder.js';
import { namesPacket, type TraceChunk } from '../../src/trace/trace.js';

/** Writes a trace record by record, as tests tell it. */
export class TraceWriter {
  readonly recorder: Recorder;
  private readonly bytes = new Uint8Array(64);
  private now = 0;
  private recordedAt = 0;
  private packet = 0;

  constructor(limit: number) {
    this.recorder = new Recorder(limit);
  }

  /** What is recorded from now on is at this time. */
  moveTo(now: number): void {
    this.now = now;
  }

  /** With a slice its level, where the CPU comes to another one. */
  record(kind: number, cpu: number, a: number, b: number, c: number, level = SAME_LEVEL): void {
    if (this.recorder.left === 0) {
      this.recorder.truncatedAt ??= this.now;
      return;
    }
    const named = namesPacket(kind);
    const operand = named ? distance(c, this.packet) : c;
    if (named && c > 0) this.packet = c;
    const length = pack(this.bytes, 0, kind, cpu, this.now - this.recordedAt, level, a, b, operand);
    this.recordedAt = this.now;
    this.recorder.append(this.bytes.subarray(0, length), 1);
  }

  finish(): readonly TraceChunk[] {
    return this.recorder.finish();
  }
}
