import { LONG_TIME, LONG_TIME_BYTES, NO_LEVEL, WIDE, WIDE_BYTES } from '../../src/trace/packed.js';
import { Recorder } from '../../src/trace/recorder.js';

/** Writes a trace record by record, as tests tell it: wide records, which can hold anything. */
export class TraceWriter {
  readonly recorder: Recorder;
  private now = 0;
  private recordedAt = 0;

  /** @param limit the greatest number of bytes; a record takes sixteen, and nine more where time has passed */
  constructor(limit: number) {
    this.recorder = new Recorder(limit);
  }

  /** What is recorded from now on is at this time. */
  moveTo(now: number): void {
    this.now = now;
  }

  record(kind: number, cpu: number, a: number, b: number, c: number, level = NO_LEVEL): void {
    const passed = this.now - this.recordedAt;
    if (this.recorder.left < WIDE_BYTES + (passed > 0 ? LONG_TIME_BYTES : 0)) {
      this.recorder.truncatedAt ??= this.now;
      return;
    }
    if (passed > 0) this.passTime(passed);
    const words = new DataView(new ArrayBuffer(WIDE_BYTES));
    for (const [at, byte] of [WIDE, kind, cpu, level].entries()) words.setUint8(at, byte);
    for (const [at, word] of [a, b, c].entries()) words.setInt32(4 + 4 * at, word, true);
    this.recorder.append(new Uint8Array(words.buffer));
  }

  finish(): readonly Uint8Array[] {
    return this.recorder.finish();
  }

  private passTime(passed: number): void {
    const words = new DataView(new ArrayBuffer(LONG_TIME_BYTES));
    words.setUint8(0, LONG_TIME);
    words.setFloat64(1, passed, true);
    this.recorder.append(new Uint8Array(words.buffer));
    this.recordedAt = this.now;
  }
}
