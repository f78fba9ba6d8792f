import { Life, type State } from './state.js';

/**
 * Kernel memory of threads. A thread that blocks in the middle of a call keeps its kernel stack for as long as it sleeps,
 * so a kernel has as many stacks as threads. One that leaves by a continuation needs none: where stacks are handed over
 * (`handoff on`), a stack belongs to who runs, and others have one only while they sleep for a lock or were preempted
 * inside the kernel. Draves et al. (SOSP 1991, table 5) count 4,664 bytes of a thread in Mach with a stack each, and 690
 * of one without.
 *
 * What is told is the most at any time, which is what a kernel has to have. Threads that borrow the CPU of another have a
 * stack from the beginning, as in NetBSD and Solaris. Idle threads and the interrupt stacks of CPUs are left out.
 */

/** Counts the threads at the start of the machine, of which those on a CPU have a stack. */
export function startMemory(s: State): void {
  const { stack, continuation } = s.program.run.machine;
  s.countsMemory = stack > 0 || continuation > 0;
  for (let ctx = 0; ctx < s.contexts; ctx++) {
    if (!isThread(s, ctx)) continue;
    const bare = leavesStacks(s, ctx) && s.life[ctx] !== Life.running;
    s.threadMemory += bare ? continuation : stack;
  }
  s.mostThreadMemory = s.threadMemory;
}

/** The CPU goes from one thread to another: the first may have left its stack, and the other one may need one. */
export function moveStack(s: State, from: number, to: number): void {
  const { stack, continuation } = s.program.run.machine;
  const left = s.stackless[from] === 1 && leavesStacks(s, from);
  if (s.life[from] === Life.dead) s.threadMemory -= stack;
  else if (left) s.threadMemory -= stack - continuation;
  if (s.stackless[to] === 1 && leavesStacks(s, to)) s.threadMemory += stack - continuation;
  s.mostThreadMemory = Math.max(s.mostThreadMemory, s.threadMemory);
}

function isThread(s: State, ctx: number): boolean {
  const { kind } = s.program.contexts[ctx]!;
  return kind === 'process' || kind === 'kernel_thread' || kind === 'interrupt_thread' || kind === 'softint_thread';
}

/** Whether the thread's stack is somebody else's while it has left by a continuation. */
function leavesStacks(s: State, ctx: number): boolean {
  return s.program.design.handoff && !s.program.contexts[ctx]!.pinned && isThread(s, ctx);
}
