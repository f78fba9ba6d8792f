import type { History } from './history.js';
import type { State } from './state.js';

/**
 * The life of a packet in the machine. These are functions over the state, and no methods of the table, because the
 * compiler knows the columns of the state's table and not those of any table.
 */

/** A row for a packet; `id` 0 for a mere request. */
export function allocatePacket(
  s: State,
  id: number,
  bytes: number,
  packetClass: number,
  device: number,
  now: number,
): number {
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
  packets.arrival[row] = now;
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
  if (s.packets.history !== undefined && s.packets.id[row]! > 0) note(s, s.packets.history, row, outcome, place, s.now);
}

/** Notes the packets that are still on their way when the run ends. */
export function endPackets(s: State, history: History): void {
  const { packets } = s;
  const free = new Set<number>();
  for (let row = packets.free; row >= 0; row = packets.next[row]!) free.add(row);
  for (let row = 0; row < packets.used; row++) {
    if (packets.id[row]! > 0 && packets.delivered[row] === 0 && !free.has(row)) note(s, history, row, 0, 0, -1);
  }
}

function note({ packets }: State, history: History, row: number, outcome: number, place: number, end: number): void {
  history.note(
    packets.id[row]! - 1,
    packets.arrival[row]!,
    end,
    outcome,
    place,
    packets.bytes[row]!,
    packets.device[row]!,
  );
}
