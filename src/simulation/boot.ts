import { COSTS } from '../model/machine.js';
import { demandOf, fits, INITIAL_CAPACITY, widened } from './capacity.js';
import { Cost } from './costs.js';
import { EventSet } from './events.js';
import { expectedPackets, History } from './history.js';
import { levelIndex, RANKS } from './levels.js';
import { Packets } from './packets.js';
import type { Program } from './program.js';
import { Activity, Registers, type State } from './state.js';
import { isColumn, Tables } from './tables.js';
import { answeringProcesses } from './tcp/sessions.js';
import { isModerated } from './timers.js';

/**
 * Who has the tables. There is one set of them, since what the JavaScript engine has compiled for one is good for no other
 * (state.ts), and simulations take turns at it as processes do at a CPU: one that goes on while another one has the tables
 * has them saved and its own loaded. That costs a copy of them all, and only those pay that go on by turns.
 *
 * A scenario that is larger than all before it gets larger tables, which everybody uses from then on.
 */
let tables = install(new Tables(INITIAL_CAPACITY));
/** The state that is in the tables. */
let loaded: State | undefined;
const saved = new WeakMap<State, Saved>();

/** The state of a machine that has been switched on and has not executed anything. */
export function boot(program: Program, seed: number, traceLimit: number): State {
  const demand = demandOf(program);
  if (loaded !== undefined) saved.set(loaded, save(tables));
  if (!fits(tables.capacity, demand)) tables = install(new Tables(widened(tables.capacity, demand)));
  tables.clear(
    program.layout.slots.length,
    program.repeatDepth,
    traceLimit > 0 ? new History(expectedPackets(program.run)) : undefined,
  );
  load(tables, program);
  loaded = new Registers(program, seed, traceLimit) as State;
  return loaded;
}

/** Has the state in the tables, if another one is there. */
export function resume(s: State): void {
  if (loaded === s) return;
  if (loaded !== undefined) saved.set(loaded, save(tables));
  restore(tables, saved.get(s)!);
  // Who had them meanwhile may have needed more rows, and no counters.
  tables.packets.widenCounters();
  saved.delete(s);
  loaded = s;
}

/** Makes tables those of all states. */
function install(next: Tables): Tables {
  Object.setPrototypeOf(Registers.prototype, next);
  return next;
}

/** Nobody will ask for the state any more. */
export function shutDown(s: State): void {
  if (loaded === s) loaded = undefined;
}

type Saved = ReadonlyMap<string, unknown>;

/** A copy of an object's columns, of those of the objects that it has, and of what else it has. */
function save(object: object): Saved {
  const copy = (value: unknown) => (isColumn(value) ? value.slice() : isPart(value) ? save(value) : value);
  const own = Object.entries(object).filter(([, value]) => !(value instanceof DataView));
  return new Map(own.map(([name, value]) => [name, copy(value)]));
}

function restore(object: object, copies: Saved): void {
  for (const [name, copy] of copies) {
    const value = Reflect.get(object, name);
    if (isPart(value)) restore(value, copy as Saved);
    else if (isColumn(value) && value.byteLength >= (copy as Uint8Array).byteLength) value.set(copy as Uint8Array);
    else if (name !== 'capacity') Reflect.set(object, name, copy);
  }
}

function isPart(value: unknown): value is EventSet | Packets {
  return value instanceof EventSet || value instanceof Packets;
}

function load(t: Tables, program: Program): void {
  loadCosts(t, program);
  loadEvents(t, program);
  loadCode(t, program);
  loadContexts(t, program);
  loadSources(t, program);
  loadQueues(t, program);
  loadDevices(t, program);
  loadProcesses(t, program);
}

function loadCosts(t: Tables, { run }: Program): void {
  for (const cost of COSTS) t.cost[Cost[cost]] = run.machine.costs[cost];
}

function loadEvents(t: Tables, { layout }: Program): void {
  t.slotHappening.set(layout.slots.map(({ happening }) => happening));
  t.slotOf.set(layout.slots.map(({ of }) => of));
  for (let cpu = 0; cpu < layout.cpus; cpu++) t.quantumSlot[cpu] = layout.quantumSlot(cpu);
}

function loadCode(t: Tables, { code }: Program): void {
  t.op.set(code.op);
  t.a.set(code.a);
  t.b.set(code.b);
  t.c.set(code.c);
  t.amount.set(code.amount);
}

function loadContexts(t: Tables, { contexts }: Program): void {
  for (const [ctx, { entry, loop, rank, priority, kind, cpu }] of contexts.entries()) {
    t.entry[ctx] = entry;
    t.pc[ctx] = entry;
    t.loop[ctx] = loop;
    t.rank[ctx] = rank;
    t.level[ctx] = rank;
    t.priority[ctx] = priority;
    t.own[ctx] = OWN_ACTIVITY[kind];
    t.home[ctx] = cpu ?? -1;
  }
}

function loadSources(t: Tables, { layout, sources }: Program): void {
  for (let source = layout.sources - 1; source >= 0; source--) {
    const { cpu, rank } = sources[source]!;
    const index = levelIndex(cpu, rank);
    t.sourceCpu[source] = cpu;
    t.sourceRank[source] = rank;
    t.sourceNext[source] = t.sourceFirst[index]!;
    t.sourceFirst[index] = source;
    t.handler[source] = layout.handler(source);
  }
}

function loadQueues(t: Tables, { layout, locks, design, run }: Program): void {
  if (design.poll.kind === 'clock') t.burst.fill(design.poll.each);
  for (const [fifo, { limit, quiet, polled, reclaims, soft }] of layout.fifos.entries()) {
    t.fifoLimit[fifo] = limit;
    t.fifoQuiet[fifo] = quiet ? 1 : 0;
    t.fifoCpu[fifo] = soft?.cpu ?? 0;
    t.fifoRank[fifo] = soft?.rank ?? 0;
    t.polledDevice[fifo] = polled;
    t.reclaims[fifo] = reclaims;
  }
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    for (let rank = 0; rank < RANKS; rank++) t.softint[levelIndex(cpu, rank)] = layout.softint(cpu, rank);
  }
  t.lockSpins.set(locks.map(({ spins }) => (spins ? 1 : 0)));
  t.lockSpl.set(locks.map(({ ceiling }) => (ceiling > 0 ? run.machine.costs.spl : 0)));
}

function loadDevices(t: Tables, { layout, inputs, txDone }: Program): void {
  const { devices } = layout;
  for (const [index, device] of devices.entries()) {
    t.source[index] = layout.deviceSource(index);
    t.moderated[index] = isModerated(device) ? 1 : 0;
    t.ring[index] = layout.ring(index);
    t.txRing[index] = layout.txRing(index);
    t.sendingQueue[index] = index;
    t.dmaQueue[index] = layout.dmaQueue(index);
    t.queueCount[index] = 1;
    if (device.kind !== 'nic') continue;
    t.input[index] = inputs[index]!;
    t.queueCount[index] = device.queues.length;
    t.dmaTime[index] = device.dma;
    t.dmaPerByte[index] = device.dmaPerByte;
    t.txDone[index] = device.txDone === undefined ? 0 : 1;
    t.txDoneCode[index] = txDone[index]!;
  }
}

function loadProcesses(t: Tables, { layout, run }: Program): void {
  t.answers.set(answeringProcesses(run));
  for (const index of run.processes.keys()) t.socket[index] = layout.socket(index);
  for (const index of run.workload.arrivals.keys()) t.trafficSlot[index] = layout.trafficSlot(index);
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
