import type { ModerationRule } from '../model/device.js';
import { MILLISECOND } from '../model/time.js';

/**
 * What is watched while a run goes on, because at its end nothing shows it any more: threads that waited for a lock
 * behind somebody of lower priority, locks taken in opposite orders, rings that nobody served for as long as they take
 * to fill, threads that were ready for long, queues that only ever grew. findings.ts tells of it. All of it is noted
 * where something rare happens (a lock is contended, a ring is full, some hundred microseconds or a part of the run are
 * over), so that a run without any of it pays next to nothing.
 */
export class Watch {
  /** Threads that every switch is looked at for: those that sleep for a lock, and those that have been ready for long. */
  watched = 0;
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
  /**
   * For each eighth of the second half of the run the least length of each queue, by samples: how it grows, whatever the
   * bursts on top of it.
   */
  readonly least: readonly Int32Array[];
  /** When the second half begins, and what had been dropped at each place by then. */
  readonly half: number;
  dropped: Float64Array | undefined;
  /** For each thread that was ever found without a CPU, though it was ready, how it waits for one. */
  readonly waits: (Waits | undefined)[] = [];
  /** For each CPU on which that was ever found the thread that has it, while handlers are on top of it. */
  readonly covered: (Covered | undefined)[] = [];
  /** For each context the statement, as a label, at which it was last seen. */
  readonly doing: (number | undefined)[] = [];
  /** Of the last events in front of the limit how many were each context's, and at -1 those of nobody. */
  readonly events = new Map<number, number>();
  lookedAt = 0;
  nextLook: number;
  nextLengths: number;
  /** The next time at which something is sampled. */
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
      takenAt: -1,
      head: -1,
      newer: -1,
      held: undefined,
      heldBy: -1,
      suspect: { votes: 0, context: -1, label: -1, level: 0, rule: undefined, why: 'level' as const },
      drops: 0,
      longest: 0,
      why: 'level' as const,
      level: 0,
      context: -1,
      label: -1,
      rule: undefined,
      stopper: -1,
    }));
    this.least = Array.from({ length: EIGHTHS }, () => new Int32Array(fifos));
    this.half = duration / 2;
    this.interval = this.half / (EIGHTHS * SAMPLES);
    this.nextLengths = this.half;
    this.nextLook = duration < LONG_WAIT ? Number.POSITIVE_INFINITY : STEP;
    this.nextSample = Math.min(this.nextLengths, this.nextLook);
  }

  noteEvent(context: number): void {
    this.events.set(context, (this.events.get(context) ?? 0) + 1);
  }

  /** Notes the lengths of all queues for each sample whose time has come. */
  noteLengths(time: number, lengths: Int32Array, drops: Float64Array): void {
    this.dropped ??= drops.slice();
    while (this.nextLengths <= time) {
      const least = this.least[Math.floor(this.taken / SAMPLES)]!;
      const first = this.taken % SAMPLES === 0;
      for (let fifo = 0; fifo < least.length; fifo++) {
        if (first || lengths[fifo]! < least[fifo]!) least[fifo] = lengths[fifo]!;
      }
      this.taken++;
      const isLast = this.taken === EIGHTHS * SAMPLES;
      this.nextLengths = isLast ? Number.POSITIVE_INFINITY : this.half + this.taken * this.interval;
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
  /** When something was last taken out of the ring, and what is in front since then. */
  takenAt: number;
  head: number;
  /** For the first packet that was dropped since then, the first in the ring, for the next one the next. */
  newer: number;
  /** What held input back since then, if anything did. */
  held: Held | undefined;
  /** A process whose socket stopped input, where that was by feedback. */
  heldBy: number;
  /** Who had the CPU for most of the drops since then. */
  readonly suspect: Suspect;
  /** Packets dropped while the ring was not served. */
  drops: number;
  longest: number;
  /** What kept the driver away in the longest time: who had its CPU, a rule of moderation, or what held input back. */
  why: Suspect['why'] | Held;
  /** Level of the CPU, and who did what on it, for most of that time. */
  level: number;
  context: number;
  label: number;
  rule: ModerationRule | undefined;
  stopper: number;
}

/**
 * Who may have kept a driver away: the context on its CPU, what it did, its level, and whether the source was masked. Or
 * nobody (-1), where moderation held the interrupt back, and the rule by which it did.
 */
interface Suspect {
  votes: number;
  context: number;
  label: number;
  level: number;
  rule: ModerationRule | undefined;
  why: 'level' | 'masked' | 'moderation';
}

/** By what a quota holds input back. */
export type Held = 'feedback' | 'cycle_limit';

/** A time in which a thread is ready and has no CPU. */
export interface Waiting {
  since: number;
  /** The thread had used up its quantum, or had not been woken but was there from the start. */
  inTurn: boolean;
  /** The most threads of its priority that shared its CPU. */
  equals: number;
  /** For each context the time, in samples, for which it was executed meanwhile. */
  readonly executed: Float64Array;
}

/** How a thread waits. */
export interface Waits {
  /** In the run queue in which it was seen last. It may have left it, unless it is watched. */
  readonly queued: Waiting;
  /** It has waited there for so long that switches look out for it. */
  watched: boolean;
  /** Of waits, there or elsewhere, that were too long and are over. */
  count: number;
  total: number;
  longest: LongestWait | undefined;
}

export interface LongestWait {
  readonly from: number;
  readonly time: number;
  /** Who had the CPU meanwhile, most of it first, and the label of what each did there, or -1. */
  readonly holders: readonly { readonly context: number; readonly label: number }[];
}

/** A thread that has the CPU, with handlers on top of it at each look. It may be in a run queue by the time of the next. */
export interface Covered {
  /** -1: none. */
  thread: number;
  /** Time in which its CPU had executed threads. */
  worked: number;
  readonly waiting: Waiting;
}

/** In how many parts the second half of a run is looked at, and how often in each. */
export const EIGHTHS = 4;
const SAMPLES = 32;

/** A thread has waited for long for a CPU. starvation.ts says why it is this. */
export const LONG_WAIT = 5 * MILLISECOND;

/** Time between two looks for who waits: the smaller part of a millisecond in the golden section, in picoseconds. */
export const STEP = 381_966_011;
