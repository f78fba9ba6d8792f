import type { Clock } from '../../src/model/device.js';
import { iplRank } from '../../src/model/ipl.js';
import { handler, newSource } from './interrupts.js';
import { assert } from './levels.js';
import { plain } from './plain.js';
import type { Packet } from './program.js';
import { request } from './soft.js';
import type { Code, Context, SoftQueue, Ticks, World } from './world.js';

/**
 * Clocks: periodic interrupts that are taken in the trap under every design, without the lock around the kernel, and what
 * they put off to a soft level. A tick that finds the last one still pending is lost.
 */
export function addClock(world: World, clock: Clock): void {
  for (const cpu of clock.cpus) {
    const name = clock.cpus.length === 1 ? clock.name : `${clock.name} cpu${cpu}`;
    const source = newSource(name, cpu, iplRank(clock.ipl));
    const later = clock.soft === undefined ? undefined : softWork(clock, cpu, iplRank(clock.soft.ipl));
    source.handler = () => handler(world, source, 'interrupt', (ctx) => hardclock(world, ctx, clock, later));
    world.sources.push(source);
    world.ticks.push({ clock, source, later, next: clock.every });
  }
}

function softWork(clock: Clock, cpu: number, rank: number): SoftQueue {
  return { name: clock.name, cpu, rank, packets: [], polls: undefined, reclaims: undefined, clock };
}

function* hardclock(world: World, ctx: Context, clock: Clock, later: SoftQueue | undefined): Code {
  yield* plain(world, ctx, clock.interrupt);
  if (later === undefined || later.packets.length > 0) return;
  later.packets.push(NOTHING);
  yield* request(world, ctx, later);
}

/** What stands in the queue of a clock's work. */
const NOTHING: Packet = {
  number: 0,
  bytes: 0,
  class: '',
  flow: 0,
  card: undefined,
  program: undefined,
  path: undefined,
  stage: 0,
  held: [],
  waiter: undefined,
};

export function tick(ticks: Ticks): void {
  assert(ticks.source);
  ticks.next += ticks.clock.every;
}
