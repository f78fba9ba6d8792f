import type { SweepReport } from '../src/trace/sweep.js';
import { ascending } from '../src/views/chart.js';
import { formatEstimate, formatQuantity } from '../src/views/quantity.js';
import { strokeOf } from '../src/views/stroke.js';
import { sample } from './dash.js';
import { fill, h } from './dom.js';
import type { Look } from './theme.js';

/** The legend of a sweep's charts: for each design its line, and its estimates at the point that is looked at. */
export interface Readout {
  readonly element: HTMLElement;
  /** Draws the rows anew: other designs, another look, or other ones hidden. */
  show(report: SweepReport, hidden: readonly string[], look: Look): void;
  /** The estimates at a point, by its place among the ascending values; undefined: none. */
  point(report: SweepReport, index: number | undefined): void;
}

/** `toggle` is called with a design that was clicked. */
export function createReadout(toggle: (design: string) => void): Readout {
  const element = h('div', { class: 'readout' });
  let cells: HTMLElement[][] = [];
  let at: HTMLElement | undefined;

  return {
    element,
    show(report, hidden, look) {
      at = h('th', { scope: 'col', class: 'at', 'aria-live': 'polite' });
      cells = report.lines.map(() => report.plot.map(() => h('td')));
      const rows = report.lines.map(({ design }, place) => {
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
              design,
            ),
          ),
          ...cells[place]!,
        );
      });
      const heads = report.plot.map((metric) => h('th', { scope: 'col' }, metric));
      fill(
        element,
        h('table', { class: 'figures' }, h('thead', {}, h('tr', {}, at, ...heads)), h('tbody', {}, ...rows)),
      );
    },
    point(report, index) {
      if (at === undefined) return;
      const place = index === undefined ? undefined : ascending(report.values)[index];
      at.textContent =
        place === undefined
          ? report.parameter
          : `${report.parameter} ${formatQuantity(report.unit, report.values[place]!)}`;
      report.lines.forEach(({ points }, row) => {
        const point = place === undefined ? undefined : points[place];
        report.plot.forEach((metric, column) => {
          cells[row]![column]!.textContent =
            point === undefined ? '' : formatEstimate(metric, point.mean[metric], point.half[metric]);
        });
      });
    },
  };
}
