import { expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * Mach 3.0's stack hand-off, after Draves, Bershad, Rashid and Dean, "Using Continuations to Implement Thread Management
 * and Communication in Operating Systems", SOSP 1991, figures 2 to 4 (thread_block, thread_handoff): a thread that blocks
 * with a continuation gives its stack to the next one, if that blocked with a continuation too; in all other cases
 * registers must be saved and loaded.
 *
 * | from | to | by |
 * | --- | --- | --- |
 * | compute, preempted: it owns its stack | the input thread, which waited | switch 2 |
 * | the input thread, which waits again | the server, which waited for a message | handoff 0.1 |
 * | the server, which waits again | compute, which owns its stack | switch 2 |
 * | the input thread, which waits again | the server, which it had preempted | switch 2 |
 */
function scenario(packets: string): string {
  return `
import "std/designs"
${machine()}
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue ipc_kmsg } soft softnet { run filter 2us; deliver server } }
process server { priority timeshare 1; loop { receive; run reply 3us } }
${computing()}
design switching extends mach_continuations { handoff off }
workload w { ${packets} }
run "mach" { machine m; workload w; for 60us; designs mach_continuations, switching }`;
}

test('a stack is handed over where both threads waited, and not to or from one that was preempted', () => {
  const result = simulateText(scenario('packet on nic at 10us'), 'mach_continuations');
  expectTimeline(
    result,
    `
    0-10us       compute: work
    10us         interrupt nic over compute
    10-10.4us    nic interrupt: trap
    10.4-11.4us  nic interrupt: rx
    11.4-11.7us  nic interrupt: wakeup
    11.7us       switch compute -> softnet softint thread (preempt)
    11.7-13.7us  softnet softint thread: context switch
    13.7-15.7us  softnet softint thread: filter
    15.7us       deliver #1 to server
    15.7-16us    softnet softint thread: wakeup
    16us         switch softnet softint thread -> server (block)
    16-16.1us    server: hand-off
    16.1-19.1us  server: reply
    19.1us       switch server -> compute (block)
    19.1-21.1us  compute: context switch
    21.1-21.4us  compute: return from trap
    21.4-60us    compute: work
    `,
  );
  expect(result.metrics.switches).toBe(3);
});

test('it is a switch all the same, at a twentieth of the price', () => {
  const one = scenario('packet on nic at 10us');
  const [mach, switching] = ['mach_continuations', 'switching'].map((design) => simulateText(one, design));
  expect(switching!.metrics.switches).toBe(3);
  expect(switching!.cpus[0]!.switch - mach!.cpus[0]!.switch).toBe(1.9e6);
});

test('a server that was preempted has registers to load, though the input thread leaves none', () => {
  expectTimeline(
    simulateText(scenario('packet on nic at 10us, 17us'), 'mach_continuations'),
    `
    17us         interrupt nic over server
    17-17.4us    nic interrupt: trap
    17.4-18.4us  nic interrupt: rx
    18.4-18.7us  nic interrupt: wakeup
    18.7us       switch server -> softnet softint thread (preempt)
    18.7-20.7us  softnet softint thread: context switch
    20.7-22.7us  softnet softint thread: filter
    22.7us       deliver #2 to server                        // which is awake
    22.7us       switch softnet softint thread -> server (block)
    22.7-24.7us  server: context switch
    24.7-25us    server: return from trap
    25-27.1us    server: reply                               // 0.9 of 3 were done
    27.1-30.1us  server: reply                               // to the second
    30.1us       switch server -> compute (block)
    `,
    { from: 17, until: 30.1 },
  );
});
