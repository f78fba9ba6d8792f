import { HIGH, levelOf } from './levels.js';
import { block, setPriority, standDown, wake, wakeCost } from './threads.js';
import {
  type Code,
  type Context,
  type Cpu,
  cost,
  cpuOf,
  isBeneath,
  type Lock,
  own,
  POINT,
  spend,
  spendWhole,
  topOf,
  type World,
} from './world.js';

/**
 * Locks. Where waiters spin they get one in the order of their asking, by the holder's giving it to them. Where they sleep it
 * is free when it is given back, the best of them is woken, and whoever asks first has it; who spins asks at once. Which locks
 * are which, and at which level one is held, is in rules.ts.
 */

/** Takes a lock, whatever that needs. */
export function* acquire(world: World, ctx: Context, lock: Lock): Code {
  const cpu = cpuOf(world, ctx);
  if (lock === world.kernel && isBeneath(cpu, ctx, lock.owner)) {
    lock.depth++;
    yield POINT;
    return;
  }
  const before = ctx.level;
  if (lock.ceiling > before) {
    ctx.level = Math.min(lock.ceiling, HIGH);
    cpu.level = levelOf(cpu, ctx);
  }
  if (lock.spins) ctx.spinLocks++;
  const contended = !isFree(world, ctx, lock);
  if (contended) {
    const below = [lock.owner, ...lock.waiters.map(({ context }) => context)];
    if (lock.spins && lock !== world.kernel && below.some((one) => isBeneath(cpu, ctx, one)))
      throw new Error(`${ctx.name} waits for ever for ${lock.name}, on top of who has it, or would`);
    const waiter = { context: ctx, asleep: false };
    const stands = lock === world.kernel && lock.waiters.some(({ context }) => isBeneath(cpu, ctx, context));
    if (!stands) lock.waiters.push(waiter);
    while (lock.owner !== ctx) {
      if (lock === world.kernel && isBeneath(cpuOf(world, ctx), ctx, lock.owner)) {
        // What it lies on has got the lock, and so has the CPU.
        lock.depth++;
        ctx.spinLocks--;
        yield POINT;
        return;
      }
      if (!lock.spins && isFree(world, ctx, lock)) {
        lock.waiters.splice(lock.waiters.indexOf(waiter), 1);
        break;
      }
      if (mustSleep(world, ctx, lock)) {
        waiter.asleep = true;
        const cpu = cpuOf(world, ctx);
        const told = lend(world, cpu, ctx, lock);
        block(world, ctx, lock);
        if (told) topOf(cpu).due.tell = true;
        yield POINT;
      } else yield { kind: 'spin', over: () => hasCome(world, ctx, lock), whole: true };
    }
  }
  lock.owner = ctx;
  if (lock.spins) lock.levelBefore = before;
  else inherit(world, cpuOf(world, ctx), ctx, lock);
  // Beside the lock around the kernel, which one CPU does without, named locks are free but for their level.
  const free = world.design.lock === 'biglock' && lock !== world.kernel;
  const price = cost(world, 'lock') + (contended ? cost(world, 'lock_contended') : 0);
  const levels = lock.ceiling > 0 ? cost(world, 'spl') : 0;
  yield spend((free ? 0 : price) + levels, own(ctx) === 'user' ? 'kernel' : own(ctx));
}

/** Whether a context may take a lock. Where it would sleep and lend, it lets a better one go first that has been woken. */
function isFree(world: World, ctx: Context, lock: Lock): boolean {
  if (lock.owner !== undefined) return false;
  if (world.design.lock !== 'blocking' || !world.design.inheritance) return true;
  return !lock.waiters.some(({ context, asleep }) => !asleep && context !== ctx && context.priority > ctx.priority);
}

/** Whether who spins has to look again. */
function hasCome(world: World, ctx: Context, lock: Lock): boolean {
  if (lock.owner === ctx || (!lock.spins && lock.owner === undefined) || mustSleep(world, ctx, lock)) return true;
  return lock === world.kernel && isBeneath(cpuOf(world, ctx), ctx, lock.owner);
}

/** Who waits for an adaptive lock spins while the holder runs on another CPU, and is not pinned beneath another thread there. */
function mustSleep(world: World, ctx: Context, lock: Lock): boolean {
  if (lock.spins) return false;
  if (world.design.lock !== 'adaptive') return true;
  return !world.cpus.some((cpu) => topOf(cpu) !== ctx && onTop(cpu).includes(lock.owner!));
}

/** The thread that a CPU executes, and the handlers on its stack. */
function onTop({ stack }: Cpu): readonly Context[] {
  return stack.slice(stack.findLastIndex(({ thread }) => thread));
}

/** Gives a lock back. */
export function* release(world: World, ctx: Context, lock: Lock): Code {
  if (lock === world.kernel && lock.depth > 0) {
    lock.depth--;
    yield POINT;
    return;
  }
  if (lock.spins) {
    lock.owner = lock.waiters.shift()?.context;
    ctx.spinLocks--;
    ctx.level = lock.levelBefore;
    const cpu = cpuOf(world, ctx);
    cpu.level = levelOf(cpu, ctx);
  } else yield* free(world, ctx, lock);
  yield POINT;
}

/** Frees a lock, and then wakes the best of those who sleep for it, before anything else can happen on the CPU but interrupts. */
function* free(world: World, ctx: Context, lock: Lock): Code {
  lock.owner = undefined;
  const spinning = lock.waiters.find(({ context }) => isSpinning(world, context));
  if (spinning !== undefined) {
    lock.owner = spinning.context;
    lock.waiters.splice(lock.waiters.indexOf(spinning), 1);
  }
  const best = bestSleeper(lock);
  if (best === undefined) {
    returnLoan(world, cpuOf(world, ctx), ctx);
    return;
  }
  ctx.spinLocks++;
  // What it lends is returned before it is woken.
  const lent = ctx.priority;
  ctx.priority = deservedPriority(world, ctx);
  const price = wakeCost(world, cpuOf(world, ctx), best.context);
  ctx.priority = lent;
  yield spendWhole(price, own(ctx));
  ctx.spinLocks--;
  const cpu = cpuOf(world, ctx);
  returnLoan(world, cpu, ctx);
  // Another one may have woken it meanwhile.
  if (!best.asleep || !lock.waiters.includes(best)) return;
  best.asleep = false;
  wake(world, cpu, best.context, lock);
}

/** The best of those who sleep, the first of equals. */
function bestSleeper({ waiters }: Lock): Lock['waiters'][number] | undefined {
  const sleepers = waiters.filter(({ asleep }) => asleep);
  const most = Math.max(...sleepers.map(({ context }) => context.priority));
  return sleepers.find(({ context }) => context.priority === most);
}

function isSpinning(world: World, ctx: Context): boolean {
  return world.cpus.some((cpu) => topOf(cpu) === ctx && cpu.slice?.activity === 'spin');
}

/** Who sleeps for a lock lends its priority to the holder, and so to whom that one waits for; true if a CPU is told. */
function lend(world: World, cpu: Cpu, waiter: Context, lock: Lock): boolean {
  if (!world.design.inheritance) return false;
  let told = false;
  for (let wanted: Lock | undefined = lock; wanted !== undefined; ) {
    const holder: Context | undefined = wanted.owner;
    if (holder === undefined || holder.priority >= waiter.priority) return told;
    told = setPriority(world, cpu, holder, waiter.priority) || told;
    wanted = [...world.locks.values()].find((one) => one.waiters.some((w) => w.asleep && w.context === holder));
  }
  return told;
}

/** Who takes a lock has what all who sleep for it lend. */
function inherit(world: World, cpu: Cpu, next: Context, lock: Lock): void {
  if (!world.design.inheritance || lock.spins) return;
  const priority = Math.max(next.priority, ...loans(lock));
  if (priority !== next.priority) setPriority(world, cpu, next, priority);
}

function loans({ waiters }: Lock): number[] {
  return waiters.filter(({ asleep }) => asleep).map(({ context }) => context.priority);
}

function deservedPriority(world: World, holder: Context): number {
  if (!world.design.inheritance) return holder.priority;
  let priority = holder.ownPriority;
  for (const one of world.locks.values()) {
    if (one.owner === holder) priority = Math.max(priority, ...loans(one));
  }
  return priority;
}

/** A holder has what the sleepers for its other locks lend it, or its own. */
function returnLoan(world: World, cpu: Cpu, holder: Context): void {
  const priority = deservedPriority(world, holder);
  if (priority === holder.priority) return;
  setPriority(world, cpu, holder, priority);
  standDown(world, holder);
}
