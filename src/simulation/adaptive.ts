import type { AdaptiveRates } from '../model/device.js';
import { SECOND } from '../model/time.js';

/**
 * Adaptive moderation as Linux's e1000 has it (e1000_update_itr and e1000_set_itr in e1000_main.c; the rates are in
 * Documentation/networking/device_drivers/ethernet/intel/e1000.rst). Each time that the driver has taken all that there
 * was, it looks at how many packets and bytes came since the last time, and takes the traffic for bulk, which suffers a
 * long gap, or for something that waits for an answer, which does not. To a slower rate it goes at once, to a faster one by
 * at most a quarter of that rate in a step.
 *
 * Received and transmitted packets are judged together here, by e1000 apart, where the slower rate of the two holds. Link
 * speeds other than 1 Gb/s, at which e1000 keeps to the bulk rate, make no difference here.
 */
export interface Adaptation {
  readonly rates: AdaptiveRates;
  kind: Kind;
  /** Interrupts a second. */
  rate: number;
  gap: number;
  /** Since the driver was last done. */
  packets: number;
  bytes: number;
}

type Kind = 'lowest' | 'low' | 'bulk';

/** Before any traffic it is taken for the middle kind. */
export function adaptation(rates: AdaptiveRates): Adaptation {
  const rate = rates.lowLatency;
  return { rates, kind: 'low', rate, gap: gapOf(rate), packets: 0, bytes: 0 };
}

/** Judges what came since the last time and forgets it; the gap from now on, picoseconds. */
export function adapt(a: Adaptation): number {
  if (a.packets === 0) return a.gap;
  const kind = judge(a.kind, a.packets, a.bytes);
  a.kind = kind === 'lowest' && a.rates.lowestLatency === undefined ? 'low' : kind;
  a.packets = 0;
  a.bytes = 0;
  const wanted = rateOf(a);
  if (wanted !== a.rate) {
    a.rate = Math.min(wanted, a.rate + wanted / 4);
    a.gap = gapOf(a.rate);
  }
  return a.gap;
}

function judge(kind: Kind, packets: number, bytes: number): Kind {
  const each = bytes / packets;
  switch (kind) {
    case 'lowest':
      if (each > 8000) return 'bulk';
      return packets < 5 && bytes > 512 ? 'low' : 'lowest';
    case 'low':
      if (bytes > 10_000) {
        if (each > 8000 || packets < 10 || each > 1200) return 'bulk';
        return packets > 35 ? 'lowest' : 'low';
      }
      if (each > 2000) return 'bulk';
      return packets <= 2 && bytes < 512 ? 'lowest' : 'low';
    case 'bulk':
      if (bytes > 25_000) return packets > 35 ? 'low' : 'bulk';
      return bytes < 6000 ? 'low' : 'bulk';
  }
}

function rateOf({ kind, rates }: Adaptation): number {
  if (kind === 'bulk') return rates.bulkLatency;
  return kind === 'lowest' ? (rates.lowestLatency ?? rates.lowLatency) : rates.lowLatency;
}

function gapOf(rate: number): number {
  return Math.round(SECOND / rate);
}
