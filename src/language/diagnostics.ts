import type { Span } from '../model/span.js';
import { CODES, type Code, type Severity } from './codes.js';
import type { Token } from './lexer.js';
import type { Source } from './source.js';

export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** A problem with a text, at the token that has it. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly Related[];
}

/** A stretch of a source, before lines and columns are worked out. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const SHOWN_PER_FILE = 100;

/**
 * Collects diagnostics. The same one is kept once, since declarations are read again for every run that uses them; at
 * most a hundred are kept for a file, and the rest counted, so that a hostile text costs no memory.
 */
export class Diagnostics {
  /** Errors reported so far, shown or not, the same one counted each time. */
  errors = 0;
  readonly #files = new Map<
    string,
    { readonly source: Source; shown: Diagnostic[]; seen: Set<string>; more: number }
  >();

  /** Counts an error that has been reported already, where it is met again. */
  meetAgain(): void {
    this.errors++;
  }

  /** `text` may be a function, for messages that take work: it is not called where the diagnostic is not kept. */
  report(
    code: Code,
    source: Source,
    range: Range,
    text: string | (() => string),
    related: readonly Related[] = [],
  ): void {
    const { severity } = CODES[code];
    if (severity === 'error') this.errors++;
    let entry = this.#files.get(source.file);
    if (entry === undefined) {
      entry = { source, shown: [], seen: new Set(), more: 0 };
      this.#files.set(source.file, entry);
    }
    if (entry.shown.length >= SHOWN_PER_FILE) {
      entry.more++;
      return;
    }
    const message = typeof text === 'string' ? text : text();
    const key = `${code} ${range.start} ${message}`;
    if (entry.seen.has(key)) return;
    entry.seen.add(key);
    entry.shown.push({ code, severity, message, span: source.span(range.start, range.end), related });
  }

  /** The first error of a file, and how many are shown of it. */
  errorsIn(file: string): readonly Diagnostic[] {
    return this.#files.get(file)?.shown.filter((diagnostic) => diagnostic.severity === 'error') ?? [];
  }

  /** Everything, file by file in the order of reading, in each by place. */
  list(): Diagnostic[] {
    const all: Diagnostic[] = [];
    for (const { source, shown, more } of this.#files.values()) {
      all.push(...[...shown].sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column));
      if (more === 0) continue;
      const message = `${more} more problems in this file are not shown; mend the first ones`;
      all.push({ code: 'IRQ009', severity: CODES.IRQ009.severity, message, span: source.span(0, 0), related: [] });
    }
    return all;
  }
}

const LONGEST_QUOTE = 40;

/** A token as messages show it. */
export function show(token: Token): string {
  if (token.kind === 'end') return 'the end of the file';
  if (token.kind === 'string') return clip(token.text);
  return `'${clip(token.text)}'`;
}

export function clip(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be made visible.
  const visible = text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]/g, '\u00b7');
  return visible.length <= LONGEST_QUOTE ? visible : `${visible.slice(0, LONGEST_QUOTE)}\u2026`;
}
