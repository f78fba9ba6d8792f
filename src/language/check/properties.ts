import type { Span } from '../../model/span.js';
import type { Context } from '../context.js';
import { Diagnostics, show } from '../diagnostics.js';
import { parse } from '../parser.js';
import type { Declaration } from '../program.js';
import { oneOf, Reader } from '../reader.js';
import { suggest } from '../suggest.js';
import { type Block, headRange, type Item } from '../tree.js';
import { grouped } from '../units.js';
import { COST } from '../vocabulary/machine.js';
import { SECTIONS } from '../vocabulary/sections.js';
import type { Word } from '../vocabulary/word.js';
import { deviceKind } from './head.js';

/** The properties of a declaration: its own, and under them those of what it extends. */
export interface Properties {
  readonly declaration: Declaration;
  readonly own: ReadonlyMap<string, Item>;
  readonly all: ReadonlyMap<string, Item>;
  /** False where a declaration that it extends was not found: what seems to be missing may stand there. */
  readonly whole: boolean;
}

/** Of something that can be extended. */
interface Extendable extends Properties {
  /** Whether there was an error in reading its lines, or those of what it extends. */
  readonly faulty: boolean;
}

/** What was read already, and its errors reported, so that of a chain of thousands each is read once. */
const readBefore = new WeakMap<Diagnostics, Map<Declaration, Extendable>>();

function knownTo({ diagnostics, change }: Context): Map<Declaration, Extendable> {
  // A point of a sweep has other lines.
  if (change !== undefined) return new Map();
  const known = readBefore.get(diagnostics) ?? new Map<Declaration, Extendable>();
  readBefore.set(diagnostics, known);
  return known;
}

/** Reads a declaration and those that it extends, and merges their properties. */
export function readProperties(declaration: Declaration, context: Context, words: readonly Word[]): Properties {
  const known = knownTo(context);
  const errors = context.diagnostics.errors;
  let base: Extendable | undefined;
  for (const link of extensionChain(declaration, context, known).reverse()) {
    const before = link === declaration ? undefined : known.get(link);
    if (before?.faulty) context.diagnostics.meetAgain();
    base = before ?? readLink(link, base, errors, context, words);
    known.set(link, base);
  }
  return base!;
}

/** @param errors how many there were before anything of the chain was read */
function readLink(
  link: Declaration,
  base: Extendable | undefined,
  errors: number,
  context: Context,
  words: readonly Word[],
): Extendable {
  const own = readItems(link.item.block, context, words, `a ${link.kind}`).properties;
  const changed = changedLines(link, context);
  if (changed !== undefined) context.change!.uses++;
  for (const [key, item] of changed ?? []) own.set(key, item);
  return {
    declaration: link,
    own,
    all: base === undefined ? own : new Map([...base.all, ...own]),
    whole: base?.whole ?? extendsAt(link) === undefined,
    faulty: context.diagnostics.errors !== errors,
  };
}

/** What a point of a sweep has in place of lines of a declaration, by key. */
export function changedLines(declaration: Declaration, context: Context): ReadonlyMap<string, Item> | undefined {
  return context.change?.lines.get(declaration);
}

/**
 * A declaration, what it extends, what that extends …, up to one that is known, if there is; a circle is reported and
 * cut.
 */
export function extensionChain(
  declaration: Declaration,
  context: Context,
  known: ReadonlyMap<Declaration, unknown> = new Map(),
): Declaration[] {
  const chain = new Set([declaration]);
  for (const link of chain) {
    const base = link !== declaration && known.has(link) ? undefined : baseOf(link, context);
    if (base !== undefined && chain.has(base)) reportCircle([...chain], base, context);
    if (base !== undefined) chain.add(base);
  }
  return [...chain];
}

/** Circles of more are told by the first of them. */
const MOST_NAMED = 8;

/** The last declared of those that extend each other speaks for all. */
function reportCircle(chain: readonly Declaration[], first: Declaration, { diagnostics }: Context): void {
  const circle = chain.slice(chain.indexOf(first));
  const last = circle.reduce((one, other) => (other.order > one.order ? other : one));
  const at = circle.indexOf(last) + 1;
  const links = [...circle.slice(at), ...circle.slice(0, at)].map(({ token }) => show(token));
  const more = links.length - MOST_NAMED;
  const named = more > 0 ? [...links.slice(0, MOST_NAMED), `… (${grouped(more)} more) …`] : links;
  const message = `${[...named, links[0]].join(' extends ')}: nothing can extend itself`;
  diagnostics.report('IRQ033', last.source, last.item.head[extendsAt(last)! + 1]!, message);
}

/** Where the word stands behind the declaration's name. */
function extendsAt({ item }: Declaration): number | undefined {
  const at = item.head.findIndex(({ kind, text }, index) => index > 1 && kind === 'name' && text === 'extends');
  return at < 0 ? undefined : at;
}

function baseOf(declaration: Declaration, context: Context): Declaration | undefined {
  const at = extendsAt(declaration);
  const token = at === undefined ? undefined : declaration.item.head[at + 1];
  if (token === undefined) return undefined;
  const target = context.program.lookup(declaration.kind, token.text, declaration.source);
  // One of another kind is reported at the head, and its properties would mean nothing here.
  return target === undefined || deviceKind(target) !== deviceKind(declaration) ? undefined : target;
}

/** Sorts the items of a block into the rest, which are the others that `isOther` knows, and properties, by key. */
export function readItems(
  block: Block | undefined,
  context: Context,
  words: readonly Word[],
  where: string,
  others: readonly Word[] = [],
  isOther = ({ head }: Item): boolean => others.some((candidate) => candidate.word === head[0]!.text),
): { readonly properties: Map<string, Item>; readonly rest: Item[] } {
  const properties = new Map<string, Item>();
  const rest: Item[] = [];
  if (block === undefined) return { properties, rest };
  context.marks?.blocks.set(block, [...words, ...others]);
  for (const item of block.items) {
    if (isOther(item)) {
      rest.push(item);
      continue;
    }
    const keyword = item.head[0]!;
    const word = words.find((candidate) => candidate.word === keyword.text);
    if (word === undefined) {
      unknownWord(item, context, [...words, ...others], where);
      continue;
    }
    new Reader(item, context).mark(keyword, { kind: 'word', word, role: 'keyword' });
    if (word.word === 'expect') {
      rest.push(item);
      continue;
    }
    if (word.word === 'cost' && !isCost(item, context)) continue;
    const key = word.word === 'cost' ? `cost ${item.head[1]?.text ?? ''}` : word.word;
    const first = properties.get(key);
    if (first === undefined) properties.set(key, item);
    else reportTwice(item, first, key, context);
  }
  return { properties, rest };
}

/** A cost of what is no primitive is reported here: a thousand machines that extend this one are to inherit none. */
function isCost(item: Item, context: Context): boolean {
  const reader = new Reader(item, context);
  return reader.peek() === undefined || reader.word(COST, 'a primitive of the machine') !== undefined;
}

function reportTwice(item: Item, first: Item, key: string, context: Context): void {
  const related = [{ span: spanOf(first), message: 'already given here' }];
  context.diagnostics.report('IRQ015', item.source, headRange(item), `'${key}' is given twice`, related);
}

const WITH_WORDS_OF_THEIR_OWN = [
  'Top level',
  'Machine',
  'NIC',
  'Crypto',
  'Generic',
  'Disk',
  'Clock device',
  'Design',
  'Path',
  'Statements',
  'Process',
  'Workload',
  'Run',
  'Sweep',
];

/** Says what a block may hold, or that a word of the language belongs elsewhere. */
export function unknownWord(item: Item, context: Context, words: readonly Word[], where: string): void {
  const token = item.head[0]!;
  const names = words.map((word) => word.word);
  const known = WITH_WORDS_OF_THEIR_OWN.some((section) => SECTIONS[section]!.some((word) => word.word === token.text));
  context.diagnostics.report(known ? 'IRQ011' : 'IRQ010', item.source, token, () => {
    const [near] = suggest(token.text, names);
    const what = known ? `${show(token)} has no meaning in ${where}` : `unknown word ${show(token)} in ${where}`;
    return near === undefined
      ? `${what}; expected ${oneOf(names.map((name) => `'${name}'`))}`
      : `${what}; did you mean '${near}'?`;
  });
}

const defaults = new Map<string, Item>();

/** The item of a property, or that of its default; where neither is, the lack is reported at the declaration's name. */
export function property(
  properties: Properties,
  words: readonly Word[],
  name: string,
  context: Context,
): Item | undefined {
  const item = properties.all.get(name);
  if (item !== undefined) return item;
  const word = words.find((candidate) => candidate.word === name)!;
  if (word.default !== undefined) return defaultItem(word.default);
  if (word.optional === true) return undefined;
  const { declaration } = properties;
  if (!properties.whole || declaration.item.block === undefined) {
    context.diagnostics.meetAgain();
    return undefined;
  }
  const message = `the ${declaration.kind} ${show(declaration.token)} has no '${name}'; expected '${word.form}' in it`;
  context.diagnostics.report('IRQ016', declaration.source, declaration.token, message);
  return undefined;
}

/** A default, which the vocabulary gives as text. */
export function defaultItem(text: string): Item {
  let item = defaults.get(text);
  if (item === undefined) {
    item = parse('default', text, new Diagnostics()).items[0]!;
    defaults.set(text, item);
  }
  return item;
}

export function spanOf(item: Item): Span {
  const { start, end } = headRange(item);
  return item.source.span(start, end);
}

/** Span of a declaration's own name. */
export function nameSpan(declaration: Declaration): Span {
  return declaration.source.span(declaration.token.start, declaration.token.end);
}

/** The stretch of text that a span of the model stands for; undefined for a span of a default. */
export function rangeOf(span: Span, context: Context) {
  const source = context.program.trees.get(span.file)?.source;
  if (source === undefined) return undefined;
  const start = source.offset({ line: span.line, column: span.column });
  return { source, start, end: source.offset({ line: span.endLine, column: span.endColumn }) };
}
