import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * 4.3BSD to NetBSD 3. That handlers run in the interrupted context and soft interrupts on the way out of the trap
 * (vax/locore.s; NetBSD's x86 spl.S) is in timelines/message.test.ts and close.test.ts. Here is what a second CPU makes of
 * it. NetBSD's x86/intr.c calls every handler with the kernel lock held (intr_biglock_wrapper), and soft interrupts take
 * it again for themselves (x86_softintlock); a process has it for as long as it is in the kernel. Who finds it held spins,
 * at the level of its interrupt. So, with a NIC on either CPU:
 *
 * | step | lock |
 * | --- | --- |
 * | cpu0: trap, then KERNEL_LOCK: free | cpu0 |
 * | cpu1: trap, then KERNEL_LOCK: spins until cpu0's handler has returned | cpu0 |
 * | cpu0: handler returns, KERNEL_UNLOCK; softnet is pending, and its KERNEL_LOCK finds cpu1 in front: spins | cpu1 |
 * | cpu1: handler returns; its own softnet spins until cpu0's is done | cpu0 |
 */
function scenario(lock: string): string {
  return `
import "std/designs"
${machine(2)}
design other extends biglock { lock ${lock} }
device net0: nic { link 10Gbps; cpu 0; input in }
device net1: nic { link 10Gbps; cpu 1; input in }
path in {
  hard net { run rxintr 3us; enqueue ipintrq }
  soft softnet { run ip_input 4us; deliver server }
}
process server { cpu 0; loop { receive; run read 2us } }
${computing(2)}
workload w { packet on net0 at 10us; packet on net1 at 11us }
run "biglock" { machine m; workload w; for 40us; designs biglock, other }`;
}

describe('two CPUs, a NIC on each, a packet on each', () => {
  test('one lock: the second CPU spins in its interrupt, and the first in its soft interrupt', () => {
    const result = simulateText(scenario('biglock'), 'biglock');
    expectTimeline(
      result,
      `
      cpu0 0-10us        compute0: work
      cpu1 0-11us        compute1: work
      cpu0 10us          interrupt net0 over compute0
      cpu0 10-10.4us     net0 interrupt: trap
      cpu0 10.4-13.4us   net0 interrupt: rxintr               // with the lock
      cpu1 11us          interrupt net1 over compute1
      cpu1 11-11.4us     net1 interrupt: trap                 // a trap needs no lock
      cpu1 11.4-13.4us   net1 interrupt: spin
      cpu0 13.4us        softint softnet over net0 interrupt
      cpu0 13.4-13.55us  softnet softint cpu0: softint dispatch
      cpu1 13.4-16.4us   net1 interrupt: rxintr
      cpu0 13.55-16.4us  softnet softint cpu0: spin
      cpu1 16.4us        softint softnet over net1 interrupt
      cpu1 16.4-16.55us  softnet softint cpu1: softint dispatch
      cpu0 16.4-20.4us   softnet softint cpu0: ip_input
      cpu1 16.55-20.7us  softnet softint cpu1: spin       // until cpu0 has woken the server, too
      20.4us             deliver #1 to server
      cpu0 20.4-20.7us   softnet softint cpu0: wakeup
      cpu0 20.7-21us     net0 interrupt: return from trap
      cpu1 20.7-24.7us   softnet softint cpu1: ip_input
      cpu0 21-40us       compute0: work
      24.7us             deliver #2 to server
      cpu1 24.7-25us     net1 interrupt: return from trap     // the server is ready already
      cpu1 25-40us       compute1: work
      `,
    );
    // 2 for the interrupt of cpu1, 4.15 for its softint; 2.85 for the softint of cpu0.
    expect(result.cpus.map(({ spin }) => spin)).toEqual([2.85e6, 6.15e6]);
    expect(result.metrics.switches).toBe(0);
  });

  test('locks of their own for what is shared: nobody spins, and the second packet is through 5.7us earlier', () => {
    const result = simulateText(scenario('spin'), 'other');
    expect(result.cpus.map(({ spin }) => spin)).toEqual([0, 0]);
    // 11 + trap 0.4 + 3 + dispatch 0.15 + 4
    expect(result.packets.end[1]).toBe(18.55e6);
  });
});

test('a process in a system call keeps the interrupts of the other CPU waiting', () => {
  const text = scenario('biglock')
    .replace('process server { cpu 0;', 'process server { cpu 0; run before 5us;')
    .replace(computing(2), 'process compute1 { cpu 1; loop { run work 10ms } }')
    .replace('cost softint', 'cost syscall 20us; cost softint')
    .replace('packet on net0 at 10us; ', '');
  expectTimeline(
    simulateText(text, 'biglock'),
    `
    cpu0 0-5us         server: before
    cpu1 0-11us        compute1: work
    cpu0 5-25us        server: system call      // the receive that finds nothing
    cpu1 11us          interrupt net1 over compute1
    cpu1 11-11.4us     net1 interrupt: trap
    cpu1 11.4-25us     net1 interrupt: spin
    cpu0 25us          switch server -> idle cpu0 (block)
    `,
    { until: 25 },
  );
});
