import { describe, expect, test } from 'vitest';
import { machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * `cost spl`, here 60ns, is paid with each lock that keeps a handler away, by whoever takes it: a handler that is at its
 * level already raises it all the same, as splnet() in an interrupt routine does. A lock costs 40ns, a trap 0.4us and 0.3.
 */
function scenario(hard: string): string {
  return `
import "std/designs"
${machine(1, 'cost lock 40ns; cost spl 60ns')}
device nic: nic { link 10Gbps; input p }
path p { hard net { ${hard}; drop } }
design spinning extends biglock { lock spin }
process p { lock l { run hold 10us }; loop { run rest 100us } }
workload w { packet on nic at 3us }
run "spl" { machine m; workload w; for 20us; designs spinning, biglock, interrupt_threads, solaris_pinned }`;
}
const shared = scenario('lock l { run x 1us }');

describe('the level of a lock', () => {
  test('costs with the lock, where handlers take it in the trap', () => {
    expectTimeline(
      simulateText(shared, 'spinning'),
      `
      0-0.1us        p: lock                    // 0.04 + 0.06
      0.1-10.1us     p: hold
      10.1us         interrupt nic over p       // came at 3
      10.1-10.5us    nic interrupt: trap
      10.5-10.6us    nic interrupt: lock
      10.6-11.6us    nic interrupt: x
      11.6us         drop #1 at drop in p
      11.6-11.9us    nic interrupt: return from trap
      11.9-20us      p: rest
      `,
    );
  });

  test('is all that a lock costs in the kernel of a uniprocessor', () => {
    expectTimeline(
      simulateText(shared, 'biglock'),
      `
      0-0.06us       p: spl
      0.06-10.06us   p: hold
      10.06us        interrupt nic over p
      10.06-10.46us  nic interrupt: trap
      10.46-10.52us  nic interrupt: spl
      10.52-11.52us  nic interrupt: x
      11.52us        drop #1 at drop in p
      11.52-11.82us  nic interrupt: return from trap
      11.82-20us     p: rest
      `,
    );
  });

  test('costs nothing where a lock keeps nobody away: handlers are threads, or take another one', () => {
    const hold = '0-0.04us p: lock\n0.04-3us p: hold';
    for (const design of ['interrupt_threads', 'solaris_pinned']) {
      expectTimeline(simulateText(shared, design), hold, { until: 2, instants: [] });
    }
    expectTimeline(simulateText(scenario('run x 1us'), 'spinning'), hold, { until: 2, instants: [] });
    expect(simulateText(scenario('run x 1us'), 'biglock').cpus[0]!.kernel).toBe(10e6);
  });
});
