import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MICROSECOND } from '../../src/model/time.js';
import { openingWindow, panned, ticksOf, zoomed } from '../../src/views/axis.js';

describe('ticks', () => {
  it('are round numbers in one unit', () => {
    expect(ticksOf({ from: 0, to: 100 * MICROSECOND }, 500, 90).map(({ text }) => text)).toEqual([
      '0us',
      '20us',
      '40us',
      '60us',
      '80us',
      '100us',
    ]);
  });

  it('have the decimals that tell neighbours apart', () => {
    const ticks = ticksOf({ from: 12_340_000, to: 12_341_000 }, 500, 90);
    expect(ticks.map(({ text }) => text).slice(0, 3)).toEqual(['12.3400us', '12.3402us', '12.3404us']);
  });

  it('are apart, inside, and no two alike', () => {
    const window = fc.tuple(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 100, max: 1e12 }));
    fc.assert(
      fc.property(window, fc.integer({ min: 100, max: 3000 }), ([from, length], width) => {
        const ticks = ticksOf({ from, to: from + length }, width, 90);
        expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
        for (const { time } of ticks) expect(time >= from && time <= from + length).toBe(true);
        for (let i = 1; i < ticks.length; i++) {
          expect(((ticks[i]!.time - ticks[i - 1]!.time) / length) * width).toBeGreaterThan(89.9);
        }
      }),
    );
  });

  it('are none where there is no room', () => {
    expect(ticksOf({ from: 5, to: 5 }, 500, 90)).toEqual([]);
    expect(ticksOf({ from: 0, to: 5 }, 0, 90)).toEqual([]);
  });
});

describe('the window', () => {
  it('keeps what is under the pointer when it is zoomed', () => {
    expect(zoomed({ from: 0, to: 1000 }, 0.5, 250, 1000)).toEqual({ from: 125, to: 625 });
  });

  it('never leaves the run, however it is moved', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        part,
        part,
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        fc.integer({ min: -3000, max: 3000 }),
        (a, b, factor, by) => {
          const duration = 1000;
          const start = panned({ from: a * 500, to: a * 500 + 400 }, 0, duration);
          for (const next of [zoomed(start, factor, b * duration, duration), panned(start, by, duration)]) {
            expect(next.from).toBeGreaterThanOrEqual(0);
            expect(next.to).toBeLessThanOrEqual(duration + 1e-6);
            expect(next.to - next.from).toBeGreaterThanOrEqual(99.999);
          }
        },
      ),
    );
  });
});

describe('the window that a timeline opens at', () => {
  const every = (step: number, count: number) => Float64Array.from({ length: count }, (_, i) => (i + 1) * step);

  it('holds the first twenty packets of a long run', () => {
    const arrivals = every(50 * MICROSECOND, 20_000);
    const { from, to } = openingWindow([arrivals], 1e12);
    expect(arrivals.filter((time) => from <= time && time < to)).toHaveLength(20);
  });

  it('holds them under every design', () => {
    const [early, late] = [every(10, 1000), every(30, 1000)];
    const { from, to } = openingWindow([early, late], 1e6);
    expect(from).toBeLessThanOrEqual(early[0]!);
    expect(to).toBeGreaterThanOrEqual(late[20]!);
  });

  it.each([
    ['no packets', [new Float64Array()], 1e9],
    ['few packets', [every(1000, 20)], 1e9],
    ['not many more', [every(1000, 30)], 30_000],
    ['all at once', [new Float64Array(100).fill(5)], 1e9],
    ['no design', [], 1e9],
  ])('is the whole run where there are %s', (_name, arrivals, duration) => {
    expect(openingWindow(arrivals, duration)).toEqual({ from: 0, to: duration });
  });
});
