import type { Span } from '../../model/span.js';
import { type Compilation, explore } from '../compile.js';
import type { Expectation } from '../context.js';
import type { Token } from '../lexer.js';
import { type Declaration, resolveImport, type SourceHost } from '../program.js';
import { isAtCursor } from '../reader.js';
import type { Position, Source } from '../source.js';
import type { Block, Item } from '../tree.js';
import { UNITS } from '../units.js';
import { DESIGN } from '../vocabulary/design.js';
import { DEVICE_WORDS } from '../vocabulary/device.js';
import { FILE } from '../vocabulary/file.js';
import { MACHINE } from '../vocabulary/machine.js';
import { PROCESS } from '../vocabulary/process.js';
import { RUN } from '../vocabulary/run.js';
import { SWEEP, SWEPT } from '../vocabulary/sweep.js';
import type { Word } from '../vocabulary/word.js';
import { describeDeclaration, describeWord } from './hover.js';

export interface Completion {
  readonly label: string;
  readonly kind: 'keyword' | 'choice' | 'name' | 'unit' | 'local' | 'file';
  readonly detail: string;
  readonly documentation: string;
  /** What takes the place of `span`; with `snippet`, in the snippet syntax of editors. */
  readonly insert: string;
  readonly snippet: boolean;
  /** The word being written, empty where none is. */
  readonly span: Span;
}

/**
 * What could stand at the cursor. There is no second grammar for it: the checker reads the text again up to the cursor,
 * and what it asks for there is what is offered.
 */
export function completions(compilation: Compilation, position: Position, host?: SourceHost): Completion[] {
  const { main } = compilation.program;
  const offset = main.source.offset(position);
  if (main.comments.some((comment) => comment.start < offset && offset <= comment.end)) return [];
  const touching = main.tokens.find((token) => token.start < offset && offset <= token.end);
  if (touching?.kind === 'string')
    return [...importedFiles(compilation, touching, host), ...runs(compilation, touching)];
  const { probe, marks } = explore(compilation.program, offset);
  if (touching?.kind === 'number') return units(touching, main.source, probe.expectations);
  const isWord = touching?.kind === 'name';
  const span = main.source.span(isWord ? touching.start : offset, isWord ? touching.end : offset);
  const { item, block } = innermost(main.items, main.source, offset);
  if (item === undefined || isFirstWord(item, offset)) {
    const given = new Set((block?.items ?? []).filter((other) => other !== item).map((other) => other.head[0]!.text));
    const words = block === undefined ? FILE : (marks.blocks.get(block) ?? []);
    const offers = words
      .filter((word) => !SINGLE.has(word) || !given.has(word.word))
      .map((word) => ofWord(word, span, 'keyword'));
    return words.includes(SWEPT[0]!) ? [...offers, ...changeable(compilation, span)] : offers;
  }
  const offers = probe.expectations.flatMap((expectation) => offersOf(expectation, compilation, span));
  return [...new Map(offers.map((offer) => [`${offer.kind} ${offer.label}`, offer])).values()];
}

/** The block and the item of it that the cursor is in. */
function innermost(items: readonly Item[], source: Source, offset: number): { item?: Item; block?: Block } {
  let block: Block | undefined;
  let level = items;
  for (;;) {
    const parts: Item[] = level.flatMap((item) => partsOf(item));
    const item = parts.find((part) => isAtCursor(part, source, offset));
    if (item !== undefined) return block === undefined ? { item } : { item, block };
    const inside = parts.find(
      (part) => part.block !== undefined && part.block.open.end <= offset && isInside(part.block, offset),
    );
    if (inside === undefined) return block === undefined ? {} : { block };
    block = inside.block!;
    level = block.items;
  }
}

function isInside(block: Block, offset: number): boolean {
  return block.close === undefined || offset <= block.close.start;
}

function partsOf(item: Item): Item[] {
  const parts = [item];
  for (let next = item.next; next !== undefined; next = next.next) parts.push(next);
  return parts;
}

function isFirstWord(item: Item, offset: number): boolean {
  const first = item.head[0]!;
  return offset <= first.end && first.kind === 'name';
}

/** Properties, which a block may give once; other lines may come again. */
const SINGLE: ReadonlySet<Word> = new Set(
  [MACHINE, ...Object.values(DEVICE_WORDS), DESIGN, PROCESS, RUN, SWEEP]
    .flat()
    .filter((word) => word.word !== 'cost' && word.word !== 'expect'),
);

function ofWord(word: Word, span: Span, kind: 'keyword' | 'choice'): Completion {
  const insert = kind === 'keyword' || word.snippet !== undefined ? (word.snippet ?? word.word) : word.word;
  return {
    label: word.word,
    kind,
    detail: word.form,
    documentation: describeWord(word),
    insert,
    snippet: word.snippet !== undefined,
    span,
  };
}

function offersOf(expectation: Expectation, compilation: Compilation, span: Span): Completion[] {
  switch (expectation.kind) {
    case 'words':
      return expectation.words.map((word) => ofWord(word, span, 'choice'));
    case 'names':
      return compilation.program
        .visible(expectation.of, compilation.program.main.source)
        .filter(expectation.accepts)
        .map((declaration) => ofDeclaration(declaration, compilation, span));
    case 'local':
      return [...localNames(compilation, expectation.of)].map((name) => ({
        label: name,
        kind: 'local',
        detail: expectation.of,
        documentation: '',
        insert: name,
        snippet: false,
        span,
      }));
    case 'quantity':
      return compilation.program
        .visible('param', compilation.program.main.source)
        .map((declaration) => ofDeclaration(declaration, compilation, span));
  }
}

function ofDeclaration(declaration: Declaration, compilation: Compilation, span: Span): Completion {
  const { name, kind } = declaration;
  const documentation = describeDeclaration(declaration, compilation);
  return { label: name, kind: 'name', detail: kind, documentation, insert: name, snippet: false, span };
}

/** Names that the line of a sweep can begin with: its parameters, and the devices of the file. */
function changeable(compilation: Compilation, span: Span): Completion[] {
  const { program } = compilation;
  const { source } = program.main;
  const devices = program.visible('device', source).filter((device) => device.source === source);
  return [...program.visible('param', source), ...devices].map((declaration) =>
    ofDeclaration(declaration, compilation, span),
  );
}

function localNames(compilation: Compilation, of: string): Set<string> {
  const names = new Set<string>();
  for (const mark of compilation.marks.tokens.get(compilation.program.main.source)?.values() ?? []) {
    if (mark.kind === 'local' && mark.of === of) names.add(mark.name);
  }
  return names;
}

/** Units of the dimensions that are wanted, behind the digits that stand there. */
function units(token: Token, source: Source, expectations: readonly Expectation[]): Completion[] {
  const digits = /^\d+(?:\.\d+)?/.exec(token.text)?.[0] ?? '';
  const span = source.span(token.start, token.end);
  const dimensions = expectations.flatMap((one) => (one.kind === 'quantity' ? one.dimensions : []));
  return UNITS.filter((unit) => dimensions.includes(unit.dimension) && /^[\x20-\x7e]+$/.test(unit.name)).map(
    (unit) => ({
      label: `${digits}${unit.name}`,
      kind: 'unit',
      detail: unit.doc,
      documentation: '',
      insert: `${digits}${unit.name}`,
      snippet: false,
      span,
    }),
  );
}

/** The runs that a sweep can name. */
function runs({ program }: Compilation, token: Token): Completion[] {
  const { source, items } = program.main;
  const sweeps = items.filter((item) => item.head[0]!.text === 'sweep');
  const lines = sweeps.flatMap((item) => item.block?.items ?? []);
  if (!lines.some(({ head }) => head[0]!.text === 'run' && head[1] === token)) return [];
  const span = inQuotes(token, source);
  return program.declarations
    .filter((declaration) => declaration.kind === 'run' && declaration.source === source)
    .map(({ name: label }) => ({
      label,
      kind: 'name',
      detail: 'run',
      documentation: '',
      insert: label,
      snippet: false,
      span,
    }));
}

/** What stands between the quotes of a text, even where the second is missing. */
function inQuotes(token: Token, source: Source): Span {
  const end = token.text.length > 1 && token.text.endsWith('"') ? token.end - 1 : token.end;
  return source.span(token.start + 1, end);
}

function importedFiles(compilation: Compilation, token: Token, host: SourceHost | undefined): Completion[] {
  const { source, items } = compilation.program.main;
  const isImport = items.some((item) => item.head[0]!.text === 'import' && item.head[1] === token);
  if (!isImport) return [];
  const span = inQuotes(token, source);
  return (host?.list?.() ?? [])
    .filter((file) => resolveImport(file, source.file) !== source.file)
    .map((file) => file.replace(/\.irq$/, ''))
    .map((label) => ({ label, kind: 'file', detail: '', documentation: '', insert: label, snippet: false, span }));
}
