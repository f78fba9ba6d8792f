import { clip } from '../diagnostics.js';
import { Columns, type Recording } from './columns.js';
import { Fault } from './fault.js';

/**
 * A table of times: one packet a line, after RFC 4180, with commas, semicolons or tabs. A first line without a number is
 * a header; its names choose the columns (`time`, `size` and the like, as Wireshark and tshark write them too), and may
 * have a unit (`time_us`). Without a header the first column is the time, and a second the size. Lines that are empty or
 * begin with `#` are passed over.
 *
 * Times are read digit by digit, never as a floating-point number: 1700000000.123456789 has more digits than a double.
 */
const TIME =
  /^(?:time|timestamp|ts|t|arrival|when|frame\.time_(?:relative|epoch))(?:[ _]?[([]?(h|min|s|ms|us|ns|ps)[)\]]?)?$/;
const SIZE = /^(?:size|length|len|bytes|frame\.len)(?:[ _]?[([]?(?:b|bytes)[)\]]?)?$/;

/** A unit in picoseconds: so many powers of ten, so many times. */
interface Unit {
  readonly power: number;
  readonly times: number;
}
const unit = (power: number, times = 1): Unit => ({ power, times });
const UNITS: Readonly<Record<string, Unit>> = {
  h: unit(12, 3600),
  min: unit(12, 60),
  s: unit(12),
  ms: unit(9),
  us: unit(6),
  ns: unit(3),
  ps: unit(0),
};

/** The two signs for micro, by their bytes. */
const MICRO = /\u00c2\u00b5|\u00ce\u00bc/;

const [TAB, NEWLINE, RETURN, BLANK, QUOTE, HASH, POINT] = [9, 10, 13, 32, 34, 35, 46] as const;
const [ZERO, NINE] = [48, 57] as const;
const SEPARATORS: readonly number[] = [44, 59, TAB];
/** Fields of a line that are looked at. */
const MOST_FIELDS = 64;

export function readCsv(bytes: Uint8Array): Recording {
  const columns = new Columns();
  const rows = new Rows(bytes);
  let time = 0;
  let size = -1;
  let usual = UNITS.s!;
  let first = true;
  while (!columns.full && rows.next()) {
    if (first) {
      first = false;
      size = rows.count > 1 ? 1 : -1;
      if (rows.isHeader()) {
        const names = rows.names();
        size = names.findIndex((name) => SIZE.test(name));
        const named = names.findIndex((name) => TIME.test(name));
        time = named < 0 ? names.findIndex((_, column) => column !== size) : named;
        if (time < 0) throw rows.fault("its header has no column of times, such as 'time' or 'time_us'");
        usual = UNITS[TIME.exec(names[time]!)?.[1] ?? 's']!;
        continue;
      }
    }
    rows.readTime(time, usual);
    const wrong = columns.add(rows.seconds, rows.picoseconds, size < 0 ? 1 : rows.readSize(size));
    if (wrong !== undefined) throw rows.fault(`this packet ${wrong}`);
  }
  const sizes = size < 0 ? undefined : columns.sizes;
  return { times: columns.times, sizes, torn: undefined, more: columns.full && rows.next() };
}

/** The lines of a table, one after the other, as places in its bytes. */
class Rows {
  count = 0;
  /** The time that was read. */
  seconds = 0;
  picoseconds = 0;
  readonly #bytes: Uint8Array;
  readonly #from = new Int32Array(MOST_FIELDS);
  readonly #to = new Int32Array(MOST_FIELDS);
  #separator = 0;
  #at = 0;
  /** Number of the line, from 0, and of the one behind it. */
  #line = 0;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (marked) this.#at = 3;
  }

  /** Goes to the next line that says something; false at the end. */
  next(): boolean {
    const bytes = this.#bytes;
    for (;;) {
      while (this.#at < bytes.length && isEmpty(bytes[this.#at]!)) {
        if (bytes[this.#at++] === NEWLINE) this.#next++;
      }
      if (this.#at >= bytes.length) return false;
      if (bytes[this.#at] !== HASH) break;
      while (this.#at < bytes.length && bytes[this.#at] !== NEWLINE) this.#at++;
    }
    if (this.#separator === 0) this.#separator = this.#findSeparator();
    this.#line = this.#next;
    this.count = 0;
    while (this.#readField());
    return true;
  }

  /** Whether no field begins like a number. */
  isHeader(): boolean {
    for (let field = 0; field < this.count; field++) {
      for (let at = this.#from[field]!; at < this.#to[field]!; at++) {
        const byte = this.#bytes[at]!;
        if (byte < BLANK && byte !== TAB) throw this.fault(`${this.#quote(field)} is not a time`);
      }
      if (/^[-+.]?\d/.test(this.#text(field))) return false;
    }
    return true;
  }

  names(): string[] {
    return Array.from({ length: this.count }, (_, field) => this.#text(field).replace(MICRO, 'u').toLowerCase());
  }

  /** Reads a time into `seconds` and `picoseconds`; without a unit it is in the usual one. */
  readTime(field: number, usual: Unit): void {
    if (field >= this.count) throw this.fault('this line has no time');
    const bytes = this.#bytes;
    const from = this.#from[field]!;
    const to = this.#to[field]!;
    let point = from;
    while (point < to && isDigit(bytes[point]!)) point++;
    let end = point;
    if (bytes[point] === POINT && end < to) for (end++; end < to && isDigit(bytes[end]!); end++);
    let { power, times } = usual;
    if (end < to) {
      const rest = /^(?:[eE]([-+]?\d{1,3}))? *(h|min|s|ms|us|ns|ps)?$/.exec(this.#slice(end, to).replace(MICRO, 'u'));
      if (rest === null) throw this.fault(this.#notTime(field));
      if (rest[2] !== undefined) ({ power, times } = UNITS[rest[2]]!);
      power += Number(rest[1] ?? 0);
    }
    const digits = end - from - (end > point ? 1 : 0);
    if (digits === 0) throw this.fault(this.#notTime(field));
    // Digit i stands at from + i, behind the point one further; the digit of single picoseconds is number `ones` - 1.
    const ones = point - from + power;
    const whole = this.#number(from, point, digits, ones - 12, ones) * times;
    const rest = this.#number(from, point, digits, ones, ones + 6) * times;
    const picoseconds = whole + Math.round(rest / 1e6);
    this.seconds = this.#number(from, point, digits, 0, ones - 12) * times + Math.floor(picoseconds / 1e12);
    this.picoseconds = picoseconds % 1e12;
    if (!(this.seconds < 1e12)) throw this.fault(`${this.#quote(field)} is too large a time`);
  }

  readSize(field: number): number {
    if (field >= this.count) throw this.fault('this line has no size');
    const text = this.#text(field);
    const size = /^(\d{1,9}) *B?$/.exec(text);
    if (size === null) throw this.fault(`${this.#quote(field)} is not a size in bytes, such as 1500`);
    return Number(size[1]);
  }

  fault(message: string): Fault {
    return new Fault('entry', `has a wrong line, number ${this.#line + 1}: ${message}`, this.#line);
  }

  #notTime(field: number): string {
    if (this.#from[field] === this.#to[field]) return 'this line has no time';
    if (/^-\d/.test(this.#text(field))) return `${this.#quote(field)} is negative`;
    return `${this.#quote(field)} is not a time, such as 0.001 or 15us`;
  }

  /** The number that some of a field's digits make, from one place to before another; places without a digit are 0. */
  #number(from: number, point: number, digits: number, first: number, behind: number): number {
    let value = 0;
    for (let place = first; place < behind; place++) value = 10 * value + this.#digit(from, point, digits, place);
    return value;
  }

  #digit(from: number, point: number, digits: number, place: number): number {
    if (place < 0 || place >= digits) return 0;
    const at = from + place;
    return this.#bytes[at < point ? at : at + 1]! - ZERO;
  }

  /** Reads one field and goes behind its separator, or to the end of its line; whether another one follows. */
  #readField(): boolean {
    const bytes = this.#bytes;
    const quoted = bytes[this.#at] === QUOTE;
    let from = this.#at;
    let to = from;
    if (quoted) {
      from++;
      to = this.#endOfQuote(from);
      this.#at = to + 1;
    }
    while (this.#at < bytes.length && bytes[this.#at] !== this.#separator && bytes[this.#at] !== NEWLINE) this.#at++;
    if (!quoted) to = this.#at;
    while (from < to && isBlank(bytes[from]!)) from++;
    while (from < to && isBlank(bytes[to - 1]!)) to--;
    if (this.count < MOST_FIELDS) {
      this.#from[this.count] = from;
      this.#to[this.count++] = to;
    }
    if (bytes[this.#at] !== this.#separator) return false;
    this.#at++;
    return true;
  }

  /** The place of the quote that closes one; two of them in a row stand for one in the text. */
  #endOfQuote(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < bytes.length; at++) {
      if (bytes[at] === NEWLINE) this.#next++;
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) return at;
      at++;
    }
    throw this.fault('a quote is not closed');
  }

  #findSeparator(): number {
    const bytes = this.#bytes;
    let quoted = false;
    for (let at = this.#at; at < bytes.length && bytes[at] !== NEWLINE; at++) {
      if (bytes[at] === QUOTE) quoted = !quoted;
      if (!quoted && SEPARATORS.includes(bytes[at]!)) return bytes[at]!;
    }
    return SEPARATORS[0]!;
  }

  #text(field: number): string {
    return this.#slice(this.#from[field]!, this.#to[field]!);
  }

  #quote(field: number): string {
    return `'${clip(this.#text(field))}'`;
  }

  #slice(from: number, to: number): string {
    return String.fromCharCode(...this.#bytes.subarray(from, Math.min(to, from + 100)));
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isEmpty(byte: number): boolean {
  return byte === NEWLINE || byte === RETURN || byte === BLANK;
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === RETURN || byte === TAB;
}
