import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MICROSECOND, MILLISECOND, NANOSECOND, SECOND } from '../../src/model/time.js';
import {
  formatCount,
  formatMetric,
  formatPercent,
  formatRate,
  formatSize,
  formatTime,
} from '../../src/views/format.js';

describe('a time', () => {
  it.each([
    [0, '0us'],
    [1, '1ps'],
    [2 * MICROSECOND, '2us'],
    [1.5 * MICROSECOND, '1.5us'],
    [400 * NANOSECOND, '400ns'],
    [12.34 * MILLISECOND, '12.34ms'],
    [1_234_567, '1.235us'],
    [123_456_789, '123.5us'],
    [999_999_999, '1000us'],
    [3 * SECOND, '3s'],
    [-1.5 * MICROSECOND, '-1.5us'],
    [Number.NaN, '–'],
  ])('of %s ps is %s', (time, text) => {
    expect(formatTime(time)).toBe(text);
  });

  it('is never off by more than a thousandth', () => {
    const sizes: Record<string, number> = { s: SECOND, ms: MILLISECOND, us: MICROSECOND, ns: NANOSECOND, ps: 1 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (time) => {
        const [, digits, unit] = /^([\d.]+)([a-z]+)$/.exec(formatTime(time))!;
        expect(Math.abs(Number(digits) * sizes[unit!]! - time)).toBeLessThanOrEqual(time * 1e-3);
      }),
    );
  });
});

describe('the other quantities', () => {
  it('have their prefixes and signs', () => {
    expect(formatRate(25_000)).toBe('25k/s');
    expect(formatRate(1.5e6)).toBe('1.5M/s');
    expect(formatRate(2.5e9)).toBe('2.5G/s');
    expect(formatRate(12)).toBe('12/s');
    expect([690, 4664, 4.66e6, 2e9, 0, Number.NaN].map((bytes) => formatSize(bytes))).toEqual([
      '690B',
      '4.664kB',
      '4.66MB',
      '2GB',
      '0B',
      '–',
    ]);
    expect(formatMetric('thread_memory', 8114)).toBe('8.114kB');
    expect(formatCount(1_250_000)).toBe('1\u202f250\u202f000');
    expect(formatCount(999)).toBe('999');
    expect(formatPercent(0.125)).toBe('12.5%');
    expect(formatPercent(1)).toBe('100%');
  });

  it('do not round what is there to nothing', () => {
    expect(formatPercent(0)).toBe('0%');
    expect(formatPercent(1e-6)).toBe('<0.01%');
  });

  it('are dashes where there was nothing to measure', () => {
    for (const format of [formatRate, formatCount, formatPercent]) expect(format(Number.NaN)).toBe('–');
  });

  it('follow the unit of the metric', () => {
    expect(formatMetric('switches', 6)).toBe('6');
    expect(formatMetric('switches_per_packet', 6)).toBe('6');
    expect(formatMetric('switches_per_packet', 2.34567)).toBe('2.346');
    expect(formatMetric('loss', 0.02)).toBe('2%');
    expect(formatMetric('latency_p50', 44.3 * MICROSECOND)).toBe('44.3us');
    expect(formatMetric('throughput', 5000)).toBe('5k/s');
    expect(formatMetric('latency_max', Number.NaN)).toBe('–');
  });
});

describe('beside another value', () => {
  it.each([
    ['throughput', 28 / 0.03, 933.3, '933.33/s'],
    ['throughput', 28 / 0.03, 900, '933.3/s'],
    ['throughput', 5000, 5000, '5k/s'],
    ['latency_max', 999_999_999, MILLISECOND, '999.999999us'],
    ['latency_mean', 10_000_123, 10 * MICROSECOND, '10.0001us'],
    ['goodput', 1_953_000_100, 1_953_000_000, '1.9530001Gbps'],
    ['thread_memory', 123_456_789, 123_460_000, '123.457MB'],
    ['loss', 0.700_46 / 100, 0.7 / 100, '0.7005%'],
    ['loss', 0.000_05 / 100, 0.01 / 100, '<0.01%'],
    ['loss', 0.000_05 / 100, 0, '<0.01%'],
    ['loss', 0.000_05 / 100, 0.000_04 / 100, '0.00005%'],
    ['switches_per_packet', 2.345_67, 2.346, '2.3457'],
    ['switches', 6, 7, '6'],
    ['latency_max', Number.NaN, MILLISECOND, '–'],
  ] as const)('%s of %d has digits enough to tell it from %d', (name, value, other, text) => {
    expect(formatMetric(name, value, other)).toBe(text);
  });
});
