import type { Progress } from '../experiment/experiment.js';
import type { Report } from '../trace/result.js';

/**
 * What is known of a file's runs, for everything that shows it: the panel, the status bar, the marks in the text, the
 * tests. The last good report stays until the next one; whether it still fits the text is told beside it.
 */
export interface Session {
  readonly file: string;
  readonly state: State;
  readonly last: Outcome | undefined;
  /** Why the last report no longer fits the text; undefined: it does, or there is none. */
  readonly stale: string | undefined;
  /** Time from asking for the last run to seeing its pictures, milliseconds; undefined until they were seen. */
  readonly pictureMs: number | undefined;
  /** A panel makes pictures of the last report, and that takes long enough to say so. */
  readonly picturing: boolean;
}

export type State =
  | { readonly kind: 'idle' }
  /** Without progress for the first moment: most runs are over before anybody could read how far they are. */
  | { readonly kind: 'running'; readonly progress: Progress | undefined }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  /** The text has errors, or nothing to run. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The simulation itself failed. */
  | { readonly kind: 'failed'; readonly message: string };

/** A run of the file that came to its end. */
export interface Outcome {
  readonly report: Report;
  /** The text that was run. */
  readonly text: string;
  readonly events: number;
  /** When the run was asked for, on the clock of `performance.now`. */
  readonly began: number;
  /** In the worker. */
  readonly milliseconds: number;
}

const NEW: Omit<Session, 'file'> = {
  state: { kind: 'idle' },
  last: undefined,
  stale: undefined,
  pictureMs: undefined,
  picturing: false,
};

type Listener = (session: Session, before: Session) => void;

/** All sessions by file. Listeners hear every change with what it was before. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #listeners = new Set<Listener>();

  get(file: string): Session {
    return this.#sessions.get(file) ?? { file, ...NEW };
  }

  update(file: string, change: Partial<Omit<Session, 'file'>>): void {
    const before = this.get(file);
    const session = { ...before, ...change };
    this.#sessions.set(file, session);
    for (const listener of this.#listeners) listener(session, before);
  }

  /** Whether any file is being run. */
  get running(): boolean {
    return [...this.#sessions.values()].some(({ state }) => state.kind === 'running');
  }

  forget(file: string): void {
    this.#sessions.delete(file);
  }

  onChange(listener: Listener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
}
