import type { Span } from './span.js';
import type { Picoseconds } from './time.js';

/**
 * How a kernel runs interrupts, soft interrupts, waits and locks. A design is a choice of one mechanism from each list;
 * the names in the library (biglock, interrupt_threads, …) are such choices and mean nothing to the simulation.
 */
export interface Design {
  readonly name: string;
  readonly span: Span;
  readonly interrupt: InterruptContext;
  readonly softint: SoftintContext;
  /** How a stage's packet reaches the next stage: through the queue, by a call, or by a call if nothing is queued. */
  readonly dispatch: 'deferred' | 'direct' | 'hybrid';
  readonly await: AwaitPolicy;
  readonly lock: LockPolicy;
  readonly preempt: Preemption;
  readonly quantum: Picoseconds;
  /** Where each choice stands in the text, by property name, for findings that are caused by it. */
  readonly spans: Readonly<Record<string, Span>>;
}

/** inline: on the interrupted context's stack. thread: the trap only wakes a thread of the device's own. */
export const INTERRUPT_CONTEXTS = ['inline', 'thread'] as const;
export type InterruptContext = (typeof INTERRUPT_CONTEXTS)[number];

/** on_return: on the way out of the trap, when the level drops. thread: a thread for each level and CPU. */
export const SOFTINT_CONTEXTS = ['on_return', 'thread'] as const;
export type SoftintContext = (typeof SOFTINT_CONTEXTS)[number];

/**
 * block: the context sleeps until the completion wakes it. continuation: the context goes on with other work, and the
 * completion handler has the rest of the stage run, by way of its soft interrupt or immediately in the handler.
 */
export const AWAIT_POLICIES = ['block', 'continuation_softint', 'continuation_immediate'] as const;
export type AwaitPolicy = (typeof AWAIT_POLICIES)[number];

/**
 * biglock: one lock around the whole kernel, named locks cost nothing beside it. spin: a waiter spins, interrupts
 * stay off below its level. blocking: a waiter sleeps.
 */
export const LOCK_POLICIES = ['biglock', 'spin', 'blocking'] as const;
export type LockPolicy = (typeof LOCK_POLICIES)[number];

/** When a woken thread of better priority takes the CPU: on the way back to user mode, or also inside the kernel. */
export const PREEMPTIONS = ['user', 'kernel'] as const;
export type Preemption = (typeof PREEMPTIONS)[number];
