import { KERNEL } from './context.js';
import { type Context, type Cpu, currentOf, type World } from './world.js';

/**
 * The fair scheduler: each thread of the band timeshare has a time that it has had, as an amount on the scale of a CPU and a
 * priority. The floor of a scale rises with the least of those that run or are ready on it. On another scale a thread is as
 * far above the floor as it was.
 */

export function isFair(world: World, thread: Context): boolean {
  return world.design.scheduler === 'fair' && thread.activity !== 'idle' && thread.priority < KERNEL;
}

function floor(cpu: Cpu, priority: number): number {
  return cpu.floors.get(priority) ?? 0;
}

/** How far a thread is above the floor of its own scale. */
function above({ had }: Context): number {
  return had.cpu === undefined ? had.time : had.time - floor(had.cpu, had.priority);
}

/** Puts a thread on the scale of a CPU and of its priority now. */
export function toScale(world: World, cpu: Cpu, thread: Context): void {
  if (!isFair(world, thread)) return;
  const { priority } = thread;
  thread.had = { time: floor(cpu, priority) + above(thread), cpu, priority };
}

/** The same for one that has slept: what it did not use is lost but for a quantum. */
export function wakeToScale(world: World, cpu: Cpu, thread: Context): void {
  toScale(world, cpu, thread);
  if (isFair(world, thread))
    thread.had.time = Math.max(thread.had.time, floor(cpu, thread.priority) - world.design.quantum);
}

/** Counts what the thread of a CPU has had until now. */
export function count(world: World, cpu: Cpu): void {
  const thread = currentOf(cpu);
  const time = world.now - cpu.countedTo;
  cpu.countedTo = world.now;
  if (!isFair(world, thread)) return;
  toScale(world, cpu, thread);
  thread.had.time += time;
  const equals = [thread, ...cpu.ready.filter(({ priority }) => priority === thread.priority)];
  const least = Math.min(...equals.map(({ had }) => had.time));
  cpu.floors.set(thread.priority, Math.max(floor(cpu, thread.priority), least));
}

/** Whether a thread that is woken is so far behind the equal one that a CPU runs that it takes the CPU. */
export function isOwed(world: World, cpu: Cpu, thread: Context): boolean {
  const running = currentOf(cpu);
  if (!isFair(world, thread) || running.priority !== thread.priority) return false;
  const { quantum } = world.design;
  const had = above(running) + world.now - cpu.countedTo;
  return had - Math.max(above(thread), -quantum) > quantum / 3;
}

/** How much less the first of the equals has had than the thread of a CPU; undefined where it has none. */
export function leastOfEquals(cpu: Cpu): number | undefined {
  const thread = currentOf(cpu);
  const equals = cpu.ready.filter(({ priority }) => priority === thread.priority);
  return equals.length === 0 ? undefined : Math.min(...equals.map(({ had }) => had.time));
}
