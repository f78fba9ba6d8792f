import type { Nic } from '../../src/model/device.js';
import type { Distribution } from '../../src/model/distribution.js';
import type { Run } from '../../src/model/scenario.js';

export interface Arrival {
  readonly time: number;
  readonly nic: string;
  readonly bytes: number;
  readonly class: string;
  readonly flow: number;
}

/**
 * When the last bit of each packet is there: as meant, or as soon as the wire of its NIC is free. A stream has one packet
 * at a time in front of the wire, so streams that wait for it take turns. Flows are numbered through in the order of the
 * streams, and the packets of a stream belong to its flows in turn.
 */
export function wireTimes(run: Run): Arrival[] {
  let flows = 0;
  const streams = run.workload.arrivals.map((stream) => {
    const { nic, size, pattern } = stream;
    if (pattern.kind !== 'at') throw new Error('the oracle knows packets at given times only');
    const times = [...pattern.times].sort((a, b) => a - b);
    const firstFlow = flows;
    flows += stream.flows;
    return { nic, bytes: constantOf(size), stream, times, ready: times[0]!, firstFlow, sent: 0 };
  });
  const free = new Map<string, number>();
  const arrivals: (Arrival & { readonly order: number })[] = [];
  for (;;) {
    let next: (typeof streams)[number] | undefined;
    for (const stream of streams) {
      if (stream.times.length > 0 && (next === undefined || stream.ready < next.ready)) next = stream;
    }
    if (next === undefined) break;
    const { nic, bytes, stream, times, ready, firstFlow } = next;
    const card = run.devices.find(({ name }) => name === nic) as Nic;
    const time = Math.max(ready, (free.get(nic) ?? Number.NEGATIVE_INFINITY) + wireTime(card, bytes));
    free.set(nic, time);
    const flow = firstFlow + (next.sent % stream.flows);
    next.sent++;
    arrivals.push({ time, nic, bytes, class: stream.class, flow, order: streams.indexOf(next) });
    times.shift();
    next.ready = Math.max(times[0] ?? 0, time);
  }
  return arrivals.sort((a, b) => a.time - b.time || a.order - b.order);
}

/** How long a frame is on the wire, with preamble and gap. */
export function wireTime(nic: Nic, bytes: number): number {
  return Math.round(((Math.max(bytes, 64) + 20) * 8 * 1e12) / nic.bitsPerSecond);
}

export function constantOf(distribution: Distribution): number {
  if (distribution.kind !== 'constant') throw new Error('the oracle knows no chance');
  return distribution.value;
}
