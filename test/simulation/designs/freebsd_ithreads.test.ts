import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

/**
 * FreeBSD's interrupt threads and the three policies of its netisr, after kern/kern_intr.c (intr_event_schedule_thread,
 * ithread_loop), net/netisr.c of FreeBSD 9 (netisr_dispatch_src) and netipsec/ipsec_input.c (netisr_queue).
 *
 * | policy | packet from the driver | packet that IPsec has decapsulated |
 * | --- | --- | --- |
 * | deferred | always queued, for swi:net | queued |
 * | direct | the protocol is called by the interrupt's thread | queued, lest calls nest without bound |
 * | hybrid | called, if swi:net neither runs nor is scheduled on this CPU; queued otherwise | queued |
 *
 * The stream has an IPsec packet and a plain one behind it. The first is queued for swi:net by the interrupt's thread in
 * both of the last two policies; what becomes of the second, which has no need to be queued, tells them apart.
 */
function scenario(packets: string, more = ''): string {
  return `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
path in {
  hard net { run rxintr 1us; enqueue ipintrq }
  soft softnet {
    if class esp { run esp_input 3us; enqueue ipintrq } else { run tcp_input 2us; deliver server }
  }
  soft softnet { run tcp_input 2us; deliver server }
}
process server { loop { receive; run read 2us } }
${computing()}
${more}
workload w { ${packets} }
run "netisr" {
  machine m; workload w; for 60us
  designs freebsd_ithreads, freebsd_ithreads_direct, freebsd_ithreads_hybrid
}`;
}

describe('a plain packet, alone', () => {
  test.each([
    [
      'freebsd_ithreads',
      [
        // 10 + trap 0.4 + mask 0.2 + wakeup 0.3
        '10.9us compute -> nic interrupt thread (preempt)',
        // + switch 2 + 1 + wakeup 0.3 + mask 0.2
        '14.4us nic interrupt thread -> softnet softint thread (block)',
        // + 2 + 2 + wakeup of the server 0.3
        '18.7us softnet softint thread -> compute (block)',
      ],
    ],
    [
      'freebsd_ithreads_direct',
      [
        '10.9us compute -> nic interrupt thread (preempt)',
        // + 2 + 1 + 2 + wakeup of the server 0.3 + mask 0.2
        '16.4us nic interrupt thread -> compute (block)',
      ],
    ],
    [
      'freebsd_ithreads_hybrid',
      ['10.9us compute -> nic interrupt thread (preempt)', '16.4us nic interrupt thread -> compute (block)'],
    ],
  ])('%s', (design, expected) => {
    expect(switches(simulateText(scenario('packet on nic at 10us'), design))).toEqual(expected);
  });
});

describe('a plain packet behind one of IPsec', () => {
  const packets = 'packet on nic at 10us class esp; packet on nic at 11us class plain';

  test('deferred: both through swi:net, the decapsulated one behind the plain one', () => {
    expectTimeline(
      simulateText(scenario(packets), 'freebsd_ithreads'),
      `
      10us         interrupt nic over compute
      10-10.4us    nic trap: trap
      10.4-10.9us  nic trap: wakeup
      10.9us       switch compute -> nic interrupt thread (preempt)
      10.9-12.9us  nic interrupt thread: context switch
      12.9-13.9us  nic interrupt thread: rxintr
      13.9-14.2us  nic interrupt thread: wakeup                // of swi:net, by the first packet
      14.2-15.2us  nic interrupt thread: rxintr
      15.2-15.4us  nic interrupt thread: mask
      15.4us       switch nic interrupt thread -> softnet softint thread (block)
      15.4-17.4us  softnet softint thread: context switch
      17.4-20.4us  softnet softint thread: esp_input
      20.4-22.4us  softnet softint thread: tcp_input           // of the second
      22.4us       deliver #2 to server
      22.4-22.7us  softnet softint thread: wakeup
      22.7-24.7us  softnet softint thread: tcp_input
      24.7us       deliver #1 to server
      24.7us       switch softnet softint thread -> compute (block)
      `,
      { from: 10, until: 24.7 },
    );
  });

  test('direct: the plain one is called, and overtakes', () => {
    expectTimeline(
      simulateText(scenario(packets), 'freebsd_ithreads_direct'),
      `
      12.9-13.9us  nic interrupt thread: rxintr
      13.9-16.9us  nic interrupt thread: esp_input
      16.9-17.2us  nic interrupt thread: wakeup                // netisr_queue: swi:net is scheduled
      17.2-18.2us  nic interrupt thread: rxintr
      18.2-20.2us  nic interrupt thread: tcp_input             // of the second, all the same
      20.2us       deliver #2 to server
      20.2-20.5us  nic interrupt thread: wakeup
      20.5-20.7us  nic interrupt thread: mask
      20.7us       switch nic interrupt thread -> softnet softint thread (block)
      20.7-22.7us  softnet softint thread: context switch
      22.7-24.7us  softnet softint thread: tcp_input
      24.7us       deliver #1 to server
      24.7us       switch softnet softint thread -> compute (block)
      `,
      { from: 12.9, until: 24.7 },
    );
  });

  test('hybrid: it is queued behind the first, and order is kept', () => {
    expectTimeline(
      simulateText(scenario(packets), 'freebsd_ithreads_hybrid'),
      `
      12.9-13.9us  nic interrupt thread: rxintr
      13.9-16.9us  nic interrupt thread: esp_input             // called: nothing was scheduled
      16.9-17.2us  nic interrupt thread: wakeup
      17.2-18.2us  nic interrupt thread: rxintr                // swi:net is scheduled now
      18.2-18.4us  nic interrupt thread: mask
      18.4us       switch nic interrupt thread -> softnet softint thread (block)
      18.4-20.4us  softnet softint thread: context switch
      20.4-22.4us  softnet softint thread: tcp_input
      22.4us       deliver #1 to server
      22.4-22.7us  softnet softint thread: wakeup
      22.7-24.7us  softnet softint thread: tcp_input
      24.7us       deliver #2 to server
      24.7us       switch softnet softint thread -> compute (block)
      `,
      { from: 12.9, until: 24.7 },
    );
  });
});

/** The third condition of netisr_dispatch_src, beside NWS_RUNNING and NWS_SCHEDULED: NWS_DISPATCHING. */
test('hybrid: a packet of a better interrupt is queued while a worse one is in the protocol', () => {
  const two = scenario(
    'packet on nic at 10us; packet on em at 14us',
    'device em: nic { link 10Gbps; ipl vm; input in }',
  );
  expectTimeline(
    simulateText(two, 'freebsd_ithreads_hybrid'),
    `
    13.9-14us    nic interrupt thread: tcp_input             // called; 0.1 of 2
    14us         interrupt em over nic interrupt thread
    14-14.4us    em trap: trap
    14.4-14.9us  em trap: wakeup                             // mask 0.2, wakeup 0.3
    14.9us       switch nic interrupt thread -> em interrupt thread (preempt)
    14.9-16.9us  em interrupt thread: context switch
    16.9-17.9us  em interrupt thread: rxintr
    17.9-18.2us  em interrupt thread: wakeup                 // queued: nic's packet is in tcp_input
    18.2-18.4us  em interrupt thread: mask
    18.4us       switch em interrupt thread -> nic interrupt thread (block)
    18.4-20.4us  nic interrupt thread: context switch
    20.4-20.7us  nic interrupt thread: return from trap
    20.7-22.6us  nic interrupt thread: tcp_input
    22.6us       deliver #1 to server
    22.6-22.9us  nic interrupt thread: wakeup
    22.9-23.1us  nic interrupt thread: mask
    23.1us       switch nic interrupt thread -> softnet softint thread (block)
    23.1-25.1us  softnet softint thread: context switch
    25.1-27.1us  softnet softint thread: tcp_input
    27.1us       deliver #2 to server
    27.1us       switch softnet softint thread -> compute (block)
    `,
    { from: 13.9, until: 27.1 },
  );
});

/**
 * Mutexes and preemption, after kern/kern_mutex.c, kern/subr_turnstile.c and kern/kern_switch.c (maybe_preempt): who
 * blocks lends its priority to the owner; and a woken thread takes the CPU from one inside the kernel only if its
 * priority is that of an interrupt (PRI_MAX_ITHD), since FULL_PREEMPTION is off by default.
 */
describe('a process that holds a mutex inside the kernel', () => {
  const locked = (packets: string, report: string) =>
    scenario(
      packets,
      `
      device fxp: nic { link 10Gbps; input locked }
      path locked { hard net { run rxintr 1us; lock unit { run refill 1us }; deliver server } }
      design without extends freebsd_ithreads { inheritance off }
      process report { priority timeshare 2; ${report}; sleep 1s }`,
    )
      .replace(
        computing(),
        'process driver { priority timeshare 1; lock unit { run reset 30us }; loop { run work 10ms } }',
      )
      .replace('designs freebsd_ithreads,', 'designs freebsd_ithreads, without,')
      .replace('for 60us', 'for 300us');

  test('keeps the CPU from a better process, and gives it to an interrupt at once', () => {
    const text = locked('packet on nic at 12us', 'sleep 5us; run report 100us');
    expectTimeline(
      simulateText(text, 'freebsd_ithreads'),
      `
      5us      interrupt clock or ipi over driver
      12us     interrupt nic over driver
      12.9us   switch driver -> nic interrupt thread (preempt)
      16.4us   switch nic interrupt thread -> softnet softint thread (block)
      // The way back: of report, which is ready, and driver, the run queue gives the better one.
      20.7us   switch softnet softint thread -> report (block)
      `,
      { slices: false, instants: ['interrupt', 'switch'], until: 21 },
    );
  });

  test('goes on at the priority of the interrupt thread that wants the mutex, and falls back with the release', () => {
    const text = locked('packet on fxp at 5us', 'sleep 8.2us; run report 100us');
    expectTimeline(
      simulateText(text, 'freebsd_ithreads'),
      `
      5.9us    switch driver -> fxp interrupt thread (preempt)
      // + 2 + 1, and the clock that wakes report in between: 0.4 + 0.3 + 0.3
      9.9us    switch fxp interrupt thread -> driver (block)
      // + 2 + 0.3 + 25 + wakeup 0.3
      37.5us   switch driver -> fxp interrupt thread (preempt)
      // + 2 + 1 + wakeup of the server 0.3 + mask 0.2
      41us     switch fxp interrupt thread -> report (block)
      `,
      { slices: false, instants: ['switch'], until: 41 },
    );
    // 9.9 + 2 + report 100 + 2 + 0.3 + 25 + 0.3 + 2 + 1
    expect(simulateText(text, 'without').packets.end[0]).toBe(142.5e6);
  });
});
