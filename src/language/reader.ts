import type { Span } from '../model/span.js';
import { LONGEST_RUN } from '../model/time.js';
import type { Code } from './codes.js';
import type { Context, Expectation, LocalKind, Mark } from './context.js';
import { type Range, type Related, show } from './diagnostics.js';
import { isClosed, type Token, unquote } from './lexer.js';
import type { Declaration, Kind } from './program.js';
import { isProblem, type Quantity, readQuantity } from './quantity.js';
import type { Source } from './source.js';
import { didYouMean, suggest } from './suggest.js';
import { headRange, type Item } from './tree.js';
import { DIMENSION_NAMES, type Dimension, inUnits, UNITS, unitNamed } from './units.js';
import type { Word } from './vocabulary/word.js';

/** The quantity that a place takes. Bounds are in the model's unit. */
export interface Want {
  readonly dimensions: readonly Dimension[];
  readonly what: string;
  readonly example: string;
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/**
 * Reads the words of one item from left to right. After the first thing that is not as expected it reports that and
 * goes silent: every further question is answered by undefined, so that one mistake gives one message. With a probe in
 * the context it stops at the cursor instead and notes what it would have taken there.
 */
export class Reader {
  readonly source: Source;
  readonly item: Item;
  readonly #context: Context;
  readonly #head: readonly Token[];
  readonly #probing: boolean;
  #index: number;
  failed = false;

  constructor(item: Item, context: Context, from = 1) {
    this.item = item;
    this.source = item.source;
    this.#context = context;
    this.#index = from;
    const probe = context.probe;
    this.#probing = probe !== undefined && isAtCursor(item, probe.source, probe.offset);
    this.#head = this.#probing ? item.head.filter((token) => isBefore(token, probe!.offset)) : item.head;
    if (this.#probing && this.#head.length < from) this.failed = true;
  }

  /** The next token, while nothing has failed. */
  peek(): Token | undefined {
    return this.failed ? undefined : this.#head[this.#index];
  }

  isAt(text: string): boolean {
    const token = this.peek();
    return token !== undefined && token.text === text && token.kind !== 'string';
  }

  span(token: Token): Span {
    return this.source.span(token.start, token.end);
  }

  get headSpan(): Span {
    const { start, end } = headRange(this.item);
    return this.source.span(start, end);
  }

  /** The token just read. */
  get last(): Token {
    return this.#head[Math.max(0, this.#index - 1)] ?? this.item.head[0]!;
  }

  report(code: Code, range: Range, message: string, related: readonly Related[] = []): void {
    this.#context.diagnostics.report(code, this.source, range, message, related);
  }

  fail(code: Code, range: Range, message: string, related: readonly Related[] = []): undefined {
    if (!this.failed && !this.#probing) this.report(code, range, message, related);
    this.failed = true;
    return undefined;
  }

  /** Reports what stands here, or that nothing does, against what should. */
  expected(what: string, hint = ''): undefined {
    if (this.failed) return undefined;
    const token = this.peek();
    if (token === undefined) return this.fail('IRQ012', this.last, `expected ${what} after ${show(this.last)}`);
    if (token.kind === 'unknown' || (token.kind === 'string' && !isClosed(token))) {
      this.failed = true;
      this.#context.diagnostics.meetAgain();
      return undefined;
    }
    return this.fail('IRQ012', token, `expected ${what}, found ${show(token)}${hint}`);
  }

  /** One of some words, which must be there. */
  word(words: readonly Word[], what: string): string | undefined {
    const found = this.accept(words);
    if (found !== undefined || this.failed) return found;
    const choices = words.map((word) => `'${word.word}'`);
    const listed = choices.length === 1 ? choices[0]! : `${what}: ${oneOf(choices)}`;
    const token = this.peek();
    const hint =
      token?.kind === 'name'
        ? didYouMean(
            token.text,
            words.map((word) => word.word),
          )
        : '';
    return this.expected(listed, hint);
  }

  /** One of some words, if it is there. */
  accept(words: readonly Word[], role: 'keyword' | 'choice' = 'choice'): string | undefined {
    this.#expect({ kind: 'words', words });
    const token = this.peek();
    if (token?.kind !== 'name') return undefined;
    const word = words.find((candidate) => candidate.word === token.text);
    if (word === undefined) return undefined;
    this.mark(token, { kind: 'word', word, role });
    this.#index++;
    return word.word;
  }

  acceptSymbol(symbol: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#index++;
    return true;
  }

  symbol(symbol: string): boolean {
    if (this.acceptSymbol(symbol)) return true;
    this.expected(`'${symbol}'`);
    return false;
  }

  /** Any one of some symbols, which must be there. */
  symbols(symbols: readonly string[], what: string): string | undefined {
    const found = symbols.find((symbol) => this.acceptSymbol(symbol));
    return found ?? this.expected(`${what} (${symbols.join(' ')})`);
  }

  /** A name that comes to be by its use. */
  local(of: LocalKind, what: string): string | undefined {
    this.#expect({ kind: 'local', of });
    const token = this.peek();
    if (token?.kind !== 'name') return this.expected(what);
    this.mark(token, { kind: 'local', of, name: token.text });
    this.#index++;
    return token.text;
  }

  /** The name of this item's own declaration. */
  ownName(): Token | undefined {
    const token = this.peek();
    if (token?.kind !== 'name' && token?.kind !== 'string') return this.expected('a name');
    this.#index++;
    if (token.kind === 'string' && isClosed(token) && unquote(token).trim() === '') {
      return this.fail('IRQ037', token, `${show(token)} is no name; expected one, such as "one packet"`);
    }
    return token;
  }

  string(what: string): string | undefined {
    const token = this.peek();
    if (token?.kind !== 'string') return this.expected(what);
    this.#index++;
    return unquote(token);
  }

  /** A name of something declared. */
  reference(
    of: Kind,
    what: string,
    accepts: (declaration: Declaration) => boolean = () => true,
  ): Declaration | undefined {
    this.#expect({ kind: 'names', of, accepts });
    const token = this.peek();
    if (token?.kind !== 'name') return this.expected(what);
    const target = this.#context.program.lookup(of, token.text, this.source);
    this.mark(token, { kind: 'name', of, name: token.text, target });
    this.#index++;
    if (target === undefined) return this.#unknownName(of, token, accepts);
    if (!accepts(target)) {
      const related = [{ span: target.source.span(target.token.start, target.token.end), message: 'declared here' }];
      return this.fail('IRQ032', token, `${show(token)} is not ${what}`, related);
    }
    return target;
  }

  #unknownName(of: Kind, token: Token, accepts: (declaration: Declaration) => boolean): undefined {
    const { program } = this.#context;
    const known = program.visible(of, this.source).filter(accepts);
    const offer = program.offered(of, token.text);
    if (offer?.name === token.text) {
      return this.fail('IRQ030', token, `there is no ${of} ${show(token)} here; import "${offer.path}" has it`);
    }
    const [near] = suggest(
      token.text,
      known.map((declaration) => declaration.name),
    );
    if (near !== undefined)
      return this.fail('IRQ030', token, `there is no ${of} ${show(token)}; did you mean '${near}'?`);
    if (offer !== undefined) {
      const message = `there is no ${of} ${show(token)}; did you mean '${offer.name}'? import "${offer.path}" has it`;
      return this.fail('IRQ030', token, message);
    }
    const names = known.map((declaration) => `'${declaration.name}'`);
    const hint = names.length === 0 ? `no ${of} is declared or imported` : `expected ${oneOf(names)}`;
    return this.fail('IRQ030', token, `there is no ${of} ${show(token)}; ${hint}`);
  }

  /** A whole time in picoseconds; `cycles` by the clock of the run's machine. */
  time(
    what: string,
    example: string,
    bounds: { readonly least?: number; readonly most?: number } = {},
  ): number | undefined {
    const found = this.#read({ dimensions: ['time', 'cycles'], what, example });
    return found === undefined ? undefined : this.#inTime(found.quantity, found.token, what, bounds);
  }

  /** Whether a time per byte stands here, such as `1ns/B`. */
  timePerByte(): number | undefined {
    const found = this.#read({
      dimensions: ['time per byte', 'cycles per byte'],
      what: 'a time for each byte',
      example: '1ns/B',
    });
    return found === undefined ? undefined : this.#inTime(found.quantity, found.token, 'a time for each byte', {});
  }

  quantity(want: Want): number | undefined {
    return this.measured(want)?.value;
  }

  /** A quantity with its dimension, where a place takes several. */
  measured(want: Want): Quantity | undefined {
    const found = this.#read(want);
    if (found === undefined) return undefined;
    const { quantity, token } = found;
    const { least = 0, most = Number.MAX_SAFE_INTEGER } = want;
    if (want.whole === true && !Number.isInteger(quantity.value) && Number.isFinite(quantity.value)) {
      return this.fail(
        'IRQ027',
        token,
        `${show(token)} is not a whole number; expected ${want.what}, such as ${want.example}`,
      );
    }
    if (quantity.value < least || quantity.value > most) {
      const [low, high] = [least, most].map((bound) => inUnits(bound, quantity.dimension));
      const range = most === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `from ${low} to ${high}`;
      return this.fail('IRQ023', token, `${show(token)} is out of range: ${want.what} is ${range}`);
    }
    if (quantity.dimension === 'time' || quantity.dimension === 'cycles') {
      const value = this.#inTime(quantity, token, want.what, {});
      return value === undefined ? undefined : { dimension: 'time', value, exact: true };
    }
    this.#warnRounded(quantity, token);
    return quantity;
  }

  /** The rest of the line must be empty. `block`: whether the item has a block, which is the caller's to read. */
  end(block: 'block' | 'no block'): boolean {
    const token = this.peek();
    if (token !== undefined && token.kind !== 'unknown') {
      this.fail('IRQ013', token, `expected the end of the statement, found ${show(token)}`);
    }
    if (this.failed) return false;
    const { block: found } = this.item;
    if (block === 'block' && (found === undefined || found.implied) && !this.#probing) {
      // A string that is not closed has taken the brace with it, and has its own message.
      if (this.item.head.some((token) => token.kind === 'string' && !isClosed(token))) {
        this.failed = true;
        this.#context.diagnostics.meetAgain();
        return false;
      }
      this.fail('IRQ014', headRange(this.item), `expected '{' after ${show(this.item.head.at(-1)!)}`);
    } else if (block === 'no block' && this.item.block !== undefined) {
      this.fail(
        'IRQ017',
        this.item.block.open,
        `${show(this.item.head[0]!)} has no block; expected the end of the statement`,
      );
    }
    return !this.failed;
  }

  mark(token: Token, mark: Mark): void {
    const marks = this.#context.marks?.tokens;
    if (marks === undefined) return;
    let ofSource = marks.get(this.source);
    if (ofSource === undefined) {
      ofSource = new Map();
      marks.set(this.source, ofSource);
    }
    ofSource.set(token, mark);
  }

  #expect(expectation: Expectation): void {
    if (this.#probing && !this.failed && this.#index >= this.#head.length) {
      this.#context.probe!.expectations.push(expectation);
    }
  }

  /** A number with a unit of one of the wanted dimensions, or a parameter that is one. */
  #read(want: Want): { readonly quantity: Quantity; readonly token: Token } | undefined {
    this.#expect({ kind: 'quantity', dimensions: want.dimensions });
    const token = this.peek();
    const wanted = `${want.what}, such as ${want.example}`;
    if (token?.kind === 'symbol' && token.text === '-') {
      const next = this.#head[this.#index + 1];
      if (next?.kind === 'number') {
        return this.fail(
          'IRQ024',
          { start: token.start, end: next.end },
          `'-${next.text}' is negative; expected ${wanted}`,
        );
      }
    }
    if (token?.kind === 'name') return this.#parameter(want, token, wanted);
    if (token?.kind !== 'number') return this.expected(wanted);
    const read = readQuantity(token);
    if (isProblem(read)) {
      if (read.kind === 'number')
        return this.fail('IRQ012', token, `${show(token)} is not a number; expected ${wanted}`);
      const units = UNITS.filter((unit) => want.dimensions.includes(unit.dimension)).map((unit) => unit.name);
      const near = didYouMean(read.unit, units) || `; expected ${wanted}`;
      return this.fail('IRQ021', token, `${show(token)} has an unknown unit '${read.unit}'${near}`);
    }
    if (!this.#checkDimension(read, token, want, wanted)) return undefined;
    this.#index++;
    this.mark(token, { kind: 'quantity', dimension: read.dimension, value: read.value });
    if (!Number.isFinite(read.value)) {
      const message =
        read.dimension === 'time'
          ? `is too long: ${want.what} is at most 2.5 hours (9007s)`
          : `is too large to be counted exactly; expected ${wanted}`;
      return this.fail('IRQ023', token, `${show(token)} ${message}`);
    }
    return { quantity: read, token };
  }

  #checkDimension(read: Quantity, token: Token, want: Want, wanted: string): boolean {
    if (want.dimensions.includes(read.dimension)) return true;
    if (read.dimension !== 'count') {
      const name = DIMENSION_NAMES[read.dimension].name;
      this.fail('IRQ020', token, `${show(token)} is ${name}; expected ${wanted}`);
      return false;
    }
    const next = this.#head[this.#index + 1];
    const unit = next === undefined || next.newline ? undefined : unitNamed(next.text);
    if (unit !== undefined && want.dimensions.includes(unit.dimension)) {
      const range = { start: token.start, end: next!.end };
      this.fail('IRQ026', range, `a number and its unit are one word; expected '${token.text}${unit.name}'`);
    } else {
      this.fail('IRQ022', token, `${show(token)} has no unit; expected ${wanted}`);
    }
    return false;
  }

  #parameter(want: Want, token: Token, wanted: string): { quantity: Quantity; token: Token } | undefined {
    const target = this.#context.program.lookup('param', token.text, this.source);
    if (target === undefined) {
      const names = this.#context.program.visible('param', this.source).map((declaration) => declaration.name);
      return this.expected(wanted, didYouMean(token.text, names));
    }
    this.mark(token, { kind: 'name', of: 'param', name: token.text, target });
    this.#index++;
    const number = this.#valueOf(target);
    const read = number?.kind === 'number' ? readQuantity(number) : undefined;
    if (read === undefined || isProblem(read) || !Number.isFinite(read.value)) {
      return this.fail('IRQ012', token, `the parameter ${show(token)} has no valid value; expected ${wanted}`);
    }
    if (!want.dimensions.includes(read.dimension)) {
      const span = target.source.span(target.token.start, number!.end);
      const message = `the parameter ${show(token)} is ${DIMENSION_NAMES[read.dimension].name}; expected ${wanted}`;
      return this.fail('IRQ020', token, message, [{ span, message: 'declared here' }]);
    }
    return { quantity: read, token };
  }

  #valueOf(param: Declaration): Token | undefined {
    const { change } = this.#context;
    if (change?.param?.declaration !== param) return param.item.head[3];
    change.uses++;
    return change.param.value;
  }

  #inTime(
    quantity: Quantity,
    token: Token,
    what: string,
    bounds: { readonly least?: number; readonly most?: number },
  ): number | undefined {
    const inCycles = quantity.dimension === 'cycles' || quantity.dimension === 'cycles per byte';
    const hertz = this.#context.machine?.hertz ?? 1e12;
    const value = inCycles ? Math.round((quantity.value / hertz) * 1e12) : quantity.value;
    if (value > (bounds.most ?? LONGEST_RUN)) {
      return this.fail('IRQ023', token, `${show(token)} is too long: ${what} is at most 2.5 hours (9007s)`);
    }
    if (value < (bounds.least ?? 0)) {
      return this.fail('IRQ023', token, `${show(token)} is too short: ${what} must be more than zero`);
    }
    this.#warnRounded(quantity, token);
    return value;
  }

  #warnRounded(quantity: Quantity, token: Token): void {
    if (quantity.exact) return;
    const [grain, unit] = quantity.dimension.startsWith('time') ? ['picoseconds', 'ps'] : ['units', ''];
    this.report(
      'IRQ025',
      token,
      `${show(token)} is not a whole number of ${grain}; it is rounded to ${quantity.value}${unit}`,
    );
  }
}

/** `a, b or c`, cut after eight. */
export function oneOf(choices: readonly string[]): string {
  if (choices.length > 16) return `${choices.slice(0, 15).join(', ')} …`;
  if (choices.length < 2) return choices.join('');
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

/** Whether the cursor stands in the words of an item, or behind them on their line. */
export function isAtCursor(item: Item, source: Source, offset: number): boolean {
  if (item.source !== source) return false;
  const { start, end } = headRange(item);
  if (offset < start) return false;
  if (offset <= end) return true;
  if (item.block !== undefined && offset > item.block.open.start) return false;
  const between = source.text.slice(end, offset);
  return /^[^\S\r\n]*$/.test(between) || (/^\s*$/.test(between) && /[,=:~.+<>]$/.test(item.head.at(-1)!.text));
}

/** Whether a token is complete before the cursor; a word that the cursor touches is still being written. */
function isBefore(token: Token, offset: number): boolean {
  return token.end < offset || (token.end === offset && token.kind === 'symbol');
}
