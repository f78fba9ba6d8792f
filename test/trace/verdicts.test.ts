import { describe, expect, test } from 'vitest';
import { METRICS, type Metric } from '../../src/model/metric.js';
import type { Expectation } from '../../src/model/scenario.js';
import type { Comparison } from '../../src/model/statement.js';
import type { Finding } from '../../src/trace/result.js';
import { isSound, judge } from '../../src/trace/verdicts.js';

const span = { file: 'a.irq', line: 0, column: 0, endLine: 0, endColumn: 1 };

function expectation(change: Partial<Expectation>): Expectation {
  return {
    span,
    text: 'switches == 6',
    design: undefined,
    metric: 'switches',
    operator: '==',
    value: 6,
    tolerance: 0,
    ...change,
  };
}

function result(design: string, change: Partial<Record<Metric, number>>, sound = true) {
  const zeros = Object.fromEntries(METRICS.map(({ name }) => [name, 0])) as Record<Metric, number>;
  return { design, sound, metrics: { ...zeros, ...change } };
}

function holds(measured: number, operator: Comparison, value: number, tolerance = 0): boolean {
  return judge([expectation({ operator, value, tolerance })], [result('a', { switches: measured })])[0]!.holds;
}

describe('judge', () => {
  test.each([
    ['==', [false, true, false]],
    ['!=', [true, false, true]],
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
    ['>', [false, false, true]],
    ['>=', [false, true, true]],
  ] as const)('%s without tolerance', (operator, outcomes) => {
    expect([5, 6, 7].map((measured) => holds(measured, operator, 6))).toEqual(outcomes);
  });

  test.each([
    // Measured 4, 5, 6, 7, 8 against 6 +- 1.
    ['==', [false, true, true, true, false]],
    ['<=', [true, true, true, true, false]],
    ['>=', [false, true, true, true, true]],
  ] as const)('%s with tolerance', (operator, outcomes) => {
    expect([4, 5, 6, 7, 8].map((measured) => holds(measured, operator, 6, 1))).toEqual(outcomes);
  });

  test.each(['==', '!=', '<', '<=', '>', '>='] as const)(
    '%s does not hold for a value that there is not',
    (operator) => {
      expect(holds(Number.NaN, operator, 6)).toBe(false);
      expect(holds(Number.NaN, operator, 6, 1e9)).toBe(false);
    },
  );

  test('one asked of every design gives a verdict for each, one asked of a design for that alone', () => {
    const results = [result('a', { switches: 6 }), result('b', { switches: 0 })];
    const verdicts = judge([expectation({}), expectation({ design: 'b', value: 0, text: 'b.switches == 0' })], results);
    expect(verdicts.map(({ design, holds, measured }) => [design, holds, measured])).toEqual([
      ['a', true, 6],
      ['b', false, 0],
      ['b', true, 0],
    ]);
  });

  test.each([
    ['==', 2, 5, 4],
    ['==', 2, 9, 8],
    ['<=', 2, 9, 8],
    ['>=', 2, 3, 4],
    ['<', 0, 9, 6],
    ['!=', 0, 6, 6],
  ] as const)('%s 6 +- %d has for a measured %d the limit %d', (operator, tolerance, measured, limit) => {
    const [verdict] = judge([expectation({ operator, tolerance })], [result('a', { switches: measured })]);
    expect(verdict!.limit).toBe(limit);
  });

  test('no expectation holds for a result that is not sound', () => {
    const [verdict] = judge([expectation({})], [result('a', { switches: 6 }, false)]);
    expect(verdict).toMatchObject({ holds: false, measured: 6 });
  });
});

describe('a result is sound', () => {
  const finding = (severity: Finding['severity']) => ({ code: 'x', severity, message: 'm', span, related: [] });

  test('where it came to its end, with warnings or without', () => {
    expect(isSound({ ending: 'finished', findings: [] })).toBe(true);
    expect(isSound({ ending: 'finished', findings: [finding('information'), finding('warning')] })).toBe(true);
  });

  test('but not where it ended early, or found an error', () => {
    for (const ending of ['deadlock', 'limit', 'stuck', 'cancelled'] as const)
      expect(isSound({ ending, findings: [] })).toBe(false);
    expect(isSound({ ending: 'finished', findings: [finding('warning'), finding('error')] })).toBe(false);
  });
});
