import type { State } from '../state.js';
import { carrySegment } from './carry.js';
import type { Sessions } from './sessions.js';

/** The sender of a session: how much it may send, what an acknowledgement tells it, and its retransmission timer. */

const DUPLICATES = 3;
const LONGEST_RTO = 60e12;

/** An acknowledgement of everything before `number` has come, with a window up to `edge`. */
export function acknowledged(s: State, session: number, number: number, edge: number, duplicate: number): void {
  const t = s.sessions!;
  if (edge > t.edge[session]!) t.edge[session] = edge;
  if (number > t.una[session]!) progress(s, t, session, number);
  else if (duplicate === 1 && number === t.una[session] && t.nxt[session]! > number) repeated(s, t, session);
  output(s, t, session);
}

/** The retransmission timer's slot has come: it is the session's begin, its timer, or a time that has been moved. */
export function timerEvent(s: State, session: number): void {
  const t = s.sessions!;
  const deadline = t.deadline[session]!;
  if (deadline > s.now) {
    s.events.set(s.program.layout.retransmitSlot(session), deadline);
    return;
  }
  t.deadline[session] = Number.POSITIVE_INFINITY;
  if (t.begun[session] === 0) t.begun[session] = 1;
  else if (t.una[session] === t.max[session]) probe(s, t, session);
  else expire(t, session);
  output(s, t, session);
}

/** Sends what both windows allow: the receiver's, and the sender's own with up to two more by limited transmit. */
function output(s: State, t: Sessions, session: number): void {
  if (s.now >= s.traffic[t.entry[session]!]!.arrivals.until) t.end[session] = t.max[session]!;
  const own = t.una[session]! + Math.floor(t.cwnd[session]! / t.mss[session]!);
  const others = Math.min(t.edge[session]!, t.end[session]!);
  while (t.nxt[session]! < Math.min(own, others)) send(s, t, session, t.nxt[session]!++);
  const duplicates = t.duplicates[session]!;
  if (t.recovery[session] === 0 && duplicates < DUPLICATES) {
    while (t.limited[session]! < duplicates && t.nxt[session]! < Math.min(own + duplicates, others)) {
      t.limited[session]!++;
      send(s, t, session, t.nxt[session]!++);
    }
  }
  const idle = t.una[session] === t.max[session];
  if (idle && t.nxt[session]! < t.end[session]! && t.deadline[session] === Number.POSITIVE_INFINITY) {
    startTimer(s, t, session);
  }
}

function send(s: State, t: Sessions, session: number, sequence: number): void {
  if (sequence < t.max[session]!) {
    t.retransmits++;
    // Whose acknowledgement comes now, nobody can tell (Karn).
    t.timed[session] = -1;
  } else {
    t.max[session] = sequence + 1;
    if (t.timed[session]! < 0) {
      t.timed[session] = sequence;
      t.timedAt[session] = s.now;
    }
  }
  carrySegment(s, session, sequence);
  if (t.deadline[session] === Number.POSITIVE_INFINITY) startTimer(s, t, session);
}

function progress(s: State, t: Sessions, session: number, number: number): void {
  const mss = t.mss[session]!;
  const segments = number - t.una[session]!;
  if (t.timed[session]! >= 0 && number > t.timed[session]!) {
    measure(t, session, s.now - t.timedAt[session]!, s.sessions!.links[t.entry[session]!]!.pattern.minimumRto);
    t.timed[session] = -1;
  }
  t.una[session] = number;
  if (t.nxt[session]! < number) t.nxt[session] = number;
  if (t.recovery[session]! > 0 && number < t.recover[session]!) {
    // A partial acknowledgement: the next hole is known.
    send(s, t, session, number);
    t.cwnd[session] = Math.max(mss, t.cwnd[session]! - segments * mss + mss);
    if (t.recovery[session] === 1) startTimer(s, t, session);
    t.recovery[session] = 2;
    return;
  }
  t.duplicates[session] = 0;
  t.limited[session] = 0;
  if (t.recovery[session]! > 0) {
    const flight = (t.nxt[session]! - number) * mss;
    t.cwnd[session] = Math.min(t.ssthresh[session]!, Math.max(flight, mss) + mss);
    t.recovery[session] = 0;
  } else grow(t, session, mss, s.sessions!.links[t.entry[session]!]!.pattern.window * mss);
  if (t.una[session] === t.max[session]) t.deadline[session] = Number.POSITIVE_INFINITY;
  else startTimer(s, t, session);
}

/** Slow start, or congestion avoidance by equation (3) of RFC 5681; never beyond what the receiver could allow. */
function grow(t: Sessions, session: number, mss: number, most: number): void {
  const cwnd = t.cwnd[session]!;
  const more = cwnd < t.ssthresh[session]! ? mss : Math.max(1, Math.floor((mss * mss) / cwnd));
  t.cwnd[session] = Math.max(cwnd, Math.min(cwnd + more, most));
}

/** A duplicate acknowledgement: a segment has left the network, and it was not the oldest. */
function repeated(s: State, t: Sessions, session: number): void {
  const mss = t.mss[session]!;
  t.duplicates[session]!++;
  if (t.recovery[session]! > 0) {
    t.cwnd[session]! += mss;
    return;
  }
  if (t.duplicates[session] !== DUPLICATES || t.una[session]! <= t.recover[session]!) return;
  halve(t, session, t.nxt[session]! - t.una[session]! - t.limited[session]!);
  t.recovery[session] = 1;
  t.recover[session] = t.max[session]!;
  send(s, t, session, t.una[session]!);
  t.cwnd[session] = t.ssthresh[session]! + DUPLICATES * mss;
}

/** Equation (4) of RFC 5681; `flight` in segments. */
function halve(t: Sessions, session: number, flight: number): void {
  const mss = t.mss[session]!;
  t.ssthresh[session] = Math.max(Math.floor((flight * mss) / 2), 2 * mss);
}

/** The timer has expired: slow start from the oldest segment on. */
function expire(t: Sessions, session: number): void {
  const una = t.una[session]!;
  if (t.expired[session] !== una) halve(t, session, t.max[session]! - una);
  t.expired[session] = una;
  t.cwnd[session] = t.mss[session]!;
  t.recovery[session] = 0;
  t.recover[session] = t.max[session]!;
  t.duplicates[session] = 0;
  t.limited[session] = 0;
  t.nxt[session] = una;
  backOff(t, session);
}

/** The window has been closed for long: one segment beyond it, in case that its opening has been lost. */
function probe(s: State, t: Sessions, session: number): void {
  if (t.nxt[session]! >= t.end[session]!) return;
  backOff(t, session);
  send(s, t, session, t.nxt[session]!++);
}

function backOff(t: Sessions, session: number): void {
  t.rto[session] = Math.min(2 * t.rto[session]!, LONGEST_RTO);
}

/** RFC 6298, (2.2) and (2.3), with a clock of no grain. */
function measure(t: Sessions, session: number, sample: number, least: number): void {
  if (t.srtt[session]! < 0) {
    t.srtt[session] = sample;
    t.rttvar[session] = sample / 2;
  } else {
    t.rttvar[session] = 0.75 * t.rttvar[session]! + 0.25 * Math.abs(t.srtt[session]! - sample);
    t.srtt[session] = 0.875 * t.srtt[session]! + 0.125 * sample;
  }
  const rto = Math.round(t.srtt[session]! + 4 * t.rttvar[session]!);
  t.rto[session] = Math.min(LONGEST_RTO, Math.max(least, rto));
}

/** (Re)starts the timer. Its slot may come earlier, and is moved then, which is cheaper than with each acknowledgement. */
function startTimer(s: State, t: Sessions, session: number): void {
  const deadline = s.now + t.rto[session]!;
  t.deadline[session] = deadline;
  const slot = s.program.layout.retransmitSlot(session);
  if (s.events.times[slot]! > deadline) s.events.set(slot, deadline);
}

/** Sets when each session begins: those of an entry are spread evenly over the first round trip. */
export function startSessions(s: State): void {
  const t = s.sessions!;
  for (let session = 0; session < t.count; session++) {
    const entry = t.entry[session]!;
    const { arrivals } = s.traffic[entry]!;
    const { pattern, first } = t.links[entry]!;
    const start = arrivals.from + Math.floor((pattern.rtt * (session - first)) / arrivals.flows);
    t.deadline[session] = start;
    s.events.set(s.program.layout.retransmitSlot(session), start);
  }
}
