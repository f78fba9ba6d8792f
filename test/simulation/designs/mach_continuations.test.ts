import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * Mach 3.0's stack hand-off, after Draves, Bershad, Rashid and Dean, "Using Continuations to Implement Thread Management
 * and Communication in Operating Systems", SOSP 1991, figures 2 to 4, and Mach's kern/sched_prim.c (thread_invoke). A
 * thread that blocks with a continuation gives its stack to the next one, if that has none; in all other cases registers
 * must be saved and loaded. Who has a continuation:
 *
 * | thread | leaves the CPU by | stack |
 * | --- | --- | --- |
 * | input, server | thread_block(…_continue), for a message | none |
 * | compute, preempted in user mode | ast_taken: thread_block(thread_exception_return) | none |
 * | idle | thread_block(idle_thread_continue) | none |
 * | input, in the middle of its work, for a lock | thread_block(0) | kept |
 *
 * So the hand-offs are nearly all of the switches, as in the paper's table 2 (96.8 to 100%).
 */
function scenario(packets: string): string {
  return `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue ipc_kmsg } soft softnet { run filter 2us; deliver server } }
process server { priority timeshare 1; loop { receive; run reply 3us } }
${computing()}
design switching extends mach_continuations { handoff off }
workload w { ${packets} }
run "mach" { machine m; workload w; for 60us; designs mach_continuations, switching }`;
}

describe('a message', () => {
  test('goes from hand to hand on one stack', () => {
    const result = simulateText(scenario('packet on nic at 10us'), 'mach_continuations');
    expectTimeline(
      result,
      `
      0-10us       compute: work
      10us         interrupt nic over compute
      10-10.4us    nic interrupt: trap
      10.4-11.4us  nic interrupt: rx
      11.4-11.7us  nic interrupt: wakeup
      11.7us       switch compute -> softnet softint thread (preempt)    // thread_exception_return
      11.7-11.8us  softnet softint thread: hand-off
      11.8-13.8us  softnet softint thread: filter
      13.8us       deliver #1 to server
      13.8-14.1us  softnet softint thread: wakeup
      14.1us       switch softnet softint thread -> server (block)
      14.1-14.2us  server: hand-off
      14.2-17.2us  server: reply
      17.2us       switch server -> compute (block)
      17.2-17.3us  compute: hand-off
      17.3-17.6us  compute: return from trap
      17.6-60us    compute: work
      `,
    );
    expect(result.metrics.switches).toBe(3);
  });

  test('is as many switches where each thread keeps a stack, at twenty times the price', () => {
    const [mach, switching] = ['mach_continuations', 'switching'].map((design) =>
      simulateText(scenario('packet on nic at 10us'), design),
    );
    expect(switching!.metrics.switches).toBe(3);
    expect([mach!.cpus[0]!.switch, switching!.cpus[0]!.switch]).toEqual([0.3e6, 6e6]);
  });

  test('that finds nobody at work takes the stack of idle', () => {
    const text = scenario('packet on nic at 10us').replace(computing(), '');
    expect(simulateText(text, 'mach_continuations').cpus[0]!.switch).toBe(0.3e6);
  });
});

test('a thread that waits for a lock in the middle of its work keeps its stack: registers are saved and loaded', () => {
  const text = `
import "std/designs"
${machine(2)}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue ipc_kmsg } soft softnet { run filter 2us; lock port { run queue 1us }; drop } }
process compute { cpu 0; loop { run work 10ms } }
process holder { cpu 1; lock port { run send 20us }; loop { run work 10ms } }
workload w { packet on nic at 10us }
run "mach" { machine m; workload w; for 60us; designs mach_continuations }`;
  expectTimeline(
    simulateText(text, 'mach_continuations'),
    `
    cpu0 11.7us       switch compute -> softnet softint thread cpu0 (preempt)
    cpu0 11.7-11.8us  softnet softint thread cpu0: hand-off
    cpu0 11.8-13.8us  softnet softint thread cpu0: filter
    cpu0 13.8us       switch softnet softint thread cpu0 -> compute (block)
    cpu0 13.8-15.8us  compute: context switch
    cpu0 15.8-16.1us  compute: return from trap
    cpu0 16.1-20.8us  compute: work
    cpu1 20-20.8us    holder: wakeup                                    // wakeup 0.3, ipi 0.5
    cpu1 20.8-60us    holder: work
    cpu0 20.8us       interrupt clock or ipi over compute
    cpu0 20.8-21.2us  ipi cpu0: trap
    cpu0 21.2us       switch compute -> softnet softint thread cpu0 (preempt)
    cpu0 21.2-23.2us  softnet softint thread cpu0: context switch
    cpu0 23.2-24.2us  softnet softint thread cpu0: queue
    24.2us            drop #1 at drop in in
    cpu0 24.2us       switch softnet softint thread cpu0 -> compute (block)
    cpu0 24.2-24.3us  compute: hand-off
    cpu0 24.3-24.6us  compute: return from trap
    cpu0 24.6-60us    compute: work
    `,
    { from: 11.6 },
  );
});

test('a pinned handler that slept for a lock has a stack of its own, to which a switch is due', () => {
  const text = `
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { lock l { run rx 1us }; drop } }
process p { lock l { run hold 10us }; loop { run rest 100us } }
design pinning { interrupt pinned_thread; softint pinned_thread; await block; lock blocking; handoff on }
workload w { packet on nic at 3us }
run "mach" { machine m; workload w; for 20us; designs pinning }`;
  expectTimeline(
    simulateText(text, 'pinning'),
    `
    0-3us        p: hold
    3us          interrupt nic over p
    3-3.4us      nic interrupt thread: trap
    3.4-3.5us    nic interrupt thread: hand-off
    3.5us        switch nic interrupt thread -> p (block)     // l is held
    3.5-3.6us    p: hand-off                                  // back to whom it has interrupted
    3.6-3.9us    p: return from trap
    3.9-10.9us   p: hold
    10.9-11.2us  p: wakeup
    11.2us       switch p -> nic interrupt thread (preempt)
    11.2-13.2us  nic interrupt thread: context switch         // it kept its registers
    13.2-14.2us  nic interrupt thread: rx
    14.2us       drop #1 at drop in in
    14.2us       switch nic interrupt thread -> p (finish)
    14.2-14.3us  p: hand-off                                  // one has ended, the other left user mode
    14.3-20us    p: rest
    `,
  );
});
