import { ACTIVITIES, type Activity } from '../src/model/activity.js';

/** What the user chose to see. It outlives updates of the data, and in an editor also a reload of the page. */
export interface State {
  /** The scenario whose pictures these are, so that an editor can bring them back. */
  readonly file: string | undefined;
  readonly run: string | undefined;
  readonly hiddenDesigns: readonly string[];
  readonly hiddenActivities: readonly Activity[];
  /** Designs that are not drawn in the charts of sweeps. */
  readonly hiddenLines: readonly string[];
  readonly packet: number;
  /** All but the packet's slices fade. */
  readonly highlight: boolean;
  /** The part of the run in the timeline; undefined: the part that it opens at. */
  readonly window: { readonly from: number; readonly to: number } | 'whole' | undefined;
  readonly markers: readonly number[];
  readonly scroll: number;
  /** Size of the sequence diagrams, 1 being that of the page's text. */
  readonly diagramZoom: number;
}

export const START: State = {
  file: undefined,
  run: undefined,
  hiddenDesigns: [],
  hiddenActivities: [],
  hiddenLines: [],
  packet: 0,
  highlight: false,
  window: undefined,
  markers: [],
  scroll: 0,
  diagramZoom: 1,
};

/** How small and how large a sequence diagram can be made. */
export const LEAST_ZOOM = 0.5;
export const GREATEST_ZOOM = 3;

/** What stays of the choices when the page turns to a file: for another one only what is no matter of the file. */
export function turnedTo(file: string, state: State): State {
  if (state.file === undefined || state.file === file) return { ...state, file };
  const { hiddenActivities, diagramZoom } = state;
  return { ...START, file, hiddenActivities, diagramZoom };
}

/** The state that was kept, as far as it has the right shape. */
export function restored(kept: unknown): State {
  if (typeof kept !== 'object' || kept === null) return START;
  const {
    file,
    run,
    hiddenDesigns,
    hiddenActivities,
    hiddenLines,
    packet,
    highlight,
    window,
    markers,
    scroll,
    diagramZoom,
  } = kept as Record<string, unknown>;
  return {
    file: typeof file === 'string' ? file : undefined,
    run: typeof run === 'string' ? run : undefined,
    hiddenDesigns: strings(hiddenDesigns),
    hiddenActivities: ACTIVITIES.filter((activity) => strings(hiddenActivities).includes(activity)),
    hiddenLines: strings(hiddenLines),
    packet: Number.isInteger(packet) && (packet as number) >= 0 ? (packet as number) : 0,
    highlight: highlight === true,
    window: windowOf(window),
    markers: Array.isArray(markers) ? markers.filter(Number.isFinite).slice(0, 2) : [],
    scroll: Number.isFinite(scroll) ? (scroll as number) : 0,
    diagramZoom:
      Number.isFinite(diagramZoom) && (diagramZoom as number) >= LEAST_ZOOM && (diagramZoom as number) <= GREATEST_ZOOM
        ? (diagramZoom as number)
        : 1,
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function windowOf(value: unknown): State['window'] {
  if (value === 'whole') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { from, to } = value as Record<string, unknown>;
  return Number.isFinite(from) && Number.isFinite(to) && (from as number) < (to as number)
    ? { from: from as number, to: to as number }
    : undefined;
}
