import type { Picoseconds } from '../model/time.js';

/** The story of one packet as data: who takes part, and what happened in which order. See story.ts for how it is told. */
export interface Story {
  readonly design: string;
  readonly packet: number;
  readonly bytes: number;
  readonly outcome: 'in flight' | 'delivered' | 'dropped';
  /** From arrival to delivery or drop; undefined while in flight. */
  readonly latency: Picoseconds | undefined;
  readonly actors: readonly Actor[];
  readonly events: readonly StoryEvent[];
  readonly transfers: number;
  readonly switches: number;
  readonly handoffs: number;
}

export interface Actor {
  readonly kind: 'context' | 'device';
  /** Index in the trace's contexts or devices. */
  readonly index: number;
  readonly name: string;
  readonly role: string;
}

/** Times are counted from the packet's arrival. `actor`, `from` and `to` are indices of the story's actors. */
export type StoryEvent =
  | ({ readonly kind: 'transfer'; readonly time: Picoseconds; readonly number: number } & Transfer)
  | { readonly kind: 'work'; readonly time: Picoseconds; readonly actor: number; readonly items: readonly Item[] }
  | { readonly kind: 'note'; readonly time: Picoseconds; readonly actor: number; readonly text: string }
  | {
      readonly kind: 'signal';
      readonly time: Picoseconds;
      readonly from: number;
      readonly to: number;
      readonly text: string;
    }
  | { readonly kind: 'busy'; readonly time: Picoseconds; readonly actor: number; readonly duration: Picoseconds };

export interface Transfer {
  readonly from: number;
  readonly to: number;
  /** A hand-off is a switch that takes the stack along. */
  readonly way: 'interrupt' | 'softint' | 'return' | 'switch' | 'handoff';
  /** What the transfer itself took: trap, switch, refill. */
  readonly cost: Picoseconds;
}

/** A statement that was run, with its time, or something else the context did, without. */
export interface Item {
  readonly text: string;
  readonly duration: Picoseconds | undefined;
}
