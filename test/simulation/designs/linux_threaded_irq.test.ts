import { expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * Linux with threadirqs, after kernel/irq/manage.c (irq_thread, irq_forced_thread_fn, irq_finalize_oneshot) and
 * Documentation/core-api/real-time. The handler is a thread of better priority than any process.
 *
 * | us | what | in the source |
 * | --- | --- | --- |
 * | 10 | trap: masks the source (IRQF_ONESHOT), wakes irq/nic | irq_default_primary_handler: IRQ_WAKE_THREAD |
 * | 12.9 | irq/nic: the handler, with softirqs off | local_bh_disable, action->thread_fn |
 * | 14.1 | the source is let in | irq_finalize_oneshot |
 * | 14.1 | the softirqs that it has raised, in its own context | local_bh_enable |
 * | 15 | another packet: trap on top; the thread runs already and is told to go on | IRQTF_RUNTHREAD |
 * | 17.45 | the softirqs are done, and the handler again | irq_wait_for_interrupt |
 * | 20.8 | nothing more: sleeps | |
 */
test('the handler is a thread, its source is masked while it runs, and its softirqs follow it in its context', () => {
  const result = simulateText(
    `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
path in {
  hard net { run rx 1us; enqueue backlog }
  soft softnet { run ip_rcv 2us; deliver server }
}
process server { loop { receive; run read 2us } }
${computing()}
workload w { packet on nic at 10us, 15us }
run "threadirqs" { machine m; workload w; for 60us; designs linux_threaded_irq }`,
    'linux_threaded_irq',
  );
  expectTimeline(
    result,
    `
    0-10us         compute: work
    10us           interrupt nic over compute
    10-10.4us      nic trap: trap
    10.4-10.9us    nic trap: wakeup                         // mask 0.2, wakeup 0.3
    10.9us         switch compute -> nic interrupt thread (preempt)
    10.9-12.9us    nic interrupt thread: context switch
    12.9-13.9us    nic interrupt thread: rx
    13.9-14.1us    nic interrupt thread: mask
    14.1us         softint softnet over nic interrupt thread
    14.1-14.25us   softirq: softint dispatch
    14.25-15us     softirq: ip_rcv                          // 0.75 of 2
    15us           interrupt nic over softirq
    15-15.4us      nic trap: trap
    15.4-15.6us    nic trap: wakeup                         // mask only: the thread is awake
    15.6-15.9us    nic trap: return from trap
    15.9-17.15us   softirq: ip_rcv
    17.15us        deliver #1 to server
    17.15-17.45us  softirq: wakeup
    17.45-18.45us  nic interrupt thread: rx
    18.45-18.65us  nic interrupt thread: mask
    18.65us        softint softnet over nic interrupt thread
    18.65-18.8us   softirq: softint dispatch
    18.8-20.8us    softirq: ip_rcv
    20.8us         deliver #2 to server
    20.8us         switch nic interrupt thread -> compute (block)
    20.8-22.8us    compute: context switch
    22.8-23.1us    compute: return from trap
    23.1-60us      compute: work
    `,
  );
  expect(result.metrics).toMatchObject({ switches: 2, interrupts: 2 });
});

/**
 * BH is off from local_bh_disable to local_bh_enable, whatever comes between: the return of an interrupt on top and a lock
 * that is given back run no softirq, and what counts in preempt_count keeps better threads away as well.
 */
test('its softirqs stay off, and it is not preempted, until it has let its source in', () => {
  const result = simulateText(
    `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
device other: nic { link 10Gbps; ipl vm; input second }
path in {
  hard net { lock l { run rx 3us }; enqueue backlog }
  soft softnet { run ip_rcv 2us; drop }
}
path second { hard vm { run rx2 1us; drop } }
${computing()}
workload w { packet on nic at 10us, 10.1us size 64B; packet on other at 17us size 64B }
run "threadirqs" { machine m; workload w; for 40us; designs linux_threaded_irq }`,
    'linux_threaded_irq',
  );
  expectTimeline(
    result,
    `
    10us           interrupt nic over compute
    10-10.4us      nic trap: trap
    10.4-10.9us    nic trap: wakeup
    10.9us         switch compute -> nic interrupt thread (preempt)
    10.9-12.9us    nic interrupt thread: context switch
    12.9-15.9us    nic interrupt thread: rx                 // asks for a softirq, and gives l back
    15.9-17us      nic interrupt thread: rx                 // 1.1 of 3
    17us           interrupt other over nic interrupt thread
    17-17.4us      other trap: trap
    17.4-17.9us    other trap: wakeup                       // of a better thread
    17.9-18.2us    other trap: return from trap
    18.2-20.1us    nic interrupt thread: rx
    20.1-20.3us    nic interrupt thread: mask
    20.3us         softint softnet over nic interrupt thread
    20.3-20.45us   softirq: softint dispatch
    20.45-22.45us  softirq: ip_rcv
    22.45us        drop #1 at drop in in
    22.45-24.45us  softirq: ip_rcv
    24.45us        drop #2 at drop in in
    24.45us        switch nic interrupt thread -> other interrupt thread (preempt)
    24.45-26.45us  other interrupt thread: context switch
    26.45-27.45us  other interrupt thread: rx2
    27.45us        drop #3 at drop in second
    27.45-27.65us  other interrupt thread: mask
    27.65us        switch other interrupt thread -> nic interrupt thread (block)
    27.65-29.65us  nic interrupt thread: context switch     // to sleep at once
    29.65us        switch nic interrupt thread -> compute (block)
    29.65-31.65us  compute: context switch
    31.65-31.95us  compute: return from trap
    31.95-40us     compute: work
    `,
    { from: 10 },
  );
});

/** A pass of ksoftirqd counts in preempt_count as well (run_ksoftirqd, softirq_handle_begin of kernel/softirq.c). */
test('a better thread waits until the pass of ksoftirqd is over', () => {
  const result = simulateText(
    `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
device other: nic { link 10Gbps; input second }
path in {
  hard net { run rx 1us; enqueue backlog }
  soft softnet { run ip_rcv 5us; drop }
}
path second { hard net { run rx2 1us; drop } }
design squeezed extends linux_threaded_irq { softirq restarts 1 budget 1 }
workload w { packet on nic at 10us, 10.1us size 64B; packet on other at 24us size 64B }
run "threadirqs" { machine m; workload w; for 40us; designs squeezed }`,
    'squeezed',
  );
  expectTimeline(
    result,
    `
    12.9-13.9us    nic interrupt thread: rx                 // trap 0.4, mask and wakeup 0.5, switch 2
    13.9-14.9us    nic interrupt thread: rx
    14.9-15.1us    nic interrupt thread: mask
    15.1us         softint softnet over nic interrupt thread
    15.1-15.25us   softirq: softint dispatch
    15.25-20.25us  softirq: ip_rcv
    20.25us        drop #1 at drop in in
    20.25-20.55us  softirq: wakeup                          // its budget was one packet
    20.55us        switch nic interrupt thread -> ksoftirqd (block)
    20.55-22.55us  ksoftirqd: context switch
    22.55-24us     ksoftirqd: ip_rcv                        // 1.45 of 5
    24us           interrupt other over ksoftirqd
    24-24.4us      other trap: trap
    24.4-24.9us    other trap: wakeup                       // of a better thread
    24.9-25.2us    other trap: return from trap
    25.2-28.75us   ksoftirqd: ip_rcv
    28.75us        drop #2 at drop in in
    28.75us        switch ksoftirqd -> other interrupt thread (preempt)
    28.75-30.75us  other interrupt thread: context switch
    30.75-31.75us  other interrupt thread: rx2
    31.75us        drop #3 at drop in second
    31.75-31.95us  other interrupt thread: mask
    31.95us        switch other interrupt thread -> ksoftirqd (block)
    31.95-33.95us  ksoftirqd: context switch                // to sleep at once
    33.95us        switch ksoftirqd -> idle (block)
    33.95-35.95us  idle: context switch
    35.95-36.25us  idle: return from trap                   // of 10
    36.25-40us     idle: idle
    `,
    { from: 12.9 },
  );
});
