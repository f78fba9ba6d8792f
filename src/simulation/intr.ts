import { Kind, NONE } from '../trace/trace.js';
import { Cost } from './costs.js';
import { hasStack, levelOf, setLevel, spend } from './cpu.js';
import { Label } from './labels.js';
import { HIGH } from './levels.js';
import { standInLine } from './line.js';
import { block, finishDetached, preempt, shouldPreempt, wake, wakeCost } from './lwp.js';
import { record } from './record.js';
import { assert, deassert, deliverable, mask, unmask } from './spl.js';
import { Activity, Due, type State, Wait } from './state.js';

/**
 * Hard interrupts. A trap borrows the interrupted context and its stack. With handlers inline all work is done there.
 * With interrupt threads the trap masks its source and wakes the thread, and the source stays masked until the thread
 * has found nothing more to do; what comes meanwhile is latched.
 *
 * The way out is the same for both, and it is where designs of the two kinds meet: the level drops to that of the
 * interrupted context; what is pending above it, hard or soft, runs first; then the interrupted thread may lose the CPU,
 * in the middle of the trap, to finish its return when it gets the CPU back.
 */

/** One step out of a trap; true if the CPU is busy with it. */
export function returnFromTrap(s: State, cpu: number, ctx: number, ownStack: number): boolean {
  if (s.detached[ctx] === 1) {
    finishDetached(s, cpu, ctx);
    return false;
  }
  const base = s.under[ctx]!;
  s.step[ctx] = 1;
  setLevel(s, cpu, levelOf(s, base));
  if (deliverable(s, cpu)) return false;
  if (shouldPreempt(s, cpu, base)) {
    s.top[cpu] = base;
    s.returns[base]!++;
    s.due[base]! |= Due.returns;
    preempt(s, cpu);
    return false;
  }
  setLevel(s, cpu, HIGH);
  s.pc[ctx]!++;
  if (s.recording === true) record(s, Kind.Return, cpu, s.program.contexts[ctx]!.device ?? NONE, base);
  const time = s.cost[Cost.trap_return]! + stackSwitch(s, ctx, ownStack);
  return spend(s, cpu, time, Activity.trap, Label.trap_return);
}

/** Enters a trap, with every level masked. */
export function trap(s: State, cpu: number, ctx: number, ownStack: number): boolean {
  s.pc[ctx]!++;
  return spend(s, cpu, s.cost[Cost.trap]! + stackSwitch(s, ctx, ownStack), Activity.trap, Label.trap);
}

/** A CPU with an interrupt stack changes to it when it leaves a thread's, and not when an interrupt nests. */
function stackSwitch(s: State, ctx: number, ownStack: number): number {
  return ownStack === 1 && hasStack(s, s.under[ctx]!) ? s.cost[Cost.stack_switch]! : 0;
}

/** A soft interrupt changes to that stack where it lies on a thread, and not on the interrupt that has requested it. */
export function enterStack(s: State, ctx: number, ownStack: number): number {
  const cost = stackSwitch(s, ctx, ownStack);
  s.stacked[ctx] = cost > 0 ? 1 : 0;
  return cost;
}

/** Then it changes back at its end; true if the CPU is busy with that. */
export function leaveStack(s: State, cpu: number, ctx: number): boolean {
  if (s.stacked[ctx] === 0) return false;
  s.stacked[ctx] = 0;
  return spend(s, cpu, s.cost[Cost.stack_switch]!, Activity.softint, Label.softint);
}

/** The trap of a design with interrupt threads: masks the source and wakes the thread. */
export function wakeInterruptThread(s: State, cpu: number, ctx: number, thread: number, source: number): boolean {
  const waits = s.waits[thread] === Wait.interrupt;
  if (s.step[ctx] === 0) {
    s.step[ctx] = 1;
    const cost = s.cost[Cost.mask]! + (waits ? wakeCost(s, cpu, thread) : 0);
    if (spend(s, cpu, cost, Activity.interrupt, Label.wakeup)) return true;
  }
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  mask(s, source);
  if (waits) wake(s, cpu, thread, Wait.interrupt, ctx);
  else s.need[thread] = 1;
  return false;
}

/** An interrupt thread has found nothing more to do: its source may interrupt again. */
export function unmaskSource(s: State, cpu: number, ctx: number, source: number): boolean {
  if (s.step[ctx] === 0) {
    s.step[ctx] = 1;
    if (spend(s, cpu, s.cost[Cost.mask]!, Activity.interrupt, Label.mask)) return true;
  }
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  unmask(s, source);
  return false;
}

/** Then it sleeps, unless an interrupt that was latched has come in between, which it must not miss. */
export function waitInterrupt(s: State, cpu: number, ctx: number, source: number): void {
  s.pc[ctx]!++;
  if (s.need[ctx] === 1) s.need[ctx] = 0;
  else block(s, cpu, Wait.interrupt, source, Label.interrupt);
}

/** A timer of a sleeping process is over: its CPU's clock interrupt will wake it. */
export function timeout(s: State, ctx: number): void {
  const cpu = s.home[ctx]! >= 0 ? s.home[ctx]! : Math.max(0, s.lastCpu[ctx]!);
  // The interrupt that is asserted for the first wakes those behind it, too.
  if (standInLine(s.calloutHead, s.calloutNext, cpu, ctx)) assert(s, s.program.layout.clockSource(cpu));
}

/** The clock's handler: wakes those whose timers are over. */
export function callouts(s: State, cpu: number, ctx: number): boolean {
  const due = s.calloutHead[cpu]!;
  if (due < 0) {
    // Who slept until some time in this trap has been woken by it, and needs no interrupt more.
    deassert(s, s.program.layout.clockSource(cpu));
    s.pc[ctx]!++;
    return false;
  }
  if (s.step[ctx] === 0) {
    s.step[ctx] = 1;
    if (spend(s, cpu, wakeCost(s, cpu, due), Activity.interrupt, Label.wakeup)) return true;
  }
  s.step[ctx] = 0;
  s.calloutHead[cpu] = s.calloutNext[due]!;
  wake(s, cpu, due, Wait.sleep, ctx);
  return false;
}
