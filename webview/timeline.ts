import { ACTIVITIES } from '../src/model/activity.js';
import { panned, type Window, zoomed } from '../src/views/axis.js';
import { type Description, describeLane } from '../src/views/describe.js';
import { selectionOf, slicesOfLine, slicesOfPacket } from '../src/views/slices.js';
import type { Timeline } from '../src/views/timeline.js';
import { canvasSurface } from './canvas.js';
import { h } from './dom.js';
import { AXIS, GUTTER, type Layout, layoutOf, rowAt } from './layout.js';
import { paint } from './paint.js';
import { type Scene, timeOf } from './scene.js';
import type { State } from './state.js';
import { svgSurface } from './svg.js';
import { currentLook } from './theme.js';
import { createTooltip } from './tooltip.js';

/** The canvas with the timelines of all designs shown, and all that hands can do with it. */
export interface TimelineView {
  readonly element: HTMLElement;
  /** Shows other data; window, scroll and markers stay as far as they still make sense. Without a window it opens at `opening`. */
  show(timelines: readonly Timeline[], opening: Window): void;
  /** The editor's cursor is on this line. */
  mark(file: string, line: number): void;
  act(action: Action): void;
  redraw(): void;
  svg(): string;
  /** The picture as base64 of a PNG. */
  png(): string;
}

export type Action = 'in' | 'out' | 'left' | 'right' | 'fit' | 'packet' | 'marker' | 'clear' | 'next' | 'previous';

export interface Hands {
  readonly state: () => State;
  /** Changes the state; what depends on it is drawn again. */
  readonly change: (state: Partial<State>) => void;
  /** A slice, a mark or a lane was clicked. */
  readonly pick: (description: Description) => void;
}

const KEYS: Readonly<Record<string, Action>> = {
  w: 'in',
  '+': 'in',
  '=': 'in',
  s: 'out',
  '-': 'out',
  a: 'left',
  ArrowLeft: 'left',
  d: 'right',
  ArrowRight: 'right',
  f: 'fit',
  z: 'packet',
  m: 'marker',
  n: 'next',
  p: 'previous',
  Escape: 'clear',
};
const ZOOM = 1.5;

export function createTimeline({ state, change, pick }: Hands): TimelineView {
  const canvas = h('canvas', { tabindex: 0, role: 'img', 'aria-describedby': 'timeline-help' });
  const spacer = h('div', { class: 'timeline-rows' }, canvas);
  const box = h('div', { class: 'timeline-box', id: 'timeline' }, spacer);
  const tooltip = createTooltip();
  let timelines: readonly Timeline[] = [];
  let opening: Window = { from: 0, to: 1 };
  let layout: Layout = { rows: [], height: 0 };
  let line: { readonly file: string; readonly line: number } | undefined;
  let marked: Scene['marked'] = [];
  let selected: Scene['selected'];
  let selectedFor = '';
  let pointer: { readonly x: number; readonly y: number } | undefined;
  let drag: { readonly x: number; readonly window: Window; moved: boolean } | undefined;
  let asked = false;

  const duration = () => Math.max(1, ...timelines.map((timeline) => timeline.duration));
  const windowShown = (): Window => {
    const kept = state().window;
    if (kept === 'whole') return { from: 0, to: duration() };
    return kept === undefined || kept.from >= duration() ? opening : panned(kept, 0, duration());
  };

  function scene(width: number, height: number, scroll: number): Scene {
    const { packet, highlight, hiddenActivities, markers } = state();
    const wanted = highlight ? `${packet}` : '';
    if (wanted !== selectedFor) {
      selectedFor = wanted;
      selected = highlight
        ? timelines.map(({ trace, slices }) => selectionOf(trace, slices, slicesOfPacket(slices, packet)))
        : undefined;
    }
    const base: Scene = {
      layout,
      window: windowShown(),
      width,
      height,
      scroll,
      look: currentLook(),
      hidden: new Set(hiddenActivities.map((activity) => ACTIVITIES.indexOf(activity))),
      selected,
      marked,
      markers,
      pointer: undefined,
      over: undefined,
    };
    if (pointer === undefined || pointer.x < GUTTER) return base;
    return { ...base, pointer: timeOf(base, pointer.x), over: rowAt(layout, pointer.y - AXIS + scroll) };
  }

  function draw(): void {
    asked = false;
    const width = box.clientWidth;
    const height = box.clientHeight;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const now = scene(width, height, box.scrollTop);
    const start = performance.now();
    paint(canvasSurface(context, now.look.font, ratio), now);
    canvas.dataset.drawn = (performance.now() - start).toFixed(2);
  }

  function redraw(): void {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  }

  function zoom(factor: number, about: number): void {
    const next = zoomed(windowShown(), factor, about, duration());
    change({ window: next.to - next.from >= duration() ? 'whole' : next });
  }

  function pan(share: number): void {
    const now = windowShown();
    change({ window: panned(now, (now.to - now.from) * share, duration()) });
  }

  function center(): number {
    const now = scene(box.clientWidth, box.clientHeight, box.scrollTop);
    return now.pointer ?? (now.window.from + now.window.to) / 2;
  }

  const actions: Readonly<Record<Action, () => void>> = {
    in: () => zoom(1 / ZOOM, center()),
    out: () => zoom(ZOOM, center()),
    left: () => pan(-0.2),
    right: () => pan(0.2),
    fit: () => change({ window: 'whole' }),
    packet: () => change({ window: aroundPacket(state().packet), highlight: true }),
    marker: () => setMarker(center()),
    next: () => change({ packet: state().packet + 1 }),
    previous: () => change({ packet: Math.max(0, state().packet - 1) }),
    clear: () => change({ markers: [], highlight: false }),
  };

  /** The first, then the second; a third begins anew. */
  function setMarker(time: number): void {
    const { markers } = state();
    change({ markers: [...(markers.length < 2 ? markers : []), Math.round(time)] });
  }

  /** From the first to the last slice of the packet in any design, with some room. */
  function aroundPacket(packet: number): State['window'] {
    let from = Number.POSITIVE_INFINITY;
    let to = 0;
    for (const { slices } of timelines) {
      const own = slicesOfPacket(slices, packet);
      if (own.length === 0) continue;
      from = Math.min(from, slices.start[own[0]!]!);
      to = Math.max(to, slices.end[own.at(-1)!]!);
    }
    if (from >= to) return state().window;
    const room = (to - from) * 0.15;
    return panned({ from: from - room, to: to + room }, 0, Math.max(duration(), to - from + 2 * room));
  }

  function described(x: number, y: number): Description | undefined {
    const now = scene(box.clientWidth, box.clientHeight, box.scrollTop);
    const row = rowAt(layout, y - AXIS + box.scrollTop);
    if (row?.lane === undefined || y < AXIS) return undefined;
    if (x < GUTTER) {
      return { title: row.lane.name, facts: [['', row.lane.kind]], packet: undefined, span: row.lane.span };
    }
    const reach = 6 * (timeOf(now, 1) - timeOf(now, 0));
    return describeLane(row.timeline, row.lane, timeOf(now, x), reach);
  }

  canvas.addEventListener(
    'wheel',
    (event) => {
      const onAxis = event.offsetY < AXIS;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey || onAxis) {
        const now = scene(box.clientWidth, box.clientHeight, box.scrollTop);
        zoom(
          Math.exp(Math.sign(event.deltaY) * Math.min(0.5, Math.abs(event.deltaY) / 250)),
          timeOf(now, Math.max(GUTTER, event.offsetX)),
        );
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        pan(sideways / Math.max(1, box.clientWidth - GUTTER));
      } else return;
      event.preventDefault();
    },
    { passive: false },
  );
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    drag = { x: event.offsetX, window: windowShown(), moved: false };
  });
  canvas.addEventListener('pointermove', (event) => {
    pointer = { x: event.offsetX, y: event.offsetY };
    if (drag !== undefined && Math.abs(event.offsetX - drag.x) > 3) drag.moved = true;
    if (drag?.moved) {
      tooltip.hide();
      const { from, to } = drag.window;
      const by = ((drag.x - event.offsetX) * (to - from)) / (box.clientWidth - GUTTER);
      change({ window: panned(drag.window, by, duration()) });
    } else {
      const what = described(event.offsetX, event.offsetY);
      if (what === undefined) tooltip.hide();
      else tooltip.show(what, event.clientX, event.clientY);
      canvas.style.cursor = what?.span === undefined ? '' : 'pointer';
    }
    redraw();
  });
  canvas.addEventListener('pointerup', (event) => {
    const clicked = drag !== undefined && !drag.moved;
    drag = undefined;
    if (!clicked) return;
    const now = scene(box.clientWidth, box.clientHeight, box.scrollTop);
    if (event.shiftKey && event.offsetX >= GUTTER) {
      setMarker(timeOf(now, event.offsetX));
      return;
    }
    const what = described(event.offsetX, event.offsetY);
    if (what !== undefined) pick(what);
  });
  canvas.addEventListener('pointerleave', () => {
    pointer = undefined;
    tooltip.hide();
    redraw();
  });
  canvas.addEventListener('dblclick', (event) => {
    if (event.offsetY < AXIS) actions.fit();
  });
  canvas.addEventListener('keydown', (event) => {
    const action = KEYS[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions[action]();
  });
  box.addEventListener('scroll', () => {
    tooltip.hide();
    change({ scroll: box.scrollTop });
    redraw();
  });
  new ResizeObserver(redraw).observe(box);

  function mark(): void {
    marked = timelines.map(({ trace, slices }) =>
      selectionOf(
        trace,
        slices,
        line === undefined ? new Uint32Array() : slicesOfLine(trace, slices, line.file, line.line),
      ),
    );
    redraw();
  }

  return {
    element: box,
    show(next, at) {
      timelines = next;
      opening = at;
      layout = layoutOf(next);
      selectedFor = 'none yet';
      spacer.style.height = `${layout.height + AXIS}px`;
      box.style.height = `min(${layout.height + AXIS + 2}px, max(340px, 82vh))`;
      canvas.setAttribute('aria-label', `Timeline. ${next.map(({ summary }) => summary).join('. ')}`);
      if (box.scrollTop === 0) box.scrollTop = state().scroll;
      mark();
    },
    mark(file, at) {
      line = { file, line: at };
      mark();
    },
    act: (action) => actions[action](),
    redraw,
    svg() {
      const now = { ...scene(box.clientWidth, layout.height + AXIS, 0), pointer: undefined, over: undefined };
      const screen = canvasSurface(canvas.getContext('2d')!, now.look.font, 1);
      const surface = svgSurface(now.width, now.height, now.look.background, now.look.font, screen.measure);
      paint(surface, now);
      return surface.finish();
    },
    png() {
      const now = { ...scene(box.clientWidth, layout.height + AXIS, 0), pointer: undefined, over: undefined };
      const sheet = document.createElement('canvas');
      sheet.width = now.width * 2;
      sheet.height = now.height * 2;
      const context = sheet.getContext('2d')!;
      context.scale(2, 2);
      paint(canvasSurface(context, now.look.font, 2), now);
      return sheet.toDataURL('image/png').split(',')[1]!;
    },
  };
}
