/**
 * What is watched while a run goes on, because at its end nothing shows it any more: threads that waited for a lock
 * behind somebody of lower priority, locks taken in opposite orders, rings that nobody served for as long as they take
 * to fill, queues that only ever grew. findings.ts tells of it. All of it is noted where something rare happens (a lock
 * is contended, a ring is full, an eighth of the run is over), so that a run without any of it pays next to nothing.
 */
export class Watch {
  /** Threads that sleep for a lock. */
  sleepers = 0;
  /** For each lock the inversion that goes on, and the longest one that is over. */
  readonly inversions: readonly Inversion[];
  /** For each pair of locks (held, wanted) the address where the second was asked for; -1: never. */
  readonly wantedAt: Int32Array;
  /** For each lock the address where its holder took it. */
  readonly takenAt: Int32Array;
  /** Locks that are taken in a circle, found first; empty where there is none. */
  circle: readonly number[] = [];
  /** For each source the longest time that its full ring had not been served. */
  readonly unserved: readonly Unserved[];
  /** For each sample the length of each queue. */
  readonly samples: readonly Int32Array[];
  nextSample: number;
  private taken = 0;
  private readonly interval: number;

  constructor(locks: number, fifos: number, sources: number, duration: number) {
    this.inversions = Array.from({ length: locks }, () => ({
      since: -1,
      waiter: -1,
      waiterAt: -1,
      holder: -1,
      holderAt: -1,
      between: -1,
      count: 0,
      longest: undefined,
    }));
    this.wantedAt = new Int32Array(locks * locks).fill(-1);
    this.takenAt = new Int32Array(locks).fill(-1);
    this.unserved = Array.from({ length: sources }, () => ({
      drops: 0,
      longest: 0,
      level: 0,
      context: -1,
      label: -1,
      masked: false,
    }));
    this.samples = Array.from({ length: SAMPLES }, () => new Int32Array(fifos));
    this.interval = duration / SAMPLES;
    this.nextSample = this.interval;
  }

  /** Notes the lengths of all queues at each eighth of the run that `time` has passed. */
  sample(time: number, lengths: Int32Array): void {
    while (this.nextSample <= time) {
      const sample = this.samples[this.taken]!;
      sample.set(lengths.subarray(0, sample.length));
      this.taken++;
      this.nextSample = this.taken === SAMPLES ? Number.POSITIVE_INFINITY : (this.taken + 1) * this.interval;
    }
  }
}

/** A better thread sleeps for a lock, its holder is ready and has no CPU, and somebody in between has it. */
export interface Inversion {
  since: number;
  waiter: number;
  waiterAt: number;
  holder: number;
  holderAt: number;
  between: number;
  count: number;
  longest: LongestInversion | undefined;
}

export interface LongestInversion {
  readonly from: number;
  readonly time: number;
  readonly waiter: number;
  readonly waiterAt: number;
  readonly holder: number;
  readonly holderAt: number;
  readonly between: number;
}

export interface Unserved {
  drops: number;
  longest: number;
  /** Level of the CPU, who did what on it, and whether the source was masked, when the longest time was over. */
  level: number;
  context: number;
  label: number;
  masked: boolean;
}

/** How often the lengths of the queues are noted. */
export const SAMPLES = 8;
