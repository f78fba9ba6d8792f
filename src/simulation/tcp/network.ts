import type { Nic } from '../../model/device.js';
import { receive, wireTime } from '../nic.js';
import type { State } from '../state.js';
import { acknowledged } from './sender.js';

/** What comes to an end of the way between senders and host. */

/** The segment in front has come to the wire, or its last bit to the NIC. */
export function segmentEvent(s: State, entry: number): void {
  const link = s.sessions!.links[entry]!;
  const { segments } = link;
  const source = s.traffic[entry]!;
  const slot = s.trafficSlot[entry]!;
  if (!link.onWire) {
    const wire = wireTime(s.program.layout.devices[source.device] as Nic, link.pattern.frame);
    const arrival = Math.max(s.now, s.wireFree[source.device]!) + wire;
    s.wireFree[source.device] = arrival;
    link.onWire = true;
    s.events.set(slot, arrival);
    return;
  }
  const session = segments.front(1);
  const sequence = segments.front(2);
  link.onWire = false;
  segments.shift();
  if (segments.length > 0) s.events.set(slot, Math.max(s.now, segments.front(0)));
  receive(s, source.device, link.pattern.frame, source.packetClass, s.sessions!.flow[session]!, sequence);
}

/** The acknowledgement in front has come to its sender. */
export function ackEvent(s: State, entry: number): void {
  const { acks } = s.sessions!.links[entry]!;
  const session = acks.front(1);
  const number = acks.front(2);
  const edge = acks.front(3);
  const duplicate = acks.front(4);
  acks.shift();
  if (acks.length > 0) s.events.set(s.program.layout.ackSlot(entry), acks.front(0));
  acknowledged(s, session, number, edge, duplicate);
}
