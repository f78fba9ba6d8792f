import { describe, expect, it } from 'vitest';
import { measuredText, outcomesOf, problemsOf } from '../../src/extension/outcomes.js';
import type { Expectation, Run } from '../../src/model/scenario.js';
import type { Finding, Report, Result, RunReport } from '../../src/trace/result.js';
import { isSound, judge } from '../../src/trace/verdicts.js';
import { result, SPAN } from '../experiment/fake.js';

const expectation = (line: number, text: string, more: Partial<Expectation>): Expectation => ({
  span: { ...SPAN, line },
  text,
  design: undefined,
  metric: 'switches',
  operator: '==',
  value: 6,
  tolerance: 0,
  ...more,
});

const measured = (design: string, switches: number, more: Partial<Result> = {}): Result => {
  const base = result(design, 1);
  return { ...base, metrics: { ...base.metrics, switches, latency_p99: switches * 1.5e6 }, ...more };
};

function report(expectations: Expectation[], results: Result[]): RunReport {
  const verdicts = judge(
    expectations,
    results.map((each) => ({ ...each, sound: isSound(each) })),
  );
  return { run: { name: 'r', expectations } as unknown as Run, results, verdicts };
}

const file = (run: RunReport): Report => ({ file: 'a.irq', runs: [run] });

describe('the measured value', () => {
  it('is one where the designs agree, and has their names where they differ', () => {
    const run = report(
      [expectation(1, 'a', {}), expectation(2, 'b', { design: 'threads' }), expectation(3, 'c', { metric: 'packets' })],
      [measured('threads', 6), measured('biglock', 0)],
    );
    expect(outcomesOf(run).map(measuredText)).toEqual(['threads 6 · biglock 0', '6', '0']);
    expect(outcomesOf(run).map(({ holds }) => holds)).toEqual([false, true, false]);
  });

  it('has its unit', () => {
    const run = report([expectation(1, 'a', { metric: 'latency_p99' })], [measured('threads', 6)]);
    expect(outcomesOf(run).map(measuredText)).toEqual(['9us']);
  });
});

describe('the problems of a report', () => {
  it('has an expectation that fails, at its line, with what was measured', () => {
    const run = report([expectation(4, 'expect switches == 6', {})], [measured('threads', 7)]);
    expect(problemsOf(file(run))).toEqual([
      {
        code: 'expect',
        severity: 'error',
        message: 'expect switches == 6 does not hold: measured 7',
        span: { ...SPAN, line: 4 },
        related: [],
      },
    ]);
  });

  it('has nothing where all holds', () => {
    expect(problemsOf(file(report([expectation(4, 'x', {})], [measured('threads', 6)])))).toEqual([]);
  });

  it('says when the figure is right but the run did not finish', () => {
    const run = report([expectation(4, 'switches == 6', {})], [measured('threads', 6, { ending: 'deadlock' })]);
    expect(problemsOf(file(run))[0]!.message).toBe(
      'switches == 6 does not hold: measured 6; threads did not finish (deadlock)',
    );
  });

  it('says when the figure is right but the run found an error', () => {
    const deadlock: Finding = { code: 'deadlock', severity: 'error', message: 'm', span: SPAN, related: [] };
    const run = report([expectation(4, 'switches == 6', {})], [measured('threads', 6, { findings: [deadlock] })]);
    expect(problemsOf(file(run)).map(({ message }) => message)).toEqual([
      'm (threads)',
      'switches == 6 does not hold: measured 6; threads had an error (deadlock)',
    ]);
  });

  it('says a finding once, with the designs that have it', () => {
    const finding: Finding = { code: 'SIM001', severity: 'warning', message: 'livelock', span: SPAN, related: [] };
    const other = { ...finding, message: 'starved' };
    const run = report(
      [],
      [measured('threads', 6, { findings: [finding] }), measured('biglock', 0, { findings: [finding, other] })],
    );
    expect(problemsOf(file(run)).map(({ message }) => message)).toEqual([
      'livelock (threads, biglock)',
      'starved (biglock)',
    ]);
  });
});
