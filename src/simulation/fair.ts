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
 * Left out: weights, since levels of a band are strict here; slices that shrink with the number of threads; the buddies.
 */

/** Whether threads of a priority share the CPU so: those of the band timeshare, by their priority or the one lent to them. */
export function isFair(s: State, priority: number): boolean {
  return priority >= 0 && priority < s.program.fairPriorities;
}

/** Counts what the CPU's thread has had of it up to now. */
export function charge(s: State, cpu: number): void {
  const time = s.now - s.chargedAt[cpu]!;
  s.chargedAt[cpu] = s.now;
  const ctx = s.current[cpu]!;
  if (!isFair(s, s.priority[ctx]!)) return;
  const queue = enter(s, cpu, ctx);
  s.vruntime[ctx]! += time;
  const head = s.readyHead[queue]!;
  const least = head < 0 ? s.vruntime[ctx]! : Math.min(s.vruntime[ctx]!, s.vruntime[head]!);
  s.floor[queue] = Math.max(s.floor[queue]!, least);
}

/** Expresses a thread's virtual runtime beside the floor of its queue on this CPU; answers which one that is. */
export function enter(s: State, cpu: number, ctx: number): number {
  const queue = cpu * s.priorities + s.priority[ctx]!;
  s.vruntime[ctx]! += s.floor[queue]! - s.floor[s.fairQueue[ctx]!]!;
  s.fairQueue[ctx] = queue;
  return queue;
}

/** A thread comes back from its sleep to a queue of this CPU. */
export function comeBack(s: State, cpu: number, ctx: number): void {
  const queue = enter(s, cpu, ctx);
  s.vruntime[ctx] = Math.max(s.vruntime[ctx]!, s.floor[queue]! - s.program.design.quantum);
}

/** Whether a thread that is woken takes the CPU from the equal one that has it. */
export function isOwed(s: State, cpu: number, ctx: number): boolean {
  const { quantum } = s.program.design;
  const running = s.current[cpu]!;
  const queue = cpu * s.priorities + s.priority[ctx]!;
  const beside = (thread: number) => s.vruntime[thread]! - s.floor[s.fairQueue[thread]!]!;
  const ahead = beside(running) + s.now - s.chargedAt[cpu]!;
  return s.fairQueue[running] === queue && ahead - Math.max(beside(ctx), -quantum) > quantum / 3;
}

/** The thread behind which one is put that is ready, in the order of their virtual runtimes; -1 for the front. */
export function placeAmong(s: State, queue: number, ctx: number): number {
  let before = -1;
  for (let other = s.readyHead[queue]!; other >= 0; other = s.readyNext[other]!) {
    if (s.vruntime[other]! > s.vruntime[ctx]!) break;
    before = other;
  }
  return before;
}
