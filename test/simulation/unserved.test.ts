import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MICROSECOND, MILLISECOND } from '../../src/model/time.js';
import { readTrace } from '../../src/trace/read.js';
import { Kind } from '../../src/trace/trace.js';
import { scenarios } from '../support/generate.js';
import { runIfFit, simulateRun, type Traced } from '../support/scenario.js';

/**
 * What is told of drivers that were kept away, against what the trace says of each ring: who arrived, and when one was taken
 * out. The simulation counts nothing where a packet is received, so this counts.
 */
interface Ring {
  readonly limit: number;
  /** Arrivals of those that are in it. */
  readonly waiting: number[];
  takenAt: number;
  /** How many have come since then. */
  came: number;
  drops: number;
  longest: number;
}

function rings({ trace }: Traced): Map<string, Ring> {
  const all = new Map<string, Ring>();
  const ringOf = (device: string): Ring => {
    const name = `${device} rx ring`;
    const ring = all.get(name) ?? {
      limit: trace.queues.find((queue) => queue.name === name)!.limit,
      waiting: [],
      takenAt: 0,
      came: 0,
      drops: 0,
      longest: 0,
    };
    all.set(name, ring);
    return ring;
  };
  readTrace(trace, (time, kind, _, a, __, c) => {
    if (kind === Kind.Arrive) {
      const ring = ringOf(trace.devices[a]!.name);
      ring.came++;
      if (ring.waiting.length < ring.limit) ring.waiting.push(time);
      else if (ring.came > ring.limit) {
        ring.drops++;
        ring.longest = Math.max(ring.longest, time - Math.max(ring.takenAt, ring.waiting[0]!));
      }
    }
    if (kind !== Kind.Queue) return;
    const ring = all.get(trace.queues[a]!.name);
    if (ring === undefined || c >= ring.waiting.length) return;
    ring.waiting.shift();
    ring.takenAt = time;
    ring.came = 0;
  });
  return all;
}

test('drivers that were kept away are told with the drops and the time that the trace has', () => {
  let told = 0;
  fc.assert(
    fc.property(scenarios({ straight: false }), ({ text, designs }) => {
      // A packet on its way by DMA has arrived, and is in no ring; and queues of one NIC are told of together.
      const plain = text.replaceAll(/dma [^;]*;|queues 2;/g, '');
      for (const design of designs) {
        const run = runIfFit(plain.replace('DESIGNS', design));
        if (run === undefined) continue;
        const result = simulateRun(run, design);
        const claims = result.findings
          .filter(({ code }) => code === 'masked-too-long')
          .map(({ message }) => {
            const [, nic, drops, length, unit] = message.match(
              /^(\S+) dropped ([\d,]+) .* once for ([\d.]+) ([mu]s):/,
            )!;
            return { nic, drops: Number(drops), time: Number(length) * (unit === 'ms' ? MILLISECOND : MICROSECOND) };
          });
        const seen = [...rings(result)].filter(([, { drops, longest }]) => drops > 0 && longest > 0);
        expect(claims.map(({ nic, drops }) => [`${nic} rx ring`, drops]).sort(), design).toEqual(
          seen.map(([name, { drops }]) => [name, drops]).sort(),
        );
        for (const { nic, time } of claims) {
          const { longest } = rings(result).get(`${nic} rx ring`)!;
          expect(Math.abs(time - longest), `${nic} under ${design}`).toBeLessThanOrEqual(longest / 200 + 1);
          told++;
        }
      }
    }),
    { numRuns: 60, seed: 20070222 },
  );
  expect(told).toBeGreaterThan(20);
}, 60_000);
