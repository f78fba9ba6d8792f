import type { Metric } from '../model/metric.js';
import type { Expectation } from '../model/scenario.js';
import type { Comparison } from '../model/statement.js';
import type { Result, Verdict } from './result.js';

/** What an expectation looks at. */
export interface Measured extends Pick<Result, 'design' | 'metrics'> {
  readonly sound: boolean;
}

/** Whether figures can be trusted: the run came to its end, and found nothing that is an error. */
export function isSound({ ending, findings }: Pick<Result, 'ending' | 'findings'>): boolean {
  return ending === 'finished' && findings.every(({ severity }) => severity !== 'error');
}

/** Holds the expectations of a run against its results; one asked of every design gives a verdict for each. */
export function judge(expectations: readonly Expectation[], results: readonly Measured[]): Verdict[] {
  return expectations.flatMap((expectation) =>
    results
      .filter((result) => expectation.design === undefined || expectation.design === result.design)
      .map((result) => verdict(expectation, result)),
  );
}

function verdict(expectation: Expectation, result: Measured): Verdict {
  const measured = result.metrics[expectation.metric satisfies Metric];
  return {
    span: expectation.span,
    text: expectation.text,
    design: result.design,
    holds: result.sound && compare(measured, expectation.operator, expectation.value, expectation.tolerance),
    measured,
    limit: limitOf(expectation, measured),
  };
}

function limitOf({ operator, value, tolerance }: Expectation, measured: number): number {
  switch (operator) {
    case '==':
      return measured < value ? value - tolerance : value + tolerance;
    case '<=':
      return value + tolerance;
    case '>=':
      return value - tolerance;
    default:
      return value;
  }
}

function compare(measured: number, operator: Comparison, value: number, tolerance: number): boolean {
  switch (operator) {
    case '==':
      return Math.abs(measured - value) <= tolerance;
    case '!=':
      return measured < value || measured > value;
    case '<':
      return measured < value;
    case '<=':
      return measured <= value + tolerance;
    case '>':
      return measured > value;
    case '>=':
      return measured >= value - tolerance;
  }
}
