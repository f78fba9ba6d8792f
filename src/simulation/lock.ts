import { Kind } from '../trace/trace.js';
import { Cost } from './costs.js';
import { begin, isBeneath, setLevel, spend } from './cpu.js';
import { deservedPriority, inherit, lend, returnLoan } from './inherit.js';
import { Label } from './labels.js';
import { HIGH } from './levels.js';
import { block, wake, wakeCost } from './lwp.js';
import { bestWaiter, endInversion, noteOrder } from './observe.js';
import { record } from './record.js';
import { Activity, Due, GRANTED, type State, Wait, type Waiter } from './state.js';

/**
 * Locks. A spin lock first raises the level to that of the highest handler that takes the lock too, then takes it or
 * spins, with the CPU busy; the holder is not preempted. Who spins gets it in the order of asking, as with tickets. The lock
 * around the whole kernel spins, whatever the design's other locks do, and belongs to a CPU: a handler that interrupts its
 * holder has it as well.
 *
 * A blocking lock puts the thread to sleep. Who gives it back frees it, and wakes the best of those who sleep for it, the
 * first of equals; that one asks again when it has a CPU, and sleeps again where somebody else was quicker. It is not handed
 * over: a lock that belongs to one who does not run yet keeps everybody from it for a switch, so that all who need it would
 * take turns from the first contention on, a convoy (Blasgen, Gray et al., "The Convoy Phenomenon", 1979). FreeBSD
 * (_mtx_unlock_sleep), NetBSD (mutex_vector_exit), Solaris and Linux (rt_mutex_slowunlock, __mutex_unlock_slowpath) free it
 * before they wake; the first three wake all who sleep, of whom the best runs first.
 *
 * With priority inheritance such a lock is Linux's rt_mutex: a free one is not taken by who is worse than a waiter that was woken
 * for it (try_to_take_rt_mutex), or a thread that needs it often would keep a better one from it for ever.
 *
 * An adaptive lock is a blocking one whose waiter spins while the holder runs on another CPU: it will be free soon, and
 * sooner than two switches. When the holder stops running the waiter goes to sleep after all. The first who spins when the
 * lock is freed takes it at once.
 *
 * On one CPU a spin lock never has to wait, since its level keeps away whoever could ask for it.
 */

/** One step of taking a lock; true if the CPU is busy. */
export function acquire(s: State, cpu: number, ctx: number, lock: number): boolean {
  const blocking = s.lockSpins[lock] === 0;
  if (lock === KERNEL && underneath(s, ctx, s.owner[KERNEL]!)) {
    s.kernelDepth++;
    if (s.step[ctx] === WAITING) {
      stopSpinning(s, ctx);
      s.spinHeld[ctx]!--;
    }
    s.step[ctx] = 0;
    s.pc[ctx]!++;
    return false;
  }
  if (s.step[ctx] === 0) {
    if (s.locks > 2) noteOrder(s, ctx, lock, s.pc[ctx]!);
    const { ceiling } = s.program.locks[lock]!;
    const before = s.level[ctx]!;
    if (ceiling > before) raise(s, cpu, ctx, ceiling);
    if (isFree(s, ctx, lock)) {
      if (!blocking) s.spinHeld[ctx]!++;
      take(s, cpu, ctx, lock, before, blocking);
      return pay(s, cpu, ctx, lock, s.cost[Cost.lock]!, Label.lock);
    }
    s.step[ctx] = WAITING;
    if (!blocking) {
      s.savedLevel[ctx] = before;
      // Who spins keeps the CPU, or the lock would go to one that cannot run.
      s.spinHeld[ctx]!++;
    }
    if (lock !== KERNEL || !waitsUnderneath(s, ctx)) queue(s, ctx, lock);
    if (s.recording === true) record(s, Kind.Contend, cpu, lock, ctx);
  }
  if (blocking && isFree(s, ctx, lock)) leaveQueue(s, ctx, lock);
  else if (s.owner[lock] !== ctx) {
    if (s.deadlock === undefined && isCircle(s, ctx, lock, blocking)) s.deadlock = circle(s, ctx, lock);
    if (blocking && !(s.program.design.lock === 'adaptive' && isExecuted(s, ctx, s.owner[lock]!))) {
      s.step[ctx] = SLEEPING;
      s.watch.watched++;
      const told = lend(s, cpu, ctx, lock);
      block(s, cpu, Wait.lock, lock, Label.lock);
      if (told) s.due[s.top[cpu]!]! |= Due.tell;
      return false;
    }
    s.waits[ctx] = Wait.spin;
    s.waitsOn[ctx] = lock;
    begin(s, cpu, Number.POSITIVE_INFINITY, Activity.spin, Label.spin);
    return true;
  }
  stopSpinning(s, ctx);
  take(s, cpu, ctx, lock, blocking ? s.level[ctx]! : s.savedLevel[ctx]!, blocking);
  return pay(s, cpu, ctx, lock, s.cost[Cost.lock]! + s.cost[Cost.lock_contended]!, Label.lock_contended);
}

/**
 * Whether a context may take a lock. Where waiters sleep and lend, a worse one does not take a free lock before a better one
 * that has been woken for it.
 */
function isFree(s: State, ctx: number, lock: number): boolean {
  if (s.owner[lock]! >= 0) return false;
  const { design } = s.program;
  if (design.lock !== 'blocking' || !design.inheritance) return true;
  for (let waiter = s.lockHead[lock]!; waiter >= 0; waiter = s.lockNext[waiter]!) {
    if (s.waits[waiter] !== Wait.lock && s.priority[waiter]! > s.priority[ctx]!) return false;
  }
  return true;
}

/** One step of giving a lock back; true if the CPU is busy with waking a waiter. */
export function release(s: State, cpu: number, ctx: number, lock: number): boolean {
  if (lock === KERNEL && s.kernelDepth > 0) {
    s.kernelDepth--;
    s.pc[ctx]!++;
    return false;
  }
  return s.lockSpins[lock] === 0 ? free(s, cpu, ctx, lock) : handOver(s, cpu, ctx, lock);
}

/** Gives a spin lock to the first who waits. */
function handOver(s: State, cpu: number, ctx: number, lock: number): boolean {
  s.pc[ctx]!++;
  if (s.recording === true) record(s, Kind.Release, cpu, lock, ctx);
  const waiter = s.lockHead[lock]!;
  s.owner[lock] = waiter;
  if (waiter >= 0) {
    leaveQueue(s, waiter, lock);
    grant(s, waiter);
  }
  s.spinHeld[ctx]!--;
  s.level[ctx] = s.lockLevel[lock]!;
  setLevel(s, cpu, s.level[ctx]!);
  return false;
}

/**
 * Frees a lock, and wakes the best of those who sleep for it. Until that is done the context keeps the CPU, and what it was
 * lent: whoever it has to wake would wait for it otherwise (turnstile_unpend of FreeBSD is a critical section).
 */
function free(s: State, cpu: number, ctx: number, lock: number): boolean {
  if (s.step[ctx] === 0) {
    if (s.recording === true) record(s, Kind.Release, cpu, lock, ctx);
    s.owner[lock] = -1;
    const best = bestWaiter(s, lock, Wait.lock);
    if (s.lockHead[lock]! >= 0) {
      endInversion(s, lock);
      giveToSpinner(s, lock);
    }
    if (best < 0) {
      // Who was woken for another lock that it holds lends no longer, either.
      returnLoan(s, cpu, ctx);
      s.pc[ctx]!++;
      return false;
    }
    s.waking[ctx] = best;
    s.spinHeld[ctx]!++;
    s.step[ctx] = 1;
    if (spend(s, cpu, costAfterLoan(s, cpu, ctx, best), s.own[ctx]!, Label.wakeup)) return true;
  }
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  s.spinHeld[ctx]!--;
  returnLoan(s, cpu, ctx);
  const waiter = s.waking[ctx]!;
  if (s.waitsOn[waiter] !== lock || s.waits[waiter] !== Wait.lock) return false;
  s.watch.watched--;
  wake(s, cpu, waiter, Wait.lock, ctx);
  return false;
}

/** Who spins for a free lock has it at once, the first who asked. */
function giveToSpinner(s: State, lock: number): void {
  for (let waiter = s.lockHead[lock]!; waiter >= 0; waiter = s.lockNext[waiter]!) {
    if (!isSpinning(s, waiter)) continue;
    grant(s, waiter);
    s.owner[lock] = waiter;
    leaveQueue(s, waiter, lock);
    return;
  }
}

function isSpinning(s: State, ctx: number): boolean {
  for (let cpu = 0; cpu < s.cpus; cpu++) if (s.top[cpu] === ctx && s.activity[cpu] === Activity.spin) return true;
  return false;
}

function leaveQueue(s: State, ctx: number, lock: number): void {
  let before = -1;
  for (let waiter = s.lockHead[lock]!; waiter !== ctx; waiter = s.lockNext[waiter]!) before = waiter;
  const next = s.lockNext[ctx]!;
  if (before < 0) s.lockHead[lock] = next;
  else s.lockNext[before] = next;
  if (next < 0) s.lockTail[lock] = before;
}

/** What it costs to wake a waiter, who is woken when what it lends has been returned. */
function costAfterLoan(s: State, cpu: number, ctx: number, waiter: number): number {
  const lent = s.priority[ctx]!;
  s.priority[ctx] = deservedPriority(s, ctx);
  const cost = wakeCost(s, cpu, waiter);
  s.priority[ctx] = lent;
  return cost;
}

const KERNEL = 0;

/** Steps of a context at a lock: it stands in the queue, and spins or sleeps there. */
const WAITING = 1;
export const SLEEPING = 2;

function stopSpinning(s: State, ctx: number): void {
  s.waits[ctx] = Wait.none;
  s.waitsOn[ctx] = -1;
}

/** True if `owner` is a context that `ctx` has interrupted: the CPU holds the lock already. */
function underneath(s: State, ctx: number, owner: number): boolean {
  return owner >= 0 && isBeneath(s, s.under[ctx]!, owner);
}

/** True if another CPU executes the owner. */
function isExecuted(s: State, ctx: number, owner: number): boolean {
  for (let cpu = 0; cpu < s.cpus; cpu++) if (s.top[cpu] !== ctx && isOnCpu(s, s.top[cpu]!, owner)) return true;
  return false;
}

/**
 * Whether a CPU that executes `top` executes a context, or a handler on its stack. A pinned handler is an lwp of its own, and
 * the curlwp of the CPU (mutex_oncpu in NetBSD's kern_mutex.c): who is pinned beneath it does not run.
 */
function isOnCpu(s: State, top: number, context: number): boolean {
  for (let ctx = top; ctx >= 0; ctx = s.under[ctx]!) {
    if (ctx === context) return true;
    if (s.program.contexts[ctx]!.pinned) return false;
  }
  return false;
}

/** True if the CPU stands in the queue for the kernel lock already, by a context that `ctx` has interrupted. */
function waitsUnderneath(s: State, ctx: number): boolean {
  for (let waiter = s.lockHead[KERNEL]!; waiter >= 0; waiter = s.lockNext[waiter]!) {
    if (underneath(s, ctx, waiter)) return true;
  }
  return false;
}

function take(s: State, cpu: number, ctx: number, lock: number, levelBefore: number, blocking: boolean): void {
  s.owner[lock] = ctx;
  s.watch.takenAt[lock] = s.pc[ctx]!;
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  if (blocking) inherit(s, cpu, ctx, lock);
  else s.lockLevel[lock] = levelBefore;
  if (s.recording === true) record(s, Kind.Acquire, cpu, lock, ctx);
}

/**
 * Pays for a lock, in the kernel where a process takes the one around it. A kernel that has this one has no locks of its
 * own, and pays for the level alone where a path names one.
 */
function pay(s: State, cpu: number, ctx: number, lock: number, cost: number, label: number): boolean {
  const own = s.own[ctx] === Activity.user ? Activity.kernel : s.own[ctx]!;
  const free = s.program.design.lock === 'biglock' && lock !== KERNEL;
  if (free) return spend(s, cpu, s.lockSpl[lock]!, own, Label.spl);
  return spend(s, cpu, cost + s.lockSpl[lock]!, own, label);
}

function raise(s: State, cpu: number, ctx: number, level: number): void {
  s.level[ctx] = Math.min(level, HIGH);
  setLevel(s, cpu, s.level[ctx]!);
}

function queue(s: State, ctx: number, lock: number): void {
  s.lockNext[ctx] = -1;
  if (s.lockHead[lock]! < 0) s.lockHead[lock] = ctx;
  else s.lockNext[s.lockTail[lock]!] = ctx;
  s.lockTail[lock] = ctx;
}

/** A context has got its lock: if its CPU spins it stops, be it in this context or in one on top of it. */
function grant(s: State, ctx: number): void {
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    const top = s.top[cpu]!;
    if (s.activity[cpu] !== Activity.spin || !isBeneath(s, top, ctx)) continue;
    s.attention[cpu]! |= GRANTED;
    s.anyAttention = true;
  }
}

/**
 * True if a context that asks for a lock closes a circle of holders that wait for each other, who are added to `members`.
 * One that sleeps for its lock stands in nobody's way, though it has interrupted the holder.
 */
function isCircle(s: State, ctx: number, lock: number, sleeps: boolean, members?: Waiter[]): boolean {
  let wanted = lock;
  for (let steps = 0; steps <= s.locks; steps++) {
    const holder = s.owner[wanted]!;
    if (holder < 0) return false;
    const waiter = holder === ctx ? ctx : hindrance(s, holder, ctx);
    if (waiter === ctx) {
      members?.push({ lock: wanted, holder, waiter, wanted: lock });
      return holder === ctx || !sleeps;
    }
    if (!isWaiting(s, waiter)) return false;
    members?.push({ lock: wanted, holder, waiter, wanted: s.waitsOn[waiter]! });
    wanted = s.waitsOn[waiter]!;
  }
  return false;
}

function circle(s: State, ctx: number, lock: number): Waiter[] {
  const members: Waiter[] = [];
  isCircle(s, ctx, lock, false, members);
  return members;
}

/**
 * The context that must get on before a holder can: itself, or a handler on top of it that waits, as `asking` is about to.
 * One that does not wait will have returned.
 */
function hindrance(s: State, holder: number, asking: number): number {
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    if (!underneath(s, s.top[cpu]!, holder)) continue;
    for (let above = s.top[cpu]!; above !== holder; above = s.under[above]!) {
      if (above === asking || isWaiting(s, above)) return above;
    }
  }
  return holder;
}

function isWaiting(s: State, ctx: number): boolean {
  return s.waits[ctx] === Wait.lock || s.waits[ctx] === Wait.spin;
}
