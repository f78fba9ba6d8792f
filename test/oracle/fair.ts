import { KERNEL } from './context.js';
import { type Context, type Cpu, currentOf, type World } from './world.js';

/**
 * The fair scheduler: each thread of the band timeshare has a time that it has had, as an amount on the scale of a CPU and of
 * its own priority, whatever is lent to it. The floor of a scale rises with the least of the thread that runs and those that
 * are ready without a loan. On another scale a thread is as far above the floor as it was.
 */

/** Whether threads of a priority are in order of what they have had. */
export function isFair(world: World, priority: number): boolean {
  return world.design.scheduler === 'fair' && priority >= 0 && priority < KERNEL;
}

/** Whether somebody lends a thread a better priority than its own. */
export function isOnLoan({ priority, ownPriority }: Context): boolean {
  return priority > ownPriority;
}

function floor(cpu: Cpu, priority: number): number {
  return cpu.floors.get(priority) ?? 0;
}

/** How far a thread is above the floor of its own scale. */
function above({ had, ownPriority }: Context): number {
  return had.cpu === undefined ? had.time : had.time - floor(had.cpu, ownPriority);
}

/** Puts a thread on the scale of a CPU. */
export function toScale(world: World, cpu: Cpu, thread: Context): void {
  if (!isFair(world, thread.ownPriority)) return;
  thread.had = { time: floor(cpu, thread.ownPriority) + above(thread), cpu };
}

/** The same for one that has slept: what it did not use is lost but for a quantum. */
export function wakeToScale(world: World, cpu: Cpu, thread: Context): void {
  if (!isFair(world, thread.ownPriority)) return;
  toScale(world, cpu, thread);
  thread.had.time = Math.max(thread.had.time, floor(cpu, thread.ownPriority) - world.design.quantum);
}

/** Counts what the thread of a CPU has had until now. */
export function count(world: World, cpu: Cpu): void {
  const thread = currentOf(cpu);
  const time = world.now - cpu.countedTo;
  cpu.countedTo = world.now;
  if (!isFair(world, thread.ownPriority)) return;
  toScale(world, cpu, thread);
  thread.had.time += time;
  const scale = thread.ownPriority;
  const others = cpu.ready.filter((one) => one.ownPriority === scale && !isOnLoan(one));
  const least = Math.min(...[thread, ...others].map(({ had }) => had.time));
  cpu.floors.set(scale, Math.max(floor(cpu, scale), least));
}

/** Whether a thread is so far behind the equal one that a CPU runs that it takes the CPU. */
export function isOwed(world: World, cpu: Cpu, thread: Context): boolean {
  const running = currentOf(cpu);
  if (!isFair(world, thread.priority) || running.priority !== thread.priority) return false;
  if (isOnLoan(running) || isOnLoan(thread)) return false;
  const { quantum } = world.design;
  const had = above(running) + world.now - cpu.countedTo;
  return had - Math.max(above(thread), -quantum) > quantum / 3;
}

/**
 * Until when the thread of a CPU goes on although its quantum is over and there are equals: until it has had as much, or for
 * another quantum while it has a loan; undefined where it does not.
 */
export function goesOnUntil(world: World, cpu: Cpu, equals: readonly Context[]): number | undefined {
  const thread = currentOf(cpu);
  if (!isFair(world, thread.priority)) return undefined;
  if (isOnLoan(thread)) return world.now + world.design.quantum;
  if (equals.some(isOnLoan)) return undefined;
  const least = Math.min(...equals.map(({ had }) => had.time));
  return least > thread.had.time ? world.now + least - thread.had.time : undefined;
}
