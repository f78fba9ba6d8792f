import type { Scenario } from '../model/scenario.js';
import { RemoteError } from '../protocol/rpc.js';
import type { Report } from '../trace/result.js';
import type { WorkerKeeper } from '../worker/keeper.js';
import type { Session, Sessions } from './sessions.js';

/** A run that is over within this shows nothing of its being under way: it would only flicker, and cost a repaint. */
const QUIET_MS = 150;

/** A text read for running: the scenario, or why there is none. */
export type Prepared = Ready | { readonly kind: 'refused'; readonly message: string };

export interface Ready {
  readonly kind: 'ready';
  readonly text: string;
  readonly scenario: Scenario;
  /** Time that the reading took. */
  readonly milliseconds: number;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * Runs files, one at a time: a new run cancels the one that is going. What comes of it goes into the file's session;
 * the promise only tells when it is over.
 */
export class Runner {
  readonly #keeper: WorkerKeeper;
  readonly #sessions: Sessions;
  readonly #log: Log;
  /** The number of the newest run, and that of the newest of each file. */
  #latest = 0;
  readonly #latestOf = new Map<string, number>();

  constructor(keeper: WorkerKeeper, sessions: Sessions, log: Log) {
    this.#keeper = keeper;
    this.#sessions = sessions;
    this.#log = log;
  }

  cancel(): void {
    this.#keeper.cancel();
  }

  /** Runs a file. `prepare` reads its text; it may have to wait for imports. */
  async run(file: string, prepare: () => Promise<Prepared>): Promise<void> {
    this.#latest += 1;
    const turn = this.#latest;
    const began = performance.now();
    this.#latestOf.set(file, turn);
    this.#keeper.cancel();
    const prepared = await prepare();
    if (turn !== this.#latest) return;
    if (prepared.kind === 'refused') {
      this.#log.warn(`${file}: not run: ${prepared.message}`);
      this.#sessions.update(file, { state: prepared });
      return;
    }
    await this.#simulate(file, prepared, began, (change) => {
      if (this.#latestOf.get(file) === turn) this.#sessions.update(file, change);
    });
  }

  /** `update` does nothing any more once a newer run of the same file has begun. */
  async #simulate(
    file: string,
    prepared: Ready,
    began: number,
    update: (change: Partial<Session>) => void,
  ): Promise<void> {
    const { scenario, text } = prepared;
    const first = { fraction: 0, run: scenario.runs[0]?.name ?? '', design: scenario.runs[0]?.designs[0]?.name ?? '' };
    this.#log.info(`${file}: ${count(scenario.runs.length, 'run')}, read in ${prepared.milliseconds.toFixed(1)} ms`);
    update({ state: { kind: 'running', progress: undefined } });
    const late = setTimeout(() => update({ state: { kind: 'running', progress: first } }), QUIET_MS);
    try {
      const reply = await this.#keeper.run(scenario, (progress) => {
        clearTimeout(late);
        update({ state: { kind: 'running', progress } });
      });
      clearTimeout(late);
      if (reply.kind === 'cancelled') {
        this.#log.info(`${file}: cancelled`);
        update({ state: reply });
        return;
      }
      const { report, events, milliseconds } = reply;
      this.#log.info(`${file}: ${speed(events, milliseconds)}`);
      this.#logReport(report);
      update({
        state: { kind: 'done' },
        last: { report, text, events, began, milliseconds },
        stale: undefined,
        pictureMs: undefined,
      });
    } catch (error) {
      clearTimeout(late);
      const message = error instanceof Error ? error.message : String(error);
      this.#log.error(`${file}: ${error instanceof RemoteError ? (error.remoteStack ?? message) : message}`);
      update({ state: { kind: 'failed', message } });
    }
  }

  #logReport(report: Report): void {
    for (const { run, results, verdicts } of report.runs) {
      for (const { design, ending, hash, events, findings } of results) {
        this.#log.info(`  ${run.name} · ${design}: ${ending}, ${events} events, trace ${hash ?? 'not kept'}`);
        for (const { code, message, span } of findings) {
          this.#log.warn(`  ${span.file}:${span.line + 1}:${span.column + 1}: ${code}: ${message}`);
        }
      }
      for (const { holds, text, design, measured } of verdicts) {
        if (!holds) this.#log.warn(`  ${run.name} · ${design}: ${text} does not hold: measured ${measured}`);
      }
    }
  }
}

function speed(events: number, milliseconds: number): string {
  const rate = milliseconds > 0 ? `, ${((events / milliseconds) * 1e-3).toFixed(2)} million events a second` : '';
  return `${events} events simulated in ${milliseconds.toFixed(1)} ms${rate}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
