import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * PREEMPT_RT, after Documentation/core-api/real-time/differences.rst of Linux: interrupts are threads, what they raise
 * runs in their context and can be preempted, and a spinlock_t is a sleeping lock with priority inheritance.
 *
 * | what | Linux with softirqs | PREEMPT_RT |
 * | --- | --- | --- |
 * | a thread of better priority is woken during protocol input | waits for the end of the softirq run | has the CPU after trap, wakeup and switch |
 * | a handler finds a spinlock held | cannot be: the lock keeps it away | its thread sleeps, and the holder has its priority |
 */
function scenario(hard: string, soft: string, processes: string): string {
  return `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; ${hard} enqueue backlog } soft softnet { ${soft} } }
process server { loop { receive; run read 2us } }
${processes}
workload w { packet on nic at 10us }
design without extends preempt_rt { inheritance off }
run "rt" { machine m; workload w; for 300us; designs preempt_rt, linux_softirq, without }`;
}

describe('a thread above all interrupts, woken in the middle of protocol input of 100us', () => {
  const control = 'process control { priority interrupt 50; sleep 13.5us; run control 5us; sleep 1s }';
  const text = scenario('', 'run ip_rcv 100us; deliver server', `${control}\n${computing()}`);

  test('PREEMPT_RT: has the CPU at once', () => {
    expectTimeline(
      simulateText(text, 'preempt_rt'),
      `
      10us           interrupt nic over compute
      10-10.4us      nic trap: trap
      10.4-10.9us    nic trap: wakeup                     // mask 0.2, wakeup 0.3
      10.9us         switch compute -> nic interrupt thread (preempt)
      10.9-12.9us    nic interrupt thread: context switch
      12.9-13.5us    nic interrupt thread: rx             // 0.6 of 1
      13.5us         interrupt clock or ipi over nic interrupt thread
      13.5-13.9us    clock interrupt: trap
      13.9-14.2us    clock interrupt: wakeup
      14.2us         switch nic interrupt thread -> control (preempt)
      14.2-16.2us    control: context switch
      16.2-21.2us    control: control
      21.2us         switch control -> nic interrupt thread (block)
      21.2-23.2us    nic interrupt thread: context switch
      23.2-23.5us    nic interrupt thread: return from trap
      23.5-23.9us    nic interrupt thread: rx
      23.9-123.9us   nic interrupt thread: ip_rcv         // in its own context
      123.9us        deliver #1 to server
      123.9-124.2us  nic interrupt thread: wakeup
      124.2-124.4us  nic interrupt thread: mask
      124.4us        switch nic interrupt thread -> compute (block)
      `,
      { from: 10, until: 124.4 },
    );
  });

  test('softirqs: has it when they are done', () => {
    // 10 + 0.45 + 1 + 0.15 + 100, the clock on top of it (0.4 + 0.3 + 0.3), the wakeup of the server 0.3.
    expectTimeline(
      simulateText(text, 'linux_softirq'),
      `
      112.9us        switch compute -> control (preempt)
      112.9-114.9us  control: context switch
      114.9-119.9us  control: control
      `,
      { from: 112.9, until: 119.8 },
    );
  });
});

describe('a spinlock that a process holds, and a thread of middle priority', () => {
  const processes = `
    process driver { priority timeshare 1; lock unit { run reset 30us }; loop { run work 10ms } }
    process middle { priority realtime 5; sleep 13.5us; run middle 100us; sleep 1s }`;
  const text = scenario('lock unit { run refill 1us };', 'run ip_rcv 2us; deliver server', processes);

  test('the holder has the priority of the handler that waits, so the middle one waits, too', () => {
    expectTimeline(
      simulateText(text, 'preempt_rt'),
      `
      10.9us   switch driver -> nic interrupt thread (preempt)
      13.5us   interrupt clock or ipi over nic interrupt thread    // rx ends at 13.9 + 1
      14.9us   switch nic interrupt thread -> driver (block)
      // + switch 2 + return 0.3 + the other 20 + wakeup 0.3
      37.5us   switch driver -> nic interrupt thread (preempt)
      // + switch 2 + 1 + 2
      42.5us   deliver #1 to server
      // + wakeup 0.3 + mask 0.2
      43us     switch nic interrupt thread -> middle (block)
      `,
      { slices: false, from: 10.1, until: 100 },
    );
  });

  test('without inheritance the handler waits for the middle one, which has nothing to do with the lock', () => {
    // 14.9 + switch 2 + 100 + switch 2 + return 0.3 + 20 + wakeup 0.3 + switch 2 + 1 + 2
    expect(simulateText(text, 'without').packets.end[0]).toBe(144.5e6);
  });
});
