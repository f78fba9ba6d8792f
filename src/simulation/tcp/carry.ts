import type { State } from '../state.js';

/** What is sent on the way between senders and host. */

/** A sender sends a segment now. */
export function carrySegment(s: State, session: number, sequence: number): void {
  const entry = s.sessions!.entry[session]!;
  const link = s.sessions!.links[entry]!;
  const at = s.now + Math.floor(link.pattern.rtt / 2);
  const { segments } = link;
  segments.append();
  segments.put(0, at);
  segments.put(1, session);
  segments.put(2, sequence);
  if (segments.length === 1) s.events.set(s.trafficSlot[entry]!, at);
}

/** The host sends an acknowledgement now: of everything before `number`, with a window up to `edge`. */
export function carryAck(s: State, session: number, number: number, edge: number, duplicate: number): void {
  const entry = s.sessions!.entry[session]!;
  const link = s.sessions!.links[entry]!;
  const at = s.now + Math.ceil(link.pattern.rtt / 2);
  const { acks } = link;
  acks.append();
  acks.put(0, at);
  acks.put(1, session);
  acks.put(2, number);
  acks.put(3, edge);
  acks.put(4, duplicate);
  if (acks.length === 1) s.events.set(s.program.layout.ackSlot(entry), at);
}
