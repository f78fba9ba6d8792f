import type { Picoseconds } from '../model/time.js';
import {
  ARRIVE_AND_RAISE,
  ARRIVE_IN_RING,
  B,
  C,
  CPU,
  FORM,
  JOIN,
  LEAVE,
  LEVEL,
  LONG_TIME,
  NO_LEVEL,
  TIME,
  WIDE,
  WIDE_BYTES,
} from './packed.js';
import { Kind, NONE, namesPacket, SWITCH_CAUSES, type SwitchCause, type Trace } from './trace.js';

/** Called for each record in order of time; `time` is absolute. See `Kind` for what a, b and c mean. */
export type Visit = (time: Picoseconds, kind: number, cpu: number, a: number, b: number, c: number) => void;

/** Visits all records of a trace, and in front of one whose CPU has come to another level, that. */
export function readTrace(trace: Trace, visit: Visit): void {
  let time = 0;
  /** The packet that has arrived last, + 1. */
  let arrived = 0;
  const levels = new Uint8Array(256);
  const lengths: number[] = [];
  const lengthen = (queue: number, by: number) => {
    lengths[queue] = (lengths[queue] ?? 0) + by;
    return lengths[queue];
  };
  for (const bytes of trace.chunks) {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at < bytes.length) {
      let kind = bytes[at++]!;
      if (kind === TIME) {
        time += bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
        at += 3;
        continue;
      }
      if (kind === LONG_TIME) {
        time += words.getFloat64(at, true);
        at += 8;
        continue;
      }
      let cpu = 0;
      let a = 0;
      let b = 0;
      let level = NO_LEVEL;
      let c = 0;
      if (kind === WIDE) {
        kind = bytes[at]!;
        cpu = bytes[at + 1]!;
        level = bytes[at + 2]!;
        a = words.getInt32(at + 3, true);
        b = words.getInt32(at + 7, true);
        c = words.getInt32(at + 11, true);
        at += WIDE_BYTES - 1;
      } else {
        const form = FORM[kind]!;
        if (form & CPU) cpu = bytes[at++]!;
        a = operand(bytes[at++]!);
        if (form & B) b = operand(bytes[at++]!);
        if (form & LEVEL) level = bytes[at++]!;
        if (form & C) c = bytes[at++]! | (bytes[at++]! << 8);
        if (kind === Kind.Arrive) c = arrived + 1;
        else if (c > 0 && namesPacket(kind)) c = arrived + 1 - c;
      }

      if (level !== NO_LEVEL && level !== levels[cpu]) {
        levels[cpu] = level;
        visit(time, Kind.Ipl, cpu, level, 0, 0);
      }
      if (kind === JOIN || kind === LEAVE) {
        visit(time, Kind.Queue, cpu, a, 0, lengthen(a, kind === JOIN ? 1 : -1));
        continue;
      }
      if (kind === ARRIVE_IN_RING || kind === ARRIVE_AND_RAISE) {
        visit(time, Kind.Arrive, cpu, a, 0, ++arrived);
        visit(time, Kind.Queue, cpu, b, 0, lengthen(b, 1));
        if (kind === ARRIVE_AND_RAISE) visit(time, Kind.Raise, cpu, a, 0, 0);
        continue;
      }
      if (kind === Kind.Arrive) arrived = c;
      visit(time, kind, cpu, a, b, c);
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
