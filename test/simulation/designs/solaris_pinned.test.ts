import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * Solaris' interrupt threads, after illumos i86pc/os/intr.c (intr_thread_prolog and _epilog, dosoftint, set_base_spl) and
 * disp/disp.c (swtch, thread_unpin).
 *
 * | what | in the source | here |
 * | --- | --- | --- |
 * | an interrupt | takes a thread from the CPU's list, which pins the interrupted one (t_intr) | handoff 0.1 |
 * | it ends | the thread goes back to the list; soft interrupts above the old level follow | handoff 0.1 |
 * | it must sleep for a mutex | swtch: thread_unpin, resume_from_intr; the pinned thread goes on | handoff 0.1 |
 * | what may interrupt meanwhile | its bit stays in cpu_intr_actv, so the base level is its own: higher ones only | bio and net wait, vm does not; no soft interrupt |
 * | it has the mutex | a thread of the interrupt's priority | switch 2 |
 * | it ends | nothing is pinned: new base level, swtch | switch 2, then what was kept away |
 *
 * The holder of the mutex is lent the priority of the interrupt thread (turnstiles).
 */
function scenario(packets: string, processes: string): string {
  return `
import "std/designs"
${machine()}
device bio0: nic { link 10Gbps; ipl bio; input bio }
device net0: nic { link 10Gbps; ipl net; input net }
device vm0: nic { link 10Gbps; ipl vm; input vm }
path bio { hard bio { run biointr 1us; deliver server } }
path net { hard net { run netintr 1us; lock unit { run start 1us }; deliver server } }
path vm {
  hard vm { run vmintr 1us; enqueue callouts }
  soft softclock { run callout 1us; deliver server }
}
process server { loop { receive; run read 2us } }
${processes}
workload w { ${packets} }
run "solaris" { machine m; workload w; for 100us; designs solaris_pinned }`;
}

describe('an interrupt thread', () => {
  test('that does not sleep borrows the CPU, as the soft interrupt behind it does: no switch', () => {
    const result = simulateText(scenario('packet on vm0 at 10us', computing()), 'solaris_pinned');
    expectTimeline(
      result,
      `
      0-10us         compute: work
      10us           interrupt vm0 over compute
      10-10.4us      vm0 interrupt thread: trap
      10.4-10.5us    vm0 interrupt thread: hand-off
      10.5-11.5us    vm0 interrupt thread: vmintr
      11.5-11.6us    vm0 interrupt thread: hand-off
      11.6us         softint softclock over vm0 interrupt thread
      11.6-11.75us   softclock softint thread: softint dispatch
      11.75-11.85us  softclock softint thread: hand-off
      11.85-12.85us  softclock softint thread: callout
      12.85us        deliver #1 to server
      12.85-13.15us  softclock softint thread: wakeup
      13.15-13.25us  softclock softint thread: hand-off
      13.25-13.55us  vm0 interrupt thread: return from trap
      13.55-100us    compute: work
      `,
    );
    expect(result.metrics.switches).toBe(0);
  });

  test('is pinned by one of a higher level, and pins the thread underneath', () => {
    const packets = 'packet on net0 at 10us; packet on vm0 at 11us';
    expectTimeline(
      simulateText(scenario(packets, computing()), 'solaris_pinned'),
      `
      10us           interrupt net0 over compute
      10-10.4us      net0 interrupt thread: trap
      10.4-10.5us    net0 interrupt thread: hand-off
      10.5-11us      net0 interrupt thread: netintr
      11us           interrupt vm0 over net0 interrupt thread
      11-11.4us      vm0 interrupt thread: trap
      11.4-11.5us    vm0 interrupt thread: hand-off
      11.5-12.5us    vm0 interrupt thread: vmintr
      12.5-12.6us    vm0 interrupt thread: hand-off
      12.6-12.9us    vm0 interrupt thread: return from trap      // to net, above softclock
      12.9-13.4us    net0 interrupt thread: netintr
      13.4-14.4us    net0 interrupt thread: start
      14.4us         deliver #1 to server
      14.4-14.7us    net0 interrupt thread: wakeup
      14.7-14.8us    net0 interrupt thread: hand-off
      14.8us         softint softclock over net0 interrupt thread
      `,
      { from: 10, until: 14.8 },
    );
  });

  test('that sleeps lets the pinned thread go on, and its level and those below stay masked until it ends', () => {
    const unit = 'process driver { lock unit { run stop 30us }; loop { run work 10ms } }';
    const packets = 'packet on net0 at 10us, 18us; packet on bio0 at 15us; packet on vm0 at 20us';
    const result = simulateText(scenario(packets, unit), 'solaris_pinned');
    expectTimeline(
      result,
      `
      0-10us         driver: stop
      10us           interrupt net0 over driver
      10-10.4us      net0 interrupt thread: trap
      10.4-10.5us    net0 interrupt thread: hand-off
      10.5-11.5us    net0 interrupt thread: netintr
      11.5us         switch net0 interrupt thread -> driver (block)
      11.5-11.6us    driver: hand-off
      11.6-11.9us    driver: return from trap
      11.9-20us      driver: stop                                // 18.1 of 30; bio at 15us and net at 18us wait
      20us           interrupt vm0 over driver
      20-20.4us      vm0 interrupt thread: trap
      20.4-20.5us    vm0 interrupt thread: hand-off
      20.5-21.5us    vm0 interrupt thread: vmintr
      21.5-21.6us    vm0 interrupt thread: hand-off              // and its soft interrupt waits
      21.6-21.9us    vm0 interrupt thread: return from trap
      21.9-33.8us    driver: stop                                // the other 11.9
      33.8-34.1us    driver: wakeup
      34.1us         switch driver -> net0 interrupt thread (preempt)
      34.1-36.1us    net0 interrupt thread: context switch
      36.1-37.1us    net0 interrupt thread: start
      37.1us         deliver #1 to server
      37.1-37.4us    net0 interrupt thread: wakeup
      37.4-38.4us    net0 interrupt thread: netintr              // the packet of 18us, in the ring
      38.4-39.4us    net0 interrupt thread: start
      39.4us         deliver #3 to server
      39.4us         switch net0 interrupt thread -> driver (finish)
      39.4-41.4us    driver: context switch
      41.4us         interrupt bio0 over driver                  // since 15us
      41.4-41.8us    bio0 interrupt thread: trap
      41.8-41.9us    bio0 interrupt thread: hand-off
      41.9-42.9us    bio0 interrupt thread: biointr
      42.9us         deliver #2 to server
      42.9-43us      bio0 interrupt thread: hand-off
      43us           softint softclock over bio0 interrupt thread  // since 21.5us
      43-43.15us     softclock softint thread: softint dispatch
      43.15-43.25us  softclock softint thread: hand-off
      43.25-44.25us  softclock softint thread: callout
      44.25us        deliver #4 to server
      44.25-44.35us  softclock softint thread: hand-off
      44.35-44.65us  bio0 interrupt thread: return from trap
      44.65-100us    driver: work
      `,
    );
    expect(result.metrics.switches).toBe(3);
  });
});
