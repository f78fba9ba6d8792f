import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../src/model/statement.js';
import { simulate } from '../../../src/simulation/simulate.js';
import { runsOf, simulateRun, simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

interface Changes {
  readonly processes: string;
  readonly cpus?: number;
  readonly hard?: string;
  readonly soft?: string;
  readonly device?: string;
  readonly packets?: string;
  readonly designs?: string;
  readonly time?: string;
}

/** Trap 0.4, return 0.3, switch 2, wakeup 0.3, ipi 0.2; a lock 0.04, and 0.1 more if it is held. No cache. */
function scenario(changes: Changes): string {
  const {
    processes,
    cpus = 1,
    hard = 'drop',
    soft,
    device = '',
    packets = 'packet on nic at 900us',
    time = '60us',
  } = changes;
  const { designs = 'spinning, sleeping' } = changes;
  return `
import "std/designs"
import "std/devices"
machine m {
  cpus ${cpus} at 1GHz; cost trap 400ns; cost trap_return 300ns; cost switch 2us; cost wakeup 300ns; cost ipi 200ns
  cost lock 40ns; cost lock_contended 100ns; cost softint 150ns
}
device nic: nic { link 10Gbps; input p; ${device} }
device ubsec0: crypto extends bcm5823 { }
path p { hard net { ${hard} } ${soft === undefined ? '' : `soft softnet { ${soft} }`} }
design spinning extends biglock { lock spin }
design immediate extends spinning { await continuation immediately }
design called extends spinning { dispatch direct }
design sleeping extends interrupt_threads { }
${processes}
workload w { ${packets} }
run "locks" { machine m; workload w; for ${time}; designs ${designs} }`;
}
const moments = { slices: false, instants: ['acquire', 'contend', 'release', 'interrupt', 'switch'] } as const;

describe('spin locks', () => {
  test('a lock that a handler takes as well keeps it away until it is given back', () => {
    const processes = 'process p { lock l { run hold 10us }; loop { run rest 100us } }';
    const text = scenario({ processes, hard: 'lock l { run x 1us }; drop', packets: 'packet on nic at 3us' });
    expectTimeline(
      simulateText(text, 'spinning'),
      `
      0-0.04us       p: lock
      0.04-10.04us   p: hold
      10.04us        interrupt nic over p       // came at 3
      10.04-10.44us  nic interrupt: trap
      10.44-10.48us  nic interrupt: lock
      10.48-11.48us  nic interrupt: x
      11.48us        drop #1 at drop in p
      11.48-11.78us  nic interrupt: return from trap
      11.78-60us     p: rest
      `,
    );
  });

  // NetBSD's mutex(9): adaptive, but of a driver's interrupt level it spins, and holds that level off.
  test('where locks are adaptive, one that a handler takes in the trap spins for everybody', () => {
    const text = scenario({
      processes: `process p { cpu 0; lock l { run hold 10us }; loop { run rest 100us } }
process q { cpu 1; loop { run work 100us } }`,
      cpus: 2,
      device: 'cpu 1',
      hard: 'lock l { run x 1us }; drop',
      packets: 'packet on nic at 3us',
      designs: 'netbsd5_softint',
      time: '13us',
    });
    expectTimeline(
      simulateText(text, 'netbsd5_softint'),
      `
      cpu0 0-0.04us       p: lock
      cpu1 0-3us          q: work
      cpu0 0.04-10.04us   p: hold
      cpu1 3us            interrupt nic over q
      cpu1 3-3.4us        nic interrupt: trap
      cpu1 3.4-10.04us    nic interrupt: spin    // a driver has no thread that could sleep
      cpu0 10.04-13us     p: rest
      cpu1 10.04-10.18us  nic interrupt: contended lock
      cpu1 10.18-11.18us  nic interrupt: x
      11.18us             drop #1 at drop in p
      cpu1 11.18-11.48us  nic interrupt: return from trap
      cpu1 11.48-13us     q: work
      `,
    );
  });

  test('there, one that only threads take still puts its waiter to sleep', () => {
    const processes = `process p { priority timeshare 0; lock l { run hold 10us }; loop { run rest 100us } }
process q { priority timeshare 1; sleep 1us; lock l { run x 1us } }`;
    const text = scenario({ processes, designs: 'netbsd5_softint', hard: 'lock other { run y 1us }; drop' });
    expect(simulateText(text, 'netbsd5_softint').cpus[0]!.spin).toBe(0);
    expectTimeline(simulateText(text, 'netbsd5_softint'), '', { slices: false, instants: ['drop'] });
  });

  test('a lock of which no handler knows keeps no interrupt away', () => {
    const processes = 'process p { lock l { run hold 10us }; loop { run rest 100us } }';
    const text = scenario({ processes, hard: 'run x 1us; drop', packets: 'packet on nic at 3us' });
    expectTimeline(simulateText(text, 'spinning'), '3us interrupt nic over p', {
      slices: false,
      instants: ['interrupt'],
    });
  });

  // In each of these the lock is taken by a handler of a higher level than it seems; without a ceiling of that level the
  // handler would spin for ever on top of the holder.
  const hold = 'process p { loop { lock l { run hold 10us }; run rest 5us } }\nprocess q { loop { receive } }';
  test.each<[string, string, Partial<Changes>]>([
    [
      'a device above the level that its path names',
      'spinning',
      { device: 'ipl vm', hard: 'lock l { run x 1us }; drop' },
    ],
    ["the device's own handler", 'spinning', { device: 'interrupt { lock l { run x 1us } }' }],
    [
      'a soft stage that is called from the interrupt',
      'called',
      { hard: 'enqueue i', soft: 'lock l { run x 1us }; drop' },
    ],
    [
      'the rest of a soft stage that an interrupt goes on with',
      'immediate',
      { hard: 'enqueue i', soft: 'await ubsec0 (packet.size); lock l { run x 1us }; deliver q' },
    ],
    [
      'the rest of a hard stage that an interrupt of a higher level goes on with',
      'immediate',
      { device: 'ipl bio', hard: 'await ubsec0 (packet.size); lock l { run x 1us }; deliver q' },
    ],
    [
      'a soft stage of a device at the clock level',
      'called',
      { device: 'ipl clock', hard: 'enqueue i', soft: 'lock l { run x 1us }; drop' },
    ],
  ])('%s', (_, design, changes) => {
    const text = scenario({
      processes: hold,
      packets: 'packets on nic every 17us',
      designs: design,
      time: '1ms',
      ...changes,
    });
    const result = simulateText(text, design);
    expect(result.cpus[0]!.spin).toBe(0);
    expect(result.metrics.delivered + result.metrics.dropped).toBeGreaterThan(30);
  });

  test('two CPUs: the second spins until the first gives the lock back, in the order of asking', () => {
    const process = (name: string, cpu: number, first: string) =>
      `process ${name} { cpu ${cpu}; run before ${first}; lock l { run hold 10us }; loop { run after 100us } }`;
    const processes = [process('a', 0, '1us'), process('b', 1, '3us'), process('c', 2, '2us')].join('\n');
    expectTimeline(
      simulateText(scenario({ processes, cpus: 3 }), 'spinning'),
      `
      cpu0 1us      acquire l by a
      cpu2 2us      contend l by c
      cpu1 3us      contend l by b
      cpu0 11.04us  release l by a     // 1 + 0.04 + 10
      cpu2 11.04us  acquire l by c
      cpu2 21.18us  release l by c     // + 0.04 + 0.1 for the contention + 10
      cpu1 21.18us  acquire l by b
      cpu1 31.32us  release l by b
      `,
      moments,
    );
  });

  test('who spins keeps the CPU: a better process waits, and the lock does not go to one that cannot run', () => {
    const processes = `
      process a { cpu 0; lock l { run hold 30us }; loop { run after 100us } }
      process b { cpu 1; run before 2us; lock l { run hold 1us }; loop { run after 100us } }
      process c { cpu 1; priority realtime 1; sleep 10us; lock l { run hold 1us } }`;
    const result = simulateText(scenario({ processes, cpus: 2 }), 'spinning');
    expectTimeline(
      result,
      `
      cpu0 0us      acquire l by a
      cpu1 2us      contend l by b
      cpu1 10us     interrupt clock or ipi over b
      cpu0 30.04us  release l by a
      cpu1 30.04us  acquire l by b
      cpu1 31.18us  release l by b      // 0.04 + 0.1 + 1
      cpu1 31.18us  switch b -> c (preempt)
      cpu1 33.18us  acquire l by c
      cpu1 34.22us  release l by c
      cpu1 34.22us  switch c -> b (finish)
      `,
      moments,
    );
  });

  describe('two CPUs that take two locks in opposite order are found out', () => {
    const found = (first: string, packets: string, hard = 'run x 3us; drop') => {
      const process = (name: string, cpu: number, one: string, two: string, time: string) =>
        `process ${name} { cpu ${cpu}; lock ${one} { run a ${time}\n lock ${two} { run b 1us } } }`;
      const others = 'process c { cpu 2; lock n { run hold 100us } }';
      const processes = `${process('a', 0, 'l', 'm', '10us')}\n${process('b', 1, 'm', 'l', first)}\n${others}`;
      const { findings } = simulateText(scenario({ processes, packets, hard, cpus: 3 }), 'spinning');
      expect(findings).toMatchObject([{ code: 'deadlock', severity: 'error' }]);
      expect(findings[0]!.message).toContain("a holds 'l' and waits for 'm'");
      expect(findings[0]!.message).toContain("b holds 'm' and waits for 'l'");
    };

    test('at the end of the run', () => found('10us', 'packet on nic at 900us'));
    test('while a handler lies on one that spins', () => found('12us', 'packet on nic at 11us'));
    test('though a handler lies on one that spins at the end', () => found('10us', 'packet on nic at 59.8us'));
    test('though a handler that has come later waits for a third lock', () => {
      found('10us', 'packet on nic at 30us', 'lock n { run x 3us }; drop');
    });
  });
});

describe('blocking locks', () => {
  test('waiters sleep, and of equals the first is woken first', () => {
    const processes = `
      process a { lock l { run one 5us; sleep 20us; run two 1us } }
      process b { lock l { run x 1us } }
      process c { lock l { run y 1us } }`;
    expectTimeline(
      simulateText(scenario({ processes, designs: 'sleeping' }), 'sleeping'),
      `
      0us       acquire l by a
      5.04us    switch a -> b (block)          // asleep, with the lock
      7.04us    contend l by b
      7.04us    switch b -> c (block)
      9.04us    contend l by c
      9.04us    switch c -> idle (block)
      25.04us   interrupt clock or ipi over idle
      25.74us   switch idle -> a (wakeup)      // trap 0.4, wakeup 0.3
      28.74us   release l by a                 // + 2 + 1; then wakeup of b 0.3
      29.04us   switch a -> b (finish)
      31.04us   acquire l by b
      32.18us   release l by b                 // 0.04 + 0.1 + 1; then wakeup of c 0.3
      32.48us   switch b -> c (finish)
      34.48us   acquire l by c
      35.62us   release l by c
      35.62us   switch c -> idle (finish)
      `,
      moments,
    );
  });

  test('two processes that take two locks in opposite order are found out, at their lines', () => {
    const process = (name: string, one: string, two: string) =>
      `process ${name} { lock ${one} { sleep 10us\n lock ${two} { run b 1us } } }`;
    const text = scenario({ processes: `${process('a', 'l', 'm')}\n${process('b', 'm', 'l')}`, designs: 'sleeping' });
    const { findings } = simulateText(text, 'sleeping');
    const lines = text.split('\n');
    expect(findings).toMatchObject([{ code: 'deadlock', severity: 'error' }]);
    const [finding] = findings;
    expect(finding!.message).toContain("a holds 'l' and waits for 'm'");
    expect(finding!.message).toContain("b holds 'm' and waits for 'l'");
    const places = [finding!.span, ...finding!.related.map(({ span }) => span)].map(({ line }) => lines[line]!.trim());
    expect(places.sort()).toEqual(['lock l { run b 1us } } }', 'lock m { run b 1us } } }']);
  });

  test('in a design whose handlers have no thread the path is refused, at the lock', () => {
    const designs = 'broken';
    const text = scenario({ processes: 'process p { receive }', hard: 'lock l { run x 1us }; drop', designs }).replace(
      'design sleeping',
      'design broken extends biglock { lock blocking }\ndesign sleeping',
    );
    expect(() => simulateText(text, 'broken')).toThrow(/lock.*(thread|sleep)/);
  });
});

describe('adaptive locks', () => {
  const adaptive = (changes: Changes) =>
    scenario({ cpus: 2, designs: 'adapting', ...changes }).replace(
      'design sleeping',
      'design adapting extends interrupt_threads { lock adaptive; preempt user }\ndesign sleeping',
    );

  test('who spins goes to sleep with the holder, and its own switch is not stopped by that', () => {
    const text = adaptive({
      processes: `process a { cpu 0; lock l { run hold 10us; sleep 100us } }
process b { cpu 1; run before 1us; lock l { run x 1us } }`,
      device: 'cpu 1',
      packets: 'packet on nic at 11us',
    });
    expectTimeline(
      simulateText(text, 'adapting'),
      `
      cpu0 0-0.04us       a: lock
      cpu1 0-1us          b: before
      cpu0 0.04-10.04us   a: hold
      cpu1 1-10.04us      b: spin
      cpu0 10.04us        switch a -> idle cpu0 (block)
      cpu0 10.04-12.04us  idle cpu0: context switch
      cpu1 10.04us        switch b -> idle cpu1 (block)
      cpu1 10.04-12.04us  idle cpu1: context switch
      cpu0 12.04-60us     idle cpu0: idle
      cpu1 12.04us        interrupt nic over idle cpu1    // came at 11, in the middle of the switch
      cpu1 12.04-12.44us  nic trap: trap
      `,
      { until: 12.1 },
    );
  });

  test('who spins takes a lock that is freed before one that was preempted while it spun', () => {
    const text = adaptive({
      processes: `process a { cpu 0; run before 1us; lock l { run x 1us } }
process b { cpu 0; priority realtime 1; sleep 5us; lock l { run y 1us } }
process c { cpu 1; lock l { run hold 20us }; run rest 1ms }`,
    }).replace('preempt user', 'preempt kernel');
    expectTimeline(
      simulateText(text, 'adapting'),
      `
      cpu1 0us      acquire l by c
      cpu0 1us      contend l by a
      cpu0 5us      interrupt clock or ipi over a
      cpu0 5.7us    switch a -> b (preempt)          // trap 0.4, wakeup 0.3
      cpu0 7.7us    contend l by b                   // c runs
      cpu1 20.04us  release l by c
      cpu0 20.04us  acquire l by b
      cpu0 21.18us  release l by b                   // 0.04 + 0.1 + 1
      cpu0 21.18us  switch b -> a (finish)
      cpu0 23.48us  acquire l by a                   // switch 2, return from the trap of 5 0.3
      `,
      { ...moments, until: 23.5 },
    );
  });

  test('and before one that has slept, and was woken for it', () => {
    // a is in the kernel until it gives k back, and b waits for its CPU until then.
    const text = adaptive({
      processes: `process a { cpu 0; lock k { lock l { sleep 5us; run hold 10us }; run more 5us } }
process b { cpu 0; priority realtime 1; sleep 1us; lock l { run x 1us } }
process c { cpu 1; run before 12us; lock l { run y 1us } }`,
    });
    expectTimeline(
      simulateText(text, 'adapting'),
      `
      cpu0 0us      acquire k by a
      cpu0 0.04us   acquire l by a
      cpu0 0.08us   switch a -> idle cpu0 (block)
      cpu0 2.08us   interrupt clock or ipi over idle cpu0   // for b; trap 0.4, wakeup 0.3
      cpu0 2.78us   switch idle cpu0 -> b (wakeup)
      cpu0 4.78us   contend l by b
      cpu0 4.78us   switch b -> idle cpu0 (block)
      cpu0 6.78us   interrupt clock or ipi over idle cpu0   // for a
      cpu0 7.48us   switch idle cpu0 -> a (wakeup)
      cpu1 12us     contend l by c                          // and spins, since a runs
      cpu0 19.48us  release l by a                          // 9.48 + 10; then wakeup of b 0.3
      cpu1 19.48us  acquire l by c
      cpu1 20.62us  release l by c                          // 0.04 + 0.1 + 1; b is awake
      cpu1 20.62us  switch c -> idle cpu1 (finish)
      cpu0 24.78us  release k by a
      cpu0 24.78us  switch a -> b (preempt)
      cpu0 26.78us  acquire l by b
      `,
      { ...moments, until: 26.78 },
    );
  });
});

describe('an adaptive lock whose holder is pinned beneath a soft interrupt', () => {
  const text = (packet: string) =>
    scenario({
      cpus: 2,
      processes: `process a { cpu 0; lock l { run hold 20us }; loop { run rest 100us } }
process b { cpu 1; run before 10us; lock l { run x 1us }; loop { run rest 100us } }
process c { cpu 1; loop { run other 100us } }`,
      hard: 'run rx 1us; enqueue q',
      soft: 'run ip 10us; drop',
      packets: `packet on nic at ${packet}`,
      designs: 'netbsd5_softint',
    });

  test('is slept for, as its holder does not run', () => {
    expectTimeline(
      simulateText(text('5us'), 'netbsd5_softint'),
      `
      cpu0 0us       acquire l by a
      cpu0 5us       interrupt nic over a
      cpu1 10us      contend l by b                  // the soft interrupt has the CPU from 6.4 to 16.55
      cpu1 10us      switch b -> c (block)
      cpu0 31.89us   release l by a                  // 0.04 + 20 and the 11.85 of the interrupt
      `,
      { ...moments, until: 31.9 },
    );
  });

  test('and who spins for it goes to sleep when the soft interrupt comes', () => {
    const result = simulateText(text('11us'), 'netbsd5_softint');
    expectTimeline(
      result,
      `
      cpu0 0us       acquire l by a
      cpu1 10us      contend l by b                  // a runs
      cpu0 11us      interrupt nic over a
      cpu1 12.4us    switch b -> c (block)           // trap 0.4, rx 1
      cpu0 31.89us   release l by a
      `,
      { ...moments, until: 31.9 },
    );
    expect(result.cpus[1]!.spin / 1e6).toBeCloseTo(2.4, 9);
  });
});

describe('a pinned handler that needs the lock of whom it has interrupted', () => {
  const designs = ['blocking', 'adaptive'];

  test.each(designs)('%s: sleeps, and the holder goes on and hands it over', (lock) => {
    const text = scenario({
      processes: 'process p { lock l { run hold 10us }; loop { run rest 100us } }',
      hard: 'lock l { run x 1us }; drop',
      packets: 'packet on nic at 3us',
      designs: 'pinning',
    }).replace('design sleeping', `design pinning extends solaris_pinned { lock ${lock} }\ndesign sleeping`);
    const result = simulateText(text, 'pinning');
    expect(result.findings).toEqual([]);
    expect(result.cpus[0]!.spin).toBe(0);
    expectTimeline(
      result,
      `
      0us       acquire l by p
      3us       interrupt nic over p
      3.4us     contend l by nic interrupt thread
      3.4us     switch nic interrupt thread -> p (block)
      10.74us   release l by p                            // 10.04, trap 0.4 and return 0.3; then wakeup 0.3
      11.04us   switch p -> nic interrupt thread (preempt)
      13.04us   acquire l by nic interrupt thread
      14.18us   release l by nic interrupt thread         // 0.04 + 0.1 + 1
      14.18us   switch nic interrupt thread -> p (finish)
      `,
      moments,
    );
  });
});

test('two CPUs: a priority that is lent lets the holder run at once, on whatever CPU it waits', () => {
  const text = scenario({
    processes: `
      process h { cpu 0; lock l { run hold 20us } }
      process m { cpu 0; priority realtime 1; sleep 5us; run middle 200us }
      process w { cpu 1; priority realtime 5; sleep 10us; lock l { run x 1us } }`,
    cpus: 2,
    designs: 'lending',
  }).replace('design sleeping', 'design lending extends interrupt_threads { inheritance on }\ndesign sleeping');
  const result = simulateText(text, 'lending');
  expectTimeline(
    result,
    `
    cpu0 5.7us       switch h -> m (preempt)              // clock: trap 0.4, wakeup 0.3
    cpu1 10.7us      switch idle cpu1 -> w (wakeup)
    cpu1 12.7us      switch w -> idle cpu1 (block)
    cpu0 13.1us      switch m -> h (preempt)              // ipi at 12.7: trap 0.4
    `,
    { slices: false, instants: ['switch'], from: 5.7, until: 14 },
  );
  expectTimeline(
    result,
    `
    cpu1 12.7-12.9us  idle cpu1: ipi                      // w has told CPU 0
    cpu0 12.7-13.1us  ipi cpu0: trap
    cpu1 12.9-14.9us  idle cpu1: context switch
    cpu0 13.1-15.1us  h: context switch
    `,
    { instants: [], from: 12.7, until: 14 },
  );
});

// Turnstiles are in order of priority (FreeBSD's turnstile_signal takes the first).
test('the best of those who sleep for a lock is woken', () => {
  const text = scenario({
    processes: `process l { priority timeshare 0; lock l { run hold 10us }; loop { run rest 100us } }
      process m { priority timeshare 2; sleep 5us; lock l { run hold 10us } }
      process x { priority timeshare 3; sleep 25us; loop { run work 100us } }
      process h { priority timeshare 5; sleep 9us; lock l { run use 1us } }`,
    designs: 'lending',
  }).replace('design sleeping', 'design lending extends interrupt_threads { inheritance on }\ndesign sleeping');
  expectTimeline(
    simulateText(text, 'lending'),
    `
    5.7us    switch l -> m (preempt)       // clock at 5: trap 0.4, wakeup 0.3
    7.7us    switch m -> l (block)         // switch 2; lends
    10.4us   switch l -> h (preempt)       // clock at 9.7, behind the switch: trap 0.4, wakeup 0.3
    12.4us   switch h -> l (block)         // switch 2; lends more
    20.34us  switch l -> h (preempt)       // switch 2, two returns 0.6, the other 5.04 of hold, wakeup 0.3
    23.78us  switch h -> m (finish)        // switch 2, lock 0.14, use 1, wakeup of m 0.3
    26.48us  switch m -> x (preempt)       // the clock of 25 behind the switch; m has not taken the lock
    `,
    { slices: false, instants: ['switch'] },
  );
});

// try_to_take_rt_mutex in Linux's kernel/locking/rtmutex.c.
test('with inheritance a worse one does not take a free lock before the better one that was woken for it', () => {
  const text = scenario({
    processes: `process l { cpu 0; lock l { run hold 10us }; lock l { run hold 10us }; loop { run rest 100us } }
      process h { cpu 1; priority timeshare 5; sleep 2us; lock l { run use 1us } }
      process g { cpu 1; priority timeshare 5; sleep 3us; lock l { run use 1us } }
      process x { cpu 0; priority timeshare 3; sleep 11us; run work 5us }`,
    cpus: 2,
    designs: 'lending',
  }).replace('design sleeping', 'design lending extends interrupt_threads { inheritance on }\ndesign sleeping');
  expectTimeline(
    simulateText(text, 'lending'),
    `
    cpu0 0us      acquire l by l
    cpu1 2.7us    switch idle cpu1 -> h (wakeup)     // clock at 2: trap 0.4, wakeup 0.3
    cpu1 5.7us    contend l by h                     // switch 2, and the clock of 3, which wakes g, behind it: 1
    cpu1 5.7us    switch h -> g (block)
    cpu1 7.7us    contend l by g
    cpu1 7.7us    switch g -> idle cpu1 (block)
    cpu0 10.04us  release l by l                     // wakeup of h 0.3 and ipi 0.2
    cpu0 10.54us  contend l by l
    cpu0 10.54us  switch l -> idle cpu0 (block)
    cpu1 10.94us  switch idle cpu1 -> h (wakeup)     // the IPI: trap 0.4
    cpu1 12.94us  acquire l by h
    cpu0 13.24us  switch idle cpu0 -> x (wakeup)     // the clock of 11 behind the switch: 0.7
    cpu1 14.08us  release l by h                     // 0.04 + 0.1 + 1; then wakeup of g 0.3
    cpu1 14.38us  switch h -> g (finish)
    cpu1 16.38us  acquire l by g
    cpu1 17.52us  release l by g                     // wakeup of l 0.3
    cpu1 17.82us  switch g -> idle cpu1 (finish)
    cpu0 20.24us  switch x -> l (finish)             // 13.24 + 2 + 5
    cpu0 22.24us  acquire l by l
    `,
    { slices: false, instants: ['acquire', 'contend', 'release', 'switch'], until: 22.24 },
  );
});

test('a deadlock that closes when one who was woken for a lock finds it taken is told', () => {
  const text = scenario({
    processes: `process c { cpu 1; priority timeshare 5; lock k { run hold 100us } }
      process a { cpu 0; priority timeshare 5; run before 10us; lock l { lock k { run x 10us } } }
      process b { cpu 1; priority timeshare 9; sleep 90us; lock k { run y 20us; lock l { run z 1us } } }
      process h { cpu 0; priority timeshare 20; sleep 50us; run busy 200us }`,
    cpus: 2,
    designs: 'late',
    time: '1ms',
  }).replace('design sleeping', 'design late extends interrupt_threads { preempt user }\ndesign sleeping');
  const [deadlock] = simulateText(text, 'late').findings.filter(({ code }) => code === 'deadlock');
  expect(deadlock?.message).toMatch(/^Deadlock: b holds 'k' and waits for 'l'; a holds 'l' and waits for 'k'/);
});

test('of those who sleep one is woken at each release, also where one that was woken has not yet asked', () => {
  const text = scenario({
    processes: `process x { cpu 2; priority timeshare 5; lock l { run first 100us }; run gap 1us; lock l { run second 100us } }
      process w { cpu 0; priority timeshare 5; run before 10us; lock l { run use 10us } }
      process hog { cpu 0; priority timeshare 9; sleep 50us; run hog 9ms }
      process v { cpu 1; priority timeshare 4; run before 150us; lock l { run use 10us } }`,
    cpus: 3,
    time: '1ms',
  });
  // x: 0.04 + 100, wakeup of w 0.3, 1, 0.04 + 100, wakeup of v 0.3 and ipi 0.2; then trap 0.4 and switch 2.
  expectTimeline(simulateText(text, 'sleeping'), 'cpu1 204.28us  acquire l by v', {
    slices: false,
    instants: ['acquire'],
    from: 202,
  });
});

test('two who need a lock all the time do not switch at each of its releases', () => {
  const often = 'loop { run think 1us; lock l { run hold 1us } }';
  const text = scenario({
    processes: `process a { ${often} }\nprocess b { ${often} }`,
    designs: 'fast',
    time: '2ms',
  }).replace('design sleeping', 'design fast extends interrupt_threads { quantum 30us }\ndesign sleeping');
  // Of one switch to another the lock would be given and taken some 400 times; a quantum of 30 ends 60 times, and may end
  // in the middle of a hold, for which the other one then sleeps.
  expect(simulateText(text, 'fast').metrics.switches).toBeLessThan(130);
});

test('who has slept for a lock and is about to take it gives way to a better thread that a soft interrupt leaves', () => {
  const text = scenario({
    processes: `device dev: generic { service 10us; ipl net }
      process p { sleep 12us; lock l { run own 1us } }
      process b { priority realtime 1; sleep 28us; run y 1us }`,
    hard: 'lock l { await dev; run x 1us }; enqueue q',
    soft: 'run ip 5us; drop',
    packets: 'packet on nic at 10us',
    designs: 'pinning',
  }).replace(
    'design sleeping',
    'design pinning extends solaris_pinned { await block; lock blocking; blocked_masks source }\ndesign sleeping',
  );
  expectTimeline(
    simulateText(text, 'pinning'),
    `
    10.4us   acquire l by nic interrupt thread
    10.44us  switch nic interrupt thread -> idle (block)
    12.7us   switch idle -> p (wakeup)                    // clock at 12: trap 0.4, wakeup 0.3
    14.7us   switch p -> idle (block)
    21.14us  switch idle -> nic interrupt thread (wakeup) // dev at 20.44: trap 0.4, wakeup 0.3
    24.44us  switch nic interrupt thread -> p (finish)    // switch 2, x 1, wakeup of p 0.3
    32.59us  switch p -> b (preempt)                      // switch 2, softint 0.15, ip 5; at 28 the clock, which wakes b: 1
    35.59us  switch b -> p (finish)
    37.59us  acquire l by p
    38.73us  switch p -> idle (finish)
    `,
    { slices: false, instants: ['acquire', 'switch'] },
  );
});

// turnstile_unpend of FreeBSD and turnstile_wakeup of NetBSD return the loan first.
test('two CPUs: who wakes the next holder has returned the loan, and so is the one to give its CPU away', () => {
  const text = scenario({
    processes: `process l { priority timeshare 0; lock l { run hold 10us }; loop { run rest 100us } }
      process x { cpu 1; priority timeshare 3; loop { run work 100us } }
      process h { priority timeshare 5; sleep 5us; lock l { run use 1us } }`,
    cpus: 2,
    designs: 'lending',
  }).replace('design sleeping', 'design lending extends interrupt_threads { inheritance on }\ndesign sleeping');
  expectTimeline(
    simulateText(text, 'lending'),
    `
    cpu0 5.7us    switch l -> h (preempt)     // clock at 5: trap 0.4, wakeup 0.3
    cpu0 7.7us    switch h -> l (block)
    cpu0 15.34us  switch l -> h (preempt)     // switch 2, return 0.3, the other 5.04 of hold, wakeup 0.3 and no IPI
    cpu0 18.48us  switch h -> l (finish)      // switch 2, lock 0.14, use 1
    `,
    { slices: false, instants: ['switch'] },
  );
});

test('a pinned handler lends its priority to one below it on the same CPU, which never was in a run queue', () => {
  const text = `
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 1us; cost trap_return 1us }
device low: nic { link 10Gbps; ipl bio; input first }
device high: nic { link 10Gbps; ipl net; input second }
path first { hard bio { lock l { run work 10us }; drop } }
path second { hard net { lock l { run work 2us }; drop } }
workload w { packet on low at 10us size 64B
  packet on high at 13us size 64B }
run "pinned" { machine m; workload w; for 60us; processes none; designs solaris_pinned }`;
  expectTimeline(
    simulateText(text, 'solaris_pinned'),
    `
    10us   interrupt low over idle
    13us   interrupt high over low interrupt thread   // trap 1, and 2 of the work
    14us   switch high interrupt thread -> low interrupt thread (block)
    23us   drop #1 at drop in first                       // the return from the trap of 13, and the other 8
    23us   switch idle -> high interrupt thread (wakeup)   // on the way out of the trap of 10
    25us   drop #2 at drop in second
    25us   switch high interrupt thread -> idle (finish)
    `,
    { slices: false },
  );
});

describe('what cannot be', () => {
  const refused = (processes: string) => {
    // The language refuses it as well, so it learns of another design.
    const [run] = runsOf(scenario({ processes, designs: 'sleeping' }));
    const [spinning] = runsOf(scenario({ processes: 'process p { sleep 1us }', designs: 'biglock' }));
    const result = simulate(run!, spinning!.designs[0]!, { trace: true });
    expect(result).toMatchObject({ ending: 'impossible', simulated: 0 });
    return result.findings.map(({ code, message }) => `${code}: ${message}`).join();
  };

  test('sleeping with a lock on which others spin', () => {
    expect(refused('process p { lock l { sleep 1us } }')).toMatch(/impossible: 'sleep' inside a lock/);
    expect(refused('process p { lock l { receive } }')).toMatch(/impossible: 'receive' inside a lock/);
    expect(refused('process p { lock l { await ubsec0 (1B) } }')).toMatch(/impossible: 'await' inside a lock/);
  });

  test('taking a lock again that is held', () => {
    // The language refuses it as well, so the lock is put into the device behind its back.
    const run = runsOf(scenario({ processes: 'process p { lock l { await ubsec0 (1B) } }', designs: 'sleeping' }))[0]!;
    const submit = [{ ...run.processes[0]!.body[0]!, body: [] } as Statement];
    const devices = run.devices.map((device) => (device.kind === 'crypto' ? { ...device, submit } : device));
    expect(() => simulateRun({ ...run, devices }, 'sleeping')).toThrow(/'l' is held here already/);
  });
});

describe('the big lock on two CPUs', () => {
  const two = (text: string) =>
    text.replace('device ubsec0', 'device nic2: nic { link 10Gbps; input p; cpu 1 }\ndevice ubsec0');

  test("the second CPU's handler spins until the first one's has left the kernel", () => {
    const text = two(
      scenario({
        processes: 'process a { loop { run work 1ms } }\nprocess b { loop { run work 1ms } }',
        cpus: 2,
        hard: 'run rx 3us; drop',
        packets: 'packet on nic at 10us; packet on nic2 at 10us',
        designs: 'biglock',
      }),
    );
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      cpu0 10-10.4us     nic interrupt: trap
      cpu1 10-10.4us     nic2 interrupt: trap
      cpu0 10.4-10.44us  nic interrupt: lock
      cpu1 10.4-13.44us  nic2 interrupt: spin
      cpu0 10.44-13.44us nic interrupt: rx
      cpu0 13.44-13.74us nic interrupt: return from trap
      cpu1 13.44-13.58us nic2 interrupt: contended lock   // 0.04 + 0.1
      cpu1 13.58-16.58us nic2 interrupt: rx
      cpu0 13.74-60us    a: work
      cpu1 16.58-16.88us nic2 interrupt: return from trap
      cpu1 16.88-60us    b: work
      `,
      { instants: [], from: 10 },
    );
  });

  test('a thread of the kernel has it until it sleeps, and takes it again when it goes on', () => {
    const text = two(
      scenario({
        processes:
          'process k { cpu 0; priority kernel 1; run flush 7us; run more 5us; sleep 10us; run last 3us }\nprocess b { cpu 1; loop { run work 1ms } }',
        cpus: 2,
        hard: 'run rx 3us; drop',
        packets: 'packet on nic2 at 5us, 24.5us',
        designs: 'biglock',
      }),
    );
    expectTimeline(
      simulateText(text, 'biglock'),
      `
      cpu0 0-0.04us      k: lock
      cpu1 0-5us         b: work
      cpu0 0.04-7.04us   k: flush
      cpu1 5-5.4us       nic2 interrupt: trap
      cpu1 5.4-12.04us   nic2 interrupt: spin
      cpu0 7.04-12.04us  k: more
      cpu0 12.04-14.04us idle cpu0: context switch
      cpu1 12.04-12.18us nic2 interrupt: contended lock   // 0.04 + 0.1
      cpu1 12.18-15.18us nic2 interrupt: rx
      cpu0 14.04-22.04us idle cpu0: idle
      cpu1 15.18-15.48us nic2 interrupt: return from trap
      cpu1 15.48-24.5us  b: work
      cpu0 22.04-22.44us clock interrupt cpu0: trap       // 12.04 + 10
      cpu0 22.44-22.74us clock interrupt cpu0: wakeup
      cpu0 22.74-24.74us k: context switch
      cpu1 24.5-24.9us   nic2 interrupt: trap
      cpu0 24.74-24.78us k: lock
      cpu0 24.78-27.78us k: last
      cpu1 24.9-27.78us  nic2 interrupt: spin
      `,
      { instants: [], from: 0, until: 27.7 },
    );
  });
});

test('a system call pays for the big lock in the kernel', () => {
  const processes = 'process a { cpu 0; run x 10us }\nprocess p { cpu 1; run before 1us; sleep 1s }';
  const result = simulateText(scenario({ processes, cpus: 2, designs: 'biglock' }), 'biglock');
  // The lock is 0.04, and a system call costs nothing here.
  expect(result.cpus[1]).toMatchObject({ user: 1e6, kernel: 0.04e6, switch: 2e6, spin: 0 });
});

test('a process under a named lock has the big one, beside which the named one costs nothing', () => {
  const processes = `process a { cpu 0; lock l { run hold 2us; lock k { run inner 1us } }; run rest 1ms }
process b { cpu 1; run before 1us; lock l { run hold 2us }; run rest 1ms }`;
  expectTimeline(
    simulateText(scenario({ processes, cpus: 2, designs: 'biglock' }), 'biglock'),
    `
    cpu0 0-0.04us     a: lock
    cpu1 0-1us        b: before
    cpu0 0.04-2.04us  a: hold
    cpu1 1-3.04us     b: spin
    cpu0 2.04-3.04us  a: inner
    cpu0 3.04-60us    a: rest
    cpu1 3.04-3.18us  b: contended lock   // 0.04 + 0.1
    cpu1 3.18-5.18us  b: hold
    cpu1 5.18-60us    b: rest
    `,
  );
});

test('the big lock keeps a handler of another CPU away from what a process does under a named lock', () => {
  // The softint on CPU 1 would have the big lock and wait for l, which p holds under a handler that waits for the big one.
  const text = scenario({
    processes:
      'process p { cpu 0; run before 9us; lock l { run hold 4us }; run rest 1ms }\nprocess q { cpu 1; loop { run work 1ms } }',
    cpus: 2,
    hard: 'run rx 1us; enqueue q',
    soft: 'lock l { run x 1us }; drop',
    packets: 'packet on nic2 at 10us; packet on nic at 12us',
    designs: 'biglock',
    time: '25us',
  }).replace('device ubsec0', 'device nic2: nic { link 10Gbps; input p; cpu 1 }\ndevice ubsec0');
  const result = simulateText(text, 'biglock');
  expect(result.findings).toEqual([]);
  expect(result.metrics).toMatchObject({ dropped: 2 });
});

test('a handler that waits for the big lock above who holds what the lock holder wants is found out', () => {
  // p holds l on CPU 1, where a handler then waits for the big lock; its holder on CPU 0 waits for l.
  const text = scenario({
    processes: 'process p { cpu 1; lock l { run hold 30us } }\nprocess q { loop { run work 1ms } }',
    cpus: 2,
    hard: 'run rx 2us; if packet.size < 100B { lock l { run x 1us }; drop } else { drop }',
    packets: 'packet on nic at 10us size 64B; packet on nic2 at 11us size 1500B',
    designs: 'biglock',
  })
    .replace('device ubsec0', 'device nic2: nic { link 10Gbps; input p; ipl vm; cpu 1 }\ndevice ubsec0')
    .replace('hard net', 'hard net');
  const result = simulateText(text, 'biglock');
  // With a ceiling of vm for l, nic2 waits until p has given it back, and nothing happens to anybody.
  expect(result.findings).toEqual([]);
  expect(result.metrics).toMatchObject({ dropped: 2 });
});

test('a process on another CPU is woken by an interrupt from CPU to CPU', () => {
  const text = scenario({
    processes: 'process a { cpu 0; loop { run work 1ms } }\nprocess q { cpu 1; loop { receive; run read 2us } }',
    cpus: 2,
    hard: 'run rx 3us; deliver q',
    packets: 'packet on nic at 10us',
    designs: 'spinning',
    time: '30us',
  });
  const result = simulateText(text, 'spinning');
  expectTimeline(
    result,
    `
    cpu0 10us         interrupt nic over a
    cpu0 10-10.4us    nic interrupt: trap
    cpu0 10.4-13.4us  nic interrupt: rx
    13.4us            deliver #1 to q
    cpu0 13.4-13.9us  nic interrupt: wakeup            // wakeup 0.3, ipi 0.2
    cpu0 13.9-14.2us  nic interrupt: return from trap
    cpu1 13.9us       interrupt clock or ipi over idle cpu1
    cpu1 13.9-14.3us  ipi cpu1: trap
    cpu0 14.2-30us    a: work
    cpu1 14.3us       switch idle cpu1 -> q (wakeup)
    cpu1 14.3-16.3us  q: context switch
    cpu1 16.3-18.3us  q: read
    cpu1 18.3us       switch q -> idle cpu1 (block)
    cpu1 18.3-20.3us  idle cpu1: context switch
    cpu1 20.3-20.6us  idle cpu1: return from trap
    cpu1 20.6-30us    idle cpu1: idle
    `,
    { from: 10 },
  );
});

describe('the big lock around threads', () => {
  const two = (design: string) => `
import "std/designs"
import "std/devices"
machine m { cpus 2 at 1GHz; cost trap 400ns; cost trap_return 300ns; cost switch 2us; cost wakeup 300ns; cost lock 40ns }
device nic0: nic { link 10Gbps; input p; cpu 0 }
device nic1: nic { link 10Gbps; input p; cpu 1 }
device ubsec0: crypto extends bcm5823 { }
path p { hard net { run r 5us; enqueue q }  soft softnet { await ubsec0 (64B); run s 1us; deliver server } }
process server { loop { receive } }
design threads extends interrupt_threads { lock biglock; await continuation via softint }
design pinned extends biglock { softint pinned_thread; await block }
workload w { packet on nic0 at 10us size 64B; packet on nic1 at 10us size 64B }
run "two" { machine m; workload w; for 200us; designs ${design} }`;

  test('interrupt threads of two CPUs are not in the kernel together', () => {
    const { metrics, cpus } = simulateText(two('threads'), 'threads');
    expect(metrics.delivered).toBe(2);
    // Both threads come at 12.7us. One works for 0.04 + 5 and wakes its softint for 0.3; the other spins so long.
    expect(cpus.map(({ spin }) => spin).sort((a, b) => b - a)[0]).toBeGreaterThanOrEqual(5.3e6);
  });

  test('a softint that sleeps leaves the kernel to others, and comes back to it', () => {
    const { metrics, ending } = simulateText(two('pinned'), 'pinned');
    expect(ending).toBe('finished');
    expect(metrics.delivered).toBe(2);
  });
});

describe('a lock that is taken where no thread is spins, though locks are to sleep', () => {
  const trap = (design: string, parts: string) => `
machine m { cpus 1 at 1GHz }
${parts}
design d { ${design}; lock blocking }
run "trap" { machine m; workload w; for 30us; designs d }`;
  const immediately = 'interrupt inline; softint thread; await continuation immediately';

  test('in the submit of a wait that a continuation comes to', () => {
    const parts = `
device nic: nic { link 10Gbps; input in }
device c0: crypto { latency 2us; submit { lock l { run submit 1us } } }
path in { hard net { enqueue q } soft softnet { await c0; await c0; drop } }
process p { lock l { run hold 10us }; run rest 1us; lock l { run again 5us }; loop { run rest 1ms } }
workload w { packet on nic at 3us size 64B }`;
    expectTimeline(
      simulateText(trap(immediately, parts), 'd'),
      `
      0-10us   p: hold
      10us     interrupt nic over p                     // came at 3
      10us     switch p -> softnet softint thread (preempt)
      10-11us  softnet softint thread: submit
      11us     switch softnet softint thread -> p (block)
      11-12us  p: rest
      12-17us  p: again                                 // the request is complete at 13
      17us     interrupt c0 over p
      17-18us  c0 interrupt: submit
      18-20us  p: rest
      20us     interrupt c0 over p
      20us     drop #1 at drop in in
      20-30us  p: rest
      `,
    );
  });

  test('in a stage that a continuation calls, though a poll has called the one before', () => {
    const parts = `
device nic: nic { link 10Gbps; input in }
device c0: crypto { latency 5us }
path in { hard net { enqueue q } soft softnet { await c0; enqueue r } soft softnet { lock l { run second 1us }; drop } }
process p { run first 2us; lock l { run hold 10us }; loop { run rest 1ms } }
workload w { packet on nic at 1us size 64B }`;
    expectTimeline(
      simulateText(trap(`${immediately}; dispatch direct; poll napi`, parts), 'd'),
      `
      0-1us    p: first
      1us      interrupt nic over p
      1us      switch p -> softnet softint thread (preempt)
      1us      switch softnet softint thread -> p (block)
      1-2us    p: first
      2-12us   p: hold                                  // the request is complete at 6
      12us     interrupt c0 over p
      12-13us  c0 interrupt: second
      13us     drop #1 at drop in in
      13-30us  p: rest
      `,
    );
  });

  test.each(['thread', 'filter_thread', 'pinned_thread'])(
    "in a polled NIC's interrupt, with interrupt %s",
    (interrupt) => {
      const parts = `
device nic: nic { link 10Gbps; input in; interrupt { lock l { run ack 1us } } }
path in { hard net { run rx 1us; drop } }
process p { lock l { run hold 10us }; loop { run rest 1ms } }
workload w { packet on nic at 3us size 64B }`;
      expectTimeline(
        simulateText(trap(`interrupt ${interrupt}; softint thread; await block; poll napi`, parts), 'd'),
        `
      0-10us   p: hold
      10us     interrupt nic over p                     // came at 3
      10-11us  nic interrupt: ack
      11us     switch p -> softnet softint thread (preempt)
      11-12us  softnet softint thread: rx
      12us     drop #1 at drop in in
      12us     switch softnet softint thread -> p (block)
      12-30us  p: rest
      `,
      );
    },
  );

  test('but not in the filter of a design that has none', () => {
    const parts = `
device nic: nic { link 10Gbps; input in; filter { lock l { run filter 1us } } }
path in { hard net { drop } }
process p { lock l { sleep 10us }; loop { run rest 1ms } }
workload w { packet on nic at 3us size 64B }`;
    expectTimeline(
      simulateText(trap('interrupt inline; softint thread; await block', parts), 'd'),
      `
      0us   switch p -> idle (block)
      3us   drop #1 at drop in in
      10us  switch idle -> p (wakeup)
      `,
      { slices: false, instants: ['switch', 'drop'] },
    );
  });

  test('but not where a poll reclaims what was transmitted, which it does in its thread', () => {
    const parts = `
device nic: nic { link 10Gbps; input in; txdone { lock l { run reclaim 1us } } }
path in { hard net { transmit nic } }
process p { lock l { sleep 10us }; loop { run rest 1ms } }
workload w { packet on nic at 3us size 64B }`;
    expectTimeline(
      simulateText(trap('interrupt inline; softint thread; await block; poll napi', parts), 'd'),
      `
      0us  switch p -> idle (block)
      3us  switch idle -> softnet softint thread (wakeup)
      3us  switch softnet softint thread -> idle (block)
      3.0672us  switch idle -> softnet softint thread (wakeup)    // on the wire
      3.0672us  switch softnet softint thread -> idle (block)     // l is held, by a thread that sleeps
      10us      switch idle -> p (wakeup)
      10us      switch p -> softnet softint thread (preempt)
      11us      switch softnet softint thread -> p (block)
      `,
      { slices: false, instants: ['switch'] },
    );
  });
});
