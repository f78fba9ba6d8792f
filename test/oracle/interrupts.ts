import type { Nic, RequestDevice } from '../../src/model/device.js';
import { newContext, priorityOf } from './context.js';
import { assert, CLOCK, deliverable, HIGH, levelOf } from './levels.js';
import { acquire, release } from './locks.js';
import { plain } from './plain.js';
import { startHeldPolls } from './quota.js';
import { block, preempt, shouldPreempt, sleepsFor, wake, wakeCost } from './threads.js';
import {
  type Code,
  type Context,
  type Cpu,
  cost,
  currentOf,
  onCpu,
  POINT,
  type Source,
  spend,
  spendWhole,
  type World,
} from './world.js';

/**
 * Hard interrupts: what a trap does under a design. Inline it serves the device, a pinned thread does the same in the
 * thread's name, and where interrupts have threads the trap masks the source and wakes one.
 */
export type Serve = (ctx: Context) => Code;

export function newSource(name: string, cpu: number, rank: number): Source {
  const handler = () => {
    throw new Error(`${name} has no handler`);
  };
  return { name, cpu, rank, pending: false, masked: false, handler };
}

/** Says how a device's interrupts are handled under the design. */
export function handle(world: World, source: Source, device: Nic | RequestDevice, serve: Serve): void {
  const { interrupt } = world.design;
  const service = (ctx: Context) => inKernel(world, ctx, serve(ctx));
  if (interrupt === 'inline' || interrupt === 'interrupt_stack') {
    source.handler = () => handler(world, source, 'interrupt', service);
  } else if (interrupt === 'pinned_thread') pinnedThread(world, source, service);
  else interruptThread(world, source, device, service);
}

/** A handler on the interrupted context's stack, at the level of its source. */
export function handler(world: World, source: Source, kind: string, work: Serve): Context {
  const name = source === clockOf(world, source) ? source.name : `${source.name} ${kind}`;
  const ctx = newContext({ name, activity: 'interrupt', thread: false, source, level: source.rank });
  ctx.code = trap(world, ctx, source, work);
  return ctx;
}

function clockOf(world: World, source: Source): Source | undefined {
  return world.cpus.flatMap(({ clock, ipi }) => [clock, ipi]).find((one) => one === source);
}

function* trap(world: World, ctx: Context, source: Source, work: Serve): Code {
  yield* enter(world, ctx);
  setLevel(world, ctx, source.rank);
  yield POINT;
  yield* work(ctx);
  yield* leave(world, ctx);
}

function* enter(world: World, ctx: Context): Code {
  yield spend(cost(world, 'trap') + stackSwitch(world, ctx), 'trap');
}

/** A CPU with an interrupt stack changes to it when it leaves a thread's, and not when an interrupt nests. */
export function stackSwitch(world: World, ctx: Context): number {
  if (world.design.interrupt !== 'interrupt_stack') return 0;
  const { stack } = cpuWith(world, ctx);
  const below = stack[stack.indexOf(ctx) - 1]!;
  return below.thread ? cost(world, 'stack_switch') : 0;
}

function cpuWith(world: World, ctx: Context): Cpu {
  return world.cpus.find(({ stack }) => stack.includes(ctx))!;
}

function setLevel(world: World, ctx: Context, level: number): void {
  cpuWith(world, ctx).level = level;
}

/**
 * The way out of a trap: the level drops to that of what was interrupted, and what is pending above it runs first. Then the
 * interrupted thread may lose the CPU, in the middle of the trap, and finishes its return when it gets the CPU back.
 */
function* leave(world: World, ctx: Context): Code {
  // A pinned thread that has slept has nothing to return to.
  if (ctx.detached) return;
  const cpu = cpuWith(world, ctx);
  ctx.leaving = true;
  do {
    cpu.level = levelOf(cpu, ctx);
    yield POINT;
  } while (deliverable(world, cpu) !== undefined);
  const base = cpu.stack[cpu.stack.indexOf(ctx) - 1]!;
  if (base === currentOf(cpu) && shouldPreempt(world, cpu, base)) {
    cpu.stack.pop();
    base.due.returns++;
    preempt(world, cpu);
    yield POINT;
    throw new Error('a handler that is gone goes on');
  }
  cpu.level = HIGH;
  yield spend(cost(world, 'trap_return') + stackSwitch(world, ctx), 'trap');
}

/** The lock around the kernel, where there is one. */
export function* inKernel(world: World, ctx: Context, work: Code): Code {
  if (world.kernel !== undefined) yield* acquire(world, ctx, world.kernel);
  yield* work;
  if (world.kernel !== undefined) yield* release(world, ctx, world.kernel);
}

function pinnedThread(world: World, source: Source, service: Serve): void {
  const name = `${source.name} interrupt thread`;
  const ownPriority = priorityOf({ band: 'interrupt', level: source.rank });
  const home = source.cpu;
  const ctx = newContext({
    name,
    activity: 'interrupt',
    thread: true,
    pinned: true,
    home,
    ownPriority,
    source,
    level: source.rank,
  });
  world.pinned.set(source, ctx);
  source.handler = () => {
    ctx.leaving = false;
    ctx.code = trap(world, ctx, source, (self) => borrowed(world, self, service(self)));
    return ctx;
  };
}

/** What a pinned thread does, between two hand-offs; the second falls away where it has slept. */
export function* borrowed(world: World, ctx: Context, work: Code): Code {
  yield spend(cost(world, 'handoff'), 'switch');
  yield* work;
  if (ctx.detached) return;
  yield spend(cost(world, 'handoff'), 'switch');
}

function interruptThread(world: World, source: Source, device: Nic | RequestDevice, service: Serve): void {
  const ownPriority = priorityOf({ band: 'interrupt', level: source.rank });
  const name = `${source.name} interrupt thread`;
  const thread = newContext({ name, activity: 'interrupt', thread: true, home: source.cpu, ownPriority });
  const again = { wanted: false };
  thread.awaits = source;
  thread.code = serveFor(world, thread, source, again, service);
  source.handler = () => {
    const ctx = newContext({
      name: `${source.name} trap`,
      activity: 'interrupt',
      thread: false,
      source,
      level: source.rank,
    });
    ctx.code = wakeThread(world, ctx, source, device, thread, again);
    return ctx;
  };
}

function* wakeThread(
  world: World,
  ctx: Context,
  source: Source,
  device: Nic | RequestDevice,
  thread: Context,
  again: { wanted: boolean },
): Code {
  yield* enter(world, ctx);
  if (world.design.interrupt === 'filter_thread') {
    setLevel(world, ctx, source.rank);
    yield POINT;
    yield* plain(world, ctx, device.filter);
  }
  const cpu = cpuWith(world, ctx);
  const sleeps = sleepsFor(thread, source);
  yield spendWhole(cost(world, 'mask') + (sleeps ? wakeCost(world, cpu, thread) : 0), 'interrupt');
  source.masked = true;
  if (sleepsFor(thread, source)) wake(world, cpu, thread, source);
  else again.wanted = true;
  yield POINT;
  yield* leave(world, ctx);
}

/** Soft interrupts are off in such a thread where they are softirqs: those that it asks for follow at its end. */
function* serveFor(world: World, ctx: Context, source: Source, again: { wanted: boolean }, service: Serve): Code {
  for (;;) {
    if (world.design.softint === 'softirq') softOff(world, ctx, true);
    yield POINT;
    yield* service(ctx);
    yield spendWhole(cost(world, 'mask'), 'interrupt');
    source.masked = false;
    yield POINT;
    if (world.design.softint === 'softirq') softOff(world, ctx, false);
    yield POINT;
    if (again.wanted) again.wanted = false;
    else block(world, ctx, source);
    yield POINT;
  }
}

export function softOff(world: World, ctx: Context, off: boolean): void {
  ctx.softOff = off;
  const cpu = cpuWith(world, ctx);
  cpu.level = levelOf(cpu, ctx);
}

/** The clock's handler wakes those whose sleep is over; then nothing is left of what it was asserted for. */
export function clockHandler(world: World, cpu: Cpu): Context {
  return handler(world, cpu.clock, '', function* (ctx) {
    for (let first = cpu.callouts[0]; first !== undefined; first = cpu.callouts[0]) {
      yield spendWhole(wakeCost(world, cpu, first), 'interrupt');
      cpu.callouts.shift();
      wake(world, cpu, first, 'time');
      yield POINT;
    }
    cpu.clock.pending = false;
    yield POINT;
    if (!cpu.ticked) return;
    cpu.ticked = false;
    yield* startHeldPolls(world, ctx);
  });
}

/** The interrupt from another CPU only brings this one here. */
export function ipiHandler(world: World, cpu: Cpu): Context {
  const ctx = newContext({ name: cpu.ipi.name, activity: 'interrupt', thread: false, source: cpu.ipi, level: HIGH });
  ctx.code = (function* (): Code {
    yield* enter(world, ctx);
    yield* leave(world, ctx);
  })();
  return ctx;
}

/** The time of a process's sleep has come. */
export function timeout(world: World, thread: Context): void {
  const cpu = world.cpus[thread.home ?? thread.lastCpu ?? 0]!;
  cpu.callouts.push(thread);
  if (cpu.callouts.length === 1) assert(cpu.clock);
}

export function newClock(run: World['run'], cpu: number): Source {
  return newSource(onCpu(run, 'clock interrupt', cpu), cpu, CLOCK);
}

export function newIpi(run: World['run'], cpu: number): Source {
  return newSource(onCpu(run, 'ipi', cpu), cpu, HIGH);
}
