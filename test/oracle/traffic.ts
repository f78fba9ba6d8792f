import type { AdaptiveRates } from '../../src/model/device.js';

/**
 * The gap that follows the traffic: what came since the driver was last done is taken for bulk, for something that waits
 * for an answer, or for neither, by the table in docs/language.md.
 */
export interface Traffic {
  readonly rates: AdaptiveRates;
  kind: 'lowest' | 'low' | 'bulk';
  /** Interrupts a second. */
  rate: number;
  /** Bytes of each packet since the driver was last done. */
  since: number[];
}

export function newTraffic(rates: AdaptiveRates): Traffic {
  return { rates, kind: 'low', rate: rates.lowLatency, since: [] };
}

export function gapOf({ rate }: Traffic): number {
  return Math.round(1e12 / rate);
}

/** The rate falls at once, and rises by at most a quarter of the new one. */
export function judge(traffic: Traffic): void {
  const { lowestLatency, lowLatency, bulkLatency } = traffic.rates;
  const packets = traffic.since.length;
  const bytes = traffic.since.reduce((sum, one) => sum + one, 0);
  const kind = next(traffic.kind, packets, bytes);
  traffic.kind = kind === 'lowest' && lowestLatency === undefined ? 'low' : kind;
  traffic.since = [];
  const rate = { lowest: lowestLatency ?? lowLatency, low: lowLatency, bulk: bulkLatency }[traffic.kind];
  traffic.rate = Math.min(rate, traffic.rate + rate / 4);
}

function next(kind: Traffic['kind'], packets: number, bytes: number): Traffic['kind'] {
  const each = bytes / packets;
  if (kind === 'lowest') {
    if (each > 8000) return 'bulk';
    return packets < 5 && bytes > 512 ? 'low' : 'lowest';
  }
  if (kind === 'bulk') return (bytes > 25_000 && packets > 35) || bytes < 6000 ? 'low' : 'bulk';
  if (bytes > 10_000) {
    if (each > 8000 || packets < 10 || each > 1200) return 'bulk';
    return packets > 35 ? 'lowest' : 'low';
  }
  if (each > 2000) return 'bulk';
  return packets <= 2 && bytes < 512 ? 'lowest' : 'low';
}
