import { INTERRUPT_CONTEXTS, LOCK_POLICIES, PREEMPTIONS, SOFTINT_CONTEXTS } from '../../src/model/design.js';

/**
 * Families of scenarios, so that each idea is met often: what a scenario of a family chooses from. Words that a family
 * does not give are those of a machine with one CPU, without contention, as the language has them without it.
 */
export interface Family {
  readonly cpus: readonly number[];
  readonly interrupt: readonly string[];
  readonly softint: readonly string[];
  readonly await: readonly string[];
  readonly lock: readonly string[];
  readonly poll: readonly string[];
  readonly preempt: readonly string[];
  readonly handoff: readonly string[];
  readonly inheritance: readonly string[];
  readonly scheduler: readonly string[];
  readonly processes: readonly number[];
  /** Priorities of processes; an empty one is `timeshare 0`. */
  readonly priorities: readonly string[];
  readonly time: string;
  readonly txdone: boolean;
  /** How often there is a lock, in place of other work. */
  readonly locking: number;
}

const PLAIN: Family = {
  cpus: [1],
  interrupt: ['inline', 'interrupt_stack', 'thread', 'filter_thread'],
  softint: ['on_return', 'thread'],
  await: ['block', 'continuation via softint', 'continuation via thread', 'continuation immediately'],
  lock: ['spin', 'biglock'],
  poll: ['none'],
  preempt: ['user', 'kernel'],
  handoff: ['off'],
  inheritance: ['off', 'on'],
  scheduler: ['round_robin', 'fair'],
  processes: [1, 2, 3],
  priorities: ['', '', 'priority realtime 1; ', 'priority kernel 3; ', 'priority timeshare 1; '],
  time: '250us',
  txdone: false,
  locking: 1,
};

const POLLS = ['napi weight 1', 'napi weight 2', 'quota weight 1 tx_weight 1', 'quota weight 2 tx_weight 3'];
const HOLDING = [
  'quota weight 2 feedback high 75% low 25% period 40us',
  'quota weight 1 feedback high 50% low 40%',
  'quota weight 2 cycle_limit 20% period 30us',
];
const BUSY = ['busy weight 1', 'busy weight 2'];
const CLOCK = ['clock tick 20us burst 4 each 1', 'clock tick 11us burst 9 each 8 user_share 20%'];

export const FAMILIES = {
  'one CPU': PLAIN,
  'several CPUs': { ...PLAIN, cpus: [2, 2, 3], locking: 0, lock: ['spin'] },
  locks: { ...PLAIN, cpus: [1, 2, 2, 3], lock: LOCK_POLICIES, softint: ['on_return', 'thread', 'thread'], locking: 6 },
  // Threads enough that equals of who lends and of who is lent to are ready, and time enough that what they had tells.
  loans: {
    ...PLAIN,
    cpus: [1, 2, 3],
    lock: ['blocking', 'adaptive'],
    softint: ['thread'],
    inheritance: ['on'],
    scheduler: ['fair', 'fair', 'round_robin'],
    processes: [3, 4, 5, 6],
    priorities: ['', '', 'priority timeshare 1; ', 'priority timeshare 2; ', 'priority kernel 3; '],
    time: '1000us',
    locking: 6,
  },
  'pinned threads': {
    ...PLAIN,
    cpus: [1, 1, 2],
    interrupt: ['pinned_thread', 'inline'],
    softint: ['pinned_thread', 'pinned_thread', 'thread'],
    lock: LOCK_POLICIES,
    await: ['block', 'block', 'continuation via softint', 'continuation immediately'],
    locking: 3,
  },
  softirqs: { ...PLAIN, cpus: [1, 1, 2], softint: ['softirq'], poll: ['none', ...POLLS] },
  polls: {
    ...PLAIN,
    cpus: [1, 1, 2],
    softint: ['on_return', 'thread', 'pinned_thread'],
    poll: [...POLLS, ...HOLDING, ...BUSY, ...CLOCK],
    txdone: true,
  },
  everything: {
    ...PLAIN,
    cpus: [1, 1, 2, 3],
    interrupt: INTERRUPT_CONTEXTS,
    softint: SOFTINT_CONTEXTS,
    lock: LOCK_POLICIES,
    poll: ['none', 'none', 'none', ...POLLS, ...HOLDING, ...BUSY, ...CLOCK],
    preempt: PREEMPTIONS,
    handoff: ['off', 'on'],
    txdone: true,
    locking: 2,
  },
} as const satisfies Record<string, Family>;
