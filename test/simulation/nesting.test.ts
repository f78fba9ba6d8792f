import library from 'irqlab:library';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/language/index.js';
import type { Run } from '../../src/model/scenario.js';
import { simulate } from '../../src/simulation/simulate.js';
import { contextSwitches } from '../../src/trace/read.js';

/**
 * A device that interrupts a soft interrupt which itself runs on the way out of that device's interrupt: its handler is
 * taken again before its last trap has returned.
 */
function scenario(arrivals: string, costs: string, end: string, processes: string): Run {
  const text = `import "std/designs"
machine m { cpus 1 at 1GHz; ${costs} }
device nic: nic { link 100Gbps; rx ring 16; moderation none; ipl net; input work }
device other: nic extends nic {}
path work {
  hard net { run handler 3us; enqueue queue limit 16 drop tail }
  soft softnet { run softint 7us; ${end} }
}
${processes}
workload w { ${arrivals} }
run "nested" { machine m; workload w; for 100us; designs biglock }`;
  const { scenario, diagnostics } = compile('nested.irq', text, { read: (file) => library[file] });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return scenario!.runs[0]!;
}

const BUSY = 'process busy { loop { run work 1s } }';

function times(run: Run) {
  const result = simulate(run, run.designs[0]!, { trace: true });
  expect(result.ending).toBe('finished');
  const { interrupt, softint, trap, user } = result.cpus[0]!;
  return { result, interrupt: interrupt / 1e6, softint: softint / 1e6, trap: trap / 1e6, user: user / 1e6 };
}

describe('an interrupt in a soft interrupt on the way out of the same interrupt', () => {
  it('runs both handlers and both soft interrupts', () => {
    // 10 handler, 13 softint, 15 handler again, 18 softint goes on, 23 softint of the second packet, 30 user.
    const run = scenario('packet on nic at 10us, 15us size 64B', 'cost trap 0ns', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 6, softint: 14, trap: 0, user: 80 });
  });

  it('returns from each trap once', () => {
    // 10 handler, 13 softint, 15 handler, 18 return to the softint, 19 softint goes on, 24 softint of the second
    // packet, 31 return of the first trap, 32 user.
    const run = scenario('packet on nic at 10us, 15us size 64B', 'cost trap_return 1us', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 6, softint: 14, trap: 2, user: 78 });
  });

  it('comes once more on the second level, and a third time on the first', () => {
    // 10 handler, 13 softint, 15 handler, 18 return, 19 softint goes on, 20 handler, 23 return, 24 softint goes on until
    // 28, second packet until 35, third until 42, return until 43; 50 handler, 53 softint, 60 return, 61 user.
    const run = scenario('packet on nic at 10us, 15us, 20us, 50us size 64B', 'cost trap_return 1us', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 12, softint: 28, trap: 4, user: 56 });
  });

  it('comes again before it has returned to the soft interrupt, after one of another device of its level', () => {
    // 10 handler, 13 softint, 14 the other's handler, 17 handler (the packet of 15), 20 its return; the other has not
    // returned yet: 21 its handler (the packet of 18), 24 both returns, 26 softints of four packets with the 6us that are
    // left of the first, 53 return, 54 user.
    const arrivals = 'packet on nic at 10us, 15us size 64B; packet on other at 14us, 18us size 64B';
    const run = scenario(arrivals, 'cost trap_return 1us', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 12, softint: 28, trap: 4, user: 56 });
  });

  it('gives the CPU away before the first trap has returned, if a soft interrupt has woken a better thread', () => {
    // As above until 24, when the first packet wakes the server; its soft interrupt ends at 31, the server runs at once
    // for 2us for each packet, and the busy process finishes its return when it has the CPU again.
    const server = 'process server { priority realtime 1; loop { receive; run read 2us } }';
    const run = scenario(
      'packet on nic at 10us, 15us size 64B',
      'cost trap_return 1us',
      'deliver server',
      `${server}\n${BUSY}`,
    );
    const { result, ...shares } = times(run);
    expect(shares).toEqual({ interrupt: 6, softint: 14, trap: 2, user: 78 });
    const names = result.trace!.contexts.map(({ name }) => name);
    const switches = contextSwitches(result.trace!).map(({ time, to }) => `${time / 1e6} ${names[to]}`);
    expect(switches).toEqual(['31 server', '35 busy']);
  });
});
