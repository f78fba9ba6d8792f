// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import { cpuWord, filterWord, interruptWord, iplWord, moderationWord, rateWord } from './driver.js';
import type { Word } from './word.js';

export const CRYPTO: readonly Word[] = [
  ...queueWords(),
  driverQueueWord(),
  {
    word: 'latency',
    form: 'latency TIMES',
    doc: "Fixed part of a request's service; may be a distribution.",
    snippet: 'latency ${1:5us}',
  },
  rateWord(),
  iplWord('net'),
  cpuWord(),
  moderationWord(),
  ...requestHandlers(),
];

export const GENERIC: readonly Word[] = [
  ...queueWords(),
  driverQueueWord(),
  {
    word: 'service',
    form: 'service TIMES [+ TIME_PER_BYTE]',
    doc: 'How long an engine works on a request, or on the requests of a slot; the bytes of all of them count.',
    snippet: 'service ${1:100us ~ exp}',
  },
  iplWord('bio'),
  cpuWord(),
  moderationWord(),
  ...requestHandlers(),
];

export const DISK: readonly Word[] = [
  {
    word: 'queue',
    form: 'queue N',
    doc: 'Requests that the disk takes at a time (1 to 65,536), as with NCQ; it serves them one by one, in their order.',
    snippet: 'queue ${1:32}',
    default: 'queue 1',
  },
  driverQueueWord(),
  { word: 'seek', form: 'seek TIMES', doc: 'Time to the right track.', snippet: 'seek ${1:8.5ms ~ exp}' },
  {
    word: 'rotation',
    form: 'rotation TIME',
    doc: 'Time of one turn of the platter: every request waits for a part of it, each part equally likely.',
    snippet: 'rotation ${1:8.333ms}',
    default: 'rotation 0ms',
  },
  rateWord(),
  iplWord('bio'),
  cpuWord(),
  moderationWord(),
  ...requestHandlers(),
];

function queueWords(): readonly Word[] {
  return [
    {
      word: 'queue',
      form: 'queue N',
      doc: 'Slots of the work queue (1 to 65,536).',
      snippet: 'queue ${1:4}',
      default: 'queue 1',
    },
    {
      word: 'requests_per_slot',
      form: 'requests_per_slot N',
      doc: 'Requests that a slot of the hardware can hold (1 to 1,024).',
      snippet: 'requests_per_slot ${1:1}',
      default: 'requests_per_slot 1',
    },
    {
      word: 'driver_aggregate',
      form: 'driver_aggregate N',
      doc: 'Requests that the driver puts in a slot, at most (ubsec_maxaggr); they complete together, with one interrupt.',
      snippet: 'driver_aggregate ${1:1}',
      default: 'driver_aggregate 1',
    },
    {
      word: 'engines',
      form: 'engines N',
      doc: 'Slots that are served at the same time (1 to 64).',
      snippet: 'engines ${1:1}',
      default: 'engines 1',
    },
  ];
}

function driverQueueWord(): Word {
  return {
    word: 'driver_queue',
    form: 'driver_queue N',
    doc: 'Requests that the driver holds back while the work queue is full (0 to 1,000,000); one that finds it full too is dropped.',
    snippet: 'driver_queue ${1:60}',
    default: 'driver_queue 60',
  };
}

function requestHandlers(): readonly Word[] {
  return [
    {
      word: 'submit',
      form: 'submit { STATEMENTS }',
      doc: 'Work of the submitting context for each request.',
      snippet: 'submit {\n\trun ${1:submit} ${2:500ns}\n}',
      default: 'submit { }',
    },
    filterWord(),
    interruptWord(),
    {
      word: 'done',
      form: 'done { STATEMENTS }',
      doc: 'Work of the interrupt handler for each completed request.',
      snippet: 'done {\n\trun ${1:done} ${2:400ns}\n}',
      default: 'done { }',
    },
  ];
}
