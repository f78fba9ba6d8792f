import type { Token } from './lexer.js';
import { type Dimension, type Unit, unitNamed } from './units.js';

/** A number with its unit, in the model's unit of its dimension. */
export interface Quantity {
  readonly dimension: Dimension;
  /** Infinity where the number is beyond what a double counts. */
  readonly value: number;
  /** False where `value`, a whole number by nature (picoseconds, bytes), had to be rounded. */
  readonly exact: boolean;
}

export type QuantityProblem =
  | { readonly kind: 'unit'; readonly unit: string; readonly number: string }
  | { readonly kind: 'number'; readonly number: string };

const SHAPE = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?(.*)$/;

/** Dimensions that the model counts in whole units. */
const WHOLE: ReadonlySet<Dimension> = new Set(['time', 'size', 'bandwidth', 'time per byte'] as const);

/** Reads a number token such as `2.5us`. */
export function readQuantity(token: Token): Quantity | QuantityProblem {
  const shape = SHAPE.exec(token.text);
  if (shape === null) return { kind: 'number', number: token.text };
  const [, whole = '', fraction = '', exponent = '0', unitName = ''] = shape;
  const unit = unitName === '' ? undefined : unitNamed(unitName);
  if (unitName !== '' && unit === undefined) {
    return { kind: 'unit', unit: unitName, number: token.text.slice(0, token.text.length - unitName.length) };
  }
  const power = Number(exponent) - fraction.length;
  return scaled(whole + fraction, power, unit);
}

export function isProblem(read: Quantity | QuantityProblem): read is QuantityProblem {
  return 'kind' in read;
}

/** digits x 10^power x scale, rounded once: 0.0003ms is 300000 ps although 0.0003 x 1e9 is not in doubles, and 0.7% is 0.007. */
function scaled(digits: string, power: number, unit: Unit | undefined): Quantity {
  const dimension = unit?.dimension ?? 'count';
  const scale = unit?.scale ?? 1;
  // The scales of the other dimensions are powers of ten.
  if (!WHOLE.has(dimension)) {
    return { dimension, value: Number(`${digits}e${power + Math.round(Math.log10(scale))}`), exact: true };
  }
  const approximate = Number(`${digits}e${power}`) * scale;
  if (approximate > Number.MAX_SAFE_INTEGER) return { dimension, value: Infinity, exact: true };
  if (approximate < 1e-3) return { dimension, value: 0, exact: Number(digits) === 0 };
  if (power >= 0) return { dimension, value: approximate, exact: true };
  if (digits.length > 400) return { dimension, value: Math.round(approximate), exact: false };
  const numerator = BigInt(digits) * BigInt(scale) * (power > 0 ? 10n ** BigInt(power) : 1n);
  const denominator = power < 0 ? 10n ** BigInt(-power) : 1n;
  const rounded = (2n * numerator + denominator) / (2n * denominator);
  return { dimension, value: Number(rounded), exact: rounded * denominator === numerator };
}
