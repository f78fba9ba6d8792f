import { Kind, SWITCH_CAUSES, type SwitchCause } from '../trace/trace.js';
import { Cost } from './costs.js';
import { endAdaptiveSpins, recomputeHeld, setLevel, tracePacket } from './cpu.js';
import { behind, comeBack, countRuntime, enter, isCounted, isFair, isOwed } from './fair.js';
import { HIGH } from './levels.js';
import { moveStack } from './memory.js';
import { watchSwitch } from './observe.js';
import { idleCpu, runningPriority, wakeCpu } from './placement.js';
import { recordPacket, recordSwitch } from './record.js';
import { bestReady, insert, pick } from './runq.js';
import { assert, mask, unmask } from './spl.js';
import { Activity, Due, Life, type State, Wait } from './state.js';

/**
 * Threads: who sleeps, who is ready, and which one has the CPU. A switch is what the scheduler does; a handler that runs
 * on top of a thread is none. The price of a switch has two parts: the direct one, with interrupts off, and the refill
 * of the cache, which is due only if something else has worked on the CPU since the thread was last there. Another address
 * space is loaded for a process only, and only if that of another one is: an interrupt thread that runs between two stretches
 * of a process changes none (NetBSD's pmap_activate, Linux's lazy TLB).
 *
 * A thread that loses its CPU moves to one that idles, if it is not bound; that one is told by an IPI. Where a thread goes
 * that is woken is told in placement.ts.
 *
 * Idle is a thread of its own here, so leaving and entering it are switches; it has no working set to refill.
 */

/** What it costs `cpu` to wake the thread: the wakeup, and an IPI where another CPU must be told. */
export function wakeCost(s: State, cpu: number, ctx: number): number {
  const target = wakeCpu(s, cpu, ctx);
  const tell = target !== cpu && claim(s, target, ctx) !== 0;
  return s.cost[Cost.wakeup]! + (tell ? s.cost[Cost.ipi]! : 0);
}

/** Makes a thread ready if it waits for this; `by` is the context that does it. */
export function wake(s: State, cpu: number, ctx: number, reason: number, by: number): void {
  if (s.life[ctx] !== Life.waiting || s.waits[ctx] !== reason) return;
  s.life[ctx] = Life.ready;
  s.waits[ctx] = Wait.none;
  s.waitsOn[ctx] = -1;
  s.wakeups++;
  if (s.recording === true) recordPacket(s, Kind.Wakeup, cpu, ctx, by, tracePacket(s, s.packet[by]!));
  const target = wakeCpu(s, cpu, ctx);
  const resched = claim(s, target, ctx);
  if (isCounted(s, ctx)) comeBack(s, target, ctx);
  insert(s, target, ctx, false);
  if (resched === 0) return;
  s.resched[target] ||= resched;
  if (target !== cpu) assert(s, s.program.layout.ipiSource(target));
}

/** Why a thread that is woken should have the CPU in place of the one that has it; 0 if it should not. */
function claim(s: State, cpu: number, ctx: number): number {
  const running = runningPriority(s, cpu);
  if (running < s.priority[ctx]!) return RESCHED_BETTER;
  return running === s.priority[ctx]! && isFair(s, running) && isOwed(s, cpu, ctx) ? RESCHED_OWED : 0;
}

/**
 * What the CPU executes stops to wait for something and gives the CPU away. A pinned handler gives it back to the
 * context that it interrupted, without the scheduler, and is a thread like others from then on.
 */
export function block(s: State, cpu: number, reason: number, on: number, label: number): void {
  const ctx = s.top[cpu]!;
  s.life[ctx] = Life.waiting;
  s.waits[ctx] = reason;
  s.waitsOn[ctx] = on;
  if (s.recording === true) recordPacket(s, Kind.Block, cpu, ctx, label, tracePacket(s, s.packet[ctx]!));
  if (ctx === s.current[cpu]) switchAway(s, cpu, 'block');
  else unpin(s, cpu, ctx);
}

/** A detached handler has come to its end: its thread is free for the next interrupt, and its level is let in again. */
export function finishDetached(s: State, cpu: number, ctx: number): void {
  s.detached[ctx] = 0;
  s.life[ctx] = Life.ready;
  recomputeHeld(s, cpu);
  const { device, kind } = s.program.contexts[ctx]!;
  if (kind === 'interrupt_thread' && s.program.design.blockedMasks === 'source') {
    unmask(s, s.source[device!]!);
  }
  switchAway(s, cpu, 'finish');
}

function unpin(s: State, cpu: number, ctx: number): void {
  const base = s.under[ctx]!;
  const { device, kind } = s.program.contexts[ctx]!;
  s.under[ctx] = -1;
  s.detached[ctx] = 1;
  s.stackless[ctx] = leavesNoStack(s, ctx, 'block') ? 1 : 0;
  s.switches++;
  if (s.recording === true) recordSwitch(s, cpu, ctx, base, SWITCH_CAUSES.indexOf('block'));
  endAdaptiveSpins(s);
  recomputeHeld(s, cpu);
  s.leftAt[ctx] = s.worked[cpu]!;
  s.lastCpu[ctx] = cpu;
  s.top[cpu] = base;
  if (kind === 'interrupt_thread') {
    if (s.program.design.blockedMasks === 'source') mask(s, s.source[device!]!);
    s.returns[base]!++;
    s.due[base]! |= Due.returns;
  }
  s.due[base]! |= Due.handoff;
  setLevel(s, cpu, HIGH);
}

/**
 * True if the CPU should be given away, and may be: `base` is the thread that would lose it. A thread that was switched
 * away in the middle of a trap is in the kernel until it has returned from it; `leaving` says that it is about to.
 */
export function shouldPreempt(s: State, cpu: number, base: number, leaving = false): boolean {
  if (s.resched[cpu] === 0 || base !== s.current[cpu]) return false;
  if (s.own[base] === Activity.idle) return true;
  if (s.level[base]! > 0 || s.spinHeld[base]! > 0) return false;
  const userMode = s.own[base] === Activity.user && s.inKernel[base] === 0 && (leaving || s.returns[base] === 0);
  if (userMode || s.program.design.preempt === 'kernel') return true;
  return s.program.design.preempt === 'interrupts' && bestReady(s, cpu) >= s.program.interruptPriority;
}

/**
 * Takes the CPU from its thread, which stays ready: in front of its equals, or behind them when its quantum is over; under a
 * fair scheduler where its claim puts it.
 */
export function preempt(s: State, cpu: number): void {
  const ctx = s.current[cpu]!;
  const quantum = s.resched[cpu] === RESCHED_QUANTUM;
  const toEqual = quantum || s.resched[cpu] === RESCHED_OWED;
  s.resched[cpu] = 0;
  const running = runningPriority(s, cpu);
  if (running < 0) {
    switchAway(s, cpu, 'wakeup');
    return;
  }
  const best = bestReady(s, cpu);
  if (best < running || (best === running && !toEqual)) return;
  s.life[ctx] = Life.ready;
  countRuntime(s, cpu);
  const idle = s.home[ctx]! < 0 ? idleCpu(s) : -1;
  insert(s, idle < 0 ? cpu : idle, ctx, !quantum);
  if (idle >= 0) {
    s.resched[idle] = RESCHED_BETTER;
    assert(s, s.program.layout.ipiSource(idle));
  }
  switchAway(s, cpu, best === running && quantum ? 'quantum' : 'preempt');
  if (idle >= 0) s.due[s.current[cpu]!]! |= Due.tell;
  if (quantum || isFair(s, running)) s.quantumLeft[ctx] = -1;
}

/** Gives the CPU to the best thread that is ready, or to idle. */
export function switchAway(s: State, cpu: number, cause: SwitchCause): void {
  const old = s.current[cpu]!;
  countRuntime(s, cpu);
  const ready = pick(s, cpu);
  const next = ready < 0 ? s.program.layout.idle(cpu) : ready;
  if (isCounted(s, next)) enter(s, cpu, next);
  s.resched[cpu] = 0;
  s.life[next] = Life.running;
  if (next === old) return;
  s.switches++;
  if (s.recording === true) recordSwitch(s, cpu, old, next, SWITCH_CAUSES.indexOf(cause));
  endAdaptiveSpins(s);
  s.leftAt[old] = s.worked[cpu]!;
  s.lastCpu[old] = cpu;
  const left = s.events.times[s.quantumSlot[cpu]!]! - s.now;
  s.quantumLeft[old] = cause === 'preempt' ? Math.max(1, left) : 0;
  s.current[cpu] = next;
  s.top[cpu] = next;
  setLevel(s, cpu, HIGH);
  s.stackless[old] = leavesNoStack(s, old, cause) ? 1 : 0;
  s.due[next]! |= handsOver(s, old, next) ? Due.handoff : Due.switch;
  loadSpace(s, cpu, next);
  if (s.countsMemory === true) moveStack(s, old, next);
  payRefill(s, cpu, next);
  startQuantum(s, cpu, next);
  if (s.watch.watched > 0) watchSwitch(s, next);
}

/**
 * The CPU's thread has returned a loan. Somebody better than it is without may have been waiting for the CPU, or under a fair
 * scheduler an equal that is owed it.
 */
export function reschedAfterLoan(s: State, cpu: number): void {
  const priority = runningPriority(s, cpu);
  const equal = s.readyHead[cpu * s.priorities + priority]!;
  const owed = equal >= 0 && isFair(s, priority) && isOwed(s, cpu, equal);
  s.resched[cpu] ||= owed ? RESCHED_OWED : RESCHED_BETTER;
}

/** Puts a thread on a CPU when the machine starts, which is not a switch. */
export function install(s: State, cpu: number, ctx: number): void {
  s.life[ctx] = Life.running;
  s.current[cpu] = ctx;
  s.top[cpu] = ctx;
  s.lastCpu[ctx] = cpu;
  if (isProcess(s, ctx)) s.space[cpu] = ctx;
  startQuantum(s, cpu, ctx);
}

/**
 * The quantum of the CPU's thread is over: if an equal one is ready, the clock interrupts. Under a fair scheduler a thread
 * that has had less than that one goes on until it has had as much, and one on loan until it returns the loan.
 */
export function quantumOver(s: State, cpu: number): void {
  countRuntime(s, cpu);
  const ctx = s.current[cpu]!;
  const equal = s.readyHead[cpu * s.priorities + s.priority[ctx]!]!;
  const longer = equal >= 0 && isFair(s, s.priority[ctx]!) ? behind(s, ctx, equal) : 0;
  s.events.set(s.quantumSlot[cpu]!, s.now + (longer > 0 ? longer : s.program.design.quantum));
  if (equal < 0 || longer > 0) return;
  s.resched[cpu] = RESCHED_QUANTUM;
  assert(s, s.program.layout.clockSource(cpu));
}

const RESCHED_BETTER = 1;
const RESCHED_QUANTUM = 2;
const RESCHED_OWED = 3;

/**
 * Whether a thread's stack goes on to the next one: both left by a continuation, so neither has registers to keep
 * (Draves et al., SOSP 1991).
 */
function handsOver(s: State, old: number, next: number): boolean {
  return s.program.design.handoff && s.stackless[old] === 1 && s.stackless[next] === 1;
}

/**
 * A thread leaves by a continuation where it waits for something to do, and on the way back to user mode, whose registers
 * are saved already (Mach's ast_taken, thread_exception_return); not where it waits for a lock, nor inside the kernel.
 */
function leavesNoStack(s: State, ctx: number, cause: SwitchCause): boolean {
  if (cause === 'block') return s.waits[ctx] !== Wait.lock;
  if (s.own[ctx] === Activity.user) return s.inKernel[ctx] === 0;
  return s.own[ctx] === Activity.idle || cause === 'finish';
}

/** The kernel is in every address space, so its threads run in the one that is loaded; a process may need its own. */
function loadSpace(s: State, cpu: number, ctx: number): void {
  if (s.cost[Cost.address_space]! === 0 || s.space[cpu] === ctx || !isProcess(s, ctx)) return;
  s.space[cpu] = ctx;
  s.due[ctx]! |= Due.space;
}

function isProcess(s: State, ctx: number): boolean {
  return s.program.contexts[ctx]!.kind === 'process';
}

function payRefill(s: State, cpu: number, ctx: number): void {
  if (s.cost[Cost.refill]! === 0 || s.own[ctx] === Activity.idle) return;
  const here = s.lastCpu[ctx] === cpu;
  const others = here ? s.worked[cpu]! - s.leftAt[ctx]! : Number.POSITIVE_INFINITY;
  const turnover = s.program.run.machine.cacheTurnover;
  const share = turnover === 0 ? (others > 0 ? 1 : 0) : Math.min(1, others / turnover);
  const time = Math.round(s.cost[Cost.refill]! * share);
  if (time === 0) return;
  // A thread that was preempted in its refill still lacks the rest of it.
  const lacking = s.due[ctx]! & Due.refill ? s.refill[ctx]! : 0;
  s.refill[ctx] = Math.min(s.cost[Cost.refill]!, lacking + time);
  s.due[ctx]! |= Due.refill;
}

/** A thread that was preempted goes on with its quantum, or many interrupts would keep its equals waiting for ever. */
function startQuantum(s: State, cpu: number, ctx: number): void {
  const idle = s.own[ctx] === Activity.idle;
  const quantum = s.quantumLeft[ctx]! > 0 ? s.quantumLeft[ctx]! : s.program.design.quantum;
  s.events.set(s.quantumSlot[cpu]!, idle ? Number.POSITIVE_INFINITY : s.now + quantum);
}
