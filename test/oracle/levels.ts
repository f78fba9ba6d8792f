import { iplRank, SOFT_IPLS } from '../../src/model/ipl.js';
import type { Context, Cpu, Source, World } from './world.js';

/**
 * Levels: which interrupt, hard or soft, a CPU takes now. A source has one bit, which stays set while it is masked or the
 * CPU is at its level or above; a soft level is pending while queues ask to be served there and nobody serves it yet.
 */
export const HIGH = iplRank('high');
export const CLOCK = iplRank('clock');
export const SOFT_RANKS = SOFT_IPLS.map(iplRank);
/** Highest soft level: at it, all soft interrupts are off. */
export const SOFT_OFF = Math.max(...SOFT_RANKS);

/** What the CPU must take now: a source, a soft level, or nothing. */
export function deliverable(world: World, cpu: Cpu): Source | number | undefined {
  let best: Source | undefined;
  for (const source of world.sources) {
    if (source.cpu !== cpu.number || !source.pending || source.masked) continue;
    if (source.rank <= cpu.level || isHeld(world, cpu, source.rank)) continue;
    if (best === undefined || source.rank > best.rank) best = source;
  }
  if (best !== undefined) return best;
  if (world.design.softint === 'thread') return undefined;
  for (const rank of [...SOFT_RANKS].reverse()) {
    if (rank > cpu.level && !isHeld(world, cpu, rank) && cpu.soft.get(rank)!.length > 0) return rank;
  }
  return undefined;
}

/**
 * What stays away from a CPU whatever its level. While a pinned handler sleeps, its level and all below or only its own
 * source; of a soft interrupt that is its level. And while ksoftirqd is not asleep, soft interrupts are its business.
 */
export function isHeld(world: World, cpu: Cpu, rank: number): boolean {
  if (SOFT_RANKS.includes(rank) && cpu.ksoftirqd !== undefined && cpu.ksoftirqd.state !== 'waiting') return true;
  for (const ctx of pinnedThreads(world, cpu)) {
    if (!ctx.detached) continue;
    const level = ctx.source?.rank ?? ctx.serves[0]!;
    if (world.design.blockedMasks === 'levels' ? rank <= level : ctx.source === undefined && rank === level)
      return true;
  }
  return false;
}

function pinnedThreads(world: World, cpu: Cpu): Context[] {
  const handlers = world.sources.filter((one) => one.cpu === cpu.number).map((source) => world.pinned.get(source));
  return [...handlers.filter((one) => one !== undefined), ...cpu.softThreads.values()];
}

export function assert(source: Source): void {
  source.pending = true;
}

/** The level of a context: one that is on its way out of a trap has come down to that of what is underneath. */
export function levelOf(cpu: Cpu, ctx: Context): number {
  let index = cpu.stack.indexOf(ctx);
  while (cpu.stack[index]!.leaving) index--;
  const { level, softOff } = cpu.stack[index]!;
  return softOff ? Math.max(level, SOFT_OFF) : level;
}
