import { isRequestDevice } from '../model/device.js';
import { pollsOnInterrupt } from '../model/trap.js';
import { Recorder } from '../trace/recorder.js';
import type { Finding } from '../trace/result.js';
import type { Baseline } from './baseline.js';
import { lastRecord } from './capacity.js';
import { Histogram } from './histogram.js';
import { type Moderator, moderator, UNMODERATED } from './moderation.js';
import type { Program } from './program.js';
import { deviceNamed } from './queues.js';
import { Chance, type Stream, streamOf } from './random.js';
import { type RequestUnit, requestUnit } from './slots.js';
import { type Source, trafficSource } from './source.js';
import type { Tables } from './tables.js';
import { Sessions } from './tcp/sessions.js';
import { Watch } from './watch.js';

/**
 * Everything that changes while a scenario runs: what there is once, and the tables. The mechanisms are functions over it,
 * a file each.
 *
 * The registers inherit the tables, as they would inherit methods; boot.ts sees to that. A compiler for JavaScript treats
 * what it finds on a prototype as constant until somebody replaces it. So `s.pc[ctx]` becomes a comparison and a load from a
 * fixed address, where a table in a member takes four loads more; the simulation takes two thirds of the time. Writing to
 * an element goes the same way. Numbers would not: to set one makes it the object's own, which is why they are members.
 */
export type State = Registers & Tables;

/** What there is once in a simulation. */
export class Registers {
  now = 0;
  readonly program: Program;
  readonly cpus: number;
  readonly contexts: number;
  readonly devices: number;
  /** With the lock around the kernel. */
  readonly locks: number;
  readonly priorities: number;
  readonly trace: Recorder | undefined;
  /** There is a trace, and it has room. */
  recording: boolean;
  /** Where the next record goes and where the last one may, in the table of packed ones. */
  packedAt = 0;
  packedLast: number;
  readonly findings: Finding[] = [];
  readonly watch: Watch;
  readonly streams: readonly Stream[];
  /** Some CPU must look whether something interrupts what it does; `attention` says which. */
  anyAttention = false;

  // Of the design, what is asked for at every packet.
  readonly softThreads: boolean;
  readonly softirq: boolean;
  readonly hashed: boolean;
  readonly busyPolls: boolean;
  /** The interrupt of a NIC only requests the poll of its ring, and is masked while that goes on. */
  readonly interruptPolls: boolean;
  /** A handler may pin the thread that it interrupts. */
  readonly pins: boolean;
  /** The class of packets whose latency is measured; -1: of all. */
  readonly latencyClass: number;
  readonly clockPolls: boolean;
  /** Sockets that are full stop input. */
  readonly feedback: boolean;

  /** How many sockets stop the input of a quota, by its feedback. */
  stopping = 0;
  /** How many handlers have the kernel lock on top of its owner. */
  kernelDepth = 0;
  /** A circle of holders that wait for each other, when there has been one. */
  deadlock: readonly Waiter[] | undefined;
  /** Context that computes without end in no time, or -1. */
  stuck = -1;

  // Devices and traffic.
  readonly moderators: readonly Moderator[];
  readonly txModerators: readonly (Moderator | undefined)[];
  readonly units: readonly (RequestUnit | undefined)[];
  readonly traffic: readonly Source[];
  /** Of TCP; undefined where there are none. */
  readonly sessions: Sessions | undefined;

  // Counters.
  eventCount = 0;
  /** Steps of the interpreter since time last went on; a great many mean that it never will. */
  operations = 0;
  switches = 0;
  interrupts = 0;
  softints = 0;
  wakeups = 0;
  messages = 0;
  /** Passes of softirq runs that ended by a limit, with work left. */
  timeSqueeze = 0;
  /** Kernel memory of threads in bytes, and the most of it; where the machine says what a thread takes. */
  countsMemory = false;
  threadMemory = 0;
  mostThreadMemory = 0;
  arrived = 0;
  delivered = 0;
  dropped = 0;
  readonly latency = new Histogram();
  /** What had been counted when the run was warm; undefined before, and where it need not warm up. */
  baseline: Baseline | undefined;

  /** @param traceLimit the greatest number of bytes to keep of a trace; 0 for none */
  constructor(program: Program, seed: number, traceLimit: number) {
    const { layout, run, design } = program;
    this.program = program;
    // What comes from a text is a floating-point number to the JavaScript engine, and these are compared with indices.
    this.cpus = layout.cpus | 0;
    this.contexts = layout.contexts | 0;
    this.devices = layout.devices.length;
    this.locks = layout.locks.length;
    this.priorities = program.priorities;
    this.recording = traceLimit > 0;
    this.trace = this.recording ? new Recorder(traceLimit) : undefined;
    this.packedLast = lastRecord(traceLimit);
    // Quiet queues are last.
    const queues = layout.fifos.filter(({ quiet }) => !quiet).length;
    this.watch = new Watch(layout.locks.length, queues, layout.sources, run.duration);
    this.streams = program.streams.map(({ chance, n }) => streamOf(seed, chance, n));
    this.softThreads = design.softint === 'thread';
    this.softirq = design.softint === 'softirq';
    this.hashed = design.netisr === 'hashed';
    this.busyPolls = design.poll.kind === 'busy';
    this.interruptPolls = pollsOnInterrupt(design);
    this.latencyClass = program.run.latencyClass === undefined ? -1 : layout.class(program.run.latencyClass);
    this.pins = design.interrupt === 'pinned_thread' || design.softint === 'pinned_thread';
    this.clockPolls = design.poll.kind === 'clock';
    this.feedback = design.poll.kind === 'quota' && design.poll.feedback !== undefined;
    const { devices } = layout;
    const { arrivals } = run.workload;
    this.moderators = devices.map((device) => moderator(device.kind === 'clock' ? UNMODERATED : device.moderation));
    this.txModerators = devices.map((device) =>
      device.kind === 'nic' && device.txModeration !== undefined ? moderator(device.txModeration) : undefined,
    );
    // Counted without the others, of which there is one for each queue or CPU.
    const serving = devices.filter(isRequestDevice);
    this.units = devices.map((device) => {
      if (!isRequestDevice(device)) return undefined;
      const n = serving.indexOf(device);
      return requestUnit(device, streamOf(seed, Chance.service, n), streamOf(seed, Chance.rotation, n));
    });
    let flows = 0;
    this.traffic = arrivals.map((arrival, index) => {
      const firstFlow = flows;
      flows += arrival.flows;
      return trafficSource(
        arrival,
        deviceNamed(devices, arrival.nic),
        layout.class(arrival.class),
        firstFlow,
        streamOf(seed, Chance.gap, index),
        streamOf(seed, Chance.size, index),
        streamOf(seed, Chance.flow, index),
      );
    });
    this.sessions = arrivals.some(({ pattern }) => pattern.kind === 'tcp') ? new Sessions(run) : undefined;
  }
}

/** A holder of a lock, and who has to get on before it can, itself or a handler on top of it, but waits for another lock. */
export interface Waiter {
  readonly lock: number;
  readonly holder: number;
  readonly waiter: number;
  readonly wanted: number;
}

/** Bits of `attention`: an interrupt may have become deliverable; what the CPU spins for has come. */
export const LOOK = 1;
export const GRANTED = 2;
/** Index of the account of what a CPU does. */
export function accountIndex(cpu: number, activity: number): number {
  return cpu * (Activity.spin + 1) + activity;
}

export enum Activity {
  idle = 0,
  user = 1,
  kernel = 2,
  interrupt = 3,
  softint = 4,
  trap = 5,
  switch = 6,
  refill = 7,
  spin = 8,
}

/** States of a thread. Handlers have none. */
export enum Life {
  ready = 0,
  running = 1,
  waiting = 2,
  dead = 3,
}

/** What a context waits for. */
export enum Wait {
  none = 0,
  interrupt = 1,
  softint = 2,
  socket = 3,
  device = 4,
  lock = 5,
  sleep = 6,
  returned = 7,
  /** Not asleep: it spins on a lock. */
  spin = 8,
  /** For room in a process's socket, to put a message there. */
  room = 9,
}

export enum Due {
  switch = 1,
  refill = 2,
  returns = 4,
  level = 8,
  handoff = 16,
  space = 32,
  /** Another CPU was interrupted for the one that has left this one. */
  tell = 64,
}
