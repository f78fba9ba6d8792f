import type { Token } from '../../lexer.js';
import type { Quantity } from '../../quantity.js';
import type { Reader, Want } from '../../reader.js';
import { DIMENSION_NAMES, type Dimension } from '../../units.js';
import { SWEEP_IN, SWEEP_LOG, SWEEP_RANGE, SWEEP_STEPS, SWEEP_TO } from '../../vocabulary/sweep.js';

/** The values that a sweep goes through, as the text gives them. */
export type Range =
  | { readonly kind: 'steps'; readonly from: Value; readonly to: Value; readonly steps: number; readonly log: boolean }
  | { readonly kind: 'list'; readonly values: readonly Value[] };

/** A value with the token that the text has for it, or that it would have. */
export interface Value {
  readonly token: Token;
  readonly quantity: Quantity;
}

const MOST_POINTS = 1000;

/** Reads `from A to B in N steps [log]` or `in A, B, C, …`. */
export function readRange(reader: Reader, want: Want): Range | undefined {
  const word = reader.word(SWEEP_RANGE, 'the values');
  if (word === undefined) return undefined;
  return word === 'from' ? readSteps(reader, want) : readList(reader, want);
}

function readSteps(reader: Reader, want: Want): Range | undefined {
  const from = readValue(reader, want);
  reader.word(SWEEP_TO, 'the last value');
  const to = readValue(reader, want, from);
  reader.word(SWEEP_IN, 'the number of values');
  const count = { what: 'the number of steps', example: '20', least: 2, most: MOST_POINTS, whole: true };
  const steps = reader.quantity({ ...count, dimensions: ['count'] });
  reader.word(SWEEP_STEPS, 'what is counted');
  const log = reader.accept(SWEEP_LOG) !== undefined;
  if (!reader.end('no block') || from === undefined || to === undefined || steps === undefined) return undefined;
  if (from.quantity.value === to.quantity.value) {
    const range = { start: from.token.start, end: to.token.end };
    return reader.fail('IRQ081', range, `from '${from.token.text}' to '${to.token.text}' there is one value only`);
  }
  const zero = [from, to].find(({ quantity }) => quantity.value <= 0);
  if (log && zero !== undefined) {
    const message = `'${zero.token.text}' is on no logarithmic axis; expected more than zero, or no 'log'`;
    return reader.fail('IRQ082', zero.token, message);
  }
  return { kind: 'steps', from, to, steps, log };
}

function readList(reader: Reader, want: Want): Range | undefined {
  const values: Value[] = [];
  do {
    const value = readValue(reader, want, values[0]);
    if (value === undefined) return undefined;
    if (values.some(({ quantity }) => quantity.value === value.quantity.value))
      return reader.fail('IRQ015', value.token, `the value '${value.token.text}' is listed twice`);
    if (values.length === MOST_POINTS)
      return reader.fail('IRQ023', value.token, `a sweep has at most ${MOST_POINTS} values`);
    values.push(value);
  } while (reader.acceptSymbol(','));
  if (values.length < 2) return reader.expected("',' and another value");
  return reader.end('no block') ? { kind: 'list', values } : undefined;
}

/** A value of the same dimension as the first. */
function readValue(reader: Reader, want: Want, first?: Value): Value | undefined {
  const token = reader.peek();
  const quantity = reader.measured(want);
  if (quantity === undefined || token === undefined) return undefined;
  const { dimension } = first?.quantity ?? quantity;
  if (dimension !== quantity.dimension) {
    const { name } = DIMENSION_NAMES[quantity.dimension];
    const { name: other, example } = DIMENSION_NAMES[dimension];
    const message = `'${token.text}' is ${name}, but '${first!.token.text}' is ${other}; expected one, such as ${example}`;
    return reader.fail('IRQ020', token, message);
  }
  return { token: token.kind === 'number' ? token : { ...token, kind: 'number', text: write(quantity) }, quantity };
}

/** Every value, in the order of the text; `whole` where none may have a fraction. */
export function valuesOf(range: Range, whole: boolean): Value[] {
  if (range.kind === 'list') return [...range.values];
  const { from, to, steps, log } = range;
  const { dimension } = from.quantity;
  const [a, b] = [from.quantity.value, to.quantity.value];
  const values = [from];
  for (let step = 1; step < steps - 1; step++) {
    const part = step / (steps - 1);
    const exact = log ? Math.exp(Math.log(a) * (1 - part) + Math.log(b) * part) : a + (b - a) * part;
    // Without the last digits, which differ with the engine's logarithm, and are noise in sums such as 0.1 + 0.2.
    const rounded = Number(exact.toPrecision(12));
    const value = whole || WHOLE.has(dimension) ? Math.round(rounded) : rounded;
    const last = values.at(-1)!.quantity.value;
    if (value !== last && value !== b) values.push(valueAt(from, value));
  }
  return [...values, to];
}

const WHOLE: ReadonlySet<Dimension> = new Set(['time', 'size', 'bandwidth', 'time per byte'] as const);

/** Another value in the place and of the dimension of one that is given. */
export function valueAt(given: Value, value: number): Value {
  const quantity: Quantity = { dimension: given.quantity.dimension, value, exact: true };
  return { token: { ...given.token, text: write(quantity) }, quantity };
}

const UNIT: Readonly<Record<Dimension, string>> = {
  time: 'ps',
  cycles: 'cycles',
  frequency: 'Hz',
  bandwidth: 'bps',
  rate: 'pps',
  size: 'B',
  percent: '%',
  count: '',
  'time per byte': 'ps/B',
  'cycles per byte': 'cycles/B',
};

/** A quantity as the text would have it. */
function write({ dimension, value }: Quantity): string {
  const number = dimension === 'percent' ? Number((value * 100).toPrecision(12)) : value;
  return `${number}${UNIT[dimension]}`;
}
