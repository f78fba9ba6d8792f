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
 * What is left is ksoftirqd's, a thread as good as a timeshare process, among which CFS shares the CPU (fair.c): it takes
 * the CPU at once from one that has had 1 ms more, waits for its share otherwise, and softirqs are its business only, until
 * it has found nothing more to do. Who is interrupted has had what the interrupts took, too.
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

  test('ends after ten passes; what is left is ksoftirqd’s, to whom who computes owes the CPU', () => {
    const packets = 'packets on nic every 10ns from 10us count 3400 size 64B';
    const result = simulateText(scenario({ packets, work: '0.5us' }), 'linux_softirq');
    expectTimeline(
      result,
      `
      10us        interrupt nic over compute                // 0.45, then 3400 times 0.1
      350.45us    softint softnet over nic interrupt        // + 0.15 + 10 x 300 x 0.5, + wakeup 0.3 + return 0.35
      1850.9us    switch compute -> ksoftirqd (preempt)     // it has had 1850.9; + 2 + 400 x 0.5
      2052.9us    switch ksoftirqd -> compute (block)
      `,
      { slices: false, instants: ['interrupt', 'softint', 'switch'], until: 8000 },
    );
    const { end } = result.packets;
    expect([end[0], end[2999], end[3000], end[3399]].map((time) => time! / 1e6)).toEqual([
      // 350.6 + 0.5
      351.1, 1850.6, 1853.4, 2052.9,
    ]);
    // Each of the ten passes, and ksoftirqd's first, which takes 300 of the other 400.
    // The run behind the interrupt, and that of ksoftirqd until it sleeps.
    expect(result.metrics).toMatchObject({ time_squeeze: 11, softints: 2, interrupts: 1 });
  });

  test('has a turn for each level in each pass, whatever another one has left', () => {
    const packets = 'packets on nic every 10ns from 10us count 3400 size 64B; packet on can at 5us';
    const text = scenario({ packets, work: '0.5us' }).replace(
      'path in {',
      `device can: nic { link 10Gbps; ipl tty; input frames }
path frames { hard tty { run rx 10us; enqueue canq } soft softserial { run frame 1us; drop } }
path in {`,
    );
    // It comes at 5 and is handled until 15.45; the other interrupt has waited, trap 0.4 and 3400 times 0.1, to 355.85; then,
    // + 0.15, 300 packets of the level below it.
    expect(simulateText(text, 'linux_softirq').packets.end[0]! / 1e6).toBeCloseTo(507, 6);
  });

  test('ends after two milliseconds', () => {
    const result = simulateText(scenario({ work: '10us' }), 'linux_softirq');
    const { end } = result.packets;
    // 10.45 + 100 + 0.15, then 200 packets, + wakeup 0.3; then ksoftirqd, + 2.
    expect([end[0], end[199], end[200]].map((time) => time! / 1e6)).toEqual([120.6, 2110.6, 2122.9]);
    // The first pass, and two of ksoftirqd, to 4112.9 and 6113.7, in whose middle its quantum ends (the clock: 0.8). It has
    // had 4002.8 then, and compute 2110.9, which goes on to the end of its quantum, + 3000 and the trap; a third pass would
    // end behind the 10ms.
    expect(result.metrics).toMatchObject({ time_squeeze: 3, softints: 2 });
    expect(switches(result)).toEqual([
      '2110.9us compute -> ksoftirqd (preempt)',
      '6113.7us ksoftirqd -> compute (quantum)',
      '9114.15us compute -> ksoftirqd (quantum)',
    ]);
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
      // compute has had 261.2, and ksoftirqd nothing: + 2 + 300 x 0.5 + 0.3.
      '563.2us server -> ksoftirqd (block)',
      '715.5us ksoftirqd -> server (preempt)',
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
