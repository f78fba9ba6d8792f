import { bitsOnWire, type Nic } from '../model/device.js';
import { SECOND } from '../model/time.js';
import { ARRIVE_AND_RAISE, ARRIVE_IN_RING } from '../trace/packed.js';
import { Kind, NONE } from '../trace/trace.js';
import { append, chain, deliver, drop, link, take } from './fifo.js';
import { asserted, drained, notice } from './moderation.js';
import { noteOverflow } from './observe.js';
import { allocatePacket, freePacket } from './packet.js';
import { recordArrival, recordPlace } from './record.js';
import { assert, deassert, unmask } from './spl.js';
import { Activity, GRANTED, type State } from './state.js';
import { answered, sessionOf } from './tcp/receiver.js';

/**
 * A NIC: packets come off the wire into the receive ring, where they wait for the driver; one that finds the ring full
 * is dropped by the NIC, which costs the CPU nothing. The interrupt line is level triggered: while there is something in
 * the ring that was not reported, it stays asserted, and a driver that has emptied the ring has cleared it.
 *
 * Where DMA takes time, a packet has its descriptor from its last bit on, and the driver sees it when all of it is in
 * memory. Transfers overlap, and end in the order of the packets.
 */

/** A packet's last bit has come off the wire of a NIC. */
export function receive(s: State, nic: number, bytes: number, packetClass: number, flow: number, sequence = 0): void {
  const device = queueOf(s, nic, flow);
  s.arrived++;
  const packet = allocatePacket(s, s.arrived, bytes, packetClass, device);
  s.packets.pc[packet] = s.input[device]!;
  s.packets.flow[packet] = flow;
  s.packets.sequence[packet] = sequence;
  const ring = s.ring[device]!;
  if (s.dmaQueue[device]! >= 0 || s.fifoLength[ring]! >= s.fifoLimit[ring]!) {
    if (s.recording === true) recordPlace(s, Kind.Arrive, device);
    if (s.dmaQueue[device]! >= 0) transfer(s, device, packet);
    else overflow(s, device, packet);
    return;
  }
  const asserts = s.moderated[device] === 0 && s.rxHeld[device] === 0 && s.busyPolls === false;
  if (s.recording === true) recordArrival(s, asserts ? ARRIVE_AND_RAISE : ARRIVE_IN_RING, device, ring);
  chain(s, ring, packet);
  if (asserts) assert(s, s.source[device]!);
  else reportReceived(s, device, bytes);
}

/** The queue of a NIC that a flow hashes to. */
function queueOf(s: State, nic: number, flow: number): number {
  const queues = s.queueCount[nic]!;
  return queues === 1 ? nic : nic + (flow % queues);
}

/** Begins to carry a packet into memory, if there is a descriptor for it. */
function transfer(s: State, device: number, packet: number): void {
  const [ring, dma] = [s.ring[device]!, s.dmaQueue[device]!];
  if (s.fifoLength[ring]! + s.fifoLength[dma]! >= s.fifoLimit[ring]!) {
    overflow(s, device, packet);
    return;
  }
  link(s, dma, packet);
  if (s.fifoLength[dma] === 1) awaitTransfer(s, device);
}

/** A packet is in memory: it is put into the receive ring and reported. */
export function transferred(s: State, device: number): void {
  const packet = take(s, s.dmaQueue[device]!);
  awaitTransfer(s, device);
  link(s, s.ring[device]!, packet);
  reportReceived(s, device, s.packets.bytes[packet]!);
}

function awaitTransfer(s: State, device: number): void {
  const packet = s.fifoHead[s.dmaQueue[device]!]!;
  if (packet < 0) return;
  const time = s.dmaTime[device]! + Math.round(s.dmaPerByte[device]! * s.packets.bytes[packet]!);
  const end = Math.max(s.now, s.packets.arrival[packet]! + time);
  s.events.set(s.program.layout.transferSlot(device), end);
}

/** A packet for which there is no descriptor is dropped. */
function overflow(s: State, device: number, packet: number): void {
  const ring = s.ring[device]!;
  drop(s, packet, s.program.layout.fifos[ring]!.place);
  noteOverflow(s, device, ring);
}

/** There is a packet more in the receive ring. */
function reportReceived(s: State, device: number, bytes: number): void {
  if (s.busyPolls === true) endSpin(s, device);
  else if (s.rxHeld[device] === 0) tell(s, device, bytes);
}

/** A device has one thing more to report, a packet received or sent or a request done, by a rule of its own or the device's. */
export function tell(s: State, device: number, bytes: number, rule = s.moderators[device]!): void {
  if (s.moderated[device] === 0) {
    interrupt(s, device);
    return;
  }
  notice(rule, s.now, bytes);
  schedule(s, device);
}

function interrupt(s: State, device: number): void {
  if (s.recording === true) recordPlace(s, Kind.Raise, device);
  assert(s, s.source[device]!);
}

/** A thread that spins on the ring sees the packet at once. */
function endSpin(s: State, device: number): void {
  const { cpu } = s.program.sources[device]!;
  if (s.top[cpu] !== s.program.layout.busyThread(cpu) || s.activity[cpu] !== Activity.spin) return;
  s.attention[cpu]! |= GRANTED;
  s.anyAttention = true;
}

/**
 * Asserts the interrupt of a device that is moderated, now or at the time that its rule has decided on. One that a poll has
 * masked asserts nothing: the mask is the device's own, so no gap begins, and it decides again when the poll lets it.
 */
export function schedule(s: State, device: number): void {
  const moderator = s.moderators[device]!;
  const sending = s.txModerators[device];
  const { layout } = s.program;
  let at = moderator.at;
  // The gap between two interrupts is the device's, whatever they report.
  if (sending !== undefined) at = Math.min(at, Math.max(sending.at, moderator.last + moderator.gap));
  if (at > s.now) {
    s.events.set(layout.moderationSlot(device), at);
    return;
  }
  stopTimer(s, device);
  if (isMaskedByPoll(s, device)) return;
  asserted(moderator, s.now);
  if (sending !== undefined) asserted(sending, s.now);
  interrupt(s, device);
}

function isMaskedByPoll(s: State, device: number): boolean {
  return s.interruptPolls === true && s.sourceMasked[s.source[device]!] === 1 && s.ring[device]! >= 0;
}

/** A poll is over and its time has passed: the device may interrupt again, at once if something has come meanwhile. */
export function unmaskPolled(s: State, device: number): void {
  unmask(s, s.source[device]!);
  if (s.moderated[device] === 1) schedule(s, device);
}

/** The driver has found nothing more to do: the line is cleared, and a timer that would report it is stopped. */
export function quiet(s: State, device: number): void {
  deassert(s, s.source[device]!);
  if (s.moderated[device] === 0) return;
  drained(s.moderators[device]!);
  const sending = s.txModerators[device];
  if (sending !== undefined) drained(sending);
  stopTimer(s, device);
}

/** Whatever the moderation was waiting for has come, or is void. */
function stopTimer(s: State, device: number): void {
  const slot = s.program.layout.moderationSlot(device);
  if (slot >= 0) s.events.set(slot, Number.POSITIVE_INFINITY);
}

/**
 * Puts a packet on the transmit ring of its flow; it is delivered when its last bit is on the wire. What a process
 * answers to a TCP segment is an acknowledgement without data.
 */
export function transmit(s: State, nic: number, packet: number): void {
  if (s.packets.delivered[packet] === 1 && sessionOf(s, packet) >= 0) s.packets.bytes[packet] = ACK_BYTES;
  const device = queueOf(s, nic, s.packets.flow[packet]!);
  if (!append(s, s.txRing[device]!, packet)) return;
  if (s.unsent[device]! < 0) s.unsent[device] = packet;
  if (s.sending[nic]! < 0) startSending(s, nic);
}

/**
 * The NIC has sent a packet. Its descriptor is free, or where the driver reclaims descriptors, the packet stays in the
 * ring, in front of those that are not sent yet, and the driver is told.
 */
export function sent(s: State, nic: number): void {
  const packet = s.sending[nic]!;
  const bytes = s.packets.bytes[packet]!;
  const device = s.sendingQueue[nic]!;
  s.sending[nic] = -1;
  if (s.txDone[device] === 0) take(s, s.txRing[device]!);
  if (s.sessions !== undefined && s.packets.delivered[packet] === 1) answered(s, packet);
  deliver(s, packet, NONE, true);
  if (s.txDone[device] === 0) freePacket(s, packet);
  startSending(s, nic);
  if (s.txDone[device] === 0) return;
  s.reclaimable[device]!++;
  if (s.busyPolls === true) {
    endSpin(s, device);
    return;
  }
  tell(s, device, bytes, s.txModerators[device]);
}

/** The packet whose descriptor can be reclaimed next, out of the ring; -1 if there is none. */
export function reclaim(s: State, device: number): number {
  if (s.reclaimable[device] === 0) return -1;
  s.reclaimable[device]!--;
  return take(s, s.txRing[device]!);
}

/** Gives the wire to the next of the NIC's queues that has a packet for it, in turn. */
function startSending(s: State, nic: number): void {
  const { layout } = s.program;
  const last = s.sendingQueue[nic]! - nic;
  const queues = s.queueCount[nic]!;
  for (let turn = 1; turn <= queues; turn++) {
    const device = nic + ((last + turn) % queues);
    const packet = s.unsent[device]!;
    if (packet < 0) continue;
    s.sending[nic] = packet;
    s.sendingQueue[nic] = device;
    s.unsent[device] = s.packets.next[packet]!;
    const time = wireTime(layout.devices[nic] as Nic, s.packets.bytes[packet]!);
    s.events.set(layout.deviceSlot(nic), s.now + time);
    return;
  }
}

/** Time that a frame of so many bytes occupies the wire, picoseconds. */
export function wireTime(nic: Nic, bytes: number): number {
  return Math.round((bitsOnWire(bytes) * SECOND) / nic.bitsPerSecond);
}

/** Frame of an acknowledgement without data, the shortest that Ethernet has. */
const ACK_BYTES = 64;
