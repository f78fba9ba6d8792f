import type { Arrival } from './arrivals.js';
import { wireTime } from './arrivals.js';
import { assert } from './levels.js';
import { come, found, type Line, tellAt, told } from './line.js';
import { plain } from './plain.js';
import { type Packet, stageProgram } from './program.js';
import { work } from './work.js';
import {
  type Card,
  type Code,
  type Context,
  cost,
  own,
  POINT,
  type Source,
  spend,
  type Wire,
  type World,
} from './world.js';

/** NICs: wires, rings, and the handlers that serve them. */

export function arrive(world: World, arrival: Arrival): void {
  const { nic, bytes, flow, class: named } = arrival;
  const { cards } = world.wires.find((wire) => wire.nic.name === nic)!;
  const card = cards[flow % cards.length]!;
  world.packets.push({ end: -1, fate: 'in flight' });
  const packet: Packet = {
    number: world.packets.length,
    bytes,
    flow,
    card,
    class: named,
    program: undefined,
    path: undefined,
    stage: 0,
    held: [],
    waiter: undefined,
  };
  const path = world.run.paths.find(({ name }) => name === card.nic.input)!;
  packet.path = path;
  packet.program = stageProgram(path, 0, packet);
  if (card.ring.length + card.dma.length >= card.nic.rxRing) {
    drop(world, packet, `${card.name} rx ring`);
    return;
  }
  const { dma, dmaPerByte } = card.nic;
  if (dma + dmaPerByte === 0) enter(world, card, packet);
  else {
    // Transfers overlap, and end in the order of the packets.
    const until = world.now + dma + Math.round(dmaPerByte * bytes);
    card.dma.push({ packet, until: Math.max(until, card.dma.at(-1)?.until ?? 0) });
  }
}

/** A packet is in memory. */
export function transferred(world: World, card: Card): void {
  enter(world, card, card.dma.shift()!.packet);
}

function enter(world: World, card: Card, packet: Packet): void {
  card.ring.push(packet);
  if (world.design.poll.kind === 'busy' || card.rxHeld) return;
  come(card.line, world.now, packet.bytes);
  tell(world, card);
}

/** A device asserts its interrupt, if the time for it has come. */
export function tell(
  world: World,
  device: { readonly line: Line; readonly txLine?: Line | undefined; readonly source: Source },
): void {
  const { line, txLine, source } = device;
  if (tellAt(line, txLine) > world.now) return;
  if ('nic' in device && isMaskedByPoll(world, source)) return;
  told(line, world.now);
  if (txLine !== undefined) told(txLine, world.now);
  assert(source);
}

/** What a poll has masked is masked in the NIC, which then does not tell anything. */
export function isMaskedByPoll(world: World, source: Source): boolean {
  const { kind } = world.design.poll;
  return (kind === 'napi' || kind === 'quota') && source.masked;
}

/** The driver has found nothing more to do. */
export function quiet(device: {
  readonly line: Line;
  readonly txLine?: Line | undefined;
  readonly source: Source;
}): void {
  device.source.pending = false;
  found(device.line);
  if (device.txLine !== undefined) found(device.txLine);
}

export function drop(world: World, packet: Packet, place: string): void {
  if (packet.number === 0) return;
  world.drops.set(place, (world.drops.get(place) ?? 0) + 1);
  end(world, packet, 'dropped');
}

/** The end of a packet, of which there is one; what a process answers is the end of its packet, too. */
export function end(world: World, packet: Packet, fate: 'delivered' | 'dropped'): void {
  if (packet.number === 0 || world.packets[packet.number - 1]!.fate !== 'in flight') return;
  world.packets[packet.number - 1] = { end: world.now, fate };
}

export function transmit(world: World, packet: Packet, nic: string): void {
  const wire = world.wires.find((one) => one.nic.name === nic)!;
  const card = wire.cards[packet.flow % wire.cards.length]!;
  if (card.tx.length >= card.nic.txRing) {
    drop(world, packet, `${card.name} tx ring`);
    return;
  }
  card.tx.push(packet);
  if (wire.sending === undefined) sendNext(world, wire);
}

/** The wire takes the queues in turn, a packet from each. */
function sendNext(world: World, wire: Wire): void {
  wire.sending = undefined;
  for (let turn = 1; turn <= wire.cards.length; turn++) {
    const index = (wire.last + turn) % wire.cards.length;
    const card = wire.cards[index]!;
    const packet = card.tx[card.reclaimable];
    if (packet === undefined) continue;
    wire.sending = { packet, until: world.now + wireTime(wire.nic, packet.bytes) };
    wire.last = index;
    return;
  }
}

/** A packet is on the wire. Where the driver reclaims descriptors it keeps its own until then. */
export function sent(world: World, wire: Wire): void {
  const { packet } = wire.sending!;
  const card = wire.cards[wire.last]!;
  end(world, packet, 'delivered');
  if (card.nic.txDone === undefined) card.tx.splice(card.reclaimable, 1);
  else card.reclaimable++;
  sendNext(world, wire);
  if (card.nic.txDone === undefined || world.design.poll.kind === 'busy') return;
  come(card.txLine ?? card.line, world.now, packet.bytes);
  tell(world, card);
}

/** A descriptor that can be used again. */
export function reclaim(card: Card): Packet | undefined {
  if (card.reclaimable === 0) return undefined;
  card.reclaimable--;
  return card.tx.shift();
}

/** What the handler of a NIC does: all that was received, all that was sent, and again until there is neither. */
export function* serveCard(world: World, ctx: Context, card: Card): Code {
  yield spend(cost(world, 'register'), own(ctx));
  yield* plain(world, ctx, card.nic.interrupt);
  for (;;) {
    const packet = card.ring.shift();
    if (packet !== undefined) {
      yield* work(world, ctx, packet);
      continue;
    }
    for (let done = reclaim(card); done !== undefined; done = reclaim(card)) {
      yield* plain(world, ctx, card.nic.txDone ?? [], done);
      yield POINT;
    }
    if (card.ring.length === 0) break;
    yield POINT;
  }
  quiet(card);
  yield POINT;
}
