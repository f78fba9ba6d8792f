import type { Process } from '../../src/model/process.js';
import { everyStatement, type Statement } from '../../src/model/statement.js';
import { newContext, priorityOf } from './context.js';
import { toScale } from './fair.js';
import { inKernel } from './interrupts.js';
import { acquire, release } from './locks.js';
import { transmit } from './nic.js';
import { plain } from './plain.js';
import { type Hand, type Packet, statements } from './program.js';
import { relieve, startHeldPolls } from './quota.js';
import { submit } from './requests.js';
import { block, sleepsFor, wake, wakeCost } from './threads.js';
import { wakeUp } from './work.js';
import {
  type Accelerator,
  type Code,
  type Context,
  cost,
  cpuOf,
  own,
  POINT,
  type Socket,
  type Step,
  spend,
  spendWhole,
  type World,
} from './world.js';

/** Processes, and what they ask of the kernel. */

export function newProcess(world: World, process: Process, index: number): void {
  const { band } = process.priority;
  const activity = band === 'timeshare' || band === 'realtime' ? 'user' : 'kernel';
  const { name, cpu: home } = process;
  const thread = newContext({ name, activity, thread: true, home, ownPriority: priorityOf(process.priority) });
  const getsMessages = world.run.processes.some(({ body }) =>
    [...everyStatement(body)].some((statement) => statement.kind === 'send' && statement.process === name),
  );
  const socket = { thread, packets: [], limit: process.socket, senders: [], getsMessages };
  world.sockets.set(name, socket);
  thread.lastCpu = home ?? index % world.cpus.length;
  thread.code = live(world, thread, process, index, socket);
  // The machine has settled at time zero: who begins by waiting waits.
  const [first] = firstOf(process.body);
  if (first?.kind === 'sleep') world.sleepers.push({ thread, index, until: timeOf(first) });
  thread.awaits = first?.kind === 'receive' ? socket : 'time';
  if (first?.kind === 'receive' || first?.kind === 'sleep') return;
  thread.state = 'ready';
  const cpu = world.cpus[thread.lastCpu]!;
  toScale(world, cpu, thread);
  cpu.ready.push(thread);
}

function firstOf(body: readonly Statement[]): readonly Statement[] {
  return body[0]?.kind === 'loop' ? firstOf(body[0].body) : body;
}

function timeOf(statement: Extract<Statement, { kind: 'sleep' }>): number {
  if (statement.time.kind !== 'constant') throw new Error('the oracle knows no chance');
  return statement.time.value;
}

function* live(world: World, thread: Context, process: Process, index: number, socket: Socket): Code {
  const hand: Hand = { packet: undefined };
  const [first] = firstOf(process.body);
  let settled = first?.kind === 'receive' || first?.kind === 'sleep';
  if (!settled) yield* comeIn(world, thread);
  for (const op of statements(process.body, hand)) {
    switch (op.kind) {
      case 'run':
        yield spend(op.time, own(thread));
        break;
      case 'lock':
        enter(thread);
        yield POINT;
        // It comes into the kernel with its first lock, and has the one around it until it has given the last one back.
        if (world.kernel !== undefined && world.kernel.owner !== thread) yield* acquire(world, thread, world.kernel);
        yield* acquire(world, thread, world.locks.get(op.lock)!);
        break;
      case 'unlock':
        yield* release(world, thread, world.locks.get(op.lock)!);
        if (thread.activity === 'user' && world.kernel !== undefined && !holdsNamed(world, thread)) {
          yield* release(world, thread, world.kernel);
        }
        leave(thread);
        break;
      case 'receive':
        if (!settled) {
          yield* systemCall(world, thread);
          yield* goOut(world, thread);
        }
        hand.packet = undefined;
        for (let waits = settled; hand.packet === undefined; waits = false) {
          // Who waits at time zero has looked already.
          if (!waits) hand.packet = yield* look(world, thread, socket);
          if (hand.packet === undefined && !waits) block(world, thread, socket);
          if (hand.packet === undefined) yield POINT;
        }
        yield POINT;
        yield* comeIn(world, thread);
        if (socket.getsMessages) yield* wakeSender(world, thread, socket);
        break;
      case 'send':
        enter(thread);
        yield POINT;
        yield* systemCall(world, thread);
        yield* goOut(world, thread);
        yield* send(world, thread, world.sockets.get(op.process)!, message(op.bytes));
        yield POINT;
        yield* comeIn(world, thread);
        yield POINT;
        leave(thread);
        break;
      case 'sleep':
        if (!settled) {
          yield* systemCall(world, thread);
          yield* goOut(world, thread);
          world.sleepers.push({ thread, index, until: world.now + op.time });
          block(world, thread, 'time');
          yield POINT;
        }
        yield* comeIn(world, thread);
        break;
      case 'transmit':
        yield* systemCall(world, thread);
        if (hand.packet !== undefined) transmit(world, hand.packet, op.nic);
        hand.packet = undefined;
        break;
      case 'await':
        yield* ownRequest(
          world,
          thread,
          world.accelerators.find(({ device }) => device.name === op.device)!,
          hand.packet ?? message(op.bytes ?? 0),
          op.bytes,
        );
        break;
      default:
        throw new Error(`a process cannot ${op.kind}`);
    }
    settled = false;
    yield POINT;
  }
  yield* goOut(world, thread);
}

/** A thread of the kernel has the lock around it for as long as it does not wait. */
function* comeIn(world: World, thread: Context): Code {
  if (thread.activity !== 'user' && world.kernel !== undefined) yield* acquire(world, thread, world.kernel);
}

function* goOut(world: World, thread: Context): Code {
  if (thread.activity !== 'user' && world.kernel !== undefined) yield* release(world, thread, world.kernel);
}

/** Takes a packet out of the socket, which may let input in again. */
function* look(world: World, thread: Context, socket: Socket): Generator<Step, Packet | undefined, void> {
  const packet = socket.packets.shift();
  if (relieve(world, socket)) {
    enter(thread);
    yield* startHeldPolls(world, thread);
    leave(thread);
  }
  return packet;
}

/** Who has taken something wakes the one that waits longest for room. */
function* wakeSender(world: World, thread: Context, socket: Socket): Code {
  enter(thread);
  yield POINT;
  const [sender] = socket.senders;
  if (sender !== undefined) {
    yield spendWhole(wakeCost(world, cpuOf(world, thread), sender), own(thread));
    socket.senders.shift();
    wake(world, cpuOf(world, thread), sender, socket.senders);
    yield POINT;
  }
  leave(thread);
}

/** Puts a message into a socket, where there may have to be room first. */
function* send(world: World, thread: Context, socket: Socket, packet: Packet): Code {
  while (socket.packets.length >= socket.limit) {
    socket.senders.push(thread);
    block(world, thread, socket.senders);
    yield POINT;
  }
  socket.packets.push(packet);
  if (sleepsFor(socket.thread, socket)) yield* wakeUp(world, thread, socket.thread, socket);
}

function holdsNamed(world: World, thread: Context): boolean {
  return [...world.locks.values()].some(({ owner }) => owner === thread);
}

/** Its own work in the kernel counts as the kernel's. */
function enter(thread: Context): void {
  thread.calls++;
  thread.entered++;
}

function leave(thread: Context): void {
  thread.calls--;
  thread.entered--;
}

/** The request is about what the process has in its hand, if it has anything. */
function* ownRequest(world: World, thread: Context, accelerator: Accelerator, request: Packet, bytes?: number): Code {
  request.waiter = thread;
  request.request = bytes ?? request.bytes;
  enter(thread);
  yield POINT;
  yield* systemCall(world, thread);
  const work = driver(world, thread, accelerator, request);
  yield* thread.activity === 'user' ? inKernel(world, thread, work) : work;
  yield* goOut(world, thread);
  submit(world, request, accelerator, true);
  block(world, thread, request);
  yield POINT;
  yield* comeIn(world, thread);
  leave(thread);
}

/** What is no packet of a NIC. */
function message(bytes: number): Packet {
  return {
    number: 0,
    bytes,
    flow: 0,
    card: undefined,
    class: '',
    program: undefined,
    path: undefined,
    stage: 0,
    held: [],
    waiter: undefined,
  };
}

function* driver(world: World, thread: Context, { device }: Accelerator, request: Packet): Code {
  yield* plain(world, thread, device.submit, request);
  yield spend(cost(world, 'register'), own(thread));
}

/** What a user's process asks of the kernel; a kernel thread is there already. */
function* systemCall(world: World, thread: Context): Code {
  if (thread.activity !== 'user') return;
  if (holdsNamed(world, thread)) yield* call(world, thread);
  else yield* inKernel(world, thread, call(world, thread));
}

function* call(world: World, thread: Context): Code {
  thread.calls++;
  yield spend(cost(world, 'syscall'), 'kernel');
  thread.calls--;
  yield POINT;
}
