import type { SweepReport } from '../src/trace/sweep.js';
import { type Charts, chartsOf } from '../src/views/chart.js';
import { latencyFacts } from '../src/views/format.js';
import { estimatesAt, pointsCsv, pointsDone, pointsMarkdown } from '../src/views/points.js';
import { formatQuantity } from '../src/views/quantity.js';
import { fill, h } from './dom.js';
import { fileNameOf } from './download.js';
import { advanced, type Status } from './header.js';
import type { Host } from './host.js';
import { pictureOf } from './picture.js';
import { createPlot, type Plot, type Range } from './plot.js';
import { outcomesOf, tablesOf } from './points.js';
import { createReadout } from './readout.js';
import { sweepStatus } from './sweepstatus.js';
import type { Reveal } from './table.js';
import { currentLook } from './theme.js';
import { createTooltip } from './tooltip.js';

/** The pictures of one sweep: charts side by side that share cursor and zoom, their legend, and the same as tables. */
export interface SweepSection {
  readonly element: HTMLElement;
  show(report: SweepReport): void;
  status(status: Status): void;
  /** The colours of the page are others now. */
  relook(): void;
  destroy(): void;
}

export interface SweepHands {
  readonly host: Host;
  readonly hidden: () => readonly string[];
  /** The designs to hide in the charts of all sweeps from now on. */
  readonly hide: (designs: readonly string[]) => void;
}

/** So much of the range that is seen is taken away, or added, by a key. */
const ZOOM = 0.25;

export function createSweep(name: string, { host, hidden, hide }: SweepHands): SweepSection {
  let report: SweepReport | undefined;
  let charts: Charts | undefined;
  let plots: readonly Plot[] = [];
  let point: number | undefined;
  let range: Range | undefined;
  let width = 0;
  /** The chart under the pointer, by its place, and where the pointer is. */
  let over: { readonly chart: number; readonly x: number; readonly y: number } | undefined;

  const facts = h('p', { class: 'facts' });
  const status = h('div', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const reset = h('button', { id: `reset-${name}`, hidden: true, click: () => zoom(undefined) }, 'Reset zoom');
  const grid = h('div', { class: 'charts' });
  const outcomes = h('div', { class: 'outcomes' });
  const reveal: Reveal = (span) => host.post({ type: 'reveal', span });
  const tables = h('div', { class: 'points' });
  const details = h(
    'details',
    { id: `points-${name}`, toggle: showTables },
    h('summary', {}, 'All points as tables'),
    tables,
  );
  const body = h('div', {});
  const tooltip = createTooltip();
  const readout = createReadout((design) => {
    const now = hidden();
    hide(now.includes(design) ? now.filter((each) => each !== design) : [...now, design]);
  });
  const heading = h('h2', { tabindex: -1 }, `Sweep: ${name}`);
  const element = h('section', { class: 'sweep', 'aria-label': `Sweep ${name}` });
  fill(
    element,
    h(
      'div',
      { class: 'heading' },
      h('div', {}, heading, facts),
      h(
        'div',
        { class: 'tools' },
        reset,
        h('button', { click: () => copy() }, 'Copy as Markdown'),
        h('button', { click: () => save('csv', (shown) => pointsCsv(shown)) }, 'CSV'),
        h('button', { click: () => save('png', picture) }, 'PNG'),
      ),
    ),
    status,
    body,
  );
  const resized = new ResizeObserver(() => {
    readout.resize(grid.clientWidth);
    const box = grid.querySelector('.plot');
    if (box === null || box.clientWidth === width) return;
    width = box.clientWidth;
    for (const plot of plots) plot.resize(width);
  });
  resized.observe(grid);

  function shownReport(all: SweepReport): SweepReport {
    return { ...all, lines: all.lines.filter(({ design }) => !hidden().includes(design)) };
  }

  function copy(): void {
    if (report !== undefined) host.post({ type: 'copy', text: pointsMarkdown(shownReport(report)) });
  }

  function save(format: 'csv' | 'png', make: (shown: SweepReport) => string): void {
    if (report === undefined) return;
    const data = make(shownReport(report));
    host.post({ type: 'export', format, name: `${fileNameOf(name)}-sweep.${format}`, data });
  }

  function picture(shown: SweepReport): string {
    const designs = shown.lines.map(({ design }) => ({ name: design, place: charts!.designs.indexOf(design) }));
    const sheets = plots.map(({ canvas }, index) => ({ title: charts!.charts[index]!.metric, canvas }));
    return pictureOf(`Sweep: ${name}`, designs, sheets, currentLook());
  }

  function zoom(to: Range | undefined): void {
    for (const plot of plots) plot.zoom(to);
  }

  function zoomed(to: Range): void {
    const { values } = charts!;
    const isWhole = to.min <= values[0]! && to.max >= values.at(-1)!;
    range = isWhole ? undefined : to;
    reset.hidden = isWhole;
  }

  function pointed(index: number | undefined): void {
    if (index === point || report === undefined) return;
    point = index;
    readout.point(report, point);
    tip();
  }

  /** The same as the legend tells of a chart, beside the pointer: in a narrow page the legend is not all in sight. */
  function tip(): void {
    tooltip.hide();
    if (over === undefined || point === undefined) return;
    const now = charts!;
    const facts = estimatesAt(shownReport(report!), now.charts[over.chart]!.metric, point);
    const title = `${now.parameter} ${formatQuantity(now.quantity, now.values[point]!)}`;
    if (facts.length > 0) tooltip.show({ title, facts }, over.x, over.y);
  }

  function moved(chart: number, { clientX, clientY }: PointerEvent): void {
    over = { chart, x: clientX, y: clientY };
    readout.look(chart);
    tip();
  }

  function left(): void {
    over = undefined;
    tip();
  }

  /** Moves the cursor by points, and zooms about it. */
  function key(event: KeyboardEvent): void {
    const { values } = charts!;
    const last = values.length - 1;
    const from = point ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to !== undefined) for (const plot of plots) plot.point(Math.max(0, Math.min(last, to)));
    else if (event.key === '+' || event.key === '=' || event.key === 'w') zoomBy(1 - ZOOM);
    else if (event.key === '-' || event.key === 's') zoomBy(1 / (1 - ZOOM));
    else if (event.key === 'f' || event.key === 'Escape') zoom(undefined);
    else return;
    event.preventDefault();
  }

  function zoomBy(factor: number): void {
    const { values, logarithmic } = charts!;
    const [on, off] = logarithmic ? [Math.log, Math.exp] : [Number, Number];
    const ends = { min: values[0]!, max: values.at(-1)! };
    const [min, max] = [on((range ?? ends).min), on((range ?? ends).max)];
    const about = point === undefined ? (min + max) / 2 : on(values[point]!);
    const to = { min: off(about - (about - min) * factor), max: off(about + (max - about) * factor) };
    zoom({ min: Math.max(ends.min, to.min), max: Math.min(ends.max, to.max) });
  }

  /** The tables of a large sweep take long to make, so while it goes on they are made for who has them open only. */
  function showTables(): void {
    if (report !== undefined && (report.complete || details.open)) fill(tables, ...tablesOf(shownReport(report)));
  }

  /** Makes the charts anew. */
  function build(): void {
    for (const plot of plots) plot.destroy();
    const look = currentLook();
    const now = charts!;
    const kept = range;
    const boxes = now.charts.map(({ metric }, index) =>
      h('div', {
        class: 'plot',
        id: `chart-${name}-${metric}`,
        tabindex: 0,
        role: 'img',
        'aria-label':
          `${metric} against ${now.parameter}, ${now.values.length} points, ${now.designs.join(', ')}. ` +
          'Left and right move the cursor; the values stand in the legend, and all of them in the tables below.',
        keydown: (event) => key(event as KeyboardEvent),
        focus: () => readout.look(index),
        pointermove: (event) => moved(index, event as PointerEvent),
        pointerleave: left,
      }),
    );
    fill(
      grid,
      ...now.charts.map(({ metric, doc }, index) =>
        h('figure', {}, h('figcaption', {}, h('h3', {}, metric), h('p', { class: 'facts' }, doc)), boxes[index]!),
      ),
    );
    const hands = { pointed, zoomed };
    plots = now.charts.map((chart, index) => createPlot(boxes[index]!, name, now, chart, look, hands));
    width = boxes[0]?.clientWidth ?? 0;
    if (hidden().length > 0) for (const plot of plots) plot.hide(hidden());
    if (kept !== undefined) zoom(kept);
  }

  function show(next: SweepReport): void {
    const isSame = report !== undefined && isAlike(report, next);
    report = next;
    charts = chartsOf(next);
    facts.textContent = factsOf(next);
    if (!isSame) {
      [point, range, reset.hidden] = [undefined, undefined, true];
      fill(body, readout.element, grid, help(), outcomes, details);
      readout.show(next, hidden(), currentLook());
      build();
    } else for (const [index, plot] of plots.entries()) plot.update(charts, charts.charts[index]!);
    readout.point(next, point);
    fill(outcomes, ...outcomesOf(next, reveal));
    showTables();
  }

  return {
    element,
    show,
    status(now) {
      element.classList.toggle('is-old', report !== undefined && now.kind !== 'fresh' && now.kind !== 'running');
      if (!advanced(status.firstElementChild, now)) fill(status, sweepStatus(now, name, host));
    },
    relook() {
      if (report === undefined) return;
      readout.show(report, hidden(), currentLook());
      readout.point(report, point);
      build();
      showTables();
    },
    destroy() {
      resized.disconnect();
      for (const plot of plots) plot.destroy();
      tooltip.destroy();
      element.remove();
    },
  };
}

/** Whether the charts of one can be kept for the other, with other values in them. */
function isAlike(one: SweepReport, other: SweepReport): boolean {
  const shape = ({ parameter, unit, logarithmic, plot, values, lines }: SweepReport) =>
    JSON.stringify([parameter, unit, logarithmic, plot, values, lines.map(({ design }) => design)]);
  return shape(one) === shape(other);
}

function factsOf(report: SweepReport): string {
  const { values, replications, parameter, complete } = report;
  const points = complete ? `${values.length} points` : `${pointsDone(report)} of ${values.length} points`;
  const times = replications === 1 ? 'one replication' : `${replications} replications, 95% confidence intervals`;
  return [parameter, points, times, ...latencyFacts(report)].join(' · ');
}

function help(): Node {
  const keys = [
    ['drag', 'zooms'],
    ['double click', 'or f: all points'],
    ['← →', 'point'],
    ['+ −', 'zoom'],
  ];
  return h('p', { class: 'help' }, ...keys.map(([key, what]) => h('span', {}, h('kbd', {}, key!), ` ${what}`)));
}
