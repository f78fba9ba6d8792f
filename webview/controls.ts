import { ACTIVITIES } from '../src/model/activity.js';
import type { Result, RunReport } from '../src/trace/result.js';
import { picksOf } from '../src/views/pick.js';
import { csvOf, markdownOf } from '../src/views/summary.js';
import { h } from './dom.js';
import { fileNameOf } from './download.js';
import type { Host } from './host.js';
import { GREATEST_ZOOM, LEAST_ZOOM, type State } from './state.js';
import type { Action, createTimeline } from './timeline.js';

/** The buttons and boxes beside the headings, each as the state has it. */
type Change = (next: Partial<State>) => void;

const DIAGRAM_STEP = 1.25;

/** Copies and saves the table of a run. */
export function tableTools(run: RunReport, host: Host): Node {
  return h(
    'div',
    { class: 'tools' },
    h('button', { click: () => host.post({ type: 'copy', text: markdownOf(run) }) }, 'Copy as Markdown'),
    h(
      'button',
      {
        click: () =>
          host.post({ type: 'export', format: 'csv', name: `${fileNameOf(run.run.name)}.csv`, data: csvOf(run) }),
      },
      'CSV',
    ),
  );
}

export function timelineTools(
  run: RunReport | undefined,
  state: State,
  timeline: ReturnType<typeof createTimeline>,
  change: Change,
  host: Host,
): Node[] {
  const tool = (action: Action, text: string, title: string) =>
    h('button', { id: `tool-${action}`, title, 'aria-label': title, click: () => timeline.act(action) }, text);
  const name = `${fileNameOf(run?.run.name ?? 'run')}-timeline`;
  return [
    h(
      'button',
      {
        id: 'tool-highlight',
        class: 'toggle',
        'aria-pressed': String(state.highlight),
        title: 'Let all but the packet fade',
        click: () => change({ highlight: !state.highlight }),
      },
      'Highlight',
    ),
    tool('packet', 'Zoom to packet', 'Zoom to the packet (z)'),
    tool('in', '+', 'Zoom in (w or +)'),
    tool('out', '−', 'Zoom out (s or −)'),
    tool('fit', 'Whole run', 'Show the whole run (f)'),
    h(
      'button',
      { click: () => host.post({ type: 'export', format: 'svg', name: `${name}.svg`, data: timeline.svg() }) },
      'SVG',
    ),
    h(
      'button',
      { click: () => host.post({ type: 'export', format: 'png', name: `${name}.png`, data: timeline.png() }) },
      'PNG',
    ),
  ];
}

export function help(): Node {
  return h(
    'p',
    { class: 'help', id: 'timeline-help' },
    ...[
      ['Ctrl+wheel', 'or wheel on the axis zooms'],
      ['drag', 'pans'],
      ['w s a d', 'zoom and pan'],
      ['f', 'whole run'],
      ['m', 'or shift+click: marker'],
      ['z n p', 'packet: zoom, next, previous'],
      ['Esc', 'clear'],
    ].map(([key, what]) => h('span', {}, h('kbd', {}, key!), ` ${what}`)),
  );
}

export function legend({ hiddenActivities }: State, change: Change): Node[] {
  const toggles = ACTIVITIES.map((activity) => {
    const shown = !hiddenActivities.includes(activity);
    const next = shown ? [...hiddenActivities, activity] : hiddenActivities.filter((each) => each !== activity);
    return h(
      'button',
      {
        id: `legend-${activity}`,
        class: 'toggle',
        'aria-pressed': String(shown),
        click: () => change({ hiddenActivities: next }),
      },
      h('i', { class: `activity ${activity}` }),
      activity,
    );
  });
  const signs = '▼ arrives  │ interrupt raised  ▾ taken  ✓ delivered  ✗ dropped  ▁ ready';
  const arrows = '↓ context switch  ┊ wakeup';
  return [...toggles, h('span', { class: 'sign' }, signs), h('span', { class: 'sign' }, arrows)];
}

export function diagramTools({ diagramZoom }: State, change: Change): Node[] {
  const to = (zoom: number) => Math.min(GREATEST_ZOOM, Math.max(LEAST_ZOOM, zoom));
  const tool = (id: string, text: string, title: string, next: number) =>
    h(
      'button',
      {
        id: `diagram-${id}`,
        title,
        'aria-label': title,
        disabled: next === diagramZoom,
        click: () => change({ diagramZoom: next }),
      },
      text,
    );
  return [
    tool('in', '+', 'Larger diagrams', to(diagramZoom * DIAGRAM_STEP)),
    tool('out', '−', 'Smaller diagrams', to(diagramZoom / DIAGRAM_STEP)),
    tool('plain', `${Math.round(diagramZoom * 100)}%`, 'Diagrams with text of the usual size', 1),
  ];
}

/** Packets that can be chosen: as many as the design with the most of them has. */
export function packetCount(results: readonly Result[]): number {
  return Math.max(1, ...results.map(({ packets }) => packets.length));
}

/** Chooses the packet of the pictures; `place` tells the pickers of a page apart. */
export function packetPicker(place: string, results: readonly Result[], state: State, change: Change): Node {
  const count = packetCount(results);
  const picks = picksOf(results);
  const known = picks.some(({ packet }) => packet === state.packet);
  const choose = (event: Event) => {
    const packet = Number((event.target as HTMLInputElement).value);
    if (Number.isInteger(packet) && packet >= 0) change({ packet });
  };
  return h(
    'span',
    { class: 'picker' },
    h(
      'label',
      {},
      h('span', { class: 'unseen' }, 'Packet'),
      h(
        'select',
        { id: `pick-${place}`, change: choose },
        ...picks.map(({ packet, text }) => h('option', { value: packet, selected: packet === state.packet }, text)),
        !known && h('option', { value: state.packet, selected: true }, `packet ${state.packet}`),
      ),
    ),
    count > 1 &&
      h(
        'label',
        {},
        'n-th ',
        h('input', { id: `nth-${place}`, type: 'number', min: 0, max: count - 1, value: state.packet, change: choose }),
        ` of ${count}`,
      ),
  );
}
