import { ACTIVITIES } from '../src/model/activity.js';
import { upTo } from '../src/views/bands.js';
import type { Mark, Marks } from '../src/views/devices.js';
import { paintMarks } from '../src/views/steps.js';
import { GUTTER } from './layout.js';
import type { Scene, Strip } from './scene.js';
import type { Surface } from './surface.js';

/** Marks nearer to each other than this are drawn as one. */
const ROOM = 3;
/** With less room than this for each, marks shrink to ticks at the lane's edge, to leave its content in sight. */
const DENSE = 12;

const SIGNS: Record<Mark, string> = {
  arrive: 'arrives',
  drop: 'dropped',
  raise: 'raise',
  interrupt: 'irq',
  deliver: '',
};

export function paintInstants(
  surface: Surface,
  scene: Scene,
  { mark, time, packet }: Marks,
  { top, height }: Strip,
): void {
  const { look, window, width } = scene;
  const middle = top + height / 2;
  const shown = upTo(time, window.to) - upTo(time, window.from);
  const dense = shown * DENSE > width - GUTTER;
  let free = Number.NEGATIVE_INFINITY;
  paintMarks(time, window.from, window.to, width - GUTTER, ROOM, (at, i, count) => {
    const x = GUTTER + at;
    if (dense) {
      const low = mark === 'raise' || mark === 'interrupt';
      surface.rect(x - 1, low ? top + height - TICK : top, 2, TICK, colorOf(mark, scene));
      return;
    }
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

const TICK = 5;

function colorOf(mark: Mark, { look }: Scene): string {
  switch (mark) {
    case 'arrive':
      return look.accent;
    case 'drop':
      return look.bad;
    case 'deliver':
      return look.good;
    default:
      return look.activities[ACTIVITIES.indexOf('interrupt')]!;
  }
}

function sign(surface: Surface, scene: Scene, mark: Mark, x: number, middle: number, height: number): void {
  const color = colorOf(mark, scene);
  switch (mark) {
    case 'arrive':
      surface.shape([x - 5, middle - 5, x + 5, middle - 5, x, middle + 4], color);
      return;
    case 'drop':
      surface.line([x - 4, middle - 4, x + 4, middle + 4], color, { width: 2 });
      surface.line([x - 4, middle + 4, x + 4, middle - 4], color, { width: 2 });
      return;
    case 'raise':
      surface.line([x, middle - height / 2 - 1, x, middle + height / 2 + 1], color, { width: 1.5 });
      return;
    case 'interrupt':
      surface.shape(
        [x - 4, middle + height / 2 + 1, x + 4, middle + height / 2 + 1, x, middle + height / 2 - 6],
        color,
      );
      return;
    case 'deliver':
      surface.line([x - 4, middle, x - 1, middle + 4, x + 5, middle - 5], color, { width: 2 });
      return;
  }
}
