import { type Comment, type Token, tokenize } from './lexer.js';

/**
 * The one layout of a text. The lines stay the user's: only what is inside and before them is set, as gofmt does. Blocks
 * are indented by two blanks, tokens stand one blank apart, comments behind neighbouring lines are aligned, blank lines
 * are kept but not two together. It works on tokens, so that it is total: a text with errors is laid out as well, no
 * token and no comment is lost, and a second time changes nothing.
 */
export function format(text: string): string {
  const { tokens, comments } = tokenize(text);
  const lines = layOut(linesOf(text, tokens, comments));
  const eol = /\r\n/.test(text) ? '\r\n' : '\n';
  return lines.length === 0 ? '' : lines.join(eol) + eol;
}

interface Line {
  readonly tokens: Token[];
  comment: string | undefined;
  /** Blank lines stand before it. */
  readonly gap: boolean;
}

/** Groups tokens and comments into the lines that they stand on. */
function linesOf(text: string, tokens: readonly Token[], comments: readonly Comment[]): Line[] {
  const lines: Line[] = [];
  let end = 0;
  const place = (start: number): Line => {
    const between = text.slice(end, start);
    const breaks = between.match(/\r\n|\r|\n/g)?.length ?? 0;
    if (lines.length === 0 || breaks > 0)
      lines.push({ tokens: [], comment: undefined, gap: lines.length > 0 && breaks > 1 });
    return lines.at(-1)!;
  };
  let next = 0;
  for (const token of tokens) {
    for (; next < token.comments; next++) {
      const comment = comments[next]!;
      place(comment.start).comment = text.slice(comment.start, comment.end).trimEnd();
      end = comment.end;
    }
    if (token.kind === 'end') break;
    place(token.start).tokens.push(token);
    end = token.end;
  }
  return lines;
}

function layOut(lines: readonly Line[]): string[] {
  const indents: string[] = [];
  let depth = 0;
  let continued = false;
  for (const { tokens } of lines) {
    const closers = leadingClosers(tokens);
    const level = Math.max(0, depth - closers) + (continued && closers === 0 ? 1 : 0);
    indents.push('  '.repeat(Math.min(level, DEEPEST_INDENT)));
    for (const token of tokens) depth = Math.max(0, depth + depthChange(token));
    const last = tokens.at(-1);
    if (last !== undefined) continued = last.kind === 'symbol' && CONTINUES.has(last.text);
  }
  const codes = lines.map(({ tokens }, index) => (tokens.length === 0 ? '' : indents[index] + spaced(tokens)));
  const columns = commentColumns(lines, codes);
  const out: string[] = [];
  lines.forEach((line, index) => {
    if (line.gap) out.push('');
    const code = codes[index]!;
    if (line.comment === undefined) out.push(code);
    else if (code === '') out.push(indents[index] + line.comment);
    else out.push(code.padEnd(columns[index]!) + line.comment);
  });
  return out;
}

/** Hostile nesting must not make the text quadratic. */
const DEEPEST_INDENT = 64;
const CONTINUES: ReadonlySet<string> = new Set([
  ',',
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '+-',
  '+',
  '-',
  '~',
  '..',
  '=',
  ':',
]);

function depthChange(token: Token): number {
  if (token.kind !== 'symbol') return 0;
  if (token.text === '{' || token.text === '(' || token.text === '[') return 1;
  return token.text === '}' || token.text === ')' || token.text === ']' ? -1 : 0;
}

function leadingClosers(tokens: readonly Token[]): number {
  const first = tokens.findIndex((token) => depthChange(token) >= 0);
  return first < 0 ? tokens.length : first;
}

function spaced(tokens: readonly Token[]): string {
  let text = '';
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    text += before !== undefined && needsBlank(before, token) ? ` ${token.text}` : token.text;
  });
  return text;
}

const TIGHT_BEFORE: ReadonlySet<string> = new Set([',', ';', ':', ')', ']']);

/** Two tokens stand together only where they cannot become one. */
function needsBlank(before: Token, token: Token): boolean {
  if (token.kind === 'symbol' && TIGHT_BEFORE.has(token.text)) return before.kind === 'unknown';
  if (before.kind === 'symbol' && (before.text === '(' || before.text === '[')) return token.kind === 'unknown';
  if (token.text === '.' || before.text === '.') return token.kind !== 'name' && before.kind !== 'name';
  if (token.text === '..') return before.kind !== 'number';
  if (before.text === '..') return token.kind !== 'number';
  return true;
}

/** Where the comments behind code begin: in one column for neighbouring lines, two blanks behind the longest. */
function commentColumns(lines: readonly Line[], codes: readonly string[]): number[] {
  const columns = lines.map(() => 0);
  const isTrailing = (index: number) => lines[index]?.comment !== undefined && codes[index] !== '';
  for (let first = 0; first < lines.length; first++) {
    if (!isTrailing(first)) continue;
    let last = first;
    while (isTrailing(last + 1) && !lines[last + 1]!.gap) last++;
    let widest = 0;
    for (let index = first; index <= last; index++) widest = Math.max(widest, codes[index]!.length);
    for (let index = first; index <= last; index++) columns[index] = widest + 2;
    first = last;
  }
  return columns;
}
