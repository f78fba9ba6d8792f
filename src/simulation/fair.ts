import type { State } from './state.js';

/**
 * The fair scheduler, as Linux had it from 2.6.23 to 6.5 (CFS, kernel/sched/fair.c): equal threads share the CPU by the
 * time that each has had, not by turns. A thread's virtual runtime grows while it has the CPU, also by what interrupts
 * take of it; of those that are ready the one with the least is next (pick_next_entity). So who overran its quantum in the
 * kernel, where it could not be preempted, gives it back.
 *
 * The floor of a run queue is the least that counts there, and only rises (update_min_vruntime). Who sleeps does not save up
 * its claim: it comes back at most a quantum below the floor (place_entity; half of sched_latency, which is a slice of two).
 * It takes the CPU from an equal one at once if that one is ahead of it by more than a third of a quantum
 * (wakeup_preempt_entity; sched_wakeup_granularity, 1 ms where a slice of two is 3 ms). A virtual runtime means something
 * beside the floor of its own queue only, and is carried over to another queue by the difference (migrate_task_rq_fair).
 *
 * Its own queue is that of its own priority on the CPU where it is. A loan of priority moves a thread among others, but its
 * virtual runtime stays beside that floor and counts the time of the loan as well: the section that it hurries through is its own
 * work, and when the loan is returned it stands among its equals by all that it has had. So the floor of the lender's queue
 * is not moved by who is there on loan. On loan it cannot be compared with the equals of the lender: it goes before those that
 * are ready, in order of coming, since behind them it would never come where they compute, and the lender neither; they do not
 * take the CPU from it, and it does not take it from one that runs before its quantum is over. With the loan returned, the first
 * of its own equals takes the CPU as if it were woken just then. (Linux lends a better class alone, rt_mutex_setprio, and does
 * not count the time in it.)
 *
 * Left out: weights, since levels of a band are strict here; slices that shrink with the number of threads; the buddies.
 */

/** Whether threads of a priority share the CPU so: those of the band timeshare. */
export function isFair(s: State, priority: number): boolean {
  return priority >= 0 && priority < s.program.fairPriorities;
}

function ownPriority(s: State, ctx: number): number {
  return s.program.contexts[ctx]!.priority;
}

/** Whether what a thread has had is counted: by its own priority, whatever is lent to it. */
export function isCounted(s: State, ctx: number): boolean {
  return s.program.fairPriorities > 0 && isFair(s, ownPriority(s, ctx));
}

function isOnLoan(s: State, ctx: number): boolean {
  return s.priority[ctx] !== ownPriority(s, ctx);
}

/** Counts what the CPU's thread has had of it up to now. */
export function countRuntime(s: State, cpu: number): void {
  const time = s.now - s.chargedAt[cpu]!;
  s.chargedAt[cpu] = s.now;
  const ctx = s.current[cpu]!;
  if (!isCounted(s, ctx)) return;
  const queue = enter(s, cpu, ctx);
  s.vruntime[ctx]! += time;
  s.floor[queue] = Math.max(s.floor[queue]!, Math.min(s.vruntime[ctx]!, leastReady(s, queue)));
}

/** The least virtual runtime in a queue, of those that are there without a loan. */
function leastReady(s: State, queue: number): number {
  let ctx = s.readyHead[queue]!;
  while (ctx >= 0 && isOnLoan(s, ctx)) ctx = s.readyNext[ctx]!;
  return ctx < 0 ? Number.POSITIVE_INFINITY : s.vruntime[ctx]!;
}

/** Expresses a thread's virtual runtime beside the floor of its own queue on this CPU; answers which one that is. */
export function enter(s: State, cpu: number, ctx: number): number {
  const queue = cpu * s.priorities + ownPriority(s, ctx);
  s.vruntime[ctx]! += s.floor[queue]! - s.floor[s.fairQueue[ctx]!]!;
  s.fairQueue[ctx] = queue;
  return queue;
}

/** A thread comes back from its sleep to a queue of this CPU. */
export function comeBack(s: State, cpu: number, ctx: number): void {
  const queue = enter(s, cpu, ctx);
  s.vruntime[ctx] = Math.max(s.vruntime[ctx]!, s.floor[queue]! - s.program.design.quantum);
}

/** Whether a thread that is ready, or is woken, takes the CPU from the equal one that has it. */
export function isOwed(s: State, cpu: number, ctx: number): boolean {
  const { quantum } = s.program.design;
  const running = s.current[cpu]!;
  if (isOnLoan(s, running) || isOnLoan(s, ctx)) return false;
  const beside = (thread: number) => s.vruntime[thread]! - s.floor[s.fairQueue[thread]!]!;
  const ahead = beside(running) + s.now - s.chargedAt[cpu]!;
  return ahead - Math.max(beside(ctx), -quantum) > quantum / 3;
}

/** How much longer a thread goes on whose quantum is over while an equal is ready: until it has had as much. */
export function behind(s: State, ctx: number, equal: number): number {
  if (isOnLoan(s, ctx)) return s.program.design.quantum;
  return isOnLoan(s, equal) ? 0 : Math.max(0, s.vruntime[equal]! - s.vruntime[ctx]!);
}

/**
 * The thread behind which one is put that is ready, those on loan in order of coming and the others in the order of their
 * virtual runtimes; -1 for the front.
 */
export function placeAmong(s: State, queue: number, ctx: number): number {
  const lent = isOnLoan(s, ctx);
  let before = -1;
  for (let other = s.readyHead[queue]!; other >= 0; other = s.readyNext[other]!) {
    if (!isOnLoan(s, other) && (lent || s.vruntime[other]! > s.vruntime[ctx]!)) break;
    before = other;
  }
  return before;
}
