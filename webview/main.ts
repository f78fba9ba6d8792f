import { ACTIVITIES } from '../src/model/activity.js';
import type { ToPage } from '../src/protocol/panel.js';
import type { Report, Result, RunReport } from '../src/trace/result.js';
import { decode, unpack } from '../src/views/embed.js';
import { picksOf } from '../src/views/pick.js';
import { csvOf, markdownOf } from '../src/views/summary.js';
import { type Timeline, timelineOf } from '../src/views/timeline.js';
import { diagrams } from './diagrams.js';
import { fill, h } from './dom.js';
import { advanced, header, type Status, statusLine } from './header.js';
import { connect } from './host.js';
import { sliceList } from './slicelist.js';
import { restored, type State } from './state.js';
import { comparison, type Reveal } from './table.js';
import { watchLook } from './theme.js';
import { type Action, createTimeline } from './timeline.js';

const host = connect(receive);
let state: State = restored(host.load());
let report: Report | undefined;
let status: Status = { kind: 'waiting' };
let highlighted: { readonly file: string; readonly line: number } | undefined;
const timelines = new WeakMap<Result, Timeline | undefined>();

const parts = {
  header: h('header', { class: 'top' }),
  status: h('div', { class: 'status', role: 'status', 'aria-live': 'polite' }),
  comparison: h('section', { class: 'comparison', 'aria-label': 'Comparison of the designs' }),
  timeline: h('section', { class: 'timeline', 'aria-label': 'Timeline' }),
  timelineTools: h('div', { class: 'tools' }),
  legend: h('div', { class: 'legend', role: 'group', 'aria-label': 'Activities' }),
  slices: h('div'),
  sequence: h('section', { class: 'sequence', 'aria-label': 'Sequence diagrams' }),
  sequenceTools: h('div', { class: 'tools' }),
  diagrams: h('div', { class: 'cards' }),
};

const reveal: Reveal = (span) => host.post({ type: 'reveal', span });

const timeline = createTimeline({
  state: () => state,
  change,
  pick({ packet, span }) {
    if (packet !== undefined) change({ packet, highlight: true });
    if (span !== undefined) reveal(span);
  },
});

function receive(message: ToPage): void {
  switch (message.type) {
    case 'report':
      report = unpack(message.packed);
      status = { kind: 'fresh' };
      state = { ...state, file: report.file };
      host.save(state);
      show();
      // After the frame that shows it.
      requestAnimationFrame(() => setTimeout(() => host.post({ type: 'drawn' })));
      return;
    case 'highlight':
      highlighted = { file: message.file, line: message.line };
      timeline.mark(message.file, message.line);
      return;
    case 'progress':
      status = { kind: 'running', done: message.done, text: message.text };
      break;
    case 'stale':
      status = { kind: 'stale', message: message.message };
      break;
    case 'error':
      status = { kind: 'failed', message: message.message };
  }
  showStatus();
}

/** Changes what the user sees, keeps it, and draws again only what depends on it. */
function change(next: Partial<State>): void {
  const before = state;
  state = { ...state, ...next };
  if (next.packet !== undefined) state = { ...state, packet: Math.min(state.packet, packetCount() - 1) };
  host.save(state);
  timeline.redraw();
  if (before.run !== state.run || before.hiddenDesigns !== state.hiddenDesigns) show();
  else {
    if (before.packet !== state.packet) showPacket();
    if (before.hiddenActivities !== state.hiddenActivities) showLegend();
    if (before.highlight !== state.highlight) showTimelineTools();
  }
}

function currentRun(): RunReport | undefined {
  return report?.runs.find(({ run }) => run.name === state.run) ?? report?.runs[0];
}

function currentResults(): readonly Result[] {
  return currentRun()?.results.filter(({ design }) => !state.hiddenDesigns.includes(design)) ?? [];
}

function currentTimelines(): readonly Timeline[] {
  return currentResults().flatMap((result) => {
    if (!timelines.has(result)) timelines.set(result, timelineOf(result));
    return timelines.get(result) ?? [];
  });
}

function packetCount(): number {
  return Math.max(1, ...currentResults().map(({ packets }) => packets.length));
}

function show(): void {
  showStatus();
  const run = currentRun();
  const app = document.getElementById('app')!;
  if (report === undefined || run === undefined) {
    const text = report === undefined ? '' : 'The text has no run yet: add one, as in  run "name" { … }';
    fill(app, parts.status, h('p', { class: 'empty' }, text));
    return;
  }
  fill(app, parts.header, parts.status, parts.comparison, parts.timeline, parts.sequence);
  fill(
    parts.header,
    ...header(report, run, state, {
      change,
      cancel,
      exportHtml: host.editor ? () => host.post({ type: 'export', format: 'html' }) : undefined,
    }),
  );
  const results = currentResults();
  fill(
    parts.comparison,
    h('div', { class: 'heading' }, h('h2', {}, 'Comparison'), tableTools(run, results)),
    ...(results.length === 0
      ? [h('p', { class: 'empty' }, 'All designs are hidden.')]
      : comparison(run, results, reveal)),
  );
  const shown = currentTimelines();
  fill(
    parts.timeline,
    h('div', { class: 'heading' }, h('h2', {}, 'Timeline'), parts.timelineTools),
    ...(shown.length === 0
      ? [h('p', { class: 'empty' }, 'There is no trace to draw.')]
      : [parts.legend, timeline.element, help(), parts.slices]),
  );
  timeline.show(shown);
  if (highlighted !== undefined) timeline.mark(highlighted.file, highlighted.line);
  fill(
    parts.sequence,
    h('div', { class: 'heading' }, h('h2', {}, 'The way of one packet'), parts.sequenceTools),
    parts.diagrams,
  );
  state = { ...state, packet: Math.min(state.packet, packetCount() - 1) };
  showLegend();
  showPacket();
}

function showStatus(): void {
  if (advanced(parts.status.firstElementChild, status)) return;
  const line = statusLine(status, { cancel });
  fill(parts.status, line);
  document.body.classList.toggle('is-stale', status.kind === 'stale');
  if (report === undefined) fill(document.getElementById('app')!, parts.status);
}

function cancel(): void {
  host.post({ type: 'cancel' });
}

function tableTools(run: RunReport, results: readonly Result[]): Node {
  const shown = { ...run, results };
  return h(
    'div',
    { class: 'tools' },
    h('button', { click: () => host.post({ type: 'copy', text: markdownOf(shown) }) }, 'Copy as Markdown'),
    h(
      'button',
      { click: () => host.post({ type: 'export', format: 'csv', name: `${fileName()}.csv`, data: csvOf(shown) }) },
      'CSV',
    ),
  );
}

/** The run's name as a name of a file. */
function fileName(): string {
  return (currentRun()?.run.name ?? 'run').replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'run';
}

function showPacket(): void {
  showTimelineTools();
  fill(parts.slices, sliceList(currentTimelines(), state.packet, reveal));
  fill(parts.sequenceTools, packetPicker('sequence'));
  fill(
    parts.diagrams,
    ...diagrams(currentResults(), state.packet, {
      copy: (text) => host.post({ type: 'copy', text }),
      save: (name, data) => host.post({ type: 'export', format: 'svg', name: `${name}.svg`, data }),
      log: (message) => host.post({ type: 'error', message }),
    }),
  );
}

function packetPicker(place: string): Node {
  const count = packetCount();
  const picks = picksOf(currentResults());
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

function showTimelineTools(): void {
  const tool = (action: Action, text: string, title: string) =>
    h('button', { id: `tool-${action}`, title, 'aria-label': title, click: () => timeline.act(action) }, text);
  const name = () => `${fileName()}-timeline`;
  fill(
    parts.timelineTools,
    packetPicker('timeline'),
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
    tool('fit', 'Fit', 'Show the whole run (f)'),
    h(
      'button',
      { click: () => host.post({ type: 'export', format: 'svg', name: `${name()}.svg`, data: timeline.svg() }) },
      'SVG',
    ),
    h(
      'button',
      { click: () => host.post({ type: 'export', format: 'png', name: `${name()}.png`, data: timeline.png() }) },
      'PNG',
    ),
  );
}

function help(): Node {
  return h(
    'p',
    { class: 'help', id: 'timeline-help' },
    ...[
      ['Ctrl+wheel', 'or wheel on the axis zooms'],
      ['drag', 'pans'],
      ['w s a d', 'zoom and pan'],
      ['f', 'fit'],
      ['m', 'or shift+click: marker'],
      ['z n p', 'packet: zoom, next, previous'],
      ['Esc', 'clear'],
    ].map(([key, what]) => h('span', {}, h('kbd', {}, key!), ` ${what}`)),
  );
}

function showLegend(): void {
  const { hiddenActivities } = state;
  fill(
    parts.legend,
    ...ACTIVITIES.map((activity) => {
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
    }),
    h('span', { class: 'sign' }, '▼ arrives  │ interrupt raised  ▾ taken  ✓ delivered  ✗ dropped  ▁ ready'),
  );
}

window.addEventListener('error', ({ message }) => host.post({ type: 'error', message }));
window.addEventListener('unhandledrejection', ({ reason }) => host.post({ type: 'error', message: String(reason) }));

const embedded = document.getElementById('data')?.textContent;
if (embedded) {
  report = decode(embedded);
  status = { kind: 'fresh' };
}
watchLook(() => {
  timeline.redraw();
  if (report !== undefined) showPacket();
});
show();
host.post({ type: 'ready' });
