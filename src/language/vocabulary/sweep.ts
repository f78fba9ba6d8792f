// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

/** The lines of a sweep, but the one that says what changes. */
export const SWEEP: readonly Word[] = [
  { word: 'run', form: 'run "RUN"', doc: 'The run that is made many times; of the same file.', snippet: 'run "$1"' },
  {
    word: 'plot',
    form: 'plot METRIC, METRIC, …',
    doc: 'What is drawn against the quantity.',
    snippet: 'plot ${1:throughput}',
  },
  {
    word: 'designs',
    form: 'designs DESIGN, DESIGN, …',
    doc: 'The designs to compare. Without it: those of the run.',
    snippet: 'designs ${1:interrupt_threads, biglock}',
    optional: true,
  },
  {
    word: 'replications',
    form: 'replications N',
    doc: 'How often each point is simulated, with other random numbers each time. Without it: as in the run.',
    snippet: 'replications ${1:10}',
    optional: true,
  },
  {
    word: 'for',
    form: 'for TIME',
    doc: 'How long each point is simulated. Without it: as long as the run.',
    snippet: 'for ${1:10ms}',
    optional: true,
  },
  {
    word: 'warmup',
    form: 'warmup TIME',
    doc: 'How long each point is simulated before figures begin. Without it: as in the run.',
    snippet: 'warmup ${1:1ms}',
    optional: true,
  },
  {
    word: 'seed',
    form: 'seed N',
    doc: 'Seed of the random numbers, the same for every point and design. Without it: that of the run.',
    snippet: 'seed ${1:1}',
    optional: true,
  },
  {
    word: 'expect',
    form: 'expect [DESIGN.]METRIC OP VALUE [+- TOLERANCE]',
    doc: 'Asks that a metric have a value at every point. What the run expects is asked of the run alone.',
    snippet: 'expect ${1:loss} ${2:== 0}',
    optional: true,
  },
];

/** What a sweep can change, besides parameters, devices and designs. */
export const SWEPT: readonly Word[] = [
  {
    word: 'rate',
    form: 'rate from RATE to RATE in N steps',
    doc: 'Packets a second of all streams of the workload together. Each keeps its share.',
    snippet: 'rate from ${1:10kpps} to ${2:200kpps} in ${3:20} steps',
  },
  {
    word: 'cost',
    form: 'cost PRIMITIVE from TIME to TIME in N steps',
    doc: 'What a primitive of the machine costs.',
    snippet: 'cost ${1:switch} from ${2:0us} to ${3:5us} in ${4:11} steps',
  },
  {
    word: 'cpus',
    form: 'cpus in N, N, …',
    doc: 'How many CPUs the machine has; at the same clock rate.',
    snippet: 'cpus in ${1:1, 2, 4}',
  },
];

/** How the values of a sweep are given. */
export const SWEEP_RANGE: readonly Word[] = [
  {
    word: 'from',
    form: 'from A to B in N steps [log]',
    doc: 'N values (2 to 1,000) from A to B, both of them included.',
    snippet: 'from ${1:1us} to ${2:10us} in ${3:10} steps',
  },
  { word: 'in', form: 'in A, B, C, …', doc: 'These values.', snippet: 'in ${1:1us, 2us, 5us}' },
];

export const SWEEP_TO: readonly Word[] = [{ word: 'to', form: 'to B', doc: 'The last value.' }];

export const SWEEP_IN: readonly Word[] = [{ word: 'in', form: 'in N steps', doc: 'The number of values.' }];

export const SWEEP_STEPS: readonly Word[] = [{ word: 'steps', form: 'in N steps', doc: 'The number of values.' }];

export const SWEEP_LOG: readonly Word[] = [
  { word: 'log', form: 'log', doc: 'Evenly on a logarithmic axis: each value is so many times the one before.' },
];
