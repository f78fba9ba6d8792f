import library from 'irqlab:library';
import { type Compilation, compile, type SourceHost } from '../language/index.js';
import type { Loaded, LoadedData, Loader } from './loader.js';

/** A text in an editor. */
export interface Text {
  readonly file: string;
  readonly version: number;
  readonly text: string;
}

export interface Analysis {
  readonly compilation: Compilation;
  readonly version: number;
  readonly text: string;
  /** An import has not been read yet: what is said of it is not final. */
  readonly pending: boolean;
  /** Time that the compilation took. */
  readonly milliseconds: number;
  /** What the compilation read through; for services that look for more. */
  readonly host: SourceHost;
  /** Imported files with their stamps. */
  readonly imports: ReadonlyMap<string, string>;
  /** Recordings of packets with theirs. */
  readonly recordings: ReadonlyMap<string, string>;
}

/**
 * Compiles the texts of an editor, each version once: every service that is asked about a text works on the same
 * compilation, until the text or one of its imports changes.
 */
export class Compiler {
  readonly #loader: Loader;
  readonly #analyses = new Map<string, Analysis>();

  constructor(loader: Loader) {
    this.#loader = loader;
  }

  /** The compilation of a text as it is now, with the imports as far as they have been read. */
  analyse(text: Text): Analysis {
    const kept = this.#analyses.get(text.file);
    if (kept !== undefined && kept.version === text.version && this.#isCurrent(kept)) return kept;
    const analysis = this.#compile(text);
    this.#analyses.set(text.file, analysis);
    return analysis;
  }

  /**
   * As `analyse`, once all imports and recordings have been read, the latter as they are now on disk. `current` gives the
   * text as it is by then.
   */
  async settled(current: () => Text): Promise<Analysis> {
    let analysis = this.analyse(current());
    if (analysis.recordings.size > 0) {
      await Promise.all([...analysis.recordings.keys()].map((file) => this.#loader.refreshData(file)));
      analysis = this.analyse(current());
    }
    while (analysis.pending) {
      await this.#loader.settle();
      analysis = this.analyse(current());
    }
    return analysis;
  }

  /** Whether the last compilation of a file read another one. */
  imports(file: string, imported: string): boolean {
    const analysis = this.#analyses.get(file);
    return analysis !== undefined && (analysis.imports.has(imported) || analysis.recordings.has(imported));
  }

  forget(file: string): void {
    this.#analyses.delete(file);
  }

  #isCurrent({ imports, recordings }: Analysis): boolean {
    return (
      [...imports].every(([file, stamp]) => this.#loader.get(file).stamp === stamp) &&
      [...recordings].every(([file, stamp]) => this.#loader.data(file).stamp === stamp)
    );
  }

  #compile({ file, text, version }: Text): Analysis {
    const began = performance.now();
    const imports = new Map<string, string>();
    const recordings = new Map<string, string>();
    let pending = false;
    const load = (name: string): Loaded => {
      const loaded = this.#loader.get(name);
      imports.set(name, loaded.stamp);
      if (loaded.kind === 'wanted') pending = true;
      return loaded;
    };
    const loadData = (name: string): LoadedData => {
      const loaded = this.#loader.data(name);
      recordings.set(name, loaded.stamp);
      if (loaded.kind === 'wanted') pending = true;
      return loaded;
    };
    const host: SourceHost = {
      read: (name) => (name.startsWith('std/') ? library[name] : textOf(load(name))),
      fault: (name) =>
        name.startsWith('std/') ? undefined : faultOf(recordings.has(name) ? loadData(name) : load(name)),
      data: (name) => bytesOf(loadData(name)),
      list: () => Object.keys(library),
    };
    const compilation = compile(file, text, host);
    return { compilation, version, text, pending, milliseconds: performance.now() - began, host, imports, recordings };
  }
}

function textOf(loaded: Loaded): string | undefined {
  return loaded.kind === 'text' ? loaded.text : undefined;
}

function bytesOf(loaded: LoadedData): Uint8Array | undefined {
  return loaded.kind === 'bytes' ? loaded.bytes : undefined;
}

function faultOf(loaded: Loaded | LoadedData): string | undefined {
  return loaded.kind === 'fault' ? loaded.message : undefined;
}
