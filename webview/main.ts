import type { ToPage } from '../src/protocol/panel.js';
import type { Report, Result, RunReport } from '../src/trace/result.js';
import type { SweepReport } from '../src/trace/sweep.js';
import { openingWindow } from '../src/views/axis.js';
import { decode, unpack } from '../src/views/embed.js';
import { type Timeline, timelineOf } from '../src/views/timeline.js';
import { diagramTools, help, legend, packetCount, packetPicker, tableTools, timelineTools } from './controls.js';
import { diagrams } from './diagrams.js';
import { fill, frame, h } from './dom.js';
import { advanced, header, type Status, statusLine } from './header.js';
import { connect } from './host.js';
import { sliceList } from './slicelist.js';
import { restored, type State, turnedTo } from './state.js';
import { createSweeps } from './sweeps.js';
import { comparison, type Reveal } from './table.js';
import { watchLook } from './theme.js';
import { createTimeline } from './timeline.js';

const host = connect(receive);
let state: State = restored(host.load());
let report: Report | undefined;
let status: Status = { kind: 'waiting' };
let highlighted: { readonly file: string; readonly line: number } | undefined;
const timelines = new WeakMap<Result, Timeline | undefined>();
/** Counts what the page has shown: what is made for one of them and comes late is not shown over the next. */
let showing = 0;

/** Timelines of so many events in all are made in less time than anybody notices. */
const AT_ONCE = 100_000;

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

const statusHeight = new ResizeObserver(() =>
  document.body.style.setProperty('--status', `${parts.status.offsetHeight}px`),
);
statusHeight.observe(parts.status);

const sweeps = createSweeps({
  host,
  file: () => state.file,
  hidden: () => state.hiddenLines,
  hide: (designs) => change({ hiddenLines: designs }),
});

function receive(message: ToPage): void {
  if (sweeps.receive(message)) return;
  switch (message.type) {
    case 'report':
      report = unpack<Report>(message.packed);
      status = { kind: 'fresh' };
      turnTo(report.file);
      show();
      return;
    case 'turn':
      report = undefined;
      status = { kind: message.running ? 'waiting' : 'unrun' };
      turnTo(message.file);
      show();
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

function turnTo(file: string): void {
  if (file !== state.file) sweeps.clear();
  state = turnedTo(file, state);
  host.save(state);
}

/** Changes what the user sees, keeps it, and draws again only what depends on it. */
function change(next: Partial<State>): void {
  const before = state;
  state = { ...state, ...next };
  if (next.packet !== undefined)
    state = { ...state, packet: Math.min(state.packet, packetCount(currentResults()) - 1) };
  host.save(state);
  if (before.hiddenLines !== state.hiddenLines) sweeps.relook();
  timeline.redraw();
  if (before.run !== state.run || before.hiddenDesigns !== state.hiddenDesigns) show();
  else {
    if (before.packet !== state.packet) showPacket();
    if (before.hiddenActivities !== state.hiddenActivities) fill(parts.legend, ...legend(state, change));
    if (before.diagramZoom !== state.diagramZoom) showDiagramZoom();
    if (before.highlight !== state.highlight) showTimelineTools();
  }
}

function currentRun(): RunReport | undefined {
  return report?.runs.find(({ run }) => run.name === state.run) ?? report?.runs[0];
}

function currentResults(): readonly Result[] {
  return currentRun()?.results.filter(({ design }) => !state.hiddenDesigns.includes(design)) ?? [];
}

/** The timelines of the designs shown, as far as they have been made. */
function currentTimelines(): readonly Timeline[] {
  return currentResults().flatMap((result) => timelines.get(result) ?? []);
}

function show(): void {
  showStatus();
  const run = currentRun();
  const app = document.getElementById('app')!;
  showing++;
  if (report === undefined) return;
  if (run === undefined) {
    fill(
      app,
      parts.status,
      sweeps.element,
      h('p', { class: 'empty' }, 'The text has no run yet: add one, as in  run "name" { … }'),
    );
    drawn();
    return;
  }
  fill(app, parts.header, parts.status, sweeps.element, parts.comparison, parts.timeline, parts.sequence);
  fill(
    parts.header,
    ...header(report, run, state, {
      change,
      cancel,
      copy: (text) => host.post({ type: 'copy', text }),
      exportHtml: host.editor ? () => host.post({ type: 'export', format: 'html' }) : undefined,
    }),
  );
  const results = currentResults();
  fill(
    parts.comparison,
    h('div', { class: 'heading' }, h('h2', {}, 'Comparison'), tableTools({ ...run, results }, host)),
    ...(results.length === 0
      ? [h('p', { class: 'empty' }, 'All designs are hidden.')]
      : comparison(run, results, reveal)),
  );
  state = { ...state, packet: Math.min(state.packet, packetCount(currentResults()) - 1) };
  const missing = results.filter((result) => !timelines.has(result));
  if (missing.reduce((sum, { events }) => sum + events, 0) <= AT_ONCE) {
    for (const result of missing) timelines.set(result, timelineOf(result));
    showPictures();
    drawn();
  } else void showPicturesLater(missing, showing);
}

/**
 * The timelines of a long run take a second each: the figures are seen before, and the page stays at hand. `turn` tells
 * whether the page still shows what it showed.
 */
async function showPicturesLater(missing: readonly Result[], turn: number): Promise<void> {
  const wait = h('p', { class: 'empty' });
  fill(parts.timeline, h('div', { class: 'heading' }, h('h2', {}, 'Timeline')), wait);
  fill(parts.sequence);
  for (const [index, result] of missing.entries()) {
    wait.textContent = `Drawing the timelines, ${index + 1} of ${missing.length} …`;
    await frame();
    if (turn !== showing) return;
    timelines.set(result, timelineOf(result));
  }
  showPictures();
  drawn();
}

/** Tells the host, after the frame that shows it. */
function drawn(): void {
  const { file } = report!;
  void frame().then(() => host.post({ type: 'drawn', file }));
}

/** What is drawn of the traces, below the figures. */
function showPictures(): void {
  const shown = currentTimelines();
  fill(
    parts.timeline,
    h('div', { class: 'heading' }, h('h2', {}, 'Timeline'), parts.timelineTools),
    ...(shown.length === 0
      ? [h('p', { class: 'empty' }, 'There is no trace to draw.')]
      : [parts.legend, timeline.element, help(), parts.slices]),
  );
  const arrivals = currentResults().map(({ packets }) => packets.arrival);
  timeline.show(shown, openingWindow(arrivals, Math.max(1, ...shown.map(({ duration }) => duration))));
  if (highlighted !== undefined) timeline.mark(highlighted.file, highlighted.line);
  fill(
    parts.sequence,
    h('div', { class: 'heading' }, h('h2', {}, 'The way of one packet'), parts.sequenceTools),
    parts.diagrams,
  );
  fill(parts.legend, ...legend(state, change));
  showPacket();
}

/** How the run stands, above the pictures and always in sight; alone on the page where there are none. */
function showStatus(): void {
  if (advanced(parts.status.firstElementChild, status)) return;
  const old = report !== undefined && status.kind !== 'fresh';
  fill(parts.status, statusLine(status, { cancel, run: () => host.post({ type: 'run' }), old }));
  document.body.classList.toggle('is-old', old);
  if (report === undefined) fill(document.getElementById('app')!, parts.status, sweeps.element);
}

function cancel(): void {
  host.post({ type: 'cancel' });
}

function showPacket(): void {
  showTimelineTools();
  fill(parts.slices, sliceList(currentTimelines(), state.packet, reveal));
  showDiagramZoom();
  fill(
    parts.diagrams,
    ...diagrams(currentResults(), state.packet, {
      copy: (text) => host.post({ type: 'copy', text }),
      save: (name, data) => host.post({ type: 'export', format: 'svg', name: `${name}.svg`, data }),
      log: (message) => host.post({ type: 'error', message }),
    }),
  );
}

function showTimelineTools(): void {
  fill(parts.timelineTools, picker('timeline'), ...timelineTools(currentRun(), state, timeline, change, host));
}

function showDiagramZoom(): void {
  parts.diagrams.style.setProperty('--diagram-zoom', String(state.diagramZoom));
  fill(parts.sequenceTools, picker('sequence'), ...diagramTools(state, change));
}

function picker(place: string): Node {
  return packetPicker(place, currentResults(), state, change);
}

window.addEventListener('error', ({ message }) => host.post({ type: 'error', message }));
window.addEventListener('unhandledrejection', ({ reason }) => host.post({ type: 'error', message: String(reason) }));

const embedded = (id: string) => document.getElementById(id)?.textContent;
const data = embedded('data');
if (data) {
  report = decode<Report>(data);
  status = { kind: 'fresh' };
}
const swept = embedded('sweeps');
watchLook(() => {
  timeline.redraw();
  sweeps.relook();
  if (currentTimelines().length > 0) showPacket();
});
show();
if (swept) for (const each of decode<readonly SweepReport[]>(swept)) sweeps.show(each);
host.post({ type: 'ready' });
