import { describeSlice } from '../src/views/describe.js';
import { slicesOfPacket } from '../src/views/slices.js';
import type { Timeline } from '../src/views/timeline.js';
import { h } from './dom.js';
import { link, type Reveal } from './table.js';

const MOST = 200;

/** What the canvas shows of one packet, as a table: for screen readers, and for whoever wants the numbers. */
export function sliceList(timelines: readonly Timeline[], packet: number, reveal: Reveal): Node {
  const rows = timelines.flatMap((timeline) =>
    [...slicesOfPacket(timeline.slices, packet).slice(0, MOST)].map((slice) => row(timeline, slice, reveal)),
  );
  const count = timelines.reduce((sum, { slices }) => sum + slicesOfPacket(slices, packet).length, 0);
  const head = ['Design', 'Start', 'Duration', 'What', 'Activity', 'Context'];
  return h(
    'details',
    { class: 'slices', id: 'slices' },
    h('summary', {}, `Slices of packet ${packet} as a table (${count})`),
    h(
      'table',
      { class: 'figures' },
      h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows),
    ),
    rows.length < count && h('p', {}, `… ${count - rows.length} more`),
  );
}

function row(timeline: Timeline, slice: number, reveal: Reveal): Node {
  const { title, facts, span } = describeSlice(timeline, slice);
  const fact = (name: string) => facts.find(([key]) => key === name)?.[1] ?? '';
  return h(
    'tr',
    {},
    h('td', {}, timeline.design),
    h('td', {}, fact('start')),
    h('td', {}, fact('duration')),
    h('td', {}, span === undefined ? title : link(title, span, reveal)),
    h('td', {}, fact('activity')),
    h('td', {}, fact('context')),
  );
}
