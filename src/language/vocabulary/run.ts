// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

export const RUN: readonly Word[] = [
  { word: 'machine', form: 'machine MACHINE', doc: 'The machine of this run.', snippet: 'machine $1' },
  {
    word: 'workload',
    form: 'workload WORKLOAD',
    doc: 'The workload of this run. Its NICs, their paths, and the devices that those use are devices of the run.',
    snippet: 'workload $1',
  },
  { word: 'for', form: 'for TIME', doc: 'How long to simulate, at most 2.5 hours.', snippet: 'for ${1:200us}' },
  {
    word: 'seed',
    form: 'seed N',
    doc: 'Seed of the random numbers; the same for every design, so that designs meet the same arrivals.',
    snippet: 'seed ${1:1}',
    default: 'seed 1',
  },
  {
    word: 'warmup',
    form: 'warmup TIME',
    doc: 'How long to simulate before figures begin, so that they are not about empty queues. Timelines show all.',
    snippet: 'warmup ${1:1ms}',
    default: 'warmup 0us',
  },
  {
    word: 'replications',
    form: 'replications N',
    doc: 'How often each design is run, with other random numbers each time (1 to 1,000). Figures are means, timelines those of the first.',
    snippet: 'replications ${1:10}',
    default: 'replications 1',
  },
  {
    word: 'designs',
    form: 'designs DESIGN, DESIGN, …',
    doc: 'The designs to compare.',
    snippet: 'designs ${1:interrupt_threads, biglock}',
  },
  {
    word: 'processes',
    form: 'processes PROCESS, PROCESS, … | none',
    doc: "The processes of the run. Without it: all of the run's own file.",
    snippet: 'processes $1',
    optional: true,
  },
  {
    word: 'clocks',
    form: 'clocks CLOCK, CLOCK, … | none',
    doc: "The clocks of the run. Without it: all of the run's own file.",
    snippet: 'clocks ${1:clock0}',
    optional: true,
  },
  {
    word: 'latency',
    form: 'latency class NAME',
    doc: 'The class of packets whose latency the figures are about. Without it: all packets.',
    snippet: 'latency class ${1:name}',
    optional: true,
  },
  {
    word: 'expect',
    form: 'expect [DESIGN.]METRIC OP VALUE [+- TOLERANCE]',
    doc: 'Asks that a metric have a value, under one design or under every one. The tolerance is a quantity like the value, or a percentage of it (of a value in per cent: percentage points).',
    snippet: 'expect ${1:loss} ${2:== 0}',
    optional: true,
  },
];

export const PROCESSES_NONE: readonly Word[] = [{ word: 'none', form: 'processes none', doc: 'No process at all.' }];

export const LATENCY: readonly Word[] = [
  { word: 'class', form: 'latency class NAME', doc: 'The latency of the packets of this class.' },
];

export const CLOCKS_NONE: readonly Word[] = [{ word: 'none', form: 'clocks none', doc: 'No clock at all.' }];
