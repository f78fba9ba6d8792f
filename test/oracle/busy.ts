import { newContext, priorityOf } from './context.js';
import { inKernel } from './interrupts.js';
import { reclaim } from './nic.js';
import { plain } from './plain.js';
import { work } from './work.js';
import { type Card, type Code, type Context, type Cpu, onCpu, POINT, type World } from './world.js';

/**
 * The thread that polls the NICs of a CPU and never sleeps: in turn up to so many descriptors to reclaim and so many received
 * packets of each, and when there is nothing anywhere, it spins until there is.
 */
export function newPollThread(world: World, cpu: Cpu, weight: number): Context {
  const name = onCpu(world.run, 'poll thread', cpu.number);
  const ownPriority = priorityOf({ band: 'kernel', level: 0 });
  const ctx = newContext({ name, activity: 'kernel', thread: true, home: cpu.number, ownPriority });
  const halves = world.cards
    .filter((card) => card.cpu === cpu.number)
    .flatMap((card) => [
      { card, sends: true },
      { card, sends: false },
    ]);
  ctx.code = poll(world, ctx, halves, weight);
  return ctx;
}

interface Half {
  readonly card: Card;
  readonly sends: boolean;
}

function* poll(world: World, ctx: Context, halves: Half[], weight: number): Code {
  const turn = { given: 0 };
  for (;;) {
    yield* inKernel(world, ctx, takeAll(world, ctx, halves, turn, weight));
    if (halves.some(hasAny)) continue;
    yield { kind: 'spin', over: () => halves.some(hasAny), whole: false };
  }
}

function* takeAll(world: World, ctx: Context, halves: Half[], turn: { given: number }, weight: number): Code {
  for (;;) {
    if (turn.given >= weight) pass(halves, turn);
    for (let tried = 0; tried < halves.length && !hasAny(halves[0]!); tried++) pass(halves, turn);
    const { card, sends } = halves[0]!;
    if (!hasAny(halves[0]!)) return;
    turn.given++;
    if (sends) yield* plain(world, ctx, card.nic.txDone ?? [], reclaim(card)!);
    else yield* work(world, ctx, card.ring.shift()!);
    yield POINT;
  }
}

function hasAny({ card, sends }: Half): boolean {
  return sends ? card.reclaimable > 0 : card.ring.length > 0;
}

function pass(halves: Half[], turn: { given: number }): void {
  halves.push(halves.shift()!);
  turn.given = 0;
}
