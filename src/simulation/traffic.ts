import type { Nic } from '../model/device.js';
import { receive, wireTime } from './nic.js';
import { advance, flowOf, sizeOf } from './source.js';
import type { State } from './state.js';

/**
 * Puts packets on the wire. A packet arrives when its last bit does, which is when its source says, but never sooner
 * after the one before than its own bits take: streams towards one NIC queue for its wire.
 */
export function trafficEvent(s: State, index: number): void {
  const source = s.traffic[index]!;
  const { device } = source;
  if (source.onWire === false) {
    if (source.isUniform === false || source.size < 0) {
      source.size = sizeOf(source);
      source.wire = wireTime(s.program.layout.devices[device] as Nic, source.size);
    }
    const arrival = Math.max(s.now, s.wireFree[device]! + source.wire);
    s.wireFree[device] = arrival;
    if (arrival > s.now) {
      source.onWire = true;
      s.events.set(s.trafficSlot[index]!, arrival);
      return;
    }
  }
  source.onWire = false;
  receive(s, device, source.size, source.packetClass, flowOf(source));
  advance(source, s.now);
  s.events.set(s.trafficSlot[index]!, Math.max(source.next, s.now));
}
