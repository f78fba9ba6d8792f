import { describe, test } from 'vitest';
import { machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * A spin lock is held at the level of the highest handler that takes it, and everything above that level interrupts its
 * holder. Trap 0.4, return 0.3, softint 0.15, stack_switch 0.05, wakeup 0.3, mask 0.2, switch 2.
 */
function scenario(
  parts: string,
  time: string,
  designs = 'biglock, linux_softirq, linux_napi, netbsd5_softint',
): string {
  return `
import "std/designs"
${machine()}
${parts}
run "level" { machine m; workload w; for ${time}; designs ${designs} }`;
}

const interrupts = { slices: false, instants: ['interrupt', 'softint'] } as const;

describe('a lock keeps away who takes it, and nobody else', () => {
  test("of a disk's completions and a process: NICs interrupt the holder", () => {
    const text = scenario(
      `
device nic: nic { link 10Gbps; input p }
device sd0: disk { seek 2us; done { lock dl { run biodone 1us } } }
path p { hard net { run rx 1us; drop } }
process asks { await sd0 (512B); loop { run rest 1ms } }
process holds { lock dl { run hold 10us }; loop { run rest 1ms } }
workload w { packet on nic at 4us }`,
      '20us',
      'biglock',
    );
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      0us            switch asks -> holds (block)
      0-2us          holds: context switch
      2-4us          holds: hold                  // at bio; the disk is done at 2
      4us            interrupt nic over holds     // at net
      4-4.4us        nic interrupt: trap
      4.4-5.4us      nic interrupt: rx
      5.4us          drop #1 at drop in p
      5.4-5.7us      nic interrupt: return from trap
      5.7-13.7us     holds: hold
      13.7us         interrupt sd0 over holds
      13.7-14.1us    sd0 interrupt: trap
      14.1-15.1us    sd0 interrupt: biodone
      15.1-15.4us    sd0 interrupt: wakeup
      15.4-15.7us    sd0 interrupt: return from trap
      15.7-20us      holds: rest
      `,
    );
  });

  test("of a clock's soft work and of a protocol: ticks interrupt the holder", () => {
    const parts = `
device nic: nic { link 10Gbps; input p }
device clk: clock { every 6us; interrupt { run tick 500ns }; soft softclock { lock tcb { run timers 1us } } }
path p { hard net { run rx 1us; enqueue q } soft softnet { lock tcb { run tcp 8us }; drop } }
process computes { loop { run rest 1ms } }
workload w { packet on nic at 1us size 64B }`;
    // Up to 2.4 the interrupt, softnet from 2.55 on; on a stack of its own from 2.45 and 2.6 on.
    for (const [design, softint] of [
      ['biglock', '2.4us softint softnet over nic interrupt'],
      ['linux_softirq', '2.45us softint softnet over nic interrupt'],
    ] as const) {
      expectTimeline(
        simulateText(scenario(parts, '10us'), design),
        `
        1us     interrupt nic over computes
        ${softint}
        6us     interrupt clk over ${design === 'biglock' ? 'softnet softint' : 'softirq'}
        `,
        { ...interrupts, until: 6 },
      );
    }
  });

  test('of a process and of a protocol that is polled: soft interrupts wait, and no hard one', () => {
    const text = scenario(
      `
device nic: nic { link 10Gbps; input p }
device clk: clock { every 5us; interrupt { run tick 500ns } }
path p { hard net { run rx 1us; enqueue q } soft softnet { lock l { run tcp 2us }; drop } }
process holds { lock l { run hold 10us }; loop { run rest 1ms } }
workload w { packet on nic at 2us size 64B }`,
      '14us',
    );
    expectTimeline(
      simulateText(text, 'linux_napi'),
      `
      0-2us           holds: hold                          // at softserial: softirqs are off
      2us             interrupt nic over holds
      2-2.45us        nic interrupt: trap                  // 0.4 and the interrupt stack 0.05
      2.45-2.65us     nic interrupt: mask
      2.65-3us        nic interrupt: return from trap
      3-5us           holds: hold
      5us             interrupt clk over holds
      5-5.45us        clk interrupt: trap
      5.45-5.95us     clk interrupt: tick
      5.95-6.3us      clk interrupt: return from trap
      6.3-10us        holds: hold
      10us            interrupt clk over holds
      10-10.45us      clk interrupt: trap
      10.45-10.95us   clk interrupt: tick
      10.95-11.3us    clk interrupt: return from trap
      11.3-13.6us     holds: hold                          // 10 + 3 interrupts of 1, 1.3 and 1.3
      13.6us          softint softnet over holds
      13.6-13.8us     softirq: softint dispatch                  // 0.15 and the stack
      13.8-14us       softirq: rx
      `,
    );
  });

  test("of a crypto driver, in a request and its completion: ticks interrupt the holder, the driver's device does not", () => {
    const text = scenario(
      `
device nic: nic { link 10Gbps; input p }
device clk: clock { every 7us; interrupt { run tick 500ns } }
device c0: crypto { queue 2; latency 1us; submit { lock drv { run submit 4us } }; done { lock drv { run done 1us } } }
path p { hard net { enqueue q } soft softnet { await c0; drop } }
process computes { loop { run rest 1ms } }
workload w { packet on nic at 1us, 2us size 64B }`,
      '13us',
    );
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      1us      interrupt nic over computes
      1.4us    softint softnet over nic interrupt
      5.55us   interrupt nic over softnet softint          // drv held at net since 1.55
      7us      interrupt clk over softnet softint          // drv held again since 6.25
      `,
      { ...interrupts, until: 8 },
    );
  });

  test('a process that is called like a device takes no level of that', () => {
    const text = scenario(
      `
device nic: nic { link 10Gbps; input p }
path p { hard net { run rx 1us; drop } }
process nic { lock private { run hold 10us }; loop { run rest 1ms } }
workload w { packet on nic at 3us }`,
      '12us',
    );
    for (const design of ['biglock', 'linux_softirq']) {
      expectTimeline(simulateText(text, design), '3us interrupt nic over nic', interrupts);
    }
  });
});

describe('on several CPUs an inner lock keeps away who takes the outer one', () => {
  // Otherwise b, on cpu1, would lie under an interrupt that waits for what a has, which waits for b.
  const two = (parts: string, design: string, how = '') => `
import "std/designs"
${machine(2, 'cost lock 100ns')}
device nic: nic { link 10Gbps; input p; cpu 1 }
${parts}
workload w { packet on nic at 3us size 64B }
design d extends ${design} { ${how} }
run "two" { machine m; workload w; for 40us; designs d }`;
  const moments = { slices: false, instants: ['acquire', 'contend', 'release', 'interrupt'] } as const;

  test('of two named ones', () => {
    const parts = `
path p { hard net { lock outer { run rx 1us }; drop } }
process a { cpu 0; run before 2us; lock outer { lock inner { run x 1us } }; loop { run rest 1ms } }
process b { cpu 1; lock inner { run hold 10us }; loop { run rest 1ms } }`;
    expectTimeline(
      simulateText(two(parts, 'biglock', 'lock spin'), 'd'),
      `
      cpu1 0us      acquire inner by b
      cpu0 2us      acquire outer by a
      cpu0 2.1us    contend inner by a
      cpu1 10.1us   release inner by b
      cpu1 10.1us   interrupt nic over b             // came at 3
      cpu0 10.1us   acquire inner by a
      cpu1 10.5us   contend outer by nic interrupt
      cpu0 11.2us   release inner by a
      cpu0 11.2us   release outer by a
      cpu1 11.2us   acquire outer by nic interrupt
      cpu1 12.3us   release outer by nic interrupt
      `,
      moments,
    );
  });

  test('of the lock around the kernel, which a clock does without, and one that it takes', () => {
    const parts = `
device clk: clock { every 2us; cpu 1; ipl bio; interrupt { lock l { run tick 5us } } }
path p { hard net { run rx 1us; drop } }
process a { cpu 0; run before 2500ns; lock l { run x 1us }; loop { run rest 1ms } }
process b { cpu 1; loop { run rest 1ms } }`;
    expectTimeline(
      simulateText(two(parts, 'biglock'), 'd'),
      `
      cpu1 2us     interrupt clk over b
      cpu1 2.4us   acquire l by clk interrupt       // at net
      cpu0 2.5us   acquire kernel lock by a
      cpu0 2.6us   contend l by a
      cpu1 7.4us   release l by clk interrupt
      cpu1 7.4us   interrupt nic over clk interrupt // came at 3
      cpu0 7.4us   acquire l by a
      cpu1 7.8us   contend kernel lock by nic interrupt
      cpu0 8.4us   release l by a
      cpu0 8.4us   release kernel lock by a
      cpu1 8.4us   acquire kernel lock by nic interrupt
      `,
      { ...moments, until: 8.4 },
    );
  });
});
