// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

export const PATTERN: readonly Word[] = [
  { word: 'every', form: 'every TIME', doc: 'Periodic, with this gap.', snippet: 'every ${1:100us}' },
  { word: 'rate', form: 'rate RATE', doc: 'Periodic, with so many packets per second.', snippet: 'rate ${1:10kpps}' },
  {
    word: 'poisson',
    form: 'poisson RATE',
    doc: 'Independent arrivals with this mean rate: gaps are exponential.',
    snippet: 'poisson ${1:10kpps}',
  },
  { word: 'wire', form: 'wire', doc: "Back to back, as fast as the NIC's link carries them." },
  {
    word: 'bursts',
    form: 'bursts RATE on TIMES off TIMES',
    doc: 'Periodic while on, nothing while off; the times may be distributions.',
    snippet: 'bursts ${1:100kpps} on ${2:1ms} off ${3:9ms}',
  },
  {
    word: 'file',
    form: 'file "PATH" [scale X]',
    doc: 'As recorded in a file: a capture (pcap, pcapng) or a table of times (CSV). Its first packet arrives at `from`, the others as much later as they did; their sizes are those of the file, if it has them and no `size` is given.',
    snippet: 'file "${1:trace.pcap}"',
  },
];

export const BURST_ON: readonly Word[] = [{ word: 'on', form: 'on TIMES', doc: 'How long a burst lasts.' }];

export const BURST_OFF: readonly Word[] = [
  { word: 'off', form: 'off TIMES', doc: 'How long the pause after it lasts.' },
];

export const FILE_SCALE: Word = {
  word: 'scale',
  form: 'scale X',
  doc: 'Times of a file are multiplied by this: 0.5 is twice as fast.',
  snippet: 'scale ${1:0.5}',
  default: 'scale 1',
};
