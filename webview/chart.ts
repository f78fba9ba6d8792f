import { upTo } from '../src/views/bands.js';
import type { Marks } from '../src/views/devices.js';
import { formatCount } from '../src/views/format.js';
import { paintSteps, type Steps } from '../src/views/steps.js';
import { GUTTER } from './layout.js';
import { type Scene, type Strip, timeOf } from './scene.js';
import type { Surface } from './surface.js';

/** A value that changes in steps, as an area with its value (or the value's name) where there is room. */
export function paintChart(
  surface: Surface,
  scene: Scene,
  lane: Steps,
  names: readonly string[] | undefined,
  marks: readonly Marks[],
  { top, height }: Strip,
): void {
  const { look, window, width } = scene;
  const { ratio } = surface;
  const greatest = Math.max(1, lane.greatest);
  const columns = Math.round((width - GUTTER) * ratio);
  let before = 0;
  const part = surface.strip(GUTTER, top, height);
  paintSteps(lane, window.from, window.to, columns, (column, count, value) => {
    const level = value / greatest;
    part(column, count, 0, level, look.accent, 0.22);
    part(column, count, level, level, look.accent, 1);
    if (column > 0 && level !== before)
      part(column, 1, Math.min(level, before), Math.max(level, before), look.accent, 1);
    before = level;
    const text = names?.[value] ?? (value === 0 ? '' : formatCount(value));
    if (text === '' || surface.measure(text) + 8 > count / ratio) return;
    const x = GUTTER + column / ratio + 4;
    if (marks.some((each) => isMarked(scene, each, x, x + surface.measure(text)))) return;
    const y = top + height * (1 - level);
    // Above the line where there is room, else below it.
    const middle = y - top >= 11 ? y - 6 : y + 7;
    surface.text(x, Math.min(middle, top + height - 5), text, look.ink);
  });
}

/** Half of a mark's sign, and what its text may take right of it. */
const SIGN = 6;
const TEXT = 75;

/** Whether a mark of the lane, or its text, would be drawn over these pixels. */
function isMarked(scene: Scene, { time, mark }: Marks, left: number, right: number): boolean {
  const before = upTo(time, timeOf(scene, left - SIGN - (mark === 'drop' ? TEXT : 0)));
  return upTo(time, timeOf(scene, right + SIGN)) > before;
}
