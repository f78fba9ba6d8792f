import type { Span } from '../../model/span.js';
import type { Context } from '../context.js';
import { Diagnostics, show } from '../diagnostics.js';
import { parse } from '../parser.js';
import type { Declaration } from '../program.js';
import { oneOf, Reader } from '../reader.js';
import { suggest } from '../suggest.js';
import { type Block, headRange, type Item } from '../tree.js';
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

/** Reads the declarations that this one extends, and merges their properties. */
export function readProperties(declaration: Declaration, context: Context, words: readonly Word[]): Properties {
  const merged = new Map<string, Item>();
  let own = new Map<string, Item>();
  const chain = extensionChain(declaration, context);
  const whole = !chain.at(-1)!.item.head.some((token, index) => index > 1 && token.text === 'extends');
  for (const link of chain.reverse()) {
    own = readItems(link.item.block, context, words, `a ${link.kind}`).properties;
    const changed = changedLines(link, context);
    if (changed !== undefined) context.change!.uses++;
    for (const [key, item] of changed ?? []) own.set(key, item);
    for (const [key, item] of own) merged.set(key, item);
  }
  return { declaration, own, all: merged, whole };
}

/** What a point of a sweep has in place of lines of a declaration, by key. */
export function changedLines(declaration: Declaration, context: Context): ReadonlyMap<string, Item> | undefined {
  return context.change?.lines.get(declaration);
}

/** A declaration, what it extends, what that extends …; a circle is reported and cut. */
export function extensionChain(declaration: Declaration, context: Context): Declaration[] {
  const chain = [declaration];
  for (;;) {
    const last = chain.at(-1)!;
    const base = baseOf(last, context);
    if (base === undefined) return chain;
    if (chain.includes(base.target)) {
      const circle = chain.slice(chain.indexOf(base.target));
      // Every member of the circle comes here; the last declared speaks for all.
      if (circle.every((link) => link.order <= last.order)) {
        const links = [...circle, base.target].map((link) => `'${link.name}'`).join(' extends ');
        context.diagnostics.report('IRQ033', last.source, base.token, `${links}: nothing can extend itself`);
      } else context.diagnostics.meetAgain();
      return chain;
    }
    chain.push(base.target);
  }
}

function baseOf(declaration: Declaration, context: Context) {
  const head = declaration.item.head;
  const index = head.findIndex((token) => token.kind === 'name' && token.text === 'extends');
  const token = index < 2 ? undefined : head[index + 1];
  if (token === undefined) return undefined;
  const target = context.program.lookup(declaration.kind, token.text, declaration.source);
  // One of another kind is reported at the head, and its properties would mean nothing here.
  return target === undefined || deviceKind(target) !== deviceKind(declaration) ? undefined : { token, target };
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
    const key = word.word === 'cost' ? `cost ${item.head[1]?.text ?? ''}` : word.word;
    const first = properties.get(key);
    if (first === undefined) properties.set(key, item);
    else reportTwice(item, first, key, context);
  }
  return { properties, rest };
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
