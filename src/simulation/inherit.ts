import { reschedAfterLoan } from './lwp.js';
import { insert, remove } from './runq.js';
import { assert } from './spl.js';
import { Life, type State, Wait } from './state.js';

/**
 * Priority inheritance, as turnstiles do it (FreeBSD, Solaris, NetBSD): who sleeps for a lock lends its priority to the
 * holder, and through it to the holder of the lock that this one waits for, to the end of the chain. With the release
 * the holder falls back to what the waiters on its other locks still lend it, or to its own; who takes the lock next has
 * what those who go on sleeping lend (turnstile_claim). Without it, a thread of middle priority keeps the holder, and so
 * the waiter, from running for as long as it likes.
 */

/**
 * Lends a sleeping waiter's priority along the chain of holders; `cpu` is the waiter's, which it is about to leave. True if
 * another CPU was interrupted, since a holder runs there now.
 */
export function lend(s: State, cpu: number, waiter: number, lock: number): boolean {
  if (!s.program.design.inheritance) return false;
  let wanted = lock;
  let told = false;
  for (let steps = 0; steps <= s.locks; steps++) {
    const holder = s.owner[wanted]!;
    if (holder < 0 || s.priority[holder]! >= s.priority[waiter]!) return told;
    told = setPriority(s, cpu, holder, s.priority[waiter]!) || told;
    if (s.waits[holder] !== Wait.lock) return told;
    wanted = s.waitsOn[holder]!;
  }
  return told;
}

/** Who takes a lock has the loans of all who sleep for it. */
export function inherit(s: State, cpu: number, next: number, lock: number): void {
  if (!s.program.design.inheritance) return;
  const priority = lentBy(s, lock, s.priority[next]!);
  if (priority !== s.priority[next]) setPriority(s, cpu, next, priority);
}

/** A thread's own priority, or the best that it is lent for what it holds. */
export function deservedPriority(s: State, holder: number): number {
  if (!s.program.design.inheritance) return s.priority[holder]!;
  let priority = s.program.contexts[holder]!.priority;
  for (let lock = 0; lock < s.locks; lock++) {
    if (s.owner[lock] === holder) priority = lentBy(s, lock, priority);
  }
  return priority;
}

/**
 * A holder has given a lock back, and with it what that lock's waiters lent; before the next one is woken, who may so run
 * in its place (turnstile_unpend, NetBSD's turnstile_wakeup).
 */
export function returnLoan(s: State, cpu: number, holder: number): void {
  const priority = deservedPriority(s, holder);
  if (priority === s.priority[holder]) return;
  setPriority(s, cpu, holder, priority);
  for (let other = 0; other < s.cpus; other++) if (s.current[other] === holder) reschedAfterLoan(s, other);
}

/** The best priority of who sleeps for a lock, and no worse than `least`. Who spins lends nothing: its holder runs. */
function lentBy(s: State, lock: number, least: number): number {
  let priority = least;
  for (let waiter = s.lockHead[lock]!; waiter >= 0; waiter = s.lockNext[waiter]!) {
    if (s.waits[waiter] === Wait.lock) priority = Math.max(priority, s.priority[waiter]!);
  }
  return priority;
}

/** True if another CPU was interrupted to run the thread. */
function setPriority(s: State, cpu: number, ctx: number, priority: number): boolean {
  // A pinned handler that has not slept is on a CPU, above or below others, and in no run queue.
  const pinned = s.program.contexts[ctx]!.pinned && s.detached[ctx] === 0;
  if (s.life[ctx] !== Life.ready || pinned) {
    s.priority[ctx] = priority;
    return false;
  }
  const since = s.readySince[ctx]!;
  const home = remove(s, ctx);
  s.priority[ctx] = priority;
  insert(s, home, ctx, false);
  s.readySince[ctx] = since;
  if (s.priority[s.current[home]!]! >= priority) return false;
  s.resched[home] ||= 1;
  if (home !== cpu) assert(s, s.program.layout.ipiSource(home));
  return home !== cpu;
}
