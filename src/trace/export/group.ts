import type { Trace } from '../trace.js';

/** The trace of one run under one design, with the names under which an export shows it. */
export interface TracedResult {
  readonly run: string;
  readonly design: string;
  readonly trace: Trace;
}

/** Where the last slice of each CPU ends. */
export function endOfTrace(trace: Trace): number {
  return trace.truncatedAt ?? trace.duration;
}
