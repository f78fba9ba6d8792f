import { describe, expect, test } from 'vitest';
import { machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * Busy polling: a thread that owns a CPU and asks its NICs' rings in turn for a burst of up to 32 packets, as the loop of
 * DPDK's l2fwd and l3fwd does (rte_eth_rx_burst, MAX_PKT_BURST 32), and runs each to its end.
 *
 * | what | costs |
 * | --- | --- |
 * | interrupts, soft interrupts, switches, wakeups | none: there is nobody to tell |
 * | a packet that comes while the thread asks an empty ring | is taken at once |
 * | one that comes while it works | waits for the rest of the burst, then for its ring's turn |
 * | no packets | the CPU all the same |
 */
function scenario(packets: string, process = '', design = 'busy_poll'): string {
  return `
import "std/designs"
${machine(2)}
device net0: nic { link 100Gbps; cpu 0; input in }
device net1: nic { link 100Gbps; cpu 0; input in }
path in { hard net { run rx_burst 0.5us; enqueue l3 } soft softnet { run l3fwd 0.5us; drop } }
process compute { cpu 1; loop { run work 10ms } }
design preemptible extends busy_poll { lock biglock; preempt kernel }
${process}
workload w { ${packets} }
run "busy" { machine m; workload w; for 100us; designs ${design} }`;
}

describe('busy polling', () => {
  test('takes a packet at once, without an interrupt, and spins in between', () => {
    const result = simulateText(scenario('packet on net0 at 10us, 10.4us, 20us size 64B'), 'busy_poll');
    expectTimeline(
      result,
      `
      cpu0 0-10us      poll thread cpu0: poll
      cpu1 0-100us     compute: work
      cpu0 10-10.5us   poll thread cpu0: rx_burst
      cpu0 10.5-11us   poll thread cpu0: l3fwd         // by a call
      11us             drop #1 at drop in in
      cpu0 11-11.5us   poll thread cpu0: rx_burst      // came at 10.4
      cpu0 11.5-12us   poll thread cpu0: l3fwd
      12us             drop #2 at drop in in
      cpu0 12-20us     poll thread cpu0: poll
      cpu0 20-20.5us   poll thread cpu0: rx_burst
      cpu0 20.5-21us   poll thread cpu0: l3fwd
      21us             drop #3 at drop in in
      cpu0 21-100us    poll thread cpu0: poll
      `,
    );
    expect(result.metrics).toMatchObject({ interrupts: 0, softints: 0, switches: 0, wakeups: 0, idle_share: 0 });
    expect(result.cpus[0]).toMatchObject({ spin: 97e6, user: 0 });
  });

  test('asks the rings in turn, for 32 packets', () => {
    const burst = 'packets on net0 every 10ns from 10us count 40 size 64B; packet on net1 at 12us size 64B';
    const { end } = simulateText(scenario(burst), 'busy_poll').packets;
    // 32 of net0 at 1us each, the one of net1, the other 8 of net0.
    expect([0, 31, 40, 32, 39].map((index) => end[index]! / 1e6)).toEqual([11, 42, 43, 44, 51]);
  });

  test('looks again before it spins, where it lost its CPU between the two', () => {
    const process = 'process better { cpu 0; priority realtime 1; sleep 10.2us; run own 3us; sleep 1s }';
    const text = scenario('packet on net0 at 10us, 15us size 64B', process, 'preemptible');
    expectTimeline(
      simulateText(text, 'preemptible'),
      `
      cpu0 10-10.2us    poll thread cpu0: rx_burst
      cpu0 10.2us       interrupt clock or ipi over poll thread cpu0
      cpu0 10.2-10.6us  clock interrupt cpu0: trap
      cpu0 10.6-10.9us  clock interrupt cpu0: wakeup            // of better, but the thread has the kernel lock
      cpu0 10.9-11.2us  clock interrupt cpu0: return from trap
      cpu0 11.2-11.5us  poll thread cpu0: rx_burst
      cpu0 11.5-12us    poll thread cpu0: l3fwd
      12us              drop #1 at drop in in
      cpu0 12us         switch poll thread cpu0 -> better (preempt)   // the rings are empty, the lock is given back
      cpu0 12-14us      better: context switch
      cpu0 14-17us      better: own
      cpu0 17us         switch better -> poll thread cpu0 (block)
      cpu0 17-19us      poll thread cpu0: context switch
      cpu0 19-19.5us    poll thread cpu0: rx_burst              // came at 15
      cpu0 19.5-20us    poll thread cpu0: l3fwd
      20us              drop #2 at drop in in
      cpu0 20-100us     poll thread cpu0: poll
      `,
      { from: 10 },
    );
  });
});
