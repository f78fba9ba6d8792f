import type { Diagnostics } from './diagnostics.js';
import { show } from './diagnostics.js';
import { type Comment, isClosed, type Token, tokenize } from './lexer.js';
import { Source } from './source.js';
import type { Block, Item, Tree } from './tree.js';
import { FILE } from './vocabulary/file.js';

/** Characters (UTF-16 units) of the largest text that is read: forty thousand lines. Readers of files hold to it too. */
export const LARGEST_TEXT = 2_000_000;
/** What is said of a larger one, after what it is. */
export const TOO_LARGE = 'is too large: a scenario has at most 2,000,000 characters';
const MOST_DAMAGE = 1000;
/** Blocks inside blocks; the recursion of everything that walks a tree is bounded by it. */
export const DEEPEST_BLOCK = 64;

const TOP_LEVEL = new Set(FILE.map((word) => word.word));
/** What always has a block, at the top level and inside others. */
const DECLARES_BLOCK = new Set(['machine', 'device', 'path', 'process', 'workload', 'design', 'run', 'sweep']);
/** Those whose name is a text in quotes, which no name of anything else is. */
const QUOTED = new Set(['import', 'run', 'sweep']);
const ALWAYS_BLOCK = new Set(['hard', 'soft', 'loop', 'choose', 'repeat', 'if', 'else', 'otherwise']);
/** After one of these a line goes on. */
const CONTINUES = new Set([',', '==', '!=', '<=', '>=', '<', '>', '+-', '+', '-', '*', '/', '~', '..', '.', '=', ':']);
const OPENERS: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** Parses any text: the tree is always whole, and what is wrong with the text is reported. */
export function parse(file: string, text: string, diagnostics: Diagnostics): Tree {
  if (text.length > LARGEST_TEXT) {
    const source = new Source(file, '');
    diagnostics.report('IRQ001', source, { start: 0, end: 0 }, `the file ${TOO_LARGE}`);
    return new Parser(source, diagnostics).parse();
  }
  const source = new Source(file, text);
  const nul = text.indexOf('\0');
  if (nul < 0) return new Parser(source, diagnostics).parse();
  diagnostics.report(
    'IRQ007',
    source,
    { start: nul, end: nul + 1 },
    'the file is not text: it has a NUL character here',
  );
  return new Parser(new Source(file, ''), diagnostics).parse();
}

class Parser {
  readonly #source: Source;
  readonly #diagnostics: Diagnostics;
  readonly #tokens: readonly Token[];
  readonly #comments: readonly Comment[];
  #index = 0;
  #depth = 0;
  #unclosedAt = -1;
  readonly #damage: number[] = [];

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
    const { tokens, comments } = tokenize(source.text);
    this.#tokens = tokens;
    this.#comments = comments;
  }

  parse(): Tree {
    this.#reportCharacters();
    const items: Item[] = [];
    while (this.#token.kind !== 'end') {
      this.#items(items);
      if (this.#at('}')) {
        this.#report('IRQ005', this.#token, "there is no '{' for this '}'");
        this.#index++;
      }
    }
    return { source: this.#source, items, tokens: this.#tokens, comments: this.#comments, damage: this.#damage };
  }

  /** Items up to a `}`, the end of the text, or, in a block, a line that can only be a new declaration. */
  #items(into: Item[]): void {
    while (this.#token.kind !== 'end' && !this.#at('}')) {
      if (this.#depth > 0 && this.#isDeclaration()) return;
      const token = this.#token;
      if (this.#at(';')) this.#index++;
      else if (token.kind === 'name' || token.kind === 'number') into.push(this.#item());
      else this.#skip();
    }
  }

  #item(): Item {
    const doc = this.#doc();
    const head = this.#head();
    const block = this.#at('{') ? this.#block() : this.#impliedBlock(head[0]!);
    const isElse = this.#token.kind === 'name' && this.#token.text === 'else';
    const next = block !== undefined && isElse && head[0]!.text !== 'choose' ? this.#else() : undefined;
    return { source: this.#source, head, block, next, doc };
  }

  /** `else` and `else if`, one after the other; built from the last, so that a long chain needs no deep stack. */
  #else(): Item {
    const chain: { head: readonly Token[]; block: Block | undefined }[] = [];
    while (this.#token.kind === 'name' && this.#token.text === 'else' && chain.length < 1000) {
      const head = this.#head();
      chain.push({ head, block: this.#at('{') ? this.#block() : undefined });
    }
    let next: Item | undefined;
    for (const part of chain.reverse()) next = { source: this.#source, ...part, next, doc: '' };
    return next!;
  }

  /**
   * The tokens of a line up to its block, which may open on the next line, as functions in C do. Brackets are followed,
   * so that a line may go on inside them.
   */
  #head(): Token[] {
    const head: Token[] = [this.#token];
    this.#index++;
    const open: Token[] = [];
    for (;;) {
      const token = this.#token;
      if (token.kind === 'end' || this.#at('{') || this.#at('}') || this.#at(';')) break;
      const before = head.at(-1)!;
      if (token.newline && open.length === 0 && !(before.kind === 'symbol' && CONTINUES.has(before.text))) break;
      if (token.newline && this.#isDeclaration()) break;
      if (token.kind === 'symbol') {
        if (token.text in OPENERS) open.push(token);
        else if (token.text === ')' || token.text === ']') this.#closeBracket(open, token);
      }
      head.push(token);
      this.#index++;
    }
    const unclosed = open[0];
    if (unclosed !== undefined) {
      this.#report('IRQ004', unclosed, `'${unclosed.text}' is never closed; expected '${OPENERS[unclosed.text]}'`);
    }
    return head;
  }

  #closeBracket(open: Token[], close: Token): void {
    const last = open.at(-1);
    if (last !== undefined && OPENERS[last.text] === close.text) open.pop();
    else this.#report('IRQ005', close, `there is no '${close.text === ')' ? '(' : '['}' for this '${close.text}'`);
  }

  #block(): Block {
    const open = this.#token;
    if (this.#depth >= DEEPEST_BLOCK) return this.#skipBlock(open);
    this.#index++;
    return this.#rest(open, false);
  }

  /**
   * The block of a line that must have one and whose `{` is missing, or was swallowed by a string that is not closed. Its
   * lines are known by their indentation, and read as if the brace were there: the checks then say once what is missing,
   * where otherwise every line would be wrong.
   */
  #impliedBlock(first: Token): Block | undefined {
    const words = this.#depth === 0 ? DECLARES_BLOCK : ALWAYS_BLOCK;
    const next = this.#token;
    if (!words.has(first.text) || next.kind === 'end' || this.#at(';') || this.#depth >= DEEPEST_BLOCK)
      return undefined;
    const isDeeper = next.newline && this.#column(next) > this.#column(first) && !this.#isDeclaration();
    if (!isDeeper && !(this.#depth === 0 && this.#at('}'))) return undefined;
    return this.#rest({ ...next, kind: 'symbol', text: '{', end: next.start }, true);
  }

  #column(token: Token): number {
    return this.#source.position(token.start).column;
  }

  /** What follows a `{` up to its `}`. */
  #rest(open: Token, implied: boolean): Block {
    this.#depth++;
    const items: Item[] = [];
    this.#items(items);
    this.#depth--;
    if (this.#at('}')) {
      const close = this.#token;
      this.#index++;
      return { open, close, items, implied, end: close.end };
    }
    // Of several blocks that end here unclosed, the innermost speaks for all.
    if (this.#unclosedAt !== this.#index && !implied)
      this.#report('IRQ004', open, `'{' is never closed; expected '}' before ${show(this.#token)}`);
    this.#unclosedAt = this.#index;
    return { open, close: undefined, items, implied, end: this.#tokens[this.#index - 1]!.end };
  }

  #skipBlock(open: Token): Block {
    this.#report('IRQ006', open, `blocks are nested more than ${DEEPEST_BLOCK} deep; the rest of this one is not read`);
    let depth = 0;
    while (this.#token.kind !== 'end') {
      if (this.#at('{')) depth++;
      else if (this.#at('}')) depth--;
      this.#index++;
      if (depth === 0) break;
    }
    const last = this.#tokens[this.#index - 1]!;
    return { open, close: last, items: [], implied: false, end: last.end };
  }

  /** Passes over what cannot begin an item, to the end of its line. */
  #skip(): void {
    const first = this.#token;
    if (first.kind !== 'unknown') {
      const hint = first.kind === 'symbol' && first.text === '{' ? 'a block needs a word before it' : 'expected a word';
      this.#report('IRQ008', first, `a statement cannot begin with ${show(first)}; ${hint}`);
    }
    if (this.#at('{')) {
      // Not recursive, since nothing in an anonymous block can mean anything.
      this.#index++;
      let depth = 1;
      while (this.#token.kind !== 'end' && depth > 0 && !this.#isDeclaration()) {
        if (this.#at('{')) depth++;
        else if (this.#at('}')) depth--;
        this.#index++;
      }
      return;
    }
    this.#index++;
    while (this.#token.kind !== 'end' && !this.#token.newline) {
      if (this.#at('{') || this.#at('}') || this.#at(';')) return;
      this.#index++;
    }
  }

  /**
   * A line at the left margin that has the shape of a declaration. Where one stands inside a block, the block was not
   * closed, and the declaration is read as if it had been.
   */
  #isDeclaration(): boolean {
    const token = this.#token;
    if (!token.newline || token.kind !== 'name' || !TOP_LEVEL.has(token.text)) return false;
    if (this.#source.position(token.start).column !== 0) return false;
    const [first, second] = [this.#tokens[this.#index + 1], this.#tokens[this.#index + 2]];
    if (first?.kind === 'string') return QUOTED.has(token.text);
    if (first?.kind !== 'name' || second === undefined || QUOTED.has(token.text)) return false;
    return second.text === '{' || second.text === ':' || second.text === '=' || second.text === 'extends';
  }

  /** The `///` lines directly before the current token. */
  #doc(): string {
    const before = this.#index === 0 ? 0 : this.#tokens[this.#index - 1]!.comments;
    const lines: string[] = [];
    for (let index = this.#token.comments - 1; index >= before; index--) {
      const comment = this.#comments[index]!;
      if (!comment.doc || !comment.ownLine) break;
      lines.push(this.#source.text.slice(comment.start + 3, comment.end).trim());
    }
    return lines.reverse().join('\n');
  }

  #reportCharacters(): void {
    for (const token of this.#tokens) {
      if (token.kind === 'unknown') {
        this.#report('IRQ002', token, `${show(token)}: the language has no such character`);
      } else if (token.kind === 'string' && !isClosed(token)) {
        this.#report('IRQ003', token, `${show(token)} is not closed; expected '"' before the end of the line`);
      }
    }
  }

  get #token(): Token {
    return this.#tokens[this.#index]!;
  }

  #at(symbol: string): boolean {
    return this.#token.kind === 'symbol' && this.#token.text === symbol;
  }

  #report(code: 'IRQ002' | 'IRQ003' | 'IRQ004' | 'IRQ005' | 'IRQ006' | 'IRQ008', token: Token, message: string): void {
    if (this.#damage.length < MOST_DAMAGE) this.#damage.push(token.start);
    this.#diagnostics.report(code, this.#source, token, message);
  }
}
