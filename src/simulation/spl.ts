import { Kind } from '../trace/trace.js';
import { push, setLevel } from './cpu.js';
import { Due, HIGH, RANKS, SOFT_BITS, type State } from './state.js';

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
  if (s.sourceMasked[source] === 1) return;
  const { rank, cpu } = s.program.sources[source]!;
  s.pending[cpu]! |= 1 << rank;
  s.attention[cpu] = 1;
  s.anyAttention = true;
}

/** The device has nothing more to report: what was pending of it is void. */
export function deassert(s: State, source: number): void {
  if (s.sourcePending[source] === 0) return;
  s.sourcePending[source] = 0;
  recompute(s, source);
}

export function mask(s: State, source: number): void {
  s.sourceMasked[source] = 1;
  recompute(s, source);
}

export function unmask(s: State, source: number): void {
  s.sourceMasked[source] = 0;
  recompute(s, source);
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
  const { layout } = s.program;
  if (rank < FIRST_HARD) {
    const softirq = s.program.design.softint === 'softirq';
    s.pending[cpu]! &= softirq ? ~SOFT_BITS : ~(1 << rank);
    s.softints++;
    s.record(Kind.Softint, cpu, rank, s.top[cpu]!, 0);
    push(s, cpu, layout.softint(cpu, rank));
    setLevel(s, cpu, softirq ? FIRST_HARD - 1 : rank);
    return;
  }
  const source = highest(s, cpu, rank);
  s.sourcePending[source] = 0;
  recompute(s, source);
  s.interrupts++;
  s.record(Kind.Interrupt, cpu, source < layout.devices.length ? source : 0xffff, s.top[cpu]!, 0);
  leave(s, cpu, layout.handler(source));
  push(s, cpu, layout.handler(source));
  setLevel(s, cpu, HIGH);
}

/**
 * A handler on its way out can be interrupted by its own device: in a soft interrupt that runs in front of its return.
 * What is left of it is that return, which the context underneath owes from then on.
 */
function leave(s: State, cpu: number, handler: number): void {
  let above = -1;
  for (let ctx = s.top[cpu]!; ctx >= 0; ctx = s.under[ctx]!) {
    if (ctx === handler) {
      const below = s.under[handler]!;
      if (above < 0) s.top[cpu] = below;
      else s.under[above] = below;
      s.returns[below]!++;
      s.due[below]! |= Due.returns;
      return;
    }
    above = ctx;
  }
}

const FIRST_HARD = 5;

function highest(s: State, cpu: number, rank: number): number {
  const { sources } = s.program;
  for (let source = 0; source < sources.length; source++) {
    if (isPending(s, source) && sources[source]!.cpu === cpu && sources[source]!.rank === rank) return source;
  }
  throw new Error('the pending mask names a level at which nothing is pending');
}

function isPending(s: State, source: number): boolean {
  return s.sourcePending[source] === 1 && s.sourceMasked[source] === 0;
}

/** Brings the bit of the source's level in line with its sources. */
function recompute(s: State, source: number): void {
  const { sources } = s.program;
  const { cpu, rank } = sources[source]!;
  s.pending[cpu]! &= ~(1 << rank);
  for (let other = 0; other < sources.length; other++) {
    if (isPending(s, other) && sources[other]!.cpu === cpu && sources[other]!.rank === rank) {
      s.pending[cpu]! |= 1 << rank;
      s.attention[cpu] = 1;
      s.anyAttention = true;
    }
  }
}

/** Index of a soft level's table entry. */
export function softIndex(cpu: number, rank: number): number {
  return cpu * RANKS + rank;
}
