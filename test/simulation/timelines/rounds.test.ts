import { describe, expect, test } from 'vitest';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

/** One CPU whose traps take 1 and whose system calls take 1; a device that takes 5 for a request and its driver 2. */
function scenario(changes: {
  processes: string;
  packets?: string;
  design?: string;
  costs?: string;
  time?: string;
}): string {
  const {
    processes,
    packets = 'packet on nic at 900us',
    design = '',
    costs = 'cost syscall 1us',
    time = '60us',
  } = changes;
  return `
import "std/designs"
machine m { cpus 1 at 1GHz; ${costs} }
device nic: nic { link 10Gbps; input p }
device nic2: nic { link 10Gbps; input p }
device c0: crypto { latency 5us; submit { run submit 2us } }
path p { hard net { run rx 1us; deliver a } }
design inline extends biglock { lock spin; ${design} }
design threads extends interrupt_threads { preempt user; ${design} }
${processes}
workload w { ${packets.replaceAll(/;|$/g, ' size 64B;')} }
run "rounds" { machine m; workload w; for ${time}; designs inline, threads }`;
}

describe('what a process asks of the kernel', () => {
  test('a request: the call and the work of the driver are the kernel’s, not the program’s', () => {
    const result = simulateText(scenario({ processes: 'process a { await c0 (64B); run own 3us }' }), 'inline');
    expectTimeline(
      result,
      `
      0-1us   a: system call
      1-3us   a: submit
      3us     switch a -> idle (block)
      3-8us   idle: idle
      8us     interrupt c0 over idle
      8us     switch idle -> a (wakeup)
      8-11us  a: own
      11us    switch a -> idle (finish)
      11-60us idle: idle
      `,
    );
    expect(result.cpus[0]).toMatchObject({ kernel: 3e6, user: 3e6 });
  });

  test('inside the driver nobody takes the CPU from it where only user programs are preempted', () => {
    const processes = `
      process b { priority realtime 1; sleep 2us; run better 4us }
      process a { run own 500ns; await c0 (64B); run own 3us }`;
    // b is woken at 2; a is in the driver from 1.5 until 3.5, and then it sleeps.
    expect(switches(simulateText(scenario({ processes }), 'inline'))[0]).toBe('3.5us a -> b (block)');
  });

  test('sleeping and sending are calls too; a kernel thread is there already', () => {
    const body = 'receive; transmit nic; sleep 5us; run own 1us';
    const cost = (band: string) => {
      const processes = `process a { priority ${band}; loop { ${body} } }`;
      return simulateText(scenario({ processes, packets: 'packet on nic at 10us' }), 'inline').cpus[0]!.kernel;
    };
    // One for transmit, one for sleep, and one for the receive that finds nothing more.
    expect(cost('timeshare 0')).toBe(3e6);
    // Its own work is the kernel's.
    expect(cost('kernel 0')).toBe(1e6);
  });
});

test('the repetitions of a process are its own, whichever packet it holds', () => {
  const processes = 'process a { repeat 3 { receive; run own 2us } }';
  const text = scenario({ processes, packets: 'packet on nic at 10us, 20us, 30us, 40us', costs: '' });
  const result = simulateText(text, 'inline');
  expect(switches(result)).toEqual([
    '0us a -> idle (block)',
    '11us idle -> a (wakeup)',
    '13us a -> idle (block)',
    '21us idle -> a (wakeup)',
    '23us a -> idle (block)',
    '31us idle -> a (wakeup)',
    '33us a -> idle (finish)',
  ]);
  expect(result.cpus[0]!.user).toBe(6e6);
});

test.each([
  ['inline', ''],
  ['inline', 'await continuation via thread'],
  ['inline', 'await continuation immediately'],
  ['threads', ''],
])('the repetitions of a driver are its own, whichever packet it works for: %s %s', (name, design) => {
  const text = scenario({
    processes: 'process a { loop { receive } }',
    packets: 'packet on nic at 10us',
    costs: '',
    design,
  })
    .replace('submit { run submit 2us }', 'submit { repeat 2 { run submit 1us } }; done { repeat 5 { run done 1us } }')
    .replace('deliver a }', 'enqueue q }\nsoft softnet { repeat 3 { run work 1us; await c0 (64B) }; deliver a }');
  // From 11: three times 1 of work, 2 of submit, 5 in the device and 5 of done.
  expect(simulateText(text, name).packets.end[0]).toBe(50e6);
});

test('a quantum that is over is not forgotten for a better thread that is woken in the same trap', () => {
  const processes = 'process a { loop { run work 1ms } }\nprocess b { loop { run work 1ms } }';
  const packets = 'packet on nic at 9.5us';
  const text = scenario({ processes, packets, costs: 'cost trap 1us', design: 'quantum 10us' });
  // The quantum ends in the trap of the NIC, whose thread is then woken; it takes the CPU, and after it comes b.
  expect(switches(simulateText(text, 'threads')).slice(0, 3)).toEqual([
    '11.5us a -> nic interrupt thread (preempt)', // 9.5 + 1, and 1 for the clock's trap
    '12.5us nic interrupt thread -> b (block)',
    '23.5us b -> a (quantum)', // 12.5 + 10 + 1
  ]);
});

test('one clock interrupt is enough for all whose time comes before it looks', () => {
  const process = (name: string, time: string) => `process ${name} { sleep ${time}; run own 5us }`;
  const processes = [process('a', '10us'), process('b', '10.5us')].join('\n');
  const result = simulateText(scenario({ processes, costs: 'cost trap 1us' }), 'inline');
  expect(result.metrics).toMatchObject({ interrupts: 1, wakeups: 2 });
});

test('a handler on its way out keeps nobody away: two devices of a level, behind one of a higher level', () => {
  const text = scenario({
    processes: 'process a { loop { receive } }\nprocess s { sleep 10us }',
    packets: 'packet on nic at 10.1us; packet on nic2 at 10.2us',
    costs: 'cost trap 1us; cost trap_return 1us',
    time: '30us',
  });
  expectTimeline(
    simulateText(text, 'inline'),
    `
    10us     interrupt clock or ipi over idle
    11us     interrupt nic over clock interrupt
    13us     interrupt nic2 over nic interrupt      // trap 1, rx 1; before nic returns, since the level is that of idle
    `,
    { slices: false, instants: ['interrupt'] },
  );
});

test('a handler that is needed again on its way out leaves the returns that it owes to what it lies on', () => {
  const text = scenario({
    processes: 'process a { loop { run own 1us } }',
    packets: 'packet on nic at 10us, 16.1us; packet on nic2 at 10.1us, 14.1us; packet on nic3 at 12.1us',
    costs: 'cost trap 1us; cost trap_return 1us',
    time: '40us',
  }).replace('device c0', 'device nic3: nic { link 10Gbps; input p }\ndevice c0');
  expectTimeline(
    simulateText(text, 'inline'),
    `
    10us     interrupt nic over a
    10-11us  nic interrupt: trap
    11-12us  nic interrupt: rx
    12us     interrupt nic2 over nic interrupt
    12-13us  nic2 interrupt: trap
    13-14us  nic2 interrupt: rx
    14us     interrupt nic3 over nic2 interrupt
    14-15us  nic3 interrupt: trap
    15-16us  nic3 interrupt: rx
    16us     interrupt nic2 over nic3 interrupt    // its first return is owed by nic's handler
    16-17us  nic2 interrupt: trap
    17-18us  nic2 interrupt: rx
    18us     interrupt nic over nic2 interrupt     // and now, with that of nic's first, by a
    18-19us  nic interrupt: trap
    19-20us  nic interrupt: rx
    20-21us  nic interrupt: return from trap
    21-22us  nic2 interrupt: return from trap
    22-23us  nic3 interrupt: return from trap
    23-24us  a: return from trap
    24-25us  a: return from trap
    25-26us  a: own
    `,
    { from: 10, until: 25.5, instants: ['interrupt'] },
  );
});
