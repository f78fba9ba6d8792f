import { closeSync, openSync, writeSync } from 'node:fs';
import { Refusal } from './exit.js';
import { jsonPieces } from './pieces.js';

/** Where a verb's product goes. Pieces are gathered, so that a piece may be a line. */
export interface Output {
  write(piece: string | Uint8Array): void;
  /** Must be called once, after the last piece. */
  close(): void;
}

const BATCH = 65_536;

/** A file, or the standard output where no path is given. Refuses a path that cannot be written. */
export function openOutput(path: string | undefined): Output {
  if (path === undefined)
    return gather(
      (bytes) => process.stdout.write(bytes),
      () => {},
    );
  const file = refusing(path, () => openSync(path, 'w'));
  return gather(
    (bytes) => refusing(path, () => writeAll(file, bytes)),
    () => closeSync(file),
  );
}

/** Writes a whole text to a file, or to the standard output. */
export function writeText(path: string | undefined, text: string): void {
  const output = openOutput(path);
  output.write(text);
  output.close();
}

/** Writes an object as JSON to the standard output, however long it is. */
export function writeJson(value: object): void {
  const output = openOutput(undefined);
  for (const piece of jsonPieces(value)) output.write(piece);
  output.write('\n');
  output.close();
}

function gather(write: (bytes: Uint8Array) => void, close: () => void): Output {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const flush = () => {
    if (size > 0) write(Buffer.concat(pieces, size));
    pieces = [];
    size = 0;
  };
  return {
    write(piece) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      pieces.push(bytes);
      size += bytes.length;
      if (size >= BATCH) flush();
    },
    close() {
      flush();
      close();
    },
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function refusing<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Refusal(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/**
 * A reader that has seen enough (`irqlab … | head`) closes the pipe. That is no error: what is left to say is not said,
 * and the exit status stays the one that the work had.
 */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}
