import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Histogram } from '../../src/simulation/histogram.js';

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** The value at the nearest rank of a sorted list. */
function exact(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * values.length)) - 1]!;
}

const value = fc.oneof(
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 0, max: 2 ** 33 }),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);

describe('Histogram', () => {
  test('a percentile is off by less than 0.1%, and never below the exact one', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0, 0.25, 0.5, 0.75, 0.99, 1),
        (values, share) => {
          const estimate = filled(values).percentile(share);
          const truth = exact(values, share);
          expect(estimate).toBeGreaterThanOrEqual(truth);
          expect(estimate - truth).toBeLessThanOrEqual(0.001 * truth);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([0, 1, 2047, 2048, 2049, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 2 ** 47 + 3, Number.MAX_SAFE_INTEGER])(
    'is exact where all samples are %i',
    (same) => {
      const histogram = filled([same, same, same]);
      expect(histogram.percentile(0.5)).toBe(same);
      expect(histogram.percentile(0.99)).toBe(same);
      expect(histogram.mean()).toBe(same);
    },
  );

  test('counts, sums and keeps the ends', () => {
    const histogram = filled([30, 10, 20]);
    expect([histogram.count, histogram.sum, histogram.min, histogram.max, histogram.mean()]).toEqual([
      3, 60, 10, 30, 20,
    ]);
  });

  test('has no percentile and no mean without samples', () => {
    expect(new Histogram().percentile(0.5)).toBeNaN();
    expect(new Histogram().mean()).toBeNaN();
  });
});
