import { JOIN, LEAVE } from '../trace/packed.js';
import { Kind } from '../trace/trace.js';
import { tracePacket } from './cpu.js';
import { endPacket, freePacket } from './packet.js';
import { recordEvent, recordPlace } from './record.js';
import type { State } from './state.js';

/**
 * Queues of packets with a limit: rings, input queues, sockets. A packet that finds its queue full is dropped there, or
 * pushes out the one that waits longest, and is counted at the queue's place.
 */

/** Appends the packet; false if it was dropped instead (with drop head another one is dropped, and the answer is true). */
export function append(s: State, fifo: number, packet: number): boolean {
  if (s.fifoLength[fifo]! >= s.fifoLimit[fifo]!) {
    const plan = s.program.layout.fifos[fifo]!;
    if (!plan.dropHead) {
      drop(s, packet, plan.place);
      return false;
    }
    drop(s, take(s, fifo), plan.place);
  }
  link(s, fifo, packet);
  return true;
}

/** Appends the packet whatever the limit. */
export function link(s: State, fifo: number, packet: number): void {
  chain(s, fifo, packet);
  if (s.recording === true && s.fifoQuiet[fifo] === 0) recordPlace(s, JOIN, fifo);
}

/** The same for a caller that has it recorded. */
export function chain(s: State, fifo: number, packet: number): void {
  const tail = s.fifoTail[fifo]!;
  s.packets.next[packet] = -1;
  if (tail < 0) s.fifoHead[fifo] = packet;
  else s.packets.next[tail] = packet;
  s.fifoTail[fifo] = packet;
  s.fifoLength[fifo]!++;
}

/** The packet that waits longest, taken out; -1 if there is none. */
export function take(s: State, fifo: number): number {
  const packet = s.fifoHead[fifo]!;
  if (packet < 0) return -1;
  s.fifoHead[fifo] = s.packets.next[packet]!;
  if (s.fifoHead[fifo]! < 0) {
    s.fifoTail[fifo] = -1;
    s.emptiedAt[fifo] = s.now;
  }
  s.fifoLength[fifo]!--;
  s.takenAt[fifo] = s.now;
  if (s.recording === true && s.fifoQuiet[fifo] === 0) recordPlace(s, LEAVE, fifo);
  return packet;
}

/** Ends a packet at a drop place; an answer that a process has made of a packet is no packet of its own. */
export function drop(s: State, packet: number, place: number): void {
  if (s.recording === true) recordEvent(s, Kind.Drop, place, 0, tracePacket(s, packet));
  if (s.packets.id[packet]! > 0) s.drops[place]!++;
  if (s.packets.id[packet]! > 0 && s.packets.delivered[packet] === 0) {
    s.dropped++;
    endPacket(s, packet, 2, place);
  }
  freePacket(s, packet);
}

/** Ends a packet's way through the kernel; its row lives on until `release`. */
export function deliver(s: State, packet: number, context: number, transmitted: boolean): void {
  if (s.recording === true) recordEvent(s, Kind.Deliver, context, transmitted ? 1 : 0, tracePacket(s, packet));
  if (s.packets.delivered[packet] === 1) return;
  s.delivered++;
  s.packets.delivered[packet] = 1;
  if (s.latencyClass < 0 || s.packets.class[packet] === s.latencyClass) {
    s.latency.add(s.now - s.packets.arrival[packet]!);
  }
  endPacket(s, packet, 1, 0);
}
