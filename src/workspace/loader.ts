import { LARGEST_TEXT, TOO_LARGE } from '../language/index.js';

/**
 * Files that scenarios import, for a compiler that reads at once and an editor that reads later.
 *
 * The compiler asks for a file and must have an answer now. What is open in an editor is answered from there, unsaved
 * changes included; what was read before, from memory. Anything else is noted as wanted, and the compiler goes on
 * without it; `settle` then reads what is wanted, and the file is compiled once more. Nothing is read that no import
 * names. This file knows no editor, so that it can be tested without one.
 */
export type Loaded = (Content | { readonly kind: 'wanted' }) & {
  /** Changes whenever the answer can have changed. */
  readonly stamp: string;
};

type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** It is there, but is no text that could be a scenario. */
  | { readonly kind: 'fault'; readonly message: string }
  | { readonly kind: 'missing' };

export interface Files {
  /** The text of an open editor, and its version. */
  open(file: string): { readonly text: string; readonly version: number } | undefined;
  /** Size in bytes; rejects where there is no such file. */
  size(file: string): Promise<number>;
  read(file: string): Promise<Uint8Array>;
}

/** A file of more bytes has more characters than a scenario may have, whichever they are; it is not even read. */
export const LARGEST_FILE = 3 * LARGEST_TEXT;

export class Loader {
  readonly #files: Files;
  readonly #kept = new Map<string, Loaded>();
  readonly #wanted = new Map<string, Promise<void> | undefined>();
  #reads = 0;

  constructor(files: Files) {
    this.#files = files;
  }

  /** What is known of a file now. */
  get(file: string): Loaded {
    const open = this.#files.open(file);
    if (open !== undefined) return { ...contentOf(open.text), stamp: `open ${open.version}` };
    const kept = this.#kept.get(file);
    if (kept !== undefined) return kept;
    if (!this.#wanted.has(file)) this.#wanted.set(file, undefined);
    return { kind: 'wanted', stamp: 'wanted' };
  }

  /** Reads everything that is wanted. True when there was something to read, so that compiling again can tell more. */
  async settle(): Promise<boolean> {
    const reads = [...this.#wanted].map(([file, reading]) => reading ?? this.#read(file));
    await Promise.all(reads);
    return reads.length > 0;
  }

  /** The file has changed on disk, or is gone: it is read again when it is asked for. */
  forget(file: string): void {
    this.#kept.delete(file);
    this.#wanted.delete(file);
  }

  #read(file: string): Promise<void> {
    const reading = this.#fetch(file).then((content) => {
      // A file that changed while it was read is no longer wanted from this read.
      if (this.#wanted.get(file) !== reading) return;
      this.#wanted.delete(file);
      this.#reads += 1;
      this.#kept.set(file, { ...content, stamp: `read ${this.#reads}` });
    });
    this.#wanted.set(file, reading);
    return reading;
  }

  async #fetch(file: string): Promise<Content> {
    try {
      const size = await this.#files.size(file);
      if (size > LARGEST_FILE) return { kind: 'fault', message: `it ${TOO_LARGE}` };
      return decode(await this.#files.read(file));
    } catch {
      return { kind: 'missing' };
    }
  }
}

function decode(bytes: Uint8Array): Content {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { kind: 'fault', message: 'it is UTF-16 text; save it as UTF-8' };
  }
  try {
    return contentOf(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { kind: 'fault', message: 'it is not UTF-8 text' };
  }
}

function contentOf(text: string): Content {
  if (text.length > LARGEST_TEXT) return { kind: 'fault', message: `it ${TOO_LARGE}` };
  if (text.includes('\0')) return { kind: 'fault', message: 'it is not text: it has null characters in it' };
  return { kind: 'text', text };
}
