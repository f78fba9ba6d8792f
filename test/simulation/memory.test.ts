import { describe, expect, test } from 'vitest';
import { machine } from '../support/machine.js';
import { simulateText } from '../support/scenario.js';

/**
 * A thread with a stack takes 5,000 bytes, one without 700. The kernel has a thread for each of four soft levels, but with
 * `softint on_return`.
 */
const STACK = 5000;
const BARE = 700;

interface Changes {
  readonly design: string;
  readonly processes: string;
  readonly soft?: string;
  readonly run?: string;
  readonly sizes?: string;
}

function memory({ design, processes, soft = 'deliver server', run = '', sizes }: Changes): number {
  const text = `
import "std/designs"
${machine(1, sizes ?? `stack ${STACK}B; continuation ${BARE}B`)}
device nic: nic { link 10Gbps; input p }
device dev0: generic { service 50us }
path p { hard net { run intr 1us; enqueue q }\n soft softnet { ${soft} } }
design stack_each extends mach_continuations { handoff off }
design kernel_preempted extends mach_continuations { preempt kernel }
design pinned extends mach_continuations { softint pinned_thread }
process server { loop { receive; run serve 2us } }
${processes}
workload w { packet on nic at 10us }
run "memory" { machine m; workload w; for 400us; ${run} designs ${design} }`;
  return simulateText(text, design).metrics.thread_memory;
}

const compute = 'process compute { loop { run work 10ms } }';

describe('the memory of threads', () => {
  test('is a stack for each, where stacks are not handed over', () => {
    // Four soft levels, the server and who computes.
    expect(memory({ design: 'stack_each', processes: compute })).toBe(6 * STACK);
    expect(memory({ design: 'biglock', processes: compute })).toBe(2 * STACK);
    // The interrupt thread of the NIC is one more.
    expect(memory({ design: 'interrupt_threads', processes: compute })).toBe(7 * STACK);
  });

  test('is one stack for each CPU, where all leave by a continuation', () => {
    // Who computes, softnet and the server have it in turn: 10us, and each a hand-off later.
    expect(memory({ design: 'mach_continuations', processes: compute })).toBe(STACK + 5 * BARE);
    // Idle has none, and nobody has one until the softint comes, which has it then.
    expect(memory({ design: 'mach_continuations', processes: '' })).toBe(STACK + 4 * BARE);
    const hundred = Array.from({ length: 100 }, (_, i) => `process p${i} { sleep 1s }`).join('\n');
    expect(memory({ design: 'mach_continuations', processes: hundred })).toBe(STACK + 104 * BARE);
  });

  test('is one more for a thread that sleeps for a lock', () => {
    // `holder` sleeps for the device with the lock, by a continuation; softnet asks for it after 10us, and sleeps in the
    // middle of a call. Who computes, and later the holder, needs a stack of its own.
    const processes = `process holder { priority timeshare 1; lock l { await dev0 (512B) }; sleep 1s }\n${compute}`;
    const soft = 'lock l { run x 1us }; deliver server';
    expect(memory({ design: 'mach_continuations', processes, soft })).toBe(2 * STACK + 5 * BARE);
  });

  test('is one more for a thread that is preempted inside the kernel, until it has left it', () => {
    const processes = 'process busy { lock l { run held 30us }; loop { run work 10ms } }';
    expect(memory({ design: 'mach_continuations', processes })).toBe(STACK + 5 * BARE);
    expect(memory({ design: 'kernel_preempted', processes })).toBe(2 * STACK + 4 * BARE);
    expect(memory({ design: 'kernel_preempted', processes, run: 'warmup 100us;' })).toBe(STACK + 5 * BARE);
  });

  test('has a stack from the beginning for a thread that borrows the CPU', () => {
    expect(memory({ design: 'pinned', processes: compute })).toBe(5 * STACK + BARE);
  });

  test('is given back by a process that ends', () => {
    const processes = `process brief { run x 100us }\n${compute}`;
    const run = 'warmup 200us;';
    expect(memory({ design: 'stack_each', processes })).toBe(7 * STACK);
    expect(memory({ design: 'stack_each', processes, run })).toBe(6 * STACK);
    expect(memory({ design: 'mach_continuations', processes })).toBe(STACK + 6 * BARE);
    expect(memory({ design: 'mach_continuations', processes, run })).toBe(STACK + 5 * BARE);
  });

  test('has no value where the machine gives no size', () => {
    expect(memory({ design: 'stack_each', processes: compute, sizes: '' })).toBeNaN();
  });
});
