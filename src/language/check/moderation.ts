import type { AdaptiveRates, Moderation, ModerationRule } from '../../model/device.js';
import type { Span } from '../../model/span.js';
import type { Context } from '../context.js';
import type { Reader } from '../reader.js';
import { ADAPTIVE, MODERATION, MODERATION_NONE } from '../vocabulary/moderation.js';
import { readOptions } from './options.js';

/** Rules of moderation in any order, each at most once; the model's zero switches a rule off. */
export function readModeration(reader: Reader, context: Context): Moderation | undefined {
  const rules = { gap: 0, adaptive: 0, packets: 0, packet_timer: 0, absolute_timer: 0 };
  let adaptive: AdaptiveRates | undefined;
  const seen = new Set<string>();
  const spans: Partial<Record<ModerationRule, Span>> = {};
  let count: { readonly start: number; readonly end: number } | undefined;
  if (reader.accept(MODERATION_NONE) === undefined) {
    do {
      const open = MODERATION.filter((word) => !seen.has(word.word));
      const token = reader.peek();
      const rule = reader.word(open, 'a rule of moderation') as ModerationRule | undefined;
      if (rule === undefined) return undefined;
      seen.add(rule);
      if (seen.has('gap') && seen.has('adaptive')) {
        const message = "'gap' and 'adaptive' both say how far apart interrupts are; expected one of them";
        return reader.fail('IRQ011', token!, message);
      }
      if (rule === 'adaptive') {
        adaptive = readAdaptive(reader, context);
        if (adaptive === undefined) return undefined;
        spans.adaptive = reader.source.span(token!.start, reader.last.end);
        continue;
      }
      const want = { what: 'the number of packets that wait', example: '8', least: 1, most: 65_536, whole: true };
      const value =
        rule === 'packets'
          ? reader.quantity({ ...want, dimensions: ['count'] })
          : reader.time(`the time of '${rule}'`, '50us', { least: 1 });
      if (value === undefined) return undefined;
      rules[rule] = value;
      const range = { start: token!.start, end: reader.last.end };
      spans[rule] = reader.source.span(range.start, range.end);
      if (rule === 'packets') count = range;
    } while (seen.size < MODERATION.length && reader.peek() !== undefined);
  }
  const { gap, packets, packet_timer: packetTimer, absolute_timer: absoluteTimer } = rules;
  if (count !== undefined && packets > 1 && packetTimer === 0 && absoluteTimer === 0) {
    const message = `fewer than ${packets} wait for ever: no timer raises the interrupt for them; expected 'packet_timer' or 'absolute_timer' too`;
    reader.report('IRQ078', count, message);
  }
  return { gap, adaptive, packets, packetTimer, absoluteTimer, spans };
}

function readAdaptive(reader: Reader, context: Context): AdaptiveRates | undefined {
  const rates: Partial<Record<string, number>> = {};
  readOptions(reader, ADAPTIVE, context, (from, word) => {
    const want = { what: `the interrupts a second of '${word}'`, example: '20000/s', least: 1, most: 1e9 };
    rates[word] = from.quantity({ ...want, dimensions: ['rate'] });
  });
  const { lowest_latency: lowestLatency, low_latency: lowLatency, bulk_latency: bulkLatency } = rates;
  if (reader.failed || lowLatency === undefined || bulkLatency === undefined) return undefined;
  if (bulkLatency > lowLatency || (lowestLatency ?? lowLatency) < lowLatency) {
    return reader.fail('IRQ023', reader.last, 'the lower the latency, the higher the rate; expected bulk the lowest');
  }
  return { lowestLatency, lowLatency, bulkLatency };
}
