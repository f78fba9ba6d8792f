import type { Window } from '../src/views/axis.js';
import type { Selection } from '../src/views/slices.js';
import { GUTTER, type Layout, type Row } from './layout.js';
import type { Look } from './theme.js';

/** All that a picture of the timeline shows: the same scene gives the same picture. */
export interface Scene {
  readonly layout: Layout;
  readonly window: Window;
  readonly width: number;
  readonly height: number;
  /** How far the rows are scrolled up. */
  readonly scroll: number;
  readonly look: Look;
  /** Activities that are not drawn, by index in ACTIVITIES. */
  readonly hidden: ReadonlySet<number>;
  /** For each design the slices to bring out, all others fading; undefined: none fades. */
  readonly selected: readonly Selection[] | undefined;
  /** For each design the slices of the editor's line, to be outlined. */
  readonly marked: readonly Selection[];
  readonly markers: readonly number[];
  /** Time under the pointer. */
  readonly pointer: number | undefined;
  /** Row under the pointer. */
  readonly over: Row | undefined;
}

export function xOf({ window, width }: Scene, time: number): number {
  return GUTTER + ((time - window.from) / (window.to - window.from)) * (width - GUTTER);
}

export function timeOf({ window, width }: Scene, x: number): number {
  return window.from + ((x - GUTTER) / (width - GUTTER)) * (window.to - window.from);
}

/** The part of a lane's row that is drawn in. */
export interface Strip {
  readonly top: number;
  readonly height: number;
}
