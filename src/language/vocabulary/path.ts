// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import { HARD_IPLS, type HardIpl, SOFT_IPLS, type SoftIpl } from '../../model/ipl.js';
import { type Word, words } from './word.js';

export const PATH: readonly Word[] = [
  {
    word: 'hard',
    form: 'hard IPL { STATEMENTS }',
    doc: "First stage: the work for each packet that the NIC's driver takes from the ring, at the level of the device.",
    snippet: 'hard ${1:net} {\n\t$0\n}',
  },
  {
    word: 'soft',
    form: 'soft IPL { STATEMENTS }',
    doc: 'A later stage: the work for each packet taken from the queue that the stage before it filled.',
    snippet: 'soft ${1:softnet} {\n\t$0\n}',
  },
];

export const HARD_IPL: readonly Word[] = words<HardIpl>(HARD_IPLS, {
  bio: 'Block devices.',
  net: 'Network interfaces.',
  tty: 'Terminals and serial lines.',
  vm: 'Everything that may allocate memory.',
  clock: 'The clock.',
  high: 'Blocks every interrupt.',
});

export const SOFT_IPL: readonly Word[] = words<SoftIpl>(SOFT_IPLS, {
  softclock: 'Callouts and timers.',
  softbio: 'Completions of block devices.',
  softnet: 'Network protocols.',
  softserial: 'Serial lines.',
});
