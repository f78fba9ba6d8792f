import { expect } from 'vitest';
import { ACTIVITIES } from '../../src/model/activity.js';
import type { Device } from '../../src/model/device.js';
import { iplRank } from '../../src/model/ipl.js';
import type { Run } from '../../src/model/scenario.js';
import { readTrace } from '../../src/trace/read.js';
import { Kind, SWITCH_CAUSES } from '../../src/trace/trace.js';
import type { Traced } from './scenario.js';

/**
 * Reads a trace as somebody who knows machines but not this simulation, and complains about what cannot be. Each check
 * is a small machine of its own over the records, so that it shares no mistake with the code that wrote them.
 */
export function replay(run: Run, result: Traced): void {
  accounts(result);
  packets(result);
  levels(run, result);
  nesting(result);
  idleness(result);
  // Input that is polled by the clock, or held back by a quota, waits for a tick, which is longer than these runs.
  const poll = run.designs.find(({ name }) => name === result.design)?.poll.kind;
  if (poll !== 'quota' && poll !== 'clock') liveness(result);
}

/** The slices of each CPU leave no gap and add up to what the result says of each activity. */
function accounts(result: Traced): void {
  const { trace, cpus, simulated } = result;
  const sums = cpus.map(() => ACTIVITIES.map(() => 0));
  const open = cpus.map(() => ({ activity: 0, since: 0 }));
  const close = (cpu: number, time: number) => {
    sums[cpu]![open[cpu]!.activity]! += time - open[cpu]!.since;
  };
  let switches = 0;
  readTrace(trace, (time, kind, cpu) => {
    if (kind === Kind.Switch) switches++;
    if (kind >= ACTIVITIES.length) return;
    close(cpu, time);
    open[cpu] = { activity: kind, since: time };
  });
  for (const cpu of cpus.keys()) close(cpu, simulated);
  const recounted = sums.map((sum) => Object.fromEntries(ACTIVITIES.map((activity, i) => [activity, sum[i]])));
  expect(recounted).toEqual(cpus);
  expect(switches).toBe(result.metrics.switches);
}

/** Every packet arrives once and ends at most once, after it has come. */
function packets({ trace, metrics, packets: table, simulated }: Traced): void {
  const arrived = new Map<number, number>();
  const ended = new Map<number, 'delivered' | 'dropped'>();
  readTrace(trace, (time, kind, _, __, ___, packet) => {
    if (kind === Kind.Arrive) {
      expect(arrived.has(packet)).toBe(false);
      arrived.set(packet, time);
    }
    if ((kind !== Kind.Deliver && kind !== Kind.Drop) || packet === 0) return;
    expect(arrived.get(packet)).toBeLessThanOrEqual(time);
    // What a process sends later is an answer, not the packet again.
    if (ended.get(packet) === 'delivered') return;
    expect(ended.has(packet)).toBe(false);
    ended.set(packet, kind === Kind.Deliver ? 'delivered' : 'dropped');
  });
  const count = (outcome: string) => [...ended.values()].filter((one) => one === outcome).length;
  expect(arrived.size).toBe(metrics.packets);
  expect(count('delivered')).toBe(metrics.delivered);
  expect(count('dropped')).toBe(metrics.dropped);
  expect(metrics.in_flight).toBe(arrived.size - ended.size);
  expect(table.length).toBe(arrived.size);
  for (let i = 0; i < table.length; i++) {
    expect(['in flight', 'delivered', 'dropped'][table.outcome[i]!]).toBe(ended.get(i + 1) ?? 'in flight');
    expect(table.end[i]).toBeLessThan(simulated);
  }
}

/** No interrupt, hard or soft, is taken at or below the level of its CPU. */
function levels(run: Run, { trace }: Traced): void {
  const level = new Array<number>(trace.cpus).fill(0);
  readTrace(trace, (time, kind, cpu, a) => {
    if (kind === Kind.Ipl) level[cpu] = a;
    if (kind !== Kind.Interrupt && kind !== Kind.Softint) return;
    // A queue is called 'wm0 q1', a CPU's clock 'clock0 cpu1'.
    const [name, part] = (kind === Kind.Interrupt ? (trace.devices[a]?.name ?? '') : '').split(' ');
    const device = run.devices.find((one) => one.name === name);
    const rank = kind === Kind.Softint ? a : device === undefined ? iplRank('high') : iplRank(device.ipl);
    expect(rank, `at ${time} on cpu${cpu}`).toBeGreaterThan(level[cpu]!);
    if (device !== undefined) expect(cpu).toBe(homeOf(device, Number(part?.replace(/^\D+/, '') ?? 0)));
  });
}

/** The CPU that takes the interrupts of a device, or of its part of this number. */
function homeOf(device: Device, part: number): number | undefined {
  if (device.kind === 'nic') return device.queues[part];
  return device.kind === 'clock' && device.cpus.length > 1 ? part : device.cpu;
}

/**
 * Handlers nest: the one on top is done before the context underneath goes on, and no thread goes on before every trap
 * that was taken above it has returned, also if it was switched away in between.
 */
function nesting({ trace }: Traced): void {
  const owed = new Map<number, number>();
  const thread = firstThreads(trace);
  const stacks = thread.map((ctx) => [ctx]);
  const begun = thread.map(() => false);
  readTrace(trace, (time, kind, cpu, a, b) => {
    const stack = stacks[cpu]!;
    const current = thread[cpu]!;
    const traps = owed.get(current) ?? 0;
    const at = `at ${time} on cpu${cpu}, ${trace.contexts[current]!.name}`;
    if (kind === Kind.Interrupt) owed.set(current, traps + 1);
    if (kind === Kind.Return) {
      expect(traps, `${at} returns from a trap`).toBeGreaterThan(0);
      owed.set(current, traps - 1);
    }
    if (kind === Kind.Interrupt) {
      // Taken again on its way out, a handler has left its old place.
      const index = stack.lastIndexOf(handlerOf(trace, a));
      if (index > 0) stack.splice(index, 1);
    }
    if (kind === Kind.Interrupt || kind === Kind.Softint) {
      // Handlers that take no time leave no slices: what was above has gone, and what is not there has come.
      stack.length = stack.lastIndexOf(b) + 1 || stack.length;
      if (stack.at(-1) !== b) stack.push(b);
      begun[cpu] = true;
    }
    if (kind === Kind.Switch) {
      // A pinned handler that sleeps gives the CPU back to what it stands on, which is no change of the thread below.
      const pinned = a !== current;
      if (!pinned) thread[cpu] = b;
      stack.length = pinned ? stack.lastIndexOf(b) + 1 : 0;
      if (stack.length === 0) stack.push(b);
      begun[cpu] = false;
    }
    if (kind >= ACTIVITIES.length) return;
    if (OWN.has(kind) && a === current) expect(traps, `${at} goes on`).toBe(0);
    const index = stack.lastIndexOf(a);
    if (begun[cpu] && a !== current) {
      if (index >= 0) stack.splice(index, 1);
      stack.push(a);
      begun[cpu] = false;
    } else if (index >= 0) stack.length = index + 1;
    else expect.fail(`${at}: ${trace.contexts[a]!.name} comes from nowhere`);
  });
}

/** The handler of a device: a pinned thread where there is no plain one. */
function handlerOf({ contexts }: Traced['trace'], device: number): number {
  const plain = contexts.findIndex((context) => context.device === device && context.kind === 'interrupt');
  return plain >= 0 ? plain : contexts.findIndex((context) => context.device === device && PINNED.has(context.kind));
}

const OWN = new Set(
  ['user', 'kernel', 'interrupt', 'softint', 'idle', 'spin'].map((one) => ACTIVITIES.indexOf(one as 'user')),
);

/** The thread that each CPU begins with: the one that its first switch leaves, or the first that it runs. */
function firstThreads(trace: Traced['trace']): number[] {
  const first = new Array<number>(trace.cpus).fill(-1);
  readTrace(trace, (_, kind, cpu, a) => {
    const runs = kind === Kind.Switch || (kind < ACTIVITIES.length && !isHandler(trace.contexts[a]!.kind));
    if (runs && first[cpu]! < 0 && !PINNED.has(trace.contexts[a]!.kind)) first[cpu] = a;
  });
  return first;
}

const PINNED = new Set(['interrupt_thread', 'softint_thread']);

function isHandler(kind: string): boolean {
  return kind === 'interrupt' || kind === 'softint';
}

/** A CPU is idle only while no thread that is bound to it is ready, and goes idle only while no other one is. */
function idleness({ trace }: Traced): void {
  const ready = new Map<number, number>();
  const idle = new Array<number | undefined>(trace.cpus).fill(undefined);
  readTrace(trace, (time, kind, cpu, a, b, c) => {
    if (kind === Kind.Wakeup) ready.set(a, time);
    if (kind === Kind.Switch) {
      ready.delete(b);
      const cause = SWITCH_CAUSES[c];
      if (cause === 'preempt' || cause === 'quantum') ready.set(a, time);
      // A pinned handler that sleeps leaves the CPU to the idle thread underneath, whose way out looks for others.
      const pinned = PINNED.has(trace.contexts[a]!.kind);
      if (trace.contexts[b]!.kind === 'idle' && !pinned) {
        for (const ctx of ready.keys()) {
          const home = trace.contexts[ctx]!.cpu;
          expect(home === undefined || home === cpu, `idle at ${time} with ${trace.contexts[ctx]!.name}`).toBe(false);
        }
      }
    }
    if (kind >= ACTIVITIES.length) return;
    // The slice that ends here: nobody may have been ready for it while it lasted.
    const since = idle[cpu];
    if (since !== undefined && since < time) {
      for (const [ctx, from] of ready) {
        if (trace.contexts[ctx]!.cpu === cpu) expect(from, `${trace.contexts[ctx]!.name} waits`).toBe(time);
      }
    }
    idle[cpu] = ACTIVITIES[kind] === 'idle' ? time : undefined;
  });
}

/**
 * Where every CPU has been idle for longer than any timer or request takes, no packet has been forgotten, nor the
 * descriptor of one that was sent.
 */
function liveness({ trace, metrics, simulated }: Traced): void {
  const since = new Array<number>(trace.cpus).fill(simulated);
  const lengths = trace.queues.map(() => 0);
  readTrace(trace, (time, kind, cpu, a, _, c) => {
    if (kind === Kind.Queue) lengths[a] = c;
    if (kind < ACTIVITIES.length) since[cpu] = ACTIVITIES[kind] === 'idle' ? time : simulated;
  });
  if (since.some((time) => simulated - time <= LONGEST_WAIT)) return;
  expect(metrics.in_flight).toBe(0);
  for (const [queue, { name }] of trace.queues.entries()) {
    if (name.endsWith(' tx ring')) expect(lengths[queue], name).toBe(0);
  }
}

/** Of generated scenarios, picoseconds. */
const LONGEST_WAIT = 80e6;
