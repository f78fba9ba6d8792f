/**
 * Whether a sweep is to be given up, and whom to tell. In place of an AbortSignal: each worker has to be told, and Node takes
 * more than ten listeners at a signal for a leak.
 */
export class Cancellation {
  readonly #listeners = new Set<() => void>();
  #cancelled = false;

  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const listener of this.#listeners) listener();
  }

  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  forget(listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
