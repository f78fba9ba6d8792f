import { enter, isCounted, isFair, placeAmong } from './fair.js';
import type { State } from './state.js';

/**
 * Run queues: for each CPU and priority a list of the threads that are ready, as an index list in the contexts' own
 * table. A CPU takes the best of its own; one that would idle steals a thread that is not bound from another. Equals are
 * in the order in which they came, or under a fair scheduler in that of their claims, behind those on loan.
 */

export function insert(s: State, cpu: number, ctx: number, atHead: boolean): void {
  const queue = cpu * s.priorities + s.priority[ctx]!;
  s.readyCount[cpu]!++;
  s.readySince[ctx] = s.now;
  if (isCounted(s, ctx)) enter(s, cpu, ctx);
  if (isFair(s, s.priority[ctx]!)) link(s, queue, placeAmong(s, queue, ctx), ctx);
  else link(s, queue, atHead ? -1 : s.readyTail[queue]!, ctx);
}

/** Links the thread in behind `before`, or as the first one. */
function link(s: State, queue: number, before: number, ctx: number): void {
  const next = before < 0 ? s.readyHead[queue]! : s.readyNext[before]!;
  s.readyNext[ctx] = next;
  if (before < 0) s.readyHead[queue] = ctx;
  else s.readyNext[before] = ctx;
  if (next < 0) s.readyTail[queue] = ctx;
}

/** The best priority, below `limit`, at which a thread is ready on this CPU; -1 if none is. */
export function bestReady(s: State, cpu: number, limit = s.priorities): number {
  if (s.readyCount[cpu] === 0) return -1;
  for (let priority = limit - 1; priority >= 0; priority--) {
    if (s.readyHead[cpu * s.priorities + priority]! >= 0) return priority;
  }
  return -1;
}

/** Takes the thread that should run next on this CPU; -1 if there is none anywhere for it. */
export function pick(s: State, cpu: number): number {
  const priority = bestReady(s, cpu);
  if (priority < 0) return steal(s, cpu);
  return unlink(s, cpu, cpu * s.priorities + priority, -1);
}

/** Takes a thread that is ready out of its run queue; answers whose queue that was. */
export function remove(s: State, ctx: number): number {
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    const queue = cpu * s.priorities + s.priority[ctx]!;
    let before = -1;
    for (let other = s.readyHead[queue]!; other >= 0; other = s.readyNext[other]!) {
      if (other === ctx) {
        unlink(s, cpu, queue, before);
        return cpu;
      }
      before = other;
    }
  }
  throw new Error('a thread that is ready is in no run queue');
}

function steal(s: State, cpu: number): number {
  for (let priority = s.priorities - 1; priority >= 0; priority--) {
    for (let other = 0; other < s.cpus; other++) {
      if (other === cpu || s.readyCount[other] === 0) continue;
      const queue = other * s.priorities + priority;
      let before = -1;
      for (let ctx = s.readyHead[queue]!; ctx >= 0; ctx = s.readyNext[ctx]!) {
        if (s.home[ctx]! < 0) return unlink(s, other, queue, before);
        before = ctx;
      }
    }
  }
  return -1;
}

/** Unlinks the thread behind `before`, or the first one. */
function unlink(s: State, cpu: number, queue: number, before: number): number {
  const ctx = before < 0 ? s.readyHead[queue]! : s.readyNext[before]!;
  const next = s.readyNext[ctx]!;
  if (before < 0) s.readyHead[queue] = next;
  else s.readyNext[before] = next;
  if (next < 0) s.readyTail[queue] = before;
  s.readyCount[cpu]!--;
  return ctx;
}
