import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/model/metric.js';
import { formatEstimate, formatQuantity, type Quantity, quantityOf, tickTexts } from '../../src/views/quantity.js';

describe('a value of a parameter', () => {
  it.each<[Quantity, number, string]>([
    ['rate', 25_000, '25kpps'],
    ['rate', 26_718.4, '26.72kpps'],
    ['rate', 1_488_095, '1.488Mpps'],
    ['rate', 500, '500pps'],
    ['rate', 0, '0pps'],
    ['time', 350e6, '350us'],
    ['time', 1.5e9, '1.5ms'],
    ['size', 1500, '1.5kB'],
    ['size', 65_536, '64KiB'],
    ['size', 64, '64B'],
    ['bandwidth', 1e9, '1Gbps'],
    ['clock', 2.4e9, '2.4GHz'],
    ['ratio', 0.025, '2.5%'],
    ['count', 12, '12'],
    ['count', 12_500, '12\u202f500'],
    ['count', 0.0005, '0.0005'],
  ])('of %s: %d is %s', (quantity, value, text) => {
    expect(formatQuantity(quantity, value)).toBe(text);
  });
});

describe('the ticks of an axis', () => {
  it.each<[Quantity, number[], string[]]>([
    ['rate', [0, 20_000, 40_000], ['0', '20kpps', '40kpps']],
    ['rate', [500, 1000, 1500], ['0.5kpps', '1.0kpps', '1.5kpps']],
    ['time', [0, 0.5e9, 1e9, 1.5e9], ['0', '0.5ms', '1.0ms', '1.5ms']],
    ['ratio', [0, 0.25, 0.5], ['0', '25%', '50%']],
    ['ratio', [0, 0.005, 0.01], ['0', '0.5%', '1.0%']],
    ['count', [0, 10_000, 20_000], ['0', '10k', '20k']],
    ['count', [0, 250, 500], ['0', '250', '500']],
    ['frequency', [0, 5e6], ['0', '5M/s']],
    ['ratio', [0.1, 0.2, 0.30000000000000004], ['10%', '20%', '30%']],
  ])('of %s at %j are %j', (quantity, ticks, texts) => {
    expect(tickTexts(quantity, ticks, false)).toEqual(texts);
  });

  it('are each in their own unit where the axis is logarithmic, and those without a text have none', () => {
    expect(tickTexts('rate', [100, null, 1000, 10_000, 1e6], true)).toEqual(['100pps', '', '1kpps', '10kpps', '1Mpps']);
  });

  it('of no values are none', () => {
    expect(tickTexts('time', [], false)).toEqual([]);
    expect(tickTexts('time', [null], false)).toEqual(['']);
  });
});

describe('an estimate', () => {
  it.each([
    ['latency_p99', 350.123e6, 12.34e6, '350 ± 12us'],
    ['latency_p99', 2.69e9, 20e6, '2.690 ± 0.020ms'],
    ['loss', 0.6461, 0.0123, '64.6 ± 1.2%'],
    ['delivered', 12_345.67, 420.3, '12\u202f346 ± 420'],
    ['delivered', 12_345.67, 0.21, '12\u202f345.67 ± 0.21'],
    ['switches_per_packet', 6.04, 0.011, '6.040 ± 0.011'],
    ['throughput', 25_300, 110, '25.30 ± 0.11k/s'],
    ['loss', 0, 0, '0% ± 0'],
    ['switches', 6, Number.NaN, '6'],
    ['latency_p50', Number.NaN, Number.NaN, '–'],
  ] as const)('of %s: %d and %d is %s', (metric, mean, half, text) => {
    expect(formatEstimate(metric, mean, half)).toBe(text);
  });

  it.each([
    ['throughput', 933.333, 20, 933.3, '933.33 ± 20/s'],
    ['throughput', 933.333, 20, 900, '933 ± 20/s'],
    ['loss', 0.646_1, 0.0123, 0.646, '64.61 ± 1.2%'],
    ['loss', 0.646_1, Number.NaN, 0.646, '64.61%'],
  ] as const)('of %s: %d and %d has digits enough to tell it from %d', (metric, mean, half, other, text) => {
    expect(formatEstimate(metric, mean, half, other)).toBe(text);
  });

  it('has a quantity for every metric, with a text', () => {
    for (const { name } of METRICS) {
      expect(tickTexts(quantityOf(name), [1, 2], false)).toHaveLength(2);
      expect(formatEstimate(name, 0.5, 0.1)).toContain(' ± ');
    }
  });
});
