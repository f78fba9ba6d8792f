import { BANDS, type Priority } from '../../src/model/process.js';
import type { Code, Context } from './world.js';

export function newContext(some: Partial<Context> & Pick<Context, 'name' | 'activity' | 'thread'>): Context {
  const priority = some.ownPriority ?? -1;
  return {
    pinned: false,
    detached: false,
    home: undefined,
    ownPriority: priority,
    priority,
    code: nothing(),
    rest: undefined,
    whole: false,
    state: 'waiting',
    awaits: undefined,
    level: 0,
    softOff: false,
    leaving: false,
    source: undefined,
    serves: [],
    due: { tell: false, switch: false, handoff: false, space: false, level: false, refill: 0, returns: 0 },
    calls: 0,
    entered: 0,
    spinLocks: 0,
    lastCpu: undefined,
    leftAt: 0,
    quantumLeft: 0,
    had: { time: 0, cpu: undefined },
    stackless: true,
    ...some,
  };
}

/** One number for a band and a level in it, which orders all threads. */
export function priorityOf({ band, level }: Priority): number {
  return BANDS.indexOf(band) * 1e6 + level;
}

/** The least priority of a thread that is not in the band timeshare. */
export const KERNEL = priorityOf({ band: 'kernel', level: 0 });

/** The least priority of a thread of soft interrupts. */
export const INTERRUPTS = priorityOf({ band: 'softint', level: 0 });

function* nothing(): Code {}
