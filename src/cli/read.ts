import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export type Text =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly why: string; readonly missing: boolean };

/** Greater files are not scenarios. */
export const GREATEST_FILE = 16 * 1024 * 1024;

/**
 * The text of a scenario file, or the reason why there is none, in words that follow the file's name. Reads at most
 * `GREATEST_FILE` and one byte, from a pipe too, so that no file can fill the memory.
 */
export function readText(path: string): Text {
  let bytes: Uint8Array;
  try {
    bytes = readBytes(path);
  } catch (error) {
    return unreadable(reason(error as NodeJS.ErrnoException), isMissing(error as NodeJS.ErrnoException));
  }
  if (bytes.length > GREATEST_FILE) return unreadable('is greater than 16 MiB, too great for a scenario');
  if (bytes.includes(0)) return unreadable('is a binary file, not a scenario (it has a NUL byte)');
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return unreadable(`is not UTF-8 text (first wrong byte in line ${lineOfWrongByte(bytes)})`);
  }
}

function unreadable(why: string, missing = false): Text {
  return { kind: 'unreadable', why, missing };
}

function readBytes(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const pieces: Uint8Array[] = [];
    for (let size = 0; size <= GREATEST_FILE; ) {
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
