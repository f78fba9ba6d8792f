import type { Span } from '../../model/span.js';
import type { Compilation } from '../compile.js';
import type { Mark } from '../context.js';
import type { Token } from '../lexer.js';
import type { Position, Source } from '../source.js';

/** The token that a cursor touches in the file itself, with what the checker found it to be. */
export interface Touched {
  readonly token: Token;
  readonly mark: Mark | undefined;
  readonly source: Source;
  readonly span: Span;
}

export function touched(compilation: Compilation, position: Position): Touched | undefined {
  const { source, tokens } = compilation.program.main;
  const offset = source.offset(position);
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end < offset) low = middle + 1;
    else high = middle;
  }
  // Between two tokens that touch, the word is meant and not the symbol before it.
  const [first, second] = [tokens[low], tokens[low + 1]];
  const token = first?.kind === 'symbol' && second?.start === offset && second.kind !== 'symbol' ? second : first;
  if (token === undefined || token.kind === 'end' || token.start > offset) return undefined;
  const mark = compilation.marks.tokens.get(source)?.get(token);
  return { token, mark, source, span: source.span(token.start, token.end) };
}
