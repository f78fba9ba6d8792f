import { describe, expect, test } from 'vitest';
import { machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, timeline } from '../../support/timeline.js';

/**
 * Where a thread that is woken becomes ready on several CPUs, after NetBSD's sched_takecpu (docs/language.md, Process). The
 * handler of a NIC on CPU 0 wakes a server of `timeshare 5` with a packet at 10us: trap 0.4, rx 1, wakeup 0.3, and an IPI of
 * 0.5 where another CPU must be told. A process begins on the CPU of its place in the text, so the server, the second one,
 * has been on CPU 1. Each CPU computes at a priority of its own, or has come to an end and idles.
 */
function scenario(cpus: readonly string[], design: 'inline' | 'threads', server = ''): string {
  const [first, ...others] = cpus.map((priority, cpu) =>
    priority === 'idle'
      ? `process on${cpu} { cpu ${cpu}; run work 500ns }`
      : `process on${cpu} { cpu ${cpu}; priority ${priority}; loop { run work 10ms } }`,
  );
  return `
import "std/designs"
${machine(cpus.length)}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; deliver server } }
${first}
process server { ${server} priority timeshare 5; loop { receive; run serve 3us } }
${others.join('\n')}
workload w { packet on nic at 10us size 64B }
design inline extends biglock { lock spin; quantum 20us }
design threads extends interrupt_threads { dispatch direct; quantum 20us }
run "woken" { machine m; workload w; for 40us; designs ${design} }`;
}

/** The switches of all CPUs. */
function switches(cpus: readonly string[], design: 'inline' | 'threads' = 'inline', server = ''): string[] {
  return switchesOf(scenario(cpus, design, server), design);
}

function switchesOf(text: string, design = 'inline'): string[] {
  return timeline(simulateText(text, design), { slices: false, instants: ['switch'], from: 1 });
}

describe('a thread that is woken becomes ready', () => {
  test('where it last ran, if that CPU has only worse to do', () => {
    // The CPU that wakes it would do as well, and need no IPI.
    expectTimeline(
      simulateText(scenario(['timeshare 1', 'timeshare 1'], 'inline'), 'inline'),
      `
      cpu0 10us         interrupt nic over on0
      cpu0 10-10.4us    nic interrupt: trap
      cpu0 10.4-11.4us  nic interrupt: rx
      cpu0 11.4-12.2us  nic interrupt: wakeup           // wakeup 0.3, ipi 0.5
      cpu0 12.2-12.5us  nic interrupt: return from trap
      cpu1 12.2us       interrupt clock or ipi over on1
      cpu1 12.2-12.6us  ipi cpu1: trap
      cpu0 12.5-40us    on0: work
      cpu1 12.6us       switch on1 -> server (preempt)
      cpu1 12.6-14.6us  server: context switch
      cpu1 14.6-17.6us  server: serve
      cpu1 17.6us       switch server -> on1 (block)
      cpu1 17.6-19.6us  on1: context switch
      cpu1 19.6-19.9us  on1: return from trap
      cpu1 19.9-40us    on1: work
      `,
      { instants: ['interrupt', 'switch'], from: 10 },
    );
  });

  test('else where it is woken, without an IPI, though another CPU idles', () => {
    expectTimeline(
      simulateText(scenario(['timeshare 1', 'realtime', 'idle'], 'inline'), 'inline'),
      `
      cpu0 10us         interrupt nic over on0
      cpu0 10-10.4us    nic interrupt: trap
      cpu0 10.4-11.4us  nic interrupt: rx
      cpu0 11.4-11.7us  nic interrupt: wakeup
      cpu0 11.7us       switch on0 -> server (preempt)
      cpu0 11.7-13.7us  server: context switch
      cpu0 13.7-16.7us  server: serve
      cpu0 16.7us       switch server -> on0 (block)
      cpu0 16.7-18.7us  on0: context switch
      cpu0 18.7-19us    on0: return from trap
      cpu0 19-40us      on0: work
      `,
      { instants: ['interrupt', 'switch'], from: 10 },
    );
  });

  test('else on the CPU that has the worst to do; on the first of several', () => {
    // From 12.2, with the IPI: trap 0.4; switch 2 and serve 3.
    const on = (cpu: number, other: string) => [
      `cpu${cpu} 12.6us switch ${other} -> server (${other.startsWith('idle') ? 'wakeup' : 'preempt'})`,
      `cpu${cpu} 17.6us switch server -> ${other} (block)`,
    ];
    expect(switches(['realtime', 'realtime', 'timeshare 2', 'timeshare 1'])).toEqual(on(3, 'on3'));
    expect(switches(['realtime', 'realtime', 'timeshare 1', 'idle'])).toEqual(on(3, 'idle cpu3'));
    expect(switches(['realtime', 'realtime', 'timeshare 1', 'timeshare 1'])).toEqual(on(2, 'on2'));
  });

  test('else where it last ran, and waits there', () => {
    expectTimeline(
      simulateText(scenario(['realtime', 'timeshare 5', 'timeshare 5'], 'inline'), 'inline'),
      `
      cpu0 10us         interrupt nic over on0
      cpu0 10-10.4us    nic interrupt: trap
      cpu0 10.4-11.4us  nic interrupt: rx
      cpu0 11.4-11.7us  nic interrupt: wakeup           // nobody need be told
      cpu0 11.7-12us    nic interrupt: return from trap
      cpu0 12-40us      on0: work
      cpu1 20us         interrupt clock or ipi over on1
      cpu1 20-20.4us    clock interrupt cpu1: trap      // the quantum of on1 is over
      cpu1 20.4us       switch on1 -> server (quantum)
      cpu1 20.4-22.4us  server: context switch
      cpu1 22.4-25.4us  server: serve
      cpu1 25.4us       switch server -> on1 (block)
      `,
      { instants: ['interrupt', 'switch'], from: 10, until: 25.4 },
    );
  });

  test('beneath a thread of interrupts, if it would run at once nowhere', () => {
    expectTimeline(
      simulateText(scenario(['timeshare 1', 'timeshare 5'], 'threads'), 'threads'),
      `
      cpu0 10us         interrupt nic over on0
      cpu0 10-10.4us    nic trap: trap
      cpu0 10.4-10.9us  nic trap: wakeup                // mask 0.2, wakeup 0.3
      cpu0 10.9us       switch on0 -> nic interrupt thread (preempt)
      cpu0 10.9-12.9us  nic interrupt thread: context switch
      cpu0 12.9-13.9us  nic interrupt thread: rx
      cpu0 13.9-14.2us  nic interrupt thread: wakeup    // on0 is all that CPU 0 has to do otherwise
      cpu0 14.2-14.4us  nic interrupt thread: mask
      cpu0 14.4us       switch nic interrupt thread -> server (block)
      cpu0 14.4-16.4us  server: context switch
      cpu0 16.4-19.4us  server: serve
      cpu0 19.4us       switch server -> on0 (block)
      `,
      { instants: ['interrupt', 'switch'], from: 10, until: 19.4 },
    );
    // What it took the CPU from is no worse: the server waits where it last ran, for the end of the quantum.
    expect(switches(['timeshare 5', 'timeshare 5'], 'threads').filter((line) => line.includes('> server'))).toEqual([
      'cpu1 20.4us switch on1 -> server (quantum)',
    ]);
    // It would run at once on CPU 2, which comes before that.
    expect(switches(['timeshare 1', 'timeshare 5', 'timeshare 2'], 'threads')).toContain(
      'cpu2 15.1us switch on2 -> server (preempt)',
    );
  });

  test('on its own CPU, if it is bound', () => {
    expect(switches(['timeshare 1', 'timeshare 5'], 'inline', 'cpu 1;')).toEqual([
      'cpu1 20.4us switch on1 -> server (quantum)',
      'cpu1 25.4us switch server -> on1 (block)',
    ]);
  });
});

describe('a thread that loses its CPU', () => {
  const free = (text: string) => text.replace('process on0 { cpu 0;', 'process on0 {');

  test('stays there, though another CPU has worse to do', () => {
    expect(switchesOf(free(scenario(['timeshare 2', 'timeshare 1'], 'inline', 'cpu 0;')))).toEqual([
      'cpu0 11.7us switch on0 -> server (preempt)',
      'cpu0 16.7us switch server -> on0 (block)',
    ]);
  });

  test('moves to one that idles', () => {
    expect(switchesOf(free(scenario(['timeshare 2', 'idle'], 'inline', 'cpu 0;')))).toEqual([
      'cpu0 11.7us switch on0 -> server (preempt)',
      'cpu1 12.1us switch idle cpu1 -> on0 (wakeup)',
      // The IPI 0.5, the switch 2, and 3: who takes the CPU from a thread tells the other one.
      'cpu0 17.2us switch server -> idle cpu0 (block)',
    ]);
  });
});
