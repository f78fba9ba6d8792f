import { paintBars, paintEngine } from './bars.js';
import { paintChart } from './chart.js';
import { paintEmphasis } from './emphasis.js';
import { paintInstants } from './instants.js';
import type { Row } from './layout.js';
import type { Scene, Strip } from './scene.js';
import type { Surface } from './surface.js';

const PAD = 3;

/** Draws the content of a lane in the row whose top is at y. */
export function paintLane(surface: Surface, scene: Scene, row: Row, y: number): void {
  const { content } = row.lane!;
  const strip = stripOf(row, y);
  if (content.kind === 'engine') paintEngine(surface, scene, content.bands, strip);
  else if (content.kind === 'steps') paintChart(surface, scene, content.steps, content.names, row.lane!.marks, strip);
  else if (content.kind !== 'none') paintBars(surface, scene, row.timeline, content.bands, strip);
}

/** Draws what lies over the contents of all lanes. */
export function paintOver(surface: Surface, scene: Scene, row: Row, y: number): void {
  const strip = stripOf(row, y);
  paintEmphasis(surface, scene, row, strip);
  for (const marks of row.lane!.marks) paintInstants(surface, scene, marks, strip);
}

function stripOf(row: Row, y: number): Strip {
  return { top: y + PAD, height: row.height - 2 * PAD };
}
