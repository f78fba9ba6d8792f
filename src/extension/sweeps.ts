import type { Sweep } from '../model/sweep.js';
import { RemoteError } from '../protocol/rpc.js';
import type { SweepReport } from '../trace/sweep.js';
import type { SweepOutcome, SweepProgress, WorkerPool } from '../worker/pool.js';
import type { Log } from './runner.js';

/** What is known of one sweep of a file, since the editor was started. */
export interface SweepSession {
  readonly file: string;
  readonly name: string;
  readonly state:
    | { readonly kind: 'running'; readonly progress: SweepProgress | undefined }
    | { readonly kind: 'done' }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly message: string };
  /** The last report that has a point, and the text that was swept. */
  readonly last: { readonly report: SweepReport; readonly text: string } | undefined;
  /** Why that report no longer fits the text; undefined: it does, or there is none. */
  readonly stale: string | undefined;
}

type Listener = (session: SweepSession) => void;

/**
 * The sweeps of all files, and the one that is going. A sweep is long work that somebody asked for: it is simulated
 * beside the runs by workers of its own, so that a save neither waits for it nor ends it.
 */
export class Sweeps {
  readonly #pool: WorkerPool;
  readonly #log: Log;
  /** By file and then by name, in the order in which they were first run. */
  readonly #sessions = new Map<string, Map<string, SweepSession>>();
  readonly #listeners = new Set<Listener>();

  constructor(pool: WorkerPool, log: Log) {
    this.#pool = pool;
    this.#log = log;
  }

  of(file: string): readonly SweepSession[] {
    return [...(this.#sessions.get(file)?.values() ?? [])];
  }

  /** The sweep that is going, if one is. */
  get running(): SweepSession | undefined {
    return [...this.#sessions.values()]
      .flatMap((sessions) => [...sessions.values()])
      .find(({ state }) => state.kind === 'running');
  }

  onChange(listener: Listener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Simulates a sweep of a text; one that is going is cancelled. The promise only tells when it is over. */
  async run(file: string, sweep: Sweep, text: string): Promise<void> {
    const { name } = sweep;
    let state: SweepSession['state'] = { kind: 'running', progress: undefined };
    const isMine = () => this.#get(file, name).state === state;
    this.#update(file, name, { state });
    this.#log.info(`${file}: sweep '${name}', ${sweep.points.length} points`);
    try {
      const outcome = await this.#pool.sweep(file, sweep, {
        onProgress: (progress) => {
          if (!isMine()) return;
          state = { kind: 'running', progress };
          this.#update(file, name, { state });
        },
      });
      if (isMine()) this.#end(file, name, text, outcome);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#log.error(`${file}: ${error instanceof RemoteError ? (error.remoteStack ?? message) : message}`);
      if (isMine()) this.#update(file, name, { state: { kind: 'failed', message } });
    }
  }

  cancel(): void {
    this.#pool.cancel();
  }

  /** Tells why the reports of a file no longer fit a text, for those that were not made of it. */
  compare(file: string, text: string, why: string): void {
    for (const { name, last, stale } of this.of(file)) {
      const now = last === undefined || last.text === text ? undefined : why;
      if (now !== stale) this.#update(file, name, { stale: now });
    }
  }

  forget(file: string): void {
    this.#sessions.delete(file);
  }

  #end(file: string, name: string, text: string, { report, events }: SweepOutcome): void {
    this.#log.info(`${file}: sweep '${name}' ${report.complete ? 'done' : 'cancelled'}, ${events} events`);
    const hasPoint = report.lines.some(({ points }) => points.some((point) => point !== undefined));
    this.#update(file, name, {
      state: { kind: report.complete ? 'done' : 'cancelled' },
      ...(hasPoint && { last: { report, text }, stale: undefined }),
    });
  }

  #get(file: string, name: string): SweepSession {
    const known = this.#sessions.get(file)?.get(name);
    return known ?? { file, name, state: { kind: 'done' }, last: undefined, stale: undefined };
  }

  #update(file: string, name: string, change: Partial<SweepSession>): void {
    const session = { ...this.#get(file, name), ...change };
    const sessions = this.#sessions.get(file) ?? new Map<string, SweepSession>();
    this.#sessions.set(file, sessions.set(name, session));
    for (const listener of this.#listeners) listener(session);
  }
}
