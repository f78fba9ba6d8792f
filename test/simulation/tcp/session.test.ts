import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulate as runOne } from '../../../src/simulation/simulate.js';
import type { Result } from '../../../src/trace/result.js';
import { runsOf, simulateText, type Traced } from '../../support/scenario.js';
import { type Host, MSS, tcpText } from './bench.js';

/** 1,058 bytes and 20 in front of them at 1 Gb/s, in microseconds. */
const WIRE = 8.624;

function simulate(options: string, host?: Host): Traced {
  return simulateText(tcpText(options, host), 'biglock');
}

/** When segments arrived, in microseconds. */
function arrivals({ packets }: Result): number[] {
  return [...packets.arrival].slice(0, packets.length).map((time) => time / 1e6);
}

/** Begin of a train of so many segments, back to back: when each has arrived. */
function train(start: number, length: number): number[] {
  return Array.from({ length }, (_, index) => Number((start + (index + 1) * WIRE).toFixed(6)));
}

/** Arrivals in each millisecond. */
function counts(result: Result): number[] {
  const list: number[] = [];
  for (const time of arrivals(result)) list[Math.floor(time / 1000)] = (list[Math.floor(time / 1000)] ?? 0) + 1;
  return list;
}

describe('a session', () => {
  test('doubles with each round trip, if each segment is acknowledged', () => {
    const result = simulate('rtt 1ms window 1MB delayed_ack 0us', { run: 'for 4.4ms' });
    expect(counts(result)).toEqual([4, 8, 16, 32]);
    // The first four at once. The first is acknowledged when it has arrived, which takes 500 us to the sender; the two
    // that follow take 500 us back, one after the other.
    expect(arrivals(result).slice(0, 6)).toEqual([...train(500, 4), ...train(1500 + WIRE, 2)]);
  });

  // Nine have four acknowledgements at once; that of the last waits for the next segment.
  test('grows by half with each round trip, if every second one is', () => {
    expect(counts(simulate('rtt 1ms window 1MB', { run: 'for 4.4ms' }))).toEqual([4, 6, 9, 12]);
  });

  test('is bounded by its window in a round trip', () => {
    const result = simulate('rtt 5ms window 10kB delayed_ack 0us', { run: 'for 1s' });
    // In each 5 ms, and what one of them needs on the wire, nine segments: when the host acknowledges, the process has
    // not yet read the last one.
    expect(result.metrics.goodput).toBeGreaterThan(0.98 * ((9 * MSS * 8) / (5e-3 + WIRE * 1e-6)));
    expect(result.metrics.goodput).toBeLessThanOrEqual((10 * MSS * 8) / 5e-3);
  });

  test('is bounded by the wire', () => {
    const result = simulate('rtt 200us window 1MB', { run: 'for 100ms' });
    const most = (MSS * 8) / (WIRE * 1e-6);
    expect(result.metrics.goodput).toBeGreaterThan(0.98 * most);
    expect(result.metrics.goodput).toBeLessThanOrEqual(most);
  });

  test('is bounded by a process that reads slowly, by its window and not by losses', () => {
    const slow = { process: 'socket 4096; loop { receive; run read 100us }', run: 'for 100ms' };
    const { metrics } = simulate('rtt 200us window 16kB', slow);
    expect([metrics.dropped, metrics.retransmits]).toEqual([0, 0]);
    // It is never without work but for the first round trip: 10,000 a second.
    expect(metrics.delivered).toBeGreaterThanOrEqual(990);
    expect(metrics.delivered).toBeLessThanOrEqual(1000 + 16);
  });

  test('is bounded by the room of the socket, too', () => {
    const slow = { process: 'socket 8; loop { receive; run read 100us }', run: 'for 100ms' };
    const { metrics } = simulate('rtt 200us window 1MB', slow);
    expect(metrics.delivered).toBeGreaterThan(900);
    expect(metrics.loss).toBeLessThan(0.02);
  });

  test('ends when all is sent, and begins when it should', () => {
    const result = simulate('rtt 1ms total 12500B from 3ms', { run: 'for 1s' });
    expect(arrivals(result)[0]).toBe(3500 + WIRE);
    expect([result.metrics.delivered, result.ending]).toEqual([13, 'finished']);
    expect(counts(simulate('rtt 1ms window 1MB delayed_ack 0us until 1.4ms', { run: 'for 8ms' }))).toEqual([4, 8]);
  });

  test('sessions of one line begin spread over a round trip, and share the wire', () => {
    const result = simulate('sessions 4 rtt 1ms window 4kB delayed_ack 0us', { run: 'for 1.4ms' });
    const begins = [500, 750, 1000, 1250].flatMap((start) => train(start, 4));
    expect(arrivals(result)).toEqual(begins);
  });

  test('is held back by a process whose answers are the acknowledgements', () => {
    const echo = { process: 'socket 64; loop { receive; run read 100us; transmit wm0 }', run: 'for 2ms' };
    const result = simulate('rtt 1ms window 1kB', echo);
    // Read in 100 us; 64 bytes and 20 take 0.672 us on the wire; then half a round trip each way.
    expect(arrivals(result)).toEqual(train(500, 1).concat(train(500 + WIRE + 100 + 0.672 + 1000, 1)));
  });
});

describe('losses', () => {
  /** The burst arrives on another NIC at the same CPU, whose handler keeps the driver of the first one away. */
  const lossy = (options: string, at: string, run = 'for 20ms') =>
    simulateText(
      tcpText(options, { nic: 'rx ring 1', run }).replace(
        'workload w {',
        `device wm1: nic { link 10Gbps; input busy }\npath busy { hard net { run work 20us; drop } }\nworkload w { packet on wm1 at ${at} size 64B;`,
      ),
      'biglock',
    );

  test('the third duplicate acknowledgement has the missing one sent again', () => {
    // In the round of eight from 1,508 us on, the second comes at 1,525.872 and the third at 1,534.496. A handler that
    // begins at 1,520 keeps the CPU until 1,540: the second is in the ring, which has room for one, and the third is lost.
    const result = lossy('rtt 1ms window 1MB delayed_ack 0us', '1.52ms');
    const ring = result.drops.find(({ place }) => place === 'wm0 rx ring');
    expect(ring?.count).toBe(1);
    expect(result.metrics.retransmits).toBe(1);
    // Number 6 is lost, 7 to 11 follow: each of those five acknowledges 5 once more. The first three of them are at the
    // sender half a round trip later, with the third the segment is sent again.
    const lost = [...result.packets.outcome].findIndex(
      (outcome, index) => outcome === 2 && result.packets.device[index] === 0,
    );
    const third = result.packets.arrival[lost + 3]! / 1e6;
    expect(arrivals(result).some((time) => time > third + 1000 && time < third + 1000 + 12 * WIRE)).toBe(true);
    expect(result.metrics.goodput).toBeGreaterThan(0);
  });

  test('without enough behind it, only the timer helps', () => {
    // The last of 4 + 8 segments is lost: nothing follows that could tell.
    const result = lossy('rtt 1ms window 1MB delayed_ack 0us total 12kB min_rto 5ms', '1.565ms', 'for 40ms');
    expect(result.drops.map(({ place, count }) => [place, count])).toContainEqual(['wm0 rx ring', 1]);
    expect([result.metrics.retransmits, result.metrics.goodput * 0.04]).toEqual([1, 12 * MSS * 8]);
    const times = arrivals(result);
    expect(times.at(-1)! - times.at(-2)!).toBeGreaterThan(5000);
  });

  test('the rate falls with the square root of the losses (Mathis and others 1997)', () => {
    // MSS / RTT * sqrt(3/2) / sqrt(p), with an acknowledgement for each segment; where losses are rare enough that no
    // timer expires, and frequent enough that slow start is forgotten.
    for (const percent of [0.1, 0.4]) {
      const path = `choose { ${percent}% { drop } otherwise { deliver sink } }`;
      const text = tcpText('rtt 5ms window 1MB delayed_ack 0us min_rto 200ms', { path, run: 'for 10s' });
      const [run] = runsOf(text);
      const { metrics } = runOne(run!, run!.designs[0]!, { trace: false });
      const expected = ((MSS * 8) / 5e-3) * Math.sqrt(1.5 / (percent / 100));
      expect(metrics.goodput / expected).toBeGreaterThan(0.9);
      expect(metrics.goodput / expected).toBeLessThan(1.1);
    }
  }, 30_000);
});

describe('whatever happens to them', () => {
  const host = fc.record({
    ring: fc.integer({ min: 1, max: 40 }),
    socket: fc.integer({ min: 1, max: 60 }),
    loss: fc.integer({ min: 0, max: 30 }),
    read: fc.integer({ min: 0, max: 40 }),
    work: fc.integer({ min: 0, max: 30 }),
    echo: fc.boolean(),
  });
  const load = fc.record({
    sessions: fc.integer({ min: 1, max: 4 }),
    window: fc.integer({ min: 1, max: 60 }),
    total: fc.integer({ min: 1, max: 200 }),
    delay: fc.constantFrom('0us', '1ms', '200ms'),
    design: fc.constantFrom('biglock', 'interrupt_threads', 'linux_napi'),
  });

  test('all of the data comes to the process, each byte once', () => {
    fc.assert(
      fc.property(host, load, (h, l) => {
        const drop = h.loss === 0 ? '' : `choose { ${h.loss}% { drop } otherwise { deliver sink } }`;
        const text = tcpText(
          `sessions ${l.sessions} window ${l.window}kB total ${l.total}kB delayed_ack ${l.delay} min_rto 1ms rtt 100us`,
          {
            nic: `rx ring ${h.ring}`,
            path: `run work ${h.work}us; ${drop || 'deliver sink'}`,
            process: `socket ${h.socket}; loop { receive; run read ${h.read}us; ${h.echo ? 'transmit wm0' : ''} }`,
            run: 'for 2h',
          },
        ).replace('designs biglock', `designs ${l.design}`);
        const { metrics, simulated } = simulateText(text, l.design, {
          maxEvents: 3_000_000,
          trace: true,
          maxTrace: 5000,
        });
        expect(metrics.delivered).toBe(l.sessions * l.total);
        expect((metrics.goodput * simulated) / 8e12).toBeCloseTo(l.sessions * l.total * MSS, 3);
        // Every segment that was sent again was lost before, or comes twice.
        expect(metrics.packets).toBe(l.sessions * l.total + metrics.retransmits);
        expect(metrics.packets).toBe(metrics.delivered + metrics.dropped + metrics.in_flight);
      }),
      { numRuns: 60, seed: 7 },
    );
  }, 60_000);
});
