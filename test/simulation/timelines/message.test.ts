import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMPUTE, ipsec, SERVER } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

const example = readFileSync('examples/ipsec.irq', 'utf8');

describe('the one packet of the message', () => {
  test('interrupt threads: six switches, in the order of the message', () => {
    const result = simulateText(example, 'interrupt_threads');
    expectTimeline(
      result,
      `
      0-10us       compute: work
      10us         interrupt wm0 over compute
      10-10.4us    wm0 trap: trap                                 // trap 0.4
      10.4-10.7us  wm0 trap: wakeup                               // wakeup 0.3; it is better than compute
      10.7us       switch compute -> wm0 interrupt thread (preempt)
      10.7-12.7us  wm0 interrupt thread: context switch           // switch 2
      12.7-14.2us  wm0 interrupt thread: cache refill             // refill 1.5, never ran before
      14.2-15.2us  wm0 interrupt thread: wm_rxintr                // 1
      15.2-16.4us  wm0 interrupt thread: ether_input              // 1.2
      16.4-16.7us  wm0 interrupt thread: wakeup                   // 0.3; worse than an interrupt thread, so it waits
      16.7us       switch wm0 interrupt thread -> softnet softint thread (block)
      16.7-18.7us  softnet softint thread: context switch
      18.7-20.2us  softnet softint thread: cache refill
      20.2-22.2us  softnet softint thread: ip_input               // 2
      22.2-25.2us  softnet softint thread: esp_input              // 3
      25.2-25.7us  softnet softint thread: ubsec_process          // 0.5, and the device has it
      25.7us       switch softnet softint thread -> compute (block)
      25.7-27.7us  compute: context switch
      27.7-29.2us  compute: cache refill
      29.2-29.5us  compute: return from trap                      // that of 10us
      29.5-54.7us  compute: work                                  // 25.7 + 5 + 1500 B at 500 Mb/s
      54.7us       interrupt ubsec0 over compute
      54.7-55.1us  ubsec0 trap: trap
      55.1-55.4us  ubsec0 trap: wakeup
      55.4us       switch compute -> ubsec0 interrupt thread (preempt)
      55.4-57.4us  ubsec0 interrupt thread: context switch
      57.4-58.9us  ubsec0 interrupt thread: cache refill
      58.9-59.5us  ubsec0 interrupt thread: ubsec_intr            // 0.6
      59.5-59.9us  ubsec0 interrupt thread: crypto_done           // 0.4
      59.9-60.2us  ubsec0 interrupt thread: wakeup                // of the softint thread, which slept in OCF
      60.2us       switch ubsec0 interrupt thread -> softnet softint thread (block)
      60.2-62.2us  softnet softint thread: context switch
      62.2-63.7us  softnet softint thread: cache refill
      63.7-65.2us  softnet softint thread: esp_input_cb           // 1.5
      65.2-69.2us  softnet softint thread: tcp_input              // 4
      69.2us       deliver #1 to server
      69.2-69.5us  softnet softint thread: wakeup                 // an equal of compute, which stays in front of it
      69.5us       switch softnet softint thread -> compute (block)
      69.5-71.5us  compute: context switch
      71.5-73us    compute: cache refill
      73-73.3us    compute: return from trap
      73.3-200us   compute: work
      `,
    );
    expect(result.metrics).toMatchObject({ switches: 6, interrupts: 2, softints: 1, wakeups: 5, delivered: 1 });
    expect(result.metrics.latency_max).toBe(59.2e6);
  });

  test('biglock: no switch, two interrupts, the softints on the way out of each', () => {
    const result = simulateText(example, 'biglock');
    expectTimeline(
      result,
      `
      0-10us         compute: work
      10us           interrupt wm0 over compute
      10-10.4us      wm0 interrupt: trap
      10.4-11.4us    wm0 interrupt: wm_rxintr
      11.4-12.6us    wm0 interrupt: ether_input
      12.6us         softint softnet over wm0 interrupt     // asked for by schednetisr, before the trap returns
      12.6-12.75us   softnet softint: softint dispatch      // softint 0.15
      12.75-14.75us  softnet softint: ip_input
      14.75-17.75us  softnet softint: esp_input
      17.75-18.25us  softnet softint: ubsec_process
      18.25-18.55us  wm0 interrupt: return from trap
      18.55-47.25us  compute: work                          // 18.25 + 29
      47.25us        interrupt ubsec0 over compute
      47.25-47.65us  ubsec0 interrupt: trap
      47.65-48.25us  ubsec0 interrupt: ubsec_intr
      48.25-48.65us  ubsec0 interrupt: crypto_done
      48.65us        softint softnet over ubsec0 interrupt
      48.65-48.8us   softnet softint: softint dispatch
      48.8-50.3us    softnet softint: esp_input_cb
      50.3-54.3us    softnet softint: tcp_input
      54.3us         deliver #1 to server
      54.3-54.6us    softnet softint: wakeup
      54.6-54.9us    ubsec0 interrupt: return from trap
      54.9-200us     compute: work
      `,
    );
    expect(result.metrics).toMatchObject({ switches: 0, interrupts: 2, softints: 2, wakeups: 1, delivered: 1 });
    expect(result.cpus[0]).toMatchObject({ switch: 0, refill: 0, trap: 1.4e6 });
  });
});

describe('an idle CPU', () => {
  test('interrupt threads: idle is left and entered by switches, and has no cache to refill', () => {
    const result = simulateText(ipsec({ processes: SERVER }), 'interrupt_threads');
    expect(switches(result)).toEqual([
      '10.7us idle -> wm0 interrupt thread (wakeup)',
      '16.7us wm0 interrupt thread -> softnet softint thread (block)',
      '25.7us softnet softint thread -> idle (block)',
      '55.4us idle -> ubsec0 interrupt thread (wakeup)',
      '60.2us ubsec0 interrupt thread -> softnet softint thread (block)',
      '69.5us softnet softint thread -> server (block)',
      // 69.5 + switch 2 + refill 1.5 + read 2
      '75us server -> idle (block)',
    ]);
    expectTimeline(
      result,
      `
      25.7us       switch softnet softint thread -> idle (block)
      25.7-27.7us  idle: context switch
      27.7-28us    idle: return from trap       // no refill
      28-54.7us    idle: idle
      54.7us       interrupt ubsec0 over idle
      `,
      { from: 25.7, until: 54.7 },
    );
  });

  test('biglock: none until the server is woken, at the end of the way out of the trap', () => {
    const result = simulateText(ipsec({ processes: SERVER }), 'biglock');
    expectTimeline(
      result,
      `
      54.3us        deliver #1 to server
      54.3-54.6us   softnet softint: wakeup
      54.6us        switch idle -> server (wakeup)
      54.6-56.6us   server: context switch
      56.6-58.1us   server: cache refill
      58.1-60.1us   server: read
      60.1us        switch server -> idle (block)
      60.1-62.1us   idle: context switch
      62.1-62.4us   idle: return from trap     // that of 47.25us
      62.4-200us    idle: idle
      `,
      { from: 54.3 },
    );
    expect(result.metrics.switches).toBe(2);
  });

  test('biglock: a packet while the server runs interrupts it, and it goes on where it was', () => {
    const result = simulateText(ipsec({ processes: SERVER, packets: 'packet on wm0 at 10us, 59us' }), 'biglock');
    expectTimeline(
      result,
      `
      58.1-59us     server: read
      59us          interrupt wm0 over server
      59-59.4us     wm0 interrupt: trap
      59.4-60.4us   wm0 interrupt: wm_rxintr
      60.4-61.6us   wm0 interrupt: ether_input
      61.6us        softint softnet over wm0 interrupt
      61.6-61.75us  softnet softint: softint dispatch
      61.75-63.75us softnet softint: ip_input
      63.75-66.75us softnet softint: esp_input
      66.75-67.25us softnet softint: ubsec_process
      67.25-67.55us wm0 interrupt: return from trap
      67.55-68.65us server: read                // 2 - 0.9
      68.65us       switch server -> idle (block)
      `,
      { from: 58.1, until: 68.65 },
    );
    expect(result.metrics).toMatchObject({ delivered: 2, switches: 4, interrupts: 4 });
  });
});

describe('a server of better priority', () => {
  const processes = `process server { priority realtime 1; loop { receive; run read 2us } }\n${COMPUTE}`;

  test('biglock: one switch in and one back, at the AST, with the return from the trap owed', () => {
    const result = simulateText(ipsec({ processes, costs: 'cost syscall 1us' }), 'biglock');
    expectTimeline(
      result,
      `
      54.3us       deliver #1 to server
      54.3-54.6us  softnet softint: wakeup
      54.6us       switch compute -> server (preempt)
      54.6-56.6us  server: context switch
      56.6-58.1us  server: cache refill
      58.1-60.1us  server: read
      60.1-61.1us  server: system call          // the next receive, which finds nothing
      61.1us       switch server -> compute (block)
      61.1-63.1us  compute: context switch
      63.1-64.6us  compute: cache refill
      64.6-64.9us  compute: return from trap    // that of 47.25us
      64.9-200us   compute: work
      `,
      { from: 54.3 },
    );
    expect(result.cpus[0]!.kernel).toBe(1e6);
  });

  test('interrupt threads: the last switch goes to the server, and one more back', () => {
    expect(switches(simulateText(ipsec({ processes }), 'interrupt_threads')).slice(4)).toEqual([
      '60.2us ubsec0 interrupt thread -> softnet softint thread (block)',
      '69.5us softnet softint thread -> server (block)',
      '75us server -> compute (block)',
    ]);
  });
});
