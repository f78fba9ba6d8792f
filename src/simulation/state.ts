import { ACTIVITIES } from '../model/activity.js';
import { isRequestDevice } from '../model/device.js';
import type { COSTS } from '../model/machine.js';
import { Recorder } from '../trace/recorder.js';
import type { Finding } from '../trace/result.js';
import type { Baseline } from './baseline.js';
import { EventSet } from './events.js';
import { Histogram } from './histogram.js';
import { expectedPackets, History } from './history.js';
import { type Moderator, moderator, UNMODERATED } from './moderation.js';
import { Packets } from './packet.js';
import type { Program } from './program.js';
import { deviceNamed } from './queues.js';
import { type Stream, stream } from './random.js';
import { type RequestUnit, requestUnit } from './slots.js';
import { type Source, trafficSource } from './source.js';
import { answeringProcesses, Sessions } from './tcp/sessions.js';
import { Watch } from './watch.js';

/**
 * Everything that changes while a scenario runs, as typed arrays indexed by the numbers of layout.ts. The mechanisms are
 * functions over it, a file each. Nothing here is allocated for an event.
 */
export class State {
  now = 0;
  readonly program: Program;
  readonly events: EventSet;
  /** For each slot of the events what it is, and of which CPU, device, process or arrivals. */
  readonly slotHappening: Uint8Array;
  readonly slotOf: Uint16Array;
  readonly trace: Recorder | undefined;
  readonly findings: Finding[] = [];
  readonly watch: Watch;
  readonly packets: Packets;

  // Code, copied here so that the interpreter reaches it in one step.
  readonly op: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Float64Array;
  readonly streams: readonly Stream[];

  // CPUs.
  /** The context that the CPU executes: its thread, or the topmost handler on it. */
  readonly top: Int32Array;
  /** The thread at the bottom. */
  readonly current: Int32Array;
  readonly ipl: Uint8Array;
  /** The level that the trace has last. */
  readonly shownIpl: Uint8Array;
  /** Bit mask of the levels at which an interrupt, hard or soft, waits for the level to drop. */
  readonly pending: Int32Array;
  /** Levels that stay away, whatever the level of the CPU, since a pinned handler of theirs sleeps. */
  readonly held: Int32Array;
  /** What the CPU does since `since`. */
  readonly activity: Uint8Array;
  readonly label: Uint16Array;
  readonly since: Float64Array;
  /** 1: a better thread is ready. 2: the quantum is over. */
  readonly resched: Uint8Array;
  /** The CPU must look whether something interrupts what it does; `anyAttention` where some CPU must. */
  readonly attention: Uint8Array;
  anyAttention = false;
  readonly account: Float64Array;
  /** Time spent on work that fills the cache. */
  readonly worked: Float64Array;

  // Contexts.
  readonly pc: Int32Array;
  readonly step: Uint8Array;
  readonly packet: Int32Array;
  readonly under: Int32Array;
  readonly level: Uint8Array;
  /** What is left of an interrupted operation, and what it was. */
  readonly rest: Float64Array;
  readonly restActivity: Uint8Array;
  readonly restLabel: Uint16Array;
  /** Bits of `Due`: what must pass before the context goes on. */
  readonly due: Uint8Array;
  readonly refill: Float64Array;
  /** How many traps the context left in the middle, when it was switched away. */
  readonly returns: Int32Array;
  readonly life: Uint8Array;
  readonly waits: Uint8Array;
  readonly waitsOn: Int32Array;
  readonly home: Int32Array;
  readonly lastCpu: Int32Array;
  readonly leftAt: Float64Array;
  /** What is left of the quantum of a thread that was preempted; 0 where a new one begins. */
  readonly quantumLeft: Float64Array;
  /** An interrupt came while its thread was running. */
  readonly need: Uint8Array;
  /** Activity of the context's own computing. */
  readonly own: Uint8Array;
  readonly priority: Int32Array;
  readonly loop: Int32Array;
  readonly entry: Int32Array;
  readonly rank: Uint8Array;
  readonly inKernel: Uint8Array;
  /** Spin locks held; such a context is not preempted. */
  readonly spinHeld: Uint8Array;
  /** 1 for a pinned handler that has slept and is a full thread until it ends. */
  readonly detached: Uint8Array;
  /** 1 for a thread that has left the CPU by a continuation, and so has no stack; also before it has ever run. */
  readonly stackless: Uint8Array;
  /** The CPU that a packet is being queued for. */
  readonly target: Int32Array;
  /** Device whose poll the context ends. */
  readonly polled: Int32Array;
  readonly counter: Int32Array;

  // Run queues: for each CPU and priority a list of contexts.
  readonly priorities: number;
  readonly readyHead: Int32Array;
  readonly readyTail: Int32Array;
  readonly readyNext: Int32Array;
  /** Since when a thread is ready. */
  readonly readySince: Float64Array;
  readonly readyCount: Int32Array;

  // Interrupt sources.
  readonly sourcePending: Uint8Array;
  readonly sourceMasked: Uint8Array;
  readonly sourceCpu: Int32Array;
  readonly sourceRank: Uint8Array;
  /** For each CPU and level how many sources are pending and not masked. */
  readonly raised: Int32Array;
  /** For each CPU and level its first source, and for each source the next one there. */
  readonly sourceFirst: Int32Array;
  readonly sourceNext: Int32Array;

  // Soft levels, for each CPU: the handlers that were requested, in order.
  readonly softHead: Int32Array;
  readonly softTail: Int32Array;
  readonly softNext: Int32Array;
  readonly softQueued: Uint8Array;

  /** Packets that the handler in front of a level's list has given in this turn. */
  readonly served: Int32Array;
  /** Device whose ring a queue is, where rings are polled; -1 for other queues. */
  readonly polledDevice: Int32Array;
  /** Device whose transmit ring a queue is, where polls reclaim its descriptors; -1 for other queues. */
  readonly reclaims: Int32Array;

  // Softirq runs, for each CPU.
  /** Levels that are left of the pass that goes on, as a bit mask. */
  readonly passLevels: Int32Array;
  readonly passStart: Float64Array;
  readonly passPackets: Int32Array;
  readonly runStart: Float64Array;
  readonly passes: Int32Array;

  // Polling.
  inhibited = false;
  readonly periodStart: Float64Array;
  readonly tickStart: Float64Array;
  readonly ticked: Uint8Array;
  /** Rounds of clock polling that have begun or are to begin. */
  readonly rounds: Uint8Array;
  readonly burst: Int32Array;
  readonly residual: Int32Array;
  /** Device whose turn it is in busy polling, twice its number, and 1 more where it receives; packets of this turn. */
  readonly turn: Int32Array;
  readonly batch: Int32Array;

  // Queues of packets.
  readonly fifoHead: Int32Array;
  readonly fifoTail: Int32Array;
  readonly fifoLength: Int32Array;
  readonly fifoLimit: Float64Array;
  readonly fifoQuiet: Uint8Array;
  /** CPU and rank of the soft level that drains a queue. */
  readonly fifoCpu: Uint8Array;
  readonly fifoRank: Uint8Array;

  // Locks.
  readonly owner: Int32Array;
  readonly lockSpins: Uint8Array;
  readonly lockLevel: Uint8Array;
  readonly lockHead: Int32Array;
  readonly lockTail: Int32Array;
  readonly lockNext: Int32Array;
  /** Level of a context before it began to spin. */
  readonly savedLevel: Uint8Array;
  /** How many handlers have the kernel lock on top of its owner. */
  kernelDepth = 0;
  /** The lock at which a circle of waiting holders was closed, or -1. */
  deadlock = -1;

  // Devices and traffic.
  readonly moderators: readonly Moderator[];
  readonly units: readonly (RequestUnit | undefined)[];
  readonly traffic: readonly Source[];
  /** Of TCP; undefined where there are none. */
  readonly sessions: Sessions | undefined;
  /** 1 for a process that answers what it receives, which acknowledges a segment of TCP. */
  readonly answers: Uint8Array;
  /** How many queues each NIC has, at its first one, which stands for the wire. */
  readonly queueCount: Int32Array;
  /** When each NIC's inbound wire is free again. */
  readonly wireFree: Float64Array;
  /** The packet on each NIC's outbound wire and the queue that it comes from; each queue's first one that waits for it. */
  readonly sending: Int32Array;
  readonly sendingQueue: Int32Array;
  readonly unsent: Int32Array;
  /** Packets on their way into each NIC's ring, or -1 where they are there at once; and how long that takes. */
  readonly dmaQueue: Int32Array;
  readonly dmaTime: Float64Array;
  readonly dmaPerByte: Float64Array;
  /** For each NIC whether its driver reclaims descriptors, where that is done in a poll, and how many wait for it. */
  readonly txDone: Uint8Array;
  readonly txDoneCode: Int32Array;
  readonly reclaimable: Int32Array;
  readonly txModerators: readonly (Moderator | undefined)[];
  /** 1 while a NIC interrupts for its transmit completions only, since input is held back. */
  readonly rxHeld: Uint8Array;

  // Callouts that are due, for each CPU.
  readonly calloutHead: Int32Array;
  readonly calloutNext: Int32Array;

  // Of the design, what is asked for at every packet.
  readonly softThreads: boolean;
  readonly hashed: boolean;
  readonly busyPolls: boolean;
  readonly cost: Record<(typeof COSTS)[number], number>;

  // Counters.
  eventCount = 0;
  /** Operations since time last went on; a great many mean that it never will. */
  operations = 0;
  switches = 0;
  interrupts = 0;
  softints = 0;
  wakeups = 0;
  arrived = 0;
  delivered = 0;
  dropped = 0;
  readonly drops: Float64Array;
  readonly latency = new Histogram();
  /** What had been counted when the run was warm; undefined before, and where it need not warm up. */
  baseline: Baseline | undefined;
  /** Context that computes without end in no time, or -1. */
  stuck = -1;

  constructor(program: Program, seed: number, recordLimit: number) {
    const { layout, code, run } = program;
    this.program = program;
    this.events = new EventSet(layout.slots.length);
    this.slotHappening = Uint8Array.from(layout.slots, ({ happening }) => happening);
    this.slotOf = Uint16Array.from(layout.slots, ({ of }) => of);
    this.trace = recordLimit > 0 ? new Recorder(recordLimit) : undefined;
    this.watch = new Watch(layout.locks.length, layout.fifos.length, layout.sources, run.duration);
    const history = recordLimit > 0 ? new History(expectedPackets(run)) : undefined;
    this.packets = new Packets(program.repeatDepth, history);
    this.op = code.op;
    this.a = code.a;
    this.b = code.b;
    this.c = code.c;
    this.streams = Array.from({ length: program.trafficStream }, (_, index) => stream(seed, index));
    this.cost = { ...run.machine.costs };
    this.softThreads = program.design.softint === 'thread';
    this.hashed = program.design.netisr === 'hashed';
    this.busyPolls = program.design.poll.kind === 'busy';

    const cpus = layout.cpus;
    this.top = new Int32Array(cpus);
    this.current = new Int32Array(cpus);
    this.ipl = new Uint8Array(cpus);
    this.shownIpl = new Uint8Array(cpus);
    this.pending = new Int32Array(cpus);
    this.held = new Int32Array(cpus);
    this.activity = new Uint8Array(cpus);
    this.label = new Uint16Array(cpus);
    this.since = new Float64Array(cpus);
    this.resched = new Uint8Array(cpus);
    this.attention = new Uint8Array(cpus);
    this.account = new Float64Array(cpus * ACTIVITIES.length);
    this.worked = new Float64Array(cpus);

    const n = layout.contexts;
    const plans = program.contexts;
    this.entry = Int32Array.from(plans, (plan) => plan.entry);
    this.pc = Int32Array.from(this.entry);
    this.loop = Int32Array.from(plans, (plan) => plan.loop);
    this.rank = Uint8Array.from(plans, (plan) => plan.rank);
    this.level = Uint8Array.from(this.rank);
    this.priority = Int32Array.from(plans, (plan) => plan.priority);
    this.own = Uint8Array.from(plans, (plan) => OWN_ACTIVITY[plan.kind]);
    this.home = Int32Array.from(plans, (plan) => plan.cpu ?? -1);
    this.step = new Uint8Array(n);
    this.packet = new Int32Array(n).fill(-1);
    this.under = new Int32Array(n).fill(-1);
    this.rest = new Float64Array(n);
    this.restActivity = new Uint8Array(n);
    this.restLabel = new Uint16Array(n);
    this.due = new Uint8Array(n);
    this.refill = new Float64Array(n);
    this.returns = new Int32Array(n);
    this.life = new Uint8Array(n);
    this.waits = new Uint8Array(n);
    this.waitsOn = new Int32Array(n).fill(-1);
    this.lastCpu = new Int32Array(n).fill(-1);
    this.leftAt = new Float64Array(n);
    this.quantumLeft = new Float64Array(n);
    this.need = new Uint8Array(n);
    this.inKernel = new Uint8Array(n);
    this.spinHeld = new Uint8Array(n);
    this.detached = new Uint8Array(n);
    this.stackless = new Uint8Array(n).fill(1);
    this.target = new Int32Array(n);
    this.polled = new Int32Array(n);
    this.counter = new Int32Array(n * program.repeatDepth);

    this.priorities = 1 + plans.reduce((most, plan) => Math.max(most, plan.priority), 0);
    this.readyHead = new Int32Array(cpus * this.priorities).fill(-1);
    this.readyTail = new Int32Array(cpus * this.priorities).fill(-1);
    this.readySince = new Float64Array(n);
    this.readyNext = new Int32Array(n).fill(-1);
    this.readyCount = new Int32Array(cpus);

    this.sourcePending = new Uint8Array(layout.sources);
    this.sourceMasked = new Uint8Array(layout.sources);
    this.sourceCpu = Int32Array.from(program.sources, (source) => source.cpu);
    this.sourceRank = Uint8Array.from(program.sources, (source) => source.rank);
    this.raised = new Int32Array(cpus * RANKS);
    this.sourceFirst = new Int32Array(cpus * RANKS).fill(-1);
    this.sourceNext = new Int32Array(layout.sources);
    for (let source = layout.sources - 1; source >= 0; source--) {
      const index = this.sourceCpu[source]! * RANKS + this.sourceRank[source]!;
      this.sourceNext[source] = this.sourceFirst[index]!;
      this.sourceFirst[index] = source;
    }
    this.softHead = new Int32Array(cpus * RANKS).fill(-1);
    this.softTail = new Int32Array(cpus * RANKS).fill(-1);
    this.softNext = new Int32Array(layout.fifos.length).fill(-1);
    this.softQueued = new Uint8Array(layout.fifos.length);

    this.served = new Int32Array(cpus * RANKS);
    this.polledDevice = Int32Array.from(layout.fifos, (fifo) => fifo.polled);
    this.reclaims = Int32Array.from(layout.fifos, (fifo) => fifo.reclaims);
    this.passLevels = new Int32Array(cpus);
    this.passStart = new Float64Array(cpus);
    this.passPackets = new Int32Array(cpus);
    this.runStart = new Float64Array(cpus);
    this.passes = new Int32Array(cpus);
    this.periodStart = new Float64Array(cpus);
    this.tickStart = new Float64Array(cpus);
    this.ticked = new Uint8Array(cpus);
    this.rounds = new Uint8Array(cpus);
    this.burst = new Int32Array(cpus).fill(program.design.poll.kind === 'clock' ? program.design.poll.each : 0);
    this.turn = new Int32Array(cpus);
    this.batch = new Int32Array(cpus);
    this.residual = new Int32Array(layout.devices.length);

    this.fifoHead = new Int32Array(layout.fifos.length).fill(-1);
    this.fifoTail = new Int32Array(layout.fifos.length).fill(-1);
    this.fifoLength = new Int32Array(layout.fifos.length);
    this.fifoLimit = Float64Array.from(layout.fifos, (fifo) => fifo.limit);
    this.fifoCpu = Uint8Array.from(layout.fifos, ({ soft }) => soft?.cpu ?? 0);
    this.fifoRank = Uint8Array.from(layout.fifos, ({ soft }) => soft?.rank ?? 0);
    this.fifoQuiet = Uint8Array.from(layout.fifos, (fifo) => (fifo.quiet ? 1 : 0));

    this.owner = new Int32Array(layout.locks.length).fill(-1);
    this.lockSpins = Uint8Array.from(program.locks, ({ spins }) => (spins ? 1 : 0));
    this.lockLevel = new Uint8Array(layout.locks.length);
    this.lockHead = new Int32Array(layout.locks.length).fill(-1);
    this.lockTail = new Int32Array(layout.locks.length).fill(-1);
    this.lockNext = new Int32Array(n).fill(-1);
    this.savedLevel = new Uint8Array(n);
    const { devices } = layout;
    const streams = program.trafficStream;
    const { arrivals } = run.workload;
    const latencies = streams + 2 * arrivals.length;
    const choices = latencies + 2 * devices.length;
    let flows = 0;
    this.traffic = arrivals.map((arrival, index) => {
      const firstFlow = flows;
      flows += arrival.flows;
      const device = deviceNamed(devices, arrival.nic);
      return trafficSource(
        arrival,
        device,
        layout.class(arrival.class),
        firstFlow,
        stream(seed, streams + 2 * index),
        stream(seed, streams + 2 * index + 1),
        stream(seed, choices + index),
      );
    });
    this.sessions = arrivals.some(({ pattern }) => pattern.kind === 'tcp') ? new Sessions(run) : undefined;
    this.answers = answeringProcesses(run);
    this.moderators = devices.map((device) => moderator(device.kind === 'clock' ? UNMODERATED : device.moderation));
    this.units = devices.map((device, index) =>
      isRequestDevice(device)
        ? requestUnit(device, stream(seed, latencies + index), stream(seed, latencies + devices.length + index))
        : undefined,
    );
    this.wireFree = new Float64Array(devices.length).fill(Number.NEGATIVE_INFINITY);
    this.queueCount = Int32Array.from(devices, (device) => (device.kind === 'nic' ? device.queues.length : 1));
    this.sending = new Int32Array(devices.length).fill(-1);
    this.sendingQueue = Int32Array.from(devices.keys());
    this.unsent = new Int32Array(devices.length).fill(-1);
    this.dmaQueue = Int32Array.from(devices, (_, index) => layout.dmaQueue(index));
    this.dmaTime = Float64Array.from(devices, (device) => (device.kind === 'nic' ? device.dma : 0));
    this.dmaPerByte = Float64Array.from(devices, (device) => (device.kind === 'nic' ? device.dmaPerByte : 0));
    this.txDone = Uint8Array.from(devices, (device) => (device.kind === 'nic' && device.txDone !== undefined ? 1 : 0));
    this.txDoneCode = Int32Array.from(program.txDone);
    this.reclaimable = new Int32Array(devices.length);
    this.txModerators = devices.map((device) =>
      device.kind === 'nic' && device.txModeration !== undefined ? moderator(device.txModeration) : undefined,
    );
    this.rxHeld = new Uint8Array(devices.length);
    this.calloutHead = new Int32Array(cpus).fill(-1);
    this.calloutNext = new Int32Array(n).fill(-1);
    this.drops = new Float64Array(layout.places.length);
  }

  record(kind: number, cpu: number, a: number, b: number, c: number): void {
    if (this.trace !== undefined) this.trace.record(kind, cpu, a, b, c);
  }
}

/** Number of interrupt levels, rounded up. */
export const RANKS = 16;
export const HIGH = 10;
/** Bits of `attention`: an interrupt may have become deliverable; what the CPU spins for has come. */
export const LOOK = 1;
export const GRANTED = 2;
/** The soft levels as a bit mask. */
export const SOFT_BITS = 0b11110;

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

const OWN_ACTIVITY = {
  idle: Activity.idle,
  process: Activity.user,
  kernel_thread: Activity.kernel,
  interrupt: Activity.interrupt,
  interrupt_thread: Activity.interrupt,
  softint: Activity.softint,
  softint_thread: Activity.softint,
} as const;

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
}

export enum Due {
  switch = 1,
  refill = 2,
  returns = 4,
  level = 8,
  handoff = 16,
}
