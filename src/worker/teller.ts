import type { SweepReport } from '../trace/sweep.js';
import type { SweepProgress } from './work.js';

/** Tells how a sweep goes on, and what there is of it. */
export class Teller {
  readonly #report: () => SweepReport;
  readonly #listeners: SweepListeners;
  #told = 0;
  #next = 0;

  constructor(report: () => SweepReport, listeners: SweepListeners) {
    this.#report = report;
    this.#listeners = listeners;
    this.#tellReport();
  }

  tell(progress: SweepProgress): void {
    this.#listeners.onProgress?.(progress);
    const { done, jobs } = progress;
    if (done === this.#told || done === jobs || performance.now() < this.#next) return;
    this.#told = done;
    this.#tellReport();
  }

  #tellReport(): void {
    const began = performance.now();
    this.#listeners.onReport?.(this.#report());
    const now = performance.now();
    this.#next = now + Math.max(REPORT_MS, (now - began) / REPORT_SHARE);
  }
}

export interface SweepListeners {
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
  /** What there is so far: before the first point, and then, a few times a second at most, when points have come. */
  readonly onReport?: ((report: SweepReport) => void) | undefined;
}

/** Milliseconds between two reports of what there is so far. */
const REPORT_MS = 250;
/** Reports of a large sweep are long, and take no more than this part of the time. */
const REPORT_SHARE = 0.1;
