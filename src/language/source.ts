import type { Span } from '../model/span.js';

/** A place in a text, counted as `Span` counts. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with its name and the table that turns offsets into lines. */
export class Source {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lineStarts = lineStartsOf(text);
  }

  get lineCount(): number {
    return this.#lineStarts.length;
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line, column: offset - this.#lineStarts[line]! };
  }

  /** The offset of a place; one outside the text is moved to the nearest place inside. */
  offset(position: Position): number {
    if (position.line < 0) return 0;
    const start = this.#lineStarts[position.line];
    if (start === undefined) return this.text.length;
    const next = this.#lineStarts[position.line + 1];
    const end = next === undefined ? this.text.length : next - 1;
    return Math.min(Math.max(start, start + position.column), end);
  }

  span(start: number, end: number): Span {
    const from = this.position(start);
    const to = this.position(Math.max(start, end));
    return { file: this.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}

/** Lines end at LF, CRLF or a lone CR, as in editors. */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return starts;
}
