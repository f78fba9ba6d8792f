import { expect, test } from 'vitest';
import { CSV_COLUMNS, writeCsv } from '../../../src/trace/export/csv.js';
import type { TracedResult } from '../../../src/trace/export/group.js';
import { Kind } from '../../../src/trace/trace.js';
import { COMPUTE, group, scene, slice, US } from './scene.js';

/** RFC 4180, read without a look at the writer. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text)!;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

function rowsOf(...groups: TracedResult[]): Record<string, string>[] {
  let text = '';
  writeCsv(groups, (line) => {
    text += line;
  });
  const [head, ...rows] = parseCsv(text);
  expect(head).toEqual([...CSV_COLUMNS]);
  return rows.map((row) => {
    expect(row).toHaveLength(CSV_COLUMNS.length);
    return Object.fromEntries(row.map((cell, index) => [CSV_COLUMNS[index]!, cell]));
  });
}

test('a slice tells its context, its label with its line, its packet, and lasts until the next one', () => {
  const row = rowsOf(group()).find(({ record }) => record === 'interrupt');
  expect(row).toEqual({
    run: 'one, "packet"',
    design: 'interrupt_threads',
    time_ps: '12000000',
    duration_ps: '3000000',
    cpu: '0',
    record: 'interrupt',
    context: 'intr/wm0',
    other: '',
    object: 'wm_rxintr',
    value: '',
    packet: '0',
    file: 'a.irq',
    line: '12',
  });
});

test('the durations of a CPU add up to the time of the trace', () => {
  const durations = rowsOf(group()).map(({ duration_ps }) => Number(duration_ps));
  expect(durations.reduce((sum, each) => sum + each, 0)).toBe(20 * US);
});

test('each kind of record has a name of its own, and no name is left out', () => {
  const names = new Set(rowsOf(group()).map(({ record }) => record));
  const kinds = Object.values(Kind).filter((kind) => typeof kind === 'number').length;
  const activities = ['user', 'trap', 'switch', 'interrupt', 'idle'];
  expect(names.size).toBe(kinds + activities.length);
});

test('switches tell both contexts and the cause, in their order', () => {
  const switches = rowsOf(group()).filter(({ record }) => record === 'switch_context');
  expect(switches.map(({ context, other, value }) => [context, other, value])).toEqual([
    ['compute', 'intr/wm0', 'preempt'],
    ['intr/wm0', 'compute', 'block'],
  ]);
});

test('names with commas and quotes come through', () => {
  const [acquire] = rowsOf(group()).filter(({ record }) => record === 'acquire');
  expect(acquire).toMatchObject({ object: 'so,"lock"', other: 'intr/wm0' });
});

test('times beyond 32 bits are whole', () => {
  const late = 3 * 2 ** 32 + 7;
  const trace = scene((recorder) => {
    slice(recorder, 0, 'user', COMPUTE, 1);
    slice(recorder, late, 'kernel', COMPUTE);
  });
  const rows = rowsOf(group({ ...trace, duration: late + 1 }));
  expect(rows.map(({ time_ps, duration_ps }) => [Number(time_ps), Number(duration_ps)])).toEqual([
    [0, late],
    [late, 1],
  ]);
});

test('designs follow each other', () => {
  const designs = rowsOf(group(scene(), 'one'), group(scene(), 'two')).map(({ design }) => design);
  expect([...new Set(designs)]).toEqual(['one', 'two']);
});
