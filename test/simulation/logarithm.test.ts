import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, ln } from '../../src/simulation/logarithm.js';

const bits = new DataView(new ArrayBuffer(8));

/** Distance to the next greater double. */
function ulp(x: number): number {
  bits.setFloat64(0, Math.abs(x));
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n);
  return bits.getFloat64(0) - Math.abs(x);
}

/** Engines differ in the last bit themselves, so one unit is theirs. */
function expectWithin(units: number, actual: number, reference: number): void {
  expect(Math.abs(actual - reference)).toBeLessThanOrEqual(units * ulp(reference));
}

describe('ln', () => {
  test('is within three units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 2.3e-308, max: 1e308, noNaN: true }), (x) =>
        expectWithin(3 + 1, ln(x), Math.log(x)),
      ),
      { numRuns: 2000 },
    );
  });

  test('is so below and around one, where random numbers are', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -53, max: 2, noNaN: true }), (x) => expectWithin(3 + 1, ln(x), Math.log(x))),
      { numRuns: 2000 },
    );
    for (let i = 1; i < 4096; i++) expectWithin(3 + 1, ln(i / 4096), Math.log(i / 4096));
    expect(ln(1)).toBe(0);
  });
});

describe('exp', () => {
  test('is within two units in the last place of Math.exp', () => {
    for (const most of [1, 8, 700]) {
      const x = fc.double({ min: -most, max: most, noNaN: true });
      fc.assert(
        fc.property(x, (x) => expectWithin(2, exp(x), Math.exp(x))),
        { numRuns: 2000 },
      );
    }
    expect(exp(0)).toBe(1);
  });
});
