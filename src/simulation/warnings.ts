import type { Moderation, ModerationRule, Nic } from '../model/device.js';
import { IPLS } from '../model/ipl.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import { MICROSECOND, MILLISECOND, SECOND } from '../model/time.js';
import type { Finding } from '../trace/result.js';
import { fold, type OneOf } from './fold.js';
import { isMessage } from './message.js';
import { endInversion } from './observe.js';
import type { ContextPlan } from './program.js';
import { stalls } from './stalls.js';
import { endWaits } from './starvation.js';
import { Activity, accountIndex, type State } from './state.js';
import { queuesOfTcp } from './tcp/queues.js';
import { EIGHTHS, type LongestWait, type Unserved } from './watch.js';

/** What is wrong with a run that went on to its end: each a sentence with the times, at the line that causes it. */
export function warnings(s: State, run: Run): Finding[] {
  return [
    ...fold(stalls(s)),
    ...fold(starvation(s, run)),
    ...livelock(s),
    ...inversions(s, run),
    ...lockOrder(s, run),
    ...fold(unserved(s, run)),
    ...fold(growth(s, run)),
  ];
}

/** Threads that were ready for long without a CPU, for a good part of the run. */
function starvation(s: State, run: Run): OneOf[] {
  endWaits(s);
  const { contexts, code } = s.program;
  return [...s.watch.waits.entries()].flatMap(([thread, wait]) => {
    const { longest, count, total } = wait ?? {};
    if (longest === undefined || count === undefined || total === undefined) return [];
    if (total < s.now / 10 && longest.time < SECOND) return [];
    const { name, span } = contexts[thread]!;
    const to = longest.from + longest.time;
    const when = `from ${time(longest.from)} to ${to === s.now ? 'the end' : time(to)}`;
    const often = count === 1 ? '' : ` (the longest of ${count} times, which make ${time(total)})`;
    const doing = longest.holders.map(({ context, label }) => {
      const holder = contexts[context]!;
      const at = code.labels[label];
      return {
        name: holder.name,
        text: `${holder.name}${at ? ` in '${at.text}'` : ''}`,
        span: at?.span ?? holder.span,
      };
    });
    const had = doing.length === 0 ? '' : `, while ${list(doing.map(({ text }) => text))} had it`;
    return [
      {
        code: 'starvation',
        noun: 'thread',
        declared: span ?? run.span,
        weight: longest.time,
        message: `Starvation: ${when} ${name} was ready and had no CPU for ${time(longest.time)}${often}${had}.${reason(s, thread, longest)}`,
        span: span ?? run.span,
        related: doing.flatMap((holder) =>
          holder.span === undefined ? [] : [{ span: holder.span, message: `${holder.name} had the CPU` }],
        ),
      },
    ];
  });
}

/** Why a thread did not get the CPU: by the right of the worst of those who did. */
function reason(s: State, thread: number, { holders }: LongestWait): string {
  const { contexts, design } = s.program;
  const waiter = contexts[thread]!;
  const handles = ({ kind, pinned }: ContextPlan) => pinned || kind === 'interrupt' || kind === 'softint';
  const others = holders.map(({ context }) => contexts[context]!);
  const threads = others.filter((other) => !handles(other)).sort((a, b) => a.priority - b.priority);
  const other = threads[0] ?? others[0];
  if (other === undefined) return '';
  if (handles(other)) return ` ${other.name} comes before every thread.`;
  if (other.priority > waiter.priority) return ` ${other.name} is of better priority.`;
  if (other.priority < waiter.priority) {
    return ` ${other.name} is of lower priority, but what is inside the kernel, or holds a spin lock, may keep the CPU.`;
  }
  return ` ${other.name} is of the same priority, and a quantum is ${time(design.quantum)}. A better 'priority' lets ${waiter.name} preempt when it is woken.`;
}

/** A list as a sentence has it. */
function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/**
 * The CPUs that take packets in do nothing else, and of what the kernel has worked on less is delivered than lost. What a
 * NIC drops costs nothing: a kernel with its best throughput all the same is in no livelock.
 */
function livelock(s: State): Finding[] {
  const lost = s.arrived - s.delivered - spared(s);
  if (lost < MANY_LOST || lost <= s.delivered) return [];
  const streams = s.traffic.map(({ arrivals, device }) => ({ span: arrivals.span, cpus: busyCpus(s, device) }));
  const [first, ...others] = streams.filter(({ cpus }) => cpus.length > 0);
  if (first === undefined) return [];
  const cpus = [...new Set([first, ...others].flatMap((stream) => stream.cpus))].sort((x, y) => x - y);
  const share = cpus.reduce((sum, cpu) => sum + kernelShare(s, cpu), 0) / cpus.length;
  const whose = cpus.length === s.cpus ? 'the CPU time' : `the time of ${list(cpus.map((cpu) => `cpu${cpu}`))}`;
  return [
    {
      code: 'livelock',
      severity: 'warning',
      message: `Receive livelock: the kernel took ${(100 * share).toPrecision(3)}% of ${whose}, and ${count(s.delivered)} of ${count(s.arrived)} packets were delivered; ${count(lost)} that it had begun with were dropped later, or wait.`,
      span: first.span,
      related: [...others.map(({ span }) => ({ span, message: 'these packets, too' })), ...lateDrops(s)],
    },
  ];
}

/** Fewer are what a run has under way when it ends. */
const MANY_LOST = 50;

/** Packets that cost the kernel no work in vain: those in receive rings, those dropped there, and those that a path drops. */
function spared(s: State): number {
  const late = new Set(latePlaces(s));
  const waiting = receiveRings(s).reduce((sum, ring) => sum + s.fifoLength[ring]!, 0);
  return s.program.layout.places.reduce((sum, _, place) => (late.has(place) ? sum : sum + s.drops[place]!), waiting);
}

/** The queue at which most packets were dropped after work on them. */
function lateDrops(s: State): Finding['related'] {
  const [worst] = latePlaces(s).sort((a, b) => s.drops[b]! - s.drops[a]!);
  const span = worst === undefined ? undefined : s.program.layout.places[worst]!.span;
  const drops = worst === undefined ? 0 : s.drops[worst]!;
  return span === undefined || drops === 0 ? [] : [{ span, message: `${count(drops)} of them were dropped here` }];
}

/** The drop places of all queues but receive rings. */
function latePlaces(s: State): number[] {
  const rings = receiveRings(s);
  return s.program.layout.fifos.flatMap(({ place }, fifo) => (rings.includes(fifo) ? [] : [place]));
}

function receiveRings(s: State): number[] {
  return s.program.layout.devices.flatMap(({ kind }, device) => (kind === 'nic' ? [s.ring[device]!] : []));
}

/** The CPUs that take a NIC's interrupts and are left nothing for anything but the kernel. */
function busyCpus(s: State, nic: number): number[] {
  const queues = Array.from({ length: s.queueCount[nic]! }, (_, queue) => nic + queue);
  return queues.map((queue) => s.sourceCpu[s.source[queue]!]!).filter((cpu) => kernelShare(s, cpu) >= 0.98);
}

function kernelShare(s: State, cpu: number): number {
  const rest = s.account[accountIndex(cpu, Activity.idle)]! + s.account[accountIndex(cpu, Activity.user)]!;
  return 1 - rest / s.now;
}

/** Threads that waited for a lock while its holder was kept from the CPU by somebody of lower priority than theirs. */
function inversions(s: State, run: Run): Finding[] {
  const { contexts, code, layout } = s.program;
  return s.watch.inversions.flatMap((inversion, lock) => {
    endInversion(s, lock);
    const { longest, count } = inversion;
    if (longest === undefined || longest.time < LONG_INVERSION) return [];
    const [waiter, holder, between] = [longest.waiter, longest.holder, longest.between].map((ctx) => contexts[ctx]!);
    const often = count === 1 ? '' : ` (the longest of ${count} times)`;
    const cure = s.program.design.inheritance ? '' : " With 'inheritance on' the waiter would lend its priority.";
    return [
      {
        code: 'priority-inversion',
        severity: 'warning' as const,
        message: `Priority inversion: from ${time(longest.from)} on ${waiter!.name} waited ${time(longest.time)} for '${layout.locks[lock]}'${often}, because ${holder!.name}, which holds it, was ready and ${between!.name}, of lower priority than the waiter, had the CPU.${cure}`,
        span: code.spans[longest.waiterAt] ?? waiter!.span ?? run.span,
        related: [
          { span: code.spans[longest.holderAt] ?? holder!.span ?? run.span, message: `${holder!.name} took it here` },
          { span: between!.span ?? run.span, message: `${between!.name} kept it from the CPU` },
        ],
      },
    ];
  });
}

const LONG_INVERSION = 100 * MICROSECOND;

/** Locks that are taken in a circle, though the run did not meet the moment in which that is a deadlock. */
function lockOrder(s: State, run: Run): Finding[] {
  const { circle, wantedAt } = s.watch;
  const { code, layout, design } = s.program;
  // A deadlock that did happen says it better, and under one lock around the kernel there is none.
  if (circle.length === 0 || s.deadlock !== undefined || design.lock === 'biglock') return [];
  const steps = circle.map((held, index) => {
    const wanted = circle[(index + 1) % circle.length]!;
    const edge = held * s.locks + wanted;
    return {
      span: code.spans[wantedAt[edge]!] ?? run.span,
      message: `'${layout.locks[wanted]}' is taken while '${layout.locks[held]}' is held`,
    };
  });
  const last = steps.at(-1)!;
  return [
    {
      code: 'lock-order',
      severity: 'warning',
      message: `Lock-order cycle: ${steps.map(({ message }) => message).join(', and ')}. If different contexts can be there at the same time, they may wait for each other for ever.`,
      span: last.span,
      related: steps.slice(0, -1).map(({ span, message }) => ({ span, message })),
    },
  ];
}

/** Interrupts that were kept away for longer than their device can buffer. */
function unserved(s: State, run: Run): OneOf[] {
  return s.program.layout.devices.flatMap((device, index) => {
    const unserved = s.watch.unserved[s.source[index]!]!;
    const { drops, longest } = unserved;
    if (drops === 0 || device.kind !== 'nic') return [];
    const { reason, cause } = absence(s, run, device, unserved);
    return [
      {
        code: 'masked-too-long',
        noun: 'queue',
        declared: device.span,
        weight: longest,
        message: `${device.name} dropped ${count(drops)} packet${drops === 1 ? '' : 's'} while nobody served its full ring of ${device.rxRing}, once for ${time(longest)}: ${reason}.`,
        span: cause ?? device.span,
        related: cause === undefined ? [] : [{ span: device.span, message: `the ring of ${device.name}` }],
      },
    ];
  });
}

/** What kept the driver of a NIC away, and the line that says so. */
function absence(s: State, run: Run, device: Nic, unserved: Unserved): { reason: string; cause: Span | undefined } {
  const { layout, code, contexts, design } = s.program;
  const { why, level, context, label, rule, stopper } = unserved;
  if (rule !== undefined && why === 'moderation') {
    const reason = `its 'moderation ${rule}'${measure(device.moderation, rule)} held the interrupt back`;
    return { reason, cause: device.moderation.spans[rule] };
  }
  if (why === 'feedback') {
    const { name, span } = run.processes[stopper]!;
    return {
      reason: `the feedback of 'poll quota' held input back, since the socket of ${name} was full`,
      cause: span,
    };
  }
  if (why === 'cycle_limit') {
    return { reason: "the cycle limit of 'poll quota' held input back until the end of the period", cause: undefined };
  }
  const doing = code.labels[label]!;
  const cpu = layout.cpus === 1 ? 'the CPU' : `cpu${device.cpu}`;
  const who = `${contexts[context]!.name}${doing.span === undefined ? '' : ` in '${doing.text}'`}`;
  const polled = design.poll.kind === 'clock' ? 'the clock polls it no sooner' : 'who serves it had no CPU';
  const reason =
    why === 'masked'
      ? `its interrupt was masked, and ${polled}; ${cpu} mostly executed ${who}`
      : `${cpu} was at level '${IPLS[level]}', mostly for ${who}`;
  return { reason, cause: doing.span };
}

/** What a rule of moderation waits for; nothing fixed, where that follows the traffic. */
function measure({ gap, packets, packetTimer, absoluteTimer }: Moderation, rule: ModerationRule): string {
  const values = { gap, packet_timer: packetTimer, absolute_timer: absoluteTimer };
  if (rule === 'adaptive') return '';
  return ` of ${rule === 'packets' ? count(packets) : time(values[rule])}`;
}

/** Queues that only grew: what comes in is more than what leaves, and no limit has stopped it yet. */
function growth(s: State, run: Run): OneOf[] {
  if (s.now < run.duration) return [];
  const bounded = queuesOfTcp(s.program);
  return s.program.layout.fifos.flatMap(({ name, limit, span, quiet }, fifo) => {
    const grown = quiet || bounded.has(fifo) ? 0 : steadyGrowth(s, fifo);
    if (grown === 0) return [];
    const bound =
      limit === Number.POSITIVE_INFINITY ? 'It has no limit' : `Its limit of ${count(limit)} was not reached then`;
    const rate = Math.round((grown / (((EIGHTHS - 1) / EIGHTHS) * (run.duration / 2))) * SECOND);
    return [
      {
        code: 'unbounded-queue',
        noun: 'queue',
        declared: span ?? run.workload.arrivals[0]?.span ?? run.span,
        weight: grown,
        message: `The queue '${name}' grew through the second half of the run, by ${count(rate)} ${contents(s, fifo)} a second to ${count(s.fifoLength[fifo]!)}: more come than leave. ${bound}, so a longer run has longer latencies.`,
        span: span ?? run.workload.arrivals[0]?.span ?? run.span,
        related: [],
      },
    ];
  });
}

/**
 * By how much a queue grew from the first eighth of the second half to the last; 0 if it did not grow in each of them, or
 * hardly, if it was short, or if it was empty or full there: more comes than leaves from a queue that never empties.
 */
function steadyGrowth(s: State, fifo: number): number {
  const { least, half, dropped } = s.watch;
  const { limit, place } = s.program.layout.fifos[fifo]!;
  const lengths = least.map((eighth) => eighth[fifo]!);
  const [first, last] = [lengths[0]!, lengths.at(-1)!];
  const rises = lengths.every((length, index) => index === 0 || length > lengths[index - 1]!);
  const full = s.fifoLength[fifo]! >= limit || s.drops[place]! > (dropped?.[place] ?? 0);
  if (!rises || full || s.emptiedAt[fifo]! >= half || last < LONG_QUEUE || last - first < last / 5) return 0;
  return last - first;
}

const LONG_QUEUE = 100;

/** What is in a queue, as its words. */
function contents(s: State, fifo: number): string {
  let messages = 0;
  for (let row = s.fifoHead[fifo]!; row >= 0; row = s.packets.next[row]!) if (isMessage(s, row)) messages++;
  if (messages === 0) return 'packets';
  return messages === s.fifoLength[fifo] ? 'messages' : 'packets and messages';
}

/** A time as a sentence has it. */
function time(picoseconds: number): string {
  if (picoseconds >= MILLISECOND) return `${Number((picoseconds / MILLISECOND).toPrecision(3))} ms`;
  return `${Number((picoseconds / MICROSECOND).toPrecision(3))} us`;
}

/** A number as a sentence has it. */
export function count(value: number): string {
  return value.toLocaleString('en');
}
