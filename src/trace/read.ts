import type { Picoseconds } from '../model/time.js';
import { B, C, CPU, FORM, LEVEL, LONG_TIME, NO_LEVEL, TIME, WIDE, WIDE_BYTES } from './packed.js';
import { Kind, NONE, namesPacket, SWITCH_CAUSES, type SwitchCause, type Trace } from './trace.js';

/** Called for each record in order of time; `time` is absolute. See `Kind` for what a, b and c mean. */
export type Visit = (time: Picoseconds, kind: number, cpu: number, a: number, b: number, c: number) => void;

/** Visits all records of a trace, and in front of one whose CPU has come to another level, that. */
export function readTrace(trace: Trace, visit: Visit): void {
  let time = 0;
  /** The packet that has arrived last, + 1. */
  let arrived = 0;
  const levels = new Uint8Array(256);

  const tell = (kind: number, cpu: number, level: number, a: number, b: number, c: number) => {
    if (level !== NO_LEVEL && level !== levels[cpu]) {
      levels[cpu] = level;
      visit(time, Kind.Ipl, cpu, level, 0, 0);
    }
    if (kind === Kind.Arrive) arrived = c;
    visit(time, kind, cpu, a, b, c);
  };

  for (const bytes of trace.chunks) {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at < bytes.length) {
      const kind = bytes[at++]!;
      if (kind === TIME) {
        const short = words.getUint32(at, true);
        time += short === LONG_TIME ? words.getFloat64(at + 4, true) : short;
        at += short === LONG_TIME ? 12 : 4;
        continue;
      }
      if (kind === WIDE) {
        const [of, cpu, level] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
        tell(of, cpu, level, words.getInt32(at + 3, true), words.getInt32(at + 7, true), words.getInt32(at + 11, true));
        at += WIDE_BYTES - 1;
        continue;
      }
      const form = FORM[kind]!;
      const cpu = form & CPU ? bytes[at++]! : 0;
      const a = operand(bytes[at++]!);
      const b = form & B ? operand(bytes[at++]!) : 0;
      const level = form & LEVEL ? bytes[at++]! : NO_LEVEL;
      let c = form & C ? bytes[at++]! | (bytes[at++]! << 8) : 0;
      if (kind === Kind.Arrive) c = arrived + 1;
      else if (c > 0 && namesPacket(kind)) c = arrived + 1 - c;
      tell(kind, cpu, level, a, b, c);
    }
  }
}

function operand(byte: number): number {
  return byte === (NONE & 255) ? NONE : byte;
}

export interface ContextSwitch {
  readonly time: Picoseconds;
  readonly cpu: number;
  /** Indices into the trace's contexts. */
  readonly from: number;
  readonly to: number;
  readonly cause: SwitchCause;
}

/** The context switches of a trace in their order. */
export function contextSwitches(trace: Trace): ContextSwitch[] {
  const switches: ContextSwitch[] = [];
  readTrace(trace, (time, kind, cpu, a, b, c) => {
    if (kind === Kind.Switch) switches.push({ time, cpu, from: a, to: b, cause: SWITCH_CAUSES[c]! });
  });
  return switches;
}
