import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bands, bandAt, bandEnd, bands, paintBands, timeInStates, upTo } from '../../src/views/bands.js';

const STATES = 3;

function lane(lengths: readonly number[], states: readonly number[]): Bands {
  const start = new Float64Array(lengths.length);
  let end = 0;
  lengths.forEach((length, i) => {
    start[i] = end;
    end += length;
  });
  return bands(start, end, Uint8Array.from(states), new Uint32Array(lengths.length), STATES);
}

const lanes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: STATES - 1 })), {
    minLength: 1,
    maxLength: 300,
  })
  .map((all) =>
    lane(
      all.map(([length]) => length),
      all.map(([, state]) => state),
    ),
  )
  .filter(({ end }) => end > 0);

/** What each column shows, as shares of the states. */
function painted(of: Bands, from: number, to: number, columns: number): (readonly number[] | undefined)[] {
  const shown: (readonly number[] | undefined)[] = new Array(columns).fill(undefined);
  const set = (column: number, shares: readonly number[]) => {
    expect(shown[column], `column ${column} is painted once`).toBeUndefined();
    shown[column] = shares;
  };
  paintBands(of, from, to, columns, {
    band(i, column, count) {
      const shares = Array.from({ length: STATES }, (_, state) => (state === of.state[i] ? 1 : 0));
      for (let k = 0; k < count; k++) set(column + k, shares);
    },
    mix: (column, shares) => set(column, [...shares]),
  });
  return shown;
}

/** The time in a state between two times, band by band. */
function slowly(of: Bands, state: number, from: number, to: number): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) {
    if (of.state[i] === state) sum += Math.max(0, Math.min(to, bandEnd(of, i)) - Math.max(from, of.start[i]!));
  }
  return sum;
}

describe('bands', () => {
  it('are found by time', () => {
    const of = lane([10, 5, 20], [0, 1, 2]);
    expect([0, 9, 10, 14, 15, 34].map((time) => bandAt(of, time))).toEqual([0, 0, 1, 1, 2, 2]);
    expect([bandAt(of, -1), bandAt(of, 35)]).toEqual([-1, -1]);
    expect(bandEnd(of, 2)).toBe(35);
  });

  it('sum up the time in each state', () => {
    fc.assert(
      fc.property(lanes, fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
        const time = part * of.end;
        const into = new Float64Array(STATES);
        timeInStates(of, upTo(of.start, time), time, into);
        for (let state = 0; state < STATES; state++) expect(into[state]).toBeCloseTo(slowly(of, state, 0, time), 6);
      }),
    );
  });
});

describe('painting bands', () => {
  it('gives wide bands their columns with sharp edges', () => {
    expect(painted(lane([10, 5, 5], [0, 1, 2]), 0, 20, 4)).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('gives a column in which two bands meet to the greater', () => {
    expect(painted(lane([16, 4], [0, 1]), 0, 20, 2)).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
    expect(painted(lane([12, 8], [0, 1]), 0, 20, 2)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  it('mixes a column with more of them by their exact shares', () => {
    expect(painted(lane([1, 2, 1, 16], [0, 1, 2, 0]), 0, 20, 5)[0]).toEqual([0.25, 0.5, 0.25]);
  });

  it('fills every column of the lane once, and each share is right to half a column', () => {
    fc.assert(
      fc.property(
        lanes,
        fc.integer({ min: 1, max: 80 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (of, columns, part) => {
          const from = part * of.end;
          const step = (of.end - from) / columns;
          const shown = painted(of, from, of.end, columns);
          shown.forEach((shares, column) => {
            expect(shares, `column ${column}`).toBeDefined();
            expect(shares!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
            for (let state = 0; state < STATES; state++) {
              const exact = slowly(of, state, from + column * step, from + (column + 1) * step) / step;
              expect(Math.abs(shares![state]! - exact)).toBeLessThanOrEqual(0.5 + 1e-5);
            }
          });
        },
      ),
    );
  });

  it('shows nothing before and after the lane', () => {
    const shown = painted(lane([10], [1]), -10, 20, 30);
    expect(shown.map((shares) => shares !== undefined)).toEqual(
      Array.from({ length: 30 }, (_, i) => i >= 10 && i < 20),
    );
  });

  it('costs by the column and not by the band', () => {
    const many = 1_000_000;
    const of = lane(
      new Array(many).fill(1),
      Array.from({ length: many }, (_, i) => i % STATES),
    );
    let calls = 0;
    const count = () => calls++;
    paintBands(of, 0, of.end, 1500, { band: count, mix: count });
    expect(calls).toBeLessThanOrEqual(1500);
    const start = performance.now();
    for (let i = 0; i < 20; i++) paintBands(of, i, of.end, 1500, { band: count, mix: count });
    // A frame has 16 ms; a lane takes well below one even where other programs take most of the machine.
    expect((performance.now() - start) / 20).toBeLessThan(16);
  });
});
