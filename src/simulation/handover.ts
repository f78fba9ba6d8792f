import { iplRank } from '../model/ipl.js';
import { Cost } from './costs.js';
import { spend } from './cpu.js';
import { append, deliver, take } from './fifo.js';
import { Label } from './labels.js';
import { levelIndex } from './levels.js';
import { block, wake, wakeCost } from './lwp.js';
import { quiet } from './nic.js';
import { allocatePacket, freePacket } from './packet.js';
import { relieve, stopInput } from './polling.js';
import { sample } from './random.js';
import { submit } from './requests.js';
import { Recipient, request } from './softint.js';
import { mask } from './spl.js';
import { Activity, LOOK, type State, Wait } from './state.js';
import { noteRead, sessionOf, takeSegment } from './tcp/receiver.js';

/**
 * Where a packet passes from one context to another: an input queue, a device, a socket. Each is done in steps, since
 * the waking of a thread takes time and happens at its end: until then the thread is not ready.
 */

/** Puts the context's packet in the queue of its path's next stage and requests the soft level that serves it. */
export function enqueue(s: State, cpu: number, ctx: number, pc: number): boolean {
  if (s.step[ctx] === 0) s.target[ctx] = servingCpu(s, s.packet[ctx]!);
  const target = s.target[ctx]!;
  const fifo = s.a[pc]! + target;
  const thread = s.softint[levelIndex(target, s.fifoRank[fifo]!)]!;
  if (s.step[ctx] === 0) {
    const packet = s.packet[ctx]!;
    s.packets.pc[packet] = s.c[pc]!;
    s.packet[ctx] = -1;
    if (append(s, fifo, packet)) {
      s.step[ctx] = request(s, cpu, fifo, ctx);
      if (tell(s, cpu, thread, ctx)) return true;
    }
  }
  if (s.step[ctx] === Recipient.thread) wakeSoftint(s, cpu, thread, ctx);
  s.step[ctx] = 0;
  s.pc[ctx] = pc + 1;
  return false;
}

/** Begins what it takes to tell the recipient of a request, which the context's step is; false if it takes no time. */
function tell(s: State, cpu: number, thread: number, by: number): boolean {
  if (s.step[by] === Recipient.nobody) return false;
  if (s.step[by] === Recipient.cpu) return spend(s, cpu, s.cost[Cost.ipi]!, s.own[by]!, Label.ipi);
  return spend(s, cpu, wakeCost(s, cpu, thread), s.own[by]!, Label.wakeup);
}

/**
 * The CPU whose queue a packet goes to: the one that takes its NIC's interrupts, wherever a thread carries it meanwhile,
 * or that of its flow.
 */
export function servingCpu(s: State, packet: number): number {
  if (s.hashed === true) return s.packets.flow[packet]! % s.cpus;
  return s.sourceCpu[s.packets.device[packet]!]!;
}

/** A clock's handler requests its soft work, unless it is requested already: the work is one, whoever asks for it. */
export function requestWork(s: State, cpu: number, ctx: number, pc: number): boolean {
  const fifo = s.a[pc]!;
  const thread = s.program.layout.softint(cpu, s.b[pc]!);
  if (s.step[ctx] === 0 && s.fifoLength[fifo] === 0) {
    const row = allocatePacket(s, 0, 0, 0, 0);
    s.packets.pc[row] = s.c[pc]!;
    append(s, fifo, row);
    s.step[ctx] = request(s, cpu, fifo, ctx);
    if (tell(s, cpu, thread, ctx)) return true;
  }
  if (s.step[ctx] === Recipient.thread) wakeSoftint(s, cpu, thread, ctx);
  s.step[ctx] = 0;
  s.pc[ctx] = pc + 1;
  return false;
}

/** Wakes the thread of a soft level, which is what a soft interrupt is in such a design. */
function wakeSoftint(s: State, cpu: number, thread: number, by: number): void {
  if (s.waits[thread] !== Wait.softint) return;
  s.softints++;
  wake(s, cpu, thread, Wait.softint, by);
}

/**
 * Gives a request to a device, and blocks until it completes or leaves the packet to its continuation. The operation is
 * followed by a jump to where the stage goes on, and that by the stage's end, for a packet that the driver has dropped.
 */
export function submitRequest(s: State, cpu: number, ctx: number, pc: number): boolean {
  const device = s.a[pc]!;
  const blocks = s.c[pc]! < 0 || s.program.design.await === 'block';
  if (s.step[ctx]! > 0) {
    if (s.step[ctx] === OF_NO_PACKET) {
      freePacket(s, s.packet[ctx]!);
      s.packet[ctx] = -1;
    }
    s.step[ctx] = 0;
    s.pc[ctx] = pc + 1;
    return false;
  }
  const bare = s.packet[ctx]! < 0;
  if (bare) s.packet[ctx] = allocatePacket(s, 0, Math.max(0, s.b[pc]!), 0, 0);
  const packet = s.packet[ctx]!;
  s.packets.request[packet] = s.b[pc]! < 0 ? s.packets.bytes[packet]! : s.b[pc]!;
  s.packets.waiter[packet] = blocks ? ctx : -1;
  s.packets.pc[packet] = pc + 1;
  s.packets.level[packet] = s.c[pc]!;
  if (blocks) {
    if (!submit(s, device, packet, s.c[pc]! < 0)) {
      s.packet[ctx] = -1;
      s.pc[ctx] = pc + 2;
      return false;
    }
    s.step[ctx] = bare ? OF_NO_PACKET : OF_PACKET;
    block(s, cpu, Wait.device, device, s.program.deviceLabels[device]!);
    return false;
  }
  s.packet[ctx] = -1;
  s.calls[ctx] = 0;
  s.pc[ctx] = s.loop[ctx]!;
  submit(s, device, packet, false);
  return false;
}

/** Steps of a context that sleeps for its request, which is about what it holds or, with a row of its own, about nothing. */
const OF_PACKET = 1;
const OF_NO_PACKET = 2;

/** Steps of a context that hands a request back, beside those of telling a `Recipient`. */
const TO_WAITER = 3;
const TO_RETURN_THREAD = 4;

/** Hands a completed request back: wakes who sleeps for it, or has the rest of the packet's path run. */
export function complete(s: State, cpu: number, ctx: number, pc: number): boolean {
  if (s.step[ctx] === 0) {
    const packet = s.packet[ctx]!;
    const waiter = s.packets.waiter[packet]!;
    if (waiter >= 0) {
      s.step[ctx] = TO_WAITER;
      if (spend(s, cpu, wakeCost(s, cpu, waiter), s.own[ctx]!, Label.wakeup)) return true;
    } else if (s.program.design.await === 'continuation_immediate') {
      s.pc[ctx] = s.packets.pc[packet]!;
      return false;
    } else if (s.program.design.await === 'continuation_thread') {
      const device = s.a[pc]!;
      append(s, s.program.layout.returnQueue(device), packet);
      s.step[ctx] = TO_RETURN_THREAD;
      const thread = s.program.layout.returnThread(device);
      const sleeps = s.waits[thread] === Wait.returned;
      const cost = sleeps ? wakeCost(s, cpu, thread) : 0;
      if (spend(s, cpu, cost, s.own[ctx]!, Label.wakeup)) return true;
    } else if (requestContinuation(s, cpu, ctx)) return true;
  }
  if (s.step[ctx] === Recipient.thread) wakeSoftint(s, cpu, s.target[ctx]!, ctx);
  if (s.step[ctx] === TO_WAITER) wake(s, cpu, s.packets.waiter[s.packet[ctx]!]!, Wait.device, ctx);
  if (s.step[ctx] === TO_RETURN_THREAD) wake(s, cpu, s.program.layout.returnThread(s.a[pc]!), Wait.returned, ctx);
  s.step[ctx] = 0;
  s.packet[ctx] = -1;
  s.pc[ctx] = pc + 1;
  return false;
}

/**
 * Queues the rest of the packet's stage for its soft interrupt: on the CPU of the flow, or on this one, which the completion
 * has interrupted. True if it takes time to reach that; a thread, in `target`, is woken at its end.
 */
function requestContinuation(s: State, cpu: number, ctx: number): boolean {
  const packet = s.packet[ctx]!;
  const rank = s.packets.level[packet]!;
  const target = s.hashed === true ? servingCpu(s, packet) : cpu;
  const fifo = s.program.layout.continuations(target, rank);
  append(s, fifo, packet);
  s.target[ctx] = s.softint[levelIndex(target, rank)]!;
  s.step[ctx] = request(s, cpu, fifo, ctx);
  const busy = tell(s, cpu, s.target[ctx]!, ctx);
  // What is done is done for the packet, which may be gone before its end.
  s.packet[ctx] = -1;
  return busy;
}

/** Appends the packet to a process's socket and wakes the process if it waits there. */
export function deliverPacket(s: State, cpu: number, ctx: number, pc: number): boolean {
  const process = s.a[pc]!;
  const receiver = s.program.layout.process(process);
  if (s.step[ctx] === 0) {
    const entered = enterSocket(s, process, s.packet[ctx]!);
    if (s.feedback === true) stopInput(s, process);
    if (entered && s.waits[receiver] === Wait.socket) {
      s.step[ctx] = 1;
      if (spend(s, cpu, wakeCost(s, cpu, receiver), s.own[ctx]!, Label.wakeup)) return true;
    }
  }
  if (s.step[ctx] === 1) wake(s, cpu, receiver, Wait.socket, ctx);
  s.step[ctx] = 0;
  s.packet[ctx] = -1;
  s.pc[ctx] = pc + 1;
  return false;
}

/** Puts a packet into a process's socket; whether anything has come into it. */
function enterSocket(s: State, process: number, packet: number): boolean {
  const session = sessionOf(s, packet);
  if (session >= 0) return takeSegment(s, process, packet, session);
  if (!append(s, s.socket[process]!, packet)) return false;
  deliver(s, packet, s.program.layout.process(process), false);
  return true;
}

/** A NIC's handler that leaves the ring to a poll masks its source and requests the poll. */
export function startPoll(s: State, cpu: number, ctx: number, device: number): boolean {
  if (s.step[ctx] === 0) {
    s.step[ctx] = 1;
    if (spend(s, cpu, s.cost[Cost.mask]!, s.own[ctx]!, Label.mask)) return true;
  }
  if (s.step[ctx] === 1) {
    mask(s, s.source[device]!);
    if (requestPoll(s, cpu, ctx, device)) return true;
  }
  if (s.step[ctx] === 2) wakeSoftint(s, cpu, s.target[ctx]!, ctx);
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  return false;
}

/**
 * Requests the poll of every NIC whose source is masked for one that was held back, be it only to be unmasked. True if
 * the CPU is busy with waking a thread for one of them, to come back here when that is done; the step is 0 at the end.
 */
export function startHeldPolls(s: State, cpu: number, ctx: number): boolean {
  const { layout } = s.program;
  // Each of them once: the poll of the first may be over and held back again before the last has been asked for.
  let device = s.step[ctx]! >= 2 ? s.polled[ctx]! + 1 : 0;
  if (s.step[ctx] === 2) wakeSoftint(s, cpu, s.target[ctx]!, ctx);
  s.step[ctx] = 0;
  for (; device < s.devices; device++) {
    if (layout.devices[device]!.kind !== 'nic') continue;
    if (s.rxHeld[device] === 1) {
      s.rxHeld[device] = 0;
      mask(s, s.source[device]!);
    }
    if (s.sourceMasked[s.source[device]!] === 0) continue;
    if (s.softQueued[s.ring[device]!] === 1) continue;
    s.polled[ctx] = device;
    if (requestPoll(s, cpu, ctx, device)) return true;
    if (s.step[ctx] === 2) wakeSoftint(s, cpu, s.target[ctx]!, ctx);
    s.step[ctx] = 0;
  }
  return false;
}

/**
 * Requests a NIC's poll; with step 2 its thread, in `target`, must be woken, with step 3 its CPU was interrupted, and true
 * means that this takes time. It does so in the kernel, also where a process has let input in.
 */
function requestPoll(s: State, cpu: number, ctx: number, device: number): boolean {
  const { layout } = s.program;
  if (s.reclaimable[device]! > 0) request(s, cpu, s.txRing[device]!, ctx);
  const own = s.own[ctx] === Activity.user ? Activity.kernel : s.own[ctx]!;
  const target = layout.devices[device]!.cpu;
  const recipient = request(s, cpu, s.ring[device]!, ctx);
  if (recipient === Recipient.nobody) {
    if (s.softThreads) return false;
    // A process that goes on with the next NIC is at no level that would keep the poll of this one away.
    s.attention[cpu]! |= LOOK;
    s.anyAttention = true;
    return false;
  }
  if (recipient === Recipient.cpu) {
    s.step[ctx] = 3;
    return spend(s, cpu, s.cost[Cost.ipi]!, own, Label.ipi);
  }
  const thread = layout.softint(target, SOFTNET);
  s.target[ctx] = thread;
  s.step[ctx] = 2;
  return spend(s, cpu, wakeCost(s, cpu, thread), own, Label.wakeup);
}

const SOFTNET = iplRank('softnet');

/** The poll of a device has found its ring empty: its interrupt is let in again. */
export function endPoll(s: State, cpu: number, ctx: number, device: number): boolean {
  s.polled[ctx] = device;
  s.step[ctx] = 1;
  quiet(s, device);
  return spend(s, cpu, s.cost[Cost.mask]!, s.own[ctx]!, Label.mask);
}

/** A system call's way into the kernel and back. */
export function syscall(s: State, cpu: number, ctx: number, pc: number): boolean {
  if (s.step[ctx] === 0) {
    s.step[ctx] = 1;
    s.inKernel[ctx]!++;
    if (spend(s, cpu, s.cost[Cost.syscall]!, Activity.kernel, s.b[pc]!)) return true;
  }
  s.inKernel[ctx]!--;
  s.step[ctx] = 0;
  s.pc[ctx] = pc + 1;
  return false;
}

/** Takes the next packet from the process's socket, or sleeps until there is one. */
export function receivePacket(s: State, cpu: number, ctx: number, pc: number): boolean {
  if (s.step[ctx] === 0) {
    if (s.packet[ctx]! >= 0) freePacket(s, s.packet[ctx]!);
    s.packet[ctx] = take(s, s.socket[s.a[pc]!]!);
    if (s.sessions !== undefined && s.packet[ctx]! >= 0) noteRead(s, s.packet[ctx]!);
    if (s.feedback === true && relieve(s, s.a[pc]!)) {
      s.step[ctx] = 1;
      s.inKernel[ctx]!++;
    }
  }
  if (s.step[ctx]! > 0) {
    if (startHeldPolls(s, cpu, ctx)) return true;
    s.inKernel[ctx]!--;
  }
  if (s.packet[ctx]! < 0) block(s, cpu, Wait.socket, s.a[pc]!, Label.receive);
  else s.pc[ctx] = pc + 1;
  return false;
}

/** Sleeps for a time, by a timer of the process's own. */
export function sleep(s: State, cpu: number, ctx: number, pc: number): boolean {
  startTimer(s, ctx, pc);
  block(s, cpu, Wait.sleep, 0, Label.sleep);
  return false;
}

/** Starts the timer of the process's sleep and moves the process behind it. */
export function startTimer(s: State, ctx: number, pc: number): void {
  const { distributions, streams } = s.program.code;
  const time = sample(distributions[s.a[pc]!]!, s.streams[streams[s.a[pc]!]!]!);
  s.pc[ctx] = pc + 1;
  s.events.set(s.b[pc]!, s.now + time);
}
