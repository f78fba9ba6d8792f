import type { Design } from './design.js';
import { awaits, type Path, type Stage } from './path.js';

/** Whether handlers are executed on the stack of whatever was interrupted, where nothing can sleep. */
export function borrows(design: Design): boolean {
  return design.interrupt === 'inline' || design.interrupt === 'interrupt_stack';
}

/**
 * Whether a stage's statements can be executed in a trap: by the handler, by a stage that calls this one, or by the handler
 * of a completion.
 */
export function runsInTrap(design: Design, { stages }: Path, stage: Stage): boolean {
  if (!borrows(design)) return false;
  const calls = design.dispatch !== 'deferred';
  // A poll takes the packets in the place of the interrupt handler.
  if ((stage.context === 'hard' || calls) && design.poll.kind === 'none') return true;
  if (design.await !== 'continuation_immediate') return false;
  // The handler of a completion goes on with a stage that has waited, and with those that it calls.
  const before = calls ? stages.slice(0, stages.indexOf(stage) + 1) : [stage];
  return before.some((one) => awaits(one));
}

/** Whether the interrupt of a NIC only requests a poll of its ring, and is masked while that goes on. */
export function pollsOnInterrupt({ poll }: Design): boolean {
  return poll.kind === 'napi' || poll.kind === 'quota';
}
