import type { HardIpl, SoftIpl } from './ipl.js';
import type { Span } from './span.js';
import { everyStatement, type Statement } from './statement.js';

/**
 * The work that a packet needs, as stages at the level where they belong. The first stage is `hard`: the work for each
 * packet that the NIC's driver takes from the ring.
 */
export interface Path {
  readonly name: string;
  readonly span: Span;
  readonly stages: readonly Stage[];
}

export type Stage =
  | { readonly context: 'hard'; readonly ipl: HardIpl; readonly span: Span; readonly body: readonly Statement[] }
  | { readonly context: 'soft'; readonly ipl: SoftIpl; readonly span: Span; readonly body: readonly Statement[] };

/** Whether a stage waits for a device: for this one, or for any. */
export function awaits({ body }: Stage, device?: string): boolean {
  for (const statement of everyStatement(body)) {
    if (statement.kind === 'await' && (device === undefined || statement.device === device)) return true;
  }
  return false;
}
