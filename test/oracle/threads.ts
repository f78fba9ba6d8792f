import { INTERRUPTS } from './context.js';
import { count, goesOnUntil, isFair, isOnLoan, isOwed, toScale, wakeToScale } from './fair.js';
import { assert, HIGH } from './levels.js';
import { type Context, type Cpu, cost, currentOf, own, topOf, type World } from './world.js';

/**
 * Threads: who is ready and where, who gets a CPU, and when one loses it. Each CPU has a list of the threads that are ready
 * on it; the best is the first of the highest priority. A CPU without any takes one that is not bound from another.
 */

/** Priority of what the CPU runs; -1 when it idles. */
function running(cpu: Cpu): number {
  return currentOf(cpu).priority;
}

function bestReady(world: World, cpu: Cpu, among = cpu.ready): Context | undefined {
  let best: Context | undefined;
  for (const one of among) if (best === undefined || goesBefore(world, one, best)) best = one;
  return best;
}

/** Of equals the first goes first, or under a fair scheduler one on loan, and then the one that has had the least. */
function goesBefore(world: World, one: Context, other: Context): boolean {
  if (one.priority !== other.priority) return one.priority > other.priority;
  if (!isFair(world, one.priority)) return false;
  if (isOnLoan(one) || isOnLoan(other)) return isOnLoan(one) && !isOnLoan(other);
  return one.had.time < other.had.time;
}

/** A CPU that has nothing to do and nothing to come. */
function idleCpu(world: World): Cpu | undefined {
  return world.cpus.find((cpu) => currentOf(cpu) === cpu.idle && cpu.ready.length === 0);
}

/** The best priority below a limit of what the CPU runs and of what is ready there; -1 if there is none. */
function toDo(cpu: Cpu, limit: number): number {
  const priorities = [currentOf(cpu), ...cpu.ready].map(({ priority }) => priority);
  return Math.max(-1, ...priorities.filter((priority) => priority < limit));
}

/**
 * Where a thread that is woken becomes ready: at its own CPU; else at the first of the one where it last ran, the one that
 * wakes it and the one with the worst to do, where it is better than all; else at the first of them where it is better than
 * all but the threads of interrupts; else where it last ran.
 */
function wakeCpu(world: World, by: Cpu, thread: Context): Cpu {
  if (thread.home !== undefined) return world.cpus[thread.home]!;
  const last = world.cpus[thread.lastCpu ?? 0]!;
  for (const limit of [Number.POSITIVE_INFINITY, INTERRUPTS]) {
    const [worst] = [...world.cpus].sort((one, other) => toDo(one, limit) - toDo(other, limit));
    const found = [last, by, worst!].find((cpu) => toDo(cpu, limit) < thread.priority);
    if (found !== undefined) return found;
  }
  return last;
}

/** What it costs a CPU to wake a thread: with an IPI where another one must be told. */
export function wakeCost(world: World, cpu: Cpu, thread: Context): number {
  const target = wakeCpu(world, cpu, thread);
  const tell = target !== cpu && claims(world, target, thread);
  return cost(world, 'wakeup') + (tell ? cost(world, 'ipi') : 0);
}

/** Whether a thread that is woken should have the CPU: it is better than what runs there, or is owed it. */
function claims(world: World, cpu: Cpu, thread: Context): boolean {
  return running(cpu) < thread.priority || isOwed(world, cpu, thread);
}

/** Whether a thread sleeps for this. */
export function sleepsFor(thread: Context, reason: unknown): boolean {
  return thread.state === 'waiting' && thread.awaits === reason;
}

/** Makes a thread ready if it sleeps for this. */
export function wake(world: World, by: Cpu, thread: Context, reason: unknown): void {
  if (!sleepsFor(thread, reason)) return;
  thread.state = 'ready';
  thread.awaits = undefined;
  world.wakeups++;
  const target = wakeCpu(world, by, thread);
  const claimed = claims(world, target, thread);
  wakeToScale(world, target, thread);
  target.ready.push(thread);
  if (!claimed) return;
  if (target.resched === 'no') target.resched = running(target) < thread.priority ? 'better' : 'owed';
  if (target !== by) assert(target.ipi);
}

/** What the CPU executes goes to sleep. */
export function block(world: World, ctx: Context, reason: unknown): void {
  const cpu = world.cpus.find((one) => topOf(one) === ctx)!;
  ctx.state = 'waiting';
  ctx.awaits = reason;
  if (ctx === currentOf(cpu)) switchAway(world, cpu, 'block');
  else detach(world, cpu, ctx);
}

/**
 * A pinned thread that sleeps gives the CPU back to what it interrupted, without the scheduler, and is a thread like others
 * from then on.
 */
function detach(world: World, cpu: Cpu, ctx: Context): void {
  cpu.stack.pop();
  const base = topOf(cpu);
  ctx.detached = true;
  ctx.stackless = leavesNoStack(ctx, 'block');
  world.switches.push({ time: world.now, from: ctx.name, to: base.name });
  ctx.leftAt = cpu.worked;
  ctx.lastCpu = cpu.number;
  if (ctx.source !== undefined) {
    if (world.design.blockedMasks === 'source') ctx.source.masked = true;
    base.due.returns++;
  }
  base.due.handoff = true;
  cpu.level = HIGH;
}

/** It ends: its source or level is let in again. */
export function finishDetached(world: World, cpu: Cpu, ctx: Context): void {
  ctx.detached = false;
  if (ctx.source !== undefined && world.design.blockedMasks === 'source') ctx.source.masked = false;
  switchAway(world, cpu, 'finish');
}

/**
 * Whether the CPU should and may be taken from its thread. In the kernel that is up to the design, and never while it
 * holds a lock for which others spin, is at a level, or has soft interrupts off. `leaving`: it is about to return from the trap in which it lost it.
 */
export function shouldPreempt(world: World, cpu: Cpu, ctx: Context, leaving = false): boolean {
  if (cpu.resched === 'no' || ctx !== currentOf(cpu)) return false;
  if (ctx === cpu.idle) return true;
  if (ctx.level > 0 || ctx.softOff || ctx.spinLocks > 0) return false;
  const inUserMode = ctx.activity === 'user' && ctx.calls === 0 && (leaving || ctx.due.returns === 0);
  if (inUserMode || world.design.preempt === 'kernel') return true;
  return world.design.preempt === 'interrupts' && (bestReady(world, cpu)?.priority ?? -1) >= INTERRUPTS;
}

/** Takes the CPU from its thread if another one is better, or as good and its turn. */
export function preempt(world: World, cpu: Cpu): void {
  const ctx = currentOf(cpu);
  const over = cpu.resched === 'quantum';
  const owed = cpu.resched === 'owed';
  cpu.resched = 'no';
  if (ctx === cpu.idle) {
    switchAway(world, cpu, 'wakeup');
    return;
  }
  const best = bestReady(world, cpu)?.priority ?? -1;
  if (best < ctx.priority || (best === ctx.priority && !over && !owed)) return;
  ctx.state = 'ready';
  count(world, cpu);
  const idle = ctx.home === undefined ? idleCpu(world) : undefined;
  const { ready } = idle ?? cpu;
  toScale(world, idle ?? cpu, ctx);
  if (over || isFair(world, ctx.priority)) ready.push(ctx);
  else ready.unshift(ctx);
  if (idle !== undefined) {
    idle.resched = 'better';
    assert(idle.ipi);
  }
  switchAway(world, cpu, best === ctx.priority && over ? 'quantum' : 'preempt');
  if (idle !== undefined) currentOf(cpu).due.tell = true;
  if (over || isFair(world, ctx.priority)) ctx.quantumLeft = 0;
}

type Cause = 'block' | 'finish' | 'preempt' | 'quantum' | 'wakeup';

/** Gives the CPU to the best thread that is ready, to one of another CPU, or to idle. */
export function switchAway(world: World, cpu: Cpu, cause: Cause): void {
  const from = currentOf(cpu);
  count(world, cpu);
  const to = pick(world, cpu) ?? cpu.idle;
  toScale(world, cpu, to);
  cpu.resched = 'no';
  to.state = 'running';
  if (to === from) return;
  world.switches.push({ time: world.now, from: from.name, to: to.name });
  from.leftAt = cpu.worked;
  from.lastCpu = cpu.number;
  from.quantumLeft = cause === 'preempt' ? Math.max(1, cpu.quantumEnd - world.now) : 0;
  from.stackless = leavesNoStack(from, cause);
  cpu.stack.length = 0;
  cpu.stack.push(to);
  cpu.level = HIGH;
  if (world.design.handoff && from.stackless && to.stackless) to.due.handoff = true;
  else to.due.switch = true;
  // Threads of the kernel run in the address space of whoever it is.
  if (to.activity === 'user') {
    if (to !== cpu.space) to.due.space = true;
    cpu.space = to;
  }
  if (to !== cpu.idle) to.due.refill = Math.min(cost(world, 'refill'), to.due.refill + refill(world, cpu, to));
  startQuantum(world, cpu);
}

/**
 * A thread leaves by a continuation where it waits for anything but a lock, where it goes back to user mode, and where it
 * ends; not inside the kernel.
 */
function leavesNoStack(ctx: Context, cause: Cause): boolean {
  if (cause === 'block') return !isLock(ctx.awaits);
  if (own(ctx) === 'user') return ctx.calls === 0;
  return ctx.activity === 'idle' || cause === 'finish';
}

function isLock(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && 'waiters' in reason;
}

/** Takes the thread that runs next out of its list. */
export function pick(world: World, cpu: Cpu): Context | undefined {
  const best = bestReady(world, cpu);
  if (best !== undefined) {
    cpu.ready = cpu.ready.filter((one) => one !== best);
    return best;
  }
  let found: { thread: Context; from: Cpu } | undefined;
  for (const from of world.cpus) {
    const free = from.ready.filter(({ home }) => home === undefined);
    const thread = bestReady(world, from, free);
    if (thread !== undefined && (found === undefined || thread.priority > found.thread.priority))
      found = { thread, from };
  }
  if (found !== undefined) found.from.ready = found.from.ready.filter((one) => one !== found.thread);
  return found?.thread;
}

/** A working set is lost in proportion to the work of others, and as a whole after that of a turnover, or elsewhere. */
function refill(world: World, cpu: Cpu, thread: Context): number {
  const others = thread.lastCpu === cpu.number ? cpu.worked - thread.leftAt : Number.POSITIVE_INFINITY;
  const { cacheTurnover } = world.run.machine;
  const share = cacheTurnover === 0 ? Number(others > 0) : Math.min(1, others / cacheTurnover);
  return Math.round(cost(world, 'refill') * share);
}

export function startQuantum(world: World, cpu: Cpu): void {
  const thread = currentOf(cpu);
  const left = thread.quantumLeft > 0 ? thread.quantumLeft : world.design.quantum;
  cpu.quantumEnd = thread === cpu.idle ? Number.POSITIVE_INFINITY : world.now + left;
}

/**
 * The quantum is over, and another begins; who has an equal gives the CPU to it, which the clock must tell. Under a fair
 * scheduler it goes on until it has had as much.
 */
export function endQuantum(world: World, cpu: Cpu): void {
  count(world, cpu);
  const equals = equalsOf(cpu);
  cpu.quantumEnd = world.now + world.design.quantum;
  if (equals.length === 0) return;
  const until = goesOnUntil(world, cpu, equals);
  if (until !== undefined) {
    cpu.quantumEnd = until;
    return;
  }
  cpu.resched = 'quantum';
  assert(cpu.clock);
}

function equalsOf(cpu: Cpu): Context[] {
  return cpu.ready.filter(({ priority }) => priority === running(cpu));
}

/** A thread that runs has less than it was lent: a better one may be ready now, or an equal one that is owed the CPU. */
export function standDown(world: World, thread: Context): void {
  const cpu = world.cpus.find((one) => currentOf(one) === thread);
  if (cpu === undefined || cpu.resched !== 'no') return;
  const first = bestReady(world, cpu, equalsOf(cpu));
  cpu.resched = first !== undefined && isOwed(world, cpu, first) ? 'owed' : 'better';
}

/** Changes a thread's priority, which gives it another place among those that are ready. */
export function setPriority(world: World, by: Cpu, thread: Context, priority: number): boolean {
  thread.priority = priority;
  const cpu = world.cpus.find(({ ready }) => ready.includes(thread));
  if (cpu === undefined) return false;
  cpu.ready = [...cpu.ready.filter((one) => one !== thread), thread];
  if (running(cpu) >= priority) return false;
  if (cpu.resched === 'no') cpu.resched = 'better';
  if (cpu !== by) assert(cpu.ipi);
  return cpu !== by;
}
