import { bestReady } from './runq.js';
import type { State } from './state.js';

/**
 * Where a thread that is woken becomes ready, on several CPUs. A bound one does so on its own CPU. For any other one the
 * model looks where NetBSD does (sched_takecpu in sys/kern/kern_runq.c, of 2008 and of 2020): at the CPU where it last ran,
 * for the sake of the cache; at the one that wakes it, which needs no IPI; and for the one that has the worst to do. The
 * first on which it would run at once is taken. What a CPU has to do is the best of what it runs and of what is ready there
 * (spc_curpriority, spc_maxpriority).
 *
 * If it would run at once on none, it is asked again without the threads of interrupts and soft interrupts: these are soon
 * done, and then the CPU goes on with what they took it from. NetBSD does not see them either, since its soft interrupts
 * interrupt the thread that has the CPU and do not preempt it (kern_softint.c). Otherwise a process that a soft interrupt's
 * thread wakes would never come to the CPU of that one, whatever is beneath. If there is none again the thread waits where
 * it last ran.
 *
 * Who waits is moved by nobody but a CPU that would idle (runq.ts), also who waits since it was preempted; there is no
 * balancer. Left out besides: that NetBSD keeps a thread for some milliseconds where its cache is warm, though another runs
 * there; that of two CPUs with the same to do it takes the one with fewer threads, and here it is the first; packages and
 * SMT. FreeBSD (sched_pickcpu in sys/kern/sched_ule.c) and Linux (select_task_rq) look for an idle or a worse CPU, too.
 */

/** The CPU on which a thread becomes ready that `by` wakes now. */
export function wakeCpu(s: State, by: number, ctx: number): number {
  const home = s.home[ctx]!;
  if (home >= 0) return home;
  return s.cpus === 1 ? 0 : place(s, by, ctx);
}

function place(s: State, by: number, ctx: number): number {
  const last = Math.max(0, s.lastCpu[ctx]!);
  const priority = s.priority[ctx]!;
  const atOnce = firstWorse(s, last, by, priority, s.priorities);
  if (atOnce >= 0) return atOnce;
  const soon = firstWorse(s, last, by, priority, s.program.interruptPriority);
  return soon >= 0 ? soon : last;
}

/** The first CPU that has only worse to do, apart from threads of `limit` and above; -1 if there is none. */
function firstWorse(s: State, last: number, by: number, priority: number, limit: number): number {
  if (toDo(s, last, limit) < priority) return last;
  if (toDo(s, by, limit) < priority) return by;
  let found = -1;
  let worst = priority;
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    const best = toDo(s, cpu, limit);
    if (best >= worst) continue;
    worst = best;
    found = cpu;
  }
  return found;
}

/** The best priority below `limit` of what the CPU runs and what is ready there; -1 if it has nothing to do. */
function toDo(s: State, cpu: number, limit: number): number {
  const running = runningPriority(s, cpu);
  const ready = bestReady(s, cpu, limit);
  return running < limit ? Math.max(running, ready) : ready;
}

/** A CPU that has nothing to do and nothing to come; -1 if there is none. */
export function idleCpu(s: State): number {
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    if (runningPriority(s, cpu) < 0 && s.readyCount[cpu] === 0) return cpu;
  }
  return -1;
}

/** Priority of the thread that has the CPU; -1 if it is idle. */
export function runningPriority(s: State, cpu: number): number {
  return s.priority[s.current[cpu]!]!;
}
