// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

export const POLL: readonly Word[] = [
  { word: 'none', form: 'poll none', doc: 'By the interrupt handler only.' },
  {
    word: 'napi',
    form: 'poll napi [weight N]',
    doc: 'The interrupt masks its source and requests a poll at the soft level, which takes `weight` packets from each device in turn, and unmasks a device whose ring it found empty.',
  },
  {
    word: 'quota',
    form: 'poll quota [weight N] [tx_weight N] [feedback high P% low P%] [cycle_limit P%] [period TIME]',
    doc: 'The same with `weight` as the quota. Input is stopped from when a socket is as full as the high mark of the feedback, and for the rest of a period in which it used more than its share of the CPU.',
  },
  {
    word: 'clock',
    form: 'poll clock [tick TIME] [burst N] [each N] [user_share P%]',
    doc: 'No interrupts: every tick takes up to a burst of packets, which grows and shrinks so that user programs keep their share.',
  },
  { word: 'busy', form: 'poll busy [weight N]', doc: 'A thread that never sleeps.' },
];

export const NAPI_OPTIONS: readonly Word[] = [weightWord(64)];

export const BUSY_OPTIONS: readonly Word[] = [weightWord(32)];

export const QUOTA_OPTIONS: readonly Word[] = [
  weightWord(5),
  {
    word: 'tx_weight',
    form: 'tx_weight N',
    doc: 'Transmit completions that a NIC with `txdone` gives in its turn. Without it: as `weight`.',
    snippet: 'tx_weight ${1:5}',
    optional: true,
  },
  {
    word: 'feedback',
    form: 'feedback high P% low P%',
    doc: 'How full a socket is when it stops input, and when it lets it in again, unless the period is over first.',
    snippet: 'feedback high ${1:75%} low ${2:25%}',
    optional: true,
  },
  {
    word: 'cycle_limit',
    form: 'cycle_limit P%',
    doc: 'Share of the CPU that input may use in a period.',
    snippet: 'cycle_limit ${1:50%}',
    default: 'cycle_limit 100%',
  },
  {
    word: 'period',
    form: 'period TIME',
    doc: 'The period of the limit, at whose end input is let in again whatever has stopped it.',
    snippet: 'period ${1:10ms}',
    default: 'period 10ms',
  },
];

export const FEEDBACK_HIGH: readonly Word[] = [{ word: 'high', form: 'high P%', doc: 'The mark that stops input.' }];

export const FEEDBACK_LOW: readonly Word[] = [
  { word: 'low', form: 'low P%', doc: 'The mark below which it is let in again.' },
];

export const CLOCK_OPTIONS: readonly Word[] = [
  {
    word: 'tick',
    form: 'tick TIME',
    doc: "Time between two of the clock's ticks.",
    snippet: 'tick ${1:1ms}',
    default: 'tick 1ms',
  },
  {
    word: 'burst',
    form: 'burst N',
    doc: 'The largest burst of a tick.',
    snippet: 'burst ${1:150}',
    default: 'burst 150',
  },
  {
    word: 'each',
    form: 'each N',
    doc: 'Packets that a ring gives in its turn.',
    snippet: 'each ${1:5}',
    default: 'each 5',
  },
  {
    word: 'user_share',
    form: 'user_share P%',
    doc: 'Share of the CPU that user programs keep.',
    snippet: 'user_share ${1:50%}',
    default: 'user_share 50%',
  },
];

export const SOFTIRQ_LIMITS: readonly Word[] = [
  {
    word: 'restarts',
    form: 'restarts N',
    doc: 'Passes over what is pending.',
    snippet: 'restarts ${1:10}',
    default: 'restarts 10',
  },
  { word: 'time', form: 'time TIME', doc: 'Time of a run.', snippet: 'time ${1:2ms}', default: 'time 2ms' },
  {
    word: 'budget',
    form: 'budget N',
    doc: 'Packets that each soft level takes in one pass.',
    snippet: 'budget ${1:300}',
    default: 'budget 300',
  },
];

function weightWord(weight: number): Word {
  return {
    word: 'weight',
    form: 'weight N',
    doc: 'Packets that a ring gives in its turn.',
    snippet: `weight \${1:${weight}}`,
    default: `weight ${weight}`,
  };
}
