import type { Design } from '../../src/model/design.js';
import { assert } from './levels.js';
import type { Card, Cpu, World } from './world.js';

/**
 * Polls by the clock. Each tick begins a round on every CPU, in which a NIC may give a burst of packets, `each` in its turn; the
 * clock's interrupt asks for the polls. When nothing is left at the level of the polls the round is over: the next burst is
 * larger by one if the round has left user programs their share, else smaller. A round that outlasts its tick is
 * followed by another one at once, with an eighth less.
 */
type ByClock = Extract<Design['poll'], { kind: 'clock' }>;

export function byClock({ poll }: Design): ByClock | undefined {
  return poll.kind === 'clock' ? poll : undefined;
}

export function tickOfPolls(world: World): void {
  const { tick } = byClock(world.design)!;
  world.nextTick += tick;
  for (const cpu of world.cpus) {
    if (cpu.rounds === 0) startRound(world, cpu);
    // Ticks are not counted without end.
    if (cpu.rounds < 100) cpu.rounds++;
  }
  const [first] = world.cpus;
  first!.ticked = true;
  assert(first!.clock);
}

function startRound(world: World, cpu: Cpu): void {
  cpu.roundStart = world.now;
  for (const card of cardsOf(world, cpu)) card.residual = cpu.burst;
}

function cardsOf(world: World, cpu: Cpu): Card[] {
  return world.cards.filter((card) => card.cpu === cpu.number);
}

/** Whether a NIC has given its burst. */
export function hasGiven(world: World, card: Card): boolean {
  return byClock(world.design) !== undefined && card.residual <= 0;
}

/** Nothing is left at the level of the polls: the NICs of another round, if one follows at once. */
export function endRound(world: World, cpu: Cpu): Card[] {
  const poll = byClock(world.design);
  if (poll === undefined || cpu.rounds === 0) return [];
  const tooLong = world.now - cpu.roundStart > (1 - poll.userShare) * poll.tick;
  cpu.burst = Math.min(poll.burst, Math.max(1, cpu.burst + (tooLong ? -1 : 1)));
  cpu.rounds--;
  if (cpu.rounds === 0) return [];
  cpu.burst -= Math.floor(cpu.burst / 8);
  startRound(world, cpu);
  return cardsOf(world, cpu);
}
