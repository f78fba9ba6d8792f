import { distance, LONGEST_RECORD, pack, SAME_LEVEL } from '../trace/packed.js';
import { Kind } from '../trace/trace.js';
import { PACKED } from './capacity.js';
import type { State } from './state.js';

/**
 * Notes what has happened, in a run with a trace. Callers ask for that first, so that a run without one pays for no
 * arguments. Records are packed into a table, where that takes the least time, and go to the recorder when it is full.
 */

/** A record of a kind that names no packet. */
export function record(s: State, kind: number, cpu: number, a: number, b: number, c: number): void {
  put(s, kind, cpu, SAME_LEVEL, a, b, c);
}

/** One that may name one: the packet + 1 as traces count them, or 0. */
export function recordPacket(s: State, kind: number, cpu: number, a: number, b: number, packet: number): void {
  put(s, kind, cpu, SAME_LEVEL, a, b, distanceTo(s, packet));
}

/** A CPU begins to do something, at the level that it has now. */
export function recordSlice(s: State, activity: number, cpu: number, ctx: number, label: number, packet: number): void {
  const level = s.ipl[cpu]!;
  const changed = s.shownIpl[cpu] !== level;
  s.shownIpl[cpu] = level;
  put(s, activity, cpu, changed ? level : SAME_LEVEL, ctx, label, distanceTo(s, packet));
}

/** The level that a CPU has come to, if it is another one; those that it passed through in no time are no part of a trace. */
export function recordLevel(s: State, cpu: number): void {
  const level = s.ipl[cpu]!;
  if (s.shownIpl[cpu] === level) return;
  s.shownIpl[cpu] = level;
  put(s, Kind.Ipl, cpu, SAME_LEVEL, level, 0, 0);
}

/** Gives the recorder what is packed. */
export function flushRecords(s: State): void {
  s.trace?.append(s.packed.subarray(0, s.packedAt), s.trace.left - s.recordsLeft);
  s.packedAt = 0;
}

/** How a packet is written behind the one that was named last; it is that from now on. */
function distanceTo(s: State, packet: number): number {
  const step = distance(packet, s.recordedPacket);
  if (packet !== 0) s.recordedPacket = packet;
  return step;
}

function put(s: State, kind: number, cpu: number, level: number, a: number, b: number, c: number): void {
  if (s.recordsLeft === 0) {
    refuse(s);
    return;
  }
  s.recordsLeft--;
  const passed = s.now - s.recordedAt;
  if (passed !== 0) s.recordedAt = s.now;
  const at = pack(s.packed, s.packedAt, kind, cpu, passed, level, a, b, c);
  s.packedAt = at;
  if (at > PACKED - LONGEST_RECORD) flushRecords(s);
}

function refuse(s: State): void {
  if (s.trace !== undefined) s.trace.truncatedAt ??= s.now;
}
