import type { Context } from '../../context.js';
import { show } from '../../diagnostics.js';
import type { Token } from '../../lexer.js';
import type { Declaration } from '../../program.js';
import { isProblem, readQuantity } from '../../quantity.js';
import { oneOf, Reader, type Want } from '../../reader.js';
import { suggest } from '../../suggest.js';
import type { Item } from '../../tree.js';
import { DIMENSIONS, type Dimension } from '../../units.js';
import { DESIGN } from '../../vocabulary/design.js';
import { DEVICE_WORDS } from '../../vocabulary/device.js';
import { COST } from '../../vocabulary/machine.js';
import { SWEEP, SWEEP_RANGE, SWEPT } from '../../vocabulary/sweep.js';
import type { Word } from '../../vocabulary/word.js';
import { deviceKind } from '../head.js';

/** What a sweep changes. */
export type Subject =
  | { readonly kind: 'param'; readonly declaration: Declaration }
  | { readonly kind: 'rate' }
  /** A property, by the words that stand before its value. Those of a machine or a design are that of the run. */
  | { readonly kind: 'machine' | 'design'; readonly words: readonly Token[] }
  | { readonly kind: 'device'; readonly words: readonly Token[]; readonly declaration: Declaration };

/** Where in a line the words of the subject end and those of its values begin. */
export function rangeStart(item: Item): number {
  const index = item.head.findIndex(
    (token, at) => at > 0 && token.kind === 'name' && (token.text === 'from' || token.text === 'in'),
  );
  return index < 0 ? item.head.length : index;
}

/**
 * Whether a line that begins with a word of sweeps, such as `seed`, is the one that says what changes, since the file has a
 * parameter or a device of that name. What follows decides, and lets lines with the word's own meaning be: behind a
 * parameter `from` or `in` and a value, as in `seed in 1, 2`, behind a device a dot. Elsewhere `in` may be a name, as in
 * `designs in, biglock` or `for in`, so that a line that ends there is the parameter's only where nothing has that name.
 */
export function isChanging(item: Item, context: Context): boolean {
  const { program } = context;
  const [first, second, third] = item.head as readonly [Token, Token | undefined, Token | undefined];
  if (second?.kind === 'symbol')
    return second.text === '.' && program.lookup('device', first.text, item.source) !== undefined;
  if (second?.kind !== 'name' || !namesParameter(item, context)) return false;
  const isRange = SWEEP_RANGE.some(({ word }) => word === second.text);
  if (third === undefined) return isRange && !isName(second.text, item, context);
  return isRange
    ? third.kind !== 'symbol'
    : third.kind === 'number' && suggest(second.text, nouns(SWEEP_RANGE)).length > 0;
}

export function namesParameter({ head, source }: Item, { program }: Context): boolean {
  return program.lookup('param', head[0]!.text, source) !== undefined;
}

function isName(text: string, { source }: Item, { program }: Context): boolean {
  return (['param', 'design'] as const).some((kind) => program.lookup(kind, text, source) !== undefined);
}

/**
 * Reads what stands before the values: a parameter, `rate`, `cost PRIMITIVE`, `cpus`, `DEVICE.PROPERTY`, or a property of
 * designs. Names that the user has declared come first, since no word is reserved.
 */
export function readSubject(item: Item, context: Context): Subject | undefined {
  const reader = new Reader(item, context, 0);
  const [first, second] = item.head as readonly [Token, Token | undefined];
  const words = item.head.slice(0, rangeStart(item));
  const isNamed = second?.kind === 'symbol' && second.text === '.';
  if (isNamed) return readDeviceProperty(reader, words.slice(2));
  const param = context.program.lookup('param', first.text, item.source);
  if (param !== undefined) {
    reader.reference('param', 'a parameter');
    return alone(reader, words) ? { kind: 'param', declaration: param } : undefined;
  }
  switch (reader.accept(SWEPT, 'keyword')) {
    case 'rate':
      return alone(reader, words) ? { kind: 'rate' } : undefined;
    case 'cpus':
      return alone(reader, words) ? { kind: 'machine', words } : undefined;
    case 'cost':
      if (reader.word(COST, 'a primitive of the machine') === undefined) return undefined;
      return alone(reader, words.slice(1)) ? { kind: 'machine', words } : undefined;
  }
  if (reader.accept(DESIGN, 'keyword') !== undefined) return { kind: 'design', words };
  return unknownSubject(reader, first, item, context);
}

/** Whether no word follows before the values; one that does is reported. */
function alone(reader: Reader, words: readonly Token[]): boolean {
  const extra = words[1];
  if (extra === undefined) return true;
  reader.fail('IRQ013', extra, `expected 'from' or 'in', found ${show(extra)}`);
  return false;
}

function readDeviceProperty(reader: Reader, words: readonly Token[]): Subject | undefined {
  const declaration = reader.reference('device', 'a device');
  reader.symbol('.');
  if (declaration === undefined) return undefined;
  const known = DEVICE_WORDS[deviceKind(declaration) ?? ''] ?? [];
  if (reader.accept(known) !== undefined) return { kind: 'device', words, declaration };
  const token = reader.peek();
  const names = known.map(({ word }) => word);
  if (token === undefined || words.length === 0) return reader.expected('a property of the device');
  const [near] = suggest(token.text, names);
  const hint = near === undefined ? `expected ${quoted(names)}` : `did you mean '${near}'?`;
  return reader.fail('IRQ080', token, `'${declaration.name}' has no property ${show(token)}; ${hint}`);
}

function unknownSubject(reader: Reader, token: Token, item: Item, context: Context): undefined {
  const { program } = context;
  const params = program.visible('param', item.source).map(({ name }) => name);
  const devices = program.visible('device', item.source).filter(({ source }) => source === item.source);
  const lines = rangeStart(item) === item.head.length ? SWEEP : [];
  const own = [...params, ...nouns(SWEPT)];
  const candidates = [...own, ...devices.map(({ name }) => name), ...nouns(DESIGN), ...nouns(lines)];
  const [near] = suggest(token.text, candidates);
  const isDevice = devices.some(({ name }) => name === near);
  const examples = devices.length === 0 ? [] : [`a property such as '${devices[0]!.name}.${anyProperty(devices[0]!)}'`];
  const all = oneOf([...own.map((name) => `'${name}'`), ...examples]);
  const hint = near === undefined ? `expected ${all}` : `did you mean '${near}${isDevice ? '.…' : ''}'?`;
  return reader.fail('IRQ080', token, `${show(token)} is nothing that a sweep could change; ${hint}`);
}

function dimensionOf({ item }: Declaration): Dimension | undefined {
  const number = item.head[3];
  const read = number?.kind === 'number' ? readQuantity(number) : undefined;
  return read === undefined || isProblem(read) ? undefined : read.dimension;
}

function anyProperty(device: Declaration): string {
  const kind = deviceKind(device);
  return kind === 'nic' ? 'rx ring' : kind === 'clock' ? 'every' : 'queue';
}

function nouns(words: readonly Word[]): string[] {
  return words.map(({ word }) => word);
}

function quoted(names: readonly string[]): string {
  return oneOf(names.map((name) => `'${name}'`));
}

const TIMES: readonly Dimension[] = ['time', 'cycles'];
const TIMES_PER_BYTE: readonly Dimension[] = ['time per byte', 'cycles per byte'];

/** The quantities that a subject can be. Those of properties are checked with the property. */
export function wantOf(subject: Subject): Want {
  const any = { dimensions: DIMENSIONS, what: 'a value', example: '2us' };
  switch (subject.kind) {
    case 'rate':
      return { dimensions: ['rate'], what: 'the rate of all packets', example: '10kpps', least: 1e-3, most: 1e12 };
    case 'machine':
      return subject.words[0]!.text === 'cpus'
        ? { dimensions: ['count'], what: 'the number of CPUs', example: '2', whole: true }
        : { dimensions: TIMES, what: 'the cost of a primitive', example: '400ns' };
    case 'param': {
      const own = dimensionOf(subject.declaration);
      if (own === undefined) return any;
      const group = [TIMES, TIMES_PER_BYTE].find((dimensions) => dimensions.includes(own)) ?? [own];
      const example = subject.declaration.item.head[3]!.text;
      return { dimensions: group, what: `a value of '${subject.declaration.name}'`, example };
    }
    default:
      return any;
  }
}
