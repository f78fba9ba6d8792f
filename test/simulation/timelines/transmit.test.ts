import { describe, expect, test } from 'vitest';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * A router with one NIC. Costs in microseconds: trap 1, trap_return 1, mask 0.5, all others nothing; wm_rxintr 2, txeof 1.
 * A packet of 1480 bytes takes 12 on the wire of 1 Gb/s, with the 20 bytes between frames.
 */
function router({ nic = '', packets = 'packet on wm0 at 10us', design = 'biglock', own = '', time = '200us' }) {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 1us; cost trap_return 1us; cost mask 500ns }
device wm0: nic { link 1Gbps; ipl net; input forward; txdone { run txeof 1us }; ${nic} }
path forward { hard net { run wm_rxintr 2us; transmit wm0 } }
process compute { loop { run work 1ms } }
${own}
workload w { ${packets.replaceAll(/ (at|every|rate) ([^;\n]*)/g, ' $1 $2 size 1480B')} }
run "router" { machine m; workload w; for ${time}; designs ${design} }
`;
}

const happenings = { slices: true, instants: ['interrupt', 'deliver', 'drop'] } as const;

describe('a transmitted packet that the driver reclaims', () => {
  test('biglock: the completion interrupts, and its handler does the work', () => {
    expectTimeline(
      simulateText(router({ time: '40us' }), 'biglock'),
      `
      0-10us   compute: work
      10us     interrupt wm0 over compute
      10-11us  wm0 interrupt: trap
      11-13us  wm0 interrupt: wm_rxintr       // and on the wire from 13 to 25
      13-14us  wm0 interrupt: return from trap
      14-25us  compute: work
      25us     deliver #1 on the wire
      25us     interrupt wm0 over compute
      25-26us  wm0 interrupt: trap
      26-27us  wm0 interrupt: txeof
      27-28us  wm0 interrupt: return from trap
      28-40us  compute: work
      `,
      happenings,
    );
  });

  test('without txdone nothing interrupts', () => {
    const text = router({ time: '40us' }).replace('txdone { run txeof 1us }', '');
    expect(simulateText(text, 'biglock').metrics).toMatchObject({ delivered: 1, interrupts: 1 });
  });

  test('is reclaimed behind what was received, before its own timer is over', () => {
    const nic = 'tx ring 2; tx_moderation absolute_timer 100us';
    const text = router({ nic, packets: 'packet on wm0 at 10us, 30us, 60us' });
    // Received packets are reported by their own rule, and their handler reclaims what is done: #1 when #2 comes.
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      10us   interrupt wm0 over compute
      25us   deliver #1 on the wire         // 13 + 12
      30us   interrupt wm0 over compute     // #2 goes into the second place at 33, then #1 is reclaimed
      45us   deliver #2 on the wire         // 33 + 12
      60us   interrupt wm0 over compute
      75us   deliver #3 on the wire         // 63 + 12; #2 was reclaimed behind it
      175us  interrupt wm0 over compute     // 75 + 100
      `,
      { ...happenings, slices: false },
    );
  });

  test('two NICs: nobody looks at the second until its timer says so, and what finds its ring full is dropped', () => {
    const text = router({ nic: 'moderation none', packets: 'packet on wm0 at 10us, 30us, 60us, 150us' })
      .replace('transmit wm0', 'transmit out')
      .replace(
        'path',
        'device out: nic { link 1Gbps; tx ring 2; moderation absolute_timer 100us; input forward; txdone { run txeof 1us } }\npath',
      );
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      10us   interrupt wm0 over compute
      25us   deliver #1 on the wire         // 13 + 12
      30us   interrupt wm0 over compute
      45us   deliver #2 on the wire
      60us   interrupt wm0 over compute
      63us   drop #3 at out tx ring         // two descriptors, both sent and neither reclaimed
      125us  interrupt out over compute     // 25 + 100
      150us  interrupt wm0 over compute
      165us  deliver #4 on the wire
      `,
      { ...happenings, slices: false },
    );
  });

  test('tx_moderation delays completions, and a received packet takes them along', () => {
    const text = router({
      nic: 'tx_moderation packet_timer 20us',
      packets: 'packet on wm0 at 10us, 30us',
      time: '80us',
    });
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      10us     interrupt wm0 over compute
      10-11us  wm0 interrupt: trap
      11-13us  wm0 interrupt: wm_rxintr
      13-14us  wm0 interrupt: return from trap
      14-30us  compute: work
      25us     deliver #1 on the wire         // would be reported at 45
      30us     interrupt wm0 over compute
      30-31us  wm0 interrupt: trap
      31-33us  wm0 interrupt: wm_rxintr
      33-34us  wm0 interrupt: txeof           // of #1; the timer is stopped
      34-35us  wm0 interrupt: return from trap
      35-65us  compute: work
      45us     deliver #2 on the wire
      65us     interrupt wm0 over compute     // 45 + 20
      65-66us  wm0 interrupt: trap
      66-67us  wm0 interrupt: txeof
      67-68us  wm0 interrupt: return from trap
      68-80us  compute: work
      `,
      { ...happenings, from: 10 },
    );
  });

  test('the gap of moderation is between all interrupts of the device', () => {
    const nic = 'moderation gap 50us; tx_moderation none';
    expectTimeline(
      simulateText(router({ nic, packets: 'packet on wm0 at 10us' }), 'biglock'),
      `
      10us  interrupt wm0 over compute
      25us  deliver #1 on the wire
      60us  interrupt wm0 over compute
      `,
      { ...happenings, slices: false },
    );
  });

  test('interrupt threads: the thread of the device does it', () => {
    expectTimeline(
      simulateText(router({ design: 'interrupt_threads', time: '40us' }), 'interrupt_threads'),
      `
      25.5us       deliver #1 on the wire         // trap 1, mask 0.5, wm_rxintr 2, on the wire from 13.5
      25.5us       interrupt wm0 over compute
      25.5-26.5us  wm0 trap: trap
      26.5-27us    wm0 trap: wakeup               // masks the source
      27us         switch compute -> wm0 interrupt thread (preempt)
      27-28us      wm0 interrupt thread: txeof
      28-28.5us    wm0 interrupt thread: mask
      28.5us       switch wm0 interrupt thread -> compute (block)
      28.5-29.5us  compute: return from trap      // that of 25.5, in whose middle it was preempted
      29.5-40us    compute: work
      `,
      { instants: ['interrupt', 'deliver', 'switch'], from: 15.5 },
    );
  });
});

describe('where the ring is polled, the poll reclaims', () => {
  test('napi: all that there is, in front of the packets of the turn', () => {
    const text = router({ design: 'linux_napi', packets: 'packet on wm0 at 10us, 26us', time: '60us' });
    expectTimeline(
      simulateText(text, 'linux_napi'),
      `
      10us       interrupt wm0 over compute
      10-11us    wm0 interrupt: trap
      11-11.5us  wm0 interrupt: mask
      11.5us     softint softnet over wm0 interrupt
      11.5-13.5us softirq: wm_rxintr            // on the wire until 25.5
      13.5-14us  softirq: mask                  // the ring is empty
      14-15us    wm0 interrupt: return from trap
      15-25.5us  compute: work
      25.5us     deliver #1 on the wire
      25.5us     interrupt wm0 over compute
      25.5-26.5us wm0 interrupt: trap           // #2 comes meanwhile
      26.5-27us  wm0 interrupt: mask
      27us       softint softnet over wm0 interrupt
      27-28us    softirq: txeof                 // of #1, in front
      28-30us    softirq: wm_rxintr             // #2, on the wire until 42
      30-30.5us  softirq: mask
      30.5-31.5us wm0 interrupt: return from trap
      31.5-42us  compute: work
      42us       deliver #2 on the wire
      42us       interrupt wm0 over compute
      42-43us    wm0 interrupt: trap
      43-43.5us  wm0 interrupt: mask
      43.5us     softint softnet over wm0 interrupt
      43.5-44.5us softirq: txeof
      44.5-45us  softirq: mask
      45-46us    wm0 interrupt: return from trap
      46-60us    compute: work
      `,
      { instants: ['interrupt', 'softint', 'deliver'], from: 10 },
    );
  });

  // A packet every 3 us and 2 us of work for each leave no time, so a turn of one is over when the next packet waits.
  test('quota: turns of both kinds, each with its own weight', () => {
    const own = 'design turns extends mogul_quota { poll quota weight 1 tx_weight 1 }';
    const nic = 'link 10Gbps; interrupt { run sleepy 30us }';
    const packets = 'packet on wm0 at 10us, 11us, 12us';
    const text = router({ design: 'turns', own, nic: '', packets, time: '200us' }).replace('link 1Gbps;', nic);
    // Costs nothing on the wire: 1500 bytes at 10 Gb/s are 1.2.
    expectTimeline(
      simulateText(text, 'turns'),
      `
      41.5-43.5us softnet softint thread: wm_rxintr   // trap 1, sleepy 30, mask 0.5; #1 is on the wire until 44.7
      43.5-45.5us softnet softint thread: wm_rxintr   // nothing to reclaim yet; #2 until 46.7
      45.5-46.5us softnet softint thread: txeof       // #1
      46.5-48.5us softnet softint thread: wm_rxintr   // #3 until 49.7
      48.5-49.5us softnet softint thread: txeof       // #2
      49.5-50us   softnet softint thread: mask        // neither has anything left
      50-51us     wm0 interrupt: trap                 // #3 was sent at 49.7, while the source was masked
      `,
      { instants: [], from: 41.5, until: 50.5 },
    );
  });

  test('clock: with the ticks, and no interrupt tells of anything', () => {
    const result = simulateText(router({ design: 'device_polling', time: '3ms' }), 'device_polling');
    expectTimeline(
      result,
      `
      1000us       interrupt clock or ipi over compute
      1000-1001us  clock interrupt: trap
      1001us       softint softnet over clock interrupt
      1001-1003us  softnet softint: wm_rxintr
      1003-1004us  clock interrupt: return from trap
      1004-2000us  compute: work
      1015us       deliver #1 on the wire          // 1003 + 12
      2000us       interrupt clock or ipi over compute
      2000-2001us  clock interrupt: trap
      2001us       softint softnet over clock interrupt
      2001-2002us  softnet softint: txeof
      2002-2003us  clock interrupt: return from trap
      2003-2007us  compute: work                   // what is left of its second round of 1 ms
      2007-3000us  compute: work
      `,
      { instants: ['interrupt', 'softint', 'deliver'], from: 1000 },
    );
  });

  test('busy: the thread that spins sees it at once', () => {
    const text = router({ design: 'busy_poll', time: '30us' });
    expectTimeline(
      simulateText(text, 'busy_poll'),
      `
      0-10us   poll thread: poll
      10-12us  poll thread: wm_rxintr
      12-24us  poll thread: poll
      24us     deliver #1 on the wire
      24-25us  poll thread: txeof
      25-30us  poll thread: poll
      `,
      happenings,
    );
  });
});

describe('a reclaim that is starved', () => {
  const own = `
    design quota extends mogul_quota { poll quota weight 5 }
    design no_quota extends mogul_quota { poll quota weight 65536 }`;
  // A packet every 4 us, and 2 + 1 us of work for it: no time is left once the traps are paid.
  const flood = router({
    nic: 'tx ring 16; rx ring 32',
    packets: 'packets on wm0 every 2us',
    design: 'quota, no_quota',
    own,
    time: '20ms',
  }).replace('link 1Gbps', 'link 10Gbps');

  test('fills the transmit ring, so that a poll without a quota delivers what the ring holds and nothing more', () => {
    const { metrics, drops } = simulateText(flood, 'no_quota');
    expect(metrics.delivered).toBe(16);
    expect(drops.map(({ place }) => place)).toContain('wm0 tx ring');
  });

  test('is cured by a quota: every packet that is taken from the ring is delivered', () => {
    const { metrics, drops } = simulateText(flood, 'quota');
    // 2 + 1 us for each of them, all the time.
    expect(metrics.throughput).toBeGreaterThan(0.99 * (1e6 / 3));
    expect(drops.map(({ place }) => place)).toEqual(['wm0 rx ring']);
  });
});

describe('input that is held back', () => {
  // The server never reads, so its socket is full from the second packet on: feedback holds input back for good.
  const own = `
    process server { socket 4; loop { sleep 1ms; receive } }
    design held extends mogul_quota { poll quota weight 5 feedback high 75% low 25% period 10ms }`;

  test('leaves completions their interrupt', () => {
    const text = router({
      design: 'held',
      own,
      packets: 'packets on wm0 every 20us count 5\n packets on wm0 every 100us from 105us',
      time: '900us',
    }).replace('transmit wm0', 'if packet.size == 1480B { transmit wm0 } else { deliver server }');
    const mixed = text.replace('every 20us count 5 size 1480B', 'every 20us count 5 size 64B');
    const { metrics, drops } = simulateText(mixed, 'held');
    // Three fill the socket to the mark; what follows waits in the receive ring, and nobody is interrupted for it.
    expect(drops).toEqual([]);
    expect(metrics).toMatchObject({ delivered: 3, interrupts: 3 });
  });

  test('and the reclaiming goes on for what processes send', () => {
    const text = router({
      design: 'held',
      own: `
      process server { priority timeshare 1; socket 4; loop { receive; run answer 50us; transmit wm0 } }
      design held extends mogul_quota { poll quota weight 5 feedback high 75% low 0% period 10ms }`,
      nic: 'tx ring 1; rx ring 64',
      packets: 'packets on wm0 every 10us count 20',
      time: '3ms',
    }).replace('transmit wm0 } }\nprocess compute', 'deliver server } }\nprocess compute');
    const { metrics, drops } = simulateText(text, 'held');
    // Each answer finds the only descriptor free, though input is held back most of the time.
    expect(drops).toEqual([]);
    expect(metrics).toMatchObject({ packets: 20, delivered: 20, in_flight: 0 });
  });
});
