import { describe, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * DragonFly, after kern/lwkt_thread.c (lwkt_preempt, lwkt_switch) and net/netisr.c (netisr_cpu threads, hash).
 *
 * | what | in the source | here |
 * | --- | --- | --- |
 * | an interrupt | its thread is laid on top of the running one (td_preempted), not queued | handoff 0.1 |
 * | it ends or blocks | the preempted thread goes on at once, scheduled or not | handoff 0.1 |
 * | a packet | a message to the netisr thread of the CPU that its flow hashes to | wakeup 0.3 |
 * | that is another CPU's | by an IPI message to that CPU's scheduler | ipi 0.5, and a trap there |
 * | the netisr thread | an ordinary LWKT thread | switch 2 |
 */
function scenario(cpus: number, hard: string, packets: string, processes = computing(cpus)): string {
  return `
import "std/designs"
${machine(cpus)}
device net0: nic { link 10Gbps; input in }
device net1: nic { link 10Gbps; input other }
path in { hard net { run rx 1us; ${hard} enqueue netmsg } soft softnet { run udp_input 2us; drop } }
path other { hard net { run rx 1us; drop } }
${processes}
workload w { ${packets} }
run "dragonfly" { machine m; workload w; for 60us; designs dragonfly_lwkt }`;
}

test('the interrupt thread is no switch, the netisr thread one in and one out', () => {
  expectTimeline(
    simulateText(scenario(1, '', 'packet on net0 at 10us'), 'dragonfly_lwkt'),
    `
    0-10us        compute: work
    10us          interrupt net0 over compute
    10-10.4us     net0 interrupt thread: trap
    10.4-10.5us   net0 interrupt thread: hand-off
    10.5-11.5us   net0 interrupt thread: rx
    11.5-11.8us   net0 interrupt thread: wakeup
    11.8-11.9us   net0 interrupt thread: hand-off
    11.9us        switch compute -> softnet softint thread (preempt)
    11.9-13.9us   softnet softint thread: context switch
    13.9-15.9us   softnet softint thread: udp_input
    15.9us        drop #1 at drop in in
    15.9us        switch softnet softint thread -> compute (block)
    15.9-17.9us   compute: context switch
    17.9-18.2us   compute: return from trap
    18.2-60us     compute: work
    `,
  );
});

test('an interrupt thread that blocks lets the preempted thread go on, and only its own source waits', () => {
  const driver = 'process driver { lock unit { run reset 30us }; loop { run work 10ms } }';
  const packets = 'packet on net0 at 10us, 15us; packet on net1 at 20us';
  const result = simulateText(scenario(1, 'lock unit { run refill 1us };', packets, driver), 'dragonfly_lwkt');
  expectTimeline(
    result,
    `
    10us          interrupt net0 over driver
    10-10.4us     net0 interrupt thread: trap
    10.4-10.5us   net0 interrupt thread: hand-off
    10.5-11.5us   net0 interrupt thread: rx
    11.5us        switch net0 interrupt thread -> driver (block)
    11.5-11.6us   driver: hand-off
    11.6-11.9us   driver: return from trap
    11.9-20us     driver: reset                       // 18.1 of 30; net0 at 15us waits
    20us          interrupt net1 over driver          // of the same level
    20-20.4us     net1 interrupt thread: trap
    20.4-20.5us   net1 interrupt thread: hand-off
    20.5-21.5us   net1 interrupt thread: rx
    21.5us        drop #3 at drop in other
    21.5-21.6us   net1 interrupt thread: hand-off
    21.6-21.9us   net1 interrupt thread: return from trap
    21.9-33.8us   driver: reset
    33.8-34.1us   driver: wakeup
    34.1us        switch driver -> net0 interrupt thread (preempt)
    34.1-36.1us   net0 interrupt thread: context switch
    36.1-37.1us   net0 interrupt thread: refill
    37.1-37.4us   net0 interrupt thread: wakeup       // of the netisr thread, which is worse
    37.4-38.4us   net0 interrupt thread: rx           // of 15us
    38.4-39.4us   net0 interrupt thread: refill
    39.4us        switch net0 interrupt thread -> softnet softint thread (finish)
    `,
    { from: 10, until: 39.4 },
  );
});

describe('two CPUs, the NIC on the first', () => {
  // Each stream of the workload is a flow; the second one hashes to the second CPU.
  const packets = 'packet on net0 at 40us; packet on net0 at 10us';

  test('a packet goes to the CPU of its flow, by an IPI where that is another one', () => {
    expectTimeline(
      simulateText(scenario(2, '', packets), 'dragonfly_lwkt'),
      `
      cpu0 10us          interrupt net0 over compute0
      cpu0 10-10.4us     net0 interrupt thread: trap
      cpu0 10.4-10.5us   net0 interrupt thread: hand-off
      cpu0 10.5-11.5us   net0 interrupt thread: rx
      cpu0 11.5-12.3us   net0 interrupt thread: wakeup       // wakeup 0.3, ipi 0.5
      cpu0 12.3-12.4us   net0 interrupt thread: hand-off
      cpu1 12.3us        interrupt clock or ipi over compute1
      cpu1 12.3-12.7us   ipi cpu1: trap
      cpu0 12.4-12.7us   net0 interrupt thread: return from trap
      cpu0 12.7-40us     compute0: work
      cpu1 12.7us        switch compute1 -> softnet softint thread cpu1 (preempt)
      cpu1 12.7-14.7us   softnet softint thread cpu1: context switch
      cpu1 14.7-16.7us   softnet softint thread cpu1: udp_input
      16.7us             drop #1 at drop in in
      cpu1 16.7us        switch softnet softint thread cpu1 -> compute1 (block)
      cpu1 16.7-18.7us   compute1: context switch
      cpu1 18.7-19us     compute1: return from trap
      cpu1 19-60us       compute1: work
      cpu0 40us          interrupt net0 over compute0
      cpu0 40-40.4us     net0 interrupt thread: trap
      cpu0 40.4-40.5us   net0 interrupt thread: hand-off
      cpu0 40.5-41.5us   net0 interrupt thread: rx
      cpu0 41.5-41.8us   net0 interrupt thread: wakeup       // its own CPU
      cpu0 41.8-41.9us   net0 interrupt thread: hand-off
      cpu0 41.9us        switch compute0 -> softnet softint thread cpu0 (preempt)
      `,
      { from: 10, until: 41.9 },
    );
  });
});
