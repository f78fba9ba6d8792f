import type { Design } from '../../src/model/design.js';
import type { Nic } from '../../src/model/device.js';
import { isRequestDevice } from '../../src/model/device.js';
import { iplRank } from '../../src/model/ipl.js';
import type { Run } from '../../src/model/scenario.js';
import { wireTimes } from './arrivals.js';
import { newPollThread } from './busy.js';
import { addClock } from './clocks.js';
import { newContext, priorityOf } from './context.js';
import { clockHandler, handle, handler, inKernel, ipiHandler, newClock, newIpi, newSource } from './interrupts.js';
import { SOFT_RANKS } from './levels.js';
import { newLine } from './line.js';
import { serveCard } from './nic.js';
import { plain } from './plain.js';
import { newProcess } from './processes.js';
import { holding } from './quota.js';
import { serveAccelerator } from './requests.js';
import { byClock } from './rounds.js';
import { lockNames, lockRules } from './rules.js';
import { newSoftThread, softHandler, startPoll } from './soft.js';
import { newKsoftirqd } from './softirq.js';
import { block, pick, startQuantum, switchAway } from './threads.js';
import { returns } from './work.js';
import {
  type Accelerator,
  type Card,
  type Code,
  type Context,
  type Cpu,
  type Lock,
  onCpu,
  POINT,
  type SoftQueue,
  spend,
  topOf,
  type Wire,
  type World,
} from './world.js';

/** Makes the world of a run under a design, as it is at time zero. */
export function build(run: Run, design: Design): World {
  const locks = new Map(lockNames(run).map((name) => [name, newLock(name, lockRules(run, design, name))]));
  const kernel =
    design.lock === 'biglock' && run.machine.cpus > 1 ? newLock('kernel', { spins: true, ceiling: 0 }) : undefined;
  const world: World = {
    run,
    design,
    now: 0,
    cpus: Array.from({ length: run.machine.cpus }, (_, number) => newCpu(run, design, number)),
    sources: [],
    wires: [],
    cards: [],
    accelerators: [],
    ticks: [],
    sockets: new Map(),
    sleepers: [],
    arrivals: wireTimes(run),
    locks,
    kernel,
    softHandler: (cpu, rank) => softHandler(world, cpu, rank),
    pinned: new Map(),
    queues: new Map(),
    switches: [],
    drops: new Map(),
    packets: [],
    interrupts: 0,
    softints: 0,
    wakeups: 0,
    stopping: new Set(),
    nextTick: byClock(design)?.tick ?? Number.POSITIVE_INFINITY,
  };
  for (const device of run.devices) {
    if (device.kind === 'nic') addNic(world, device);
    else if (isRequestDevice(device)) addAccelerator(world, device);
    else addClock(world, device);
  }
  for (const cpu of world.cpus) equip(world, cpu);
  if (design.poll.kind === 'busy') {
    for (const cpu of world.cpus) {
      if (!world.cards.some((card) => card.cpu === cpu.number)) continue;
      const thread = newPollThread(world, cpu, design.poll.weight);
      thread.state = 'ready';
      cpu.ready.push(thread);
    }
  }
  for (const [index, process] of run.processes.entries()) newProcess(world, process, index);
  for (const cpu of world.cpus) {
    const first = pick(world, cpu) ?? cpu.idle;
    first.state = 'running';
    if (first.activity === 'user') cpu.space = first;
    first.lastCpu = cpu.number;
    cpu.stack[0] = first;
    startQuantum(world, cpu);
  }
  return world;
}

function newLock(name: string, rules: { readonly spins: boolean; readonly ceiling: number }): Lock {
  return { name, ...rules, owner: undefined, levelBefore: 0, waiters: [], depth: 0 };
}

function newCpu(run: Run, design: Design, number: number): Cpu {
  const idle = newContext({ name: onCpu(run, 'idle', number), activity: 'idle', thread: true, home: number });
  return {
    number,
    idle,
    stack: [idle],
    level: 0,
    slice: undefined,
    resched: 'no',
    ready: [],
    floors: new Map(),
    countedTo: 0,
    quantumEnd: Number.POSITIVE_INFINITY,
    callouts: [],
    ticked: false,
    periodEnd: holding(design)?.period ?? Number.POSITIVE_INFINITY,
    usedBefore: 0,
    burst: byClock(design)?.each ?? 0,
    rounds: 0,
    roundStart: 0,
    clock: newClock(run, number),
    ipi: newIpi(run, number),
    soft: new Map(SOFT_RANKS.map((rank) => [rank, []])),
    turn: new Map(),
    calls: new Map(),
    softThreads: new Map(),
    ksoftirqd: undefined,
    softirq: { start: 0, passes: 0, budgetStart: 0, budgetUsed: 0, levels: [] },
    space: undefined,
    worked: 0,
    accounts: {},
  };
}

/** What every CPU has: idle, a clock, the interrupt from others, and the contexts of its soft levels. */
function equip(world: World, cpu: Cpu): void {
  const { clock, ipi } = cpu;
  cpu.idle.code = idling(world, cpu);
  clock.handler = () => clockHandler(world, cpu);
  ipi.handler = () => ipiHandler(world, cpu);
  world.sources.push(clock, ipi);
  const { softint } = world.design;
  if (softint === 'softirq') cpu.ksoftirqd = newKsoftirqd(world, cpu);
  if (softint !== 'thread' && softint !== 'pinned_thread') return;
  for (const rank of SOFT_RANKS) cpu.softThreads.set(rank, newSoftThread(world, cpu, rank));
}

/** Looks for something to do whenever it goes on. */
function* idling(world: World, cpu: Cpu): Code {
  for (;;) {
    switchAway(world, cpu, 'wakeup');
    yield topOf(cpu) === cpu.idle ? spend(Number.POSITIVE_INFINITY, 'idle') : POINT;
  }
}

/** A NIC with several queues is one for each of them, but for the wire. */
function addNic(world: World, nic: Nic): void {
  const wire: Wire = { nic, cards: [], sending: undefined, last: 0 };
  world.wires.push(wire);
  for (const [index, cpu] of nic.queues.entries()) {
    const name = nic.queues.length === 1 ? nic.name : `${nic.name} q${index}`;
    const source = newSource(name, cpu, iplRank(nic.ipl));
    const ring: Card['ring'] = [];
    const half = { name, cpu, rank: iplRank('softnet'), polls: undefined, reclaims: undefined };
    const card: Card = {
      name,
      nic,
      cpu,
      wire,
      source,
      ring,
      dma: [],
      line: newLine(nic.moderation),
      txLine: nic.txModeration === undefined ? undefined : newLine(nic.txModeration),
      tx: [],
      reclaimable: 0,
      rxHeld: false,
      residual: 0,
      get polled() {
        return polled;
      },
      get reclaimed() {
        return reclaimed;
      },
    };
    const polled: SoftQueue = { ...half, packets: ring, polls: card };
    const reclaimed: SoftQueue = { ...half, packets: [], reclaims: card };
    wire.cards.push(card);
    world.cards.push(card);
    world.sources.push(source);
    const { poll } = world.design;
    source.masked = poll.kind === 'clock';
    if (poll.kind !== 'napi' && poll.kind !== 'quota') handle(world, source, nic, (ctx) => serveCard(world, ctx, card));
    else
      source.handler = () =>
        handler(world, source, 'interrupt', (ctx) => inKernel(world, ctx, asksForPoll(world, ctx, card)));
  }
}

function* asksForPoll(world: World, ctx: Context, card: Card): Code {
  yield* plain(world, ctx, card.nic.interrupt);
  yield* startPoll(world, ctx, card);
}

function addAccelerator(world: World, device: Accelerator['device']): void {
  const source = newSource(device.name, device.cpu, iplRank(device.ipl));
  const accelerator: Accelerator = {
    device,
    source,
    line: newLine(device.moderation),
    slots: [],
    driver: [],
    completed: [],
    returned: [],
    returnThread: undefined,
  };
  world.accelerators.push(accelerator);
  world.sources.push(source);
  handle(world, source, device, (ctx) => serveAccelerator(world, ctx, accelerator));
  if (world.design.await === 'continuation_thread') accelerator.returnThread = newReturnThread(world, accelerator);
}

/** The kernel's thread that runs the continuations of a device's requests. */
function newReturnThread(world: World, accelerator: Accelerator): Context {
  const name = `${accelerator.device.name} return thread`;
  const ctx = newContext({
    name,
    activity: 'kernel',
    thread: true,
    ownPriority: priorityOf({ band: 'kernel', level: 0 }),
  });
  ctx.awaits = accelerator;
  ctx.code = (function* (): Code {
    for (;;) {
      yield* inKernel(world, ctx, returns(world, ctx, accelerator));
      if (accelerator.returned.length === 0) block(world, ctx, accelerator);
      yield POINT;
    }
  })();
  return ctx;
}
