import type { Nic } from '../model/device.js';
import { receive, wireTime } from './nic.js';
import { sample } from './random.js';
import { advance } from './source.js';
import type { State } from './state.js';

/**
 * Puts packets on the wire. A packet arrives when its last bit does, which is when its source says, but never sooner
 * after the one before than its own bits take: streams towards one NIC queue for its wire.
 */
export function trafficEvent(s: State, index: number): void {
  const source = s.traffic[index]!;
  const { arrivals, device } = source;
  if (source.onWire < 0) {
    const bytes = sample(arrivals.size, source.sizes);
    const nic = s.program.layout.devices[device] as Nic;
    const arrival = Math.max(s.now, s.wireFree[device]! + wireTime(nic, bytes));
    s.wireFree[device] = arrival;
    source.onWire = bytes;
    if (arrival > s.now) {
      s.events.set(s.program.layout.trafficSlot(index), arrival);
      return;
    }
  }
  const flow = source.firstFlow + (source.sent % arrivals.flows);
  receive(s, device, source.onWire, s.program.layout.class(arrivals.class), flow);
  source.onWire = -1;
  advance(source, s.now);
  s.events.set(s.program.layout.trafficSlot(index), Math.max(source.next, s.now));
}
