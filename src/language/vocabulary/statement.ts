// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

/** What a stage, a device's handlers and a process consist of. */
export const STATEMENT: readonly Word[] = [
  {
    word: 'run',
    form: 'run LABEL TIMES [+ TIME_PER_BYTE]',
    doc: 'Computes for a time, which may be a distribution, and for a time for each byte of the packet.',
    snippet: 'run ${1:label} ${2:1us}',
  },
  {
    word: 'await',
    form: 'await DEVICE [(packet.size) | (SIZE)]',
    doc: "Gives a request to a device and goes on when it has completed. Without a size, the packet's.",
    snippet: 'await $1 (packet.size)',
  },
  {
    word: 'enqueue',
    form: 'enqueue QUEUE [limit N] [drop tail | drop head]',
    doc: "Hands the packet to the path's next stage by way of a queue, one for all paths that name it. Ends the stage.",
    snippet: 'enqueue ${1:queue} limit ${2:256}',
  },
  {
    word: 'deliver',
    form: 'deliver PROCESS',
    doc: "Appends the packet to a process's socket and wakes the process. Ends the packet's path.",
    snippet: 'deliver $1',
  },
  {
    word: 'transmit',
    form: 'transmit NIC',
    doc: "Puts the packet on a NIC's transmit ring. Ends the packet's path.",
    snippet: 'transmit $1',
  },
  { word: 'drop', form: 'drop', doc: "Throws the packet away on purpose. Ends the packet's path." },
  {
    word: 'lock',
    form: 'lock NAME { STATEMENTS }',
    doc: 'Runs the statements while holding a named lock.',
    snippet: 'lock ${1:name} {\n\t$0\n}',
  },
  {
    word: 'choose',
    form: 'choose { P% { … } … otherwise { … } }',
    doc: 'Takes one arm by chance.',
    snippet: 'choose {\n\t${1:60%} { $2 }\n\totherwise { $0 }\n}',
  },
  {
    word: 'if',
    form: 'if packet.size OP SIZE { … } [else { … }] or if class NAME { … } [else { … }]',
    doc: "Goes by the packet's size or class.",
    snippet: 'if packet.size ${1:> 100B} {\n\t$0\n}',
  },
  {
    word: 'repeat',
    form: 'repeat N { STATEMENTS }',
    doc: 'Runs the statements N times (1 to 1,000,000, nested ones multiplied).',
    snippet: 'repeat ${1:10} {\n\t$0\n}',
  },
  {
    word: 'loop',
    form: 'loop { STATEMENTS }',
    doc: 'Runs the statements for ever. In processes only.',
    snippet: 'loop {\n\t$0\n}',
  },
  {
    word: 'receive',
    form: 'receive',
    doc: "Takes the next packet or message from the process's socket, sleeping while there is none. In processes only.",
  },
  {
    word: 'send',
    form: 'send PROCESS [(packet.size) | (SIZE)]',
    doc: "Puts a message into a process's socket and wakes the process, sleeping while there is no room. Without a size, an empty one. In processes only.",
    snippet: 'send $1',
  },
  {
    word: 'sleep',
    form: 'sleep TIMES',
    doc: 'Sleeps for a time, which may be a distribution. In processes only.',
    snippet: 'sleep ${1:1ms}',
  },
];

export const ELSE: readonly Word[] = [
  { word: 'else', form: '… else { … } or … else if … { … }', doc: 'Taken where the condition does not hold.' },
];

export const OTHERWISE: readonly Word[] = [
  {
    word: 'otherwise',
    form: 'otherwise { … }',
    doc: 'The arm with what is left of 100%.',
    snippet: 'otherwise {\n\t$0\n}',
  },
];

export const ENQUEUE_OPTIONS: readonly Word[] = [
  {
    word: 'limit',
    form: 'limit N',
    doc: 'Packets that the queue holds (1 to 1,000,000).',
    snippet: 'limit ${1:256}',
    default: 'limit 256',
  },
  {
    word: 'drop',
    form: 'drop tail | drop head',
    doc: 'Which packet goes when the queue is full.',
    snippet: 'drop ${1|tail,head|}',
    default: 'drop tail',
  },
];

export const DROP: readonly Word[] = [
  { word: 'tail', form: 'drop tail', doc: 'The arriving packet is dropped.' },
  { word: 'head', form: 'drop head', doc: 'The packet that waits longest is dropped.' },
];

export const CONDITION: readonly Word[] = [
  { word: 'packet', form: 'packet.size', doc: 'The packet that is being worked on.', snippet: 'packet.size' },
  { word: 'class', form: 'class NAME', doc: 'The class that the workload gave the packet.' },
];

export const PACKET: readonly Word[] = [
  { word: 'packet', form: 'packet.size', doc: 'The packet that is being worked on.', snippet: 'packet.size' },
];

export const PACKET_FIELD: readonly Word[] = [
  { word: 'size', form: 'packet.size', doc: 'Size of the packet in bytes.' },
];
