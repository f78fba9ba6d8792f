import type { Run } from '../../../model/run.js';
import type { Sweep, SweepPoint, SweepUnit } from '../../../model/sweep.js';
import type { Change, Context } from '../../context.js';
import { type Diagnostic, Diagnostics, type Range as Stretch, show } from '../../diagnostics.js';
import type { Token } from '../../lexer.js';
import type { Declaration } from '../../program.js';
import { endOf, startOf } from '../../tree.js';
import type { Dimension } from '../../units.js';
import { nameSpan } from '../properties.js';
import { rateOf } from '../rate.js';
import { type Kept, readRun, readPlan as readRunPlan } from '../run.js';
import { type Changer, changerOf } from './change.js';
import { changeOfLines, type Plan, readPlan } from './plan.js';
import { type Range, type Value, valueAt, valuesOf } from './range.js';
import { rangeStart } from './subject.js';

const UNITS: Readonly<Record<Dimension, SweepUnit>> = {
  time: 'time',
  cycles: 'time',
  'time per byte': 'time',
  'cycles per byte': 'count',
  rate: 'rate',
  size: 'size',
  bandwidth: 'bandwidth',
  frequency: 'clock',
  percent: 'ratio',
  count: 'count',
};

/**
 * A sweep with a run for each of its points; undefined where anything of it has an error, or its run has. The values that
 * the text names are tried at once, so that what is wrong is reported. Those between are read only when somebody asks for
 * the points: nobody does while the text is being written, and there may be a thousand.
 */
export function readSweep(declaration: Declaration, outer: Context, runs: readonly Run[]): Sweep | undefined {
  const errors = outer.diagnostics.errors;
  const first = readPlan(declaration, outer);
  const base = runs.find(({ name }) => name === first.run?.name);
  if (first.run === undefined || base === undefined || outer.diagnostics.errors !== errors) return undefined;
  const { cpus, hertz, name } = base.machine;
  const context: Context = { ...outer, machine: { cpus, hertz, name } };
  const { plot, range, subject, item } = readPlan(declaration, context);
  if (plot === undefined || range === undefined || subject === undefined || item === undefined) return undefined;
  if (subject.kind === 'rate' && !checkRates(base, item.head[0]!, declaration, context)) return undefined;
  const points = new Points(declaration, first, range, context);
  if (!points.check() || outer.diagnostics.errors !== errors) return undefined;
  const from = item.head[0]!.start;
  const to = item.head[rangeStart(item) - 1]!.end;
  return {
    name: declaration.name,
    span: nameSpan(declaration),
    parameter: item.source.text.slice(from, to).replace(/\s+/g, ' '),
    unit: UNITS[points.dimension],
    plot,
    logarithmic: range.kind === 'steps' && range.log,
    get points() {
      return points.all();
    },
  };
}

/** Only a stream with a rate can be at another. */
function checkRates(run: Run, token: Token, { source }: Declaration, { diagnostics }: Context): boolean {
  const fixed = run.workload.arrivals.find(({ pattern }) => rateOf(pattern) === undefined);
  if (fixed === undefined) return true;
  const message = `these packets of the workload '${run.workload.name}' come at times of their own, not at a rate`;
  diagnostics.report('IRQ083', source, token, `${message}; expected 'every', 'rate', 'poisson' or 'bursts'`, [
    { span: fixed.span, message: 'these packets' },
  ]);
  return false;
}

class Points {
  readonly dimension: Dimension;
  readonly #declaration: Declaration;
  readonly #plan: Plan;
  readonly #range: Range;
  readonly #context: Context;
  /** What no point changes. */
  readonly #kept: Kept = new Map();
  readonly #made = new Map<string, Run>();
  #changer: Changer | undefined;
  #whole = false;
  #all: readonly SweepPoint[] | undefined;

  constructor(declaration: Declaration, plan: Plan, range: Range, context: Context) {
    this.#declaration = declaration;
    this.#plan = plan;
    this.#range = range;
    this.#context = { ...context, marks: undefined };
    this.dimension = firstOf(range).quantity.dimension;
  }

  /** Tries the values of the text, and reports what is wrong with them. */
  check(): boolean {
    const { run, item, lines, expectations, subject } = this.#plan as Whole;
    const runPlan = readRunPlan(run, { ...this.#context, change: changeOfLines(run, lines, expectations) });
    const designs = runPlan.designs.map((design) => design.declaration);
    const first = firstOf(this.#range);
    const parts = { run, machine: runPlan.machine!, designs, lines, expectations };
    this.#changer = changerOf(subject, parts, item, first.token, this.#context);
    if (this.#changer === undefined) return this.#reportUnknown(designs);
    const change = this.#changeTo(first);
    if (!this.#attempt(first, change)) return false;
    if (change.uses === 0) this.#reportUseless();
    const { kind } = this.#range;
    this.#whole = kind === 'steps' && this.dimension === 'count' && this.#isWhole(first);
    const others = this.#range.kind === 'list' ? this.#range.values.slice(1) : [this.#range.to];
    return others.every((value) => this.#attempt(value, this.#changeTo(value)));
  }

  /** All points. A value between two that are right is right, but if one is not, it has no point. */
  all(): readonly SweepPoint[] {
    this.#all ??= valuesOf(this.#range, this.#whole).flatMap((value) => {
      const run = this.#made.get(value.token.text) ?? this.#read(this.#changeTo(value), new Diagnostics());
      return run === undefined ? [] : [{ value: value.quantity.value, run }];
    });
    return this.#all;
  }

  #changeTo({ token, quantity }: Value): Change {
    return { ...this.#changer!(token, quantity.value), uses: 0 };
  }

  #read(change: Change, diagnostics: Diagnostics): Run | undefined {
    return readRun(this.#plan.run!, { ...this.#context, diagnostics, machine: undefined, change }, this.#kept);
  }

  #attempt(value: Value, change: Change): boolean {
    const diagnostics = new Diagnostics();
    const run = this.#read(change, diagnostics);
    if (run !== undefined) {
      this.#made.set(value.token.text, run);
      return true;
    }
    const problem = diagnostics.list().find(({ severity }) => severity === 'error');
    if (problem !== undefined) this.#report(problem, value);
    return false;
  }

  /** What a property takes only as a whole number has no points between two of them. */
  #isWhole(first: Value): boolean {
    const { value } = first.quantity;
    if (!Number.isInteger(value)) return false;
    const diagnostics = new Diagnostics();
    this.#read(this.#changeTo(valueAt(first, value + 0.5)), diagnostics);
    return diagnostics.list().some(({ code }) => code === 'IRQ027');
  }

  /** An error of the run with a value, at the words of the sweep that it is about, or else at the value. */
  #report({ code, span, message }: Diagnostic, value: Value): void {
    const { diagnostics } = this.#context;
    const { item, source } = this.#declaration;
    if (span.file === source.file) {
      const start = source.offset({ line: span.line, column: span.column });
      const end = source.offset({ line: span.endLine, column: span.endColumn });
      if (start >= startOf(item) && end <= endOf(item)) {
        diagnostics.report(code, source, { start, end }, message);
        return;
      }
    }
    diagnostics.report('IRQ084', source, value.token, `the run cannot be with ${show(value.token)}: ${message}`);
  }

  #reportUnknown(designs: readonly Declaration[]): false {
    const names = designs.map(({ name }) => `'${name}'`).join(', ');
    const message = `no design of the sweep has a number at ${this.#subjectText()}: ${names}`;
    this.#context.diagnostics.report('IRQ080', this.#declaration.source, this.#stretch(), message);
    return false;
  }

  #reportUseless(): void {
    const message = `nothing in the run '${this.#plan.run!.name}' depends on ${this.#subjectText()}; all points are the same`;
    this.#context.diagnostics.report('IRQ085', this.#declaration.source, this.#stretch(), message);
  }

  #stretch(): Stretch {
    const item = this.#plan.item!;
    return { start: startOf(item), end: item.head[rangeStart(item) - 1]!.end };
  }

  #subjectText(): string {
    const { start, end } = this.#stretch();
    return `'${this.#declaration.source.text.slice(start, end)}'`;
  }
}

/** A plan without an error. */
type Whole = { readonly [K in keyof Plan]: Exclude<Plan[K], undefined> };

function firstOf(range: Range): Value {
  return range.kind === 'steps' ? range.from : range.values[0]!;
}
