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
  /** The same for a packet that a soft stage enqueues again, after decapsulation: a call would nest without bound. */
  readonly redispatch: 'deferred' | 'as_dispatched';
  /** The CPU that serves an input queue: the one that took the interrupt, or the one that the packet's flow hashes to. */
  readonly netisr: 'local' | 'hashed';
  readonly await: AwaitPolicy;
  /** What stays away from a CPU while one of its pinned handlers sleeps: its level and all below, or only its own. */
  readonly blockedMasks: 'levels' | 'source';
  readonly lock: LockPolicy;
  /** Whether who waits for a lock lends its priority to the holder. */
  readonly inheritance: boolean;
  readonly poll: Polling;
  readonly softirq: SoftirqLimits;
  readonly preempt: Preemption;
  /** Whether a thread that leaves by a continuation hands its stack to one that did: a hand-off in place of a switch. */
  readonly handoff: boolean;
  /** How equal threads share the CPU: in turns of a quantum, or those of the band timeshare by what each has had. */
  readonly scheduler: 'round_robin' | 'fair';
  readonly quantum: Picoseconds;
  /** Where each choice stands in the text, by property name, for findings that are caused by it. */
  readonly spans: Readonly<Record<string, Span>>;
}

/**
 * inline: on the interrupted context's stack. interrupt_stack: the same on a stack of the CPU's own. thread: the trap
 * only wakes a thread of the device's own. filter_thread: a short primary handler in the trap, then such a thread.
 * pinned_thread: a thread that borrows the CPU from the interrupted one, which stays pinned underneath, and becomes a
 * full thread only if it sleeps.
 */
export const INTERRUPT_CONTEXTS = ['inline', 'interrupt_stack', 'thread', 'filter_thread', 'pinned_thread'] as const;
export type InterruptContext = (typeof INTERRUPT_CONTEXTS)[number];

/**
 * on_return: on the way out of the trap, when the level drops. thread: a thread for each level and CPU. pinned_thread: as
 * for interrupts. softirq: on the way out of the trap for a limited time, then in a thread of timeshare priority.
 */
export const SOFTINT_CONTEXTS = ['on_return', 'thread', 'pinned_thread', 'softirq'] as const;
export type SoftintContext = (typeof SOFTINT_CONTEXTS)[number];

/**
 * block: the context sleeps until the completion wakes it. continuation: the context goes on with other work, and the
 * completion handler has the rest of the stage run, by way of its soft interrupt, immediately in the handler, or in a
 * kernel thread.
 */
export const AWAIT_POLICIES = [
  'block',
  'continuation_softint',
  'continuation_immediate',
  'continuation_thread',
] as const;
export type AwaitPolicy = (typeof AWAIT_POLICIES)[number];

/**
 * biglock: one lock around the whole kernel, named locks cost nothing beside it. spin: a waiter spins, interrupts
 * stay off below its level. adaptive: a waiter spins while the holder runs on another CPU, and sleeps otherwise.
 * blocking: a waiter sleeps.
 */
export const LOCK_POLICIES = ['biglock', 'spin', 'adaptive', 'blocking'] as const;
export type LockPolicy = (typeof LOCK_POLICIES)[number];

/**
 * When a woken thread of better priority takes the CPU: on the way back to user mode, or also inside the kernel; with
 * interrupts, inside the kernel only if its priority is that of an interrupt or a soft interrupt, its own or lent.
 */
export const PREEMPTIONS = ['user', 'interrupts', 'kernel'] as const;
export type Preemption = (typeof PREEMPTIONS)[number];

/** Limits of a softirq run, after which the rest is left to ksoftirqd: passes, time, and packets in one pass. */
export interface SoftirqLimits {
  readonly restarts: number;
  readonly time: Picoseconds;
  readonly budget: number;
}

/**
 * How a NIC's packets are taken when not by its interrupt handler.
 *
 * napi: the interrupt masks its source and requests a poll at the soft level, which takes `weight` packets from each
 * device in turn, and unmasks a device whose ring it found empty. quota: the same by a
 * thread of its own, with `weight` as quota, input stopped by a delivery that fills a socket to the feedback's high mark,
 * until the process has emptied it to the low one or the period ends, and for the rest of a period in which input used
 * more than its share of the CPU. clock: no interrupts; every tick takes up to `burst` packets, which grows and shrinks
 * so that user programs keep their share. busy: a thread that never sleeps.
 */
export type Polling =
  | { readonly kind: 'none' }
  | { readonly kind: 'napi'; readonly weight: number }
  | {
      readonly kind: 'quota';
      readonly weight: number;
      /** Transmit completions in a turn. */
      readonly txWeight: number;
      readonly feedback: { readonly high: number; readonly low: number } | undefined;
      readonly cycleLimit: number;
      readonly period: Picoseconds;
    }
  | {
      readonly kind: 'clock';
      readonly tick: Picoseconds;
      readonly burst: number;
      readonly each: number;
      readonly userShare: number;
    }
  | { readonly kind: 'busy'; readonly weight: number };
