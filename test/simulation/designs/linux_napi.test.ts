import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * NAPI, after Documentation/networking/napi.rst and net/core/dev.c (napi_schedule, net_rx_action, napi_poll,
 * napi_complete_done). A burst of 70 on nic0 at 10us, 3 packets on nic1 at 20us, one more on nic0 at 77us:
 *
 * | us | what | interrupt of nic0 | nic1 |
 * | --- | --- | --- | --- |
 * | 10.65 | the handler of nic0 masks and schedules its poll | masked | |
 * | 10.8 | poll of nic0: 64 packets (weight), so it goes to the back of the list | masked | |
 * | 20.6 | the handler of nic1 does the same, on top of the poll | masked | masked |
 * | 75.7 | poll of nic1: 3 packets, fewer than its weight: done, unmask | masked | let in |
 * | 78.9 | poll of nic0: the other 6 and the one of 77us: done, unmask | let in | |
 */
function scenario(packets: string, design = 'linux_napi'): string {
  return `
import "std/designs"
${machine()}
device nic0: nic { link 100Gbps; input in }
device nic1: nic { link 100Gbps; input in }
path in { hard net { run netif_receive_skb 1us; drop } }
${computing()}
workload w { ${packets} }
design ten extends linux_napi { poll napi weight 10 }
run "napi" { machine m; workload w; for 1ms; designs ${design} }`;
}

describe('NAPI', () => {
  const burst = 'packets on nic0 every 10ns from 10us count 70 size 64B';

  test('takes by weight from each ring in turn, and lets an interrupt in when its ring is empty', () => {
    const text = scenario(
      `${burst}; packets on nic1 every 10ns from 20us count 3 size 64B; packet on nic0 at 77us, 90us`,
    );
    const result = simulateText(text, 'linux_napi');
    expectTimeline(
      result,
      `
      10us      interrupt nic0 over compute
      10.65us   softint softnet over nic0 interrupt      // trap 0.45, mask 0.2
      20us      interrupt nic1 over softirq              // trap 0.4, mask 0.2, return 0.3
      90us      interrupt nic0 over compute              // none at 77us
      90.65us   softint softnet over nic0 interrupt
      `,
      { slices: false, instants: ['interrupt', 'softint', 'switch'] },
    );
    expectTimeline(
      result,
      `
      77.7us         drop #72 at drop in in
      77.7-78.7us    softirq: netif_receive_skb            // the third of nic1
      78.7us         drop #73 at drop in in
      78.7-78.9us    softirq: mask
      78.9-79.9us    softirq: netif_receive_skb            // the 65th of nic0
      `,
      { from: 77.7, until: 79.9 - 0.01, instants: ['drop'] },
    );
    const { end } = result.packets;
    // The first, the last of the weight, the third of nic1, the 65th, the 70th, and the one of 77us.
    expect([0, 63, 72, 64, 69, 73].map((index) => end[index]! / 1e6)).toEqual([11.8, 75.7, 78.7, 79.9, 84.9, 85.9]);
    // 85.9 + mask 0.2 + return 0.35
    expectTimeline(result, '86.45-90us compute: work', { instants: [], from: 86.45, until: 87 });
  });

  test('with a smaller weight the other ring comes sooner, after whole turns of the first', () => {
    const text = scenario(`${burst}; packet on nic1 at 20us`, 'ten');
    // nic1 is scheduled in the first ten: 10.8 + 10 + its interrupt of 0.9, and 1.
    expect(simulateText(text, 'ten').packets.end[70]).toBe(22.7e6);
  });

  test('a flood takes one interrupt, however long it lasts', () => {
    const result = simulateText(scenario('packets on nic0 every 1.1us from 10us size 64B'), 'linux_napi');
    // 11.8, and a packet waits less and less for its poll, until one finds the ring empty after mask 0.2.
    expect(result.metrics.interrupts).toBeGreaterThan(1);
    const faster = simulateText(scenario('packets on nic0 every 0.9us from 10us size 64B'), 'linux_napi');
    expect(faster.metrics.interrupts).toBe(1);
  });

  test('what comes while the poll has masked the NIC begins no gap between its interrupts', () => {
    const text = scenario('packet on nic0 at 100us, 150us, 290us size 64B')
      .replace('nic0: nic {', 'nic0: nic { moderation gap 100us;')
      .replace('netif_receive_skb 1us', 'netif_receive_skb 60us');
    expectTimeline(
      simulateText(text, 'linux_napi'),
      `
      100us interrupt nic0 over compute    // both packets are polled by 221; at 200 the gap would be over
      290us interrupt nic0 over compute
      `,
      { slices: false, instants: ['interrupt'], until: 500 },
    );
  });

  test('out of budget it is raised again, ten times; then ksoftirqd has the poll, and the interrupt stays masked', () => {
    const packets = 'packets on nic0 every 10ns from 10us count 3400 size 64B; packet on nic0 at 1700us, 5000us';
    const text = scenario(packets)
      .replace('netif_receive_skb 1us', 'netif_receive_skb 0.5us')
      .replace('nic0: nic {', 'nic0: nic { rx ring 8192;')
      .replace('for 1ms', 'for 6ms');
    const result = simulateText(text, 'linux_napi');
    expectTimeline(
      result,
      `
      10us        interrupt nic0 over compute
      10.65us     softint softnet over nic0 interrupt      // + 0.15 + 10 x 300 x 0.5 (netdev_budget)
      1511.1us    switch compute -> ksoftirqd (preempt)    // + 2 + 401 x 0.5 + mask 0.2; no interrupt at 1700us
      1713.8us    switch ksoftirqd -> compute (block)
      5000us      interrupt nic0 over compute
      5000.65us   softint softnet over nic0 interrupt
      `,
      { slices: false, instants: ['interrupt', 'softint', 'switch'] },
    );
    const { end } = result.packets;
    expect([0, 2999, 3000, 3400, 3401].map((index) => end[index]! / 1e6)).toEqual([
      // 10.8 + 0.5
      11.3, 1510.8, 1513.6, 1713.6, 5001.3,
    ]);
  });
});
