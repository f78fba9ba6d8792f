import library from 'irqlab:library';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/language/index.js';
import type { Run } from '../../src/model/scenario.js';
import { simulate } from '../../src/simulation/simulate.js';
import { contextSwitches } from '../../src/trace/read.js';
import { computing, machine } from '../support/machine.js';
import { simulateText } from '../support/scenario.js';
import { expectTimeline } from '../support/timeline.js';

/**
 * A device that interrupts a soft interrupt which itself runs on the way out of that device's interrupt: its handler is
 * taken again before its last trap has returned.
 */
function scenario(arrivals: string, costs: string, end: string, processes: string): Run {
  const text = `import "std/designs"
machine m { cpus 1 at 1GHz; ${costs} }
device nic: nic { link 100Gbps; rx ring 16; moderation none; ipl net; input work }
device other: nic extends nic {}
path work {
  hard net { run handler 3us; enqueue queue limit 16 drop tail }
  soft softnet { run softint 7us; ${end} }
}
${processes}
workload w { ${arrivals} }
run "nested" { machine m; workload w; for 100us; designs biglock }`;
  const { scenario, diagnostics } = compile('nested.irq', text, { read: (file) => library[file] });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return scenario!.runs[0]!;
}

const BUSY = 'process busy { loop { run work 1s } }';

function times(run: Run) {
  const result = simulate(run, run.designs[0]!, { trace: true });
  expect(result.ending).toBe('finished');
  const { interrupt, softint, trap, user } = result.cpus[0]!;
  return { result, interrupt: interrupt / 1e6, softint: softint / 1e6, trap: trap / 1e6, user: user / 1e6 };
}

describe('an interrupt in a soft interrupt on the way out of the same interrupt', () => {
  it('runs both handlers and both soft interrupts', () => {
    // 10 handler, 13 softint, 15 handler again, 18 softint goes on, 23 softint of the second packet, 30 user.
    const run = scenario('packet on nic at 10us, 15us size 64B', 'cost trap 0ns', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 6, softint: 14, trap: 0, user: 80 });
  });

  it('returns from each trap once', () => {
    // 10 handler, 13 softint, 15 handler, 18 return to the softint, 19 softint goes on, 24 softint of the second
    // packet, 31 return of the first trap, 32 user.
    const run = scenario('packet on nic at 10us, 15us size 64B', 'cost trap_return 1us', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 6, softint: 14, trap: 2, user: 78 });
  });

  it('comes once more on the second level, and a third time on the first', () => {
    // 10 handler, 13 softint, 15 handler, 18 return, 19 softint goes on, 20 handler, 23 return, 24 softint goes on until
    // 28, second packet until 35, third until 42, return until 43; 50 handler, 53 softint, 60 return, 61 user.
    const run = scenario('packet on nic at 10us, 15us, 20us, 50us size 64B', 'cost trap_return 1us', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 12, softint: 28, trap: 4, user: 56 });
  });

  it('comes again before it has returned to the soft interrupt, after one of another device of its level', () => {
    // 10 handler, 13 softint, 14 the other's handler, 17 handler (the packet of 15), 20 its return; the other has not
    // returned yet: 21 its handler (the packet of 18), 24 both returns, 26 softints of four packets with the 6us that are
    // left of the first, 53 return, 54 user.
    const arrivals = 'packet on nic at 10us, 15us size 64B; packet on other at 14us, 18us size 64B';
    const run = scenario(arrivals, 'cost trap_return 1us', 'drop', BUSY);
    expect(times(run)).toMatchObject({ interrupt: 12, softint: 28, trap: 4, user: 56 });
  });

  it('gives the CPU away before the first trap has returned, if a soft interrupt has woken a better thread', () => {
    // As above until 24, when the first packet wakes the server; its soft interrupt ends at 31, the server runs at once
    // for 2us for each packet, and the busy process finishes its return when it has the CPU again.
    const server = 'process server { priority realtime 1; loop { receive; run read 2us } }';
    const run = scenario(
      'packet on nic at 10us, 15us size 64B',
      'cost trap_return 1us',
      'deliver server',
      `${server}\n${BUSY}`,
    );
    const { result, ...shares } = times(run);
    expect(shares).toEqual({ interrupt: 6, softint: 14, trap: 2, user: 78 });
    const names = result.trace!.contexts.map(({ name }) => name);
    const switches = contextSwitches(result.trace!).map(({ time, to }) => `${time / 1e6} ${names[to]}`);
    expect(switches).toEqual(['31 server', '35 busy']);
  });
});

describe('a handler that is interrupted in front of its return keeps its level', () => {
  const higher = (arrival: string) => `
device higher: nic { link 100Gbps; moderation none; ipl clock; input quick }
path quick { hard net { run driver 1us; enqueue queue }  soft softnet { run softint 4us; drop } }
workload w { packet on higher at ${arrival} size 64B }
run "nested" { machine m; workload w; for 25us; designs d }`;

  it('where it has nothing to do', () => {
    const text = `import "std/designs"
design d extends biglock { }
machine m { cpus 1 at 1GHz; cost trap 1us; cost trap_return 1us }
device timer: clock { every 10us; ipl net }
${BUSY}
${higher('10.5us')}`;
    expectTimeline(
      simulateText(text, 'd'),
      `
      0-10us   busy: work
      10us     interrupt timer over busy
      10-11us  timer interrupt: trap
      11us     interrupt higher over timer interrupt   // came at 10.5, when the trap had everything off
      11-12us  higher interrupt: trap
      12-13us  higher interrupt: driver
      13-14us  higher interrupt: return from trap      // to level net, at which no soft interrupt comes
      14us     softint softnet over timer interrupt    // which is on its way out
      14-18us  softnet softint: softint
      18us     drop #1 at drop in quick
      18-19us  timer interrupt: return from trap
      19-20us  busy: work
      20us     interrupt timer over busy
      20-21us  timer interrupt: trap
      21-22us  timer interrupt: return from trap
      22-25us  busy: work
      `,
    );
  });

  it('where it hands the CPU back', () => {
    const text = `
design d { interrupt pinned_thread; softint pinned_thread; await block; lock spin }
machine m { cpus 1 at 1GHz; cost handoff 2us }
device timer: generic { service 0us; ipl net }
process p { await timer (1B); loop { run work 1s } }
${higher('3us')}`;
    expectTimeline(
      simulateText(text, 'd'),
      `
      0us      switch p -> idle (block)
      0us      interrupt timer over idle
      0-2us    timer interrupt thread: hand-off
      2-3us    timer interrupt thread: hand-off        // back, which takes until 4
      3us      interrupt higher over timer interrupt thread
      3-5us    higher interrupt thread: hand-off
      5-6us    higher interrupt thread: driver
      6-8us    higher interrupt thread: hand-off
      8-9us    timer interrupt thread: hand-off        // at level net still
      9us      softint softnet over timer interrupt thread
      9-11us   softnet softint thread: hand-off
      11-15us  softnet softint thread: softint
      15us     drop #1 at drop in quick
      15-17us  softnet softint thread: hand-off
      17us     switch idle -> p (wakeup)
      17-25us  p: work
      `,
    );
  });
});

it('a thread that loses its CPU on the way out comes back from the interrupt stack when it has it again', () => {
  const text = `
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; deliver server } }
process server { priority timeshare 1; loop { receive; run read 2us } }
${computing()}
design d { interrupt interrupt_stack; softint on_return; await continuation via softint; lock spin }
workload w { packet on nic at 10us }
run "stack" { machine m; workload w; for 20us; designs d }`;
  expectTimeline(
    simulateText(text, 'd'),
    `
    0-10us         compute: work
    10us           interrupt nic over compute
    10-10.45us     nic interrupt: trap              // 0.4, and 0.05 for the stack
    10.45-11.45us  nic interrupt: rx
    11.45us        deliver #1 to server
    11.45-11.75us  nic interrupt: wakeup
    11.75us        switch compute -> server (preempt)
    11.75-13.75us  server: context switch
    13.75-15.75us  server: read
    15.75us        switch server -> compute (block)
    15.75-17.75us  compute: context switch
    17.75-18.1us   compute: return from trap        // 0.3, and 0.05
    18.1-20us      compute: work
    `,
  );
});

// VAX: the vector of netintr says the interrupt stack (vax/scb.s); Linux: do_softirq_own_stack.
it('a soft interrupt on a thread changes to the interrupt stack and back, and what nests on it does not', () => {
  const text = `
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue q } soft softnet { lock l { run ip 4us }; drop } }
process u { lock l { run held 10us }; loop { run work 10ms } }
design d { interrupt interrupt_stack; softint on_return; await continuation via softint; lock spin }
workload w { packet on nic at 5us, 13us size 64B }
run "stack" { machine m; workload w; for 30us; designs d }`;
  expectTimeline(
    simulateText(text, 'd'),
    `
    0-5us          u: held
    5us            interrupt nic over u
    5-5.45us       nic interrupt: trap                 // 0.4, and 0.05 for the stack
    5.45-6.45us    nic interrupt: rx
    6.45-6.8us     nic interrupt: return from trap     // 0.3, and 0.05; the lock keeps softnet away
    6.8-11.8us     u: held
    11.8us         softint softnet over u
    11.8-12us      softnet softint: softint dispatch   // 0.15, and 0.05 for the stack
    12-13us        softnet softint: ip
    13us           interrupt nic over softnet softint
    13-13.4us      nic interrupt: trap                 // there already
    13.4-14.4us    nic interrupt: rx
    14.4-14.7us    nic interrupt: return from trap
    14.7-17.7us    softnet softint: ip
    17.7us         drop #1 at drop in in
    17.7-21.7us    softnet softint: ip
    21.7us         drop #2 at drop in in
    21.7-21.75us   softnet softint: softint dispatch   // and back to the stack of u
    21.75-30us     u: work
    `,
  );
});

it('an interrupt leaves the stack of a pinned thread as that of any other', () => {
  const text = `
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue q } soft softnet { run ip 4us; drop } }
${computing()}
design d { interrupt interrupt_stack; softint pinned_thread; await continuation via softint; lock adaptive }
workload w { packet on nic at 5us, 8us size 64B }
run "stack" { machine m; workload w; for 20us; designs d }`;
  expectTimeline(
    simulateText(text, 'd'),
    `
    0-5us          compute: work
    5us            interrupt nic over compute
    5-5.45us       nic interrupt: trap                        // 0.4, and 0.05 for the stack
    5.45-6.45us    nic interrupt: rx
    6.45us         softint softnet over nic interrupt
    6.45-6.6us     softnet softint thread: softint dispatch
    6.6-6.7us      softnet softint thread: hand-off
    6.7-8us        softnet softint thread: ip
    8us            interrupt nic over softnet softint thread
    8-8.45us       nic interrupt: trap                        // 0.4, and 0.05
    8.45-9.45us    nic interrupt: rx
    9.45-9.8us     nic interrupt: return from trap            // 0.3, and 0.05
    9.8-12.5us     softnet softint thread: ip
    12.5us         drop #1 at drop in in
    12.5-16.5us    softnet softint thread: ip
    16.5us         drop #2 at drop in in
    16.5-16.6us    softnet softint thread: hand-off
    16.6-16.95us   compute: return from trap                  // of 5, which the second one has left to it
    16.95-20us     compute: work
    `,
  );
});
