import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * NetBSD 5's soft interrupts, after kern/kern_softint.c (softint_dispatch, and the comment at the top of the file),
 * kern/kern_synch.c (mi_switch), and amd64/spl.S (Xsoftintr). A soft interrupt has an lwp for each level and CPU:
 *
 * | what | in the source | here |
 * | --- | --- | --- |
 * | dispatch, on the way out of a hard interrupt | Xsoftintr changes stack and curlwp; no run queue | softint 0.15, handoff 0.1 |
 * | it ends | Xsoftintr changes them back | handoff 0.1 |
 * | it must sleep for a lock | mi_switch finds l_switchto and goes to the pinned lwp at once | handoff 0.1 |
 * | its level is requested meanwhile | si_active is still set: nothing is triggered on this CPU | stays in the queue |
 * | another level is requested | has its own lwp | runs |
 * | it has the lock again | an ordinary lwp of high priority, and the pinned one is a thread beside it | switch 2 |
 * | it ends | no l_switchto: mi_switch chooses the next lwp | switch 2 |
 *
 * The holder of the lock is lent the priority of the softint (turnstiles).
 */
function scenario(packets: string, processes: string, design = 'netbsd5_softint'): string {
  return `
import "std/designs"
${machine()}
device net0: nic { link 10Gbps; input in }
device clk0: nic { link 10Gbps; input tick }
path in {
  hard net { run rxintr 1us; enqueue ipintrq }
  soft softnet { run ip_input 2us; lock rtable { run rtlookup 1us }; deliver server }
}
path tick {
  hard net { run tick 1us; enqueue callouts }
  soft softclock { run callout 1us; deliver server }
}
process server { loop { receive; run read 2us } }
${processes}
workload w { ${packets} }
run "netbsd5" { machine m; workload w; for 100us; designs ${design} }`;
}

describe('a soft interrupt', () => {
  test('that does not sleep borrows the CPU: no switch', () => {
    const result = simulateText(scenario('packet on net0 at 10us', computing()), 'netbsd5_softint');
    expectTimeline(
      result,
      `
      0-10us         compute: work
      10us           interrupt net0 over compute
      10-10.4us      net0 interrupt: trap
      10.4-11.4us    net0 interrupt: rxintr
      11.4us         softint softnet over net0 interrupt
      11.4-11.55us   softnet softint thread: softint dispatch
      11.55-11.65us  softnet softint thread: hand-off
      11.65-13.65us  softnet softint thread: ip_input
      13.65-14.65us  softnet softint thread: rtlookup
      14.65us        deliver #1 to server
      14.65-14.95us  softnet softint thread: wakeup
      14.95-15.05us  softnet softint thread: hand-off
      15.05-15.35us  net0 interrupt: return from trap
      15.35-100us    compute: work
      `,
    );
    expect(result.metrics).toMatchObject({ switches: 0, softints: 1 });
  });

  const routed = 'process routed { lock rtable { run update 30us }; loop { run route 10ms } }';

  test('that sleeps becomes a thread: the pinned lwp goes on, its level stalls, the others do not', () => {
    const packets = 'packet on net0 at 10us, 20us, 60us; packet on clk0 at 25us';
    const result = simulateText(scenario(packets, routed), 'netbsd5_softint');
    expectTimeline(
      result,
      `
      0-10us         routed: update
      10us           interrupt net0 over routed
      10-10.4us      net0 interrupt: trap
      10.4-11.4us    net0 interrupt: rxintr
      11.4us         softint softnet over net0 interrupt
      11.4-11.55us   softnet softint thread: softint dispatch
      11.55-11.65us  softnet softint thread: hand-off
      11.65-13.65us  softnet softint thread: ip_input
      13.65us        switch softnet softint thread -> net0 interrupt (block)
      13.65-13.75us  net0 interrupt: hand-off                     // and not the scheduler
      13.75-14.05us  net0 interrupt: return from trap
      14.05-20us     routed: update                               // 5.95, so 15.95 of 30 are done
      20us           interrupt net0 over routed
      20-20.4us      net0 interrupt: trap
      20.4-21.4us    net0 interrupt: rxintr                       // the level is active: no softint
      21.4-21.7us    net0 interrupt: return from trap
      21.7-25us      routed: update                               // 19.25
      25us           interrupt clk0 over routed
      25-25.4us      clk0 interrupt: trap
      25.4-26.4us    clk0 interrupt: tick
      26.4us         softint softclock over clk0 interrupt        // another level, though a lower one
      26.4-26.55us   softclock softint thread: softint dispatch
      26.55-26.65us  softclock softint thread: hand-off
      26.65-27.65us  softclock softint thread: callout
      27.65us        deliver #3 to server
      27.65-27.95us  softclock softint thread: wakeup
      27.95-28.05us  softclock softint thread: hand-off
      28.05-28.35us  clk0 interrupt: return from trap
      28.35-39.1us   routed: update                               // the other 10.75
      39.1-39.4us    routed: wakeup                               // of the softint
      39.4us         switch routed -> softnet softint thread (preempt)
      39.4-41.4us    softnet softint thread: context switch
      41.4-42.4us    softnet softint thread: rtlookup
      42.4us         deliver #1 to server
      42.4-44.4us    softnet softint thread: ip_input             // what came at 20us
      44.4-45.4us    softnet softint thread: rtlookup
      45.4us         deliver #2 to server
      45.4us         switch softnet softint thread -> routed (finish)
      45.4-47.4us    routed: context switch
      47.4-60us      routed: route
      60us           interrupt net0 over routed
      60-60.4us      net0 interrupt: trap
      60.4-61.4us    net0 interrupt: rxintr
      61.4us         softint softnet over net0 interrupt          // on the way out again
      `,
      { until: 61.4 },
    );
  });

  test('lends its priority to the holder, which better processes do not preempt then', () => {
    const report = 'process report { priority timeshare 2; sleep 20us; run report 100us; sleep 1s }';
    const text = scenario('packet on net0 at 10us', `${routed}\n${report}`);
    // The clock at 20us: trap 0.4, wakeup 0.3, return 0.3, and no preemption; 14.05 + 20 + 1, wakeup 0.3, switch 2, 1.
    expect(simulateText(text, 'netbsd5_softint').packets.end[0]).toBe(38.35e6);
  });
});

/**
 * Without __HAVE_FAST_SOFTINTS: softint_trigger marks the level and asks for an AST (cpu_signotify); mi_switch, whoever
 * calls it, takes the lwp of a marked level first (softint_picklwp). So a softint waits for the end of what the kernel
 * does, and costs two switches, and the trap into user mode returns behind it.
 */
describe('a slow soft interrupt', () => {
  const slow = (packets: string, processes: string) =>
    simulateText(scenario(packets, processes, 'netbsd5_slow_softint'), 'netbsd5_slow_softint');

  test('is a switch on the way back to user mode', () => {
    const result = slow('packet on net0 at 10us', computing());
    expectTimeline(
      result,
      `
      0-10us         compute: work
      10us           interrupt net0 over compute
      10-10.4us      net0 interrupt: trap
      10.4-11.4us    net0 interrupt: rxintr
      11.4-11.7us    net0 interrupt: wakeup
      11.7us         switch compute -> softnet softint thread (preempt)
      11.7-13.7us    softnet softint thread: context switch
      13.7-15.7us    softnet softint thread: ip_input
      15.7-16.7us    softnet softint thread: rtlookup
      16.7us         deliver #1 to server
      16.7-17us      softnet softint thread: wakeup
      17us           switch softnet softint thread -> compute (block)
      17-19us        compute: context switch
      19-19.3us      compute: return from trap
      19.3-100us     compute: work
      `,
      { instants: ['interrupt', 'softint', 'switch', 'deliver'] },
    );
    expect(result.metrics).toMatchObject({ switches: 2, softints: 1 });
  });

  test('waits for the end of what the kernel does, and finds the lock free then', () => {
    const routed = 'process routed { lock rtable { run update 30us }; loop { run route 10ms } }';
    expectTimeline(
      slow('packet on net0 at 10us, 20us', routed),
      `
      0-10us         routed: update
      10us           interrupt net0 over routed
      10-10.4us      net0 interrupt: trap
      10.4-11.4us    net0 interrupt: rxintr
      11.4-11.7us    net0 interrupt: wakeup
      11.7-12us      net0 interrupt: return from trap
      12-20us        routed: update                               // 18 of 30 are done
      20us           interrupt net0 over routed
      20-20.4us      net0 interrupt: trap
      20.4-21.4us    net0 interrupt: rxintr                       // the softint is asked for already
      21.4-21.7us    net0 interrupt: return from trap
      21.7-33.7us    routed: update
      33.7us         switch routed -> softnet softint thread (preempt)
      33.7-35.7us    softnet softint thread: context switch
      35.7-37.7us    softnet softint thread: ip_input
      37.7-38.7us    softnet softint thread: rtlookup
      38.7us         deliver #1 to server
      38.7-39us      softnet softint thread: wakeup
      39-41us        softnet softint thread: ip_input
      41-42us        softnet softint thread: rtlookup
      42us           deliver #2 to server
      42us           switch softnet softint thread -> routed (block)
      42-44us        routed: context switch
      44-100us       routed: route
      `,
      { instants: ['interrupt', 'softint', 'switch', 'deliver'] },
    );
  });

  test('runs when a thread of the kernel yields, which has no user mode to return to', () => {
    const scan = 'process pagedaemon { priority kernel; run scan 30us; sleep 1s }';
    const result = slow('packet on net0 at 10us', scan);
    expectTimeline(
      result,
      `
      32us           switch pagedaemon -> softnet softint thread (block)     // 30, and an interrupt of 2
      37.3us         switch softnet softint thread -> server (block)         // + 2 + 2 + 1, wakeup 0.3
      `,
      { slices: false, instants: ['switch'], until: 38 },
    );
  });
});
