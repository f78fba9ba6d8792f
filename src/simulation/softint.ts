import { iplRank } from '../model/ipl.js';
import { Kind } from '../trace/trace.js';
import { isBeneath } from './cpu.js';
import { take } from './fifo.js';
import { levelIndex } from './levels.js';
import { reclaim } from './nic.js';
import { endRound, isInhibited, spent, turnIsOver, txTurnIsOver } from './polling.js';
import { record } from './record.js';
import { assert, requestSoft } from './spl.js';
import { Life, type State, Wait } from './state.js';

/**
 * Soft interrupts: work that a handler puts off to a lower level. Each queue of packets is a handler of its level on its
 * CPU. Requested handlers stand in a list, once each, in the order of their requests; the level's context takes the one
 * in front and serves it until its queue is empty, as ipintr does. Whether that context is a borrowed one on the way out
 * of a trap or a thread is the design's choice, and the list is the same for both.
 */

/** Who must be told of the request of a handler, so that it is served. */
export enum Recipient {
  /** Nobody: the CPU is the one that asks, or knows of the handler and has not yet found its queue empty. */
  nobody = 0,
  /** The level's thread, which sleeps. */
  thread = 1,
  /** Another CPU, which is sent an IPI. */
  cpu = 2,
}

/** Requests, on CPU `from`, the handler of a queue. An IPI is on its way at once; a thread is left to be woken. */
export function request(s: State, from: number, fifo: number, by: number): Recipient {
  const cpu = s.fifoCpu[fifo]!;
  const rank = s.fifoRank[fifo]!;
  const requested = s.softQueued[fifo] === 1;
  if (!requested) {
    insertLast(s, levelIndex(cpu, rank), fifo);
    if (s.recording === true) record(s, Kind.Request, cpu, rank, by);
  }
  if (s.softThreads === true) {
    const thread = s.softint[levelIndex(cpu, rank)]!;
    return s.life[thread] === Life.waiting && s.waits[thread] === Wait.softint ? Recipient.thread : Recipient.nobody;
  }
  if (requested) return Recipient.nobody;
  requestSoft(s, cpu, rank);
  if (cpu === from) return Recipient.nobody;
  assert(s, s.program.layout.ipiSource(cpu));
  return Recipient.cpu;
}

/**
 * The next packet at a level of a CPU; -1 if no handler has one, and then the request is over. A ring that is polled and
 * was found empty is answered as -2 - device: its interrupt must be let in again.
 */
export function nextSoft(s: State, cpu: number, rank: number): number {
  const index = levelIndex(cpu, rank);
  for (;;) {
    const fifo = s.softHead[index]!;
    if (fifo < 0) {
      s.pending[cpu]! &= ~(1 << rank);
      if (rank !== SOFTNET || s.clockPolls === false || !endRound(s, cpu)) return -1;
      requestRings(s, cpu, index);
      continue;
    }
    const device = s.polledDevice[fifo]!;
    const sender = s.reclaims[fifo]!;
    if (sender >= 0) {
      const packet = txTurnIsOver(s.program.design.poll, s.served[index]!) ? -1 : reclaim(s, sender);
      if (packet >= 0) {
        s.served[index]!++;
        s.packets.pc[packet] = s.txDoneCode[sender]!;
        return packet;
      }
      removeFirst(s, index);
      if (!isPollOver(s, cpu, index, sender)) continue;
      if (s.softHead[index]! < 0) s.pending[cpu]! &= ~(1 << rank);
      return -2 - sender;
    }
    if (device >= 0) {
      if (isInhibited(s, cpu) || spent(s, device)) {
        removeFirst(s, index);
        if (s.txDone[device] === 0 || !isPollOver(s, cpu, index, device)) continue;
        if (s.softHead[index]! < 0) s.pending[cpu]! &= ~(1 << rank);
        return -2 - device;
      }
      if (turnIsOver(s.program.design.poll, s.served[index]!)) {
        removeFirst(s, index);
        requestReclaim(s, index, device);
        insertLast(s, index, fifo);
        continue;
      }
    }
    const packet = take(s, fifo);
    if (packet >= 0) {
      s.served[index]!++;
      if (device >= 0) s.residual[device]!--;
      return packet;
    }
    removeFirst(s, index);
    if (device < 0 || !isPollOver(s, cpu, index, device)) continue;
    if (s.softHead[index]! < 0) s.pending[cpu]! &= ~(1 << rank);
    return -2 - device;
  }
}

/**
 * One half of a NIC's poll, receiving or transmitting, has left the list. The poll is over, and the interrupt is let in
 * again, when neither has anything left; while input is held back, it is let in for transmit completions. A NIC that the
 * clock polls is never let in.
 */
function isPollOver(s: State, cpu: number, index: number, device: number): boolean {
  const { design } = s.program;
  if (s.softQueued[s.ring[device]!] === 1 || s.softQueued[s.txRing[device]!] === 1) return false;
  const sends = requestReclaim(s, index, device);
  if (design.poll.kind === 'clock') return false;
  if (s.txDone[device] === 0) return true;
  const inhibited = isInhibited(s, cpu);
  const receives = !inhibited && s.fifoLength[s.ring[device]!]! > 0;
  if (receives) insertLast(s, index, s.ring[device]!);
  if (sends || receives) return false;
  s.rxHeld[device] = inhibited ? 1 : 0;
  return true;
}

/** Requests the reclaiming of a NIC's descriptors where there are any; true if there are. */
function requestReclaim(s: State, index: number, device: number): boolean {
  if (s.reclaimable[device] === 0) return false;
  const fifo = s.txRing[device]!;
  if (s.softQueued[fifo] === 0) insertLast(s, index, fifo);
  return true;
}

/** Has every NIC of the CPU polled. */
function requestRings(s: State, cpu: number, index: number): void {
  const { layout } = s.program;
  for (let device = 0; device < layout.devices.length; device++) {
    if (layout.devices[device]!.kind !== 'nic' || layout.devices[device]!.cpu !== cpu) continue;
    requestReclaim(s, index, device);
    insertLast(s, index, s.ring[device]!);
  }
}

const SOFTNET = iplRank('softnet');

function insertLast(s: State, index: number, fifo: number): void {
  s.softQueued[fifo] = 1;
  s.softNext[fifo] = -1;
  if (s.softHead[index]! < 0) s.softHead[index] = fifo;
  else s.softNext[s.softTail[index]!] = fifo;
  s.softTail[index] = fifo;
}

function removeFirst(s: State, index: number): void {
  const fifo = s.softHead[index]!;
  s.softQueued[fifo] = 0;
  s.softHead[index] = s.softNext[fifo]!;
  if (s.softHead[index]! < 0) s.softTail[index] = -1;
  s.served[index] = 0;
}

/**
 * True if nothing waits or runs at the level, be it in another context that has called a stage of it: a packet may overtake
 * none if its stage is called directly.
 */
export function isQuiet(s: State, cpu: number, rank: number, ctx: number): boolean {
  if (s.softHead[levelIndex(cpu, rank)]! >= 0 || isCalled(s, levelIndex(cpu, rank), ctx)) return false;
  if (s.softThreads === true) {
    const thread = s.softint[levelIndex(cpu, rank)]!;
    return s.life[thread] === Life.waiting && s.waits[thread] === Wait.softint;
  }
  const context = s.softint[levelIndex(cpu, rank)]!;
  if (s.detached[context] === 1 || s.held[cpu]! & (1 << rank)) return false;
  return !isBeneath(s, s.top[cpu]!, context);
}

/** A context calls a stage of the level with its packet, and is in it for as long as it has that (NWS_DISPATCHING). */
export function noteCall(s: State, cpu: number, rank: number, ctx: number): void {
  const index = levelIndex(cpu, rank);
  s.calls[ctx] = s.packets.id[s.packet[ctx]!]!;
  s.caller[index] = ctx;
  s.called[index] = s.calls[ctx]!;
}

function isCalled(s: State, index: number, by: number): boolean {
  const caller = s.caller[index]!;
  const packet = s.packet[caller]!;
  const inCall = s.calls[caller] === s.called[index] && packet >= 0 && s.packets.id[packet] === s.called[index];
  return inCall && caller !== by;
}
