import type { Run, Scenario } from '../model/scenario.js';
import { readDesign } from './check/design.js';
import { readDevice } from './check/device.js';
import { readMachine } from './check/machine.js';
import { readParameter } from './check/param.js';
import { readPath } from './check/path.js';
import { readProcess } from './check/process.js';
import { unknownWord } from './check/properties.js';
import { type Kept, readRun, readPlan as readRunPlan } from './check/run.js';
import { readPlan as readSweepPlan } from './check/sweep/plan.js';
import { readSweep } from './check/sweep/points.js';
import { readWorkload } from './check/workload.js';
import type { Context, Marks, Probe } from './context.js';
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { type Declaration, isKind, isQuoted, isStandard, Program, type SourceHost } from './program.js';
import { Reader } from './reader.js';
import type { Item, Tree } from './tree.js';
import { FILE } from './vocabulary/file.js';

/** A text with all that the front end found out about it. */
export interface Compilation {
  /** Undefined where no run of the file is free of errors. */
  readonly scenario: Scenario | undefined;
  /** Of all files that were read, the file itself first. */
  readonly diagnostics: readonly Diagnostic[];
  /** All files that were read, the file itself first. */
  readonly files: readonly string[];
  /** What the services work on. */
  readonly program: Program;
  readonly marks: Marks;
}

/**
 * Reads a scenario with everything it imports. Never throws, whatever the text. Runs with errors are left out of the
 * scenario; the runs are those of the file itself, not of the files it imports.
 */
export function compile(file: string, text: string, host: SourceHost): Compilation {
  const diagnostics = new Diagnostics();
  const program = new Program(file, text, host, diagnostics);
  const marks: Marks = { tokens: new Map(), blocks: new Map() };
  const context: Context = { program, diagnostics, machine: undefined, marks, probe: undefined, change: undefined };
  check(context);
  const kept: Kept = new Map();
  const own = program.declarations.filter(({ source }) => source === program.main.source);
  const unmarked: Context = { ...context, marks: undefined };
  const runs = own
    .filter(({ kind }) => kind === 'run')
    .map((declaration) => readRun(declaration, unmarked, kept))
    .filter((run): run is Run => run !== undefined);
  const sweeps = own
    .filter(({ kind }) => kind === 'sweep')
    .map((declaration) => readSweep(declaration, unmarked, runs))
    .filter((sweep) => sweep !== undefined);
  reportBrokenImports(context);
  const isEmpty = runs.length === 0 && diagnostics.errors > 0;
  return {
    scenario: isEmpty ? undefined : { file, runs, sweeps },
    diagnostics: diagnostics.list(),
    files: [...program.trees.keys()],
    program,
    marks,
  };
}

/** Reads a text only to learn what could stand at the probe's offset in the main file. */
export function explore(program: Program, offset: number): { readonly probe: Probe; readonly marks: Marks } {
  const probe: Probe = { source: program.main.source, offset, expectations: [] };
  const marks: Marks = { tokens: new Map(), blocks: new Map() };
  const context: Context = {
    program,
    diagnostics: new Diagnostics(),
    machine: undefined,
    marks,
    probe,
    change: undefined,
  };
  checkTree(program.main, context);
  return { probe, marks };
}

function check(context: Context): void {
  const { program } = context;
  for (const [file, tree] of program.trees) {
    // The library has its own tests; what a run uses of it is read with the run.
    if (tree === program.main || !isStandard(file)) checkTree(tree, context);
  }
}

/** Checks every declaration of a file for itself, whether or not a run uses it. */
function checkTree(tree: Tree, context: Context): void {
  const declarations = new Map<Item, Declaration>();
  for (const declaration of context.program.declarations) {
    if (declaration.source === tree.source) declarations.set(declaration.item, declaration);
  }
  for (const item of tree.items) {
    const declaration = declarations.get(item);
    if (declaration === undefined) checkOther(item, context);
    else checkDeclaration(declaration, context);
  }
}

function checkDeclaration(declaration: Declaration, context: Context): void {
  switch (declaration.kind) {
    case 'machine':
      readMachine(declaration, context);
      break;
    case 'device':
      readDevice(declaration, context);
      break;
    case 'path':
      readPath(declaration, context);
      break;
    case 'process':
      readProcess(declaration, context);
      break;
    case 'workload':
      readWorkload(declaration, context);
      break;
    case 'design':
      readDesign(declaration, context);
      break;
    case 'param':
      readParameter(declaration, context);
      break;
    case 'run':
      readRunPlan(declaration, context);
      break;
    case 'sweep':
      readSweepPlan(declaration, context);
      break;
  }
}

/** An import, or a line at the top level that declares nothing. */
function checkOther(item: Item, context: Context): void {
  const keyword = item.head[0]!;
  const word = FILE.find((candidate) => candidate.word === keyword.text);
  if (word === undefined) {
    unknownWord(item, context, FILE, 'a file');
    return;
  }
  const reader = new Reader(item, context);
  reader.mark(keyword, { kind: 'word', word, role: 'keyword' });
  if (word.word === 'import') {
    reader.string('the path of a file in quotes, such as "std/designs"');
    reader.end('no block');
  } else if (isKind(word.word)) {
    const what = isQuoted(word.word) ? 'a name in quotes, such as "one packet"' : `a name for the ${word.word}`;
    reader.expected(what);
  }
}

function reportBrokenImports({ program, diagnostics }: Context): void {
  for (const { source, token, file } of program.imports) {
    const errors = file === undefined || file === program.main.source.file ? [] : diagnostics.errorsIn(file);
    const first = errors.find((diagnostic) => diagnostic.code !== 'IRQ036');
    if (first === undefined || source !== program.main.source) continue;
    const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
    const message = `${token.text} has ${count}; the first: ${first.message}`;
    diagnostics.report('IRQ036', source, token, message, [{ span: first.span, message: first.message }]);
  }
}
