import { Activity, accountIndex, type State, Wait } from './state.js';
import { LONG_WAIT, type LongestWait, STEP, type Waiting, type Waits } from './watch.js';

/**
 * Threads that could run and get no CPU for long, found while it happens: who waits at the end of a run is only the one
 * whom chance has left there.
 *
 * The run queues are looked through now and then, and not at events. A thread that is found there has its time of
 * arrival, so the beginning of a wait is exact; from half of a long wait on, it is looked for at every switch as well,
 * so the end is. Meanwhile each look notes who is executed in its place, as a profiler samples. The looks are a golden
 * section of a millisecond apart, since a step that divides the periods that people write would see the same moment of
 * each of them.
 *
 * A thread that has the CPU may get nothing of it either, where interrupts follow each other on top of it: receive
 * livelock. Between two looks at which a handler was on top of the same process it was not executed if its CPU's time
 * in user mode and in the kernel has not grown, for handlers are charged otherwise; nor that in which it spins, where the
 * process waits for a lock. Of that the times are those of looks.
 *
 * How long is too long? A turn is no starvation. Who was woken may have to wait for its equals, but for none of them longer
 * than 5 ms; who has used up its quantum, for a quantum of each, and as much again for what comes between: a multiple of
 * the quantum times the threads, as Windows 95 judged it (Windows 95 DDK, Thread Starvation). Who was preempted stands in
 * front of its equals, and who is kept away by its betters or by handlers has no turn to wait for. Their 5 ms are a hundred
 * times what an interrupt or a packet takes. One such wait in a long run is an episode, so warnings.ts tells of threads
 * that spent a tenth of the run in them, or a second in one, which is the period in which Linux's deadline server lets
 * starved tasks run (kernel/sched/deadline.c).
 *
 * A thread that is given the CPU now and then for hardly anything is slow and not starved here, even if it loses the CPU
 * before it has executed an instruction: the switch was made for it.
 */

/** Looks for who waits at `time`, at which nothing has happened yet. */
export function lookForWaits(s: State, time: number): void {
  const { watch } = s;
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    const label = s.label[cpu]!;
    if (s.program.code.labels[label]!.span !== undefined) watch.doing[s.top[cpu]!] = label;
    lookUnderneath(s, cpu, time);
  }
  for (let cpu = 0; cpu < s.cpus; cpu++) if (s.readyCount[cpu]! > 0) lookInQueues(s, cpu, time);
  watch.lookedAt = time;
  watch.nextLook = (Math.floor(time / STEP) + 1) * STEP;
}

/** A thread gets a CPU. */
export function endWait(s: State, thread: number): void {
  const waits = s.watch.waits[thread];
  if (waits?.watched !== true) return;
  waits.watched = false;
  s.watch.watched--;
  end(s, thread, waits.queued, s.now);
}

/** At the end of a run, all that has been and still is. */
export function endWaits(s: State): void {
  lookForWaits(s, s.now);
  for (const thread of s.watch.waits.keys()) endWait(s, thread);
  for (const covered of s.watch.covered) {
    if (covered !== undefined && covered.thread >= 0) end(s, covered.thread, covered.waiting, s.now);
  }
}

function lookInQueues(s: State, cpu: number, time: number): void {
  const { watch } = s;
  const running = s.priority[s.current[cpu]!]!;
  for (let priority = 0; priority < s.priorities; priority++) {
    const first = s.readyHead[cpu * s.priorities + priority]!;
    let equals = running === priority ? 0 : -1;
    for (let thread = first; thread >= 0; thread = s.readyNext[thread]!) equals++;
    for (let thread = first; thread >= 0; thread = s.readyNext[thread]!) {
      const since = s.readySince[thread]!;
      const waits = waitsOf(s, thread);
      const { queued } = waits;
      if (queued.since !== since) begin(queued, since, s.quantumLeft[thread]! < 0 || since === 0);
      // Who was preempted stands in front of its equals.
      if (s.quantumLeft[thread]! <= 0) queued.equals = Math.max(queued.equals, equals);
      sample(s, queued, cpu, time);
      if (waits.watched || time - since < LONG_WAIT / 2) continue;
      waits.watched = true;
      watch.watched++;
    }
  }
}

function lookUnderneath(s: State, cpu: number, time: number): void {
  const { watch } = s;
  const thread = s.current[cpu]!;
  const { kind } = s.program.contexts[thread]!;
  const isCovered = s.top[cpu] !== thread && (kind === 'process' || kind === 'kernel_thread');
  if (!isCovered && watch.covered[cpu] === undefined) return;
  watch.covered[cpu] ??= { thread: -1, worked: 0, waiting: noWait(s) };
  const covered = watch.covered[cpu];
  const worked = workedOn(s, cpu);
  const stayed = s.readySince[thread]! <= watch.lookedAt;
  if (isCovered && covered.thread === thread && covered.worked === worked && stayed) {
    sample(s, covered.waiting, cpu, time);
    return;
  }
  if (covered.thread >= 0) end(s, covered.thread, covered.waiting, watch.lookedAt);
  covered.thread = isCovered ? thread : -1;
  covered.worked = worked;
  if (isCovered) begin(covered.waiting, time, false);
}

/** Time for which a CPU has executed threads; with that in which it spins, while its thread does. */
function workedOn(s: State, cpu: number): number {
  const spins = s.waits[s.current[cpu]!] === Wait.spin;
  const spun = spins ? s.account[accountIndex(cpu, Activity.spin)]! : 0;
  return spun + s.account[accountIndex(cpu, Activity.user)]! + s.account[accountIndex(cpu, Activity.kernel)]!;
}

function waitsOf(s: State, thread: number): Waits {
  s.watch.waits[thread] ??= { queued: noWait(s), watched: false, count: 0, total: 0, longest: undefined };
  return s.watch.waits[thread];
}

function noWait(s: State): Waiting {
  return { since: -1, inTurn: false, equals: 0, executed: new Float64Array(s.contexts) };
}

function begin(wait: Waiting, since: number, inTurn: boolean): void {
  wait.since = since;
  wait.inTurn = inTurn;
  wait.equals = 0;
  wait.executed.fill(0);
}

function sample(s: State, wait: Waiting, cpu: number, time: number): void {
  wait.executed[s.top[cpu]!]! += time - Math.max(wait.since, s.watch.lookedAt);
}

function end(s: State, thread: number, wait: Waiting, to: number): void {
  const from = wait.since;
  const time = to - from;
  if (time < patience(s, wait)) return;
  const waits = waitsOf(s, thread);
  waits.count++;
  waits.total += time;
  if (time > (waits.longest?.time ?? 0)) waits.longest = { from, time, holders: holders(s, wait.executed) };
}

/** For how long a thread may have to wait for its turn, or otherwise. */
function patience(s: State, { inTurn, equals }: Waiting): number {
  const woken = LONG_WAIT * Math.max(1, equals);
  return inTurn ? Math.max(woken, 2 * equals * s.program.design.quantum) : woken;
}

/** Who was executed for a tenth of the time or more: the three that were for longest. */
function holders(s: State, executed: Float64Array): LongestWait['holders'] {
  const all = [...executed.keys()].filter((context) => s.program.contexts[context]!.kind !== 'idle');
  const least = all.reduce((sum, context) => sum + executed[context]!, 0) / 10;
  return all
    .filter((context) => executed[context]! > 0 && executed[context]! >= least)
    .sort((a, b) => executed[b]! - executed[a]!)
    .slice(0, 3)
    .map((context) => ({ context, label: s.watch.doing[context] ?? -1 }));
}
