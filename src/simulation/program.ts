import type { Design } from '../model/design.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import type { ContextKind } from '../trace/trace.js';
import type { Code } from './code.js';
import type { Layout } from './layout.js';
import type { StreamPlace } from './random.js';

/** A run under one design, compiled once into flat tables. */
export interface Program {
  readonly run: Run;
  readonly design: Design;
  readonly layout: Layout;
  readonly code: Code;
  readonly contexts: readonly ContextPlan[];
  /** How many priorities of threads there are. */
  readonly priorities: number;
  /** From this priority on threads are those of interrupts and soft interrupts. */
  readonly interruptPriority: number;
  /** Below this priority threads share the CPU fairly; 0: none do. */
  readonly fairPriorities: number;
  /** For each interrupt source the rank of its level and the CPU that takes it. */
  readonly sources: readonly { readonly rank: number; readonly cpu: number }[];
  readonly locks: readonly LockPlan[];
  readonly repeatDepth: number;
  /** For each NIC the address of the path of its packets. */
  readonly inputs: readonly number[];
  /** For each NIC the address of the work that a poll does for each transmit completion. */
  readonly txDone: readonly number[];
  /** For each device the label of waiting for it. */
  readonly deviceLabels: readonly number[];
  /** Of the random numbers of each statement. */
  readonly streams: readonly StreamPlace[];
}

/** What kind a lock is; why, is in locks.ts. */
export interface LockPlan {
  readonly spins: boolean;
  /** Rank of the level at which it is held. */
  readonly ceiling: number;
}

/** A program before the levels of its locks are found in its code. */
export type Compiled = Omit<Program, 'locks'>;

export interface ContextPlan {
  readonly kind: ContextKind;
  readonly name: string;
  readonly span: Span | undefined;
  readonly device: number | undefined;
  /** The CPU that it is bound to; undefined for an unbound process. */
  readonly cpu: number | undefined;
  /** Where it begins, and where it goes back to for its next packet. */
  readonly entry: number;
  readonly loop: number;
  /** Level at which it runs, for handlers; 0 for threads. */
  readonly rank: number;
  /** For threads: position among all priorities in use, higher is better. -1 for handlers and idle. */
  readonly priority: number;
  /** A handler that is a thread: it borrows the CPU, and keeps its thread if it must sleep. */
  readonly pinned: boolean;
}
