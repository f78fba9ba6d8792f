import type { Design } from '../model/design.js';
import { type Device, isRequestDevice, type RequestDevice } from '../model/device.js';
import { iplRank, SOFT_IPLS } from '../model/ipl.js';
import type { Path } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import { everyStatement, type Statement } from '../model/statement.js';
import { pollsOnInterrupt } from '../model/trap.js';
import { eachStatement } from './statements.js';
import { hasTransfers, isModerated, senders, sleepers, ticks } from './timers.js';

/**
 * The numbering of everything: contexts, interrupt sources, event slots, queues, locks and drop places are small whole
 * numbers, and this file alone says which. Tables elsewhere are indexed by them.
 */
export interface Layout {
  readonly cpus: number;
  readonly devices: readonly Device[];
  readonly contexts: number;
  readonly sources: number;
  readonly slots: readonly SlotPlan[];
  readonly fifos: readonly FifoPlan[];
  readonly locks: readonly string[];
  readonly places: readonly { readonly name: string; readonly span: Span | undefined }[];
  readonly classes: readonly string[];

  // Contexts.
  idle(cpu: number): number;
  process(index: number): number;
  handler(source: number): number;
  interruptThread(device: number): number;
  /** The kernel thread that runs the continuations of a device's requests. */
  returnThread(device: number): number;
  softint(cpu: number, rank: number): number;
  ksoftirqd(cpu: number): number;
  /** The thread that polls the NICs of a CPU without end. */
  busyThread(cpu: number): number;

  // Interrupt sources.
  deviceSource(device: number): number;
  clockSource(cpu: number): number;
  ipiSource(cpu: number): number;

  // Event slots; -1 where the event cannot come.
  /** First slot of a device: those of its engines, or of the transmitter and then of DMA (NIC). */
  deviceSlot(device: number): number;
  /** Where a NIC's DMA takes time. */
  transferSlot(device: number): number;
  moderationSlot(device: number): number;
  /** Where a NIC's packets are behind their last bit, while they are carried into its ring. */
  dmaQueue(device: number): number;
  /** Where a clock's request of its soft work waits. */
  softWork(device: number): number;
  quantumSlot(cpu: number): number;
  /** Tick of the clock that polls, or of the period of a cycle limit. */
  tickSlot(cpu: number): number;
  sleepSlot(process: number): number;
  trafficSlot(index: number): number;
  /** The next acknowledgement that comes back to the senders of some arrivals. */
  ackSlot(index: number): number;
  /** A session's timer for retransmissions, in the network, and for its delayed acknowledgement, in the host. */
  retransmitSlot(session: number): number;
  delayedAckSlot(session: number): number;

  // Queues of packets.
  ring(device: number): number;
  txRing(device: number): number;
  driverQueue(device: number): number;
  /** Completed requests that wait for the return thread. */
  returnQueue(device: number): number;
  workSlot(device: number, slot: number): number;
  socket(process: number): number;
  /** Segments of a session that wait for one in front of them. */
  reassembly(session: number): number;
  /** A named input queue on a CPU. */
  queue(name: string, cpu: number): number;
  /** Requests that have completed and whose stage goes on at this soft level. */
  continuations(cpu: number, rank: number): number;

  lock(name: string): number;
  /** Where a statement drops packets on purpose. */
  dropPlace(statement: Statement): number;
  class(name: string): number;
}

/** What happens when the time of a slot has come; slots are in this order, and of one kind in the order of the text. */
export enum Happening {
  Busy,
  Sent,
  Transferred,
  Done,
  Clock,
  Moderation,
  Quantum,
  Tick,
  Sleep,
  Traffic,
  Segment,
  Acknowledgement,
  Retransmit,
  DelayedAck,
}

export interface SlotPlan {
  readonly happening: Happening;
  /** Number of the CPU, device, process, arrivals or session. */
  readonly of: number;
  readonly engine: number;
}

export interface FifoPlan {
  readonly name: string;
  readonly limit: number;
  readonly span: Span | undefined;
  readonly dropHead: boolean;
  /** Left out of traces. */
  readonly quiet: boolean;
  /** Place of the drop when it is full. */
  readonly place: number;
  /** For a ring that is polled, its device; -1 for other queues. */
  readonly polled: number;
  /** For a transmit ring whose descriptors a poll reclaims, its device; -1 for other queues. */
  readonly reclaims: number;
  /** For input queues and continuations: CPU and rank of the soft level that drains it. */
  readonly soft: { readonly cpu: number; readonly rank: number } | undefined;
}

/** Whether the trap only wakes a thread, which is scheduled like any other. */
export function hasInterruptThreads(design: Design): boolean {
  return design.interrupt === 'thread' || design.interrupt === 'filter_thread';
}

/** Whether a device's interrupts have a thread; a poll that a handler requests takes its place, and a clock has none. */
export function hasInterruptThread(design: Design, device: Device): boolean {
  return hasInterruptThreads(design) && device.kind !== 'clock' && !isPolledOnInterrupt(design, device);
}

/** Whether the device's handler only requests a poll of its ring. */
export function isPolledOnInterrupt(design: Design, device: Device): boolean {
  return device.kind === 'nic' && pollsOnInterrupt(design);
}

/** Whether the device's interrupts come at all: not those of a NIC that the clock polls, or a thread without end. */
export function takesInterrupts(design: Design, device: Device): boolean {
  return device.kind !== 'nic' || (design.poll.kind !== 'clock' && design.poll.kind !== 'busy');
}

/** The lock around the whole kernel, where there is one. */
export const KERNEL_LOCK = 'kernel lock';

export function layOut(run: Run, design: Design): Layout {
  const cpus = run.machine.cpus;
  const { devices, processes } = run;

  const contexts = counter();
  const idle = contexts.take(cpus);
  const process = contexts.take(processes.length);
  const sourceCount = devices.length + 2 * cpus;
  const handlers = contexts.take(sourceCount);
  const threaded = devices.filter((device) => hasInterruptThread(design, device));
  const threads = contexts.take(threaded.length);
  const returning = devices.filter((device) => design.await === 'continuation_thread' && isRequestDevice(device));
  const returnThreads = contexts.take(returning.length);
  const softirq = design.softint === 'softirq';
  // A softirq run serves all levels, and has its thread beside it.
  const softintsOfCpu = softirq ? 2 : SOFT_IPLS.length;
  const softints = contexts.take(cpus * softintsOfCpu);
  const pollCpus = [...new Set(devices.flatMap(({ kind, cpu }) => (kind === 'nic' ? [cpu] : [])))];
  const busyThreads = contexts.take(design.poll.kind === 'busy' ? pollCpus.length : 0);

  const slots: SlotPlan[] = [];
  const slot = (happening: Happening, of: number, engine = 0): number => slots.push({ happening, of, engine }) - 1;
  const each = (count: number, happening: Happening): number[] =>
    Array.from({ length: count }, (_, of) => slot(happening, of));
  const [sending, sleeping] = [senders(run), sleepers(run)];
  each(cpus, Happening.Busy);
  const [deviceSlots, transferSlots]: [number[], number[]] = [[], []];
  for (const [index, device] of devices.entries()) {
    deviceSlots.push(slots.length);
    if (isRequestDevice(device)) {
      for (let engine = 0; engine < device.engines; engine++) slot(Happening.Done, index, engine);
    } else if (device.kind === 'clock') slot(Happening.Clock, index);
    else if (sending.has(index)) slot(Happening.Sent, index);
    transferSlots.push(hasTransfers(device) ? slot(Happening.Transferred, index) : -1);
  }
  const moderationSlots = devices.map((device, index) =>
    isModerated(device) ? slot(Happening.Moderation, index) : -1,
  );
  const quantumSlots = each(cpus, Happening.Quantum);
  const tickSlots = ticks(design.poll) ? each(cpus, Happening.Tick) : [];
  const sleepSlots = processes.map(({ name }, index) => (sleeping.has(name) ? slot(Happening.Sleep, index) : -1));
  const { arrivals } = run.workload;
  const isTcp = arrivals.map(({ pattern }) => pattern.kind === 'tcp');
  const trafficSlots = isTcp.map((tcp, index) => slot(tcp ? Happening.Segment : Happening.Traffic, index));
  const ackSlots = isTcp.map((tcp, index) => (tcp ? slot(Happening.Acknowledgement, index) : -1));
  const sessions = arrivals.flatMap(({ flows, nic, span }, index) =>
    isTcp[index] ? Array.from({ length: flows }, () => ({ nic, span })) : [],
  );
  const retransmitSlots = each(sessions.length, Happening.Retransmit);
  const delayedAckSlots = each(sessions.length, Happening.DelayedAck);

  const places: { name: string; span: Span | undefined }[] = [];
  const placeByName = new Map<string, number>();
  const place = (name: string, span: Span | undefined): number => {
    const known = placeByName.get(name);
    if (known !== undefined) return known;
    placeByName.set(name, places.length);
    return places.push({ name, span }) - 1;
  };

  const fifos: FifoPlan[] = [];
  const fifo = (name: string, limit: number, span?: Span, rest: Partial<FifoPlan> = {}): number =>
    fifos.push({
      name,
      limit,
      span,
      dropHead: false,
      quiet: false,
      polled: -1,
      reclaims: -1,
      place: place(name, span),
      soft: undefined,
      ...rest,
    }) - 1;
  const softPolls = design.poll.kind !== 'none' && design.poll.kind !== 'busy';
  const polledOn = (cpu: number, what: Partial<FifoPlan>): Partial<FifoPlan> =>
    softPolls ? { ...what, soft: { cpu, rank: iplRank('softnet') } } : {};
  const rings = devices.map((d, index) =>
    d.kind === 'nic' ? fifo(`${d.name} rx ring`, d.rxRing, d.span, polledOn(d.cpu, { polled: index })) : -1,
  );
  const txRings = devices.map((d, index) => {
    if (d.kind !== 'nic') return -1;
    const polled = d.txDone === undefined ? {} : polledOn(d.cpu, { reclaims: index });
    return fifo(`${d.name} tx ring`, d.txRing, d.span, polled);
  });
  const driverQueues = devices.map((d) =>
    isRequestDevice(d) ? fifo(`${d.name} driver queue`, d.driverQueue, d.span) : -1,
  );
  const returnQueues = devices.map((d) =>
    isRequestDevice(d) ? fifo(`${d.name} return queue`, Number.POSITIVE_INFINITY, d.span) : -1,
  );
  const sockets = processes.map((p) => fifo(`${p.name} socket`, p.socket, p.span));

  const queues = new Map<string, number>();
  const locks: string[] = [KERNEL_LOCK];
  const classes: string[] = [''];
  const dropNames = new Map(run.paths.flatMap(namesOfDrops));
  const dropPlaces = new Map<Statement, number>();
  for (const { statement, next } of eachStatement(run)) {
    if (statement.kind === 'enqueue' && next?.context === 'soft' && !queues.has(statement.queue)) {
      const rank = iplRank(next.ipl);
      const dropHead = statement.drop === 'head';
      for (let cpu = 0; cpu < cpus; cpu++) {
        const name = cpus === 1 ? statement.queue : `${statement.queue} cpu${cpu}`;
        const index = fifo(name, statement.limit, statement.span, { dropHead, soft: { cpu, rank } });
        if (cpu === 0) queues.set(statement.queue, index);
      }
    }
    if (statement.kind === 'lock' && !locks.includes(statement.lock)) locks.push(statement.lock);
    if (statement.kind === 'if' && statement.condition.kind === 'class') addOnce(classes, statement.condition.name);
    if (statement.kind === 'drop') dropPlaces.set(statement, place(dropNames.get(statement)!, statement.span));
  }
  for (const arrivals of run.workload.arrivals) addOnce(classes, arrivals.class);

  const continuations = fifos.length;
  for (let cpu = 0; cpu < cpus; cpu++) {
    for (const ipl of SOFT_IPLS) {
      const name = cpus === 1 ? `${ipl} continuations` : `${ipl} continuations cpu${cpu}`;
      fifo(name, Number.POSITIVE_INFINITY, undefined, { soft: { cpu, rank: iplRank(ipl) } });
    }
  }
  // Last, since a trace numbers the queues that it shows by 16 bits and shows none of these.
  const workSlots = devices.map((d) => (isRequestDevice(d) ? workSlotFifos(d, fifo) : -1));
  const dmaQueues = devices.map((d) =>
    hasTransfers(d) ? fifo(`${d.name} dma`, Number.POSITIVE_INFINITY, d.span, { quiet: true }) : -1,
  );
  const softWork = devices.map((d) => {
    if (d.kind !== 'clock' || d.soft === undefined) return -1;
    const soft = { cpu: d.cpu, rank: iplRank(d.soft.ipl) };
    return fifo(`${d.name} ${d.soft.ipl}`, 1, d.span, { quiet: true, soft });
  });
  const reassemblies = sessions.map(({ nic, span }) => {
    const duplicates = place(`duplicate segments on ${nic}`, span);
    return fifo(`${nic} reassembly`, Number.POSITIVE_INFINITY, span, { quiet: true, place: duplicates });
  });
  const softRank = iplRank(SOFT_IPLS[0]);

  return {
    cpus,
    devices,
    contexts: contexts.total(),
    sources: sourceCount,
    slots,
    fifos,
    locks,
    places,
    classes,
    idle: (cpu) => idle + cpu,
    process: (index) => process + index,
    handler: (source) => handlers + source,
    interruptThread: (device) => threads + threaded.indexOf(devices[device]!),
    returnThread: (device) => returnThreads + returning.indexOf(devices[device]!),
    softint: (cpu, rank) => softints + cpu * softintsOfCpu + (softirq ? 0 : rank - softRank),
    ksoftirqd: (cpu) => softints + cpu * softintsOfCpu + 1,
    busyThread: (cpu) => busyThreads + pollCpus.indexOf(cpu),
    deviceSource: (device) => device,
    clockSource: (cpu) => devices.length + cpu,
    ipiSource: (cpu) => devices.length + cpus + cpu,
    deviceSlot: (device) => deviceSlots[device]!,
    softWork: (device) => softWork[device]!,
    dmaQueue: (device) => dmaQueues[device]!,
    transferSlot: (device) => transferSlots[device]!,
    moderationSlot: (device) => moderationSlots[device]!,
    quantumSlot: (cpu) => quantumSlots[cpu]!,
    tickSlot: (cpu) => tickSlots[cpu]!,
    sleepSlot: (index) => sleepSlots[index]!,
    trafficSlot: (index) => trafficSlots[index]!,
    ackSlot: (index) => ackSlots[index]!,
    retransmitSlot: (session) => retransmitSlots[session]!,
    delayedAckSlot: (session) => delayedAckSlots[session]!,
    ring: (device) => rings[device]!,
    txRing: (device) => txRings[device]!,
    driverQueue: (device) => driverQueues[device]!,
    returnQueue: (device) => returnQueues[device]!,
    workSlot: (device, slot) => workSlots[device]! + slot,
    socket: (index) => sockets[index]!,
    reassembly: (session) => reassemblies[session]!,
    queue: (name, cpu) => queues.get(name)! + cpu,
    continuations: (cpu, rank) => continuations + cpu * SOFT_IPLS.length + (rank - softRank),
    lock: (name) => locks.indexOf(name),
    dropPlace: (statement) => dropPlaces.get(statement)!,
    class: (name) => classes.indexOf(name),
  };
}

/** Each `drop` of a path with the name of its place, which has a number where there are several. */
function namesOfDrops({ name, stages }: Path): (readonly [Statement, string])[] {
  const drops = stages.flatMap(({ body }) => [...everyStatement(body)].filter(({ kind }) => kind === 'drop'));
  if (drops.length === 1) return [[drops[0]!, `drop in ${name}`]];
  return drops.map((drop, index) => [drop, `drop ${index + 1} in ${name}`]);
}

function workSlotFifos(
  device: RequestDevice,
  fifo: (name: string, limit: number, span?: Span, rest?: Partial<FifoPlan>) => number,
): number {
  let first = -1;
  for (let slot = 0; slot < device.queue; slot++) {
    const index = fifo(`${device.name} slot ${slot}`, device.requestsPerSlot, device.span, { quiet: true });
    if (slot === 0) first = index;
  }
  return first;
}

function addOnce(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}

/** Hands out consecutive numbers. */
function counter() {
  let next = 0;
  return {
    take(count: number): number {
      next += count;
      return next - count;
    },
    total: () => next,
  };
}
