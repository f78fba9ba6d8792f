import { describe, expect, test } from 'vitest';
import { Ring } from '../../../src/simulation/tcp/ring.js';
import { Bench } from './bench.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** A sender with `flight` segments outstanding, from `una` on, all in slow start. */
function flying(options = 'window 1MB'): Bench {
  const bench = new Bench(options);
  // Four at first; each acknowledgement of one lets two follow: 4, 8, then 16 are out, of which number 12 is the first.
  bench.sent();
  for (let number = 1; number <= 12; number++) bench.ack(number);
  return bench;
}

describe('the window', () => {
  test.each([
    [1000, 4],
    [1460, 3],
    [8960, 2],
  ])('begins with segments of %i bytes at %i of them (RFC 5681, 3.1)', (mss, segments) => {
    expect(new Bench('window 1MB', mss).sent()).toEqual(range(0, segments));
  });

  test('in slow start grows by a segment with each acknowledgement, so two follow one', () => {
    const bench = new Bench('window 1MB');
    expect(bench.sent()).toEqual([0, 1, 2, 3]);
    expect(bench.ack(1)).toEqual([4, 5]);
    expect(bench.ack(2)).toEqual([6, 7]);
    // One for two segments lets three follow: two in their place and one more.
    expect(bench.ack(4)).toEqual([8, 9, 10]);
    expect(bench.cwnd).toBe(7);
  });

  test('above ssthresh grows by a segment in a round trip', () => {
    const bench = flying();
    for (let again = 0; again < 3; again++) bench.duplicate();
    expect(bench.ssthresh).toBe(8);
    bench.ack(30);
    expect(bench.cwnd).toBe(2);
    // Nothing is out, so the window is 2, and slow start lets it grow to 8; from there on by 1,000 of 8,000 each time.
    let next = 31;
    while (bench.cwnd < 8) bench.ack(next++);
    bench.ack(next++);
    expect(bench.cwnd).toBe(8.125);
    bench.ack(next++);
    // 1,000,000 / 8,125 = 123.07…
    expect(bench.cwnd).toBe(8.248);
  });

  test('is never more than what the receiver allows', () => {
    const bench = new Bench('window 6kB');
    bench.sent();
    for (let number = 1; number < 40; number++) {
      bench.ack(number);
      expect(bench.s.sessions!.max[0]! - number).toBeLessThanOrEqual(6);
    }
    expect(bench.cwnd).toBe(6);
  });

  test('sends no more than there is', () => {
    const bench = new Bench('window 1MB total 5500B');
    expect(bench.sent()).toEqual([0, 1, 2, 3]);
    expect(bench.ack(1)).toEqual([4, 5]);
    expect(bench.ack(6)).toEqual([]);
    expect(bench.timer).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('fast retransmit and recovery', () => {
  test('the third duplicate has the oldest sent again, and halves the window (RFC 5681, 3.2)', () => {
    const bench = flying();
    // 12 to 27 are out. Two duplicates let two new ones follow (RFC 3042), which count for nothing.
    expect(bench.duplicate()).toEqual([28]);
    expect(bench.duplicate()).toEqual([29]);
    expect(bench.duplicate()).toEqual([12]);
    expect([bench.ssthresh, bench.cwnd]).toEqual([8, 11]);
    // 18 are out: the window is as large with the seventh duplicate from here on, and lets one follow with the eighth.
    for (let more = 0; more < 7; more++) expect(bench.duplicate()).toEqual([]);
    expect(bench.duplicate()).toEqual([30]);
    expect(bench.duplicate()).toEqual([31]);
    // Everything before 30 is there: the recovery is over. Two are out, so the window is 3 and not yet 8.
    expect(bench.ack(30)).toEqual([32]);
    expect([bench.ssthresh, bench.cwnd]).toEqual([8, 3]);
    expect(bench.s.sessions!.retransmits).toBe(1);
  });

  test('a partial acknowledgement tells the next hole, and does not end the recovery (RFC 6582)', () => {
    const bench = flying();
    for (let again = 0; again < 3; again++) bench.duplicate();
    expect(bench.cwnd).toBe(11);
    // 12 and 20 were lost. The window shrinks by the eight that have left, and grows by one.
    expect(bench.ack(20)).toEqual([20]);
    expect(bench.cwnd).toBe(4);
    expect(bench.duplicate()).toEqual([]);
    expect(bench.cwnd).toBe(5);
    bench.ack(30);
    expect([bench.ssthresh, bench.cwnd]).toEqual([8, 2]);
    expect(bench.s.sessions!.retransmits).toBe(2);
  });

  test('a duplicate that comes of what was sent before a timeout means nothing', () => {
    const bench = flying();
    expect(bench.expire()).toEqual([12]);
    bench.ack(20);
    for (let again = 0; again < 5; again++) bench.duplicate();
    expect(bench.ssthresh).toBe(8);
    expect(bench.s.sessions!.recovery[0]).toBe(0);
  });
});

describe('the retransmission timer', () => {
  test('waits a second at first, then by what it has measured (RFC 6298)', () => {
    const bench = new Bench('window 1MB min_rto 1us');
    bench.sent();
    expect(bench.timer).toBe(1e6);
    // First sample 800 us: SRTT 800, RTTVAR 400, RTO 800 + 4 * 400.
    bench.ack(1, 800);
    expect(bench.timer).toBe(2400);
    // Number 4 was sent at 800 and is timed; its sample is 400: RTTVAR 3/4 * 400 + 1/4 * 400, SRTT 7/8 * 800 + 1/8 * 400.
    bench.ack(4, 1000);
    expect(bench.timer).toBe(2400);
    bench.ack(5, 1200);
    expect(bench.timer).toBe(750 + 4 * 400);
  });

  test('never less than min_rto', () => {
    const bench = new Bench('window 1MB min_rto 200ms');
    bench.ack(1, 800);
    expect(bench.timer).toBe(200e3);
  });

  test('begins anew with each acknowledgement of something new', () => {
    const bench = flying();
    bench.ack(13, 500e3);
    expect(bench.timer).toBe(1e6);
  });

  test('when it expires: one segment, twice the time, slow start up to half of what was out', () => {
    const bench = flying();
    expect(bench.expire()).toEqual([12]);
    expect([bench.cwnd, bench.ssthresh, bench.timer]).toEqual([1, 8, 2e6]);
    // Again for the same segment: half of what was out at the first time it stays (RFC 5681, 3.1).
    expect(bench.expire()).toEqual([12]);
    expect([bench.cwnd, bench.ssthresh, bench.timer]).toEqual([1, 8, 4e6]);
    // Everything from the oldest on is sent again.
    expect(bench.ack(13)).toEqual([13, 14]);
    expect(bench.ack(14)).toEqual([15, 16]);
    // What the receiver had beyond a hole is not sent again.
    expect(bench.ack(28)).toEqual([28, 29, 30, 31]);
    expect(bench.s.sessions!.retransmits).toBe(6);
  });

  test('takes no sample of what was sent again (Karn), and keeps the longer time until there is one', () => {
    const bench = new Bench('window 1MB');
    bench.sent();
    bench.expire();
    const now = bench.s.now / 1e6;
    bench.ack(1, now + 100);
    expect(bench.s.sessions!.srtt[0]).toBe(-1);
    expect(bench.timer).toBe(2e6);
  });

  test('waits no longer than a minute', () => {
    const bench = new Bench('');
    for (let again = 0; again < 10; again++) bench.expire();
    expect(bench.timer).toBe(60e6);
  });

  test('probes a window that is closed (RFC 1122, 4.2.2.17)', () => {
    const bench = new Bench('window 4kB');
    bench.sent();
    const t = bench.s.sessions!;
    // All four are there, and the receiver has no room for more.
    t.una[0] = 4;
    t.nxt[0] = 4;
    t.deadline[0] = bench.s.now;
    expect(bench.expire()).toEqual([4]);
    expect(bench.timer).toBe(2e6);
  });
});

test('a ring keeps its order over its ends, however it grows', () => {
  const ring = new Ring(2);
  let [next, first] = [0, 0];
  for (let round = 0; round < 200; round++) {
    for (let more = 0; more < 3; more++) {
      ring.append();
      ring.put(0, next);
      ring.put(1, -next);
      next++;
    }
    for (let fewer = 0; fewer < (round % 3) + 1; fewer++) {
      expect([ring.front(0), ring.front(1)]).toEqual([first, -first]);
      ring.shift();
      first++;
    }
    expect(ring.length).toBe(next - first);
  }
});
