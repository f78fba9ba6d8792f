import type { Compilation } from '../compile.js';
import type { Mark } from '../context.js';
import type { Token } from '../lexer.js';

/** Types of semantic tokens, in the words of the editors' common legend. */
export const TOKEN_TYPES = [
  'keyword',
  'enumMember',
  'class',
  'function',
  'variable',
  'parameter',
  'property',
  'number',
] as const;
export const TOKEN_MODIFIERS = ['declaration', 'defaultLibrary'] as const;

export interface SemanticToken {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly type: (typeof TOKEN_TYPES)[number];
  readonly modifiers: readonly (typeof TOKEN_MODIFIERS)[number][];
}

/** What each word of the file is, which a grammar of regular expressions cannot know: `drop` the statement or the option. */
export function semanticTokens(compilation: Compilation): SemanticToken[] {
  const { source } = compilation.program.main;
  const found: SemanticToken[] = [];
  for (const [token, mark] of compilation.marks.tokens.get(source) ?? []) {
    if (token.kind === 'string') continue;
    const { line, column } = source.position(token.start);
    found.push({
      line,
      column,
      length: token.end - token.start,
      type: typeOf(mark),
      modifiers: modifiersOf(mark, token),
    });
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

function typeOf(mark: Mark): SemanticToken['type'] {
  switch (mark.kind) {
    case 'word':
      return mark.role === 'keyword' ? 'keyword' : 'enumMember';
    case 'quantity':
      return 'number';
    case 'local':
      return mark.of === 'label' ? 'function' : 'property';
    case 'name':
      return mark.of === 'param' ? 'parameter' : mark.of === 'path' || mark.of === 'process' ? 'function' : 'class';
  }
}

function modifiersOf(mark: Mark, token: Token): SemanticToken['modifiers'] {
  if (mark.kind !== 'name' || mark.target === undefined) return [];
  if (mark.target.token === token) return ['declaration'];
  return mark.target.source.file.startsWith('std/') ? ['defaultLibrary'] : [];
}
