import type { Change, Context } from '../../context.js';
import { Diagnostics } from '../../diagnostics.js';
import type { Token } from '../../lexer.js';
import type { Declaration } from '../../program.js';
import type { Item } from '../../tree.js';
import { DESIGN } from '../../vocabulary/design.js';
import { DEVICE_WORDS } from '../../vocabulary/device.js';
import { MACHINE } from '../../vocabulary/machine.js';
import type { Word } from '../../vocabulary/word.js';
import { readDesign } from '../design.js';
import { readDevice } from '../device.js';
import { deviceKind } from '../head.js';
import { readMachine } from '../machine.js';
import { defaultItem, readProperties } from '../properties.js';
import type { Subject } from './subject.js';

/**
 * A point of a sweep is the run read once more with one value in another's place: whatever reads the text reads the value,
 * with the same checks, and a point is what the run would be if the user had written the value there. For a property that
 * means a line: the line that the text has, with the value in place of the number behind the words of the sweep; or with
 * the words and the value behind it; or, where it says something else, such as `moderation none`, a line of these words
 * alone.
 */
export type Changer = (value: Token, number: number) => Omit<Change, 'uses'>;

/** Of what a run is made, and what of it a sweep may change. */
export interface Parts {
  readonly run: Declaration;
  readonly machine: Declaration;
  readonly designs: readonly Declaration[];
  /** In place of lines of the run, whatever the point. */
  readonly lines: ReadonlyMap<string, Item>;
  readonly expectations: readonly Item[];
}

/** How a value is put in; undefined where nothing of the run takes it. `first` is a value to try with. */
export function changerOf(
  subject: Subject,
  parts: Parts,
  item: Item,
  first: Token,
  context: Context,
): Changer | undefined {
  const fixed = new Map([[parts.run, parts.lines]]);
  const { expectations } = parts;
  switch (subject.kind) {
    case 'param':
      return (value) => ({
        lines: fixed,
        expectations,
        param: { declaration: subject.declaration, value },
        rate: undefined,
      });
    case 'rate':
      return (_value, rate) => ({ lines: fixed, expectations, param: undefined, rate });
    default: {
      const lines = places(subject, parts).flatMap((place) => {
        const line = lineOf(place, subject.words, item, first, context);
        return line === undefined ? [] : [[place.declaration, line] as const];
      });
      if (lines.length === 0) return undefined;
      const key = keyOf(subject.words);
      const made = (value: Token) => lines.map(([place, line]) => [place, new Map([[key, line(value)]])] as const);
      return (value) => ({
        lines: new Map([...fixed, ...made(value)]),
        expectations,
        param: undefined,
        rate: undefined,
      });
    }
  }
}

/** A declaration that the property may belong to. */
interface Place {
  readonly declaration: Declaration;
  readonly words: readonly Word[];
  readonly read: (context: Context) => unknown;
  /** Whether there may be others that take the words, so that this one need not. */
  readonly optional: boolean;
}

function places(subject: Extract<Subject, { words: readonly Token[] }>, { machine, designs }: Parts): Place[] {
  switch (subject.kind) {
    case 'machine':
      return [{ declaration: machine, words: MACHINE, read: (with_) => readMachine(machine, with_), optional: false }];
    case 'device': {
      const { declaration } = subject;
      const words = DEVICE_WORDS[deviceKind(declaration) ?? ''] ?? [];
      return [{ declaration, words, read: (with_) => readDevice(declaration, with_), optional: false }];
    }
    case 'design':
      return designs.map((declaration) => {
        return { declaration, words: DESIGN, read: (with_) => readDesign(declaration, with_), optional: true };
      });
  }
}

type Line = (value: Token) => Item;

function lineOf(place: Place, words: readonly Token[], item: Item, first: Token, context: Context): Line | undefined {
  const key = keyOf(words);
  const fallback = place.words.find(({ word }) => word === key)?.default;
  const given = readProperties(place.declaration, context, place.words).all.get(key);
  const there = given ?? (fallback === undefined ? undefined : defaultItem(fallback));
  const own: Line = (value) => ({
    source: item.source,
    head: [...words, value],
    block: undefined,
    next: undefined,
    doc: '',
  });
  if (there !== undefined) {
    const at = valueIndex(there, words);
    if (at !== undefined) return (value) => ({ ...there, head: there.head.with(at, value) });
    const longer: Line = (value) => ({ ...there, head: [...there.head, ...words.slice(1), value] });
    if (words.length > 1 && isRight(place, key, longer(first), context)) return longer;
  }
  return !place.optional || isRight(place, key, own(first), context) ? own : undefined;
}

/** Where the number stands that follows these words in a line. */
function valueIndex({ head }: Item, words: readonly Token[]): number | undefined {
  const rest = words.slice(1);
  for (let at = 1; at + rest.length < head.length; at++) {
    const isHere = rest.every((word, index) => head[at + index]!.text === word.text);
    if (isHere) return isQuantity(head[at + rest.length]!) ? at + rest.length : undefined;
  }
  return undefined;
}

function isQuantity(token: Token): boolean {
  return token.kind === 'number' || token.kind === 'name';
}

/** Whether a declaration can be read with this line. */
function isRight({ declaration, read }: Place, key: string, line: Item, context: Context): boolean {
  const diagnostics = new Diagnostics();
  const lines = new Map([[declaration, new Map([[key, line]])]]);
  read({
    ...context,
    diagnostics,
    marks: undefined,
    change: { lines, expectations: [], param: undefined, rate: undefined, uses: 0 },
  });
  return diagnostics.errors === 0;
}

function keyOf(words: readonly Token[]): string {
  const [first, second] = words;
  return first!.text === 'cost' ? `cost ${second!.text}` : first!.text;
}
