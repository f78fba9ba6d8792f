import type { Expectation } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import type { Finding, Report, Result, RunReport, Verdict } from '../trace/result.js';
import { isSound } from '../trace/verdicts.js';
import { formatMetric } from '../views/format.js';

/** What a report says about single lines of the text, without a word of how an editor shows it. */
export interface Outcome {
  readonly expectation: Expectation;
  /** One for each design that was asked. */
  readonly verdicts: readonly Verdict[];
  readonly holds: boolean;
}

/** Every expectation of a run with what came of it. */
export function outcomesOf({ run, verdicts }: RunReport): Outcome[] {
  return run.expectations.map((expectation) => {
    const own = verdicts.filter(({ span }) => sameSpan(span, expectation.span));
    return { expectation, verdicts: own, holds: own.every(({ holds }) => holds) };
  });
}

/** What was measured, as it stands behind the expectation: `6`, or `threads 6 · biglock 0` where the designs differ. */
export function measuredText({ expectation, verdicts }: Outcome): string {
  const { metric } = expectation;
  const values = verdicts.map(({ design, measured, limit }) => ({
    design,
    text: formatMetric(metric, measured, limit),
  }));
  const different = new Set(values.map(({ text }) => text));
  if (different.size <= 1) return values[0]?.text ?? 'no such design';
  return values.map(({ design, text }) => `${design} ${text}`).join(' · ');
}

/** A problem that a run has brought to light, at the line that causes it. */
export type Problem = Finding;

/** The findings of the simulation, each said once with the designs that have it, and the expectations that failed. */
export function problemsOf(report: Report): Problem[] {
  return report.runs.flatMap((run) => [...findingsOf(run), ...failuresOf(run)]);
}

function findingsOf({ results }: RunReport): Problem[] {
  const byPlace = new Map<string, { finding: Finding; designs: string[] }>();
  for (const { design, findings } of results) {
    for (const finding of findings) {
      const { file, line, column } = finding.span;
      const key = `${finding.code} ${file} ${line} ${column} ${finding.message}`;
      const entry = byPlace.get(key);
      if (entry === undefined) byPlace.set(key, { finding, designs: [design] });
      else entry.designs.push(design);
    }
  }
  return [...byPlace.values()].map(({ finding, designs }) => ({
    ...finding,
    message: `${finding.message} (${designs.join(', ')})`,
  }));
}

function failuresOf(run: RunReport): Problem[] {
  return outcomesOf(run)
    .filter(({ holds }) => !holds)
    .map((outcome) => ({
      code: 'expect',
      severity: 'error',
      message: `${outcome.expectation.text} does not hold: measured ${measuredText(outcome)}${unsound(run, outcome)}`,
      span: outcome.expectation.span,
      related: [],
    }));
}

/** A figure can be as expected and yet not count. */
function unsound({ results }: RunReport, { verdicts }: Outcome): string {
  const asked = results.filter(({ design }) => verdicts.some((verdict) => verdict.design === design));
  const broken = asked.filter((result) => !isSound(result)).map(breach);
  return broken.length === 0 ? '' : `; ${broken.join(', ')}`;
}

/** What keeps the figures of a result from counting. */
function breach({ design, ending, findings }: Result): string {
  if (ending !== 'finished') return `${design} did not finish (${ending})`;
  return `${design} had an error (${findings.find(({ severity }) => severity === 'error')!.code})`;
}

function sameSpan(a: Span, b: Span): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}
