import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimatesAt,
  firstColumn,
  pointFailures,
  pointProblems,
  pointsCsv,
  pointsDone,
  pointsMarkdown,
  pointTables,
} from '../../src/views/points.js';
import { sweepOf } from './sweeps.js';
import { spanAt } from './traces.js';

const report = sweepOf({
  plot: ['delivered', 'loss'],
  values: [2000, 1000],
  lines: {
    'a|b': [
      { delivered: [1900, 20], loss: [0.05, 0.01] },
      { delivered: [1000, 0], loss: [0, 0] },
    ],
    c: [undefined, { delivered: [990, 10], loss: [Number.NaN, Number.NaN] }],
  },
});

describe('the columns that have room', () => {
  it('stay where they are as long as the one that is looked at is one of them', () => {
    expect(firstColumn(4, 2, 0, 1)).toBe(0);
    expect(firstColumn(4, 2, 0, 2)).toBe(1);
    expect(firstColumn(4, 2, 2, 0)).toBe(0);
    expect(firstColumn(4, 1, 0, 3)).toBe(3);
  });

  it('are always columns that there are, and that one is among them', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.nat(19), fc.nat(19), (all, some, from, at) => {
        const [fit, looked] = [Math.min(all, some), at % all];
        const first = firstColumn(all, fit, from, looked);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + fit).toBeLessThanOrEqual(all);
        expect(looked >= first && looked < first + fit).toBe(true);
      }),
    );
  });
});

describe('the points of a sweep', () => {
  it('are a table for each metric, by ascending values', () => {
    expect(pointTables(report)).toEqual([
      {
        metric: 'delivered',
        rows: [
          { value: '1kpps', cells: ['1\u202f000 ± 0', '990 ± 10'] },
          { value: '2kpps', cells: ['1\u202f900 ± 20', ''] },
        ],
      },
      {
        metric: 'loss',
        rows: [
          { value: '1kpps', cells: ['0% ± 0', '–'] },
          { value: '2kpps', cells: ['5.0 ± 1.0%', ''] },
        ],
      },
    ]);
    expect(pointsDone(report)).toBe(1);
  });

  it('are Markdown with cells that cannot end early', () => {
    const text = pointsMarkdown(report);
    expect(text).toMatch(/^### load\n\n\*\*delivered\*\*\n\n\| rate \| a\\\|b \| c \|\n\| ---: \| ---: \| ---: \|\n/);
    expect(text).toContain('| 2kpps | 5.0 ± 1.0% |  |\n');
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(4);
  });

  it('are CSV with plain values, a line for each value and design that was simulated', () => {
    expect(pointsCsv(report).split('\r\n')).toEqual([
      'rate,design,delivered,delivered_half,loss,loss_half',
      '1000,a|b,1000,0,0,0',
      '1000,c,990,10,,',
      '2000,a|b,1900,20,0.05,0.01',
      '',
    ]);
    const odd = pointsCsv(sweepOf({ parameter: 'cost "switch", us', values: [1], lines: { a: [{}] } }));
    expect(odd).toMatch(/^"cost ""switch"", us",design,/);
  });

  it('are told at one value, of the designs that have it', () => {
    expect(estimatesAt(report, 'delivered', 0)).toEqual([
      ['a|b', '1\u202f000 ± 0'],
      ['c', '990 ± 10'],
    ]);
    expect(estimatesAt(report, 'loss', 1)).toEqual([['a|b', '5.0 ± 1.0%']]);
  });

  it('tell what went wrong, and where', () => {
    const [first] = report.lines;
    const broken = { ...first!, points: first!.points.map((point) => point && { ...point, problems: ['a deadlock'] }) };
    expect(pointProblems({ ...report, lines: [broken] })).toEqual([
      'a|b, rate 1kpps: a deadlock',
      'a|b, rate 2kpps: a deadlock',
    ]);
    expect(pointProblems(report)).toEqual([]);
  });

  it('tell which expectations failed, with what was measured and its interval', () => {
    const verdict = { span: spanAt(3), text: 'a|b.loss < 1%', design: 'a|b', limit: 0.01 };
    const verdicts = [
      { ...verdict, holds: true, measured: 0, value: 1000 },
      { ...verdict, holds: false, measured: 0.05, value: 2000 },
    ];
    expect(pointFailures({ ...report, verdicts })).toEqual([
      { text: 'a|b.loss < 1%', where: 'a|b, rate 2kpps', measured: '5.0 ± 1.0%', span: spanAt(3) },
    ]);
  });
});
