import { describe, expect, test } from 'vitest';
import { LIBRARY } from '../../support/generate.js';
import { ipsec } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, timeline } from '../../support/timeline.js';

/** Costs in microseconds: trap 1, trap_return 1, all others nothing. */
function scenario({ devices = '', processes = '', packets = '', cpus = 1, design = 'biglock', time = '50us' }) {
  return `
import "std/designs"
machine m { cpus ${cpus} at 1GHz; cost trap 1us; cost trap_return 1us }
device wm0: nic { link 10Gbps; ipl high; input in }
path in { hard high { run rx 25us; drop } }
${devices}
process compute { loop { run work 10ms } }
${processes}
workload w { ${packets || 'packet on wm0 at 1s'} }
run "devices" { machine m; workload w; for ${time}; designs ${design} }
`;
}

const READER = 'process reader { priority timeshare 1; loop { await store (1000B); run use 5us } }';
const STORE = `device store: generic { service 10us + 1ns/B; interrupt { run intr 1us }; done { run biodone 1us } }`;

describe('a generic device', () => {
  test('serves the requests of a process as a crypto device does', () => {
    expectTimeline(
      simulateText(scenario({ devices: STORE, processes: READER }), 'biglock'),
      `
      0us       start #0 on store engine 0
      0us       switch reader -> compute (block)
      0-11us    compute: work
      11us      complete #0 on store engine 0       // 10 + 1000 x 0.001
      11us      interrupt store over compute
      11-12us   store interrupt: trap
      12-13us   store interrupt: intr
      13-14us   store interrupt: biodone
      14us      switch compute -> reader (preempt)
      14-19us   reader: use
      19us      start #0 on store engine 0
      19us      switch reader -> compute (block)
      19-20us   compute: return from trap           // that of 11, in whose middle it was preempted
      20-30us   compute: work
      30us      complete #0 on store engine 0
      30us      interrupt store over compute
      30-31us   store interrupt: trap
      31-32us   store interrupt: intr
      `,
      { instants: ['interrupt', 'switch', 'start', 'complete'], until: 31.5 },
    );
  });

  test('interrupts at bio, below the network', () => {
    const devices = STORE.replace('service', 'ipl bio; service');
    const nic = scenario({ devices, processes: READER, packets: 'packet on wm0 at 12.5us size 64B' })
      .replace('ipl high', 'ipl net')
      .replace('hard high', 'hard net');
    expectTimeline(
      simulateText(nic, 'biglock'),
      `
      11us      interrupt store over compute
      12.5us    interrupt wm0 over store interrupt
      `,
      { slices: false, instants: ['interrupt'], until: 14 },
    );
  });

  test('and those of a path, with the rest as a continuation', () => {
    const text = scenario({ devices: STORE, packets: 'packet on wm0 at 1us size 2000B' }).replace(
      'drop }',
      'await store; run rest 2us; drop }',
    );
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      27us      start #1 on store engine 0          // trap 1, rx 25
      39us      complete #1 on store engine 0       // 10 + 2
      39us      interrupt store over compute
      42us      softint softnet over store interrupt
      44us      drop #1 at drop in in
      `,
      { slices: false, instants: ['start', 'complete', 'interrupt', 'softint', 'drop'], from: 20 },
    );
  });
});

describe('a disk', () => {
  const reads = (disk: string) =>
    simulateText(
      scenario({
        devices: `device disk0: disk { ${disk} }`,
        processes: 'process reader { priority timeshare 1; loop { await disk0 (10kB) } }',
        time: '4s',
      }),
      'biglock',
    );

  /** Service times in milliseconds. */
  function services(disk: string): number[] {
    const times = timeline(reads(disk), { slices: false, instants: ['start', 'complete'] }).map((line) =>
      Number.parseFloat(line),
    );
    return times.flatMap((time, index) => (index % 2 === 1 ? [(time - times[index - 1]!) / 1000] : []));
  }

  test('takes a seek and the transfer', () => {
    expect(new Set(services('seek 5ms; rate 80Mbps'))).toEqual(new Set([6]));
  });

  test('and a part of a turn, each equally likely', () => {
    const parts = services('seek 4ms; rotation 8ms').map((time) => time - 4);
    expect(parts.length).toBeGreaterThan(400);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...parts)).toBeLessThan(0.1);
    expect(Math.max(...parts)).toBeLessThan(8);
    expect(Math.max(...parts)).toBeGreaterThan(7.9);
    // The standard error of the mean is 8 / sqrt(12 x 480) = 0.105.
    expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) / parts.length - 4)).toBeLessThan(0.3);
  });

  test('serves what it has been given in its order', () => {
    const processes = ['a', 'b', 'c'].map(
      (name, i) => `process ${name} { priority timeshare ${3 - i}; await disk0 (${i + 1}kB) }`,
    );
    const text = scenario({
      devices: 'device disk0: disk { queue 2; seek 1ms; rate 8Mbps }',
      processes: processes.join('\n'),
      time: '20ms',
    });
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      0us      start #0 on disk0 engine 0
      2000us   complete #0 on disk0 engine 0       // 1 + 1
      2000us   start #0 on disk0 engine 0
      5000us   complete #0 on disk0 engine 0       // 1 + 2
      5000us   start #0 on disk0 engine 0          // it was held back by the driver until 2001
      9000us   complete #0 on disk0 engine 0
      `,
      { slices: false, instants: ['start', 'complete'] },
    );
  });
});

const CLOCK =
  'device clock0: clock { every 10us; interrupt { run hardclock 1us }; soft softclock { run softclock 2us } }';
const ticks = { instants: ['interrupt', 'softint', 'switch'] } as const;

describe('a clock', () => {
  test('biglock: hardclock in the trap, softclock on the way out of it', () => {
    expectTimeline(
      simulateText(scenario({ devices: CLOCK, time: '22us' }), 'biglock'),
      `
      0-10us    compute: work
      10us      interrupt clock0 over compute
      10-11us   clock0 interrupt: trap
      11-12us   clock0 interrupt: hardclock
      12us      softint softclock over clock0 interrupt
      12-14us   softclock softint: softclock
      14-15us   clock0 interrupt: return from trap
      15-20us   compute: work
      20us      interrupt clock0 over compute
      20-21us   clock0 interrupt: trap
      21-22us   clock0 interrupt: hardclock
      `,
      ticks,
    );
  });

  test('interrupt threads: hardclock in the trap all the same, softclock in its thread', () => {
    expectTimeline(
      simulateText(scenario({ devices: CLOCK, design: 'interrupt_threads', time: '20us' }), 'interrupt_threads'),
      `
      0-10us    compute: work
      10us      interrupt clock0 over compute
      10-11us   clock0 interrupt: trap
      11-12us   clock0 interrupt: hardclock
      12us      switch compute -> softclock softint thread (preempt)
      12-14us   softclock softint thread: softclock
      14us      switch softclock softint thread -> compute (block)
      14-15us   compute: return from trap
      15-20us   compute: work
      `,
      ticks,
    );
  });

  test('loses the ticks that come while one is pending', () => {
    const text = scenario({ devices: CLOCK, packets: 'packet on wm0 at 5us size 64B' });
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      5us       interrupt wm0 over compute             // at high until 31: ticks at 10, 20 and 30
      31us      interrupt clock0 over wm0 interrupt
      33us      softint softclock over clock0 interrupt // trap 1, hardclock 1; wm0's handler is on its way out
      40us      interrupt clock0 over compute
      42us      softint softclock over clock0 interrupt
      `,
      { ...ticks, slices: false },
    );
  });

  test('does not request twice what is requested already', () => {
    const text = scenario({ devices: CLOCK.replace('softclock 2us', 'softclock 25us'), time: '60us' });
    const lines = timeline(simulateText(text, 'biglock'), { instants: ['drop'], until: 47 });
    expect(lines.filter((line) => /: softclock|drop/.test(line))).toEqual([
      '12-20us softclock softint: softclock', // 8
      '23-30us softclock softint: softclock', // 7; the tick of 20 has requested it again
      '33-40us softclock softint: softclock', // 7; that of 30 finds it requested
      '43-46us softclock softint: softclock', // 3, and the first is done
      '46-50us softclock softint: softclock',
    ]);
  });

  test('of each CPU interrupts all of them', () => {
    const devices = CLOCK.replace('every', 'cpu each; every');
    expectTimeline(
      simulateText(scenario({ devices, cpus: 2, time: '25us' }), 'biglock'),
      `
      cpu0 10us  interrupt clock0 cpu0 over compute
      cpu1 10us  interrupt clock0 cpu1 over idle cpu1
      cpu0 12us  softint softclock over clock0 cpu0 interrupt
      cpu1 12us  softint softclock over clock0 cpu1 interrupt
      cpu0 20us  interrupt clock0 cpu0 over compute
      cpu1 20us  interrupt clock0 cpu1 over idle cpu1
      cpu0 22us  softint softclock over clock0 cpu0 interrupt
      cpu1 22us  softint softclock over clock0 cpu1 interrupt
      `,
      { ...ticks, slices: false },
    );
  });

  test('ticks under every design of the library, and its soft work is done each time', () => {
    for (const design of LIBRARY) {
      const text = scenario({ devices: CLOCK, design, time: '109us' });
      const lines = timeline(simulateText(text, design), { instants: ['interrupt'] });
      expect(lines.filter((line) => line.includes('interrupt clock0')).length, design).toBe(10);
      expect(lines.filter((line) => line.endsWith(': softclock')).length, design).toBe(10);
    }
  });
});

describe('completions of a crypto device', () => {
  // Three packets: the handler takes 10.4 to 17, the soft interrupt submits the first at 22.65; 29 for each request.
  const interrupts = (crypto: string) =>
    timeline(
      simulateText(ipsec({ packets: 'packets on wm0 wire from 10us count 3', crypto, time: '400us' }), 'biglock'),
      {
        slices: false,
        instants: ['interrupt'],
      },
    ).filter((line) => line.includes('ubsec0'));

  test('interrupt one by one', () => {
    expect(interrupts('')).toEqual([
      '51.65us interrupt ubsec0 over compute',
      '80.65us interrupt ubsec0 over compute',
      '109.65us interrupt ubsec0 over compute',
    ]);
  });

  test('or together, when so many are done, with a timer for the last', () => {
    expect(interrupts('moderation packets 2 absolute_timer 100us')).toEqual([
      '80.65us interrupt ubsec0 over compute',
      '209.65us interrupt ubsec0 over compute', // 109.65 + 100
    ]);
  });

  test('or not sooner than a gap after the last', () => {
    expect(interrupts('moderation gap 50us')).toEqual([
      '51.65us interrupt ubsec0 over compute',
      '101.65us interrupt ubsec0 over compute',
      '151.65us interrupt ubsec0 over compute',
    ]);
  });

  test('a slot has room for more than the driver puts in', () => {
    const packets = 'packets on wm0 wire from 10us count 6';
    const count = (crypto: string) =>
      simulateText(ipsec({ packets, crypto, time: '400us' }), 'biglock').metrics.interrupts;
    expect(count('queue 1; requests_per_slot 5; driver_aggregate 1')).toBe(1 + 6);
    expect(count('queue 1; requests_per_slot 5; driver_aggregate 2')).toBe(1 + 1 + 3);
    expect(count('queue 1; requests_per_slot 5; driver_aggregate 5')).toBe(1 + 1 + 1);
  });
});
