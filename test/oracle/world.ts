import type { Activity } from '../../src/model/activity.js';
import type { Design } from '../../src/model/design.js';
import type { Clock, Nic, RequestDevice } from '../../src/model/device.js';
import type { Cost } from '../../src/model/machine.js';
import type { Run } from '../../src/model/scenario.js';
import type { Arrival } from './arrivals.js';
import type { Line } from './line.js';
import type { Packet } from './program.js';

/**
 * The things that there are in the oracle's world: plain objects that know each other, and lists. What they do is in the
 * other files.
 */
export interface World {
  readonly run: Run;
  readonly design: Design;
  now: number;
  readonly cpus: readonly Cpu[];
  readonly sources: Source[];
  readonly wires: Wire[];
  readonly cards: Card[];
  readonly accelerators: Accelerator[];
  readonly ticks: Ticks[];
  readonly sockets: Map<string, Socket>;
  readonly sleepers: Sleeper[];
  readonly arrivals: Arrival[];
  readonly locks: Map<string, Lock>;
  /** Around the whole kernel; undefined where a design has none, or nobody to keep away. */
  readonly kernel: Lock | undefined;
  /** The handler of a soft level, ready to be put on the CPU's stack. */
  softHandler: (cpu: Cpu, rank: number) => Context;
  /** The pinned thread of each source, where interrupts have such. */
  readonly pinned: Map<Source, Context>;
  /** Input queues and continuations, by name, level and CPU. */
  readonly queues: Map<string, SoftQueue>;

  // What is told at the end.
  readonly switches: { time: number; from: string; to: string }[];
  readonly drops: Map<string, number>;
  readonly packets: { end: number; fate: 'in flight' | 'delivered' | 'dropped' }[];
  interrupts: number;
  softints: number;
  wakeups: number;
  /** Sockets that stop input, since they are full. */
  readonly stopping: Set<Socket>;
  /** The next tick of polls by the clock. */
  nextTick: number;
}

export interface Cpu {
  readonly number: number;
  readonly idle: Context;
  /** The thread at the bottom, and the handlers that lie on it. */
  readonly stack: Context[];
  /** Interrupts of this level and below wait. */
  level: number;
  /** What it does, since when and until when; `until` infinity: until something stops it. */
  slice: Slice | undefined;
  /** Whether the thread should give the CPU away: to a better one, or to an equal one, whose turn it is or that was woken. */
  resched: 'no' | 'better' | 'quantum' | 'owed';
  ready: Context[];
  /** Under a fair scheduler: the least time of a thread that counts, by priority, and until when it is counted. */
  readonly floors: Map<number, number>;
  countedTo: number;
  quantumEnd: number;
  /** The process whose address space is loaded. */
  space: Context | undefined;
  /** Processes whose sleep is over and whom the clock's interrupt will wake. */
  readonly callouts: Context[];
  /** A period of a quota is over, of which the clock has not told yet; the end of this one; what was used before it. */
  ticked: boolean;
  periodEnd: number;
  usedBefore: number;
  /** Of polls by the clock: packets that a NIC gives in a round, rounds that have begun or are to, and when this one did. */
  burst: number;
  rounds: number;
  roundStart: number;
  readonly clock: Source;
  readonly ipi: Source;
  /** For each soft level the queues that ask to be served, in the order of their asking. */
  readonly soft: Map<number, SoftQueue[]>;
  /** How many the queue in front has given in its turn. */
  readonly turn: Map<number, number>;
  /** For each soft level who has called a stage last, though others are queued, and with which packet. */
  readonly calls: Map<number, { readonly caller: Context; readonly packet: Packet }>;
  /** The context of each soft level, where it is a thread, pinned or not; and ksoftirqd, under softirq. */
  readonly softThreads: Map<number, Context>;
  ksoftirqd: Context | undefined;
  softirq: SoftirqRun;
  /** Time of work that fills the cache. */
  worked: number;
  readonly accounts: Record<string, number>;
}

export interface Slice {
  readonly activity: Activity;
  since: number;
  readonly until: number;
  /** What it spins for, if it does: whether it has come. */
  readonly over: (() => boolean) | undefined;
}

export interface SoftirqRun {
  start: number;
  passes: number;
  budgetStart: number;
  budgetUsed: number;
  /** Levels that are left of the pass. */
  levels: number[];
}

/** What a context asks of the CPU. */
export type Step =
  /** Time at its own cost. `whole`: what follows belongs to it, so the CPU is not given away in between. */
  | { readonly kind: 'spend'; readonly time: number; readonly activity: Activity; readonly whole: boolean }
  | { readonly kind: 'spin'; readonly over: () => boolean; readonly whole: boolean }
  /** Nothing: between two things that it does, where an interrupt may come or the thread may lose the CPU. */
  | { readonly kind: 'point' };
export type Code = Generator<Step, void, void>;

export const POINT: Step = { kind: 'point' };

/** Something that a CPU can execute. A handler lies on top of what it interrupted, a thread is scheduled. */
export interface Context {
  readonly name: string;
  /** What its own work is counted as, in user mode for a user's process. */
  readonly activity: Activity;
  /** Whether it can sleep: always but for handlers on the interrupted context's stack. */
  readonly thread: boolean;
  /** A thread that is laid on top of others like a handler, until it sleeps. */
  readonly pinned: boolean;
  /** A pinned thread that has slept, and is one like others until it ends. */
  detached: boolean;
  /** The one CPU where it may run. */
  readonly home: number | undefined;
  readonly ownPriority: number;
  /** With what is lent to it. */
  priority: number;
  code: Code;
  rest: { readonly left: number; readonly activity: Activity } | undefined;
  /** In the middle of one thing. */
  whole: boolean;
  state: 'running' | 'ready' | 'waiting' | 'over';
  awaits: unknown;
  /** The level at which it works; soft interrupts can be off beside it. */
  level: number;
  softOff: boolean;
  /** On its way out of its trap, and so at the level of what is underneath. */
  leaving: boolean;
  /** What it is the handler of. */
  source: Source | undefined;
  /** The soft levels that it serves. */
  readonly serves: readonly number[];
  /** To pass before it goes on: the switch to it, the cold cache, the way out of traps in which it lost the CPU. */
  due: {
    tell: boolean;
    switch: boolean;
    handoff: boolean;
    space: boolean;
    level: boolean;
    refill: number;
    returns: number;
  };
  /** How deep a process is in the kernel, and how deep its own work is. */
  calls: number;
  entered: number;
  /** Locks on which others spin that it has, or spins for itself. */
  spinLocks: number;
  /** Where it was last, and how much had been worked there when it left. */
  lastCpu: number | undefined;
  leftAt: number;
  /** What is left of its quantum; 0: a new one. */
  quantumLeft: number;
  /** Under a fair scheduler: the time that it has had, on the scale of its own priority on a CPU. */
  had: { time: number; cpu: Cpu | undefined };
  /** It left by a continuation, or has not run yet. */
  stackless: boolean;
}

/** What can interrupt a CPU: one bit that is set from when it is asserted until it is taken. */
export interface Source {
  readonly name: string;
  readonly cpu: number;
  readonly rank: number;
  pending: boolean;
  masked: boolean;
  /** The context that handles it, ready to be put on the CPU's stack. */
  handler: () => Context;
}

export interface Lock {
  readonly name: string;
  readonly spins: boolean;
  /** Level at which it is held, where handlers take it as well. */
  readonly ceiling: number;
  owner: Context | undefined;
  levelBefore: number;
  readonly waiters: { readonly context: Context; asleep: boolean }[];
  /** Handlers on top of the owner that have it, too; for the lock around the kernel. */
  depth: number;
}

export interface Socket {
  readonly thread: Context;
  readonly packets: Packet[];
  readonly limit: number;
  /** Who waits for room, in order; and whether there is anybody who sends messages here. */
  readonly senders: Context[];
  readonly getsMessages: boolean;
}

export interface Sleeper {
  readonly thread: Context;
  readonly index: number;
  readonly until: number;
}

/** What a soft level serves: an input queue, completed requests, one half of a NIC that is polled, or a clock's work. */
export interface SoftQueue {
  readonly name: string;
  readonly cpu: number;
  readonly rank: number;
  readonly packets: Packet[];
  readonly polls: Card | undefined;
  readonly reclaims: Card | undefined;
  /** The work of a clock, where it is one's. */
  readonly clock?: Clock;
}

/** The outbound wire of a NIC. */
export interface Wire {
  readonly nic: Nic;
  readonly cards: Card[];
  sending: { readonly packet: Packet; readonly until: number } | undefined;
  /** Queue whose packet was sent last. */
  last: number;
}

/** A NIC, or one queue of several. */
export interface Card {
  readonly name: string;
  readonly nic: Nic;
  readonly cpu: number;
  readonly wire: Wire;
  readonly source: Source;
  readonly line: Line;
  readonly txLine: Line | undefined;
  readonly ring: Packet[];
  /** Packets that are on their way into the ring, and when they are there. */
  readonly dma: { readonly packet: Packet; readonly until: number }[];
  /** Transmit ring: those that are sent and not reclaimed, then those that are not sent. */
  readonly tx: Packet[];
  reclaimable: number;
  /** It interrupts for what it sends only. */
  rxHeld: boolean;
  /** Packets that it may still give in a round of polls by the clock. */
  residual: number;
  readonly polled: SoftQueue;
  readonly reclaimed: SoftQueue;
}

/** A clock on one of its CPUs. */
export interface Ticks {
  readonly clock: Clock;
  readonly source: Source;
  /** What each tick asks to be done at a soft level, once until it is done. */
  readonly later: SoftQueue | undefined;
  next: number;
}

export interface Slot {
  requests: Packet[];
  state: 'waiting' | 'working' | 'completed';
  doneAt: number;
  engine: number;
}

export interface Accelerator {
  readonly device: RequestDevice;
  readonly source: Source;
  readonly line: Line;
  slots: Slot[];
  readonly driver: Packet[];
  /** Requests of slots that completed, in that order, that the handler has not seen. */
  readonly completed: { packet: Packet; slot: Slot; last: boolean }[];
  /** Requests that wait for the thread of the device, if continuations have one. */
  readonly returned: Packet[];
  returnThread: Context | undefined;
}

export function cost(world: World, name: Cost): number {
  return world.run.machine.costs[name];
}

/** Time at a context's own cost. */
export function spend(time: number, activity: Activity): Step {
  return { kind: 'spend', time, activity, whole: false };
}

/** The same as the first part of one thing. */
export function spendWhole(time: number, activity: Activity): Step {
  return { kind: 'spend', time, activity, whole: true };
}

/** What a context's own work is counted as now. */
export function own(ctx: Context): Activity {
  return ctx.activity === 'user' && ctx.entered > 0 ? 'kernel' : ctx.activity;
}

export function topOf(cpu: Cpu): Context {
  return cpu.stack[cpu.stack.length - 1]!;
}

/** The thread that has the CPU. */
export function currentOf(cpu: Cpu): Context {
  return cpu.stack[0]!;
}

/** The CPU that executes a context, or something on top of it. */
export function cpuOf(world: World, ctx: Context): Cpu {
  return world.cpus.find(({ stack }) => stack.includes(ctx))!;
}

/** Whether a context lies underneath another. */
export function isBeneath(cpu: Cpu, ctx: Context, other: Context | undefined): boolean {
  if (other === undefined) return false;
  const index = cpu.stack.indexOf(other);
  return index >= 0 && index < cpu.stack.indexOf(ctx);
}

/** A name that tells the CPU where there are several. */
export function onCpu(run: Run, name: string, cpu: number): string {
  return run.machine.cpus === 1 ? name : `${name} cpu${cpu}`;
}
