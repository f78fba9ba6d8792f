import type { Activity } from '../../src/model/activity.js';
import { deliverable, HIGH, levelOf, SOFT_OFF } from './levels.js';
import { finishDetached, preempt, shouldPreempt, switchAway } from './threads.js';
import { type Context, type Cpu, cost, currentOf, type Source, topOf, type World } from './world.js';

/**
 * How a CPU goes on: what comes first is an interrupt, then what must pass before its context goes on, then giving the CPU
 * away, then the rest of what was interrupted, and then the context's own code.
 */

/** Goes on until the CPU is busy for some time. */
export function execute(world: World, cpu: Cpu): void {
  for (let steps = 0; ; steps++) {
    if (steps > 10_000) throw new Error(`the oracle goes on for ever at ${world.now}: ${topOf(cpu).name}`);
    const interrupt = deliverable(world, cpu);
    if (interrupt !== undefined) {
      take(world, cpu, interrupt);
      continue;
    }
    const ctx = topOf(cpu);
    const { due } = ctx;
    if (due.switch || due.handoff || due.space || due.level || due.refill > 0 || due.returns > 0) {
      if (passDue(world, cpu, ctx)) return;
      continue;
    }
    if (!ctx.whole && ctx.rest === undefined && shouldPreempt(world, cpu, ctx)) {
      preempt(world, cpu);
      continue;
    }
    if (ctx.rest !== undefined) {
      const { left, activity } = ctx.rest;
      ctx.rest = undefined;
      begin(world, cpu, left, activity);
      return;
    }
    ctx.whole = false;
    const { value: step, done } = ctx.code.next();
    if (done === true) finish(world, cpu, ctx);
    else if (step.kind === 'spin') {
      ctx.whole = step.whole;
      begin(world, cpu, Number.POSITIVE_INFINITY, 'spin', step.over);
      return;
    } else if (step.kind === 'spend') {
      ctx.whole = step.whole;
      if (begin(world, cpu, step.time, step.activity)) return;
    }
  }
}

/** The switch to a context, the level that it has, its cold cache, and the traps that it was switched away in. */
function passDue(world: World, cpu: Cpu, ctx: Context): boolean {
  const { due } = ctx;
  if (due.tell) {
    due.tell = false;
    return begin(world, cpu, cost(world, 'ipi'), 'switch');
  }
  if (due.switch || due.handoff) {
    const price = cost(world, due.switch ? 'switch' : 'handoff');
    if (due.switch) due.switch = false;
    else due.handoff = false;
    due.level = true;
    return begin(world, cpu, price, 'switch');
  }
  if (due.space) {
    due.space = false;
    return begin(world, cpu, cost(world, 'address_space'), 'switch');
  }
  if (due.level) {
    due.level = false;
    cpu.level = levelOf(cpu, ctx);
    return false;
  }
  if (due.refill > 0) {
    const time = due.refill;
    due.refill = 0;
    return begin(world, cpu, time, 'refill');
  }
  // The way out of a trap is where the CPU may be given away, also when it was owed.
  if (shouldPreempt(world, cpu, ctx, true)) {
    preempt(world, cpu);
    if (currentOf(cpu) !== ctx) return false;
  }
  due.returns--;
  due.level = true;
  cpu.level = HIGH;
  // A thread comes back from the interrupt stack.
  const ownStack = world.design.interrupt === 'interrupt_stack' && ctx.thread;
  return begin(world, cpu, cost(world, 'trap_return') + (ownStack ? cost(world, 'stack_switch') : 0), 'trap');
}

/** A context has come to the end of its code. */
function finish(world: World, cpu: Cpu, ctx: Context): void {
  if (ctx.detached) finishDetached(world, cpu, ctx);
  else if (ctx === currentOf(cpu)) {
    ctx.state = 'over';
    switchAway(world, cpu, 'finish');
  } else {
    cpu.stack.pop();
    cpu.level = levelOf(cpu, topOf(cpu));
  }
}

/** Takes an interrupt: its handler is laid on what the CPU executes. */
function take(world: World, cpu: Cpu, interrupt: Source | number): void {
  if (typeof interrupt === 'number') {
    const softirq = world.design.softint === 'softirq';
    world.softints++;
    cpu.stack.push(world.softHandler(cpu, interrupt));
    cpu.level = softirq ? SOFT_OFF : interrupt;
    return;
  }
  interrupt.pending = false;
  world.interrupts++;
  leaveBehind(cpu, interrupt);
  cpu.stack.push(interrupt.handler());
  cpu.level = HIGH;
}

/**
 * A handler that is on its way out and is needed again: what is left of it is the return from its trap, and that is owed
 * by what it lies on.
 */
function leaveBehind(cpu: Cpu, source: Source): void {
  const index = cpu.stack.findIndex((one, i) => i > 0 && one.source === source);
  if (index < 0) return;
  const [left] = cpu.stack.splice(index, 1);
  cpu.stack[index - 1]!.due.returns += 1 + left!.due.returns;
  left!.due.returns = 0;
}

/** Begins a stretch of time, unless it takes none. */
function begin(world: World, cpu: Cpu, time: number, activity: Activity, over?: () => boolean): boolean {
  if (time === 0) return false;
  cpu.slice = { activity, since: world.now, until: world.now + time, over };
  return true;
}

/** Counts the time until now. */
export function charge(world: World, cpu: Cpu): void {
  const { slice } = cpu;
  if (slice === undefined) return;
  const time = world.now - slice.since;
  slice.since = world.now;
  cpu.accounts[slice.activity] = (cpu.accounts[slice.activity] ?? 0) + time;
  if (['user', 'kernel', 'interrupt', 'softint'].includes(slice.activity)) cpu.worked += time;
}

/** The stretch is over. */
export function endSlice(world: World, cpu: Cpu): void {
  charge(world, cpu);
  cpu.slice = undefined;
  execute(world, cpu);
}

/** CPUs stop for interrupts which they must take, and when what they spin for has come. */
export function attend(world: World): void {
  for (let again = true; again; ) {
    again = false;
    for (const cpu of world.cpus) {
      if (cpu.slice === undefined) throw new Error(`CPU ${cpu.number} does nothing`);
      if (deliverable(world, cpu) === undefined && cpu.slice.over?.() !== true) continue;
      stop(world, cpu);
      execute(world, cpu);
      again = true;
    }
  }
}

/** Stops in the middle of a stretch, whose rest is done later. */
function stop(world: World, cpu: Cpu): void {
  charge(world, cpu);
  const { until, activity } = cpu.slice!;
  cpu.slice = undefined;
  const left = until - world.now;
  const ctx = topOf(cpu);
  if (activity === 'refill') ctx.due.refill = left;
  else if (left > 0 && left < Number.POSITIVE_INFINITY) ctx.rest = { left, activity };
}
