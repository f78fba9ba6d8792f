import type { Sweep } from '../model/sweep.js';
import { RemoteError } from '../protocol/rpc.js';
import type { SweepReport } from '../trace/sweep.js';
import type { WorkerPool } from '../worker/pool.js';
import type { SweepProgress } from '../worker/work.js';
import type { Log } from './runner.js';

/** What is known of one sweep of a file, since the editor was started. */
export interface SweepSession {
  readonly file: string;
  readonly name: string;
  readonly state:
    | {
        readonly kind: 'running';
        readonly progress: SweepProgress | undefined;
        readonly report: SweepReport | undefined;
      }
    | { readonly kind: 'done' }
    /** `last` has the points that were done by then, or, where none was, is the report before it. */
    | { readonly kind: 'cancelled'; readonly hasPoint: boolean }
    | { readonly kind: 'failed'; readonly message: string; readonly hasPoint: boolean };
  /** The last report that has a point, and the text that was swept. */
  readonly last: { readonly report: SweepReport; readonly text: string } | undefined;
  /** Why that report no longer fits the text; undefined: it does, or there is none. */
  readonly stale: string | undefined;
}

/**
 * What there is to see of a sweep. One that is going fills its charts in from its first point on; until then those before
 * it stay, and where there are none, the empty ones stand.
 */
export function shownReport({ state, last }: SweepSession): SweepReport | undefined {
  const coming = state.kind === 'running' ? state.report : undefined;
  return coming !== undefined && (last === undefined || hasPoint(coming)) ? coming : last?.report;
}

function hasPoint({ lines }: SweepReport): boolean {
  return lines.some(({ points }) => points.some((point) => point !== undefined));
}

type Running = Extract<SweepSession['state'], { kind: 'running' }>;
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
  /** The text that each file has now, and what is to be said of reports that were made of another. */
  readonly #texts = new Map<string, { readonly text: string; readonly why: string | undefined }>();
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
    let state: Running = { kind: 'running', progress: undefined, report: undefined };
    const isMine = () => this.#get(file, name).state === state;
    const go = (change: Partial<Running>) => {
      if (!isMine()) return;
      state = { ...state, ...change };
      this.#update(file, name, { state });
    };
    this.#texts.set(file, { text, why: undefined });
    this.#update(file, name, { state });
    this.#log.info(`${file}: sweep '${name}', ${sweep.points.length} points`);
    try {
      const { report, events } = await this.#pool.sweep(file, sweep, {
        onProgress: (progress) => go({ progress }),
        onReport: (coming) => go({ report: coming }),
      });
      if (!isMine()) return;
      this.#log.info(`${file}: sweep '${name}' ${report.complete ? 'done' : 'cancelled'}, ${events} events`);
      const end = report.complete
        ? ({ kind: 'done' } as const)
        : ({ kind: 'cancelled', hasPoint: hasPoint(report) } as const);
      this.#end(file, name, text, end, report);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#log.error(`${file}: ${error instanceof RemoteError ? (error.remoteStack ?? message) : message}`);
      const { report } = state;
      const end = { kind: 'failed', message, hasPoint: report !== undefined && hasPoint(report) } as const;
      if (isMine()) this.#end(file, name, text, end, report);
    }
  }

  cancel(): void {
    this.#pool.cancel();
  }

  /** Tells why the reports of a file no longer fit a text, for those that were not made of it. */
  compare(file: string, text: string, why: string): void {
    this.#texts.set(file, { text, why });
    for (const { name, last, stale } of this.of(file)) {
      const now = last === undefined || last.text === text ? undefined : why;
      if (now !== stale) this.#update(file, name, { stale: now });
    }
  }

  forget(file: string): void {
    this.#texts.delete(file);
    this.#sessions.delete(file);
  }

  /** What is done stays, however it ended. */
  #end(file: string, name: string, text: string, state: SweepSession['state'], report: SweepReport | undefined): void {
    const now = this.#texts.get(file);
    const stale = now?.text === text ? undefined : now?.why;
    this.#update(file, name, {
      state,
      ...(report !== undefined && hasPoint(report) && { last: { report, text }, stale }),
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
