import type { Design } from '../model/design.js';
import type { Device } from '../model/device.js';
import { iplRank } from '../model/ipl.js';
import type { Stage } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import { hasInterruptThreads, type Layout } from './layout.js';
import { eachStatement } from './statements.js';
import { locksSleep } from './work.js';

/**
 * A spin lock that a handler takes as well must keep that handler away while it is held, or the handler would spin for
 * ever on top of the holder. Threads do not borrow the holder's context, so they need no ceiling.
 */
export function ceilings(run: Run, design: Design, layout: Layout): number[] {
  const list = layout.locks.map(() => 0);
  if (locksSleep(design)) return list;
  const visited = [...eachStatement(run)];
  const awaiting = new Set(visited.map(({ statement, own }) => (statement.kind === 'await' ? own : undefined)));
  for (const { statement, stage, own } of visited) {
    if (statement.kind !== 'lock') continue;
    const lock = layout.lock(statement.lock);
    list[lock] = Math.max(list[lock]!, handlerRank(run, design, stage, own, awaiting.has(own)));
  }
  return list;
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
