import { ACTIVITIES } from '../model/activity.js';
import { COSTS } from '../model/machine.js';
import { type Capacity, PACKED } from './capacity.js';
import { EventSet } from './events.js';
import type { History } from './history.js';
import { RANKS } from './levels.js';
import { Packets } from './packets.js';

/**
 * What changes while a scenario runs and is there more than once: typed arrays indexed by the numbers of layout.ts, a
 * column for each thing that is known of a CPU, a context, a queue. Nothing here is allocated for an event.
 *
 * One set of tables serves all simulations, one after the other, as the prototype of their state (state.ts says why).
 * Hence they have room for more than a scenario has of anything: a loop counts to what there is, not to a table's length.
 */
export class Tables {
  readonly capacity: Capacity;
  readonly events: EventSet;
  /** For each slot of the events what it is, and of which CPU, device, process or arrivals. */
  readonly slotHappening: Uint8Array;
  readonly slotOf: Int32Array;
  readonly packets: Packets;

  // Code, copied here so that the interpreter reaches it in one step.
  readonly op: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly amount: Float64Array;

  /** Records that are packed and that the trace does not have yet. */
  readonly packed: Uint8Array;
  /** The same bytes, to write words. */
  readonly packing: DataView;

  /** What the machine's primitives cost. */
  readonly cost: Float64Array;

  // CPUs.
  /** The context that the CPU executes: its thread, or the topmost handler on it. */
  readonly top: Int32Array;
  /** The thread at the bottom. */
  readonly current: Int32Array;
  readonly ipl: Uint8Array;
  /** Bit mask of the levels at which an interrupt, hard or soft, waits for the level to drop. */
  readonly pending: Int32Array;
  /** Levels that stay away, whatever the level of the CPU, since a pinned handler of theirs sleeps. */
  readonly held: Int32Array;
  /** What the CPU does since `since`. */
  readonly activity: Uint8Array;
  readonly label: Uint16Array;
  readonly since: Float64Array;
  /** 1: a better thread is ready. 2: the quantum is over. 3: an equal one was woken that is owed the CPU. */
  readonly resched: Uint8Array;
  /** The CPU must look whether something interrupts what it does; `anyAttention` where some CPU must. */
  readonly attention: Uint8Array;
  readonly account: Float64Array;
  /** Time spent on work that fills the cache. */
  readonly worked: Float64Array;
  readonly quantumSlot: Int32Array;
  /** Under a fair scheduler: until when the CPU's thread has been charged for what it has had. */
  readonly chargedAt: Float64Array;
  /** The process whose address space is loaded; -1 for none. */
  readonly space: Int32Array;

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
  /** What is left of the quantum of a thread that was preempted; 0 where a new one begins, and -1 where it was used up. */
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
  /** The waiter that a context wakes with the lock that it gives back; -1 for none. */
  readonly waking: Int32Array;
  /** The CPU that a packet is being queued for. */
  readonly target: Int32Array;
  /** Device whose poll the context ends. */
  readonly polled: Int32Array;
  /** 1 for a soft interrupt that has changed to the interrupt stack, and has to change back. */
  readonly stacked: Uint8Array;
  /** Number, and one, of the packet for which the context has called a stage last; 0 where that has left it to wait. */
  readonly calls: Int32Array;
  readonly counter: Int32Array;

  // Run queues: for each CPU and priority a list of contexts.
  readonly readyHead: Int32Array;
  readonly readyTail: Int32Array;
  readonly readyNext: Int32Array;
  /**
   * Under a fair scheduler: the floor of each queue, each thread's virtual runtime, and beside whose floor that is; at first a
   * floor behind all others, which stays at zero.
   */
  readonly floor: Float64Array;
  readonly vruntime: Float64Array;
  readonly fairQueue: Int32Array;
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
  readonly handler: Int32Array;

  // Soft levels, for each CPU: the handlers that were requested, in order.
  readonly softHead: Int32Array;
  readonly softTail: Int32Array;
  readonly softNext: Int32Array;
  readonly softQueued: Uint8Array;
  /** For each CPU and level the context that serves it. */
  readonly softint: Int32Array;

  /** Packets that the handler in front of a level's list has given in this turn. */
  readonly served: Int32Array;
  /** Who has called a stage of the level last, where its queue was quiet, and with which packet (its number and one). */
  readonly caller: Int32Array;
  readonly called: Int32Array;
  /** Device whose ring a queue is, where rings are polled; -1 for other queues. */
  readonly polledDevice: Int32Array;
  /** Device whose transmit ring a queue is, where polls reclaim its descriptors; -1 for other queues. */
  readonly reclaims: Int32Array;

  // Softirq runs, for each CPU.
  /** Levels that are left of the pass that goes on, as a bit mask. */
  readonly passLevels: Int32Array;
  /** Since when the first of them has its budget, and the packets that it has taken of it. */
  readonly budgetStart: Float64Array;
  readonly budgetUsed: Int32Array;
  readonly runStart: Float64Array;
  readonly passes: Int32Array;

  // Polling.
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
  /** When a packet was last taken out, and when it was the only one. */
  readonly takenAt: Float64Array;
  readonly emptiedAt: Float64Array;

  // Locks.
  readonly owner: Int32Array;
  readonly lockSpins: Uint8Array;
  readonly lockLevel: Uint8Array;
  /** What raising the level for each lock costs, and lowering it again; 0 where it keeps no handler away. */
  readonly lockSpl: Float64Array;
  readonly lockHead: Int32Array;
  readonly lockTail: Int32Array;
  readonly lockNext: Int32Array;
  /** Level of a context before it began to spin. */
  readonly savedLevel: Uint8Array;

  // Devices, processes and traffic.
  readonly trafficSlot: Int32Array;
  /** Interrupt source of each device, and 1 where its interrupts can be later than what they report. */
  readonly source: Int32Array;
  readonly moderated: Uint8Array;
  readonly ring: Int32Array;
  readonly txRing: Int32Array;
  /** For each NIC the address of the path of its packets. */
  readonly input: Int32Array;
  readonly socket: Int32Array;
  /** For each process who waits for room in its socket, in order, and who is next behind each context. */
  readonly senderHead: Int32Array;
  readonly senderNext: Int32Array;
  /** 1 for a process that answers what it receives, which acknowledges a segment of TCP. */
  readonly answers: Uint8Array;
  /** 1 for a process whose socket stops input, by the feedback of a quota. */
  readonly stops: Uint8Array;
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
  /** 1 while a NIC interrupts for its transmit completions only, since input is held back. */
  readonly rxHeld: Uint8Array;

  // Callouts that are due, for each CPU.
  readonly calloutHead: Int32Array;
  readonly calloutNext: Int32Array;
  readonly drops: Float64Array;

  constructor(capacity: Capacity) {
    this.capacity = capacity;
    const { cpus, contexts, sources, devices, processes, arrivals, fifos, locks, places, slots, operations } = capacity;
    this.events = new EventSet(slots);
    this.slotHappening = new Uint8Array(slots);
    this.slotOf = new Int32Array(slots);
    this.packets = new Packets();
    this.op = new Uint8Array(operations);
    this.a = new Int32Array(operations);
    this.b = new Int32Array(operations);
    this.c = new Int32Array(operations);
    this.amount = new Float64Array(operations);

    this.packed = new Uint8Array(PACKED);
    this.packing = new DataView(this.packed.buffer);

    this.cost = new Float64Array(COSTS.length);

    this.top = new Int32Array(cpus);
    this.current = new Int32Array(cpus);
    this.ipl = new Uint8Array(cpus);
    this.pending = new Int32Array(cpus);
    this.held = new Int32Array(cpus);
    this.activity = new Uint8Array(cpus);
    this.label = new Uint16Array(cpus);
    this.since = new Float64Array(cpus);
    this.resched = new Uint8Array(cpus);
    this.attention = new Uint8Array(cpus);
    this.account = new Float64Array(cpus * ACTIVITIES.length);
    this.worked = new Float64Array(cpus);
    this.quantumSlot = new Int32Array(cpus);
    this.chargedAt = new Float64Array(cpus);
    this.space = new Int32Array(cpus);

    this.entry = new Int32Array(contexts);
    this.pc = new Int32Array(contexts);
    this.loop = new Int32Array(contexts);
    this.rank = new Uint8Array(contexts);
    this.level = new Uint8Array(contexts);
    this.priority = new Int32Array(contexts);
    this.own = new Uint8Array(contexts);
    this.home = new Int32Array(contexts);
    this.step = new Uint8Array(contexts);
    this.packet = new Int32Array(contexts);
    this.under = new Int32Array(contexts);
    this.rest = new Float64Array(contexts);
    this.restActivity = new Uint8Array(contexts);
    this.restLabel = new Uint16Array(contexts);
    this.due = new Uint8Array(contexts);
    this.refill = new Float64Array(contexts);
    this.returns = new Int32Array(contexts);
    this.life = new Uint8Array(contexts);
    this.waits = new Uint8Array(contexts);
    this.waitsOn = new Int32Array(contexts);
    this.lastCpu = new Int32Array(contexts);
    this.leftAt = new Float64Array(contexts);
    this.quantumLeft = new Float64Array(contexts);
    this.vruntime = new Float64Array(contexts);
    this.fairQueue = new Int32Array(contexts);
    this.need = new Uint8Array(contexts);
    this.inKernel = new Uint8Array(contexts);
    this.spinHeld = new Uint8Array(contexts);
    this.detached = new Uint8Array(contexts);
    this.stackless = new Uint8Array(contexts);
    this.waking = new Int32Array(contexts);
    this.target = new Int32Array(contexts);
    this.polled = new Int32Array(contexts);
    this.stacked = new Uint8Array(contexts);
    this.calls = new Int32Array(contexts);
    this.counter = new Int32Array(contexts * capacity.depth);

    this.readyHead = new Int32Array(cpus * capacity.priorities);
    this.floor = new Float64Array(cpus * capacity.priorities + 1);
    this.readyTail = new Int32Array(cpus * capacity.priorities);
    this.readyNext = new Int32Array(contexts);
    this.readySince = new Float64Array(contexts);
    this.readyCount = new Int32Array(cpus);

    this.sourcePending = new Uint8Array(sources);
    this.sourceMasked = new Uint8Array(sources);
    this.sourceCpu = new Int32Array(sources);
    this.sourceRank = new Uint8Array(sources);
    this.raised = new Int32Array(cpus * RANKS);
    this.sourceFirst = new Int32Array(cpus * RANKS);
    this.sourceNext = new Int32Array(sources);
    this.handler = new Int32Array(sources);

    this.softHead = new Int32Array(cpus * RANKS);
    this.softTail = new Int32Array(cpus * RANKS);
    this.softNext = new Int32Array(fifos);
    this.softQueued = new Uint8Array(fifos);
    this.softint = new Int32Array(cpus * RANKS);
    this.served = new Int32Array(cpus * RANKS);
    this.caller = new Int32Array(cpus * RANKS);
    this.called = new Int32Array(cpus * RANKS);
    this.polledDevice = new Int32Array(fifos);
    this.reclaims = new Int32Array(fifos);
    this.passLevels = new Int32Array(cpus);
    this.budgetStart = new Float64Array(cpus);
    this.budgetUsed = new Int32Array(cpus);
    this.runStart = new Float64Array(cpus);
    this.passes = new Int32Array(cpus);

    this.periodStart = new Float64Array(cpus);
    this.tickStart = new Float64Array(cpus);
    this.ticked = new Uint8Array(cpus);
    this.rounds = new Uint8Array(cpus);
    this.burst = new Int32Array(cpus);
    this.turn = new Int32Array(cpus);
    this.batch = new Int32Array(cpus);
    this.residual = new Int32Array(devices);

    this.fifoHead = new Int32Array(fifos);
    this.fifoTail = new Int32Array(fifos);
    this.fifoLength = new Int32Array(fifos);
    this.fifoLimit = new Float64Array(fifos);
    this.fifoQuiet = new Uint8Array(fifos);
    this.fifoCpu = new Uint8Array(fifos);
    this.fifoRank = new Uint8Array(fifos);
    this.takenAt = new Float64Array(fifos);
    this.emptiedAt = new Float64Array(fifos);

    this.owner = new Int32Array(locks);
    this.lockSpins = new Uint8Array(locks);
    this.lockLevel = new Uint8Array(locks);
    this.lockSpl = new Float64Array(locks);
    this.lockHead = new Int32Array(locks);
    this.lockTail = new Int32Array(locks);
    this.lockNext = new Int32Array(contexts);
    this.savedLevel = new Uint8Array(contexts);

    this.source = new Int32Array(devices);
    this.moderated = new Uint8Array(devices);
    this.ring = new Int32Array(devices);
    this.txRing = new Int32Array(devices);
    this.input = new Int32Array(devices);
    this.socket = new Int32Array(processes);
    this.senderHead = new Int32Array(processes);
    this.senderNext = new Int32Array(contexts);
    this.answers = new Uint8Array(processes);
    this.stops = new Uint8Array(processes);
    this.trafficSlot = new Int32Array(arrivals);
    this.wireFree = new Float64Array(devices);
    this.queueCount = new Int32Array(devices);
    this.sending = new Int32Array(devices);
    this.sendingQueue = new Int32Array(devices);
    this.unsent = new Int32Array(devices);
    this.dmaQueue = new Int32Array(devices);
    this.dmaTime = new Float64Array(devices);
    this.dmaPerByte = new Float64Array(devices);
    this.txDone = new Uint8Array(devices);
    this.txDoneCode = new Int32Array(devices);
    this.reclaimable = new Int32Array(devices);
    this.rxHeld = new Uint8Array(devices);
    this.calloutHead = new Int32Array(cpus);
    this.calloutNext = new Int32Array(contexts);
    this.drops = new Float64Array(places);
  }

  /** As before anything has happened, whatever the last simulation left. */
  clear(slots: number, depth: number, history: History | undefined): void {
    for (const table of Object.values(this)) if (isColumn(table)) table.fill(0);
    for (const table of [this.packet, this.under, this.waitsOn, this.lastCpu]) table.fill(-1);
    for (const table of [this.readyHead, this.readyTail, this.readyNext, this.sourceFirst]) table.fill(-1);
    for (const table of [this.softHead, this.softTail, this.softNext, this.fifoHead, this.fifoTail]) table.fill(-1);
    for (const table of [this.owner, this.lockHead, this.lockTail, this.lockNext]) table.fill(-1);
    for (const table of [this.sending, this.unsent, this.calloutHead, this.calloutNext]) table.fill(-1);
    for (const table of [this.senderHead, this.senderNext, this.space]) table.fill(-1);
    this.fairQueue.fill(this.floor.length - 1);
    this.stackless.fill(1);
    this.wireFree.fill(Number.NEGATIVE_INFINITY);
    this.events.clear(slots);
    this.packets.clear(depth, history);
  }
}

/** Whether it is a typed array; a second view of one's bytes is none. */
export function isColumn(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
