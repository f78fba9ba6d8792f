/**
 * Text to tokens. Every character belongs to exactly one token, comment or gap, whatever the text holds: what the
 * language does not know becomes an `unknown` token, and the parser reports it. A number and its unit are one token
 * (`2.5us`, `1ns/B`, `10/s`), so that a message about a unit can point at the whole quantity.
 */
export type TokenKind = 'name' | 'number' | 'string' | 'symbol' | 'unknown' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A line ends between the token before and this one. */
  readonly newline: boolean;
  /** How many comments stand before this token. */
  readonly comments: number;
}

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** `///`: documents the declaration that follows. */
  readonly doc: boolean;
  /** Nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

export interface Tokens {
  /** Ends with one `end` token. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

const BLANK = /[^\S\r\n]+|\uFEFF/y;
const LINE_END = /\r\n|\r|\n/y;
const COMMENT = /\/\/[^\r\n]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%|[A-Za-z\u00b5\u03bc][A-Za-z0-9_]*)?(?:\/[A-Za-z]+)?/y;
const STRING = /"[^"\r\n]*"?/y;
const SYMBOL = /==|!=|<=|>=|\+-|\.\.|[{}()[\];,:.~=<>+\-*/]/y;
const UNKNOWN = /[^\sA-Za-z0-9_"{}()[\];,:.~=<>+\-*/]+|[\s\S]/y;

export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  let offset = 0;
  let newline = true;

  const match = (pattern: RegExp): number => {
    pattern.lastIndex = offset;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
  const push = (kind: TokenKind, end: number): void => {
    tokens.push({ kind, text: text.slice(offset, end), start: offset, end, newline, comments: comments.length });
    newline = false;
    offset = end;
  };

  while (offset < text.length) {
    let end = match(BLANK);
    if (end > 0) {
      offset = end;
      continue;
    }
    end = match(LINE_END);
    if (end > 0) {
      newline = true;
      offset = end;
      continue;
    }
    end = match(COMMENT);
    if (end > 0) {
      const doc = text.startsWith('///', offset) && text[offset + 3] !== '/';
      comments.push({ start: offset, end, doc, ownLine: newline });
      offset = end;
      continue;
    }
    end = match(NAME);
    if (end > 0) {
      push('name', end);
      continue;
    }
    end = match(NUMBER);
    if (end > 0) {
      push('number', end);
      continue;
    }
    end = match(STRING);
    if (end > 0) {
      push('string', end);
      continue;
    }
    end = match(SYMBOL);
    if (end > 0) push('symbol', end);
    else push('unknown', match(UNKNOWN));
  }
  tokens.push({ kind: 'end', text: '', start: offset, end: offset, newline: true, comments: comments.length });
  return { tokens, comments };
}

/** Whether a string token has its closing quote. */
export function isClosed(token: Token): boolean {
  return token.text.length > 1 && token.text.endsWith('"');
}

/** The text between the quotes. */
export function unquote(token: Token): string {
  return token.text.slice(1, isClosed(token) ? -1 : undefined);
}
