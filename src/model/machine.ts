import type { Span } from './span.js';
import type { Picoseconds } from './time.js';

/**
 * What a machine's primitives cost. They are kept apart on purpose: a trap, a scan of the pending levels, a change of
 * stack, a borrowed-context hand-off, a wakeup, a thread switch and one to another address space are different things
 * with different prices, and kernel designs differ in which of them they pay for.
 */
export const COSTS = [
  'trap',
  'trap_return',
  'switch',
  'address_space',
  'refill',
  'softint',
  'handoff',
  'stack_switch',
  'wakeup',
  'lock',
  'lock_contended',
  'spl',
  'syscall',
  'mask',
  'register',
  'ipi',
] as const;
export type Cost = (typeof COSTS)[number];

export interface Machine {
  readonly name: string;
  readonly span: Span;
  readonly cpus: number;
  /** Clock rate of a CPU, in hertz; `cycles` in the text count by it. */
  readonly hertz: number;
  /** Costs in picoseconds; one that the text leaves out is zero. */
  readonly costs: Readonly<Record<Cost, Picoseconds>>;
  /**
   * How long other work must run on a CPU to evict a context's whole working set. After less, the refill is paid in
   * proportion; zero means that any other work evicts all of it.
   */
  readonly cacheTurnover: Picoseconds;
  /** Kernel memory in bytes of a thread that has a stack, and of one that left by a continuation and so has none. */
  readonly stack: number;
  readonly continuation: number;
}
