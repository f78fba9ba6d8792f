import { iplRank } from '../../src/model/ipl.js';
import type { Path } from '../../src/model/path.js';
import { everyStatement, type Statement } from '../../src/model/statement.js';
import { acquire, release } from './locks.js';
import { drop, end, transmit } from './nic.js';
import { plain } from './plain.js';
import { type Op, type Packet, stageProgram } from './program.js';
import { stopInput } from './quota.js';
import { submit } from './requests.js';
import { isQuiet, request } from './soft.js';
import { block, sleepsFor, wake, wakeCost } from './threads.js';
import {
  type Accelerator,
  type Code,
  type Context,
  cost,
  cpuOf,
  own,
  POINT,
  type SoftQueue,
  type Step,
  spend,
  spendWhole,
  type World,
} from './world.js';

/** The work of packets: a context goes on with one until it is somewhere else. */
export function* work(world: World, ctx: Context, packet: Packet): Code {
  for (let op = nextOp(packet); op !== undefined; op = nextOp(packet)) {
    switch (op.kind) {
      case 'run':
        yield spend(op.time, own(ctx));
        break;
      case 'lock':
        packet.held.push(op.lock);
        yield* acquire(world, ctx, world.locks.get(op.lock)!);
        break;
      case 'unlock':
        packet.held.pop();
        yield* release(world, ctx, world.locks.get(op.lock)!);
        break;
      case 'drop':
        packet.caller = undefined;
        drop(world, packet, dropPlace(packet.path!, op.statement));
        yield* releaseAll(world, ctx, packet);
        return;
      case 'transmit':
        packet.caller = undefined;
        transmit(world, packet, op.nic);
        yield* releaseAll(world, ctx, packet);
        return;
      case 'deliver':
        yield* deliver(world, ctx, packet, op.process);
        packet.caller = undefined;
        yield* releaseAll(world, ctx, packet);
        return;
      case 'enqueue':
        if (yield* enqueue(world, ctx, packet, op)) return;
        break;
      case 'await':
        if (yield* wait(world, ctx, packet, op)) return;
        break;
      default:
        throw new Error(`a packet cannot ${op.kind}`);
    }
    yield POINT;
  }
}

/** Of several drops in a path each has its number, in the order of the text. */
function dropPlace({ name, stages }: Path, statement: Statement): string {
  const drops = stages.flatMap(({ body }) => [...everyStatement(body)].filter(({ kind }) => kind === 'drop'));
  return drops.length > 1 ? `drop ${drops.indexOf(statement) + 1} in ${name}` : `drop in ${name}`;
}

function nextOp(packet: Packet): Op | undefined {
  const { value, done } = packet.program!.next();
  return done === true ? undefined : value;
}

/** A stage's end gives back the locks that it is in. */
function* releaseAll(world: World, ctx: Context, packet: Packet): Code {
  for (let name = packet.held.pop(); name !== undefined; name = packet.held.pop()) {
    yield* release(world, ctx, world.locks.get(name)!);
  }
}

/** A part of the work, which answers whether it was the last one. */
type Ends = Generator<Step, boolean, void>;

type Enqueue = Extract<Op, { kind: 'enqueue' }>;

/** Whether the packet is out of this context's hands; if not, its next stage was called. */
function* enqueue(world: World, ctx: Context, packet: Packet, op: Enqueue): Ends {
  const { dispatch, redispatch } = world.design;
  const stage = packet.path!.stages[packet.stage + 1]!;
  const rank = iplRank(stage.ipl);
  const how = packet.stage > 0 && redispatch === 'deferred' ? 'deferred' : dispatch;
  const next = { stage: packet.stage + 1, program: stageProgram(packet.path!, packet.stage + 1, packet) };
  if (how !== 'deferred') yield* releaseAll(world, ctx, packet);
  const cpu = cpuOf(world, ctx);
  const calls = how === 'hybrid' && servingCpu(world, packet) === cpu.number && isQuiet(world, cpu, rank, ctx);
  if (calls) {
    packet.caller = ctx;
    cpu.calls.set(rank, { caller: ctx, packet });
  }
  if (how === 'direct' || calls) {
    Object.assign(packet, next);
    return false;
  }
  packet.caller = undefined;
  const held = packet.held.splice(0);
  Object.assign(packet, next);
  const queue = queueOn(world, op.queue, rank, servingCpu(world, packet));
  if (admit(world, packet, queue, op)) yield* request(world, ctx, queue);
  for (const name of held.reverse()) yield* release(world, ctx, world.locks.get(name)!);
  return true;
}

/** Puts a packet in an input queue; a full one drops it, or the one that waits longest. */
function admit(world: World, packet: Packet, queue: SoftQueue, { limit, drop: which }: Enqueue): boolean {
  if (queue.packets.length >= limit) {
    drop(world, which === 'tail' ? packet : queue.packets.shift()!, queue.name);
    if (which === 'tail') return false;
  }
  queue.packets.push(packet);
  return true;
}

/** The CPU that takes the NIC's interrupts, wherever the packet is now, or that of its flow. */
function servingCpu(world: World, { flow, card }: Packet): number {
  return world.design.netisr === 'hashed' ? flow % world.cpus.length : card!.cpu;
}

function queueOn(world: World, named: string, rank: number, cpu: number): SoftQueue {
  const name = world.cpus.length === 1 ? named : `${named} cpu${cpu}`;
  const queue = world.queues.get(name) ?? { name, cpu, rank, packets: [], polls: undefined, reclaims: undefined };
  world.queues.set(name, queue);
  return queue;
}

/** Gives the packet's request to a device; whether this context has nothing more to do with the packet. */
function* wait(world: World, ctx: Context, packet: Packet, op: Extract<Op, { kind: 'await' }>): Ends {
  const accelerator = world.accelerators.find(({ device }) => device.name === op.device)!;
  const blocks = world.design.await === 'block';
  packet.request = op.bytes ?? packet.bytes;
  yield* plain(world, ctx, accelerator.device.submit, packet);
  yield spend(cost(world, 'register'), own(ctx));
  // Who sleeps leaves the kernel to others meanwhile.
  const leaves = blocks ? world.kernel : undefined;
  if (leaves !== undefined) yield* release(world, ctx, leaves);
  packet.waiter = blocks ? ctx : undefined;
  if (!blocks) packet.caller = undefined;
  const accepted = submit(world, packet, accelerator, false);
  if (!accepted) packet.caller = undefined;
  if (accepted && blocks) block(world, ctx, packet);
  yield POINT;
  if (leaves !== undefined) yield* acquire(world, ctx, leaves);
  if (!accepted) yield* releaseAll(world, ctx, packet);
  return !(accepted && blocks);
}

/** A request has completed: who sleeps for it is woken, or the rest of the packet's path is run where the design says. */
export function* complete(world: World, ctx: Context, packet: Packet, accelerator: Accelerator): Code {
  const { waiter } = packet;
  packet.waiter = undefined;
  if (waiter !== undefined) {
    yield* wakeUp(world, ctx, waiter, packet);
  } else if (world.design.await === 'continuation_immediate') {
    yield* work(world, ctx, packet);
  } else if (world.design.await === 'continuation_thread') {
    const thread = accelerator.returnThread!;
    accelerator.returned.push(packet);
    if (sleepsFor(thread, accelerator)) yield* wakeUp(world, ctx, thread, accelerator);
  } else {
    const stage = packet.path!.stages[packet.stage]!;
    // A hard stage goes on at the level of network protocols.
    const rank = iplRank(stage.context === 'soft' ? stage.ipl : 'softnet');
    const where = world.design.netisr === 'hashed' ? servingCpu(world, packet) : cpuOf(world, ctx).number;
    const queue = queueOn(world, `${rank} continuations`, rank, where);
    queue.packets.push(packet);
    yield* request(world, ctx, queue);
  }
}

/** What the thread of a device does: the continuations of its requests. */
export function* returns(world: World, ctx: Context, accelerator: Accelerator): Code {
  for (let packet = accelerator.returned.shift(); packet !== undefined; packet = accelerator.returned.shift()) {
    yield* work(world, ctx, packet);
  }
}

function* deliver(world: World, ctx: Context, packet: Packet, process: string): Code {
  const socket = world.sockets.get(process)!;
  if (socket.packets.length >= socket.limit) {
    drop(world, packet, `${process} socket`);
    stopInput(world, socket);
    return;
  }
  socket.packets.push(packet);
  stopInput(world, socket);
  end(world, packet, 'delivered');
  if (!sleepsFor(socket.thread, socket)) return;
  yield* wakeUp(world, ctx, socket.thread, socket);
  yield POINT;
}

/** Wakes a thread, which takes its time; whoever does it may be on another CPU at the end. */
export function* wakeUp(world: World, ctx: Context, thread: Context, reason: unknown): Code {
  yield spendWhole(wakeCost(world, cpuOf(world, ctx), thread), own(ctx));
  wake(world, cpuOf(world, ctx), thread, reason);
  yield POINT;
}
