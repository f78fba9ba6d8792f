import type { Clock } from '../../src/model/device.js';
import { iplRank, SOFT_IPLS } from '../../src/model/ipl.js';
import { newContext, priorityOf } from './context.js';
import { borrowed, inKernel, stackSwitch } from './interrupts.js';
import { assert, isHeld, SOFT_OFF, SOFT_RANKS } from './levels.js';
import { quiet, reclaim, tell } from './nic.js';
import { plain } from './plain.js';
import type { Packet } from './program.js';
import { isInhibited } from './quota.js';
import { byClock, endRound, hasGiven } from './rounds.js';
import { runSoftirq } from './softirq.js';
import { block, sleepsFor, wake, wakeCost } from './threads.js';
import { work } from './work.js';
import {
  type Card,
  type Code,
  type Context,
  type Cpu,
  cost,
  cpuOf,
  onCpu,
  own,
  POINT,
  type SoftQueue,
  spend,
  spendWhole,
  type World,
} from './world.js';

/**
 * Soft interrupts: each level of a CPU has a list of queues that ask to be served, in the order of their asking, once each.
 * The one in front is served until it is empty; a ring that is polled gives its weight, goes to the back, and is let
 * interrupt again when it is empty.
 */

/**
 * Asks for a queue to be served, and has who serves it woken, or the other CPU told. A CPU that has been asked for a queue is
 * not told again before it has found that one empty.
 */
export function* request(world: World, ctx: Context, queue: SoftQueue): Code {
  yield* requestAmongOthers(world, ctx, queue);
  yield POINT;
}

/** The same as a part of something, in which nothing comes in between but in the time that it takes. */
export function* requestAmongOthers(world: World, ctx: Context, queue: SoftQueue): Code {
  const cpu = cpuOf(world, ctx);
  const target = world.cpus[queue.cpu]!;
  const isNew = ask(target, queue);
  if (world.design.softint === 'thread') {
    const thread = target.softThreads.get(queue.rank)!;
    if (!sleepsFor(thread, target.soft)) return;
    const price = wakeCost(world, cpu, thread);
    if (price > 0) yield spendWhole(price, own(ctx));
    wakeSoft(world, ctx, target, thread);
  } else if (isNew && target !== cpu) {
    assert(target.ipi);
    const price = cost(world, 'ipi');
    if (price > 0) yield spendWhole(price, own(ctx));
  }
}

/** Puts a queue into the list of its level; whether it was not there. */
function ask(cpu: Cpu, queue: SoftQueue): boolean {
  const list = cpu.soft.get(queue.rank)!;
  if (list.includes(queue)) return false;
  list.push(queue);
  return true;
}

function wakeSoft(world: World, ctx: Context, target: Cpu, thread: Context): void {
  if (thread.awaits !== target.soft) return;
  world.softints++;
  wake(world, cpuOf(world, ctx), thread, target.soft);
}

/** The handler that a soft interrupt lays on what the CPU executes. */
export function softHandler(world: World, cpu: Cpu, rank: number): Context {
  const { softint } = world.design;
  const pinned = cpu.softThreads.get(rank);
  if (softint === 'softirq') {
    const name = onCpu(world.run, 'softirq', cpu.number);
    const ctx = newContext({ name, activity: 'softint', thread: false, level: SOFT_OFF, serves: SOFT_RANKS });
    ctx.code = runSoftirq(world, ctx, cpu);
    return ctx;
  }
  const name = onCpu(world.run, `${SOFT_IPLS[SOFT_RANKS.indexOf(rank)]} softint`, cpu.number);
  const ctx = pinned ?? newContext({ name, activity: 'softint', thread: false, level: rank, serves: [rank] });
  ctx.code = (function* (): Code {
    const stack = pinned === undefined ? stackSwitch(world, ctx) : 0;
    yield spend(cost(world, 'softint') + stack, 'softint');
    const serving = inKernel(world, ctx, serveAll(world, ctx, cpu, rank));
    yield* pinned === undefined ? serving : borrowed(world, ctx, serving);
    if (stack > 0) yield spend(stack, 'softint');
  })();
  return ctx;
}

/** The threads of soft levels, pinned or not. */
export function newSoftThread(world: World, cpu: Cpu, rank: number): Context {
  const pinned = world.design.softint === 'pinned_thread';
  const name = onCpu(world.run, `${SOFT_IPLS[SOFT_RANKS.indexOf(rank)]} softint thread`, cpu.number);
  const ownPriority = priorityOf({ band: 'softint', level: rank });
  const level = pinned ? rank : 0;
  const ctx = newContext({
    name,
    activity: 'softint',
    thread: true,
    pinned,
    home: cpu.number,
    ownPriority,
    level,
    serves: [rank],
  });
  if (pinned) return ctx;
  ctx.awaits = cpu.soft;
  ctx.code = (function* (): Code {
    for (;;) {
      yield* inKernel(world, ctx, serveAll(world, ctx, cpu, rank));
      if (cpu.soft.get(rank)!.length === 0) block(world, ctx, cpu.soft);
      yield POINT;
    }
  })();
  return ctx;
}

function* serveAll(world: World, ctx: Context, cpu: Cpu, rank: number): Code {
  for (let found = next(world, cpu, rank); found !== undefined; found = next(world, cpu, rank)) {
    yield* serve(world, ctx, found);
  }
}

/** What there is to do: a packet to go on with, a descriptor to reclaim, a clock's work, or a NIC to be let interrupt again. */
export type Found =
  | { readonly kind: 'packet'; readonly packet: Packet }
  | { readonly kind: 'sent'; readonly packet: Packet; readonly card: Card }
  | { readonly kind: 'clock'; readonly clock: Clock }
  | { readonly kind: 'over'; readonly card: Card };

export function* serve(world: World, ctx: Context, found: Found): Code {
  switch (found.kind) {
    case 'packet':
      yield* work(world, ctx, found.packet);
      return;
    case 'sent':
      yield* plain(world, ctx, found.card.nic.txDone ?? [], found.packet);
      return;
    case 'clock':
      yield* plain(world, ctx, found.clock.soft?.body ?? []);
      return;
    case 'over':
      quiet(found.card);
      yield spendWhole(cost(world, 'mask'), own(ctx));
      found.card.source.masked = false;
      tell(world, found.card);
      yield POINT;
  }
}

/** The next thing to do at a level. */
export function next(world: World, cpu: Cpu, rank: number): Found | undefined {
  for (;;) {
    const found = nextInList(world, cpu, rank);
    if (found !== undefined || rank !== POLLS) return found;
    const cards = endRound(world, cpu);
    for (const { reclaimable, reclaimed, polled } of cards) {
      if (reclaimable > 0) ask(cpu, reclaimed);
      ask(cpu, polled);
    }
    if (cards.length === 0 && cpu.rounds === 0) return undefined;
  }
}

/** The level at which NICs are polled. */
const POLLS = iplRank('softnet');

function nextInList(world: World, cpu: Cpu, rank: number): Found | undefined {
  const list = cpu.soft.get(rank)!;
  for (let queue = list[0]; queue !== undefined; queue = list[0]) {
    const given = cpu.turn.get(rank) ?? 0;
    const { polls, reclaims } = queue;
    if (polls !== undefined && (isInhibited(world, cpu) || hasGiven(world, polls))) {
      list.shift();
      cpu.turn.set(rank, 0);
      if (polls.nic.txDone !== undefined && isPollOver(world, cpu, polls)) return { kind: 'over', card: polls };
      continue;
    }
    const over = given >= turnOf(world, queue);
    const reclaimed = reclaims === undefined || over ? undefined : reclaim(reclaims);
    const packet = reclaims === undefined && !over ? queue.packets.shift() : undefined;
    if (reclaimed !== undefined || packet !== undefined) {
      cpu.turn.set(rank, given + 1);
      if (polls !== undefined) polls.residual--;
      if (queue.clock !== undefined) return { kind: 'clock', clock: queue.clock };
      if (packet !== undefined) return { kind: 'packet', packet };
      return { kind: 'sent', packet: reclaimed!, card: reclaims! };
    }
    list.shift();
    cpu.turn.set(rank, 0);
    if (polls !== undefined && over) {
      // Its turn is over, and not its packets.
      if (polls.reclaimable > 0) ask(cpu, polls.reclaimed);
      list.push(queue);
      continue;
    }
    const card = polls ?? reclaims;
    if (card !== undefined && isPollOver(world, cpu, card)) return { kind: 'over', card };
  }
  return undefined;
}

/** How many packets a queue gives in its turn, which only a NIC that is polled has. */
function turnOf(world: World, { polls, reclaims }: SoftQueue): number {
  const { poll } = world.design;
  if (reclaims !== undefined && poll.kind === 'quota') return poll.txWeight;
  if (polls !== undefined && poll.kind === 'clock') return poll.each;
  if (polls !== undefined && (poll.kind === 'napi' || poll.kind === 'quota')) return poll.weight;
  return Number.POSITIVE_INFINITY;
}

/** A half of a NIC's poll has left the list. The poll is over when the other half is not there and nothing has come. */
function isPollOver(world: World, cpu: Cpu, card: Card): boolean {
  const list = cpu.soft.get(card.polled.rank)!;
  if (list.includes(card.polled) || list.includes(card.reclaimed)) return false;
  if (card.reclaimable > 0) list.push(card.reclaimed);
  // A NIC that the clock polls is never let interrupt.
  if (byClock(world.design) !== undefined) return false;
  if (card.nic.txDone === undefined) return true;
  const held = isInhibited(world, cpu);
  if (card.ring.length > 0 && !held) list.push(card.polled);
  if (list.includes(card.polled) || list.includes(card.reclaimed)) return false;
  // It is let interrupt for what it sends.
  card.rxHeld = held;
  return true;
}

/** The interrupt of a NIC that is polled masks its source and asks for the poll. */
export function* startPoll(world: World, ctx: Context, card: Card): Code {
  yield spendWhole(cost(world, 'mask'), own(ctx));
  card.source.masked = true;
  yield* askForPoll(world, ctx, card);
  yield POINT;
}

/** Asks for the poll of a NIC, on the CPU that takes its interrupts. */
export function* askForPoll(world: World, ctx: Context, card: Card): Code {
  if (card.reclaimable > 0) ask(world.cpus[card.cpu]!, card.reclaimed);
  yield* requestAmongOthers(world, ctx, card.polled);
}

/**
 * Whether nothing waits or runs at a soft level, so that a packet overtakes none if its stage is called; not in another
 * context that has called one of its stages either.
 */
export function isQuiet(world: World, cpu: Cpu, rank: number, ctx: Context): boolean {
  if (cpu.soft.get(rank)!.length > 0) return false;
  const call = cpu.calls.get(rank);
  if (call !== undefined && call.caller !== ctx && call.packet.caller === call.caller) return false;
  const thread = cpu.softThreads.get(rank);
  if (world.design.softint === 'thread') return sleepsFor(thread!, cpu.soft);
  if (isHeld(world, cpu, rank)) return false;
  return !cpu.stack.some(({ serves }) => serves.includes(rank));
}
