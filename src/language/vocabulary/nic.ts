// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import { cpuWord, filterWord, interruptWord, iplWord, moderationWord } from './driver.js';
import type { Word } from './word.js';

export const NIC: readonly Word[] = [
  { word: 'link', form: 'link BANDWIDTH', doc: 'Speed of the wire.', snippet: 'link ${1:1Gbps}' },
  {
    word: 'queues',
    form: 'queues N [on cpu N, N …]',
    doc: 'Pairs of a receive and a transmit queue (1 to 64), each with rings, moderation, an interrupt and a handler of its own. The flow of a packet hashes to its queue (receive-side scaling). The CPUs take the interrupts of the queues in turn; without them every CPU does, beginning with `cpu`.',
    snippet: 'queues ${1:4} on cpu ${2:0, 1, 2, 3}',
    default: 'queues 1',
  },
  {
    word: 'rx',
    form: 'rx ring N',
    doc: 'Packets that the receive ring holds (1 to 65,536); one that finds it full is dropped by the NIC.',
    snippet: 'rx ring ${1:256}',
    default: 'rx ring 256',
  },
  {
    word: 'tx',
    form: 'tx ring N',
    doc: 'Packets that the transmit ring holds (1 to 65,536).',
    snippet: 'tx ring ${1:256}',
    default: 'tx ring 256',
  },
  {
    word: 'dma',
    form: 'dma TIME [+ TIME_PER_BYTE]',
    doc: 'Time from the last bit of a packet on the wire until it is in the receive ring.',
    snippet: 'dma ${1:1us + 1ns/B}',
    default: 'dma 0ns',
  },
  moderationWord(),
  iplWord('net'),
  cpuWord(),
  {
    word: 'input',
    form: 'input PATH',
    doc: 'The path that received packets take.',
    snippet: 'input $1',
  },
  filterWord(),
  interruptWord(),
  {
    word: 'txdone',
    form: 'txdone { STATEMENTS }',
    doc: 'Work for each packet that was transmitted, when the driver reclaims its descriptor: in the interrupt handler, or in the poll. Without it descriptors become free by themselves when the last bit is on the wire, and no interrupt reports it.',
    snippet: 'txdone {\n\trun ${1:txeof} ${2:500ns}\n}',
    optional: true,
  },
  {
    word: 'tx_moderation',
    form: 'tx_moderation none | [gap TIME | adaptive …] [packets N] [packet_timer TIME] [absolute_timer TIME]',
    doc: 'Rules for transmit completions alone (Intel TIDV, TADV). Without it `moderation` counts them together with received packets.',
    snippet: 'tx_moderation ${1:packet_timer 64us}',
    optional: true,
  },
];

export const QUEUES_ON: readonly Word[] = [
  { word: 'on', form: 'on cpu N, N …', doc: 'The CPUs that take the interrupts of the queues.' },
];

export const QUEUES_CPU: readonly Word[] = [{ word: 'cpu', form: 'cpu N, N …', doc: 'Numbers of CPUs, from zero.' }];

export const RING: readonly Word[] = [{ word: 'ring', form: 'ring N', doc: 'Number of descriptors.' }];
