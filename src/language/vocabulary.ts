// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
/**
 * Every word of the language, once: how it is written, what it means, and what holds where it is left out. The checker
 * takes its choices and its defaults from here, completion and hover their texts, and tests hold the TextMate grammar
 * and docs/language.md to it. A default is text of the language, read as if the user had written it.
 *
 * A word means something only in its section: `packets` begins a stream in a workload and is a rule of moderation in a
 * device. No word is reserved.
 */

import { HARD_IPLS, type HardIpl, SOFT_IPLS, type SoftIpl } from '../model/ipl.js';
import { COSTS, type Cost } from '../model/machine.js';
import { METRICS } from '../model/metric.js';
import type { Band } from '../model/process.js';
import { BANDS } from '../model/process.js';

export interface Word {
  readonly word: string;
  /** How the whole thing is written; capitals stand for what the user chooses. */
  readonly form: string;
  readonly doc: string;
  /** Inserted by completion, in the snippet syntax of editors; without one, the word itself. */
  readonly snippet?: string;
  /** For a property: what holds without it. Neither this nor `optional`: it must be given. */
  readonly default?: string;
  readonly optional?: true;
}

function words<T extends string>(list: readonly T[], docs: Readonly<Record<T, string>>): readonly Word[] {
  return list.map((word) => ({ word, form: word, doc: docs[word] }));
}

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

export const DEVICE_KINDS: readonly Word[] = [
  { word: 'nic', form: 'nic', doc: 'A network interface: a wire, a receive ring, a transmit ring, an interrupt.' },
  {
    word: 'crypto',
    form: 'crypto',
    doc: 'A crypto accelerator: a work queue of slots, served by engines; a request beyond it waits in the driver.',
  },
  { word: 'generic', form: 'generic', doc: 'Anything that serves requests, with a time of service for each.' },
  { word: 'disk', form: 'disk', doc: 'A disk: a seek, a part of a turn, and the transfer of the bytes.' },
  { word: 'clock', form: 'clock', doc: 'A periodic interrupt, and the work that it puts off.' },
];

export const MACHINE: readonly Word[] = [
  {
    word: 'cpus',
    form: 'cpus N at CLOCK',
    doc: 'How many CPUs the machine has (1 to 256), and their clock rate, by which `cycles` count.',
    snippet: 'cpus ${1:1} at ${2:2.4GHz}',
  },
  {
    word: 'cost',
    form: 'cost PRIMITIVE TIME',
    doc: 'What a primitive of the machine costs each time. One that is not given costs nothing.',
    snippet: 'cost ${1:trap} ${2:400ns}',
    optional: true,
  },
  {
    word: 'cache_turnover',
    form: 'cache_turnover TIME',
    doc: "How long other work must run on a CPU to evict a context's whole working set. After less, `cost refill` is paid in proportion; zero means that any other work evicts all of it.",
    default: 'cache_turnover 0us',
  },
];

export const COST: readonly Word[] = words<Cost>(COSTS, {
  trap: 'From the interrupted instruction to the first of the handler: mode change, saved registers, acknowledging the interrupt controller.',
  trap_return: 'From the last instruction of the handler back to the interrupted one.',
  switch:
    'A context switch: the scheduler saves one thread and loads another. The direct cost, without the cold cache.',
  refill: 'The cold cache after a switch: the time lost until the working set is back.',
  softint: 'Dispatching a soft interrupt: the scan of the pending levels and the call.',
  handoff: 'A borrowed-context hand-off: another stack and thread pointer, without the scheduler.',
  stack_switch: 'Changing to an interrupt stack and back.',
  wakeup: 'Making a thread runnable: scheduler lock and run queue.',
  lock: 'Taking and releasing a lock that is free.',
  lock_contended: 'Added where the lock is held by another.',
  syscall: 'Entering and leaving the kernel by a system call.',
  mask: "Masking or unmasking a device's interrupt at the controller.",
  register: 'One access to a register of a device across the bus.',
  ipi: 'An interrupt from one CPU to another.',
});

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
    snippet: 'input ${1:path}',
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

function rateWord(): Word {
  return {
    word: 'rate',
    form: 'rate BANDWIDTH',
    doc: "Rate at which a request's bytes are worked on. Without it the size does not matter.",
    snippet: 'rate ${1:500Mbps}',
    optional: true,
  };
}

function iplWord(level: HardIpl): Word {
  return {
    word: 'ipl',
    form: 'ipl LEVEL',
    doc: "The level of the device's interrupt: it waits while a CPU is at this level or above.",
    snippet: 'ipl ${1:net}',
    default: `ipl ${level}`,
  };
}

function cpuWord(): Word {
  return {
    word: 'cpu',
    form: 'cpu N',
    doc: "The CPU that takes the device's interrupts, counted from zero.",
    snippet: 'cpu ${1:0}',
    default: 'cpu 0',
  };
}

function filterWord(): Word {
  return {
    word: 'filter',
    form: 'filter { STATEMENTS }',
    doc: "Work in the trap itself, where a design has a primary handler before the interrupt's thread.",
    snippet: 'filter {\n\trun ${1:filter} ${2:200ns}\n}',
    default: 'filter { }',
  };
}

function interruptWord(): Word {
  return {
    word: 'interrupt',
    form: 'interrupt { STATEMENTS }',
    doc: 'Work once for every interrupt: reading the status register, acknowledging.',
    snippet: 'interrupt {\n\trun ${1:intr} ${2:600ns}\n}',
    default: 'interrupt { }',
  };
}

function moderationWord(): Word {
  return {
    word: 'moderation',
    form: 'moderation none | [gap TIME | adaptive …] [packets N] [packet_timer TIME] [absolute_timer TIME]',
    doc: 'When a device that has something to report raises its interrupt. Rules can be combined: with `gap` no interrupt comes before the gap has passed; the other rules each raise it.',
    snippet: 'moderation ${1:none}',
    default: 'moderation none',
  };
}

export const MODERATION_NONE: readonly Word[] = [{ word: 'none', form: 'none', doc: 'An interrupt at once.' }];
export const MODERATION: readonly Word[] = [
  { word: 'gap', form: 'gap TIME', doc: 'Least time between two interrupts (Intel ITR).' },
  {
    word: 'adaptive',
    form: 'adaptive [lowest_latency RATE] [low_latency RATE] [bulk_latency RATE]',
    doc: 'A gap that follows the traffic (Linux e1000, InterruptThrottleRate 1 and 3).',
  },
  { word: 'packets', form: 'packets N', doc: 'Raise when this many are waiting.' },
  { word: 'packet_timer', form: 'packet_timer TIME', doc: 'Raise this long after the last arrival (Intel RDTR).' },
  {
    word: 'absolute_timer',
    form: 'absolute_timer TIME',
    doc: 'Raise this long after the first that waits (Intel RADV).',
  },
];

export const ADAPTIVE: readonly Word[] = [
  {
    word: 'lowest_latency',
    form: 'lowest_latency RATE',
    doc: 'Interrupts a second for few and small packets, as of who waits for an answer (e1000: 70,000). Without it they are low latency too.',
    snippet: 'lowest_latency ${1:70000/s}',
    optional: true,
  },
  {
    word: 'low_latency',
    form: 'low_latency RATE',
    doc: 'Interrupts a second for what is neither of the others.',
    snippet: 'low_latency ${1:20000/s}',
    default: 'low_latency 20000/s',
  },
  {
    word: 'bulk_latency',
    form: 'bulk_latency RATE',
    doc: 'Interrupts a second for bulk traffic.',
    snippet: 'bulk_latency ${1:4000/s}',
    default: 'bulk_latency 4000/s',
  },
];
export const QUEUES_ON: readonly Word[] = [
  { word: 'on', form: 'on cpu N, N …', doc: 'The CPUs that take the interrupts of the queues.' },
];
export const QUEUES_CPU: readonly Word[] = [{ word: 'cpu', form: 'cpu N, N …', doc: 'Numbers of CPUs, from zero.' }];
export const RING: readonly Word[] = [{ word: 'ring', form: 'ring N', doc: 'Number of descriptors.' }];

export const DESIGN: readonly Word[] = [
  {
    word: 'interrupt',
    form: 'interrupt inline | interrupt_stack | thread | filter_thread | pinned_thread',
    doc: 'Where hard interrupt handlers run.',
    snippet: 'interrupt ${1|inline,interrupt_stack,thread,filter_thread,pinned_thread|}',
  },
  {
    word: 'softint',
    form: 'softint on_return | thread | pinned_thread | softirq',
    doc: 'Where soft interrupts run.',
    snippet: 'softint ${1|on_return,thread,pinned_thread,softirq|}',
  },
  {
    word: 'dispatch',
    form: 'dispatch deferred | direct | hybrid',
    doc: "How a stage's packet reaches the next stage.",
    snippet: 'dispatch ${1|deferred,direct,hybrid|}',
    default: 'dispatch deferred',
  },
  {
    word: 'redispatch',
    form: 'redispatch as_dispatched | deferred',
    doc: 'The same for a packet that a soft stage enqueues again, after decapsulation: a call would nest.',
    snippet: 'redispatch ${1|deferred,as_dispatched|}',
    default: 'redispatch as_dispatched',
  },
  {
    word: 'netisr',
    form: 'netisr local | hashed',
    doc: 'The CPU that serves an input queue.',
    snippet: 'netisr ${1|hashed,local|}',
    default: 'netisr local',
  },
  {
    word: 'await',
    form: 'await block | continuation via softint | continuation via thread | continuation immediately',
    doc: 'What a context does that has to wait for a device.',
    snippet: 'await ${1|block,continuation via softint,continuation via thread,continuation immediately|}',
  },
  {
    word: 'blocked_masks',
    form: 'blocked_masks source | levels',
    doc: 'What stays away from a CPU while one of its pinned handlers sleeps.',
    snippet: 'blocked_masks ${1|levels,source|}',
    default: 'blocked_masks source',
  },
  {
    word: 'lock',
    form: 'lock biglock | spin | adaptive | blocking',
    doc: 'What happens to a context that finds a lock held.',
    snippet: 'lock ${1|biglock,spin,adaptive,blocking|}',
  },
  {
    word: 'inheritance',
    form: 'inheritance off | on',
    doc: 'Whether who waits for a lock lends its priority to the holder.',
    snippet: 'inheritance ${1|on,off|}',
    default: 'inheritance off',
  },
  {
    word: 'poll',
    form: 'poll none | napi … | quota … | clock … | busy …',
    doc: "How a NIC's packets are taken when not by its interrupt handler.",
    snippet: 'poll ${1|none,napi,quota,clock,busy|}',
    default: 'poll none',
  },
  {
    word: 'softirq',
    form: 'softirq [restarts N] [time TIME] [budget N]',
    doc: 'Limits of a run of soft interrupts under `softint softirq`, after which the rest is left to ksoftirqd.',
    snippet: 'softirq restarts ${1:10} time ${2:2ms} budget ${3:300}',
    default: 'softirq restarts 10',
  },
  {
    word: 'preempt',
    form: 'preempt user | interrupts | kernel',
    doc: 'When a woken thread of better priority takes the CPU.',
    snippet: 'preempt ${1|user,interrupts,kernel|}',
    default: 'preempt user',
  },
  {
    word: 'handoff',
    form: 'handoff off | on',
    doc: 'Whether a thread that leaves by a continuation hands its stack to one that did, for `cost handoff` in place of a switch: in any wait but that for a lock, and on the way back to user mode.',
    snippet: 'handoff ${1|on,off|}',
    default: 'handoff off',
  },
  {
    word: 'quantum',
    form: 'quantum TIME',
    doc: 'Time after which a thread gives the CPU to another of the same priority.',
    snippet: 'quantum ${1:100ms}',
    default: 'quantum 100ms',
  },
];

export const INTERRUPT: readonly Word[] = [
  {
    word: 'inline',
    form: 'interrupt inline',
    doc: "On the interrupted context's stack; no thread, so it cannot sleep.",
  },
  {
    word: 'interrupt_stack',
    form: 'interrupt interrupt_stack',
    doc: "The same on a stack of the CPU's own, for `cost stack_switch`; it cannot sleep either.",
  },
  { word: 'thread', form: 'interrupt thread', doc: "The trap only wakes a thread of the device's own." },
  {
    word: 'filter_thread',
    form: 'interrupt filter_thread',
    doc: "The device's `filter` runs in the trap, and wakes such a thread.",
  },
  {
    word: 'pinned_thread',
    form: 'interrupt pinned_thread',
    doc: 'A thread that borrows the CPU from the interrupted one, which stays pinned underneath, for `cost handoff`; it becomes a full thread only if it sleeps.',
  },
];
export const SOFTINT: readonly Word[] = [
  { word: 'on_return', form: 'softint on_return', doc: 'On the way out of the trap, when the level drops.' },
  { word: 'thread', form: 'softint thread', doc: 'In a thread for each level and CPU.' },
  {
    word: 'pinned_thread',
    form: 'softint pinned_thread',
    doc: 'In a thread that borrows the CPU from the interrupted one.',
  },
  {
    word: 'softirq',
    form: 'softint softirq',
    doc: 'On the way out of the trap within limits, and beyond them in a thread of timeshare priority.',
  },
];
export const DISPATCH: readonly Word[] = [
  { word: 'deferred', form: 'dispatch deferred', doc: 'Through the queue and a soft interrupt.' },
  { word: 'direct', form: 'dispatch direct', doc: 'By a call: the next stage runs where this one does.' },
  { word: 'hybrid', form: 'dispatch hybrid', doc: 'By a call if nothing is queued, otherwise through the queue.' },
];
export const REDISPATCH: readonly Word[] = [
  { word: 'as_dispatched', form: 'redispatch as_dispatched', doc: 'As `dispatch` says.' },
  { word: 'deferred', form: 'redispatch deferred', doc: 'Always through the queue.' },
];
export const NETISR: readonly Word[] = [
  { word: 'local', form: 'netisr local', doc: 'The CPU that took the interrupt.' },
  { word: 'hashed', form: 'netisr hashed', doc: "The CPU that the packet's flow hashes to." },
];
export const BLOCKED_MASKS: readonly Word[] = [
  { word: 'source', form: 'blocked_masks source', doc: 'Only its own source.' },
  { word: 'levels', form: 'blocked_masks levels', doc: 'Its level and all below.' },
];
export const SWITCHED: readonly Word[] = [
  { word: 'on', form: 'on', doc: 'It does.' },
  { word: 'off', form: 'off', doc: 'It does not.' },
];
export const POLL: readonly Word[] = [
  { word: 'none', form: 'poll none', doc: 'By the interrupt handler only.' },
  {
    word: 'napi',
    form: 'poll napi [weight N]',
    doc: 'The interrupt masks its source and requests a poll at the soft level, which takes `weight` packets from each device in turn, and unmasks a device whose ring it found empty.',
  },
  {
    word: 'quota',
    form: 'poll quota [weight N] [tx_weight N] [feedback high P% low P%] [cycle_limit P%] [period TIME]',
    doc: 'The same with `weight` as the quota. Input is stopped while a socket is fuller than the high mark of the feedback, and for the rest of a period in which it used more than its share of the CPU.',
  },
  {
    word: 'clock',
    form: 'poll clock [tick TIME] [burst N] [each N] [user_share P%]',
    doc: 'No interrupts: every tick takes up to a burst of packets, which grows and shrinks so that user programs keep their share.',
  },
  { word: 'busy', form: 'poll busy [weight N]', doc: 'A thread that never sleeps.' },
];

function weightWord(weight: number): Word {
  return {
    word: 'weight',
    form: 'weight N',
    doc: 'Packets that a ring gives in its turn.',
    snippet: `weight \${1:${weight}}`,
    default: `weight ${weight}`,
  };
}

export const NAPI_OPTIONS: readonly Word[] = [weightWord(64)];
export const BUSY_OPTIONS: readonly Word[] = [weightWord(32)];
export const QUOTA_OPTIONS: readonly Word[] = [
  weightWord(5),
  {
    word: 'tx_weight',
    form: 'tx_weight N',
    doc: 'Transmit completions that a NIC with `txdone` gives in its turn. Without it: as `weight`.',
    snippet: 'tx_weight ${1:5}',
    optional: true,
  },
  {
    word: 'feedback',
    form: 'feedback high P% low P%',
    doc: 'How full the fullest socket is when input stops, and when it is let in again.',
    snippet: 'feedback high ${1:75%} low ${2:25%}',
    optional: true,
  },
  {
    word: 'cycle_limit',
    form: 'cycle_limit P%',
    doc: 'Share of the CPU that input may use in a period.',
    snippet: 'cycle_limit ${1:50%}',
    default: 'cycle_limit 100%',
  },
  {
    word: 'period',
    form: 'period TIME',
    doc: 'The period of the limit.',
    snippet: 'period ${1:10ms}',
    default: 'period 10ms',
  },
];
export const FEEDBACK_HIGH: readonly Word[] = [{ word: 'high', form: 'high P%', doc: 'The mark that stops input.' }];
export const FEEDBACK_LOW: readonly Word[] = [
  { word: 'low', form: 'low P%', doc: 'The mark below which it is let in again.' },
];
export const CLOCK_OPTIONS: readonly Word[] = [
  {
    word: 'tick',
    form: 'tick TIME',
    doc: "Time between two of the clock's ticks.",
    snippet: 'tick ${1:1ms}',
    default: 'tick 1ms',
  },
  {
    word: 'burst',
    form: 'burst N',
    doc: 'The largest burst of a tick.',
    snippet: 'burst ${1:150}',
    default: 'burst 150',
  },
  {
    word: 'each',
    form: 'each N',
    doc: 'Packets that a ring gives in its turn.',
    snippet: 'each ${1:5}',
    default: 'each 5',
  },
  {
    word: 'user_share',
    form: 'user_share P%',
    doc: 'Share of the CPU that user programs keep.',
    snippet: 'user_share ${1:50%}',
    default: 'user_share 50%',
  },
];
export const SOFTIRQ_LIMITS: readonly Word[] = [
  {
    word: 'restarts',
    form: 'restarts N',
    doc: 'Passes over what is pending.',
    snippet: 'restarts ${1:10}',
    default: 'restarts 10',
  },
  { word: 'time', form: 'time TIME', doc: 'Time of a run.', snippet: 'time ${1:2ms}', default: 'time 2ms' },
  { word: 'budget', form: 'budget N', doc: 'Packets in one pass.', snippet: 'budget ${1:300}', default: 'budget 300' },
];
export const AWAIT: readonly Word[] = [
  { word: 'block', form: 'await block', doc: 'The context sleeps until the completion wakes it; that takes a thread.' },
  {
    word: 'continuation',
    form: 'await continuation via softint | continuation via thread | continuation immediately',
    doc: 'The context goes on with other work, and the completion has the rest of the stage run.',
  },
];
export const CONTINUATION: readonly Word[] = [
  { word: 'via', form: 'via softint | via thread', doc: 'The completion has the rest run somewhere else.' },
  { word: 'immediately', form: 'immediately', doc: 'The rest runs in the handler of the completion.' },
];
export const VIA: readonly Word[] = [
  { word: 'softint', form: 'via softint', doc: "By way of the stage's soft interrupt." },
  { word: 'thread', form: 'via thread', doc: 'By way of a kernel thread of the device (cryptoret of OCF).' },
];
export const LOCK: readonly Word[] = [
  {
    word: 'biglock',
    form: 'lock biglock',
    doc: 'One lock around the whole kernel; named locks cost nothing beside it.',
  },
  { word: 'spin', form: 'lock spin', doc: 'A waiter spins; interrupts stay off below its level.' },
  {
    word: 'adaptive',
    form: 'lock adaptive',
    doc: 'A waiter spins while the holder runs on another CPU, and sleeps otherwise; that takes a thread. A lock that is also taken where there is none, in the trap itself, spins.',
  },
  {
    word: 'blocking',
    form: 'lock blocking',
    doc: 'A waiter sleeps; that takes a thread. A lock that is also taken where there is none, in the trap itself, spins.',
  },
];
export const PREEMPT: readonly Word[] = [
  { word: 'user', form: 'preempt user', doc: 'On the way back to user mode.' },
  {
    word: 'interrupts',
    form: 'preempt interrupts',
    doc: 'Also inside the kernel, at once, but there only for the threads of interrupts and soft interrupts.',
  },
  { word: 'kernel', form: 'preempt kernel', doc: 'Also inside the kernel, at once.' },
];

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
    snippet: 'await ${1:device} (packet.size)',
  },
  {
    word: 'enqueue',
    form: 'enqueue QUEUE [limit N] [drop tail | drop head]',
    doc: "Hands the packet to the path's next stage by way of a queue. Ends the stage.",
    snippet: 'enqueue ${1:queue} limit ${2:256}',
  },
  {
    word: 'deliver',
    form: 'deliver PROCESS',
    doc: "Appends the packet to a process's socket and wakes the process. Ends the packet's path.",
    snippet: 'deliver ${1:process}',
  },
  {
    word: 'transmit',
    form: 'transmit NIC',
    doc: "Puts the packet on a NIC's transmit ring. Ends the packet's path.",
    snippet: 'transmit ${1:nic}',
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
    doc: "Takes the next packet from the process's socket, sleeping while there is none. In processes only.",
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

export const DISTRIBUTION: readonly Word[] = [
  { word: 'uniform', form: 'uniform LOW..HIGH', doc: 'Every value between two bounds is equally likely.' },
  { word: 'empirical', form: 'empirical [VALUE, VALUE, …]', doc: 'Each of the listed values is equally likely.' },
];
export const SHAPE: readonly Word[] = [
  { word: 'exp', form: 'MEAN ~ exp', doc: 'Exponential, with the given mean.' },
  { word: 'normal', form: 'MEAN ~ normal DEVIATION', doc: 'Normal, with mean and standard deviation, cut at zero.' },
];

export const PROCESS: readonly Word[] = [
  {
    word: 'priority',
    form: 'priority BAND [N]',
    doc: 'Band of the scheduler and level in it (0 to 255); a higher level is better, equal ones share the CPU round robin.',
    snippet: 'priority ${1:timeshare} ${2:0}',
    default: 'priority timeshare 0',
  },
  {
    word: 'cpu',
    form: 'cpu N',
    doc: 'The one CPU that the process may run on, counted from zero. Without it: where it last ran, or an idle one.',
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

export const WORKLOAD: readonly Word[] = [
  {
    word: 'packet',
    form: 'packet on NIC at TIME [, TIME …] [size SIZE] [class NAME] [flows N]',
    doc: 'Packets whose last bit arrives at the given times, or as soon after as the wire is free.',
    snippet: 'packet on ${1:wm0} at ${2:10us} size ${3:1500B}',
  },
  {
    word: 'packets',
    form: 'packets on NIC PATTERN [from TIME] [until TIME] [count N] [size SIZES] [class NAME] [flows N]',
    doc: 'A stream of packets. The pattern is `every`, `rate`, `poisson`, `wire`, `bursts` or `file`.',
    snippet: 'packets on ${1:wm0} ${2:every 100us} size ${3:1500B}',
  },
  {
    word: 'tcp',
    form: 'tcp on NIC [sessions N] [window SIZE] [mss SIZE] [rtt TIME] [total SIZE] [delayed_ack TIME] [min_rto TIME] [from TIME] [until TIME] [class NAME]',
    doc: 'Senders of TCP, whose segments come as the acknowledgements of the host let them.',
    snippet: 'tcp on ${1:wm0} sessions ${2:4} window ${3:64KiB} rtt ${4:200us}',
  },
];
export const TCP_OPTIONS: readonly Word[] = [
  {
    word: 'sessions',
    form: 'sessions N',
    doc: 'Sessions (1 to 1,000), each a flow of its own; they begin evenly spread over the first round trip.',
    snippet: 'sessions ${1:4}',
    default: 'sessions 1',
  },
  {
    word: 'window',
    form: 'window SIZE',
    doc: 'Receive buffer of a session, which bounds its window: whole segments, at least one.',
    snippet: 'window ${1:64KiB}',
    default: 'window 64KiB',
  },
  {
    word: 'mss',
    form: 'mss SIZE',
    doc: 'Data in a segment; its frame has 58 bytes more, for the headers of TCP, IP and Ethernet and the checksum.',
    snippet: 'mss ${1:1460B}',
    default: 'mss 1460B',
  },
  {
    word: 'rtt',
    form: 'rtt TIME',
    doc: "Round trip of the network, without the NIC's wire and what the host takes.",
    snippet: 'rtt ${1:200us}',
    default: 'rtt 200us',
  },
  {
    word: 'total',
    form: 'total SIZE',
    doc: 'What each session sends, in whole segments. Without it: as much as it can.',
    snippet: 'total ${1:10MB}',
    optional: true,
  },
  {
    word: 'delayed_ack',
    form: 'delayed_ack TIME',
    doc: 'How long the acknowledgement of a single segment is put off; `0us` acknowledges each at once.',
    snippet: 'delayed_ack ${1:200ms}',
    default: 'delayed_ack 200ms',
  },
  {
    word: 'min_rto',
    form: 'min_rto TIME',
    doc: 'Least time after which a sender sends again what is not acknowledged (RFC 6298 says 1 s; Linux has 200 ms).',
    snippet: 'min_rto ${1:1s}',
    default: 'min_rto 1s',
  },
];
export const ON: readonly Word[] = [{ word: 'on', form: 'on NIC', doc: 'The NIC that the packets arrive on.' }];
export const AT: readonly Word[] = [{ word: 'at', form: 'at TIME, TIME …', doc: 'When the packets arrive.' }];
export const CLOCK_AT: readonly Word[] = [{ word: 'at', form: 'at CLOCK', doc: 'Clock rate of a CPU.' }];
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
export const PACKET_OPTIONS: readonly Word[] = [
  {
    word: 'size',
    form: 'size SIZES',
    doc: 'Size of the packets, headers included (1 B to 64 KiB); may be a distribution.',
    snippet: 'size ${1:1500B}',
    default: 'size 1500B',
  },
  {
    word: 'class',
    form: 'class NAME',
    doc: 'Class of the packets, for `if class`.',
    snippet: 'class ${1:name}',
    optional: true,
  },
  {
    word: 'flows',
    form: 'flows N',
    doc: 'Flows that the packets belong to (1 to 65,536): by chance where arrivals are independent (`poisson`), otherwise in turn. A flow keeps to one queue of a NIC, and under `netisr hashed` to one CPU.',
    snippet: 'flows ${1:16}',
    default: 'flows 1',
  },
];
export const STREAM_OPTIONS: readonly Word[] = [
  {
    word: 'from',
    form: 'from TIME',
    doc: 'When the stream begins.',
    snippet: 'from ${1:0us}',
    default: 'from 0us',
  },
  {
    word: 'until',
    form: 'until TIME',
    doc: 'When the stream ends. Without it: with the run.',
    snippet: 'until ${1:1ms}',
    optional: true,
  },
  {
    word: 'count',
    form: 'count N',
    doc: 'At most so many packets.',
    snippet: 'count ${1:100}',
    optional: true,
  },
  ...PACKET_OPTIONS,
];

export const RUN: readonly Word[] = [
  { word: 'machine', form: 'machine MACHINE', doc: 'The machine of this run.', snippet: 'machine ${1:machine}' },
  {
    word: 'workload',
    form: 'workload WORKLOAD',
    doc: 'The workload of this run. Its NICs, their paths, and the devices that those use are devices of the run.',
    snippet: 'workload ${1:workload}',
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
    snippet: 'processes ${1:process}',
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
    word: 'expect',
    form: 'expect [DESIGN.]METRIC OP VALUE [+- TOLERANCE]',
    doc: 'Asks that a metric have a value, under one design or under every one. The tolerance is a quantity like the value, or a percentage of it (of a value in per cent: percentage points).',
    snippet: 'expect ${1:loss} ${2:== 0}',
    optional: true,
  },
];

export const PROCESSES_NONE: readonly Word[] = [{ word: 'none', form: 'processes none', doc: 'No process at all.' }];
export const CLOCKS_NONE: readonly Word[] = [{ word: 'none', form: 'clocks none', doc: 'No clock at all.' }];

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

export const METRIC: readonly Word[] = METRICS.map((metric) => ({
  word: metric.name,
  form: metric.name,
  doc: metric.doc,
}));

/** The words of each kind of device. */
export const DEVICE_WORDS: Readonly<Record<string, readonly Word[]>> = {
  nic: NIC,
  crypto: CRYPTO,
  generic: GENERIC,
  disk: DISK,
  clock: CLOCK,
};

/** Every section, by the title that it has in docs/language.md. */
export const SECTIONS: Readonly<Record<string, readonly Word[]>> = {
  'Top level': FILE,
  Extending: EXTENDS,
  'Device kinds': DEVICE_KINDS,
  Machine: MACHINE,
  Costs: COST,
  Clock: CLOCK_AT,
  NIC,
  Crypto: CRYPTO,
  Generic: GENERIC,
  Disk: DISK,
  'Clock device': [...CLOCK, ...CLOCK_EACH],
  Queues: [...QUEUES_ON, ...QUEUES_CPU],
  Ring: RING,
  Moderation: [...MODERATION_NONE, ...MODERATION, ...ADAPTIVE],
  Design: DESIGN,
  'Interrupt context': INTERRUPT,
  'Soft interrupt context': SOFTINT,
  Dispatch: DISPATCH,
  Redispatch: REDISPATCH,
  Netisr: NETISR,
  'Blocked handlers': BLOCKED_MASKS,
  Switched: SWITCHED,
  Polling: POLL,
  NAPI: NAPI_OPTIONS,
  Quota: [...QUOTA_OPTIONS, ...FEEDBACK_HIGH, ...FEEDBACK_LOW],
  'Clock polling': CLOCK_OPTIONS,
  'Busy polling': BUSY_OPTIONS,
  Softirq: SOFTIRQ_LIMITS,
  Waits: [...AWAIT, ...CONTINUATION, ...VIA],
  Locks: LOCK,
  Preemption: PREEMPT,
  Path: PATH,
  'Hard levels': HARD_IPL,
  'Soft levels': SOFT_IPL,
  Statements: [...STATEMENT, ...ELSE, ...OTHERWISE],
  'Queue options': [...ENQUEUE_OPTIONS, ...DROP],
  Conditions: [...CONDITION, ...PACKET_FIELD],
  Distributions: [...DISTRIBUTION, ...SHAPE],
  Process: PROCESS,
  Bands: BAND,
  Workload: [...WORKLOAD, ...ON, ...AT],
  Patterns: [...PATTERN, ...BURST_ON, ...BURST_OFF, FILE_SCALE],
  'Packet options': STREAM_OPTIONS,
  'Options of tcp': TCP_OPTIONS,
  Run: [...RUN, ...PROCESSES_NONE, ...CLOCKS_NONE],
  Sweep: [...SWEEP, ...SWEPT],
  'Sweep values': [...SWEEP_RANGE, ...SWEEP_TO, ...SWEEP_IN, ...SWEEP_STEPS, ...SWEEP_LOG],
  Metrics: METRIC,
};
