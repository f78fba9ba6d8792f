import type { Report } from '../trace/result.js';
import type { SweepReport } from '../trace/sweep.js';

/** What travels packed: a report of runs, one of a sweep, or those of several. */
export type Contents = Report | SweepReport | readonly SweepReport[];

/**
 * A report as text and bytes. `postMessage` of an editor sends JSON, which loses NaN, undefined and the kinds of typed
 * arrays, and a page on disk can only hold text. So a report travels packed: everything plain as JSON, and all typed
 * arrays, one after the other, in one block of bytes. The worker can hand over the block without a copy.
 *
 * In the JSON an object with the key `$` stands for something that JSON cannot say.
 */
export interface Packed {
  readonly json: string;
  readonly bytes: Uint8Array;
}

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f64: Float64Array,
} as const;
type ArrayName = keyof typeof ARRAYS;
type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Packs a report; `unpack` gives back an equal one, bit for bit. */
export function pack(report: Contents): Packed {
  const columns: { column: Column; at: number }[] = [];
  let size = 0;

  function place(name: ArrayName, column: Column): unknown {
    size = Math.ceil(size / 8) * 8;
    const at = size;
    columns.push({ column, at });
    size += column.byteLength;
    return { $: name, at, length: column.length };
  }

  function plain(value: unknown): unknown {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'number') return plainNumber(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    for (const [name, kind] of Object.entries(ARRAYS)) {
      if (value instanceof kind) return place(name as ArrayName, value);
    }
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, plain(item)]);
    return Object.hasOwn(value, '$') || Object.hasOwn(value, '__proto__')
      ? { $: 'entries', entries }
      : Object.fromEntries(entries);
  }

  const json = JSON.stringify(plain(report));
  const bytes = new Uint8Array(size);
  for (const { column, at } of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
  }
  return { json, bytes };
}

function plainNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $: 'number', text: '-0' };
  return Number.isFinite(value) ? value : { $: 'number', text: String(value) };
}

/** Gives back what was packed. Throws a SyntaxError or RangeError where the text or the bytes are damaged. */
export function unpack<T extends Contents = Report>(packed: Packed): T {
  // A copy of its own, so that columns are aligned and do not keep a greater message alive.
  const buffer = packed.bytes.slice().buffer;

  function whole(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(whole);
    const object = value as Record<string, unknown>;
    switch (object.$) {
      case undefined:
        return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, whole(item)]));
      case 'undefined':
        return undefined;
      case 'number':
        return Number(object.text);
      case 'entries':
        return Object.fromEntries((object.entries as [string, unknown][]).map(([key, item]) => [key, whole(item)]));
      default:
        return new ARRAYS[object.$ as ArrayName](buffer, object.at as number, object.length as number);
    }
  }

  return whole(JSON.parse(packed.json)) as T;
}

/** The report as one line of text that can stand inside a script element: nothing in it can close the element. */
export function encode(report: Contents): string {
  const packed = pack(report);
  return JSON.stringify({ json: packed.json, bytes: toBase64(packed.bytes) }).replaceAll('<', '\\u003c');
}

/** Gives back what was encoded. */
export function decode<T extends Contents = Report>(text: string): T {
  const { json, bytes } = JSON.parse(text) as { json: string; bytes: string };
  return unpack<T>({ json, bytes: fromBase64(bytes) });
}

const DIGITS = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PADDING = '='.charCodeAt(0);
const VALUES = new Uint8Array(256);
DIGITS.forEach((digit, value) => {
  VALUES[digit] = value;
});

/** Base64 (RFC 4648, with padding). By hand, because `btoa` takes a second for every ten megabytes. */
export function toBase64(bytes: Uint8Array): string {
  const letters = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let i = 0, at = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    letters[at++] = DIGITS[word >> 18]!;
    letters[at++] = DIGITS[(word >> 12) & 63]!;
    letters[at++] = i + 1 < bytes.length ? DIGITS[(word >> 6) & 63]! : PADDING;
    letters[at++] = i + 2 < bytes.length ? DIGITS[word & 63]! : PADDING;
  }
  return new TextDecoder().decode(letters);
}

/** What `toBase64` was given. */
export function fromBase64(text: string): Uint8Array {
  const letters = new TextEncoder().encode(text);
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((letters.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < letters.length; i += 4) {
    const word =
      (VALUES[letters[i]!]! << 18) |
      (VALUES[letters[i + 1]!]! << 12) |
      (VALUES[letters[i + 2]!]! << 6) |
      VALUES[letters[i + 3]!]!;
    bytes[at++] = word >> 16;
    if (at < bytes.length) bytes[at++] = (word >> 8) & 255;
    if (at < bytes.length) bytes[at++] = word & 255;
  }
  return bytes;
}
