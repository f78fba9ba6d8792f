import { describe, expect, it, test } from 'vitest';
import { estimate, replicationSeed } from '../../src/experiment/estimate.js';
import { studentQuantile, withinStudent } from '../../src/experiment/student.js';
import { METRICS, type Metrics } from '../../src/model/metric.js';

describe("Student's distribution", () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2, the column of 0.975.
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [29, 2.045],
    [60, 2.0],
    [100, 1.984],
  ])('with %i degrees of freedom has 95%% within %d', (freedom, t) => {
    expect(studentQuantile(0.95, freedom)).toBeCloseTo(t, 3);
  });

  test('comes to the normal distribution', () => {
    expect(withinStudent(1.959964, 10_000)).toBeCloseTo(0.95, 4);
  });
});

function metrics(value: number): Metrics {
  return Object.fromEntries(METRICS.map(({ name }) => [name, value])) as Metrics;
}

describe('estimate', () => {
  it('is the mean, and an interval by the deviation of the samples', () => {
    const { mean, half } = estimate([10, 12, 14].map(metrics));
    expect(mean.loss).toBe(12);
    // s = 2, t of two degrees of freedom is 4.303.
    expect(half.loss).toBeCloseTo((4.303 * 2) / Math.sqrt(3), 3);
  });

  it('of equal samples is what they are, without doubt', () => {
    // 0.1 + 0.1 + 0.1 is not 0.3 in doubles.
    const { mean, half } = estimate([0.1, 0.1, 0.1].map(metrics));
    expect([mean.loss, half.loss]).toEqual([0.1, 0]);
  });

  it('of one sample has no interval', () => {
    const { mean, half } = estimate([metrics(7)]);
    expect([mean.switches, half.switches]).toEqual([7, Number.NaN]);
  });

  it('leaves out replications in which a metric has no value', () => {
    const none = { ...metrics(10), latency_mean: Number.NaN };
    const { mean, half } = estimate([none, metrics(20), metrics(20)]);
    expect([mean.latency_mean, half.latency_mean]).toEqual([20, 0]);
    expect(mean.loss).toBeCloseTo(50 / 3);
  });
});

describe('seeds of replications', () => {
  it('begin with the own one, and do not meet those of neighbouring seeds', () => {
    expect(replicationSeed(5, 0)).toBe(5);
    const seeds = [1, 2, 3].flatMap((seed) => Array.from({ length: 1000 }, (_, r) => replicationSeed(seed, r)));
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  });
});
