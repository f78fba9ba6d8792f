import { describe, expect, test } from 'vitest';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

const COSTS = 'at 1GHz; cost syscall 500ns; cost switch 2us; cost handoff 600ns; cost wakeup 300ns; cost ipi 400ns';

/** A scenario whose processes do all, on a machine whose wakeups, calls and switches take time. */
function scenario(processes: string, { cpus = 1, designs = '', list = 'biglock' } = {}): string {
  return `import "std/designs"
    machine m { cpus ${cpus} ${COSTS} }
    device n0: nic { link 1Gbps; input in }
    path in { hard net { drop } }
    ${processes}
    ${designs}
    workload none { packet on n0 at 900us }
    run "messages" { machine m; workload none; for 1ms; designs ${list} }`;
}

const RPC = `
  process client { repeat 2 { run prepare 10us; send server; receive; } }
  process server { loop { receive; run serve 5us; send client } }`;

describe('a message', () => {
  test('wakes the process that waits for it, and two of them are a call and its answer', () => {
    const result = simulateText(scenario(RPC), 'biglock');
    expectTimeline(
      result,
      `
      0-10us         client: prepare
      10-10.5us      client: system call               // send
      10.5-10.8us    client: wakeup                    // of the server, which is no better and waits for its turn
      10.8-11.3us    client: system call               // receive: nothing there
      11.3us         switch client -> server (block)
      11.3-13.3us    server: context switch
      13.3-18.3us    server: serve
      18.3-18.8us    server: system call
      18.8-19.1us    server: wakeup
      19.1-19.6us    server: system call
      19.6us         switch server -> client (block)
      19.6-21.6us    client: context switch
      21.6-31.6us    client: prepare
      `,
      { from: 0, until: 31.6 },
    );
    expect(result.metrics.messages).toBe(4);
    expect(result.metrics).toMatchObject({ packets: 1, delivered: 0, dropped: 1 });
  });

  test('is passed by a hand-off of the stack where both sides leave by a continuation', () => {
    const names = {
      designs: 'design mk32 extends mach_continuations { handoff off }',
      list: 'mach_continuations, mk32',
    };
    const handed = simulateText(scenario(RPC, names), 'mach_continuations');
    expectTimeline(handed, '11.3us switch client -> server (block)\n11.3-11.9us server: hand-off', {
      from: 11.3,
      until: 11.9,
    });
    const switched = simulateText(scenario(RPC, names), 'mk32');
    expectTimeline(switched, '11.3us switch client -> server (block)\n11.3-13.3us server: context switch', {
      from: 11.3,
      until: 13.3,
    });
    expect(switches(handed).length).toBe(switches(switched).length);
  });

  test('that finds no room waits for it in its sender, which the receiver wakes', () => {
    const processes = `
      process sender { send slow; send slow; run after 1us; }
      process slow { socket 1; run first 20us; receive; run work 3us; receive; run rest 1us }`;
    expectTimeline(
      simulateText(scenario(processes), 'biglock'),
      `
      0-0.5us        sender: system call
      0.5-1us        sender: system call               // the second finds no room
      1us            switch sender -> slow (block)
      1-3us          slow: context switch
      3-23us         slow: first
      23-23.5us      slow: system call                 // takes the first
      23.5-23.8us    slow: wakeup
      23.8-26.8us    slow: work
      26.8-27.3us    slow: system call                 // and finds none
      27.3us         switch slow -> sender (block)
      27.3-29.3us    sender: context switch
      29.3-29.6us    sender: wakeup                    // it is within its call; slow waits by now
      29.6-30.6us    sender: after
      30.6us         switch sender -> slow (finish)
      30.6-32.6us    slow: context switch
      32.6-33.6us    slow: rest
      33.6us         switch slow -> idle (finish)
      `,
      { from: 0, until: 33.6 },
    );
  });

  test('wakes senders in the order in which they came', () => {
    const processes = `
      process a { send slow; run a1 1us }
      process b { send slow; run b1 1us }
      process c { send slow; run c1 1us }
      process slow { socket 1; run first 20us; loop { receive; run work 3us } }`;
    const result = simulateText(scenario(processes), 'biglock');
    expect(switches(result).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'a -> b (finish)',
      'b -> c (block)',
      'c -> slow (block)',
      // It takes a's message and wakes b, then finds no other.
      'slow -> b (block)',
      'b -> slow (finish)',
      'slow -> c (block)',
      'c -> slow (finish)',
      'slow -> idle (block)',
    ]);
  });

  test('for another CPU costs an interrupt of it', () => {
    const processes = `
      process client { cpu 0; run prepare 10us; send server; run after 5us }
      process server { cpu 1; receive; run serve 5us }`;
    expectTimeline(
      simulateText(scenario(processes, { cpus: 2 }), 'biglock'),
      `
      cpu0 0-10us         client: prepare
      cpu1 0-11.2us       idle cpu1: idle
      cpu0 10-10.5us      client: system call
      cpu0 10.5-11.2us    client: wakeup               // and ipi
      cpu0 11.2-16.2us    client: after
      cpu1 11.2us         interrupt clock or ipi over idle cpu1
      cpu1 11.2us         switch idle cpu1 -> server (wakeup)
      cpu1 11.2-13.2us    server: context switch
      cpu1 13.2-18.2us    server: serve
      cpu0 16.2us         switch client -> idle cpu0 (finish)
      cpu0 16.2-18.2us    idle cpu0: context switch
      cpu1 18.2us         switch server -> idle cpu1 (finish)
      `,
      { from: 0, until: 18.2 },
    );
  });

  test('has the size that it was given, or that of the packet', () => {
    const processes = `
      process client { send server(100B); send server }
      process server { receive; run copy 1us + 10ns/B; receive; run copy 1us + 10ns/B }`;
    expectTimeline(
      simulateText(scenario(processes), 'biglock'),
      `
      3.3-5.3us      server: copy                      // 1 us, and 10 ns for each of 100 bytes
      5.3-5.8us      server: system call
      5.8-6.8us      server: copy
      `,
      { from: 3.3, until: 6.75 },
    );
  });

  test('is still there when the process that took it has waited for a device', () => {
    const processes = `
      process client { send server(1000B); receive; run got 1us + 1ns/B }
      process server { receive; await g (64B); if packet.size == 1000B { run copy 1us + 10ns/B }; send client(packet.size) }`;
    expectTimeline(
      simulateText(scenario(processes, { designs: 'device g: generic { service 5us }' }), 'biglock'),
      `
      3.3-3.8us      server: system call               // took it at 3.3, as above, and awaits
      3.8us          switch server -> idle (block)
      3.8-5.8us      idle: context switch
      5.8-8.8us      idle: idle
      8.8us          interrupt g over idle             // 3.8 + 5
      8.8-9.1us      g interrupt: wakeup
      9.1us          switch idle -> server (wakeup)
      9.1-11.1us     server: context switch
      11.1-22.1us    server: copy                      // 1 us, and 10 ns for each of 1000 bytes
      22.1-22.6us    server: system call
      22.6-22.9us    server: wakeup
      22.9us         switch server -> client (finish)
      22.9-24.9us    client: context switch
      24.9-26.9us    client: got                       // the answer has 1000 bytes, too
      `,
      { from: 3.3, until: 26.85 },
    );
  });
});

test('the system call and the wakeup of a statement lead to its line', () => {
  const text = scenario('process client {\nsend server\nreceive\n}\nprocess server {\nreceive\nsend client\n}');
  const lines = text.split('\n');
  const { trace } = simulateText(text, 'biglock');
  const told = (label: string) =>
    trace.labels.flatMap(({ text, span }) => (text === label && span !== undefined ? [lines[span.line]] : []));
  expect(told('system call')).toEqual(['send server', 'receive', 'receive', 'send client']);
  expect(told('wakeup')).toEqual(['send server', 'send client']);
});

describe('processes that send to each other without receiving', () => {
  test('are a deadlock when their sockets are full', () => {
    const processes = `
      process ping { socket 2; loop { repeat 3 { send pong }; repeat 3 { receive } } }
      process pong { socket 2; loop { repeat 3 { send ping }; repeat 3 { receive } } }`;
    const { findings } = simulateText(scenario(processes), 'biglock');
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ['deadlock', 'Deadlock: nothing can happen any more, with ping waiting for room for its message.'],
    ]);
    expect(findings[0]!.related.map(({ message }) => message)).toEqual(['pong waits here']);
  });
});
