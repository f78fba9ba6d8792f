import type { Result } from '../trace/result.js';
import { formatTime } from './format.js';

/** A packet worth looking at, with the reason. */
export interface Pick {
  readonly packet: number;
  readonly text: string;
}

/**
 * The packets that a picker offers: the first, the slowest under each design, the first dropped under each, the first
 * that was still in flight. The same packet is the same under all designs, for all see the same arrivals.
 */
export function picksOf(results: readonly Result[]): readonly Pick[] {
  const reasons = new Map<number, string[]>();
  function offer(packet: number | undefined, reason: string): void {
    if (packet === undefined) return;
    reasons.set(packet, [...(reasons.get(packet) ?? []), reason]);
  }
  if (results.some(({ packets }) => packets.length > 0)) offer(0, 'first');
  const single = results.length === 1;
  for (const { design, packets } of results) {
    const of = single ? '' : ` in ${design}`;
    const slow = slowest(packets);
    if (packets.length > 1 && slow !== undefined) {
      offer(slow, `slowest${of}, ${formatTime(packets.end[slow]! - packets.arrival[slow]!)}`);
    }
    offer(first(packets.outcome, 2), `first dropped${of}`);
    offer(first(packets.outcome, 0), `first in flight${of}`);
  }
  return [...reasons]
    .sort(([one], [other]) => one - other)
    .map(([packet, why]) => ({ packet, text: `packet ${packet}: ${why.join('; ')}` }));
}

function slowest({ length, outcome, arrival, end }: Result['packets']): number | undefined {
  let found: number | undefined;
  let longest = -1;
  for (let i = 0; i < length; i++) {
    if (outcome[i] === 1 && end[i]! - arrival[i]! > longest) {
      longest = end[i]! - arrival[i]!;
      found = i;
    }
  }
  return found;
}

function first(outcome: Uint8Array, wanted: number): number | undefined {
  const at = outcome.indexOf(wanted);
  return at < 0 ? undefined : at;
}
