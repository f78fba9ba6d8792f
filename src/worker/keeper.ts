import type { Progress } from '../experiment/experiment.js';
import type { Scenario } from '../model/scenario.js';
import { Caller, type Port } from '../protocol/rpc.js';
import type { RunReply, WorkerMethods } from '../protocol/worker.js';

/**
 * Keeps one worker alive and warm for the host: it is started with the first run, or by `warm`, and used again for every
 * run after it. One that ends by itself or that does not react to a cancellation is replaced by the next run. There is
 * one run at a time; a new one cancels the one before.
 */
export interface WorkerHandle extends Port {
  /** Called at most once, with the reason, when the worker has ended or failed by itself. */
  onEnd(ended: (reason: string) => void): void;
  terminate(): void;
}

/** How long a worker may take to react to a cancellation before it is ended. */
export const PATIENCE_MS = 500;

interface Live {
  readonly handle: WorkerHandle;
  readonly caller: Caller<WorkerMethods>;
}

export class WorkerKeeper {
  readonly #spawn: () => WorkerHandle;
  readonly #patience: number;
  #live: Live | undefined;
  #abort: AbortController | undefined;

  constructor(spawn: () => WorkerHandle, patience = PATIENCE_MS) {
    this.#spawn = spawn;
    this.#patience = patience;
  }

  /** Starts the worker, so that the first run need not wait for it. */
  warm(): void {
    this.#worker();
  }

  /** Cancels the run that is going, if one is; it then replies `cancelled`, at the latest when patience is at an end. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Runs a scenario. Rejects when the worker fails on the way. */
  async run(scenario: Scenario, onProgress: (progress: Progress) => void): Promise<RunReply> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    const live = this.#worker();
    // The points of sweeps are read when somebody asks for them, and posting them would be asking.
    const runs: Scenario = { ...scenario, sweeps: [] };
    const reply = live.caller.call('run', runs, {
      onProgress: (progress) => {
        if (!abort.signal.aborted) onProgress(progress);
      },
      signal: abort.signal,
    });
    try {
      return await this.#race(live, reply, abort.signal);
    } finally {
      if (this.#abort === abort) this.#abort = undefined;
    }
  }

  dispose(): void {
    this.cancel();
    if (this.#live !== undefined) this.#end(this.#live);
  }

  /** The reply, or `cancelled` where the cancelled worker stays silent for too long: it is then ended. */
  #race(live: Live, reply: Promise<RunReply>, signal: AbortSignal): Promise<RunReply> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<RunReply>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          timer = setTimeout(() => {
            resolve({ kind: 'cancelled' });
            this.#end(live);
          }, this.#patience);
        },
        { once: true },
      );
    });
    const answered = reply.then((value): RunReply => (signal.aborted ? { kind: 'cancelled' } : value));
    return Promise.race([answered, silence]).finally(() => clearTimeout(timer));
  }

  #worker(): Live {
    if (this.#live !== undefined) return this.#live;
    const handle = this.#spawn();
    const live = { handle, caller: new Caller<WorkerMethods>(handle) };
    handle.onEnd((reason) => {
      if (this.#live === live) this.#live = undefined;
      live.caller.break(`The simulation's worker ended: ${reason}`);
    });
    this.#live = live;
    return live;
  }

  #end(live: Live): void {
    if (this.#live === live) this.#live = undefined;
    live.handle.terminate();
    live.caller.break('The simulation was ended.');
  }
}
