// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import { COSTS, type Cost } from '../../model/machine.js';
import { type Word, words } from './word.js';

export const MACHINE: readonly Word[] = [
  {
    word: 'cpus',
    form: 'cpus N at CLOCK',
    doc: 'How many CPUs the machine has (1 to 256), and their clock rate, by which `cycles` count.',
    snippet: 'cpus ${1:1} at ${2:2.4GHz}',
  },
  {
    word: 'cost',
    form: 'cost PRIMITIVE TIME',
    doc: 'What a primitive of the machine costs each time. One that is not given costs nothing.',
    snippet: 'cost ${1:trap} ${2:400ns}',
    optional: true,
  },
  {
    word: 'cache_turnover',
    form: 'cache_turnover TIME',
    doc: "How long other work must run on a CPU to evict a context's whole working set. After less, `cost refill` is paid in proportion; zero means that any other work evicts all of it.",
    default: 'cache_turnover 0us',
  },
  {
    word: 'stack',
    form: 'stack SIZE',
    doc: 'Kernel memory of a thread that has a stack, running or blocked: the stack, and what else the kernel keeps of a thread.',
    snippet: 'stack ${1:8KiB}',
    default: 'stack 0B',
  },
  {
    word: 'continuation',
    form: 'continuation SIZE',
    doc: 'The same of a thread that has none, since it left by a continuation under `handoff on`.',
    snippet: 'continuation ${1:1KiB}',
    default: 'continuation 0B',
  },
];

export const COST: readonly Word[] = words<Cost>(COSTS, {
  trap: 'From the interrupted instruction to the first of the handler: mode change, saved registers, acknowledging the interrupt controller.',
  trap_return: 'From the last instruction of the handler back to the interrupted one.',
  switch:
    'A context switch: the scheduler saves one thread and loads another. The direct cost, without the cold cache.',
  address_space:
    'Added to a switch or a hand-off to a process that is not the one whose address space is loaded: threads of the kernel run in any.',
  refill: 'The cold cache after a switch: the time lost until the working set is back.',
  softint: 'Dispatching a soft interrupt: the scan of the pending levels and the call.',
  handoff: 'A borrowed-context hand-off: another stack and thread pointer, without the scheduler.',
  stack_switch: 'Changing to an interrupt stack, and again back from it.',
  wakeup: 'Making a thread runnable: scheduler lock and run queue.',
  lock: 'Taking and releasing a lock that is free.',
  lock_contended: 'Added where the lock is held by another.',
  spl: 'Raising the interrupt level and lowering it again (splraise and splx), for a lock that keeps handlers away while it is held; with `lock biglock`, too.',
  syscall: 'Entering and leaving the kernel by a system call.',
  mask: "Masking or unmasking a device's interrupt at the controller.",
  register: 'One access to a register of a device across the bus.',
  ipi: 'An interrupt from one CPU to another.',
});

export const CLOCK_AT: readonly Word[] = [{ word: 'at', form: 'at CLOCK', doc: 'Clock rate of a CPU.' }];
