import type { CodeBuilder } from './code.js';
import type { KernelLabels } from './program.js';

/** Labels of the kernel's own work, which no statement stands for. */
export function labelKernel(builder: CodeBuilder): KernelLabels {
  return {
    idle: builder.label('idle'),
    trap: builder.label('trap'),
    trap_return: builder.label('return from trap'),
    switch: builder.label('context switch'),
    refill: builder.label('cache refill'),
    softint: builder.label('softint dispatch'),
    handoff: builder.label('hand-off'),
    poll: builder.label('poll'),
    register: builder.label('register access'),
    ipi: builder.label('ipi'),
    wakeup: builder.label('wakeup'),
    lock: builder.label('lock'),
    lock_contended: builder.label('contended lock'),
    spin: builder.label('spin'),
    syscall: builder.label('system call'),
    mask: builder.label('mask'),
    receive: builder.label('receive'),
    sleep: builder.label('sleep'),
    interrupt: builder.label('interrupt'),
    request: builder.label('request'),
    exit: builder.label('exit'),
  };
}
