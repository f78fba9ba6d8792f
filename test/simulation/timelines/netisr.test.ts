import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText, type Traced } from '../../support/scenario.js';
import { expectTimeline, timeline } from '../../support/timeline.js';

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

describe('the rest of a stage that has waited for a device, by way of its soft interrupt', () => {
  /** The packet at 10 is of the second flow; the card interrupts the CPU that is given. */
  function continued(design: string, card: number): Traced {
    const text = `
import "std/designs"
${machine(2)}
device nic: nic { link 10Gbps; input in }
device card: crypto { cpu ${card}; latency 5us }
path in { hard net { run rx 1us; enqueue q } soft softnet { run esp 1us; await card (64B); run tcp 2us; drop } }
${computing(2)}
workload w { packet on nic at 70us; packet on nic at 10us size 64B }
design hashed { interrupt inline; softint on_return; netisr hashed; await continuation via softint; lock spin }
design stays extends hashed { netisr local }
design thread extends hashed { await continuation via thread }
design at_once extends hashed { await continuation immediately }
run "continued" { machine m; workload w; for 60us; designs ${design} }`;
    return simulateText(text, design);
  }

  /** The slices in which the packet's work is done. */
  function work(design: string, card: number): string[] {
    return timeline(continued(design, card), { instants: [] }).filter((line) => / (rx|esp|tcp)$/.test(line));
  }

  test('runs on the CPU of the flow under hashed, which the completion tells by an IPI', () => {
    expectTimeline(
      continued('hashed', 0),
      `
      cpu0 10us           interrupt nic over compute0
      cpu0 10-10.4us      nic interrupt: trap
      cpu0 10.4-11.4us    nic interrupt: rx
      cpu0 11.4-11.9us    nic interrupt: ipi
      cpu1 11.4us         interrupt clock or ipi over compute1
      cpu1 11.4-11.8us    ipi cpu1: trap
      cpu1 11.8us         softint softnet over ipi cpu1
      cpu1 11.8-11.95us   softnet softint cpu1: softint dispatch
      cpu0 11.9-12.2us    nic interrupt: return from trap
      cpu1 11.95-12.95us  softnet softint cpu1: esp
      cpu0 12.2-17.95us   compute0: work
      cpu1 12.95-13.25us  ipi cpu1: return from trap
      cpu1 13.25-18.35us  compute1: work
      cpu0 17.95us        interrupt card over compute0            // 12.95 + 5
      cpu0 17.95-18.35us  card interrupt: trap
      cpu0 18.35-18.85us  card interrupt: ipi
      cpu1 18.35us        interrupt clock or ipi over compute1
      cpu1 18.35-18.75us  ipi cpu1: trap
      cpu1 18.75us        softint softnet over ipi cpu1
      cpu1 18.75-18.9us   softnet softint cpu1: softint dispatch
      cpu0 18.85-19.15us  card interrupt: return from trap
      cpu1 18.9-20.9us    softnet softint cpu1: tcp
      cpu0 19.15-60us     compute0: work
      20.9us              drop #1 at drop in in
      cpu1 20.9-21.2us    ipi cpu1: return from trap
      cpu1 21.2-60us      compute1: work
      `,
      { from: 10 },
    );
    // The card interrupts the CPU of the flow itself.
    expect(work('hashed', 1).at(-1)).toBe('cpu1 18.5-20.5us softnet softint cpu1: tcp');
  });

  test('where that is a thread, the completion wakes it', () => {
    expectTimeline(
      continued('dragonfly_lwkt', 0),
      `
      cpu1 14.7-15.7us    softnet softint thread cpu1: esp        // as in designs/dragonfly_lwkt.test.ts
      cpu1 15.7us         switch softnet softint thread cpu1 -> compute1 (block)
      cpu1 15.7-17.7us    compute1: context switch
      cpu1 17.7-18us      compute1: return from trap
      cpu1 18-22us        compute1: work
      cpu0 20.7us         interrupt card over compute0
      cpu0 20.7-21.1us    card interrupt thread: trap
      cpu0 21.1-21.2us    card interrupt thread: hand-off
      cpu0 21.2-22us      card interrupt thread: wakeup           // wakeup 0.3, ipi 0.5
      cpu0 22-22.1us      card interrupt thread: hand-off
      cpu1 22us           interrupt clock or ipi over compute1
      cpu1 22-22.4us      ipi cpu1: trap
      cpu0 22.1-22.4us    card interrupt thread: return from trap
      cpu0 22.4-60us      compute0: work
      cpu1 22.4us         switch compute1 -> softnet softint thread cpu1 (preempt)
      cpu1 22.4-24.4us    softnet softint thread cpu1: context switch
      cpu1 24.4-26.4us    softnet softint thread cpu1: tcp
      `,
      { from: 14.7, until: 26.39 },
    );
  });

  test('runs where the completion interrupts under local', () => {
    // 10 + trap 0.4, rx 1, dispatch 0.15, esp 1, latency 5, trap 0.4, dispatch 0.15
    expect(work('stays', 0).at(-1)).toBe('cpu0 18.1-20.1us softnet softint cpu0: tcp');
    expect(work('stays', 1).at(-1)).toBe('cpu1 18.1-20.1us softnet softint cpu1: tcp');
  });

  test('is not concerned where it runs in another way', () => {
    expect(work('at_once', 0).at(-1)).toBe('cpu0 18.35-20.35us card interrupt: tcp');
    expect(work('thread', 0).at(-1)).toContain('card return thread: tcp');
  });
});
