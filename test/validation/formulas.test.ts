import { describe, expect, test } from 'vitest';
import {
  closedNetwork,
  erlangB,
  erlangC,
  fullProbability,
  manyServers,
  pollaczekKhinchine,
  preemptiveResume,
  withSetup,
} from './formulas.js';
import { estimate, quantile } from './statistics.js';

const exponential = (mean: number) => ({ mean, square: 2 * mean * mean });

describe('the formulas against cases that are known by other ways', () => {
  test('P-K with exponential service is M/M/1, with constant service it waits half as long', () => {
    expect(pollaczekKhinchine(0.08, exponential(10))).toBeCloseTo(1 / (0.1 - 0.08), 9);
    expect(pollaczekKhinchine(0.08, { mean: 10, square: 100 }) - 10).toBeCloseTo(40 / 2, 9);
  });

  test('a set-up of nothing changes nothing; a long one delays the first', () => {
    expect(withSetup(0.05, exponential(10), { mean: 0, square: 0 })).toBeCloseTo(20, 9);
    // With hardly any arrivals each waits for the whole set-up.
    expect(withSetup(1e-9, exponential(10), { mean: 7, square: 49 })).toBeCloseTo(17, 5);
  });

  test('Erlang, tabulated: 5 servers, 3 erlang', () => {
    expect(erlangB(5, 3)).toBeCloseTo(0.11005, 5);
    expect(erlangC(5, 3)).toBeCloseTo(0.23615, 5);
    expect(manyServers(1, 0.08, 10)).toBeCloseTo(50, 9);
    // c = infinity waits for nobody.
    expect(manyServers(60, 0.3, 10)).toBeCloseTo(10, 9);
  });

  test('a queue with room for one is Erlang B with one server', () => {
    expect(fullProbability(1, 0.7)).toBeCloseTo(erlangB(1, 0.7), 12);
  });

  test('the best class does not see the others; all together conserve work', () => {
    const classes = [
      { rate: 0.03, service: exponential(10) },
      { rate: 0.04, service: exponential(10) },
    ];
    const [first, second] = preemptiveResume(classes);
    expect(first).toBeCloseTo(pollaczekKhinchine(0.03, exponential(10)), 9);
    // Exponential and equal: the number in the system is that of one queue.
    expect(0.03 * first! + 0.04 * second!).toBeCloseTo(0.7 / 0.3, 9);
  });

  test('closed networks: one customer never waits; many saturate; the machine repairman by its chain', () => {
    expect(
      closedNetwork(
        [
          { service: 10, servers: 1 },
          { service: 15, servers: 1 },
        ],
        1,
      ),
    ).toBeCloseTo(1 / 25, 12);
    expect(
      closedNetwork(
        [
          { service: 10, servers: 1 },
          { service: 15, servers: 1 },
        ],
        80,
      ),
    ).toBeCloseTo(1 / 15, 6);
    // N = 5 machines that run for 50 and are repaired by 2 in 20: p(n) from the birth-death chain.
    const p = [1];
    for (let n = 1; n <= 5; n++) p.push((p[n - 1]! * ((5 - n + 1) / 50)) / (Math.min(n, 2) / 20));
    const total = p.reduce((sum, one) => sum + one, 0);
    const busy = p.reduce((sum, one, n) => sum + Math.min(n, 2) * one, 0) / total;
    const stations = [
      { service: 20, servers: 2 },
      { service: 50, servers: Number.POSITIVE_INFINITY },
    ];
    expect(closedNetwork(stations, 5)).toBeCloseTo(busy / 20, 9);
  });
});

describe('the statistics', () => {
  test("Student's quantiles, as tabulated", () => {
    expect(quantile(9, 0.975)).toBeCloseTo(2.2622, 4);
    expect(quantile(4, 0.995)).toBeCloseTo(4.6041, 4);
    expect(quantile(29, 0.9995)).toBeCloseTo(3.6594, 3);
  });

  test('an interval by hand', () => {
    // mean 2, deviation 1, n 3: 4.3027 / sqrt(3)
    expect(estimate([1, 2, 3], 0.95)).toMatchObject({ mean: 2, half: expect.closeTo(2.4841, 3) });
  });
});
