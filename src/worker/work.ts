import type { Job, Sample } from '../experiment/sweep.js';
import type { PlacedSample } from '../protocol/worker.js';

/** The list of jobs, in the order in which they are taken. */
export class Work {
  events = 0;
  readonly #jobs: readonly Job[];
  readonly #places: readonly number[];
  readonly #samples: (Sample | undefined)[];
  readonly #workers: number;
  readonly #tell: (progress: SweepProgress) => void;
  /** What is done of jobs that are under way, by the first job of their batch. */
  readonly #under = new Map<number, number>();
  #next = 0;
  #done = 0;
  /** Jobs of batches that are over, and the time that they took. */
  #timed = 0;
  #milliseconds = 0;

  /**
   * @param places of the jobs in the order in which they are to be taken
   * @param samples takes what comes of each job, at its place
   */
  constructor(
    jobs: readonly Job[],
    places: readonly number[],
    samples: (Sample | undefined)[],
    workers: number,
    tell: (progress: SweepProgress) => void,
  ) {
    this.#jobs = places.map((place) => jobs[place]!);
    this.#places = places;
    this.#samples = samples;
    this.#workers = workers;
    this.#tell = tell;
  }

  /** The next batch, or undefined where all jobs are taken. */
  take(): Batch | undefined {
    const first = this.#next;
    const left = this.#jobs.length - first;
    if (left === 0) return undefined;
    const fitting = this.#milliseconds > 0 ? (BATCH_MS * this.#timed) / this.#milliseconds : 1;
    const fair = Math.ceil(left / (2 * this.#workers));
    this.#next += Math.max(1, Math.min(Math.floor(fitting), fair, MOST_JOBS));
    return { first, jobs: this.#jobs.slice(first, this.#next) };
  }

  under(batch: Batch, samples: readonly PlacedSample[], under: number): void {
    this.#keep(batch, samples);
    this.#under.set(batch.first, under);
    this.#report();
  }

  done(batch: Batch, samples: readonly PlacedSample[], milliseconds: number): void {
    this.#keep(batch, samples);
    this.#under.delete(batch.first);
    this.#timed += batch.jobs.length;
    this.#milliseconds += milliseconds;
    this.#report();
  }

  /** Whether a batch of which one job is left takes longer than others by so much that it should not be waited for. */
  isLong(milliseconds: number): boolean {
    return this.#timed > 0 && milliseconds > BATCH_MS + (LONG * this.#milliseconds) / this.#timed;
  }

  #keep({ first }: Batch, samples: readonly PlacedSample[]): void {
    for (const { at, sample } of samples) {
      this.#samples[this.#places[first + at]!] = sample;
      this.events += sample.events;
    }
    this.#done += samples.length;
  }

  #report(): void {
    const begun = [...this.#under.values()].reduce((sum, done) => sum + done, 0);
    const fraction = (this.#done + begun) / this.#jobs.length;
    this.#tell({ fraction, done: this.#done, jobs: this.#jobs.length });
  }
}

export interface SweepProgress {
  /** Between 0 and 1. */
  readonly fraction: number;
  /** Simulations that are done, of so many. */
  readonly done: number;
  readonly jobs: number;
}

export interface Batch {
  readonly first: number;
  readonly jobs: readonly Job[];
}

/** A batch should take so long: much longer than a message, and not so long that progress comes in jumps. */
const BATCH_MS = 40;
const MOST_JOBS = 256;
/** What takes so many times as long as the others is slow. */
const LONG = 10;
