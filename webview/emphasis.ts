import type { Selection } from '../src/views/slices.js';
import { labelOf, paintBlock } from './bars.js';
import type { Row } from './layout.js';
import { type Scene, type Strip, timeOf, xOf } from './scene.js';
import type { Surface } from './surface.js';

/** The slices of the chosen packet and of the editor's line, over the faded others. Each keeps at least two pixels. */
export function paintEmphasis(surface: Surface, scene: Scene, row: Row, strip: Strip): void {
  const { timeline } = row;
  visible(scene, row, scene.selected?.[row.place], (slice, x, width) => {
    const activity = timeline.slices.activity[slice]!;
    paintBlock(surface, scene, activity, { x, width }, strip, 1, () => labelOf(timeline, slice));
  });
  visible(scene, row, scene.marked[row.place], (_slice, x, width) => {
    surface.frame(x - 1, strip.top - 2, width + 2, strip.height + 4, scene.look.accent, 2);
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
