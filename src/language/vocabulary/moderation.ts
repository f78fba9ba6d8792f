// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

export const MODERATION_NONE: readonly Word[] = [{ word: 'none', form: 'none', doc: 'An interrupt at once.' }];

export const MODERATION: readonly Word[] = [
  { word: 'gap', form: 'gap TIME', doc: 'Least time between two interrupts (Intel ITR).' },
  {
    word: 'adaptive',
    form: 'adaptive [lowest_latency RATE] [low_latency RATE] [bulk_latency RATE]',
    doc: 'A gap that follows the traffic (Linux e1000, InterruptThrottleRate 1 and 3).',
  },
  { word: 'packets', form: 'packets N', doc: 'Raise when this many are waiting.' },
  { word: 'packet_timer', form: 'packet_timer TIME', doc: 'Raise this long after the last arrival (Intel RDTR).' },
  {
    word: 'absolute_timer',
    form: 'absolute_timer TIME',
    doc: 'Raise this long after the first that waits (Intel RADV).',
  },
];

export const ADAPTIVE: readonly Word[] = [
  {
    word: 'lowest_latency',
    form: 'lowest_latency RATE',
    doc: 'Interrupts a second for few and small packets, as of who waits for an answer (e1000: 70,000). Without it they are low latency too.',
    snippet: 'lowest_latency ${1:70000/s}',
    optional: true,
  },
  {
    word: 'low_latency',
    form: 'low_latency RATE',
    doc: 'Interrupts a second for what is neither of the others.',
    snippet: 'low_latency ${1:20000/s}',
    default: 'low_latency 20000/s',
  },
  {
    word: 'bulk_latency',
    form: 'bulk_latency RATE',
    doc: 'Interrupts a second for bulk traffic.',
    snippet: 'bulk_latency ${1:4000/s}',
    default: 'bulk_latency 4000/s',
  },
];
