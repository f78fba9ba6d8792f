import { describe, expect, test } from 'vitest';
import { Activity } from '../../../src/simulation/state.js';
import { readTrace } from '../../../src/trace/read.js';
import { ipsec, SERVER } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

const device = { slices: false, instants: ['start', 'complete', 'drop', 'interrupt'] } as const;

describe('a work queue of four', () => {
  // Back to back, 1520 bytes at 10 Gb/s are 1.216 apart; the handler takes 2.2 for each and finds them all in the ring.
  const six = 'packets on wm0 wire from 10us count 6';

  test('biglock: the fifth waits in the driver, the sixth finds that full and is dropped', () => {
    const result = simulateText(ipsec({ packets: six, crypto: 'driver_queue 1', time: '300us' }), 'biglock');
    expectTimeline(
      result,
      `
      10us      interrupt wm0 over compute      // 10.4 + 6 x 2.2 = 23.6, dispatch 0.15, then 5.5 for each
      29.25us   start #1 on ubsec0 engine 0
      56.75us   drop #6 at ubsec0 driver queue  // four in slots since 45.75, and #5 in the driver
      58.25us   complete #1 on ubsec0 engine 0  // 29.25 + 29
      58.25us   start #2 on ubsec0 engine 0     // the device goes on by itself
      58.25us   interrupt ubsec0 over compute
      87.25us   complete #2 on ubsec0 engine 0
      87.25us   start #3 on ubsec0 engine 0
      87.25us   interrupt ubsec0 over compute
      116.25us  complete #3 on ubsec0 engine 0
      116.25us  start #4 on ubsec0 engine 0
      116.25us  interrupt ubsec0 over compute
      145.25us  complete #4 on ubsec0 engine 0
      145.25us  start #5 on ubsec0 engine 0     // it got a slot when the driver saw that #1 was done
      145.25us  interrupt ubsec0 over compute
      174.25us  complete #5 on ubsec0 engine 0
      174.25us  interrupt ubsec0 over compute
      `,
      device,
    );
    expect(result.metrics).toMatchObject({ delivered: 5, dropped: 1, in_flight: 0, interrupts: 6, switches: 0 });
    expect(result.drops).toMatchObject([{ place: 'ubsec0 driver queue', count: 1 }]);
  });

  test('biglock: six packets and room in the driver are six deliveries', () => {
    const result = simulateText(ipsec({ packets: six, time: '300us' }), 'biglock');
    expect(result.metrics).toMatchObject({ delivered: 6, dropped: 0, interrupts: 7 });
  });

  test('interrupt threads: the softint thread sleeps for each, so the queue never holds two', () => {
    const result = simulateText(ipsec({ packets: six, crypto: 'driver_queue 1', time: '1ms' }), 'interrupt_threads');
    expect(result.metrics).toMatchObject({ delivered: 6, dropped: 0, interrupts: 7 });
  });
});

test('several requests a slot: what waited goes into the slot together, and completes with one interrupt', () => {
  const crypto = 'queue 1; driver_aggregate 4';
  const packets = 'packets on wm0 wire from 10us count 6';
  const result = simulateText(ipsec({ packets, crypto, time: '300us' }), 'biglock');
  expectTimeline(
    result,
    `
    10us       interrupt wm0 over compute
    29.25us    start #1 on ubsec0 engine 0         // the slot is taken; the others wait in the driver
    58.25us    complete #1 on ubsec0 engine 0
    58.25us    interrupt ubsec0 over compute
    59.25us    start #2 on ubsec0 engine 0         // trap 0.4, ubsec_intr 0.6; the driver refills the slot
    59.25us    start #3 on ubsec0 engine 0
    59.25us    start #4 on ubsec0 engine 0
    59.25us    start #5 on ubsec0 engine 0
    160.25us   complete #2 on ubsec0 engine 0      // 5 + 4 x 24
    160.25us   complete #3 on ubsec0 engine 0
    160.25us   complete #4 on ubsec0 engine 0
    160.25us   complete #5 on ubsec0 engine 0
    160.25us   interrupt ubsec0 over compute
    162.45us   start #6 on ubsec0 engine 0         // trap 0.4, ubsec_intr 0.6, crypto_done of the three before the last
    191.45us   complete #6 on ubsec0 engine 0
    191.45us   interrupt ubsec0 over compute           // the soft interrupt: 163 + 4 x 5.5
    `,
    device,
  );
  expect(result.metrics).toMatchObject({ delivered: 6, interrupts: 4 });
});

test('two engines work on two slots at the same time', () => {
  const packets = 'packets on wm0 wire from 10us count 3';
  const result = simulateText(ipsec({ packets, crypto: 'engines 2' }), 'biglock');
  expectTimeline(
    result,
    `
    10us       interrupt wm0 over compute          // 10.4 + 3 x 2.2, dispatch 0.15, then 5.5 for each
    22.65us    start #1 on ubsec0 engine 0
    28.15us    start #2 on ubsec0 engine 1
    51.65us    complete #1 on ubsec0 engine 0
    51.65us    start #3 on ubsec0 engine 0
    51.65us    interrupt ubsec0 over compute
    57.15us    complete #2 on ubsec0 engine 1
    57.15us    interrupt ubsec0 over softnet softint
    80.65us    complete #3 on ubsec0 engine 0
    80.65us    interrupt ubsec0 over compute
    `,
    device,
  );
});

describe('a process that has a request of its own', () => {
  const worker = 'process worker { loop { await ubsec0 (1500B); run use 1us } }';

  test('sleeps for it, whatever the design of the kernel', () => {
    for (const design of ['biglock', 'interrupt_threads']) {
      const result = simulateText(
        ipsec({ processes: `${SERVER}\n${worker}`, packets: 'packet on wm0 at 150us' }),
        design,
      );
      expectTimeline(
        result,
        `
        0-0.5us  worker: ubsec_process
        0.5us    switch worker -> idle (block)
        0.5-2.5us idle: context switch
        `,
        { until: 2.4 },
      );
      expect(result.ending).toBe('finished');
    }
  });

  test('goes on without it when the driver has no room, and does not sleep for ever', () => {
    const processes = `${SERVER}\n${worker}\n${worker.replace('worker', 'other')}\n${worker.replace('worker', 'third')}`;
    const result = simulateText(
      ipsec({ processes, packets: 'packet on wm0 at 150us', crypto: 'queue 1; driver_queue 1', time: '2ms' }),
      'biglock',
    );
    for (const name of ['worker', 'other', 'third']) {
      const ctx = result.trace.contexts.findIndex((context) => context.name === name);
      let turns = 0;
      readTrace(result.trace, (_time, kind, _cpu, a) => {
        if (kind === Activity.user && a === ctx) turns++;
      });
      expect(turns, name).toBeGreaterThan(5);
    }
  });

  test('the request for a packet that it has received does not count the packet twice when it is refused', () => {
    const processes = `process server { loop { receive; await ubsec0 (packet.size); run read 2us } }\n${worker}`;
    const result = simulateText(
      ipsec({ processes, packets: 'packets on wm0 every 50us', crypto: 'queue 1; driver_queue 1', time: '2ms' }),
      'biglock',
    );
    const { packets, delivered, dropped, in_flight } = result.metrics;
    expect(delivered + dropped + in_flight).toBe(packets);
  });

  test('interrupt threads: a packet whose request is refused is dropped, and the softint thread takes the next', () => {
    const result = simulateText(
      ipsec({
        processes: `${SERVER}\n${worker}`,
        packets: 'packets on wm0 every 150us from 20us',
        crypto: 'queue 1; driver_queue 0; latency 90us',
        time: '3ms',
      }),
      'interrupt_threads',
    );
    expect(result.metrics.dropped).toBeGreaterThan(1);
    expect(result.metrics.in_flight).toBeLessThanOrEqual(2);
  });
});

describe('a process that answers', () => {
  const echo = (body: string) =>
    ipsec({
      processes: `process server { loop { receive; run read 2us; ${body} } }`,
      packets: 'packet on wm0 at 10us, 12us',
    });

  test('puts each packet that it has received on the wire, and lives on', () => {
    const result = simulateText(echo('transmit wm0'), 'biglock');
    expectTimeline(
      result,
      `
      56.5us    deliver #1 to server      // as without an answer
      63.516us  deliver #1 on the wire    // wakeup 0.3, switch 2, refill 1.5, read 2, and 1520 bytes at 10 Gb/s
      85.5us    deliver #2 to server
      92.516us  deliver #2 on the wire
      `,
      { slices: false, instants: ['deliver'] },
    );
    expect(result.metrics).toMatchObject({ packets: 2, delivered: 2, dropped: 0, in_flight: 0 });
  });

  test('has nothing to send twice', () => {
    const result = simulateText(echo('transmit wm0; transmit wm0'), 'biglock');
    expect(result.metrics).toMatchObject({ packets: 2, delivered: 2, dropped: 0, in_flight: 0 });
  });

  test('to a full transmit ring: the answer is lost, the packet was delivered', () => {
    const text = echo('transmit slow').replace(
      'device ubsec0',
      'device slow: nic { link 1Mbps; tx ring 1; input ipsec_in }\ndevice ubsec0',
    );
    const result = simulateText(text, 'biglock');
    expect(result.metrics).toMatchObject({ packets: 2, delivered: 2, dropped: 0, in_flight: 0 });
  });
});
