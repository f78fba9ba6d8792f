import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

/**
 * Linux's softirqs, after kernel/softirq.c (irq_exit, handle_softirqs, run_ksoftirqd) and net/core/dev.c (net_rx_action).
 * handle_softirqs runs what is pending, once each, and looks again; it begins another pass only while all of these hold:
 *
 * | limit | in the source | the scenario that runs into it |
 * | --- | --- | --- |
 * | passes | MAX_SOFTIRQ_RESTART 10 | packets of 0.5: 10 passes of 300 (netdev_budget) in 1500us |
 * | time | MAX_SOFTIRQ_TIME 2 ms | packets of 10: 200 of them, in one pass |
 * | nobody waits for the CPU | need_resched() | a process that the first packet wakes |
 *
 * What is left is ksoftirqd's, which is as good as a timeshare process: it waits for the quantum of who computes, and
 * softirqs are its business only, until it has found nothing more to do.
 *
 * All packets come within 10us at 10ns, and the handler takes 0.1 for each: from 10 + trap 0.4 + stack_switch 0.05 it
 * works for 0.1 N. A softirq then costs a dispatch of 0.15, and nothing else but its packets.
 */
function scenario(
  change: { packets?: string; work: string; server?: string; end?: string; time?: string },
  processes = computing(),
) {
  const { packets = 'packets on nic every 10ns from 10us count 1000 size 64B', work, time = '10ms' } = change;
  const { end = 'drop', server = 'process server { loop { receive; run read 2us } }' } = change;
  return `
import "std/designs"
${machine()}
device nic: nic { link 100Gbps; rx ring 8192; input in }
path in {
  hard net { run netif_rx 0.1us; enqueue backlog limit 10000 }
  soft softnet { run ip_rcv ${work}; ${end} }
}
${server}
${processes}
workload w { ${packets} }
run "softirq" { machine m; workload w; for ${time}; designs linux_softirq, biglock }`;
}

describe('a softirq run', () => {
  test('follows the interrupt, on the interrupt stack, without a switch', () => {
    const text = scenario({ packets: 'packet on nic at 10us', work: '2us', end: 'deliver server', time: '20us' });
    const result = simulateText(text, 'linux_softirq');
    expectTimeline(
      result,
      `
      0-10us         compute: work
      10us           interrupt nic over compute
      10-10.45us     nic interrupt: trap               // trap 0.4, stack_switch 0.05
      10.45-10.55us  nic interrupt: netif_rx
      10.55us        softint softnet over nic interrupt
      10.55-10.7us   softirq: softint dispatch
      10.7-12.7us    softirq: ip_rcv
      12.7us         deliver #1 to server
      12.7-13us      softirq: wakeup
      13-13.35us     nic interrupt: return from trap
      13.35-20us     compute: work
      `,
    );
    expect([result.metrics.switches, result.metrics.time_squeeze]).toEqual([0, 0]);
  });

  test('ends after ten passes; what is left waits for ksoftirqd, and that for the quantum of who computes', () => {
    const packets = 'packets on nic every 10ns from 10us count 3400 size 64B';
    const result = simulateText(scenario({ packets, work: '0.5us' }), 'linux_softirq');
    expectTimeline(
      result,
      `
      10us        interrupt nic over compute                // 0.45, then 3400 times 0.1
      350.45us    softint softnet over nic interrupt        // + 0.15 + 10 x 300 x 0.5, + wakeup 0.3 + return 0.35
      4000us      interrupt clock or ipi over compute       // the quantum of 4ms
      4000.45us   switch compute -> ksoftirqd (quantum)     // + 2 + 400 x 0.5
      4202.45us   switch ksoftirqd -> compute (block)
      `,
      { slices: false, instants: ['interrupt', 'softint', 'switch'], until: 8000 },
    );
    const { end } = result.packets;
    expect([end[0], end[2999], end[3000], end[3399]].map((time) => time! / 1e6)).toEqual([
      // 350.6 + 0.5
      351.1, 1850.6, 4002.95, 4202.45,
    ]);
    // Each of the ten passes, and ksoftirqd's first, which takes 300 of the other 400.
    // The run behind the interrupt, and that of ksoftirqd until it sleeps.
    expect(result.metrics).toMatchObject({ time_squeeze: 11, softints: 2, interrupts: 2 });
  });

  test('ends after two milliseconds', () => {
    const result = simulateText(scenario({ work: '10us' }), 'linux_softirq');
    const { end } = result.packets;
    // 10.45 + 100 + 0.15, then 200 packets; then ksoftirqd, from the end of the quantum.
    expect([end[0], end[199], end[200]].map((time) => time! / 1e6)).toEqual([120.6, 2110.6, 4012.45]);
    // The first pass, and two of ksoftirqd, to 6002.45 and 8002.45; a third one would end behind the 10ms.
    expect(result.metrics).toMatchObject({ time_squeeze: 3, softints: 2 });
  });

  test('that the warm-up has seen is no figure: time_squeeze', () => {
    const text = scenario({ work: '10us' }).replace('for 10ms', 'warmup 3ms; for 10ms');
    expect(simulateText(text, 'linux_softirq').metrics.time_squeeze).toBe(2);
  });

  test('ends with the pass in which somebody was woken who should have the CPU', () => {
    const server = 'process server { priority timeshare 1; socket 2000; loop { receive; run read 1us } }';
    const result = simulateText(scenario({ work: '0.5us', end: 'deliver server', server }), 'linux_softirq');
    expect(switches(result).slice(0, 3)).toEqual([
      // 110.6 + 300 x 0.5, and the wakeups of the server (0.3) and of ksoftirqd (0.3); then the server's 300 x 1 and 2
      // for the switch.
      '261.2us compute -> server (preempt)',
      '563.2us server -> compute (block)',
      // 261.2 of compute's 4000 were gone; the clock, and trap 0.45.
      '4302.45us compute -> ksoftirqd (quantum)',
    ]);
  });
});

describe('more packets than the machine can take', () => {
  // A packet every 5us that costs its softirq 10, and the interrupt next to nothing of its own.
  const flood = { packets: 'packets on nic every 5us from 10us size 64B', work: '10us', time: '200ms' };

  test('ksoftirqd and who computes have half of what the interrupts leave', () => {
    const { cpus } = simulateText(scenario(flood), 'linux_softirq');
    const { user, softint, interrupt, trap } = cpus[0]!;
    // An interrupt for each packet, of 0.4 + 0.1 + 0.3; on the interrupt stack, where it does not nest, 0.05 twice more.
    expect((interrupt + trap) / 200e9).toBeCloseTo(0.18, 1);
    expect(user / (user + softint)).toBeGreaterThan(0.47);
    expect(user / (user + softint)).toBeLessThan(0.53);
  });

  test('where softints have no such limit, it has nothing', () => {
    expect(simulateText(scenario(flood), 'biglock').metrics.user_share).toBeLessThan(0.001);
  });
});
