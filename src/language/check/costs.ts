import type { Design } from '../../model/design.js';
import type { Cost, Machine } from '../../model/machine.js';
import type { Related } from '../diagnostics.js';

/**
 * A cost that a machine does not give is zero. For most of them that is a choice, but some are paid by a few designs only
 * and easily forgotten, and then those designs look better than they are. So it is said, at the design in the run's list;
 * who means zero writes `cost handoff 0ns`.
 */
export function checkCosts(
  machine: Machine,
  given: ReadonlySet<string>,
  design: Design,
  report: (message: string, related: readonly Related[]) => void,
): void {
  for (const { cost, reason } of paid(machine, design)) {
    if (given.has(cost)) continue;
    const message = `the design '${design.name}' pays '${cost}' for ${reason}, which the machine '${machine.name}' does not give; it is free here`;
    report(message, [{ span: machine.span, message: 'the machine' }]);
  }
}

function* paid(machine: Machine, design: Design): Generator<{ readonly cost: Cost; readonly reason: string }> {
  if (design.interrupt === 'pinned_thread' || design.softint === 'pinned_thread') {
    yield { cost: 'handoff', reason: 'its pinned threads' };
  } else if (design.handoff) yield { cost: 'handoff', reason: 'handing over stacks' };
  if (design.interrupt === 'interrupt_stack') yield { cost: 'stack_switch', reason: 'its interrupt stack' };
  if (machine.cpus > 1) yield { cost: 'ipi', reason: `telling the others of ${machine.cpus} CPUs` };
}
