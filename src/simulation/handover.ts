import { spend } from './cpu.js';
import { submit } from './crypto.js';
import { append, deliver, take } from './fifo.js';
import { block, wake, wakeCost } from './lwp.js';
import { sample } from './random.js';
import { request } from './softint.js';
import { Activity, type State, Wait } from './state.js';

/**
 * Where a packet passes from one context to another: an input queue, a device, a socket. Each is done in steps, since
 * the waking of a thread takes time and happens at its end: until then the thread is not ready.
 */

/** Puts the context's packet in the queue of its path's next stage and requests the soft level that serves it. */
export function enqueue(s: State, cpu: number, ctx: number, pc: number): boolean {
  const rank = s.b[pc]!;
  const thread = s.program.layout.softint(cpu, rank);
  if (s.step[ctx] === 0) {
    const packet = s.packet[ctx]!;
    const fifo = s.a[pc]! + cpu;
    s.packets.pc[packet] = s.c[pc]!;
    s.packet[ctx] = -1;
    const queued = append(s, fifo, packet);
    if (queued && request(s, fifo, ctx)) {
      s.step[ctx] = 1;
      if (spend(s, cpu, wakeCost(s, cpu, thread), s.own[ctx]!, s.program.kernelLabels.wakeup)) return true;
    }
  }
  if (s.step[ctx] === 1) wakeSoftint(s, cpu, thread, ctx);
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

/** Gives a request to a device, and blocks until it completes or leaves the packet to its continuation. */
export function submitRequest(s: State, cpu: number, ctx: number, pc: number): boolean {
  const device = s.a[pc]!;
  const blocks = s.c[pc]! < 0 || s.program.design.await === 'block';
  if (s.step[ctx] === 1) {
    const packet = s.packet[ctx]!;
    if (s.packets.id[packet] === 0) {
      s.packets.release(packet);
      s.packet[ctx] = -1;
    }
    s.step[ctx] = 0;
    s.pc[ctx] = pc + 1;
    return false;
  }
  if (s.packet[ctx]! < 0) s.packet[ctx] = s.packets.allocate(0, Math.max(0, s.b[pc]!), 0, 0, s.now);
  const packet = s.packet[ctx]!;
  s.packets.request[packet] = s.b[pc]! < 0 ? s.packets.bytes[packet]! : s.b[pc]!;
  s.packets.waiter[packet] = blocks ? ctx : -1;
  s.packets.pc[packet] = pc + 1;
  s.packets.level[packet] = s.c[pc]!;
  if (blocks) {
    s.step[ctx] = 1;
    submit(s, device, packet);
    block(s, cpu, Wait.device, device, s.program.deviceLabels[device]!);
    return false;
  }
  s.packet[ctx] = -1;
  s.pc[ctx] = s.loop[ctx]!;
  submit(s, device, packet);
  return false;
}

/** Hands a completed request back: wakes who sleeps for it, or has the rest of the packet's path run. */
export function complete(s: State, cpu: number, ctx: number, pc: number): boolean {
  const packet = s.packet[ctx]!;
  if (s.step[ctx] === 0) {
    const waiter = s.packets.waiter[packet]!;
    if (waiter >= 0) {
      s.step[ctx] = 1;
      if (spend(s, cpu, wakeCost(s, cpu, waiter), s.own[ctx]!, s.program.kernelLabels.wakeup)) return true;
    } else if (s.program.design.await === 'continuation_immediate') {
      s.pc[ctx] = s.packets.pc[packet]!;
      return false;
    } else if (s.program.design.await === 'continuation_thread') {
      const device = s.a[pc]!;
      append(s, s.program.layout.returnQueue(device), packet);
      s.step[ctx] = 3;
      const thread = s.program.layout.returnThread(device);
      const sleeps = s.waits[thread] === Wait.returned;
      const cost = sleeps ? wakeCost(s, cpu, thread) : 0;
      if (spend(s, cpu, cost, s.own[ctx]!, s.program.kernelLabels.wakeup)) return true;
    } else {
      const rank = s.packets.level[packet]!;
      const fifo = s.program.layout.continuations(cpu, rank);
      append(s, fifo, packet);
      if (request(s, fifo, ctx)) {
        s.step[ctx] = 2;
        const thread = s.program.layout.softint(cpu, rank);
        if (spend(s, cpu, wakeCost(s, cpu, thread), s.own[ctx]!, s.program.kernelLabels.wakeup)) return true;
      }
    }
  }
  if (s.step[ctx] === 1) wake(s, cpu, s.packets.waiter[packet]!, Wait.device, ctx);
  if (s.step[ctx] === 2) wakeSoftint(s, cpu, s.program.layout.softint(cpu, s.packets.level[packet]!), ctx);
  if (s.step[ctx] === 3) wake(s, cpu, s.program.layout.returnThread(s.a[pc]!), Wait.returned, ctx);
  s.step[ctx] = 0;
  s.packet[ctx] = -1;
  s.pc[ctx] = pc + 1;
  return false;
}

/** Appends the packet to a process's socket and wakes the process if it waits there. */
export function deliverPacket(s: State, cpu: number, ctx: number, pc: number): boolean {
  const process = s.a[pc]!;
  const receiver = s.program.layout.process(process);
  if (s.step[ctx] === 0) {
    const packet = s.packet[ctx]!;
    if (append(s, s.program.layout.socket(process), packet)) {
      deliver(s, packet, receiver, false);
      if (s.waits[receiver] === Wait.socket) {
        s.step[ctx] = 1;
        if (spend(s, cpu, wakeCost(s, cpu, receiver), s.own[ctx]!, s.program.kernelLabels.wakeup)) return true;
      }
    }
  }
  if (s.step[ctx] === 1) wake(s, cpu, receiver, Wait.socket, ctx);
  s.step[ctx] = 0;
  s.packet[ctx] = -1;
  s.pc[ctx] = pc + 1;
  return false;
}

/** A system call's way into the kernel and back. */
export function syscall(s: State, cpu: number, ctx: number, pc: number): boolean {
  if (s.step[ctx] === 0) {
    s.step[ctx] = 1;
    s.inKernel[ctx] = 1;
    if (spend(s, cpu, s.cost.syscall, Activity.kernel, s.program.kernelLabels.syscall)) return true;
  }
  s.inKernel[ctx] = 0;
  s.step[ctx] = 0;
  s.pc[ctx] = pc + 1;
  return false;
}

/** Takes the next packet from the process's socket, or sleeps until there is one. */
export function receivePacket(s: State, cpu: number, ctx: number, pc: number): boolean {
  if (s.packet[ctx]! >= 0) s.packets.release(s.packet[ctx]!);
  s.packet[ctx] = take(s, s.program.layout.socket(s.a[pc]!));
  if (s.packet[ctx]! < 0) block(s, cpu, Wait.socket, s.a[pc]!, s.program.kernelLabels.receive);
  else s.pc[ctx] = pc + 1;
  return false;
}

/** Sleeps for a time, by a timer of the process's own. */
export function sleep(s: State, cpu: number, ctx: number, pc: number): boolean {
  startTimer(s, ctx, pc);
  block(s, cpu, Wait.sleep, 0, s.program.kernelLabels.sleep);
  return false;
}

/** Starts the timer of the process's sleep and moves the process behind it. */
export function startTimer(s: State, ctx: number, pc: number): void {
  const { distributions, streams } = s.program.code;
  const time = sample(distributions[s.a[pc]!]!, s.streams[streams[s.a[pc]!]!]!);
  s.pc[ctx] = pc + 1;
  s.events.set(s.b[pc]!, s.now + time);
}
