import type { Design } from '../../src/model/design.js';
import { charge } from './execute.js';
import { assert } from './levels.js';
import { askForPoll } from './soft.js';
import type { Card, Code, Context, Cpu, Socket, World } from './world.js';

/**
 * How a quota holds input back: while there is a socket that a delivery found or left at the high mark and that is not down
 * to the low one yet, until the end of the period; and for the rest of a period in which soft interrupts have used more
 * than their share of the CPU.
 */
type Quota = Extract<Design['poll'], { kind: 'quota' }>;

/** The quota of a design, if it can hold input back. */
export function holding({ poll }: Design): Quota | undefined {
  return poll.kind === 'quota' && (poll.feedback !== undefined || poll.cycleLimit < 1) ? poll : undefined;
}

/** Whether input must wait. */
export function isInhibited(world: World, cpu: Cpu): boolean {
  const quota = holding(world.design);
  if (quota === undefined) return false;
  return world.stopping.size > 0 || (quota.cycleLimit < 1 && used(cpu) > quota.cycleLimit * quota.period);
}

function used(cpu: Cpu): number {
  return (cpu.accounts.softint ?? 0) - cpu.usedBefore;
}

/** Something was delivered to a socket, or found no room. */
export function stopInput(world: World, socket: Socket): void {
  const feedback = holding(world.design)?.feedback;
  if (feedback !== undefined && fullness(socket) >= feedback.high) world.stopping.add(socket);
}

/** A process has looked into its socket: whether that lets input in again. */
export function relieve(world: World, socket: Socket): boolean {
  const feedback = holding(world.design)?.feedback;
  if (feedback === undefined || fullness(socket) > feedback.low) return false;
  return world.stopping.delete(socket) && world.stopping.size === 0;
}

function fullness({ packets, limit }: Socket): number {
  return packets.length / limit;
}

/** A period is over: the next one begins, and the clock's interrupt has the polls begin that were held back. */
export function endPeriod(world: World, cpu: Cpu): void {
  charge(world, cpu);
  cpu.usedBefore = cpu.accounts.softint ?? 0;
  world.stopping.clear();
  cpu.periodEnd += holding(world.design)!.period;
  cpu.ticked = true;
  assert(cpu.clock);
}

/** Asks for the poll of every NIC whose source is masked for one that was held back. */
export function* startHeldPolls(world: World, ctx: Context): Code {
  for (const card of world.cards) {
    if (card.rxHeld) {
      card.rxHeld = false;
      card.source.masked = true;
    }
    if (!card.source.masked || isAsked(world, card)) continue;
    yield* askForPoll(world, ctx, card);
  }
}

function isAsked(world: World, card: Card): boolean {
  return world.cpus[card.cpu]!.soft.get(card.polled.rank)!.includes(card.polled);
}
