import { describe, expect, test } from 'vitest';
import { machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * Interrupt threads, the first scenario of the message to tech-kern. Its six switches are in timelines/message.test.ts.
 * What else follows from handlers that are threads: they may sleep for a lock (Baldwin, "Locking in the Multithreaded
 * FreeBSD Kernel", BSDCon 2002, section 5), and without the priority inheritance of that paper they wait for whoever
 * runs in front of the holder, for as long as he likes. `routed` has the lock, `report` is better than `routed`:
 *
 * | us | who runs | why |
 * | --- | --- | --- |
 * | 0 | routed | holds the lock, for 30 |
 * | 5 | the NIC's thread, then softnet's | each is better than a process |
 * | 8.2 | | report is woken, and worse than these threads |
 * | 14.4 | report | softnet sleeps for the lock; of routed and report the latter is better |
 * | 116.4 | routed | report sleeps; 25 of the 30 are left |
 * | 143.7 | softnet | has the lock at last |
 */
const text = `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
path in {
  hard net { run rxintr 1us; enqueue ipintrq }
  soft softnet { run ip_input 2us; lock rtable { run rtlookup 1us }; deliver server }
}
process server { loop { receive; run read 2us } }
process routed { priority timeshare 1; lock rtable { run update 30us }; loop { run route 10ms } }
process report { priority timeshare 2; sleep 8.2us; run report 100us; sleep 1s }
workload w { packet on nic at 5us }
design lending extends interrupt_threads { inheritance on }
run "inversion" { machine m; workload w; for 200us; designs interrupt_threads, lending }`;

describe('a thread of middle priority, while a soft interrupt thread waits for a lock', () => {
  test('without inheritance the packet waits for both', () => {
    const result = simulateText(text, 'interrupt_threads');
    expectTimeline(
      result,
      `
      0us            acquire rtable by routed
      0-5us          routed: update
      5us            interrupt nic over routed
      5-5.4us        nic trap: trap
      5.4-5.9us      nic trap: wakeup                        // mask 0.2, wakeup 0.3
      5.9us          switch routed -> nic interrupt thread (preempt)
      5.9-7.9us      nic interrupt thread: context switch
      7.9-8.2us      nic interrupt thread: rxintr            // 0.3 of 1
      8.2us          interrupt clock or ipi over nic interrupt thread
      8.2-8.6us      clock interrupt: trap
      8.6-8.9us      clock interrupt: wakeup
      8.9-9.2us      clock interrupt: return from trap
      9.2-9.9us      nic interrupt thread: rxintr
      9.9-10.2us     nic interrupt thread: wakeup
      10.2-10.4us    nic interrupt thread: mask              // and unmasks
      10.4us         switch nic interrupt thread -> softnet softint thread (block)
      10.4-12.4us    softnet softint thread: context switch
      12.4-14.4us    softnet softint thread: ip_input
      14.4us         contend rtable by softnet softint thread
      14.4us         switch softnet softint thread -> report (block)
      14.4-16.4us    report: context switch
      16.4-116.4us   report: report
      116.4us        switch report -> routed (block)
      116.4-118.4us  routed: context switch
      118.4-118.7us  routed: return from trap                // that of 5us
      118.7-143.7us  routed: update                          // 30 - 5
      143.7us        release rtable by routed
      143.7-144us    routed: wakeup
      144us          switch routed -> softnet softint thread (preempt)
      144-146us      softnet softint thread: context switch
      146us          acquire rtable by softnet softint thread
      146-147us      softnet softint thread: rtlookup
      147us          release rtable by softnet softint thread
      147us          deliver #1 to server
      147-147.3us    softnet softint thread: wakeup
      `,
      { instants: ['interrupt', 'switch', 'deliver', 'contend', 'acquire', 'release'], until: 147.2 },
    );
  });

  test('with it, for what is left of the time that the lock is held', () => {
    const result = simulateText(text, 'lending');
    // 14.4 + switch 2 + return 0.3 + the other 25 + wakeup 0.3 + switch 2 + 1
    expect(result.packets.end[0]).toBe(45e6);
  });

  test('the inversion is as long as the middle one wants: ten times the work, ten times the wait', () => {
    const longer = text.replace('report 100us', 'report 1ms').replace('for 200us', 'for 2ms');
    expect(simulateText(longer, 'interrupt_threads').packets.end[0]).toBe(1047e6);
    expect(simulateText(longer, 'lending').packets.end[0]).toBe(45e6);
  });
});
