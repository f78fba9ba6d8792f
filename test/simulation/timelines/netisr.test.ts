import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText, type Traced } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * `netisr hashed` on two CPUs. The NIC interrupts CPU 0; each stream of the workload is a flow, and the second one hashes to
 * CPU 1.
 */
function simulated(softint: string, packets: string): Traced {
  const text = `
${machine(2)}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue q } soft softnet { run tcp 2us; drop } }
${computing(2)}
workload w { packet on nic at 70us; packet on nic at ${packets} size 64B }
design d { interrupt inline; softint ${softint}; netisr hashed; await continuation via softint; lock spin }
run "hashed" { machine m; workload w; for 60us; designs d }`;
  return simulateText(text, 'd');
}

describe('who queues a packet for another CPU', () => {
  const packets = '10us, 10.1us, 10.2us, 15us, 30us';

  /** As enqueue_to_backlog of Linux's net/core/dev.c does by NAPI_STATE_SCHED, which process_backlog clears. */
  test('interrupts that one once, until its handler has found the queue empty', () => {
    expectTimeline(
      simulated('on_return', packets),
      `
      cpu0 10us           interrupt nic over compute0
      cpu0 10-10.4us      nic interrupt: trap
      cpu0 10.4-11.4us    nic interrupt: rx
      cpu0 11.4-11.9us    nic interrupt: ipi
      cpu1 11.4us         interrupt clock or ipi over compute1
      cpu1 11.4-11.8us    ipi cpu1: trap
      cpu1 11.8us         softint softnet over ipi cpu1
      cpu1 11.8-11.95us   softnet softint cpu1: softint dispatch
      cpu0 11.9-12.9us    nic interrupt: rx
      cpu1 11.95-13.95us  softnet softint cpu1: tcp
      cpu0 12.9-13.9us    nic interrupt: rx                      // #2 waits for the handler, which is at #1
      cpu0 13.9-14.2us    nic interrupt: return from trap        // and so does #3
      13.95us             drop #1 at drop in in
      cpu1 13.95-15.95us  softnet softint cpu1: tcp
      cpu0 14.2-15us      compute0: work
      cpu0 15us           interrupt nic over compute0
      cpu0 15-15.4us      nic interrupt: trap
      cpu0 15.4-16.4us    nic interrupt: rx
      15.95us             drop #2 at drop in in
      cpu1 15.95-17.95us  softnet softint cpu1: tcp
      cpu0 16.4-16.7us    nic interrupt: return from trap        // the queue was empty, but #3 is being served
      cpu0 16.7-30us      compute0: work
      17.95us             drop #3 at drop in in
      cpu1 17.95-19.95us  softnet softint cpu1: tcp
      19.95us             drop #4 at drop in in
      cpu1 19.95-20.25us  ipi cpu1: return from trap
      cpu1 20.25-31.4us   compute1: work
      cpu0 30us           interrupt nic over compute0
      cpu0 30-30.4us      nic interrupt: trap
      cpu0 30.4-31.4us    nic interrupt: rx
      cpu0 31.4-31.9us    nic interrupt: ipi
      cpu1 31.4us         interrupt clock or ipi over compute1
      cpu1 31.4-31.8us    ipi cpu1: trap
      `,
      { from: 10, until: 31.5 },
    );
  });

  test('does so however soft interrupts run that are no threads', () => {
    for (const softint of ['on_return', 'softirq', 'pinned_thread']) {
      // The NIC's at 10, 15 and 30, and two from CPU 0 to CPU 1.
      expect(simulated(softint, packets).metrics.interrupts, softint).toBe(5);
    }
  });
});
