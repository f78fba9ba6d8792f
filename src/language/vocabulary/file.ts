// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

/** What stands at the top level of a file. */
export const FILE: readonly Word[] = [
  {
    word: 'import',
    form: 'import "PATH"',
    doc: 'Makes the declarations of another file visible, and of the files that it imports. `std/…` is the standard library; any other path is relative to this file. `.irq` may be left out.',
    snippet: 'import "$1"',
  },
  {
    word: 'param',
    form: 'param NAME = QUANTITY',
    doc: 'A named quantity, usable wherever a quantity of its dimension is.',
    snippet: 'param ${1:name} = ${2:1us}',
  },
  {
    word: 'machine',
    form: 'machine NAME [extends MACHINE] { … }',
    doc: 'Processors and what their primitives cost.',
    snippet: 'machine ${1:name} {\n\tcpus ${2:1} at ${3:2.4GHz}\n\tcost ${4:trap} ${5:400ns}$0\n}',
  },
  {
    word: 'device',
    form: 'device NAME: KIND [extends DEVICE] { … }',
    doc: 'A device, of the kind `nic`, `crypto`, `generic`, `disk` or `clock`.',
    snippet: 'device ${1:wm0}: nic {\n\tlink ${2:1Gbps}\n\tinput ${3:path}$0\n}',
  },
  {
    word: 'path',
    form: 'path NAME { hard IPL { … } soft IPL { … } … }',
    doc: 'The work that a packet needs, as stages at the level where they belong. The first stage is `hard`, the others are `soft`; a path never says how the kernel gets from one to the next.',
    snippet:
      'path ${1:name} {\n\thard net {\n\t\trun ${2:intr} ${3:1us}\n\t\tenqueue ${4:queue}\n\t}\n\tsoft softnet {\n\t\trun ${5:input} ${6:2us}\n\t\tdeliver ${7:process}$0\n\t}\n}',
  },
  {
    word: 'process',
    form: 'process NAME { [priority …] [cpu N] [socket N] STATEMENTS }',
    doc: 'A user process, or a kernel thread with a life of its own. It begins at time zero and ends after its last statement.',
    snippet: 'process ${1:name} {\n\tloop {\n\t\treceive\n\t\trun ${2:read} ${3:2us}$0\n\t}\n}',
  },
  {
    word: 'workload',
    form: 'workload NAME { packet … packets … }',
    doc: 'The packets that arrive on the wire.',
    snippet: 'workload ${1:name} {\n\tpackets on ${2:wm0} ${3:every 100us} size ${4:1500B}$0\n}',
  },
  {
    word: 'design',
    form: 'design NAME [extends DESIGN] { … }',
    doc: 'How a kernel runs interrupts, soft interrupts, waits and locks: one mechanism from each list.',
    snippet: 'design ${1:name} extends ${2:biglock} {\n\t$0\n}',
  },
  {
    word: 'run',
    form: 'run "NAME" { … }',
    doc: 'A machine, a workload and a time, simulated under each of its designs.',
    snippet:
      'run "${1:name}" {\n\tmachine ${2:machine}\n\tworkload ${3:workload}\n\tfor ${4:200us}\n\tdesigns ${5:interrupt_threads, biglock}\n\n\texpect ${6:loss} ${7:== 0}$0\n}',
  },
  {
    word: 'sweep',
    form: 'sweep "NAME" { … }',
    doc: 'A run made many times, with one quantity changed from point to point, to see what depends on it.',
    snippet:
      'sweep "${1:name}" {\n\trun "${2:run}"\n\t${3:rate} from ${4:10kpps} to ${5:200kpps} in ${6:20} steps\n\tplot ${7:throughput, latency_p99}$0\n}',
  },
];

/** Words between the name of a declaration and its block. */
export const EXTENDS: readonly Word[] = [
  {
    word: 'extends',
    form: 'extends NAME',
    doc: 'Takes every property of another declaration of the same kind; what the block says replaces it.',
  },
];
