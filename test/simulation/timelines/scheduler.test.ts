import { describe, expect, test } from 'vitest';
import { COSTS, ipsec } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches, timeline } from '../../support/timeline.js';

/** Processes and nothing else, but for a NIC whose packets cost the handler 1. */
function scenario(
  processes: string,
  changes: { packets?: string; design?: string; costs?: string; time?: string } = {},
) {
  const { packets = 'packet on nic at 90us', design = 'quantum 10us', costs = '', time = '60us' } = changes;
  return `
import "std/designs"
machine m { cpus 1 at 2.4GHz; ${COSTS}\n${costs} }
device nic: nic { link 10Gbps; input p }
path p { hard net { run rx 1us; drop } }
design inline extends biglock { ${design} }
design threads extends interrupt_threads { ${design} }
${processes}
workload w { ${packets} }
run "scheduler" { machine m; workload w; for ${time}; designs inline, threads }`;
}
const A = 'process a { loop { run work 1ms } }';
const B = 'process b { loop { run work 1ms } }';

describe('another address space', () => {
  const costs = 'cost address_space 1us';
  const spaces = (text: string, design: string) =>
    timeline(simulateText(text, design), {}).filter((line) => line.endsWith('address space'));

  test('is loaded in the switch from one process to another', () => {
    expectTimeline(
      simulateText(scenario(`${A}\n${B}`, { costs }), 'inline'),
      `
      10.4us       switch a -> b (quantum)
      10.4-12.4us  b: context switch
      12.4-13.4us  b: address space
      13.4-14.9us  b: cache refill
      14.9-20.4us  b: work
      `,
      { from: 10.4, until: 20.3 },
    );
  });

  test('is none for a thread of the kernel, nor for the process that it interrupted', () => {
    const packets = 'packet on nic at 10us, 30us';
    const dear = simulateText(scenario(A, { costs, packets, design: '' }), 'threads');
    expect(switches(dear)).toHaveLength(4);
    expect(dear.cpus).toEqual(simulateText(scenario(A, { packets, design: '' }), 'threads').cpus);
  });

  test('is loaded for a process behind a thread of the kernel, if another one ran before', () => {
    const text = scenario(`${A}\nprocess b { priority timeshare 1; receive; run read 1us }`, {
      costs,
      packets: 'packet on nic at 10us',
      design: '',
    }).replace('drop }', 'deliver b }');
    // From a to the interrupt's thread, from there to b, and back to a.
    expect(switches(simulateText(text, 'threads'))).toHaveLength(3);
    expect(spaces(text, 'threads').map((line) => line.split(' ')[1])).toEqual(['b:', 'a:']);
  });

  test('is loaded on each CPU apart', () => {
    const moves = 'process b { sleep 10us; run more 1us }';
    const text = scenario(`process a { cpu 0; loop { run work 1ms } }\n${moves}`, { costs, design: '' });
    // It wakes on the second CPU, which has idled and loaded none since the start.
    expect(spaces(text.replace('cpus 1 at', 'cpus 2 at'), 'inline')).toHaveLength(1);
  });
});

describe('the quantum', () => {
  test('two equals take turns by clock interrupts', () => {
    expectTimeline(
      simulateText(scenario(`${A}\n${B}`), 'inline'),
      `
      0-10us       a: work
      10us         interrupt clock or ipi over a
      10-10.4us    clock interrupt: trap
      10.4us       switch a -> b (quantum)
      10.4-12.4us  b: context switch
      12.4-13.9us  b: cache refill
      13.9-20.4us  b: work                    // the quantum began with the switch
      20.4us       interrupt clock or ipi over b
      20.4-20.8us  clock interrupt: trap
      20.8us       switch b -> a (quantum)
      20.8-22.8us  a: context switch
      22.8-24.3us  a: cache refill
      24.3-24.6us  a: return from trap        // that of 10us
      24.6-30.8us  a: work
      30.8us       interrupt clock or ipi over a
      `,
      { until: 30.8 },
    );
  });

  test('one alone is not disturbed', () => {
    const result = simulateText(scenario(A), 'threads');
    expectTimeline(result, '0-60us a: work');
    expect(result.metrics).toMatchObject({ switches: 0, interrupts: 0 });
  });

  test('interrupts do not start it anew: equals still take turns when packets come more often than it lasts', () => {
    for (const design of ['inline', 'threads']) {
      const packets = 'packets on nic every 25us';
      const text = scenario(`${A}\n${B}`, { packets, design: 'quantum 100us', time: '2ms' });
      const result = simulateText(text, design);
      const turns = switches(result).filter((line) => line.includes('(quantum)')).length;
      expect(turns, design).toBeGreaterThan(12);
    }
  });

  test('a thread that was preempted gets only what is left of it', () => {
    const result = simulateText(
      scenario(`${A}\n${B}`, { packets: 'packet on nic at 4us', design: 'quantum 20us' }),
      'threads',
    );
    expect(switches(result).slice(0, 3)).toEqual([
      // 4.7 of the quantum are used, 15.3 are left.
      '4.7us a -> nic interrupt thread (preempt)',
      // switch 2, refill 1.5, rx 1
      '9.2us nic interrupt thread -> a (block)',
      // 9.2 + 15.3, trap 0.4
      '24.9us a -> b (quantum)',
    ]);
  });
});

describe('a fair scheduler', () => {
  const fair = (processes: string) =>
    switches(simulateText(scenario(processes, { design: 'scheduler fair; quantum 30us', time: '260us' }), 'inline'));

  test('who overran its quantum in the kernel, where it is not preempted, gives the time back', () => {
    expect(fair(`process a { loop { lock l { run section 50us } } }\n${B}`).slice(0, 2)).toEqual([
      // The quantum ends at 30, in the section; the clock takes 0.7.
      '50.7us a -> b (quantum)',
      // b has had 30 at 80.7, and as much as a 20.7 later; trap 0.4
      '101.8us b -> a (quantum)',
    ]);
  });

  test('who is woken takes the CPU from an equal one that has had more by a third of a quantum, and not otherwise', () => {
    expect(fair(`${A}\nprocess s { sleep 12us; run read 8us; sleep 2us; loop { run read 1ms } }`).slice(0, 3)).toEqual([
      // 12 + trap 0.4 + wakeup 0.3; a has had 12.7, and s nothing.
      '12.7us a -> s (preempt)',
      // switch 2, refill 1.5, read 8: s has had 11.5.
      '24.2us s -> a (block)',
      // Woken at 26.9, when a has had 15.4: it waits for the end of a's quantum, 24.2 + 30 + 0.4.
      '54.6us a -> s (quantum)',
    ]);
  });

  test('who sleeps for long saves up no more than a quantum', () => {
    expect(fair(`process s { run first 1us; sleep 200us; loop { run read 1ms } }\n${A}`)).toEqual([
      '1us s -> a (block)',
      // At the end of the last quantum, 181, a had had 180, which is the floor: s comes back with 150, and a has 200.7.
      '201.7us a -> s (preempt)',
      // A quantum, 20.7 more to be even with a, and trap 0.4.
      '252.8us s -> a (quantum)',
    ]);
  });

  test('the bands above have turns', () => {
    const realtime = A.replace('loop', 'priority realtime 1; loop');
    expect(fair(`${realtime}\n${realtime.replace('process a', 'process b')}`).slice(0, 2)).toEqual([
      '30.4us a -> b (quantum)',
      '60.8us b -> a (quantum)',
    ]);
  });
});

describe('a fair scheduler, and loans of priority', () => {
  /** The switches of the first CPU, where everybody is but v, which is better and asks for h's lock. */
  const order = (...processes: string[]) => {
    const design = 'scheduler fair; quantum 30us; inheritance on; preempt kernel; lock blocking; softint thread';
    const text = scenario(processes.join('\n'), { design: '', packets: 'packet on nic at 115us', time: '120us' })
      .replace('cpus 1 at', 'cpus 2 at')
      .replace('extends interrupt_threads {', `extends interrupt_threads { ${design}`)
      .replaceAll(/process ([a-z]) \{(?! cpu)/g, 'process $1 { cpu 0;');
    return switches(simulateText(text, 'threads')).flatMap((line) => (line.startsWith('cpu0 ') ? [line.slice(5)] : []));
  };
  const H = 'process h { lock l { run section 40us } run work 1ms }';
  const V = 'process v { cpu 1; priority timeshare 1; sleep 10us; lock l { run read 1us } }';
  const S = (time: string) => `process s { sleep ${time}; run read 1ms }`;

  test('who has returned a loan gives the CPU to an equal one that is woken', () => {
    // v asks at 14.2, and h gives back at 40.34: lock 0.04, section 40, wakeup 0.3. At 50 + trap 0.4 + wakeup 0.3 h has had all.
    expect(order(H, V, S('50us'))[0]).toBe('50.7us h -> s (preempt)');
  });

  test('who is woken in the meantime has the CPU when the loan is returned', () => {
    // 1 later than above, by the clock interrupt that wakes s at 25.7: trap 0.4, wakeup 0.3 and return 0.3.
    expect(order(H, V, S('25us'))[0]).toBe('41.34us h -> s (preempt)');
  });

  test('what a holder has had on a loan is not forgotten, nor what it had before', () => {
    const processes = [H.replace('40us', '50us'), V.replace('10us', '36us'), 'process c { run work 1ms }'];
    expect(order(...processes).slice(0, 4)).toEqual([
      '30.4us h -> c (quantum)',
      // v asks at 36 + 0.7 + 3.5, trap 0.4; c has had 10.2.
      '40.6us c -> h (preempt)',
      // switch 2, refill 1.5, return 0.3, section 20.04, wakeup 0.3: h has had 30.4 + 24.14.
      '64.74us h -> c (preempt)',
      // c is even with it after 54.54 - 10.2, trap 0.4
      '109.48us c -> h (quantum)',
    ]);
  });

  test('on a loan a holder goes before the equals of its lender, without a place among them', () => {
    const better = (name: string) => `process ${name} { priority timeshare 1; sleep 5us; run work 1ms }`;
    const lender = V.replace('10us', '5us').replace('cpu 1', 'cpu 0');
    expect(order(H.replace('40us', '20us'), lender, better('b'), better('c')).slice(0, 5)).toEqual([
      // trap 0.4, three wakeups
      '6.3us h -> v (preempt)',
      // switch 2, refill 1.5
      '9.8us v -> h (block)',
      // switch 2, return 0.3, section 15.04, wakeup 0.3; v has had 3.5, the others nothing.
      '27.44us h -> b (preempt)',
      '57.84us b -> c (quantum)',
      '88.24us c -> v (quantum)',
    ]);
  });
});

describe('the cache refill', () => {
  const costs = 'cache_turnover 4us';

  test('is paid in proportion to what others have worked', () => {
    const result = simulateText(scenario(A, { packets: 'packet on nic at 10us', costs }), 'threads');
    expectTimeline(
      result,
      `
      10.7us       switch a -> nic interrupt thread (preempt)
      10.7-12.7us  nic interrupt thread: context switch
      12.7-14.2us  nic interrupt thread: cache refill     // it never ran: all of it
      14.2-15.2us  nic interrupt thread: rx
      15.2us       drop #1 at drop in p
      15.2us       switch nic interrupt thread -> a (block)
      15.2-17.2us  a: context switch
      17.2-17.575us a: cache refill                       // 1 of the 4 that evict everything: 1.5 / 4
      17.575-17.875us a: return from trap
      17.875-60us  a: work
      `,
      { from: 10.7 },
    );
  });

  test('what is still missing when a thread is preempted in its refill is not forgotten', () => {
    // b has a first refill of 1.5 and is preempted after 0.6 of it; the NIC's thread works 1, a quarter of the turnover.
    const b = 'process b { priority realtime 1; sleep 10us; loop { run work 1ms } }';
    const result = simulateText(scenario(`${A}\n${b}`, { packets: 'packet on nic at 13.3us', costs }), 'threads');
    expectTimeline(
      result,
      `
      10us         interrupt clock or ipi over a
      10-10.4us    clock interrupt: trap
      10.4-10.7us  clock interrupt: wakeup
      10.7us       switch a -> b (preempt)
      10.7-12.7us  b: context switch
      12.7-13.3us  b: cache refill
      13.3us       interrupt nic over b
      13.3-13.7us  nic trap: trap
      13.7-14us    nic trap: wakeup
      14us         switch b -> nic interrupt thread (preempt)
      14-16us      nic interrupt thread: context switch
      16-17.5us    nic interrupt thread: cache refill
      17.5-18.5us  nic interrupt thread: rx
      18.5us       drop #1 at drop in p
      18.5us       switch nic interrupt thread -> b (block)
      18.5-20.5us  b: context switch
      20.5-21.775us b: cache refill            // 0.9 are left, and 1.5 / 4 more
      21.775-22.075us b: return from trap
      22.075-60us  b: work
      `,
      { from: 10, until: 50 },
    );
  });
});

describe('sleeping', () => {
  test('the clock interrupt wakes who has slept', () => {
    expectTimeline(
      simulateText(scenario('process p { loop { run work 5us; sleep 20us } }'), 'inline'),
      `
      0-5us        p: work
      5us          switch p -> idle (block)
      5-7us        idle: context switch
      7-25us       idle: idle
      25us         interrupt clock or ipi over idle
      25-25.4us    clock interrupt: trap
      25.4-25.7us  clock interrupt: wakeup
      25.7us       switch idle -> p (wakeup)
      25.7-27.7us  p: context switch
      27.7-29.2us  p: cache refill
      29.2-34.2us  p: work
      34.2us       switch p -> idle (block)
      34.2-36.2us  idle: context switch
      36.2-36.5us  idle: return from trap
      36.5-54.2us  idle: idle
      `,
      { until: 54.1 },
    );
  });

  test('one interrupt wakes all whose time has come, in the order of the text', () => {
    const process = (name: string) => `process ${name} { sleep 10us; run work 5us }`;
    const result = simulateText(scenario(['p', 'q', 'r'].map(process).join('\n')), 'inline');
    expect(result.metrics.interrupts).toBe(1);
    expect(switches(result)).toEqual([
      // trap 0.4, wakeup 0.3 for each
      '11.3us idle -> p (wakeup)',
      '19.8us p -> q (finish)',
      '28.3us q -> r (finish)',
      '36.8us r -> idle (finish)',
    ]);
  });
});

describe('priorities', () => {
  test('inline: a better process takes the CPU from a user program, not from a kernel thread', () => {
    const better = 'process better { priority realtime 5; sleep 10us; run work 2us }';
    const kernel = 'process kernel { priority kernel 1; run work 20us }';
    expect(switches(simulateText(scenario(`${A}\n${better}`), 'inline'))[0]).toBe('10.7us a -> better (preempt)');
    // 10 + 0.7 are in the clock interrupt, and 0.3 in the return.
    const result = simulateText(scenario(`${kernel}\n${better}`), 'inline');
    expect(switches(result)[0]).toBe('21us kernel -> better (finish)');
  });

  test('threads: preemption within the kernel, too', () => {
    const better = 'process better { priority realtime 5; sleep 10us; run work 2us }';
    const kernel = 'process kernel { priority kernel 1; run work 20us }';
    expect(switches(simulateText(scenario(`${kernel}\n${better}`), 'threads'))[0]).toBe(
      '10.7us kernel -> better (preempt)',
    );
  });
});

test('a machine on which everything is free works, and nothing is stuck', () => {
  const text = ipsec({ packets: 'packet on wm0 at 10us, 50us', crypto: 'latency 0us; rate 1000Gbps' })
    .replace(/cost \w+ [\d.]+[nu]s/g, '')
    .replace(/run (wm_rxintr|ether_input|ip_input|esp_input|esp_input_cb|tcp_input|read) [\d.]+us/g, 'run $1 0us');
  for (const design of ['biglock', 'interrupt_threads']) {
    const result = simulateText(text, design);
    expect(result.ending).toBe('finished');
    expect(result.metrics).toMatchObject({ delivered: 2, cpu_per_packet: expect.any(Number) });
    expect(result.metrics.switches).toBe(design === 'biglock' ? 0 : 12);
  }
});
