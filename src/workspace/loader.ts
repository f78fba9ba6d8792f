import { LARGEST_RECORDING, LARGEST_TEXT, RECORDING_TOO_LARGE, TOO_LARGE } from '../language/index.js';
import { Cache, type Cached, type Stat } from './cache.js';

/**
 * Files that scenarios name, imports and recordings of packets, for a compiler that reads at once and an editor that
 * reads later.
 *
 * The compiler asks for a file and must have an answer now. What is open in an editor is answered from there, unsaved
 * changes included; what was read before, from memory. Anything else is noted as wanted, and the compiler goes on
 * without it; `settle` then reads what is wanted, and the file is compiled once more. Nothing is read that no scenario
 * names. This file knows no editor, so that it can be tested without one.
 */
export type Loaded = Cached<Content>;
export type LoadedData = Cached<Data>;

type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** It is there, but is no text that could be a scenario. */
  | { readonly kind: 'fault'; readonly message: string }
  | { readonly kind: 'missing' };

type Data =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'fault'; readonly message: string }
  | { readonly kind: 'missing' };

export interface Files {
  /** The text of an open editor, and its version. */
  open(file: string): { readonly text: string; readonly version: number } | undefined;
  /** Rejects where there is no such file. */
  stat(file: string): Promise<Stat>;
  read(file: string): Promise<Uint8Array>;
}

/** A file of more bytes has more characters than a scenario may have, whichever they are; it is not even read. */
export const LARGEST_FILE = 3 * LARGEST_TEXT;

export class Loader {
  readonly #files: Files;
  readonly #texts: Cache<Content>;
  readonly #data: Cache<Data>;
  /** The bytes of recordings that are open in an editor. */
  readonly #edited = new Map<string, LoadedData>();

  constructor(files: Files) {
    this.#files = files;
    const stat = (file: string) => files.stat(file);
    this.#texts = new Cache((file) => this.#fetchText(file), stat);
    this.#data = new Cache((file) => this.#fetchData(file), stat);
  }

  /** What is known of a text now. */
  get(file: string): Loaded {
    const open = this.#files.open(file);
    if (open !== undefined) return { ...contentOf(open.text), stamp: `open ${open.version}` };
    return this.#texts.get(file);
  }

  /** What is known of a recording now; the same array of bytes as long as it has not changed. */
  data(file: string): LoadedData {
    const open = this.#files.open(file);
    if (open === undefined) {
      this.#edited.delete(file);
      return this.#data.get(file);
    }
    const stamp = `open ${open.version}`;
    const kept = this.#edited.get(file);
    if (kept?.stamp === stamp) return kept;
    const data: LoadedData = { kind: 'bytes', bytes: new TextEncoder().encode(open.text), stamp };
    this.#edited.set(file, data);
    return data;
  }

  /** Reads everything that is wanted. True when there was something to read, so that compiling again can tell more. */
  async settle(): Promise<boolean> {
    const settled = await Promise.all([this.#texts.settle(), this.#data.settle()]);
    return settled.includes(true);
  }

  /** The file has changed on disk, or is gone: it is read again when it is asked for. */
  forget(file: string): void {
    this.#texts.forget(file);
    this.#data.forget(file);
  }

  /** Looks whether a recording has changed on disk; nobody watches those. */
  refreshData(file: string): Promise<void> {
    return this.#data.refresh(file);
  }

  async #fetchText(file: string): Promise<Content> {
    try {
      const { size } = await this.#files.stat(file);
      if (size > LARGEST_FILE) return { kind: 'fault', message: `it ${TOO_LARGE}` };
      return decode(await this.#files.read(file));
    } catch {
      return { kind: 'missing' };
    }
  }

  async #fetchData(file: string): Promise<Data> {
    try {
      const { size } = await this.#files.stat(file);
      if (size > LARGEST_RECORDING) return { kind: 'fault', message: `it ${RECORDING_TOO_LARGE}` };
      return { kind: 'bytes', bytes: await this.#files.read(file) };
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
