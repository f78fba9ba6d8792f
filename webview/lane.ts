import { ACTIVITIES } from '../src/model/activity.js';
import { type Bands, paintBands } from '../src/views/bands.js';
import { ABSENT, ASLEEP, READY } from '../src/views/contexts.js';
import type { Mark, Marks } from '../src/views/devices.js';
import { formatCount } from '../src/views/format.js';
import { inkOn } from '../src/views/palette.js';
import type { Selection } from '../src/views/slices.js';
import { paintMarks, paintSteps, type Steps } from '../src/views/steps.js';
import type { Timeline } from '../src/views/timeline.js';
import { GUTTER, type Row } from './layout.js';
import { type Scene, timeOf, xOf } from './paint.js';
import { fitted, type Surface } from './surface.js';

const PAD = 3;
const FADED = 0.22;
const IDLE = ACTIVITIES.indexOf('idle');

/** Draws the content of a lane in the row whose top is at y. */
export function paintLane(surface: Surface, scene: Scene, row: Row, y: number): void {
  const lane = row.lane!;
  const { content } = lane;
  if (content.kind === 'slices' || content.kind === 'context') {
    slices(surface, scene, row.timeline, content.bands, y, row.height);
    emphasis(surface, scene, row, y);
  } else if (content.kind === 'engine') engine(surface, scene, content.bands, y, row.height);
  else if (content.kind === 'steps') chart(surface, scene, content.steps, content.names, y, row.height);
  for (const marks of lane.marks) instants(surface, scene, marks, y, row.height);
}

function slices(surface: Surface, scene: Scene, timeline: Timeline, lane: Bands, y: number, height: number): void {
  const { look, window, width, hidden } = scene;
  const top = y + PAD;
  const tall = height - 2 * PAD;
  const opacity = scene.selected === undefined ? 1 : FADED;
  paintBands(lane, window.from, window.to, width - GUTTER, {
    band(i, at, wide) {
      const state = lane.state[i]!;
      const x = GUTTER + at;
      if (state === ABSENT || hidden.has(state)) return;
      if (state === ASLEEP)
        surface.line([x, top + tall - 0.5, x + wide, top + tall - 0.5], look.faint, { opacity: 0.45 });
      else if (state === READY) ready(surface, scene, x, top, wide, tall);
      else block(surface, scene, state, x, top, wide, tall, opacity, () => labelOf(timeline, lane.ref[i]! - 1));
    },
    mix(at, wide, shares) {
      let bottom = top + tall;
      for (let state = 0; state < shares.length; state++) {
        const share = shares[state]! * tall;
        if (share === 0 || state >= ASLEEP || hidden.has(state)) continue;
        if (state === READY) {
          surface.rect(GUTTER + at, top + tall * 0.7, wide, tall * 0.3, look.faint, 0.35 * shares[state]!);
          continue;
        }
        bottom -= share;
        surface.rect(GUTTER + at, bottom, wide, share, look.activities[state]!, opacity);
      }
    },
  });
}

/** Ready and waiting for a CPU: a low bar with a rim, so that it is not taken for running. */
function ready(surface: Surface, { look }: Scene, x: number, top: number, width: number, height: number): void {
  const low = Math.round(height * 0.3);
  surface.rect(x, top + height - low, width, low, look.faint, 0.3);
  surface.line([x, top + height - low - 0.5, x + width, top + height - low - 0.5], look.faint, { opacity: 0.7 });
}

function block(
  surface: Surface,
  { look, hidden, width: whole }: Scene,
  activity: number,
  x: number,
  top: number,
  width: number,
  height: number,
  opacity: number,
  label: () => string,
): void {
  const color = look.activities[activity]!;
  const outlined = look.theme.startsWith('contrast');
  surface.rect(x, top, width, height, color, outlined ? 0.25 * opacity : opacity);
  if (outlined) surface.frame(x, top, width, height, color);
  else if (width > 3) surface.rect(x + width - 1, top, 1, height, look.background, 0.6);
  if (width < 18 || hidden.has(activity)) return;
  // The label stays in sight when the slice begins left of the window.
  const left = Math.max(GUTTER, x) + 4;
  const text = fitted(surface, label(), Math.min(x + width, whole) - left - 4);
  const faded = opacity < 1;
  if (text !== '') surface.text(left, top + height / 2 + 0.5, text, outlined || faded ? look.ink : inkOn(color));
}

function labelOf({ trace, slices: table }: Timeline, slice: number): string {
  if (slice < 0) return '';
  const text = trace.labels[table.label[slice]!]?.text || ACTIVITIES[table.activity[slice]!]!;
  const packet = table.packet[slice]!;
  return packet === 0 ? text : `${text} #${packet - 1}`;
}

/** The slices of the chosen packet and of the editor's line, over the faded others. Each keeps at least two pixels. */
function emphasis(surface: Surface, scene: Scene, row: Row, y: number): void {
  const top = y + PAD;
  const tall = row.height - 2 * PAD;
  const { timeline } = row;
  visible(scene, row, scene.selected?.[row.place], (slice, x, width) => {
    const activity = timeline.slices.activity[slice]!;
    block(surface, scene, activity, x, top, width, tall, 1, () => labelOf(timeline, slice));
  });
  visible(scene, row, scene.marked[row.place], (_slice, x, width) => {
    surface.frame(x - 1, top - 2, width + 2, tall + 4, scene.look.accent, 2);
  });
}

/** Calls with the selected slices of a lane that the window shows, one for each pixel at most. */
function visible(
  scene: Scene,
  { lane, timeline }: Row,
  selection: Selection | undefined,
  draw: (slice: number, x: number, width: number) => void,
): void {
  const list = lane?.context === undefined ? selection?.cpus[lane?.cpu ?? -1] : selection?.contexts[lane.context];
  if (list === undefined) return;
  const { start, end } = timeline.slices;
  for (let at = endingAfter(list, end, scene.window.from, 0); at < list.length; ) {
    const slice = list[at]!;
    if (start[slice]! > scene.window.to) return;
    const x = xOf(scene, start[slice]!);
    const width = Math.max(2, xOf(scene, end[slice]!) - x);
    draw(slice, x, width);
    at = endingAfter(list, end, timeOf(scene, x + width), at + 1);
  }
}

/** Index of the first slice of a list, which is in order of time, that ends after a time. */
function endingAfter(list: Uint32Array, end: Float64Array, time: number, from: number): number {
  let low = from;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (end[list[middle]!]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function engine(surface: Surface, scene: Scene, lane: Bands, y: number, height: number): void {
  const { look, window, width } = scene;
  const color = look.activities[ACTIVITIES.indexOf('kernel')]!;
  const outlined = look.theme.startsWith('contrast');
  const top = y + PAD;
  const tall = height - 2 * PAD;
  paintBands(lane, window.from, window.to, width - GUTTER, {
    band(i, at, wide) {
      if (lane.state[i] === IDLE) return;
      const x = GUTTER + at;
      surface.rect(x, top, wide, tall, color, outlined ? 0.1 : 0.28);
      surface.frame(x, top, wide, tall, color);
      const left = Math.max(GUTTER, x) + 4;
      const text = fitted(surface, `works on #${lane.ref[i]! - 1}`, x + wide - left - 4);
      if (text !== '') surface.text(left, top + tall / 2 + 0.5, text, look.ink);
    },
    mix(at, wide, shares) {
      surface.rect(GUTTER + at, top + tall * (1 - shares[1]!), wide, tall * shares[1]!, color, 0.6);
    },
  });
}

function chart(
  surface: Surface,
  scene: Scene,
  lane: Steps,
  names: readonly string[] | undefined,
  y: number,
  height: number,
): void {
  const { look, window, width } = scene;
  const top = y + PAD + 1;
  const tall = height - 2 * PAD - 1;
  const greatest = Math.max(1, lane.greatest);
  let last: number | undefined;
  paintSteps(lane, window.from, window.to, width - GUTTER, (at, wide, value) => {
    const x = GUTTER + at;
    const level = top + tall * (1 - value / greatest);
    surface.rect(x, level, wide, top + tall - level, look.accent, 0.22);
    surface.line(last === undefined ? [x, level, x + wide, level] : [x, last, x, level, x + wide, level], look.accent);
    last = level;
    const text = names?.[value] ?? (value === 0 ? '' : formatCount(value));
    if (wide > 12 && surface.measure(text) + 8 < wide) {
      // Above the line where there is room, else below it.
      const middle = level - top >= 11 ? level - 6 : level + 7;
      surface.text(x + 4, Math.min(middle, top + tall - 5), text, look.ink);
    }
  });
}

const SIGNS: Record<Mark, string> = {
  arrive: 'arrives',
  drop: 'dropped',
  raise: 'raise',
  interrupt: 'irq',
  deliver: '',
};

function instants(surface: Surface, scene: Scene, { mark, time, packet }: Marks, y: number, height: number): void {
  const { look, window, width } = scene;
  const middle = y + height / 2;
  let free = Number.NEGATIVE_INFINITY;
  paintMarks(time, window.from, window.to, width - GUTTER, (at, i, count) => {
    const x = GUTTER + at;
    sign(surface, scene, mark, x, middle, height);
    if (mark === 'raise' || mark === 'interrupt' || mark === 'deliver' || x < free) return;
    const text = count > 1 ? `${count} ${SIGNS[mark]}` : `#${packet[i]! - 1}`;
    const next =
      i + count < time.length
        ? ((time[i + count]! - window.from) / (window.to - window.from)) * (width - GUTTER)
        : Number.POSITIVE_INFINITY;
    const room = next - at;
    if (surface.measure(text) + 14 > room) return;
    surface.text(x + 7, middle, text, mark === 'drop' ? look.bad : look.ink);
    free = x + 10 + surface.measure(text);
  });
}

function sign(surface: Surface, { look }: Scene, mark: Mark, x: number, middle: number, height: number): void {
  const irq = look.activities[ACTIVITIES.indexOf('interrupt')]!;
  switch (mark) {
    case 'arrive':
      surface.shape([x - 5, middle - 5, x + 5, middle - 5, x, middle + 4], look.accent);
      return;
    case 'drop':
      surface.line([x - 4, middle - 4, x + 4, middle + 4], look.bad, { width: 2 });
      surface.line([x - 4, middle + 4, x + 4, middle - 4], look.bad, { width: 2 });
      return;
    case 'raise':
      surface.line([x, middle - height / 2 + 2, x, middle + height / 2 - 2], irq, { width: 1.5 });
      return;
    case 'interrupt':
      surface.shape([x - 4, middle + height / 2 - 2, x + 4, middle + height / 2 - 2, x, middle + height / 2 - 9], irq);
      return;
    case 'deliver':
      surface.line([x - 4, middle, x - 1, middle + 4, x + 5, middle - 5], look.good, { width: 2 });
      return;
  }
}
