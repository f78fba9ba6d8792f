import type { Metric } from '../../../model/metric.js';
import type { Change, Context, Expectation } from '../../context.js';
import { Diagnostics, show } from '../../diagnostics.js';
import type { Declaration } from '../../program.js';
import { oneOf, Reader } from '../../reader.js';
import { didYouMean } from '../../suggest.js';
import { headRange, type Item } from '../../tree.js';
import { METRIC } from '../../vocabulary/metric.js';
import { SWEEP, SWEEP_RANGE, SWEPT } from '../../vocabulary/sweep.js';
import { readDevice } from '../device.js';
import { markKeyword } from '../head.js';
import { type Properties, property, readItems } from '../properties.js';
import { readPlan as readRunPlan } from '../run.js';
import { type Range, readRange } from './range.js';
import { isChanging, namesParameter, rangeStart, readSubject, type Subject, wantOf } from './subject.js';

/** What the lines of a sweep say, before the run is read for its points. */
export interface Plan {
  readonly run: Declaration | undefined;
  readonly plot: readonly Metric[] | undefined;
  /** The line that says what changes. */
  readonly item: Item | undefined;
  readonly subject: Subject | undefined;
  readonly range: Range | undefined;
  /** Lines in place of those of the run, by their key. */
  readonly lines: ReadonlyMap<string, Item>;
  readonly expectations: readonly Item[];
}

/** Checks the lines of a sweep for themselves. With a machine in the context, cycles are times by its clock. */
export function readPlan(declaration: Declaration, context: Context): Plan {
  const head = new Reader(declaration.item, context);
  head.ownName();
  head.mark(declaration.token, { kind: 'name', of: 'sweep', name: declaration.name, target: declaration });
  markKeyword(declaration, context);
  head.end('block');
  const { properties: own, rest: others } = readItems(
    declaration.item.block,
    context,
    SWEEP,
    'a sweep',
    SWEPT,
    (line) => !isOwnWord(line) || isChanging(line, context),
  );
  const properties: Properties = { declaration, own, all: own, whole: true };
  const run = readLine(properties, 'run', context, (reader) => readRunName(reader, declaration, context));
  const plot = readLine(properties, 'plot', context, readMetrics);
  const lines = new Map([...own].filter(([key]) => key !== 'run' && key !== 'plot'));
  for (const line of [...own.values(), ...others]) offerRange(line, context);
  const expectations = others.filter((line) => line.head[0]!.text === 'expect' && !isChanging(line, context));
  const rest = others.filter((item) => !expectations.includes(item));
  if (run !== undefined) readRunPlan(run, { ...context, change: changeOfLines(run, lines, expectations) });
  const item = changingLine(rest, declaration, context);
  const subject = item && readSubject(item, context);
  if (item === undefined || subject === undefined)
    return { run, plot, item, subject, range: undefined, lines, expectations };
  const range = readRange(new Reader(item, context, rangeStart(item)), wantOf(subject));
  if (subject.kind === 'device') markProperty(subject, item, context);
  return { run, plot, item, subject, range, lines, expectations };
}

function isOwnWord({ head }: Item): boolean {
  return SWEEP.some(({ word }) => word === head[0]!.text);
}

/** Behind a word that is a parameter as well, the values may follow that make it one. */
function offerRange(line: Item, context: Context): void {
  if (context.probe === undefined || line.head.length > 1 || !namesParameter(line, context)) return;
  new Reader(line, context).accept(SWEEP_RANGE);
}

function readLine<T>(properties: Properties, name: string, context: Context, read: (reader: Reader) => T | undefined) {
  const item = property(properties, SWEEP, name, context);
  if (item === undefined) return undefined;
  const reader = new Reader(item, context);
  const value = read(reader);
  return reader.end('no block') ? value : undefined;
}

/** A change of nothing but lines of the run itself. */
export function changeOfLines(
  run: Declaration,
  lines: ReadonlyMap<string, Item>,
  expectations: readonly Item[],
): Change {
  return { lines: new Map([[run, lines]]), expectations, param: undefined, rate: undefined, uses: 0 };
}

function readRunName(reader: Reader, declaration: Declaration, context: Context): Declaration | undefined {
  const token = reader.peek();
  const name = reader.string('the name of a run in quotes');
  if (token === undefined || name === undefined) return undefined;
  const runs = context.program.declarations.filter(
    ({ kind, source }) => kind === 'run' && source === declaration.source,
  );
  const target = runs.find((run) => run.name === name);
  reader.mark(token, { kind: 'name', of: 'run', name, target });
  if (target !== undefined) return target;
  const names = runs.map((run) => run.name);
  const all = names.length === 0 ? 'this file has no run' : `expected ${oneOf(names.map((each) => `"${each}"`))}`;
  const hint = didYouMean(name, names) || `; ${all}`;
  return reader.fail('IRQ030', token, `there is no run ${show(token)}${hint}`);
}

function readMetrics(reader: Reader): Metric[] | undefined {
  const metrics: Metric[] = [];
  do {
    const token = reader.peek();
    const metric = reader.word(METRIC, 'a metric') as Metric | undefined;
    if (metric === undefined) return undefined;
    if (metrics.includes(metric)) return reader.fail('IRQ015', token!, `the metric ${show(token!)} is listed twice`);
    metrics.push(metric);
  } while (reader.acceptSymbol(','));
  return metrics;
}

/** The one line that says what changes. */
function changingLine(rest: readonly Item[], { item, source, token }: Declaration, context: Context): Item | undefined {
  const [first, second] = rest;
  if (first === undefined && item.block !== undefined) {
    const message = `the sweep ${show(token)} changes nothing; expected a line such as 'rate from 10kpps to 200kpps in 20 steps'`;
    context.diagnostics.report('IRQ016', source, token, message);
  }
  if (second !== undefined) {
    const related = [{ span: source.span(headRange(first!).start, headRange(first!).end), message: 'already here' }];
    const message = `a sweep changes one thing, and ${show(second.head[0]!)} is another`;
    context.diagnostics.report('IRQ015', source, headRange(second), message, related);
  }
  return first;
}

/** Has the words of a device's property marked, and what could follow them found out, by who reads the device. */
function markProperty(subject: Extract<Subject, { kind: 'device' }>, item: Item, context: Context): void {
  const value = context.probe === undefined ? item.head.slice(rangeStart(item) + 1, rangeStart(item) + 2) : [];
  const line: Item = {
    source: item.source,
    head: [...subject.words, ...value],
    block: undefined,
    next: undefined,
    doc: '',
  };
  const lines = new Map([[subject.declaration, new Map([[subject.words[0]!.text, line]])]]);
  const change: Change = { lines, expectations: [], param: undefined, rate: undefined, uses: 0 };
  const probe = context.probe && { ...context.probe, expectations: [] as Expectation[] };
  readDevice(subject.declaration, { ...context, diagnostics: new Diagnostics(), change, probe });
  // Not the quantities: before them the sweep has its `from` or `in`.
  context.probe?.expectations.push(...(probe?.expectations ?? []).filter(({ kind }) => kind === 'words'));
}
