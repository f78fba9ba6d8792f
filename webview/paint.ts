import { ticksOf } from '../src/views/axis.js';
import { bandAt, bandEnd, upTo } from '../src/views/bands.js';
import { formatTime } from '../src/views/format.js';
import type { Timeline } from '../src/views/timeline.js';
import { paintLane, paintOver } from './lane.js';
import { AXIS, GUTTER, type Row } from './layout.js';
import { type Scene, xOf } from './scene.js';
import { fitted, type Surface } from './surface.js';

/** More arrows than this in a window would hide what they are to explain. */
const MOST_ARROWS = 160;

export function paint(surface: Surface, scene: Scene): void {
  const { look, width, height, layout, scroll } = scene;
  surface.rect(0, 0, width, height, look.background);
  surface.clipped(0, AXIS, width, height - AXIS, () => {
    grid(surface, scene);
    const shown = layout.rows.filter(({ top, height: own }) => {
      const y = AXIS + top - scroll;
      return y + own > AXIS && y < height;
    });
    for (const row of shown) paintRow(surface, scene, row);
    surface.flush();
    surface.clipped(GUTTER, AXIS, width - GUTTER, height - AXIS, () => {
      for (const row of shown) if (row.lane !== undefined) paintOver(surface, scene, row, AXIS + row.top - scroll);
      arrows(surface, scene);
    });
  });
  axis(surface, scene);
}

function grid(surface: Surface, scene: Scene): void {
  const { look, width, height, window } = scene;
  for (const { time } of ticksOf(window, width - GUTTER, 90)) {
    const x = Math.round(xOf(scene, time)) + 0.5;
    surface.line([x, AXIS, x, height], look.rule, { opacity: look.theme.startsWith('contrast') ? 0.25 : 0.55 });
  }
}

function paintRow(surface: Surface, scene: Scene, row: Row): void {
  const { look, width, scroll } = scene;
  const y = AXIS + row.top - scroll;
  if (row.lane === undefined) {
    heading(surface, scene, row.timeline, y, row.height);
    return;
  }
  if (scene.over === row) surface.rect(0, y, width, row.height, look.ink, 0.06);
  const name = fitted(surface, row.lane.name, GUTTER - 22);
  surface.text(14, y + row.height / 2, name, row.lane.group === 'cpu' ? look.ink : look.faint);
  surface.line([GUTTER, y + row.height - 0.5, width, y + row.height - 0.5], look.rule, { opacity: 0.5 });
  surface.clipped(GUTTER, y, width - GUTTER, row.height, () => paintLane(surface, scene, row, y));
}

function heading(surface: Surface, scene: Scene, timeline: Timeline, y: number, height: number): void {
  const { look, width } = scene;
  surface.rect(0, y, width, height - 4, look.raised);
  const middle = y + (height - 4) / 2;
  const name = fitted(surface, timeline.design, width * 0.45, true);
  surface.text(10, middle, name, look.ink, { bold: true });
  const from = Math.max(Math.min(GUTTER, width * 0.4), 24 + surface.measure(name, true));
  const rest = timeline.summary.slice(timeline.design.length + 2);
  surface.text(from, middle, fitted(surface, rest, width - from - 10), look.faint);
}

function axis(surface: Surface, scene: Scene): void {
  const { look, width, height, window, markers, pointer } = scene;
  surface.rect(0, 0, width, AXIS, look.raised);
  surface.line([0, AXIS - 0.5, width, AXIS - 0.5], look.rule);
  surface.text(10, AXIS / 2, fitted(surface, `${formatTime(window.to - window.from)} shown`, GUTTER - 20), look.faint);
  surface.clipped(GUTTER, 0, width - GUTTER, height, () => {
    for (const { time, text } of ticksOf(window, width - GUTTER, 90)) {
      const x = xOf(scene, time);
      surface.line([x, AXIS - 6, x, AXIS], look.faint);
      const end = x + 4 + surface.measure(text);
      if (end <= width) surface.text(x + 4, AXIS / 2 - 1, text, look.faint);
    }
    if (pointer !== undefined) {
      const x = Math.round(xOf(scene, pointer)) + 0.5;
      surface.line([x, AXIS, x, height], look.faint, { opacity: 0.8 });
      flag(surface, scene, x, formatTime(Math.round(pointer)), look.ink, look.background);
    }
    markers.forEach((time, index) => {
      const x = xOf(scene, time);
      surface.line([x, 0, x, height], look.accent, { width: 1.5 });
      flag(surface, scene, x, index === 0 ? 'A' : 'B', look.accent, look.background);
    });
    if (markers.length === 2) delta(surface, scene, markers[0]!, markers[1]!);
  });
}

function delta(surface: Surface, scene: Scene, one: number, other: number): void {
  const { look, width } = scene;
  const [left, right] = [xOf(scene, Math.min(one, other)), xOf(scene, Math.max(one, other))];
  surface.rect(left, AXIS, right - left, scene.height - AXIS, look.accent, 0.1);
  const text = `Δ ${formatTime(Math.abs(other - one))}`;
  const middle = Math.min(width - 50, Math.max(GUTTER + 50, (left + right) / 2));
  flag(surface, scene, middle, text, look.accent, look.background);
}

function flag(surface: Surface, scene: Scene, x: number, text: string, color: string, ink: string): void {
  const width = surface.measure(text) + 10;
  const left = Math.min(scene.width - width, Math.max(GUTTER, x - width / 2));
  surface.rect(left, 3, width, AXIS - 8, color);
  surface.text(left + 5, AXIS / 2 - 1, text, ink);
}

/** Switches are drawn through, wakeups dashed, from the lane of one context to that of the other. */
function arrows(surface: Surface, scene: Scene): void {
  const { look, layout, window, scroll, height } = scene;
  const timelines = [...new Set(layout.rows.map(({ timeline }) => timeline))];
  for (const timeline of timelines) {
    const { time, kind, from, to } = timeline.arrows;
    const first = upTo(time, window.from) + 1;
    const last = upTo(time, window.to);
    if (last - first > MOST_ARROWS) continue;
    const middles = new Map<number, number>();
    for (const { timeline: own, lane, top, height: tall } of layout.rows) {
      if (own === timeline && lane?.context !== undefined) {
        middles.set(lane.context, AXIS + top - scroll + tall / 2);
      }
    }
    for (let i = first; i <= last; i++) {
      const [y1, y2] = [middles.get(from[i]!), middles.get(to[i]!)];
      if (y1 === undefined || y2 === undefined || y1 === y2) continue;
      if (Math.max(y1, y2) < AXIS || Math.min(y1, y2) > height) continue;
      const x = xOf(scene, time[i]!);
      const color = kind[i] === 0 ? look.ink : look.accent;
      const down = y2 > y1 ? 1 : -1;
      surface.line([x, y1, x, y2 - 5 * down], color, { width: 1.25, dash: kind[i] === 0 ? [] : [3, 2] });
      surface.shape([x - 3.5, y2 - 6 * down, x + 3.5, y2 - 6 * down, x, y2], color);
    }
  }
}

/** What is drawn at a place: the slice's row in the timeline's table, or the state of a lane without slices. */
export function hit(row: Row, time: number): { readonly slice: number; readonly band: number } | undefined {
  const content = row.lane?.content;
  if (content === undefined || !('bands' in content)) return undefined;
  const band = bandAt(content.bands, time);
  if (band < 0 || time > bandEnd(content.bands, band)) return undefined;
  return { band, slice: content.kind === 'engine' ? -1 : content.bands.ref[band]! - 1 };
}
