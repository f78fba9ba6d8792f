import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LARGEST_RECORDING, LARGEST_TEXT, RECORDING_TOO_LARGE, TOO_LARGE } from '../language/index.js';

export type Text = { readonly kind: 'text'; readonly text: string } | Unreadable;
export type Data = { readonly kind: 'data'; readonly bytes: Uint8Array } | Unreadable;

interface Unreadable {
  readonly kind: 'unreadable';
  readonly why: string;
  readonly missing: boolean;
}

/** A file of more bytes has more characters than a scenario may have, whichever they are. */
const MOST_BYTES = 3 * LARGEST_TEXT;

/**
 * The text of a scenario file, or the reason why there is none, in words that follow the file's name. Reads at most
 * `MOST_BYTES` and a little more, from a pipe too, so that no file can fill the memory.
 */
export function readText(path: string): Text {
  const data = readAtMost(path, MOST_BYTES, TOO_LARGE);
  return data.kind === 'data' ? decode(data.bytes) : data;
}

/** The bytes of a file of packets, in the same way. */
export function readData(path: string): Data {
  return readAtMost(path, LARGEST_RECORDING, RECORDING_TOO_LARGE);
}

function readAtMost(path: string, most: number, tooLarge: string): Data {
  try {
    const bytes = readBytes(path, most);
    return bytes.length > most ? unreadable(tooLarge) : { kind: 'data', bytes };
  } catch (error) {
    return unreadable(reason(error as NodeJS.ErrnoException), isMissing(error as NodeJS.ErrnoException));
  }
}

function decode(bytes: Uint8Array): Text {
  if (isUtf16(bytes)) return unreadable('is UTF-16 text; save it as UTF-8');
  if (bytes.includes(0)) return unreadable('is a binary file, not a scenario (it has a NUL byte)');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.length > LARGEST_TEXT ? unreadable(TOO_LARGE) : { kind: 'text', text };
  } catch {
    return unreadable(`is not UTF-8 text (first wrong byte in line ${lineOfWrongByte(bytes)})`);
  }
}

function unreadable(why: string, missing = false): Unreadable {
  return { kind: 'unreadable', why, missing };
}

/** By its byte order mark, or because one of the first two characters is ASCII with a zero beside it. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 1, fourth = 1] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const little = first > 0 && second === 0 && third > 0 && fourth === 0;
  const big = first === 0 && second > 0 && third === 0 && fourth > 0;
  return marked || little || big;
}

function readBytes(path: string, most: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const pieces: Uint8Array[] = [];
    for (let size = 0; size <= most; ) {
      const piece = Buffer.allocUnsafe(65_536);
      const length = readSync(file, piece, 0, piece.length, null);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
      size += length;
    }
    return Buffer.concat(pieces);
  } finally {
    closeSync(file);
  }
}

function reason(error: NodeJS.ErrnoException): string {
  if (isMissing(error)) return 'does not exist';
  switch (error.code) {
    case 'EISDIR':
      return 'is a directory, not a file';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read (permission denied)';
    case 'ELOOP':
      return 'is a symbolic link to itself';
    default:
      return `cannot be read: ${error.message}`;
  }
}

function isMissing({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The line (from 1) of the first byte that is not UTF-8. A lone line decodes wrongly exactly if the whole does. */
function lineOfWrongByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return line;
}
