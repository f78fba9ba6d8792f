// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import { interruptWord, iplWord } from './driver.js';
import type { Word } from './word.js';

export const CLOCK: readonly Word[] = [
  {
    word: 'every',
    form: 'every TIME',
    doc: 'Time between two ticks; the first comes after as long.',
    snippet: 'every ${1:10ms}',
  },
  iplWord('clock'),
  {
    word: 'cpu',
    form: 'cpu N | each',
    doc: 'The CPU that the clock interrupts, counted from zero, or each of them.',
    snippet: 'cpu ${1|each,0|}',
    default: 'cpu 0',
  },
  interruptWord(),
  {
    word: 'soft',
    form: 'soft IPL { STATEMENTS }',
    doc: 'Work that each tick requests at a soft level of its CPU. A tick that finds it still requested adds none.',
    snippet: 'soft softclock {\n\trun ${1:softclock} ${2:2us}\n}',
    optional: true,
  },
];

export const CLOCK_EACH: readonly Word[] = [{ word: 'each', form: 'cpu each', doc: 'Each CPU, all at the same time.' }];
