import { deliver, drop, link, take } from '../fifo.js';
import type { State } from '../state.js';
import { carryAck } from './carry.js';
import type { Sessions } from './sessions.js';

/** The receiving end of a session, in the host: reassembly, acknowledgements and the window. */

/** The session that a packet is a segment of; -1 for other packets. */
export function sessionOf(s: State, packet: number): number {
  if (s.sessions === undefined || s.packets.id[packet] === 0) return -1;
  return s.sessions.ofFlow[s.packets.flow[packet]!]!;
}

/** A segment is delivered to a process; whether anything came into its socket. */
export function takeSegment(s: State, process: number, packet: number, session: number): boolean {
  const t = s.sessions!;
  const { layout } = s.program;
  const sequence = s.packets.sequence[packet]!;
  const socket = s.socket[process]!;
  const held = layout.reassembly(session);
  t.process[session] = process;
  if (sequence < t.rcvNxt[session]!) return refuse(s, t, session, packet, layout.fifos[held]!.place);
  const room = s.fifoLimit[socket]! - s.fifoLength[socket]! - s.fifoLength[held]!;
  if (room <= 0) return refuse(s, t, session, packet, layout.fifos[socket]!.place);
  if (sequence > t.rcvNxt[session]!) {
    if (!insert(s, held, packet)) return refuse(s, t, session, packet, layout.fifos[held]!.place);
    acknowledge(s, t, session, 1);
    return false;
  }
  const gap = s.fifoLength[held]! > 0;
  enter(s, t, session, packet, process);
  while (s.fifoLength[held]! > 0 && s.packets.sequence[s.fifoHead[held]!] === t.rcvNxt[session]) {
    enter(s, t, session, take(s, held), process);
  }
  if (gap) acknowledge(s, t, session, 0);
  else if (s.answers[process] === 0) inOrder(s, t, session);
  return true;
}

/** A process has taken a packet out of its socket. */
export function noteRead(s: State, packet: number): void {
  const session = sessionOf(s, packet);
  if (session < 0) return;
  const t = s.sessions!;
  t.unread[session]!--;
  if (s.answers[t.process[session]!] === 1) return;
  const before = t.told[session]! - t.rcvNxt[session]!;
  const after = windowOf(s, t, session);
  const whole = t.links[t.entry[session]!]!.pattern.window;
  if (2 * before <= whole && after > 0 && after >= 2 * before) acknowledge(s, t, session, 0);
}

/** The NIC has sent what a process answered to a segment. */
export function answered(s: State, packet: number): void {
  const session = sessionOf(s, packet);
  if (session >= 0) acknowledge(s, s.sessions!, session, 0);
}

/** The timer of a delayed acknowledgement has come, or a time that has been moved. */
export function delayedAckEvent(s: State, session: number): void {
  const t = s.sessions!;
  const due = t.ackDue[session]!;
  if (due <= s.now) acknowledge(s, t, session, 0);
  else s.events.set(s.program.layout.delayedAckSlot(session), due);
}

function enter(s: State, t: Sessions, session: number, packet: number, process: number): void {
  link(s, s.socket[process]!, packet);
  deliver(s, packet, s.program.layout.process(process), false);
  t.rcvNxt[session]!++;
  t.unread[session]!++;
  t.goodput += t.mss[session]!;
}

/** Drops a segment that is of no use, and tells the sender what would be. */
function refuse(s: State, t: Sessions, session: number, packet: number, place: number): boolean {
  drop(s, packet, place);
  acknowledge(s, t, session, 1);
  return false;
}

/** Puts a segment among those behind a gap, in their order; false if it is there already. */
function insert(s: State, held: number, packet: number): boolean {
  const { sequence, next } = s.packets;
  const own = sequence[packet]!;
  const tail = s.fifoTail[held]!;
  if (tail < 0 || sequence[tail]! < own) {
    link(s, held, packet);
    return true;
  }
  let before = -1;
  let behind = s.fifoHead[held]!;
  while (sequence[behind]! < own) {
    before = behind;
    behind = next[behind]!;
  }
  if (sequence[behind] === own) return false;
  next[packet] = behind;
  if (before < 0) s.fifoHead[held] = packet;
  else next[before] = packet;
  s.fifoLength[held]!++;
  return true;
}

function inOrder(s: State, t: Sessions, session: number): void {
  const { delayedAck } = t.links[t.entry[session]!]!.pattern;
  t.unacked[session]!++;
  if (delayedAck === 0 || t.unacked[session]! >= 2) {
    acknowledge(s, t, session, 0);
    return;
  }
  const due = s.now + delayedAck;
  t.ackDue[session] = due;
  const slot = s.program.layout.delayedAckSlot(session);
  if (s.events.times[slot]! > due) s.events.set(slot, due);
}

function acknowledge(s: State, t: Sessions, session: number, duplicate: number): void {
  t.unacked[session] = 0;
  t.ackDue[session] = Number.POSITIVE_INFINITY;
  t.told[session] = Math.max(t.told[session]!, t.rcvNxt[session]! + windowOf(s, t, session));
  carryAck(s, session, t.rcvNxt[session]!, t.told[session]!, duplicate);
}

/** Segments that the receiver has room for. */
function windowOf(s: State, t: Sessions, session: number): number {
  const socket = s.socket[t.process[session]!]!;
  const own = t.links[t.entry[session]!]!.pattern.window - t.unread[session]!;
  return Math.max(0, Math.min(own, s.fifoLimit[socket]! - s.fifoLength[socket]!));
}
