import fc from 'fast-check';
import type { Family } from './families.js';

/** Designs by chance, of the words that a family has; those that contradict themselves are left out. */
export interface Words {
  readonly interrupt: string;
  readonly softint: string;
  readonly dispatch: string;
  readonly redispatch: string;
  readonly netisr: string;
  readonly await: string;
  readonly blocked_masks: string;
  readonly lock: string;
  readonly inheritance: string;
  readonly poll: string;
  readonly softirq: string;
  readonly preempt: string;
  readonly handoff: string;
  readonly scheduler: string;
  readonly quantum: string;
}

export function design(family: Family): fc.Arbitrary<Words> {
  const words: { [word in keyof Words]: fc.Arbitrary<string> } = {
    interrupt: fc.constantFrom(...family.interrupt),
    softint: fc.constantFrom(...family.softint),
    dispatch: fc.constantFrom('deferred', 'direct', 'hybrid'),
    redispatch: fc.constantFrom('as_dispatched', 'deferred'),
    netisr: fc.constantFrom('local', 'hashed'),
    await: fc.constantFrom(...family.await),
    blocked_masks: fc.constantFrom('source', 'levels'),
    lock: fc.constantFrom(...family.lock),
    inheritance: fc.constantFrom(...family.inheritance),
    poll: fc.constantFrom(...family.poll),
    softirq: fc.constantFrom(
      'restarts 10',
      'restarts 1 budget 1',
      'restarts 2 budget 2',
      'restarts 3 time 4us budget 3',
    ),
    preempt: fc.constantFrom(...family.preempt),
    handoff: fc.constantFrom(...family.handoff),
    scheduler: fc.constantFrom(...family.scheduler),
    quantum: fc.constantFrom('100ms', '20.013us', '7.007us'),
  };
  return fc.record(words).filter(isPossible);
}

/** Only a thread can sleep. */
function isPossible({ interrupt, softint, dispatch, await: wait, lock, poll }: Words): boolean {
  const locksSleep = lock === 'blocking' || lock === 'adaptive';
  if ((wait === 'block' || locksSleep) && (softint === 'on_return' || softint === 'softirq')) return false;
  const inTrap = interrupt === 'inline' || interrupt === 'interrupt_stack';
  return wait !== 'block' || !inTrap || dispatch === 'deferred' || poll !== 'none';
}

export function written(words: Words): string {
  return `design d { ${Object.entries(words)
    .map(([word, choice]) => `${word} ${choice}`)
    .join('; ')} }`;
}
