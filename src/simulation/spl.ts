import { Kind, NONE } from '../trace/trace.js';
import { push, setLevel } from './cpu.js';
import { HIGH, levelIndex, SOFT_BITS } from './levels.js';
import { recordTaken } from './record.js';
import { Due, LOOK, type State } from './state.js';

/**
 * Levels and pending interrupts. A source has one pending bit: whatever comes while it is set or masked is not lost, but
 * it is one interrupt, and the device's ring is where the packets wait. A CPU takes an interrupt when its level is above
 * the CPU's. Soft interrupts are low bits in the same mask, as in NetBSD's x86 spl.S, so that one scan finds the highest
 * of both.
 */

/** A device asserts its interrupt. */
export function assert(s: State, source: number): void {
  if (s.sourcePending[source] === 1) return;
  s.sourcePending[source] = 1;
  if (s.sourceMasked[source] === 0) raise(s, source);
}

/** The device has nothing more to report: what was pending of it is void. */
export function deassert(s: State, source: number): void {
  if (s.sourcePending[source] === 0) return;
  s.sourcePending[source] = 0;
  if (s.sourceMasked[source] === 0) lower(s, source);
}

export function mask(s: State, source: number): void {
  if (s.sourceMasked[source] === 1) return;
  s.sourceMasked[source] = 1;
  if (s.sourcePending[source] === 1) lower(s, source);
}

export function unmask(s: State, source: number): void {
  if (s.sourceMasked[source] === 0) return;
  s.sourceMasked[source] = 0;
  if (s.sourcePending[source] === 1) raise(s, source);
}

/** One more source is pending at its level. */
function raise(s: State, source: number): void {
  const cpu = s.sourceCpu[source]!;
  const rank = s.sourceRank[source]!;
  s.raised[levelIndex(cpu, rank)]!++;
  s.pending[cpu]! |= 1 << rank;
  s.attention[cpu]! |= LOOK;
  s.anyAttention = true;
}

/** One less; the last one takes the bit of the level with it. */
function lower(s: State, source: number): void {
  const cpu = s.sourceCpu[source]!;
  const rank = s.sourceRank[source]!;
  const index = levelIndex(cpu, rank);
  s.raised[index]!--;
  if (s.raised[index] === 0) s.pending[cpu]! &= ~(1 << rank);
}

/** Requests the soft level on a CPU whose softints run on return from interrupt. */
export function requestSoft(s: State, cpu: number, rank: number): void {
  s.pending[cpu]! |= 1 << rank;
}

export function deliverable(s: State, cpu: number): boolean {
  return (s.pending[cpu]! & ~s.held[cpu]!) >>> (s.ipl[cpu]! + 1) !== 0;
}

/** Takes the highest pending interrupt: its handler is pushed on the context that runs. The caller has stopped the CPU. */
export function takePending(s: State, cpu: number): void {
  const rank = 31 - Math.clz32(s.pending[cpu]! & ~s.held[cpu]!);
  if (rank < FIRST_HARD) {
    const softirq = s.softirq;
    s.pending[cpu]! &= softirq ? ~SOFT_BITS : ~(1 << rank);
    s.softints++;
    if (s.recording === true) recordTaken(s, Kind.Softint, cpu, rank, s.top[cpu]!);
    push(s, cpu, s.softint[levelIndex(cpu, rank)]!);
    setLevel(s, cpu, softirq ? FIRST_HARD - 1 : rank);
    return;
  }
  const source = highest(s, cpu, rank);
  s.sourcePending[source] = 0;
  lower(s, source);
  s.interrupts++;
  leave(s, cpu, s.handler[source]!);
  if (s.recording === true) recordTaken(s, Kind.Interrupt, cpu, source < s.devices ? source : NONE, s.top[cpu]!);
  push(s, cpu, s.handler[source]!);
  setLevel(s, cpu, HIGH);
}

/**
 * A handler on its way out can be interrupted by its own device: in a soft interrupt that runs in front of its return.
 * What is left of it is that return, and those that it owed, which the context underneath owes from then on.
 */
function leave(s: State, cpu: number, handler: number): void {
  let above = -1;
  for (let ctx = s.top[cpu]!; ctx >= 0; ctx = s.under[ctx]!) {
    if (ctx === handler) {
      const below = s.under[handler]!;
      if (above < 0) s.top[cpu] = below;
      else s.under[above] = below;
      s.returns[below]! += 1 + s.returns[handler]!;
      s.due[below]! |= Due.returns;
      s.returns[handler] = 0;
      s.due[handler]! &= ~Due.returns;
      return;
    }
    above = ctx;
  }
}

const FIRST_HARD = 5;

/** The first source that is pending at a level of a CPU. */
function highest(s: State, cpu: number, rank: number): number {
  let source = s.sourceFirst[levelIndex(cpu, rank)]!;
  while (s.sourcePending[source] === 0 || s.sourceMasked[source] === 1) source = s.sourceNext[source]!;
  return source;
}
