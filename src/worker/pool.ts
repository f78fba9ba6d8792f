import { coarseToFine, jobsOf, type Sample, sweepReporter } from '../experiment/sweep.js';
import type { Sweep } from '../model/sweep.js';
import { Caller } from '../protocol/rpc.js';
import type { SamplesProgress, WorkerMethods } from '../protocol/worker.js';
import type { SweepReport } from '../trace/sweep.js';
import { Cancellation } from './cancellation.js';
import { PATIENCE_MS, type WorkerHandle } from './keeper.js';
import { type SweepListeners, Teller } from './teller.js';
import { type Batch, Work } from './work.js';

/**
 * As many workers as the machine has cores, kept from one sweep to the next. Each is sent the sweep once and then takes
 * batches of jobs from a common list. A simulation can be over in a tenth of a millisecond, which is less than a message
 * takes, so a batch has as many jobs as fill some tens of milliseconds by what was measured so far; near the end the
 * batches become smaller, so that all workers end together. What turns out to be far slower than the others is left to go
 * on beside the next batches, so that it holds nothing back. Which worker does what makes no difference to the report.
 */
export class WorkerPool {
  readonly #spawn: () => WorkerHandle;
  readonly #size: number;
  readonly #patience: number;
  readonly #workers: Worker[] = [];
  #cancellation: Cancellation | undefined;

  constructor(spawn: () => WorkerHandle, size: number, patience = PATIENCE_MS) {
    this.#spawn = spawn;
    this.#size = size;
    this.#patience = patience;
  }

  /**
   * Simulates a sweep; a new one cancels the one that is going. Where it is cancelled the report has the points that
   * were done by then. Rejects when a worker fails on the way.
   */
  async sweep(file: string, sweep: Sweep, options: SweepOptions = {}): Promise<SweepOutcome> {
    this.cancel();
    const cancellation = new Cancellation();
    this.#cancellation = cancellation;
    const jobs = jobsOf(sweep);
    const samples: (Sample | undefined)[] = jobs.map(() => undefined);
    const report = sweepReporter(file, sweep, samples);
    const teller = new Teller(report, options);
    const work = new Work(jobs, coarseToFine(sweep), samples, this.#size, (progress) => teller.tell(progress));
    while (this.#workers.length < Math.min(this.#size, jobs.length)) this.#workers.push(this.#start());
    const workers = this.#workers.slice(0, jobs.length);
    try {
      await Promise.all(workers.map((worker) => this.#drive(worker, sweep, work, options.seed, cancellation)));
    } finally {
      if (this.#cancellation === cancellation) this.#cancellation = undefined;
    }
    return { report: report(), events: work.events };
  }

  cancel(): void {
    this.#cancellation?.cancel();
  }

  dispose(): void {
    this.cancel();
    for (const worker of [...this.#workers]) this.#end(worker);
  }

  /** Has a worker do batches until there is none, or the sweep is cancelled or has failed elsewhere. */
  async #drive(worker: Worker, sweep: Sweep, work: Work, seed: number | undefined, cancellation: Cancellation) {
    const { caller } = worker;
    const silence = this.#silence(worker);
    const cancelled = () => {
      caller.cancel();
      silence.begin();
    };
    cancellation.listen(cancelled);
    try {
      await Promise.race([caller.call('sweep', { sweep, seed }), silence.over]);
      const slow: Promise<void>[] = [];
      for (let batch = work.take(); batch !== undefined && !cancellation.cancelled; batch = work.take()) {
        const begun = this.#begin(batch, caller, work, silence.over);
        if (slow.length === MOST_SLOW) await begun.done;
        else if ((await Promise.race([begun.done, begun.slow])) === 'slow') slow.push(begun.done);
      }
      await Promise.all(slow);
    } catch (error) {
      // The report would have a hole: the others need not go on.
      cancellation.cancel();
      throw error;
    } finally {
      cancellation.forget(cancelled);
      silence.end();
    }
  }

  /** A batch under way: when it is done, and when what is left of it has turned out to be slow. */
  #begin(batch: Batch, caller: Caller<WorkerMethods>, work: Work, over: Promise<undefined>) {
    const began = performance.now();
    let isSlow: (slow: 'slow') => void = () => {};
    const slow = new Promise<'slow'>((resolve) => {
      isSlow = resolve;
    });
    const onProgress = (progress: SamplesProgress) => {
      work.under(batch, progress.samples, progress.under);
      if (progress.slow && work.isLong(performance.now() - began)) isSlow('slow');
    };
    const reply = Promise.race([caller.call('samples', batch.jobs, { onProgress }), over]);
    const done = reply.then((value) => {
      if (value !== undefined) work.done(batch, value.samples, value.milliseconds);
    });
    return { done, slow };
  }

  /** The silence of a cancelled worker, which is over when it has lasted too long, and has the worker ended for it. */
  #silence(worker: Worker): { over: Promise<undefined>; begin: () => void; end: () => void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let tooLong: (nothing: undefined) => void = () => {};
    const over = new Promise<undefined>((resolve) => {
      tooLong = resolve;
    });
    return {
      over,
      begin: () => {
        timer = setTimeout(() => {
          tooLong(undefined);
          this.#end(worker);
        }, this.#patience);
      },
      end: () => clearTimeout(timer),
    };
  }

  #start(): Worker {
    const handle = this.#spawn();
    const worker: Worker = { handle, caller: new Caller<WorkerMethods>(handle) };
    handle.onEnd((reason) => {
      this.#forget(worker);
      worker.caller.break(`A worker of the sweep ended: ${reason}`);
    });
    return worker;
  }

  #end(worker: Worker): void {
    this.#forget(worker);
    worker.handle.terminate();
    worker.caller.break('The sweep was ended.');
  }

  #forget(worker: Worker): void {
    const index = this.#workers.indexOf(worker);
    if (index >= 0) this.#workers.splice(index, 1);
  }
}

export interface SweepOptions extends SweepListeners {
  /** In place of the seed that the sweep has. */
  readonly seed?: number | undefined;
}

export interface SweepOutcome {
  readonly report: SweepReport;
  /** Events of all simulations together. */
  readonly events: number;
}

interface Worker {
  readonly handle: WorkerHandle;
  readonly caller: Caller<WorkerMethods>;
}

/** Batches that a worker leaves behind because what is left of them is slow; it goes on with them beside the next. */
const MOST_SLOW = 8;
