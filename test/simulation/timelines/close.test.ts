import { describe, expect, test } from 'vitest';
import { ipsec } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

function two(second: string, design: string, crypto = '') {
  return simulateText(ipsec({ packets: `packet on wm0 at 10us, ${second}`, crypto }), design);
}

describe('a second packet during the handler of the first', () => {
  test('biglock: the handler finds it in the ring, so there is one interrupt and one softint for both', () => {
    const result = two('11.4us', 'biglock');
    expectTimeline(
      result,
      `
      10us           interrupt wm0 over compute
      10-10.4us      wm0 interrupt: trap
      10.4-11.4us    wm0 interrupt: wm_rxintr
      11.4-12.6us    wm0 interrupt: ether_input
      12.6-13.6us    wm0 interrupt: wm_rxintr       // the second
      13.6-14.8us    wm0 interrupt: ether_input
      14.8us         softint softnet over wm0 interrupt
      14.8-14.95us   softnet softint: softint dispatch
      14.95-16.95us  softnet softint: ip_input
      16.95-19.95us  softnet softint: esp_input
      19.95-20.45us  softnet softint: ubsec_process // done at 20.45 + 29
      20.45-22.45us  softnet softint: ip_input      // ipintr goes on to the next
      22.45-25.45us  softnet softint: esp_input
      25.45-25.95us  softnet softint: ubsec_process // one engine: done at 49.45 + 29
      25.95-26.25us  wm0 interrupt: return from trap
      26.25-49.45us  compute: work
      49.45us        interrupt ubsec0 over compute
      `,
      { from: 10, until: 49.45 },
    );
    expectTimeline(
      result,
      `
      78.45us        interrupt ubsec0 over compute
      78.45-78.85us  ubsec0 interrupt: trap
      78.85-79.45us  ubsec0 interrupt: ubsec_intr
      79.45-79.85us  ubsec0 interrupt: crypto_done
      79.85us        softint softnet over ubsec0 interrupt
      79.85-80us     softnet softint: softint dispatch
      80-81.5us      softnet softint: esp_input_cb
      81.5-85.5us    softnet softint: tcp_input
      85.5us         deliver #2 to server
      85.5-85.8us    ubsec0 interrupt: return from trap  // the server is awake already: no wakeup
      85.8-200us     compute: work
      `,
      { from: 78.45 },
    );
    expect(result.metrics).toMatchObject({ switches: 0, interrupts: 3, softints: 3, wakeups: 1, delivered: 2 });
  });

  test('interrupt threads: both by one run of the NIC thread; the second waits behind the sleeping softint thread', () => {
    const result = two('15us', 'interrupt_threads');
    expect(switches(result)).toEqual([
      '10.7us compute -> wm0 interrupt thread (preempt)',
      // 14.2 + 2.2, wakeup 0.3, + 2.2
      '18.9us wm0 interrupt thread -> softnet softint thread (block)',
      // + 3.5 for the switch, + 5.5
      '27.9us softnet softint thread -> compute (block)',
      // 27.9 + 29 + trap 0.4 + wakeup 0.3
      '57.6us compute -> ubsec0 interrupt thread (preempt)',
      // + 3.5 + 0.6 + 0.4 + wakeup 0.3
      '62.4us ubsec0 interrupt thread -> softnet softint thread (block)',
      // + 3.5 + 5.5 + wakeup of the server 0.3; then the second: + 5.5
      '77.2us softnet softint thread -> compute (block)',
      // 77.2 + 29 + 0.7
      '106.9us compute -> ubsec0 interrupt thread (preempt)',
      '111.7us ubsec0 interrupt thread -> softnet softint thread (block)',
      // + 3.5 + 5.5
      '120.7us softnet softint thread -> compute (block)',
    ]);
    expect(result.metrics).toMatchObject({ interrupts: 3, delivered: 2 });
    expect(result.metrics.latency_max).toBe((120.7 - 15) * 1e6);
  });
});

describe('a second packet during the soft interrupt', () => {
  test('biglock: the interrupt nests, its request stays pending, and the same run takes the packet', () => {
    const result = two('13us', 'biglock');
    expectTimeline(
      result,
      `
      10us           interrupt wm0 over compute
      10-10.4us      wm0 interrupt: trap
      10.4-11.4us    wm0 interrupt: wm_rxintr
      11.4-12.6us    wm0 interrupt: ether_input
      12.6us         softint softnet over wm0 interrupt
      12.6-12.75us   softnet softint: softint dispatch
      12.75-13us     softnet softint: ip_input        // 0.25 of 2
      13us           interrupt wm0 over softnet softint
      13-13.4us      wm0 interrupt: trap
      13.4-14.4us    wm0 interrupt: wm_rxintr
      14.4-15.6us    wm0 interrupt: ether_input
      15.6-15.9us    wm0 interrupt: return from trap  // to a softint: no second one on top of it
      15.9-17.65us   softnet softint: ip_input        // the other 1.75
      17.65-20.65us  softnet softint: esp_input
      20.65-21.15us  softnet softint: ubsec_process
      21.15-23.15us  softnet softint: ip_input        // the second, without another dispatch
      23.15-26.15us  softnet softint: esp_input
      26.15-26.65us  softnet softint: ubsec_process
      26.65-26.95us  compute: return from trap        // what is left of the first interrupt
      26.95-50.15us  compute: work                    // 21.15 + 29
      50.15us        interrupt ubsec0 over compute
      `,
      { from: 10, until: 50.15 },
    );
    expect(result.metrics).toMatchObject({ switches: 0, interrupts: 4, softints: 3, delivered: 2 });
  });

  test('biglock: five packets, each in the soft interrupt of the one before, are one run of it', () => {
    const result = simulateText(ipsec({ packets: 'packet on wm0 at 10us, 13us, 19us, 25us, 31us' }), 'biglock');
    // 10 to 12.6 as ever, dispatch 0.15, five times 5.5, and four interrupts of 0.4 + 2.2 + 0.3 on top; return 0.3.
    expectTimeline(
      result,
      `
      10us    interrupt wm0 over compute
      12.6us  softint softnet over wm0 interrupt
      13us    interrupt wm0 over softnet softint
      19us    interrupt wm0 over softnet softint
      25us    interrupt wm0 over softnet softint
      31us    interrupt wm0 over softnet softint
      `,
      { slices: false, until: 50 },
    );
    expectTimeline(result, '51.85-52.15us compute: return from trap', { instants: [], from: 51.85, until: 52 });
  });

  test('interrupt threads: the NIC thread preempts the softint thread, which returns from that trap', () => {
    const result = two('21us', 'interrupt_threads');
    expectTimeline(
      result,
      `
      20.2-21us    softnet softint thread: ip_input              // 0.8 of 2
      21us         interrupt wm0 over softnet softint thread
      21-21.4us    wm0 trap: trap
      21.4-21.7us  wm0 trap: wakeup
      21.7us       switch softnet softint thread -> wm0 interrupt thread (preempt)
      21.7-23.7us  wm0 interrupt thread: context switch
      23.7-25.2us  wm0 interrupt thread: cache refill
      25.2-26.2us  wm0 interrupt thread: wm_rxintr
      26.2-27.4us  wm0 interrupt thread: ether_input             // the softint thread is ready: no wakeup
      27.4us       switch wm0 interrupt thread -> softnet softint thread (block)
      27.4-29.4us  softnet softint thread: context switch
      29.4-30.9us  softnet softint thread: cache refill
      30.9-31.2us  softnet softint thread: return from trap      // that of 21us
      31.2-32.4us  softnet softint thread: ip_input              // the other 1.2
      32.4-35.4us  softnet softint thread: esp_input
      35.4-35.9us  softnet softint thread: ubsec_process
      35.9us       switch softnet softint thread -> compute (block)
      `,
      { from: 20.2, until: 35.9 },
    );
    expect(result.metrics).toMatchObject({ switches: 11, interrupts: 4, delivered: 2 });
  });
});

describe('a second packet while the interrupt thread lets its source in again', () => {
  test('is latched, interrupts at once, and sends the thread round again', () => {
    const result = simulateText(
      ipsec({ packets: 'packet on wm0 at 10us, 17.4us', costs: 'cost mask 500ns' }),
      'interrupt_threads',
    );
    expectTimeline(
      result,
      `
      10us         interrupt wm0 over compute
      10-10.4us    wm0 trap: trap
      10.4-11.2us  wm0 trap: wakeup                      // mask 0.5 and wakeup 0.3
      11.2-13.2us  wm0 interrupt thread: context switch
      13.2-14.7us  wm0 interrupt thread: cache refill
      14.7-15.7us  wm0 interrupt thread: wm_rxintr
      15.7-16.9us  wm0 interrupt thread: ether_input
      16.9-17.2us  wm0 interrupt thread: wakeup
      17.2-17.7us  wm0 interrupt thread: mask            // the ring was empty; the packet comes in the middle
      17.7us       interrupt wm0 over wm0 interrupt thread
      17.7-18.1us  wm0 trap: trap
      18.1-18.6us  wm0 trap: wakeup                      // mask 0.5, and nobody to wake
      18.6-18.9us  wm0 trap: return from trap
      18.9-19.9us  wm0 interrupt thread: wm_rxintr
      19.9-21.1us  wm0 interrupt thread: ether_input
      21.1-21.6us  wm0 interrupt thread: mask
      `,
      { instants: ['interrupt'], from: 10, until: 21.5 },
    );
    expect(result.metrics.in_flight).toBe(0);
  });
});

describe('a second packet while the crypto device works on the first', () => {
  test('biglock: it goes into the next slot of the work queue', () => {
    const result = two('30us', 'biglock');
    expectTimeline(
      result,
      `
      18.55-30us     compute: work
      30us           interrupt wm0 over compute
      30-30.4us      wm0 interrupt: trap
      30.4-31.4us    wm0 interrupt: wm_rxintr
      31.4-32.6us    wm0 interrupt: ether_input
      32.6us         softint softnet over wm0 interrupt
      32.6-32.75us   softnet softint: softint dispatch
      32.75-34.75us  softnet softint: ip_input
      34.75-37.75us  softnet softint: esp_input
      37.75-38.25us  softnet softint: ubsec_process
      38.25-38.55us  wm0 interrupt: return from trap
      38.55-47.25us  compute: work
      47.25us        interrupt ubsec0 over compute   // the first, as if it were alone
      `,
      { from: 18.55, until: 47.25 },
    );
    // The engine is free at 47.25, so the second takes until 76.25; then 0.4 + 0.6 + 0.4 + 0.15 + 1.5 + 4.
    expectTimeline(result, '54.3us deliver #1 to server\n83.3us deliver #2 to server', {
      slices: false,
      instants: ['deliver'],
    });
    expect(result.metrics).toMatchObject({ switches: 0, interrupts: 4, softints: 4 });
  });

  test('interrupt threads: the softint thread sleeps for the first, so the second waits for it: eleven switches', () => {
    const result = two('35us', 'interrupt_threads');
    expect(switches(result).slice(2)).toEqual([
      '25.7us softnet softint thread -> compute (block)',
      '35.7us compute -> wm0 interrupt thread (preempt)',
      // + 3.5 + 2.2, and nobody to wake
      '41.4us wm0 interrupt thread -> compute (block)',
      '55.4us compute -> ubsec0 interrupt thread (preempt)',
      '60.2us ubsec0 interrupt thread -> softnet softint thread (block)',
      // + 3.5 + 5.5 + 0.3 for the first, + 5.5 for the second
      '75us softnet softint thread -> compute (block)',
      // 75 + 29 + 0.7
      '104.7us compute -> ubsec0 interrupt thread (preempt)',
      '109.5us ubsec0 interrupt thread -> softnet softint thread (block)',
      '118.5us softnet softint thread -> compute (block)',
    ]);
    expect(result.metrics.switches).toBe(11);
  });
});

describe('a crypto device that is faster than the way back to user', () => {
  const fast = 'latency 1us; rate 1000Gbps';

  test('interrupt threads: the completion waits for the switch to end, and compute never gets to run', () => {
    const result = simulateText(ipsec({ crypto: fast }), 'interrupt_threads');
    expectTimeline(
      result,
      `
      25.7us           switch softnet softint thread -> compute (block)
      25.7-27.7us      compute: context switch                    // done at 26.7 + 12 ns, with interrupts off
      27.7us           interrupt ubsec0 over compute              // before the refill and the return
      27.7-28.1us      ubsec0 trap: trap
      28.1-28.4us      ubsec0 trap: wakeup
      28.4us           switch compute -> ubsec0 interrupt thread (preempt)
      28.4-30.4us      ubsec0 interrupt thread: context switch
      30.4-31.9us      ubsec0 interrupt thread: cache refill
      31.9-32.5us      ubsec0 interrupt thread: ubsec_intr
      32.5-32.9us      ubsec0 interrupt thread: crypto_done
      32.9-33.2us      ubsec0 interrupt thread: wakeup
      33.2us           switch ubsec0 interrupt thread -> softnet softint thread (block)
      33.2-35.2us      softnet softint thread: context switch
      35.2-36.7us      softnet softint thread: cache refill
      36.7-38.2us      softnet softint thread: esp_input_cb
      38.2-42.2us      softnet softint thread: tcp_input
      42.2us           deliver #1 to server
      42.2-42.5us      softnet softint thread: wakeup
      42.5us           switch softnet softint thread -> compute (block)
      42.5-44.5us      compute: context switch
      44.5-46us        compute: cache refill                      // one refill, though it was due twice
      46-46.3us        compute: return from trap                  // of the crypto interrupt
      46.3-46.6us      compute: return from trap                  // and of the NIC's
      46.6-200us       compute: work
      `,
      { from: 25.7 },
    );
  });

  test('interrupt threads: two packets cost nine switches, not twelve', () => {
    const result = two('11.4us', 'interrupt_threads', fast);
    expect(switches(result)).toEqual([
      '10.7us compute -> wm0 interrupt thread (preempt)',
      '18.9us wm0 interrupt thread -> softnet softint thread (block)',
      '27.9us softnet softint thread -> compute (block)',
      // switch 2, then trap 0.4 and wakeup 0.3
      '30.6us compute -> ubsec0 interrupt thread (preempt)',
      '35.4us ubsec0 interrupt thread -> softnet softint thread (block)',
      '50.2us softnet softint thread -> compute (block)',
      '52.9us compute -> ubsec0 interrupt thread (preempt)',
      '57.7us ubsec0 interrupt thread -> softnet softint thread (block)',
      '66.7us softnet softint thread -> compute (block)',
    ]);
  });

  test('biglock: the completion is taken as soon as the trap has returned', () => {
    const result = simulateText(ipsec({ crypto: 'latency 100ns; rate 1000Gbps' }), 'biglock');
    expectTimeline(
      result,
      `
      18.25-18.55us  wm0 interrupt: return from trap
      18.55us        interrupt ubsec0 over compute
      18.55-18.95us  ubsec0 interrupt: trap
      18.95-19.55us  ubsec0 interrupt: ubsec_intr
      19.55-19.95us  ubsec0 interrupt: crypto_done
      19.95us        softint softnet over ubsec0 interrupt
      `,
      { from: 18.25, until: 19.95 },
    );
    expect(result.metrics).toMatchObject({ switches: 0, interrupts: 2, softints: 2 });
  });

  test('biglock: done while its own softint still runs, it interrupts that and the same run goes on', () => {
    // The second packet's ip_input runs when the first completes, 1 us after 20.45.
    const result = two('11.4us', 'biglock', fast);
    expectTimeline(
      result,
      `
      20.45-21.462us   softnet softint: ip_input
      21.462us         interrupt ubsec0 over softnet softint
      21.462-21.862us  ubsec0 interrupt: trap
      21.862-22.462us  ubsec0 interrupt: ubsec_intr
      22.462-22.862us  ubsec0 interrupt: crypto_done
      22.862-23.162us  ubsec0 interrupt: return from trap
      23.162-24.15us   softnet softint: ip_input
      24.15-27.15us    softnet softint: esp_input
      27.15-27.65us    softnet softint: ubsec_process
      27.65-28.662us   softnet softint: esp_input_cb     // of the first
      28.662us         interrupt ubsec0 over softnet softint
      `,
      { from: 20.45, until: 28.662 },
    );
    expect(result.metrics).toMatchObject({ softints: 1, interrupts: 3, delivered: 2 });
  });
});
