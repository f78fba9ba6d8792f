import type { Design } from '../model/design.js';
import type { Device } from '../model/device.js';
import { iplRank } from '../model/ipl.js';
import type { Stage } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import { hasInterruptThreads, type Layout } from './layout.js';
import { eachStatement, type Visited } from './statements.js';

/**
 * What kind each lock of a run is. A design says whether waiters spin or sleep, but a lock that is also taken where
 * there is no thread to put to sleep is a spin lock for everybody, as a mutex of IPL_VM is in NetBSD (mutex(9)) and
 * MTX_SPIN in FreeBSD (mutex(9)).
 *
 * A spin lock that a handler takes as well must keep that handler away while it is held, or the handler would spin for
 * ever on top of the holder. Threads do not borrow the holder's context, so they need no such ceiling.
 */
export interface LockPlan {
  readonly spins: boolean;
  /** Rank of the level at which it is held. */
  readonly ceiling: number;
}

export function lockPlans(run: Run, design: Design, layout: Layout): LockPlan[] {
  const plans: { spins: boolean; ceiling: number }[] = layout.locks.map((_, lock) => ({
    spins: lock === 0 || design.lock === 'biglock' || design.lock === 'spin',
    ceiling: 0,
  }));
  const visited = [...eachStatement(run)];
  const awaiting = new Set(visited.map(({ statement, own }) => (statement.kind === 'await' ? own : undefined)));
  for (const place of visited) {
    if (place.statement.kind !== 'lock') continue;
    const plan = plans[layout.lock(place.statement.lock)]!;
    const awaits = place.own !== undefined && awaiting.has(place.own);
    plan.spins ||= isThreadless(design, place, awaits);
    plan.ceiling = Math.max(plan.ceiling, handlerRank(run, design, place.stage, place.own, awaits));
  }
  return plans.map(({ spins, ceiling }) => ({ spins, ceiling: spins ? ceiling : 0 }));
}

/** Whether a place's statements can be executed in a trap, on the stack of whatever was interrupted. */
function isThreadless(design: Design, { own, part }: Visited, awaits: boolean): boolean {
  const inTrap = design.interrupt === 'inline' || design.interrupt === 'interrupt_stack';
  if (part === 'clock') return true;
  if (part === 'filter') return inTrap || design.interrupt === 'filter_thread';
  if (part === 'handler') return inTrap;
  if (own === undefined || !inTrap) return false;
  // A poll takes the packets in the place of the interrupt handler.
  const polled = design.poll.kind !== 'none';
  const called = own.context === 'hard' || design.dispatch !== 'deferred';
  return (called && !polled) || (awaits && design.await === 'continuation_immediate');
}

/** The highest level at which a handler that borrows its context executes a place's statements; 0 if only threads do. */
function handlerRank(run: Run, design: Design, name: string, own: Stage | undefined, awaits: boolean): number {
  const highest = (devices: readonly Device[]) => Math.max(0, ...devices.map((device) => iplRank(device.ipl)));
  const softLevel = own?.context === 'soft' && design.softint !== 'softirq' ? own.ipl : 'softserial';
  const soft = design.softint === 'thread' ? 0 : iplRank(softLevel);
  if (own === undefined) {
    const device = run.devices.find((candidate) => candidate.name === name);
    if (device === undefined) return 0;
    if (device.kind === 'clock') return iplRank(device.ipl);
    // What a device's request needs is done by whoever makes it.
    return design.interrupt === 'thread' ? soft : highest(run.devices);
  }
  if (hasInterruptThreads(design)) return soft;
  if (own.context === 'hard') {
    return highest(run.devices.filter((device) => device.kind === 'nic' && device.input === name));
  }
  const called = design.dispatch !== 'deferred' || (awaits && design.await === 'continuation_immediate');
  return called ? highest(run.devices) : soft;
}
