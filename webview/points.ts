import type { SweepReport } from '../src/trace/sweep.js';
import { pointFailures, pointProblems, pointTables } from '../src/views/points.js';
import { h } from './dom.js';
import type { Reveal } from './table.js';

/** What did not go well is told so often; the tables and the command line have the rest. */
const TOLD = 8;

/** What came of the expectations at each point, and what went wrong at single ones. */
export function outcomesOf(report: SweepReport, reveal: Reveal): Node[] {
  const { verdicts = [] } = report;
  const failures = pointFailures(report);
  const lists: Node[] = [];
  if (verdicts.length > 0 && failures.length === 0)
    lists.push(h('ul', { class: 'verdicts' }, item('holds', '✓', allHold(report))));
  if (failures.length > 0) {
    const items = failures.map(({ text, where, measured, span }) =>
      h(
        'li',
        { class: 'fails' },
        h('span', { class: 'glyph' }, '✗'),
        h('button', { class: 'link', click: () => reveal(span) }, text),
        ` ${where}: `,
        h('span', { class: 'measured' }, `measured ${measured}`),
      ),
    );
    lists.push(h('ul', { class: 'verdicts' }, ...first(items)));
  }
  const problems = pointProblems(report).map((text) => item('warning', '⚠', text));
  if (problems.length > 0) lists.push(h('ul', { class: 'findings' }, ...first(problems)));
  return lists;
}

function allHold({ verdicts = [], complete }: SweepReport): string {
  return `All ${verdicts.length} expectations ${complete ? 'hold' : 'at the points that are there hold'}.`;
}

function first(items: readonly HTMLElement[]): readonly HTMLElement[] {
  const more = items.length - TOLD;
  return more > 0 ? [...items.slice(0, TOLD), h('li', {}, `and ${more} more`)] : items;
}

function item(kind: string, glyph: string, text: string): HTMLElement {
  return h('li', { class: kind }, h('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph), text);
}

/** A table for each metric: what the charts draw, for reading. */
export function tablesOf(report: SweepReport): Node[] {
  const designs = report.lines.map(({ design }) => h('th', { scope: 'col' }, design));
  return pointTables(report).map(({ metric, rows }) =>
    h(
      'table',
      { class: 'figures' },
      h('caption', {}, metric),
      h(
        'thead',
        {},
        h('tr', {}, h('th', { scope: 'col' }, report.parameter), ...designs.map((each) => each.cloneNode(true))),
      ),
      h(
        'tbody',
        {},
        ...rows.map(({ value, cells }) =>
          h('tr', {}, h('th', { scope: 'row' }, value), ...cells.map((cell) => h('td', {}, cell || '–'))),
        ),
      ),
    ),
  );
}
