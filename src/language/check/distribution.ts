import type { Distribution } from '../../model/distribution.js';
import type { Reader } from '../reader.js';
import { DISTRIBUTION, SHAPE } from '../vocabulary/distribution.js';

const MOST_VALUES = 10_000;

/**
 * Reads `VALUE`, `MEAN ~ exp`, `MEAN ~ normal DEVIATION`, `uniform LOW..HIGH` or `empirical [VALUE, …]`, where `value`
 * reads one value of the quantity.
 */
export function readDistribution(
  reader: Reader,
  value: (what: string) => number | undefined,
): Distribution | undefined {
  switch (reader.accept(DISTRIBUTION)) {
    case 'uniform':
      return readUniform(reader, value);
    case 'empirical':
      return readEmpirical(reader, value);
  }
  const mean = value('');
  if (mean === undefined || !reader.acceptSymbol('~'))
    return mean === undefined ? undefined : { kind: 'constant', value: mean };
  const shape = reader.word(SHAPE, 'a distribution');
  if (shape === undefined) return undefined;
  if (shape === 'exp') return { kind: 'exponential', mean };
  const deviation = value('the standard deviation');
  return deviation === undefined ? undefined : { kind: 'normal', mean, deviation };
}

function readUniform(reader: Reader, value: (what: string) => number | undefined): Distribution | undefined {
  const low = value('the lower bound');
  reader.symbol('..');
  const high = value('the upper bound');
  if (low === undefined || high === undefined) return undefined;
  if (high < low) return reader.fail('IRQ023', reader.last, `the upper bound is below the lower bound`);
  return { kind: 'uniform', low, high };
}

function readEmpirical(reader: Reader, value: (what: string) => number | undefined): Distribution | undefined {
  reader.symbol('[');
  const values: number[] = [];
  do {
    if (reader.isAt(']') && values.length > 0) break;
    const next = value('a value');
    if (next === undefined) return undefined;
    if (values.length >= MOST_VALUES) return reader.fail('IRQ023', reader.last, `more than ${MOST_VALUES} values`);
    values.push(next);
  } while (reader.acceptSymbol(','));
  reader.symbol(']');
  return reader.failed ? undefined : { kind: 'empirical', values };
}

/** A time that may be a distribution. */
export function readTimes(reader: Reader, what: string, example: string): Distribution | undefined {
  return readDistribution(reader, (part) => reader.time(part || what, example));
}
