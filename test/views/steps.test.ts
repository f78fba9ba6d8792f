import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintMarks, paintSteps, peakBetween, steps, valueAt } from '../../src/views/steps.js';

const lane = (changes: readonly (readonly [number, number])[]) =>
  steps(
    Float64Array.from(changes, ([time]) => time),
    Float64Array.from(changes, ([, value]) => value),
  );

function painted(of: ReturnType<typeof lane>, from: number, to: number, columns: number): number[] {
  const shown: number[] = new Array(columns).fill(-1);
  paintSteps(of, from, to, columns, (column, count, value) => shown.fill(value, column, column + count));
  return shown;
}

describe('a value in steps', () => {
  it('is zero before the first step and keeps the last', () => {
    const of = lane([
      [10, 3],
      [20, 1],
    ]);
    expect([0, 9, 10, 19, 20, 99].map((time) => valueAt(of, time))).toEqual([0, 0, 3, 3, 1, 1]);
    expect(of.greatest).toBe(3);
  });

  it('is painted in columns', () => {
    expect(
      painted(
        lane([
          [10, 3],
          [20, 1],
        ]),
        0,
        40,
        4,
      ),
    ).toEqual([0, 3, 1, 1]); // prettier
  });

  it('does not lose a peak in a column with many steps', () => {
    expect(
      painted(
        lane([
          [1, 1],
          [2, 9],
          [3, 0],
        ]),
        0,
        40,
        4,
      ),
    ).toEqual([9, 0, 0, 0]);
  });

  it('finds the peak of any stretch', () => {
    const changes = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(changes, fc.nat(450), fc.nat(450), (values, one, other) => {
        const of = lane(values.map((value, i) => [i, value]));
        const [from, to] = [Math.min(one, other) - 0.5, Math.max(one, other) + 0.5];
        const inside = values.filter((_, i) => i >= from && i <= to);
        expect(peakBetween(of, from, to)).toBe(Math.max(valueAt(of, from), ...inside));
      }),
    );
  });
});

describe('marks', () => {
  const found = (times: readonly number[], room: number) => {
    const all: (readonly [number, number, number])[] = [];
    paintMarks(Float64Array.from(times), 0, 100, 100, room, (x, i, count) => all.push([x, i, count]));
    return all;
  };

  it('are counted together where they are too near to tell apart', () => {
    expect(found([10, 11, 12, 50], 3)).toEqual([
      [10, 0, 3],
      [50, 3, 1],
    ]);
  });

  it('are those of the window, its edges included', () => {
    expect(found([-1, 0, 100, 101], 1).map(([x]) => x)).toEqual([0, 100]);
    expect(found([], 1)).toEqual([]);
  });
});
