import type { Polling, SoftirqLimits } from '../../model/design.js';
import type { Context } from '../context.js';
import type { Reader } from '../reader.js';
import {
  BUSY_OPTIONS,
  CLOCK_OPTIONS,
  FEEDBACK_HIGH,
  FEEDBACK_LOW,
  NAPI_OPTIONS,
  POLL,
  QUOTA_OPTIONS,
  SOFTIRQ_LIMITS,
} from '../vocabulary/poll.js';
import { readOptions } from './options.js';

/** Reads what follows `poll`. */
export function readPolling(reader: Reader, context: Context): Polling | undefined {
  const kind = reader.word(POLL, 'a way of polling') as Polling['kind'] | undefined;
  switch (kind) {
    case 'none':
      return { kind };
    case 'napi': {
      const { weight } = readNumbers(reader, NAPI_OPTIONS, context);
      return weight === undefined ? undefined : { kind, weight };
    }
    case 'busy': {
      const { weight } = readNumbers(reader, BUSY_OPTIONS, context);
      return weight === undefined ? undefined : { kind, weight };
    }
    case 'quota': {
      const numbers = readNumbers(reader, QUOTA_OPTIONS, context);
      const { weight, tx_weight: txWeight, high, low, cycle_limit: cycleLimit, period } = numbers;
      if (weight === undefined || cycleLimit === undefined || period === undefined) return undefined;
      const feedback = high === undefined || low === undefined ? undefined : { high, low };
      return { kind, weight, txWeight: txWeight ?? weight, feedback, cycleLimit, period };
    }
    case 'clock': {
      const { tick, burst, each, user_share: userShare } = readNumbers(reader, CLOCK_OPTIONS, context);
      if (tick === undefined || burst === undefined || each === undefined || userShare === undefined) return undefined;
      return { kind, tick, burst, each, userShare };
    }
    default:
      return undefined;
  }
}

/** Reads what follows `softirq`. */
export function readSoftirqLimits(reader: Reader, context: Context): SoftirqLimits | undefined {
  const { restarts, time, budget } = readNumbers(reader, SOFTIRQ_LIMITS, context);
  if (restarts === undefined || time === undefined || budget === undefined) return undefined;
  return { restarts, time, budget };
}

type Numbers = Partial<Record<string, number>>;

function readNumbers(reader: Reader, words: Parameters<typeof readOptions>[1], context: Context): Numbers {
  const numbers: Numbers = {};
  readOptions(reader, words, context, (from, word) => {
    if (word === 'feedback') readFeedback(from, numbers);
    else numbers[word] = readNumber(from, word);
  });
  return numbers;
}

function readNumber(reader: Reader, word: string): number | undefined {
  switch (word) {
    case 'tick':
    case 'period':
    case 'time':
      return reader.time(`'${word}'`, '1ms', { least: 1 });
    case 'cycle_limit':
    case 'user_share':
      return readShare(reader, `'${word}'`);
    default: {
      const want = { what: `'${word}'`, example: '64', least: 1, most: 65_536, whole: true };
      return reader.quantity({ ...want, dimensions: ['count'] });
    }
  }
}

function readShare(reader: Reader, what: string): number | undefined {
  return reader.quantity({ dimensions: ['percent'], what, example: '50%', least: 0, most: 1 });
}

function readFeedback(reader: Reader, numbers: Numbers): void {
  reader.word(FEEDBACK_HIGH, 'the mark that stops input');
  numbers.high = readShare(reader, 'the high mark');
  reader.word(FEEDBACK_LOW, 'the mark that lets it in again');
  numbers.low = readShare(reader, 'the low mark');
  if (numbers.high !== undefined && numbers.low !== undefined && numbers.low > numbers.high) {
    reader.fail('IRQ023', reader.last, 'the low mark is above the high mark');
  }
}
