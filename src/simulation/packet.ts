import { type History, REMEMBERED } from './history.js';
import type { State } from './state.js';

/**
 * The life of a packet in the machine. These are functions over the state, and no methods of the table, because the
 * compiler knows the columns of the state's table and not those of any table.
 */

/** A row for a packet that comes now; `id` 0 for a mere request. */
export function allocatePacket(s: State, id: number, bytes: number, packetClass: number, device: number): number {
  const { packets } = s;
  let row = packets.free;
  if (row >= 0) packets.free = packets.next[row]!;
  else {
    row = packets.used++;
    if (row === packets.id.length) packets.grow();
  }
  packets.id[row] = id | 0;
  packets.bytes[row] = bytes | 0;
  packets.class[row] = packetClass | 0;
  packets.device[row] = device | 0;
  packets.arrival[row] = s.now;
  packets.waiter[row] = -1;
  packets.delivered[row] = 0;
  packets.next[row] = -1;
  return row;
}

export function freePacket(s: State, row: number): void {
  s.packets.next[row] = s.packets.free;
  s.packets.free = row;
}

/** Notes the end of a packet; outcome 1 delivered, 2 dropped. */
export function endPacket(s: State, row: number, outcome: number, place: number): void {
  if (s.packets.history !== undefined && s.packets.id[row]! > 0) note(s, s.packets.history, row, outcome, place);
}

/** Notes the packets that are still on their way when the run ends. */
export function endPackets(s: State, history: History): void {
  const { packets } = s;
  const free = new Set<number>();
  for (let row = packets.free; row >= 0; row = packets.next[row]!) free.add(row);
  for (let row = 0; row < packets.used; row++) {
    if (packets.id[row]! > 0 && packets.delivered[row] === 0 && !free.has(row)) note(s, history, row, 0, 0);
  }
}

/** Writes the row of a packet, by its number, into the history: 0 is the outcome of one on its way. */
function note(s: State, history: History, row: number, outcome: number, place: number): void {
  const { packets } = s;
  const index = packets.id[row]! - 1;
  if (index >= REMEMBERED) return;
  while (index >= history.arrivals.length) history.grow();
  history.arrivals[index] = packets.arrival[row]!;
  history.ends[index] = outcome === 0 ? -1 : s.now;
  history.outcomes[index] = outcome | 0;
  history.places[index] = place | 0;
  history.sizes[index] = packets.bytes[row]!;
  history.devices[index] = packets.device[row]!;
}
