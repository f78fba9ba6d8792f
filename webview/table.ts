import { ACTIVITIES } from '../src/model/activity.js';
import type { Span } from '../src/model/span.js';
import type { Finding, Result, RunReport } from '../src/trace/result.js';
import { placeOf } from '../src/views/describe.js';
import { endingOf } from '../src/views/ending.js';
import { formatCount, formatMetric, formatPercent, formatTime } from '../src/views/format.js';
import { type Cell, type Headline, type Row, type Shares, type Summary, summaryOf } from '../src/views/summary.js';
import { h } from './dom.js';

export type Reveal = (span: Span) => void;

/** The designs side by side: verdicts, figures, shares of CPU time, drops and findings. */
export function comparison(run: RunReport, results: readonly Result[], reveal: Reveal): Node[] {
  const summary = summaryOf(results);
  return [
    ...unfinished(results),
    h(
      'div',
      { class: 'columns' },
      scrolled('figures-box', 'Figures of the designs', figures(summary)),
      h(
        'div',
        {},
        h('div', { class: 'headlines' }, ...summary.headlines.map(headline)),
        sharesPicture(summary.shares),
        verdicts(run, results, reveal),
        findings(results, reveal),
        drops(results, reveal),
      ),
    ),
  ];
}

/** Figures of a run that did not come to its end say less than they seem to. */
function unfinished(results: readonly Result[]): Node[] {
  return results.flatMap((result) => {
    const ending = endingOf(result);
    if (ending === undefined) return [];
    const text = `${result.design} ${ending}; simulated until ${formatTime(result.simulated)}.`;
    return [h('p', { class: 'unfinished' }, h('b', { 'aria-hidden': 'true' }, '⚠ '), text)];
  });
}

function headline({ title, bars }: Headline): Node {
  return h(
    'section',
    { class: 'headline' },
    h('h3', {}, title),
    ...bars.map(({ design, cell, length }) => {
      const bar = h('i', { class: cell.best ? 'best' : '' });
      bar.style.width = `${length * 100}%`;
      return h(
        'div',
        { class: 'headline-row' },
        h('span', { class: 'headline-name' }, design),
        h('strong', { class: cell.best ? 'best' : '' }, cell.text),
        h('div', { class: 'headline-bar', 'aria-hidden': 'true' }, bar),
      );
    }),
  );
}

function figures({ designs, groups }: Summary): Node {
  const head = h(
    'thead',
    {},
    h('tr', {}, h('th', { scope: 'col' }, 'Metric'), ...designs.map((design) => h('th', { scope: 'col' }, design))),
  );
  const bodies = groups.map(({ title, rows }) =>
    h(
      'tbody',
      {},
      h('tr', { class: 'group' }, h('th', { colspan: designs.length + 1, scope: 'rowgroup' }, title)),
      ...rows.map(figureRow),
    ),
  );
  return h('table', { class: 'figures', id: 'figures' }, head, ...bodies);
}

function figureRow({ metric, doc, cells }: Row): Node {
  const quiet = cells.every(({ value }) => value === 0 || Number.isNaN(value));
  return h(
    'tr',
    { 'data-metric': metric, class: quiet ? 'quiet' : '' },
    h('th', { scope: 'row', title: doc }, metric),
    ...cells.map(figure),
  );
}

function figure({ text, best }: Cell): Node {
  return h(
    'td',
    { class: best ? 'best' : '' },
    text,
    h('span', { class: 'glyph', 'aria-hidden': 'true' }, best ? '◀' : ''),
    best && h('span', { class: 'unseen' }, ' (best)'),
  );
}

function sharesPicture(shares: readonly Shares[]): Node {
  return h(
    'section',
    { class: 'shares' },
    h('h3', {}, 'Where the CPU time went'),
    ...shares.map(({ design, parts }) => {
      const text = parts
        .filter(({ share }) => share > 0)
        .map(({ activity, share }) => `${activity} ${formatPercent(share)}`)
        .join(', ');
      return h(
        'div',
        { class: 'share' },
        h('span', {}, design),
        h(
          'div',
          { class: 'bar', role: 'img', 'aria-label': `${design}: ${text}` },
          ...parts.map(({ activity, share }) => {
            const part = h(
              'span',
              { class: `activity ${activity}`, title: `${activity} ${formatPercent(share)}` },
              share > 0.09 ? `${activity} ${formatPercent(share)}` : '',
            );
            part.style.flexGrow = String(share);
            part.hidden = share === 0;
            return part;
          }),
        ),
      );
    }),
    h(
      'p',
      { class: 'key' },
      ...ACTIVITIES.map((activity) => h('span', {}, h('i', { class: `activity ${activity}` }), activity)),
    ),
  );
}

function verdicts({ verdicts: all }: RunReport, results: readonly Result[], reveal: Reveal): Node | undefined {
  const shown = all.filter(({ design }) => results.some((result) => result.design === design));
  if (shown.length === 0) return undefined;
  const failed = shown.filter(({ holds }) => !holds).length;
  return h(
    'section',
    {},
    h(
      'h3',
      {},
      failed === 0 ? `Expectations: all ${shown.length} hold` : `Expectations: ${failed} of ${shown.length} fail`,
    ),
    h(
      'ul',
      { class: 'verdicts' },
      ...shown.map(({ holds, text, design, measured, limit, span }) =>
        h(
          'li',
          { class: holds ? 'holds' : 'fails' },
          h('span', { class: 'glyph', 'aria-hidden': 'true' }, holds ? '✓' : '✗'),
          h('span', { class: 'unseen' }, holds ? 'holds: ' : 'fails: '),
          link(text, span, reveal),
          h('span', { class: 'measured' }, ` ${design}: measured ${measuredText(text, measured, limit)}`),
        ),
      ),
    ),
  );
}

/** The expectation's text names its metric, which knows the unit. */
function measuredText(text: string, measured: number, limit: number): string {
  const metric = summaryNames.find((name) => new RegExp(`\\b${name}\\b`).test(text));
  return metric === undefined ? String(measured) : formatMetric(metric, measured, limit);
}

const summaryNames = summaryOf([]).groups.flatMap(({ rows }) => rows.map(({ metric }) => metric));

const GLYPHS: Record<Finding['severity'], string> = { error: '✗', warning: '⚠', information: 'ℹ' };

function findings(results: readonly Result[], reveal: Reveal): Node | undefined {
  const all = results.flatMap(({ design, findings }) => findings.map((finding) => ({ design, finding })));
  if (all.length === 0) return undefined;
  return h(
    'section',
    {},
    h('h3', {}, 'Findings'),
    h(
      'ul',
      { class: 'findings' },
      ...all.map(({ design, finding: { severity, message, span, code, related } }) =>
        h(
          'li',
          { class: severity },
          h('span', { class: 'glyph', 'aria-hidden': 'true' }, GLYPHS[severity]),
          h('span', { class: 'unseen' }, `${severity}: `),
          `${design}: ${message} `,
          link(`${code} ${placeOf(span)}`, span, reveal),
          ...related.map((each) => h('div', { class: 'related' }, link(each.message, each.span, reveal))),
        ),
      ),
    ),
  );
}

function drops(results: readonly Result[], reveal: Reveal): Node | undefined {
  const places = [...new Set(results.flatMap(({ drops }) => drops.map(({ place }) => place)))];
  if (places.length === 0) return undefined;
  const head = h(
    'tr',
    {},
    h('th', { scope: 'col' }, 'Dropped at'),
    ...results.map(({ design }) => h('th', { scope: 'col' }, design)),
  );
  const rows = places.map((place) => {
    const cells = results.map(({ drops }) => drops.find((drop) => drop.place === place));
    const span = cells.find((cell) => cell?.span !== undefined)?.span;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, span === undefined ? place : link(place, span, reveal)),
      ...cells.map((cell) => h('td', {}, formatCount(cell?.count ?? 0))),
    );
  });
  const table = h('table', { class: 'figures' }, h('thead', {}, head), h('tbody', {}, ...rows));
  return h('section', {}, scrolled('drops-box', 'Where packets were dropped', table));
}

/** A table of many designs scrolls sideways in a box of its own, also by keys; its first column stays. */
function scrolled(id: string, label: string, table: Node): Node {
  return h('div', { class: 'sideways', id, role: 'region', 'aria-label': label, tabindex: 0 }, table);
}

/** Text that shows its place in the editor. */
export function link(text: string, span: Span, reveal: Reveal): Node {
  return h('button', { class: 'link', title: `Show ${placeOf(span)}`, click: () => reveal(span) }, text);
}
