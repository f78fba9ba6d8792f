import type { SweepReport } from '../src/trace/sweep.js';
import { ascending } from '../src/views/chart.js';
import { firstColumn } from '../src/views/points.js';
import { formatEstimate, formatQuantity } from '../src/views/quantity.js';
import { strokeOf } from '../src/views/stroke.js';
import { sample } from './dash.js';
import { fill, h } from './dom.js';
import type { Look } from './theme.js';

/**
 * The legend of a sweep's charts: for each design its line, and its estimates at the point that is looked at. It stays in
 * sight above the charts, so it must not become higher where the page is narrow: it then has as many metrics as there is
 * room for, that of the chart that is looked at among them, and buttons for the others.
 */
export interface Readout {
  readonly element: HTMLElement;
  /** Draws the rows anew: other designs, another look, or other ones hidden. */
  show(report: SweepReport, hidden: readonly string[], look: Look): void;
  /** The estimates at a point, by its place among the ascending values; undefined: none. */
  point(report: SweepReport, index: number | undefined): void;
  /** The chart of this metric is looked at, by its place in the plot. */
  look(metric: number): void;
  /** There is room for so many pixels. */
  resize(width: number): void;
}

/** Pixels: so wide is the column of the designs, and that of a metric. */
const NAMES = 200;
const COLUMN = 140;

/** `toggle` is called with a design that was clicked. */
export function createReadout(toggle: (design: string) => void): Readout {
  const element = h('div', { class: 'readout' });
  const at = h('span', { class: 'at', 'aria-live': 'polite' });
  const before = h('button', { 'aria-label': 'Metrics before these', click: () => turn(first - 1) }, '‹');
  const after = h('button', { 'aria-label': 'Metrics after these', click: () => turn(first + fit) }, '›');
  const pager = h('span', { class: 'pager', hidden: true }, before, after);
  /** The cells of each row but its first, that of the heads included. */
  let rows: readonly HTMLElement[][] = [];
  let first = 0;
  let fit = 0;
  let width = 0;

  /** Shows as many columns as there is room for, and this one. */
  function turn(looked: number): void {
    const all = rows[0]?.length ?? 0;
    fit = Math.max(1, Math.min(all, Math.floor((width - NAMES) / COLUMN)));
    first = firstColumn(all, fit, first, looked);
    const isNarrow = fit < all;
    element.classList.toggle('is-narrow', isNarrow);
    pager.hidden = !isNarrow;
    before.disabled = first === 0;
    after.disabled = first + fit >= all;
    for (const cells of rows)
      cells.forEach((cell, column) => {
        cell.hidden = column < first || column >= first + fit;
      });
  }

  return {
    element,
    show(report, hidden, look) {
      const heads = report.plot.map((metric) => h('th', { scope: 'col' }, metric));
      const cells = report.lines.map(() => report.plot.map(() => h('td')));
      rows = [heads, ...cells];
      const lines = report.lines.map(({ design }, place) => {
        const shown = !hidden.includes(design);
        return h(
          'tr',
          { class: shown ? '' : 'hidden' },
          h(
            'th',
            { scope: 'row' },
            h(
              'button',
              {
                id: `line-${report.name}-${design}`,
                class: 'toggle',
                'aria-pressed': String(shown),
                title: shown ? `Hide ${design}` : `Show ${design}`,
                click: () => toggle(design),
              },
              sample(strokeOf(place, look.theme)),
              h('span', {}, ...breakable(design)),
            ),
          ),
          ...cells[place]!,
        );
      });
      const names = h('th', { scope: 'col' }, h('div', {}, at, pager));
      fill(
        element,
        h('table', { class: 'figures' }, h('thead', {}, h('tr', {}, names, ...heads)), h('tbody', {}, ...lines)),
      );
      turn(first);
    },
    point({ parameter, unit, values, plot, lines }, index) {
      const place = index === undefined ? undefined : ascending(values)[index];
      at.textContent = place === undefined ? parameter : `${parameter} ${formatQuantity(unit, values[place]!)}`;
      lines.forEach(({ points }, row) => {
        const point = place === undefined ? undefined : points[place];
        plot.forEach((metric, column) => {
          rows[row + 1]![column]!.textContent =
            point === undefined ? '' : formatEstimate(metric, point.mean[metric], point.half[metric]);
        });
      });
    },
    look(metric) {
      if (metric < first || metric >= first + fit) turn(metric);
    },
    resize(now) {
      width = now;
      turn(first);
    },
  };
}

/** A name that may go on in another line behind each of its words. */
function breakable(name: string): (string | Node)[] {
  return name.split(/(?<=_)/).flatMap((word, index) => (index === 0 ? [word] : [h('wbr'), word]));
}
