import type { Design } from '../model/design.js';
import type { Device } from '../model/device.js';
import { iplRank } from '../model/ipl.js';
import { awaits } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import { borrows, runsInTrap } from '../model/trap.js';
import { hasInterruptThreads, isPolledOnInterrupt, type Layout } from './layout.js';
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
  for (const place of eachStatement(run)) {
    if (place.statement.kind !== 'lock') continue;
    const plan = plans[layout.lock(place.statement.lock)]!;
    plan.spins ||= isThreadless(run, design, place);
    plan.ceiling = Math.max(plan.ceiling, handlerRank(run, design, place));
  }
  return plans.map(({ spins, ceiling }) => ({ spins, ceiling: spins ? ceiling : 0 }));
}

/** Whether a place's statements can be executed in a trap, on the stack of whatever was interrupted. */
function isThreadless(run: Run, design: Design, { own, part, stage: name }: Visited): boolean {
  const device = run.devices.find((candidate) => candidate.name === name);
  switch (part) {
    case 'clock':
      return true;
    case 'filter':
      return borrows(design) || design.interrupt === 'filter_thread';
    case 'interrupt':
      return borrows(design) || isPolledOnInterrupt(design, device!);
    case 'done':
      // What a NIC has transmitted a poll reclaims, in the place of the interrupt handler.
      return borrows(design) && (device!.kind !== 'nic' || design.poll.kind === 'none');
    case 'submit':
      return run.paths.some((path) =>
        path.stages.some((stage) => awaits(stage, name) && runsInTrap(design, path, stage)),
      );
    case undefined: {
      const path = run.paths.find((candidate) => own !== undefined && candidate.stages.includes(own));
      return path !== undefined && runsInTrap(design, path, own!);
    }
  }
}

/** The highest level at which a handler that borrows its context executes a place's statements; 0 if only threads do. */
function handlerRank(run: Run, design: Design, { stage: name, own, part }: Visited): number {
  const highest = (devices: readonly Device[]) => Math.max(0, ...devices.map((device) => iplRank(device.ipl)));
  const softLevel = own?.context === 'soft' && design.softint !== 'softirq' ? own.ipl : 'softserial';
  const soft = design.softint === 'thread' ? 0 : iplRank(softLevel);
  if (own === undefined) {
    const device = run.devices.find((candidate) => candidate.name === name);
    if (device === undefined) return 0;
    if (device.kind === 'clock') return iplRank(device.ipl);
    // What a device's request needs is done by whoever makes it.
    if (design.interrupt !== 'thread') return highest(run.devices);
    return part === 'interrupt' && isPolledOnInterrupt(design, device) ? iplRank(device.ipl) : soft;
  }
  if (hasInterruptThreads(design)) return soft;
  const immediate = design.await === 'continuation_immediate' && awaits(own);
  if (immediate) return highest(run.devices);
  if (own.context === 'hard') {
    return highest(run.devices.filter((device) => device.kind === 'nic' && device.input === name));
  }
  return design.dispatch !== 'deferred' ? highest(run.devices) : soft;
}
