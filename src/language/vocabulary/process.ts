// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import { BANDS, type Band } from '../../model/process.js';
import { type Word, words } from './word.js';

export const PROCESS: readonly Word[] = [
  {
    word: 'priority',
    form: 'priority BAND [N]',
    doc: 'Band of the scheduler and level in it (0 to 255); a higher level is better, equal ones share the CPU as the `scheduler` of the design has it.',
    snippet: 'priority ${1:timeshare} ${2:0}',
    default: 'priority timeshare 0',
  },
  {
    word: 'cpu',
    form: 'cpu N',
    doc: 'The one CPU that the process may run on, counted from zero. Without it: where it last ran, or another one that has worse to do.',
    snippet: 'cpu ${1:0}',
    optional: true,
  },
  {
    word: 'socket',
    form: 'socket N',
    doc: 'Packets that its socket holds (1 to 1,000,000); one that finds it full is dropped.',
    snippet: 'socket ${1:64}',
    default: 'socket 64',
  },
];

export const BAND: readonly Word[] = words<Band>(BANDS, {
  timeshare: 'Ordinary user processes.',
  kernel: 'Kernel threads and processes inside the kernel.',
  realtime: 'Real-time processes.',
  softint: 'The band of soft interrupt threads.',
  interrupt: 'The band of interrupt threads, the best.',
});
