import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartsOf, heightOf, isolated } from '../../src/views/chart.js';
import { sweepOf } from './sweeps.js';

describe('the charts of a sweep', () => {
  it('draw a mean and the ends of its interval, in the order of the values', () => {
    const report = sweepOf({
      values: [3000, 1000, 2000],
      lines: { a: [{ delivered: [30, 3] }, { delivered: [10, 1] }, { delivered: [20, 2] }] },
    });
    const { values, charts, designs } = chartsOf(report);
    expect(values).toEqual([1000, 2000, 3000]);
    expect(designs).toEqual(['a']);
    expect(charts).toHaveLength(1);
    expect(charts[0]!.lines).toEqual([{ mean: [10, 20, 30], low: [9, 18, 27], high: [11, 22, 33] }]);
  });

  it('leave a gap where a point was not simulated or had nothing to measure', () => {
    const report = sweepOf({
      plot: ['latency_p50'],
      lines: { a: [{ latency_p50: [5, 1] }, undefined, { latency_p50: [Number.NaN, Number.NaN] }] },
    });
    expect(chartsOf(report).charts[0]!.lines[0]).toEqual({
      mean: [5, null, null],
      low: [4, null, null],
      high: [6, null, null],
    });
  });

  it('have no interval around one replication', () => {
    const report = sweepOf({ values: [1], lines: { a: [{ delivered: [7, Number.NaN] }] } });
    expect(chartsOf(report).charts[0]!.lines[0]).toEqual({ mean: [7], low: [null], high: [null] });
  });

  it('never show a share below nothing or above all, and a number of switches above one', () => {
    const report = sweepOf({
      plot: ['loss', 'switches_per_packet'],
      values: [1, 2],
      lines: {
        a: [
          { loss: [0.01, 0.05], switches_per_packet: [3, 0.5] },
          { loss: [0.99, 0.05], switches_per_packet: [0.1, 0.5] },
        ],
      },
    });
    const [loss, switches] = chartsOf(report).charts;
    expect(loss!.lines[0]).toMatchObject({ low: [0, 0.94], high: [expect.closeTo(0.06), 1] });
    expect(switches!.lines[0]).toMatchObject({ low: [2.5, 0], high: [3.5, 0.6] });
  });

  it('are logarithmic only where every value has a logarithm', () => {
    const lines = { a: [{}, {}] };
    expect(chartsOf(sweepOf({ logarithmic: true, values: [1, 10], lines })).logarithmic).toBe(true);
    expect(chartsOf(sweepOf({ logarithmic: true, values: [0, 10], lines })).logarithmic).toBe(false);
    expect(chartsOf(sweepOf({ logarithmic: false, values: [1, 10], lines })).logarithmic).toBe(false);
  });

  it('keep every mean within its interval, whatever the order of the points', () => {
    const point = fc.record({ value: fc.integer({ min: 0, max: 1e9 }), mean: fc.nat(1e6), half: fc.nat(1e6) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 20 }), (points) => {
        const report = sweepOf({
          values: points.map(({ value }) => value),
          lines: { a: points.map(({ mean, half }) => ({ delivered: [mean, half] as const })) },
        });
        const { values, charts } = chartsOf(report);
        const { mean, low, high } = charts[0]!.lines[0]!;
        expect([...values].sort((one, other) => one - other)).toEqual(values);
        expect([...(mean as number[])].sort()).toEqual(points.map((each) => each.mean).sort());
        mean.forEach((each, index) => {
          expect(low[index]!).toBeLessThanOrEqual(each!);
          expect(high[index]!).toBeGreaterThanOrEqual(each!);
        });
      }),
    );
  });

  it('have the same height for most of what is a little greater', () => {
    const tops = Array.from({ length: 900 }, (_, index) => heightOf(100 + index)[1]);
    expect(new Set(tops).size).toBeLessThan(25);
    expect(heightOf(34_480)[1]).toBe(40_000);
  });

  it('tell which points stand alone', () => {
    const line = (mean: readonly (number | null)[]) => isolated({ mean, low: mean, high: mean });
    expect(line([1, null, 2, 3, null, 4])).toEqual([0, 5]);
    expect(line([null, 1, null])).toEqual([1]);
    expect(line([1])).toEqual([0]);
    expect(line([1, 2, null])).toEqual([]);
    expect(line([])).toEqual([]);
  });

  it('stand on zero, and leave room above the greatest', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (greatest) => {
        const [from, to] = heightOf(greatest);
        expect(from).toBe(0);
        expect(to).toBeGreaterThan(1.015 * greatest);
        expect(to).toBeLessThan(1.25 * greatest);
      }),
    );
    expect(heightOf(0)).toEqual([0, 1]);
    expect(heightOf(null)).toEqual([0, 1]);
  });
});
