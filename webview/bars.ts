import { ACTIVITIES } from '../src/model/activity.js';
import { type Bands, paintBands } from '../src/views/bands.js';
import { ABSENT, ASLEEP, READY } from '../src/views/contexts.js';
import { inkOn } from '../src/views/palette.js';
import type { Timeline } from '../src/views/timeline.js';
import { GUTTER } from './layout.js';
import type { Scene, Strip } from './scene.js';
import { fitted, type Surface } from './surface.js';

const FADED = 0.22;
/** A bar of fewer CSS pixels has no room for a rim or a label, and is drawn as columns. */
const WIDE = 3;
/** Height of a ready context's bar, as a part of the lane. */
const LOW = 0.3;

/** What a CPU does or how a context fares. */
export function paintBars(surface: Surface, scene: Scene, timeline: Timeline, lane: Bands, strip: Strip): void {
  const { look, window, width, hidden } = scene;
  const opacity = scene.selected === undefined ? 1 : FADED;
  const columns = Math.round((width - GUTTER) * surface.ratio);
  const part = surface.strip(GUTTER, strip.top, strip.height);
  paintBands(lane, window.from, window.to, columns, {
    band(i, column, count) {
      const state = lane.state[i]!;
      if (state === ABSENT || hidden.has(state)) return;
      if (state === ASLEEP) part(column, count, 0, 0, look.faint, 0.45);
      else if (state === READY) {
        part(column, count, 0, LOW, look.faint, 0.3);
        part(column, count, LOW, LOW, look.faint, 0.7);
      } else if (count < WIDE * surface.ratio) part(column, count, 0, 1, look.activities[state]!, opacity);
      else {
        const x = GUTTER + column / surface.ratio;
        const label = () => labelOf(timeline, lane.ref[i]! - 1);
        paintBlock(surface, scene, state, { x, width: count / surface.ratio }, strip, opacity, label);
      }
    },
    mix(column, shares) {
      let top = 0;
      for (let state = 0; state < ACTIVITIES.length; state++) {
        if (shares[state]! === 0 || hidden.has(state)) continue;
        part(column, 1, top, top + shares[state]!, look.activities[state]!, opacity);
        top += shares[state]!;
      }
      if ((shares[READY] ?? 0) > top && top < LOW) part(column, 1, top, LOW, look.faint, 0.3);
    },
  });
}

/** One slice with its label. */
export function paintBlock(
  surface: Surface,
  { look, width: whole }: Scene,
  activity: number,
  { x, width }: { readonly x: number; readonly width: number },
  { top, height }: Strip,
  opacity: number,
  label: () => string,
): void {
  const color = look.activities[activity]!;
  surface.rect(x, top, width, height, color, opacity);
  surface.rect(x + width - 1, top, 1, height, look.background, 0.6);
  if (width < 18) return;
  // The label stays in sight when the slice begins left of the window.
  const left = Math.max(GUTTER, x) + 4;
  const text = fitted(surface, label(), Math.min(x + width, whole) - left - 4);
  const faded = opacity < 1;
  if (text !== '') surface.text(left, top + height / 2 + 0.5, text, faded ? look.ink : inkOn(color));
}

export function labelOf({ trace, slices }: Timeline, slice: number): string {
  if (slice < 0) return '';
  const text = trace.labels[slices.label[slice]!]?.text || ACTIVITIES[slices.activity[slice]!]!;
  const packet = slices.packet[slice]!;
  return packet === 0 ? text : `${text} #${packet - 1}`;
}

const IDLE = 0;
const BUSY = 1;

/** When an engine of a device works, apart from all CPUs: framed, so that it is not taken for CPU time. */
export function paintEngine(surface: Surface, scene: Scene, lane: Bands, { top, height }: Strip): void {
  const { look, window, width } = scene;
  const color = look.activities[ACTIVITIES.indexOf('kernel')]!;
  const columns = Math.round((width - GUTTER) * surface.ratio);
  const part = surface.strip(GUTTER, top, height);
  paintBands(lane, window.from, window.to, columns, {
    band(i, column, count) {
      if (lane.state[i] === IDLE) return;
      if (count < WIDE * surface.ratio) {
        part(column, count, 0, 1, color, 0.6);
        return;
      }
      const x = GUTTER + column / surface.ratio;
      const wide = count / surface.ratio;
      surface.rect(x, top, wide, height, color, look.theme.startsWith('contrast') ? 0.1 : 0.28);
      surface.frame(x, top, wide, height, color);
      const left = Math.max(GUTTER, x) + 4;
      const text = fitted(surface, `works on #${lane.ref[i]! - 1}`, x + wide - left - 4);
      if (text !== '') surface.text(left, top + height / 2 + 0.5, text, look.ink);
    },
    mix: (column, shares) => part(column, 1, 0, shares[BUSY]!, color, 0.6),
  });
}
