import {
  isShort,
  isShortC,
  LONG,
  LONG_TIME,
  LONG_TIME_BYTES,
  NO_LEVEL,
  TIME,
  WIDE,
  WIDE_BYTES,
} from '../trace/packed.js';
import { Kind, namesPacket } from '../trace/trace.js';
import { lastRecord } from './capacity.js';
import type { State } from './state.js';

/**
 * Notes what has happened, in a run with a trace. Callers ask whether it is `recording` first, so that a run without one
 * pays for no arguments. Records are packed into a table, where that takes the least time, and go to the recorder when it
 * is full. When the trace is full, the run goes on as one without.
 */

/** A CPU begins to do something, at the level that it has now. */
export function recordSlice(s: State, activity: number, cpu: number, ctx: number, label: number, packet: number): void {
  const at = s.packedAt;
  const level = s.ipl[cpu]!;
  const c = distance(s, packet);
  if (at > s.packedLast || !isShort(ctx) || !isShort(label) || !isShortC(c)) {
    putWide(s, activity, cpu, level, ctx, label, c);
    return;
  }
  s.packedAt = (at + 7) | 0;
  s.packing.setInt32(at, activity | (cpu << 8) | ((ctx & 255) << 16) | (label << 24), true);
  s.packing.setInt32(at + 4, level | (c << 8), true);
}

/** A CPU takes an interrupt, hard or soft, at the level that it has now. */
export function recordTaken(s: State, kind: number, cpu: number, a: number, ctx: number): void {
  const at = s.packedAt;
  const level = s.ipl[cpu]!;
  if (at > s.packedLast || !isShort(a) || !isShort(ctx)) {
    putWide(s, kind, cpu, level, a, ctx, 0);
    return;
  }
  s.packedAt = (at + 5) | 0;
  s.packing.setInt32(at, kind | (cpu << 8) | ((a & 255) << 16) | (ctx << 24), true);
  s.packing.setInt8(at + 4, level);
}

export function recordSwitch(s: State, cpu: number, from: number, to: number, cause: number): void {
  putWithC(s, Kind.Switch, cpu, from, to, cause);
}

/** What happens on a CPU to a packet: its number + 1, or 0 for none. */
export function recordPacket(s: State, kind: number, cpu: number, a: number, b: number, packet: number): void {
  putWithC(s, kind, cpu, a, b, distance(s, packet));
}

/** What happens on a CPU and is about no packet. */
export function record(s: State, kind: number, cpu: number, a: number, b: number): void {
  const at = s.packedAt;
  if (at > s.packedLast || !isShort(a) || !isShort(b)) {
    putWide(s, kind, cpu, NO_LEVEL, a, b, 0);
    return;
  }
  s.packedAt = (at + 4) | 0;
  s.packing.setInt32(at, kind | (cpu << 8) | ((a & 255) << 16) | (b << 24), true);
}

/** What a device does for a packet, or what becomes of one wherever it is: its number + 1, or 0 for none. */
export function recordEvent(s: State, kind: number, a: number, b: number, packet: number): void {
  const at = s.packedAt;
  const c = distance(s, packet);
  if (at > s.packedLast || !isShort(a) || !isShort(b) || !isShortC(c)) {
    putWide(s, kind, 0, NO_LEVEL, a, b, c);
    return;
  }
  s.packedAt = (at + 5) | 0;
  s.packing.setInt32(at, kind | ((a & 255) << 8) | ((b & 255) << 16) | (c << 24), true);
  s.packing.setInt8(at + 4, c >> 8);
}

/** A device asserts its interrupt, or the packet that was counted last arrives there, or a packet joins or leaves a queue. */
export function recordPlace(s: State, kind: number, place: number): void {
  const at = s.packedAt;
  if (at > s.packedLast || !isShort(place)) {
    putWide(s, kind, 0, NO_LEVEL, place, 0, 0);
    return;
  }
  s.packedAt = (at + 2) | 0;
  s.packing.setInt16(at, kind | (place << 8), true);
}

/** The packet that was counted last arrives at a device and is in its ring. */
export function recordArrival(s: State, kind: number, device: number, ring: number): void {
  const at = s.packedAt;
  if (at > s.packedLast || !isShort(device) || !isShort(ring)) {
    putWide(s, kind, 0, NO_LEVEL, device, ring, 0);
    return;
  }
  s.packedAt = (at + 3) | 0;
  s.packing.setInt32(at, kind | (device << 8) | (ring << 16), true);
}

/** Gives the recorder what is packed. */
export function flushRecords(s: State): void {
  s.trace?.append(s.packed.subarray(0, s.packedAt));
  s.packedAt = 0;
}

/** How a packet is written behind the one that has arrived last. */
function distance(s: State, packet: number): number {
  return packet === 0 ? 0 : (s.arrived + 1 - packet) | 0;
}

function putWithC(s: State, kind: number, cpu: number, a: number, b: number, c: number): void {
  const at = s.packedAt;
  if (at > s.packedLast || !isShort(a) || !isShort(b) || !isShortC(c)) {
    putWide(s, kind, cpu, NO_LEVEL, a, b, c);
    return;
  }
  s.packedAt = (at + 6) | 0;
  s.packing.setInt32(at, kind | (cpu << 8) | ((a & 255) << 16) | (b << 24), true);
  s.packing.setInt16(at + 4, c, true);
}

/** For what does not fit, and for the first record behind a full table. */
function putWide(s: State, kind: number, cpu: number, level: number, a: number, b: number, c: number): void {
  if (s.packedAt > s.packedLast && !makeRoom(s, s.now)) return;
  const at = s.packedAt;
  const whole = kind === Kind.Arrive ? s.arrived : c > 0 && namesPacket(kind) ? s.arrived + 1 - c : c;
  s.packedAt = at + WIDE_BYTES;
  s.packing.setInt32(at, WIDE | (kind << 8) | (cpu << 16) | (level << 24), true);
  s.packing.setInt32(at + 4, a, true);
  s.packing.setInt32(at + 8, b, true);
  s.packing.setInt32(at + 12, whole, true);
}

/** Time is about to go on, in a run that is recording: what comes from now on has happened then. */
export function recordTime(s: State, now: number): void {
  const passed = now - s.now;
  const at = s.packedAt;
  if (at > s.packedLast || passed >= LONG) {
    recordLongTime(s, now);
    return;
  }
  s.packedAt = (at + 4) | 0;
  s.packing.setInt32(at, TIME | (passed << 8), true);
}

function recordLongTime(s: State, now: number): void {
  if (s.packedAt > s.packedLast && !makeRoom(s, now)) return;
  const at = s.packedAt;
  s.packedAt = at + LONG_TIME_BYTES;
  s.packing.setInt8(at, LONG_TIME);
  s.packing.setFloat64(at + 1, now - s.now, true);
}

/** Empties the table; false where the trace is full, so that what happens now is not in it. */
function makeRoom(s: State, now: number): boolean {
  flushRecords(s);
  const recorder = s.trace!;
  s.packedLast = lastRecord(recorder.left);
  if (s.packedLast >= 0) return true;
  recorder.truncatedAt = now;
  s.recording = false;
  return false;
}
