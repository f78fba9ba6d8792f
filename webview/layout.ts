import type { Lane, Timeline } from '../src/views/timeline.js';

/** Where each design and each of its lanes stands, in CSS pixels below the axis. */
export interface Layout {
  readonly rows: readonly Row[];
  readonly height: number;
}

export interface Row {
  readonly top: number;
  readonly height: number;
  /** Index of the design among those shown. */
  readonly place: number;
  readonly timeline: Timeline;
  /** Undefined: the row with the design's name. */
  readonly lane: Lane | undefined;
}

export const AXIS = 26;
export const GUTTER = 178;
const HEADING = 30;
const GAP = 7;

export function layoutOf(timelines: readonly Timeline[]): Layout {
  const rows: Row[] = [];
  let top = 0;
  timelines.forEach((timeline, place) => {
    rows.push({ top, height: HEADING, place, timeline, lane: undefined });
    top += HEADING;
    let group: string | undefined;
    for (const lane of timeline.lanes) {
      if (group !== undefined && lane.group !== group) top += GAP;
      group = lane.group;
      const height = heightOf(lane);
      rows.push({ top, height, place, timeline, lane });
      top += height;
    }
    top += GAP * 2;
  });
  return { rows, height: top };
}

function heightOf(lane: Lane): number {
  if (lane.group === 'cpu') return 30;
  if (lane.group === 'levels') return 38;
  return lane.content.kind === 'steps' ? 28 : 23;
}

/** The row at this height, if there is one. */
export function rowAt(layout: Layout, y: number): Row | undefined {
  return layout.rows.find((row) => y >= row.top && y < row.top + row.height);
}
