import { newContext, priorityOf } from './context.js';
import { inKernel, softOff, stackSwitch } from './interrupts.js';
import { SOFT_RANKS } from './levels.js';
import { type Found, next, serve } from './soft.js';
import { block, preempt, wake, wakeCost } from './threads.js';
import {
  type Code,
  type Context,
  type Cpu,
  cost,
  cpuOf,
  onCpu,
  own,
  POINT,
  spend,
  spendWhole,
  type World,
} from './world.js';

/**
 * Runs of soft interrupts with limits. A run is passes over the levels that ask to be served, lowest first; it ends when
 * nothing asks, after so many passes, so much time, or when somebody waits for the CPU. The rest is ksoftirqd's, a thread
 * of timeshare priority, which gives way between two passes; while it is not asleep there are no runs in front of it.
 */

/** The handler: a run on the way out of an interrupt. */
export function* runSoftirq(world: World, ctx: Context, cpu: Cpu): Code {
  const stack = stackSwitch(world, ctx);
  yield spend(cost(world, 'softint') + stack, 'softint');
  beginRun(world, cpu);
  yield POINT;
  const { restarts, time } = world.design.softirq;
  const may = () => cpu.softirq.passes < restarts && world.now - cpu.softirq.start < time && cpu.resched === 'no';
  yield* inKernel(world, ctx, passes(world, ctx, cpu, may));
  if (asking(cpu).length > 0) {
    const thread = cpu.ksoftirqd!;
    yield spendWhole(wakeCost(world, cpuOf(world, ctx), thread), own(ctx));
    if (thread.awaits === cpu.soft) world.softints++;
    wake(world, cpu, thread, cpu.soft);
    yield POINT;
  }
  if (stack > 0) yield spend(stack, 'softint');
}

export function newKsoftirqd(world: World, cpu: Cpu): Context {
  const name = onCpu(world.run, 'ksoftirqd', cpu.number);
  const ownPriority = priorityOf({ band: 'timeshare', level: 0 });
  const ctx = newContext({ name, activity: 'softint', thread: true, home: cpu.number, ownPriority });
  ctx.awaits = cpu.soft;
  ctx.code = (function* (): Code {
    for (;;) {
      softOff(world, ctx, true);
      yield POINT;
      beginRun(world, cpu);
      yield POINT;
      yield* inKernel(
        world,
        ctx,
        passes(world, ctx, cpu, () => false),
      );
      softOff(world, ctx, false);
      yield POINT;
      if (asking(cpu).length === 0) block(world, ctx, cpu.soft);
      else if (cpu.resched !== 'no') preempt(world, cpu);
      yield POINT;
    }
  })();
  return ctx;
}

function beginRun(world: World, cpu: Cpu): void {
  cpu.softirq = { start: world.now, passes: 0, budgetStart: world.now, budgetUsed: 0, levels: [] };
}

/** Levels at which something asks to be served. */
function asking(cpu: Cpu): number[] {
  return SOFT_RANKS.filter((rank) => cpu.soft.get(rank)!.length > 0);
}

/** One pass, and as many more as may be. */
function* passes(world: World, ctx: Context, cpu: Cpu, may: () => boolean): Code {
  for (;;) {
    const found = nextOfRun(world, cpu, may);
    if (found === undefined) return;
    yield* serve(world, ctx, found);
  }
}

function nextOfRun(world: World, cpu: Cpu, may: () => boolean): Found | undefined {
  const { budget, time } = world.design.softirq;
  const run = cpu.softirq;
  for (;;) {
    if (run.levels.length === 0) {
      const levels = asking(cpu);
      if (levels.length === 0 || (run.passes > 0 && !may())) return undefined;
      run.passes++;
      run.levels = levels;
      run.budgetStart = world.now;
      run.budgetUsed = 0;
    }
    const level = run.levels[0]!;
    const spent = run.budgetUsed >= budget || world.now - run.budgetStart >= time;
    if (spent || cpu.soft.get(level)!.length === 0) {
      run.levels.shift();
      run.budgetStart = world.now;
      run.budgetUsed = 0;
      continue;
    }
    const found = next(world, cpu, level);
    if (found?.kind === 'packet') run.budgetUsed++;
    if (found !== undefined) return found;
  }
}
