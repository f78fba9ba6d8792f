import type { Span } from '../../model/span.js';
import type { Compilation } from '../compile.js';
import type { Mark } from '../context.js';
import { isStandard } from '../program.js';
import type { Position } from '../source.js';
import { touched } from './at.js';

/** Every place, in all files that were read, that means the same thing as the name under the cursor. */
export function references(compilation: Compilation, position: Position): Span[] {
  const mark = touched(compilation, position)?.mark;
  if (mark === undefined || (mark.kind !== 'name' && mark.kind !== 'local')) return [];
  const spans: Span[] = [];
  for (const [source, marks] of compilation.marks.tokens) {
    for (const [token, other] of marks) {
      if (isSame(mark, other)) spans.push(source.span(token.start, token.end));
    }
  }
  if (mark.kind === 'name' && mark.target !== undefined && isStandard(mark.target.source.file)) {
    const { source, token } = mark.target;
    const declared = source.span(token.start, token.end);
    if (!spans.some((span) => span.file === declared.file && span.line === declared.line)) spans.push(declared);
  }
  return spans.sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
}

function isSame(mark: Mark, other: Mark): boolean {
  if (mark.kind === 'name' && other.kind === 'name') {
    return mark.of === other.of && mark.name === other.name && mark.target === other.target;
  }
  return mark.kind === 'local' && other.kind === 'local' && mark.of === other.of && mark.name === other.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
