/**
 * What was read of files, for a compiler that needs an answer now and an editor that reads later. What has not been read
 * is noted as wanted; `settle` reads what is wanted.
 */
export type Cached<Content> = (Content | { readonly kind: 'wanted' }) & {
  /** Changes whenever the answer can have changed. */
  readonly stamp: string;
};

/** Size in bytes, and a number that grows when the file changes. */
export interface Stat {
  readonly size: number;
  readonly mtime: number;
}

export class Cache<Content extends object> {
  readonly #fetch: (file: string) => Promise<Content>;
  readonly #stat: (file: string) => Promise<Stat>;
  readonly #kept = new Map<string, { readonly content: Cached<Content>; readonly state: string }>();
  readonly #wanted = new Map<string, Promise<void> | undefined>();
  #reads = 0;

  constructor(fetch: (file: string) => Promise<Content>, stat: (file: string) => Promise<Stat>) {
    this.#fetch = fetch;
    this.#stat = stat;
  }

  get(file: string): Cached<Content> {
    const kept = this.#kept.get(file);
    if (kept !== undefined) return kept.content;
    if (!this.#wanted.has(file)) this.#wanted.set(file, undefined);
    return { kind: 'wanted', stamp: 'wanted' };
  }

  /** Reads everything that is wanted. True when there was something to read. */
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

  /** Looks whether a file has changed since it was read, for files that nobody watches. */
  async refresh(file: string): Promise<void> {
    const kept = this.#kept.get(file);
    if (kept === undefined) return;
    const state = await this.#stateOf(file);
    if (state !== kept.state && this.#kept.get(file) === kept) this.forget(file);
  }

  #read(file: string): Promise<void> {
    const reading = this.#fetchWithState(file).then(({ content, state }) => {
      // A file that changed while it was read is no longer wanted from this read.
      if (this.#wanted.get(file) !== reading) return;
      this.#wanted.delete(file);
      this.#reads += 1;
      this.#kept.set(file, { content: { ...content, stamp: `read ${this.#reads}` }, state });
    });
    this.#wanted.set(file, reading);
    return reading;
  }

  /** The state is that from before the read, so that a change in between is seen at the next look. */
  async #fetchWithState(file: string): Promise<{ readonly content: Content; readonly state: string }> {
    const state = await this.#stateOf(file);
    return { content: await this.#fetch(file), state };
  }

  async #stateOf(file: string): Promise<string> {
    try {
      const { size, mtime } = await this.#stat(file);
      return `${size} ${mtime}`;
    } catch {
      return 'missing';
    }
  }
}
