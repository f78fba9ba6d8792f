import { spend } from './cpu.js';
import { link } from './fifo.js';
import { Label } from './labels.js';
import { standInLine } from './line.js';
import { block, wake, wakeCost } from './lwp.js';
import { allocatePacket } from './packet.js';
import { type State, Wait } from './state.js';

/**
 * Messages from process to process, as through a pipe, a local socket or a port of Mach. A message waits in the socket of
 * its receiver like a packet, but is none: it came on no wire, and no count of packets holds it. Nor is it ever dropped:
 * where a socket is full its senders sleep, and each message that the receiver takes wakes the one that waits longest.
 * Between its wakeup and its turn a packet may have taken the place; then it goes back to the end of the line.
 */

/** Puts a message into a process's socket, or waits for room there, and wakes the process if it sleeps for one. */
export function send(s: State, cpu: number, ctx: number, pc: number): boolean {
  const process = s.a[pc]!;
  const receiver = s.program.layout.process(process);
  const socket = s.socket[process]!;
  if (s.step[ctx] === 0) {
    if (s.fifoLength[socket]! >= s.fifoLimit[socket]!) {
      standInLine(s.senderHead, s.senderNext, process, ctx);
      block(s, cpu, Wait.room, process, Label.send);
      return false;
    }
    link(s, socket, message(s, ctx, s.b[pc]!));
    s.messages++;
    if (s.waits[receiver] === Wait.socket) {
      s.step[ctx] = 1;
      if (spend(s, cpu, wakeCost(s, cpu, receiver), s.own[ctx]!, s.c[pc]!)) return true;
    }
  }
  if (s.step[ctx] === 1) wake(s, cpu, receiver, Wait.socket, ctx);
  s.step[ctx] = 0;
  s.pc[ctx] = pc + 1;
  return false;
}

/** The process has taken something from its socket: who waits longest for room there is woken. */
export function wakeSender(s: State, cpu: number, ctx: number, process: number): boolean {
  const sender = s.senderHead[process]!;
  if (sender >= 0) {
    if (s.step[ctx] === 0) {
      s.step[ctx] = 1;
      if (spend(s, cpu, wakeCost(s, cpu, sender), s.own[ctx]!, Label.wakeup)) return true;
    }
    s.senderHead[process] = s.senderNext[sender]!;
    wake(s, cpu, sender, Wait.room, ctx);
  }
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  return false;
}

/** Whether somebody waits for room. */
export function hasSender(s: State): boolean {
  return s.senderHead.some((ctx) => ctx >= 0);
}

export function isMessage(s: State, row: number): boolean {
  return s.packets.id[row] === 0 && s.packets.delivered[row] === 1;
}

/** A message of so many bytes, or with -1 of as many as the sender's packet has. */
function message(s: State, ctx: number, bytes: number): number {
  const size = bytes < 0 ? s.packets.bytes[s.packet[ctx]!]! : bytes;
  const row = allocatePacket(s, 0, size, 0, 0);
  s.packets.flow[row] = 0;
  // Whatever its receiver does with it, it is no packet that ends there.
  s.packets.delivered[row] = 1;
  return row;
}
