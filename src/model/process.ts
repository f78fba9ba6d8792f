import type { Span } from './span.js';
import type { Statement } from './statement.js';

/**
 * The bands of the scheduler, best last. Within a band a higher number is better; equal ones share the
 * CPU as the scheduler of the design has it.
 */
export const BANDS = ['timeshare', 'kernel', 'realtime', 'softint', 'interrupt'] as const;
export type Band = (typeof BANDS)[number];

/** Whether processes of a band run in user mode; those of the others are threads of the kernel. */
export function isUserBand(band: Band): boolean {
  return band === 'timeshare' || band === 'realtime';
}

export interface Priority {
  readonly band: Band;
  readonly level: number;
}

/** A user process (or, in the bands above timeshare, a kernel thread) with a life of its own. */
export interface Process {
  readonly name: string;
  readonly span: Span;
  readonly priority: Priority;
  /** The one CPU it may run on; undefined: where it last ran, or another one that has worse to do. */
  readonly cpu: number | undefined;
  /** Packets that its socket holds. */
  readonly socket: number;
  readonly body: readonly Statement[];
}
