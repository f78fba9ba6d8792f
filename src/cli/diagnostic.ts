import type { Span } from '../model/span.js';
import { type Paint, visible } from './colour.js';

/** A problem at a place, from the language or from a run. */
export interface Problem {
  readonly span: Span;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly code: string;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
}

/** `file:line:column`, counted from 1, as compilers write it and editors read it. */
export function at({ file, line, column }: Span): string {
  return `${visible(file)}:${line + 1}:${column + 1}`;
}

/** A problem as `file:line:column: error: message [IRQ012]`, and a line `note:` for each place that belongs to it. */
export function problemLines({ span, severity, message, code, related }: Problem, paint: Paint): string[] {
  const word = severity === 'information' ? 'note' : severity;
  return [
    `${at(span)}: ${paint(severity === 'error' ? 'red' : 'yellow', word)}: ${visible(message)} [${code}]`,
    ...related.map((also) => `${at(also.span)}: ${paint('dim', 'note')}: ${visible(also.message)}`),
  ];
}

/** `2 errors, 1 warning`; empty where there is none. */
export function countText(problems: readonly Problem[]): string {
  return (['error', 'warning'] as const)
    .map((severity) => ({ severity, count: problems.filter((problem) => problem.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}
