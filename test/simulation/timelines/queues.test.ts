import { describe, expect, test } from 'vitest';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * A NIC of 1 Gb/s, on which 1480 bytes take 12 us with the 20 between frames. Costs in microseconds: trap 1, trap_return
 * 1, mask 0.5, all others nothing; rx 20.
 */
function scenario({ nic = '', packets = '', end = 'drop', cpus = 2, designs = '', run = 'plain', time = '100us' }) {
  return `
import "std/designs"
machine m { cpus ${cpus} at 1GHz; cost trap 1us; cost trap_return 1us; cost mask 500ns }
device wm0: nic { link 1Gbps; ipl net; input in; ${nic} }
path in { hard net { run rx 20us; ${end} } }
process sink { loop { receive } }
design plain { interrupt inline; softint on_return; dispatch direct; await continuation via softint; lock spin }
${designs}
workload w { ${packets} }
run "queues" { machine m; workload w; for ${time}; designs ${run} }
`;
}

const FOUR = 'packets on wm0 wire from 10us count 4 size 1480B flows 2';
const happenings = { slices: false, instants: ['arrive', 'interrupt', 'deliver', 'drop'] } as const;

describe('several queues', () => {
  test('take the flows in turn, each on its own CPU, and share the wire', () => {
    expectTimeline(
      simulateText(scenario({ nic: 'queues 2', packets: FOUR, end: 'transmit wm0' }), 'plain'),
      `
      10us        arrive #1 on wm0 q0
      cpu0 10us   interrupt wm0 q0 over idle cpu0
      22us        arrive #2 on wm0 q1
      cpu1 22us   interrupt wm0 q1 over idle cpu1
      34us        arrive #3 on wm0 q0
      cpu0 34us   interrupt wm0 q0 over idle cpu0    // the handler of #1 returned from 31 to 32
      43us        deliver #1 on the wire             // 11 + 20 + 12
      46us        arrive #4 on wm0 q1
      cpu1 46us   interrupt wm0 q1 over idle cpu1
      55us        deliver #2 on the wire             // given at 43, when the wire became free
      67us        deliver #3 on the wire             // given at 55
      79us        deliver #4 on the wire             // given at 67
      `,
      happenings,
    );
  });

  test('one queue can have another CPU than the first', () => {
    for (const nic of ['queues 1 on cpu 1', 'cpu 1']) {
      expectTimeline(
        simulateText(scenario({ nic, packets: 'packet on wm0 at 10us' }), 'plain'),
        `
        10us        arrive #1 on wm0
        cpu1 10us   interrupt wm0 over idle cpu1
        31us        drop #1 at drop in in
        `,
        happenings,
      );
    }
  });

  test('one queue on one CPU takes them one after the other', () => {
    expectTimeline(
      simulateText(scenario({ packets: FOUR, end: 'transmit wm0' }), 'plain'),
      `
      10us        arrive #1 on wm0
      cpu0 10us   interrupt wm0 over idle cpu0
      22us        arrive #2 on wm0
      34us        arrive #3 on wm0
      43us        deliver #1 on the wire
      46us        arrive #4 on wm0
      63us        deliver #2 on the wire             // 31 + 20 + 12
      83us        deliver #3 on the wire
      `,
      happenings,
    );
  });

  test('the wire takes the transmit queues in turn', () => {
    // Streams are flows of their own, numbered by their order, and a stream of one flow keeps to it.
    const packets = [
      'packet on in0 at 10us size 5980B flows 1',
      'packet on in0 at 11us, 12us size 1480B',
      'packet on in0 at 13us size 1480B',
    ].join('\n');
    const text = scenario({ nic: 'queues 2', packets, cpus: 1, end: 'transmit wm0' })
      .replace('path in', 'device in0: nic { link 100Gbps; input in }\npath in')
      .replace('run rx 20us', 'run rx 2us');
    expectTimeline(
      simulateText(text, 'plain'),
      `
      61us  deliver #1 on the wire  // 13 + 48
      73us  deliver #2 on the wire  // queue 1
      85us  deliver #4 on the wire  // queue 0 again, before the second of queue 1
      97us  deliver #3 on the wire
      `,
      { slices: false, instants: ['deliver'] },
    );
  });

  test('go to the CPUs that are named, over again when there are fewer', () => {
    const nic = 'queues 3 on cpu 2, 0';
    const packets = 'packets on wm0 every 30us count 3 size 1480B flows 3';
    expectTimeline(
      simulateText(scenario({ nic, packets, cpus: 3 }), 'plain'),
      `
      cpu2 0us    interrupt wm0 q0 over idle cpu2
      cpu0 30us   interrupt wm0 q1 over idle cpu0
      cpu2 60us   interrupt wm0 q2 over idle cpu2
      `,
      { slices: false, instants: ['interrupt'] },
    );
  });

  test('each has its own rings', () => {
    const packets = 'packets on wm0 wire from 10us count 6 size 64B flows 2';
    const { metrics, drops } = simulateText(scenario({ nic: 'queues 2; rx ring 1', packets, cpus: 1 }), 'plain');
    // 0.672 apart. Flow 0: #1 is taken at 11, when #3 comes at 11.344; #5 at 12.688 finds the ring full. Flow 1, on the
    // same CPU at the same level: #2 at 10.672 waits in its ring, so #4 and #6 are dropped.
    expect(metrics.dropped).toBe(6);
    expect(drops).toMatchObject([
      { place: 'wm0 q0 rx ring', count: 1 },
      { place: 'wm0 q1 rx ring', count: 2 },
      { place: 'drop in in', count: 3 },
    ]);
  });

  test('each has its own moderation', () => {
    const nic = 'queues 2; moderation gap 50us';
    const packets = 'packet on wm0 at 10us, 22us, 40us, 56us size 1480B flows 2';
    expectTimeline(
      simulateText(scenario({ nic, packets }).replace('20us', '2us'), 'plain'),
      `
      cpu0 10us   interrupt wm0 q0 over idle cpu0
      cpu1 22us   interrupt wm0 q1 over idle cpu1
      cpu0 60us   interrupt wm0 q0 over idle cpu0   // 10 + 50
      cpu1 72us   interrupt wm0 q1 over idle cpu1   // 22 + 50
      `,
      { slices: false, instants: ['interrupt'] },
    );
  });
});

test('independent arrivals choose their flows by chance, the same for every design', () => {
  const packets = 'packets on wm0 poisson 100kpps size 64B flows 2';
  const text = scenario({
    nic: 'queues 2',
    packets,
    designs: 'design other extends plain { dispatch deferred }',
    run: 'plain, other',
    time: '40ms',
  }).replace('20us', '1us');
  const queuesOf = (design: string) => [...simulateText(text, design).packets.device];
  const queues = queuesOf('plain');
  expect(queuesOf('other')).toEqual(queues);
  // Some 4,000 packets: the standard error of the share of a flow is 0.008, and of those that follow their like too.
  const share = (is: (queue: number, index: number) => boolean) => queues.filter(is).length / queues.length;
  expect(queues.length).toBeGreaterThan(3800);
  expect(Math.abs(share((queue) => queue === 0) - 0.5)).toBeLessThan(0.03);
  expect(Math.abs(share((queue, index) => queue === queues[index - 1]) - 0.5)).toBeLessThan(0.03);
});

describe('where rings are polled, each queue is polled on its own CPU', () => {
  const nic = 'queues 2';

  test('napi: the interrupt of a queue masks that queue alone', () => {
    expectTimeline(
      simulateText(
        scenario({
          nic,
          packets: 'packet on wm0 at 10us, 22us, 34us, 46us size 1480B flows 2',
          run: 'linux_napi',
        }).replace('rx 20us', 'rx 30us'),
        'linux_napi',
      ),
      `
      cpu0 10us     interrupt wm0 q0 over idle cpu0
      cpu1 22us     interrupt wm0 q1 over idle cpu1
      41.5us        drop #1 at drop in in            // trap 1, mask 0.5, rx 30
      53.5us        drop #2 at drop in in
      71.5us        drop #3 at drop in in            // found in the ring by the same poll: 41.5 + 30
      83.5us        drop #4 at drop in in
      `,
      { slices: false, instants: ['interrupt', 'drop'] },
    );
  });

  test('clock: the tick of CPU 0 begins a round on both', () => {
    const designs = 'design ticks extends device_polling { poll clock tick 50us; lock spin }';
    const text = scenario({ nic, packets: FOUR, end: 'deliver sink', designs, run: 'ticks', time: '150us' });
    expectTimeline(
      simulateText(text, 'ticks'),
      `
      71us    deliver #1 to sink     // the tick at 50, trap 1, rx 20
      72us    deliver #2 to sink     // told by an IPI at 51, whose trap takes 1
      91us    deliver #3 to sink
      92us    deliver #4 to sink
      `,
      { slices: false, instants: ['deliver'] },
    );
  });

  test('busy: a thread for each CPU that has a queue', () => {
    expectTimeline(
      simulateText(scenario({ nic, packets: FOUR, end: 'deliver sink', run: 'busy_poll' }), 'busy_poll'),
      `
      30us    deliver #1 to sink
      42us    deliver #2 to sink
      54us    deliver #3 to sink
      66us    deliver #4 to sink
      `,
      { slices: false, instants: ['deliver'] },
    );
  });
});

test('netisr hashed: the same flows that choose the queue choose the CPU', () => {
  const text = scenario({
    packets: 'packets on wm0 every 40us count 2 size 1480B flows 2',
    end: 'enqueue ipintrq',
    designs: 'design spread extends plain { dispatch deferred; netisr hashed }',
    run: 'spread',
  }).replace(
    'path in { hard net { run rx 20us; enqueue ipintrq }',
    (stage) => `${stage} soft softnet { run ip 1us; drop }`,
  );
  expectTimeline(
    simulateText(text, 'spread'),
    `
    cpu0 21us   softint softnet over wm0 interrupt   // trap 1, rx 20
    cpu1 62us   softint softnet over ipi cpu1        // 40 + 21, and the trap of the IPI
    `,
    { slices: false, instants: ['softint'] },
  );
});

describe('DMA', () => {
  const nic = 'link 10Gbps; dma 1us + 1ns/B';
  const text = (rest: string, packets: string) =>
    scenario({ nic: `${nic}; ${rest}`, packets, end: 'deliver sink', cpus: 1 })
      .replace('link 1Gbps; ', '')
      .replace('20us', '2us');

  test('a packet is in the ring when all of it is in memory; its latency counts from the wire', () => {
    const result = simulateText(text('', 'packet on wm0 at 10us size 1480B'), 'plain');
    expectTimeline(
      result,
      `
      10us      arrive #1 on wm0
      12.48us   interrupt wm0 over idle     // 1 + 1.48
      15.48us   deliver #1 to sink
      `,
      happenings,
    );
    expect(result.metrics.latency_max).toBe(5.48e6);
  });

  test('transfers overlap, and end in the order of the packets', () => {
    const packets = 'packet on wm0 at 10us size 1480B\npacket on wm0 at 11us size 80B\npacket on wm0 at 12us size 980B';
    expectTimeline(
      simulateText(text('', packets), 'plain'),
      `
      10us      arrive #1 on wm0
      11us      arrive #2 on wm0            // would be there at 12.08
      12us      arrive #3 on wm0            // at 13.98
      12.48us   interrupt wm0 over idle
      15.48us   deliver #1 to sink
      17.48us   deliver #2 to sink
      19.48us   deliver #3 to sink
      `,
      happenings,
    );
  });

  test('a packet has its descriptor from its last bit on', () => {
    const packets = 'packet on wm0 at 10us size 1480B\npacket on wm0 at 11us size 80B';
    expectTimeline(
      simulateText(text('rx ring 1', packets), 'plain'),
      `
      10us      arrive #1 on wm0
      11us      arrive #2 on wm0
      11us      drop #2 at wm0 rx ring
      12.48us   interrupt wm0 over idle
      15.48us   deliver #1 to sink
      `,
      happenings,
    );
  });

  test('a packet that is being carried at the end is in flight', () => {
    const { metrics } = simulateText(text('', 'packet on wm0 at 99us size 1480B'), 'plain');
    expect(metrics).toMatchObject({ packets: 1, delivered: 0, dropped: 0, in_flight: 1 });
  });
});
