import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../src/model/distribution.js';
import { Chance, exponential, sample, stream, streamOf, uniform } from '../../src/simulation/random.js';

const N = 100_000;

function samples(distribution: Distribution, seed = 7): number[] {
  const random = stream(seed, 0);
  return Array.from({ length: N }, () => sample(distribution, random));
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}

/** Kolmogorov-Smirnov: greatest distance between the empirical distribution function and the one given. */
function distance(values: readonly number[], distribution: (x: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((worst, x, i) => {
    const f = distribution(x);
    return Math.max(worst, Math.abs(f - i / sorted.length), Math.abs(f - (i + 1) / sorted.length));
  }, 0);
}

/** Of samples that follow the distribution, one set in a thousand is farther away (1.95 / sqrt n). */
const FAR = 1.95 / Math.sqrt(N);

/** Normal distribution function by Zelen and Severo's approximation (Abramowitz and Stegun 26.2.17), error below 1e-7. */
function normalFunction(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return x < 0 ? tail : 1 - tail;
}

test('no two streams of a run are the same', () => {
  const kinds = Object.values(Chance).filter((chance) => typeof chance === 'number');
  const begins = kinds.flatMap((chance) => Array.from({ length: 100 }, (_, n) => uniform(streamOf(1, chance, n))));
  expect(new Set(begins).size).toBe(kinds.length * 100);
});

describe('distributions', () => {
  test('exponential', () => {
    const values = samples({ kind: 'exponential', mean: 1e6 });
    const { mean, deviation } = moments(values);
    // Five standard errors: 1e6 / sqrt n for the mean, and sqrt 2 times that for the deviation of an exponential.
    expect(Math.abs(mean - 1e6)).toBeLessThan((5 * 1e6) / Math.sqrt(N));
    expect(Math.abs(deviation - 1e6)).toBeLessThan((8 * 1e6) / Math.sqrt(N));
    expect(distance(values, (x) => 1 - Math.exp(-x / 1e6))).toBeLessThan(FAR);
  });

  test('exponential, far out in the tail beyond the last layer of the ziggurat', () => {
    const random = stream(3, 0);
    let beyond = 0;
    for (let i = 0; i < 1e6; i++) if (exponential(random) > 8) beyond++;
    const expected = 1e6 * Math.exp(-8);
    expect(Math.abs(beyond - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  test('normal', () => {
    const values = samples({ kind: 'normal', mean: 1e7, deviation: 1e6 });
    const { mean, deviation } = moments(values);
    expect(Math.abs(mean - 1e7)).toBeLessThan((5 * 1e6) / Math.sqrt(N));
    expect(Math.abs(deviation - 1e6)).toBeLessThan((5 * 1e6) / Math.sqrt(2 * N));
    expect(distance(values, (x) => normalFunction((x - 1e7) / 1e6))).toBeLessThan(FAR);
  });

  test('normal is cut at zero', () => {
    const values = samples({ kind: 'normal', mean: 0, deviation: 1e6 });
    expect(Math.min(...values.slice(0, 1000))).toBe(0);
    const zeros = values.filter((value) => value === 0).length;
    expect(Math.abs(zeros - N / 2)).toBeLessThan(5 * Math.sqrt(N / 4));
  });

  test('uniform', () => {
    const values = samples({ kind: 'uniform', low: 2e6, high: 5e6 });
    const { mean, deviation } = moments(values);
    expect(Math.abs(mean - 3.5e6)).toBeLessThan((5 * 3e6) / Math.sqrt(12 * N));
    expect(deviation / (3e6 / Math.sqrt(12))).toBeCloseTo(1, 2);
    expect(distance(values, (x) => (x - 2e6) / 3e6)).toBeLessThan(FAR);
  });

  test('empirical takes each of its values as often as it is listed', () => {
    const values = samples({ kind: 'empirical', values: [10, 20, 20, 40] });
    for (const [value, share] of [
      [10, 0.25],
      [20, 0.5],
      [40, 0.25],
    ] as const) {
      const count = values.filter((one) => one === value).length;
      expect(Math.abs(count - share * N)).toBeLessThan(5 * Math.sqrt(N * share * (1 - share)));
    }
  });

  test('constant draws no number from the stream', () => {
    const [one, other] = [stream(1, 0), stream(1, 0)];
    expect(sample({ kind: 'constant', value: 42 }, one)).toBe(42);
    expect(uniform(one)).toBe(uniform(other));
  });

  test('samples are whole numbers', () => {
    for (const distribution of [
      { kind: 'exponential', mean: 10.5 },
      { kind: 'normal', mean: 3.3, deviation: 2.2 },
      { kind: 'uniform', low: 0.5, high: 9.5 },
    ] as const) {
      expect(samples(distribution).every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    }
  });
});

describe('streams', () => {
  test('the same name gives the same numbers, another index or seed others', () => {
    const take = (seed: number, index: number) => {
      const random = stream(seed, index);
      return Array.from({ length: 8 }, () => random.next());
    };
    expect(take(1, 0)).toEqual(take(1, 0));
    expect(take(1, 0)).not.toEqual(take(1, 1));
    expect(take(1, 0)).not.toEqual(take(2, 0));
  });

  test('neighbours, by index or by seed, are not correlated', () => {
    const n = 20_000;
    const take = (seed: number, index: number) => {
      const random = stream(seed, index);
      return Array.from({ length: n }, () => uniform(random) - 0.5);
    };
    for (const [seed, index, otherSeed, otherIndex] of [
      [1, 0, 1, 1],
      [1, 0, 2, 0],
      [1, 1, 2, 0],
      [0, 0, 0, 1],
      [7, 3, 7, 4],
    ] as const) {
      const [a, b] = [take(seed, index), take(otherSeed, otherIndex)];
      const correlation = (12 * a.reduce((sum, x, i) => sum + x * b[i]!, 0)) / n;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  test('no two of many streams begin alike', () => {
    const firsts = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      for (let index = 0; index < 40; index++) {
        const random = stream(seed, index);
        firsts.add(`${random.next()} ${random.next()}`);
      }
    }
    expect(firsts.size).toBe(1600);
  });
});
