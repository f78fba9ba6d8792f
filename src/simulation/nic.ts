import type { Nic } from '../model/device.js';
import { Kind } from '../trace/trace.js';
import { NO_CONTEXT, tracePacket } from './cpu.js';
import { append, deliver, take } from './fifo.js';
import { asserted, drained, notice } from './moderation.js';
import { assert, deassert } from './spl.js';
import { Activity, GRANTED, type State } from './state.js';

/**
 * A NIC: packets come off the wire into the receive ring, where they wait for the driver; one that finds the ring full
 * is dropped by the NIC, which costs the CPU nothing. The interrupt line is level triggered: while there is something in
 * the ring that was not reported, it stays asserted, and a driver that has emptied the ring has cleared it.
 */

/** A packet's last bit has come off the wire. */
export function receive(s: State, device: number, bytes: number, packetClass: number, flow: number): void {
  s.arrived++;
  const packet = s.packets.allocate(s.arrived, bytes, packetClass, device, s.now);
  s.packets.pc[packet] = s.program.inputs[device]!;
  s.packets.flow[packet] = flow;
  s.record(Kind.Arrive, 0, device, 0, tracePacket(s, packet));
  if (!append(s, s.program.layout.ring(device), packet)) return;
  if (s.program.design.poll.kind === 'busy') {
    endSpin(s, device);
    return;
  }
  notice(s.moderators[device]!, s.now);
  schedule(s, device);
}

/** A thread that spins on the ring sees the packet at once. */
function endSpin(s: State, device: number): void {
  const { cpu } = s.program.sources[device]!;
  if (s.top[cpu] !== s.program.layout.busyThread(cpu) || s.activity[cpu] !== Activity.spin) return;
  s.attention[cpu]! |= GRANTED;
  s.anyAttention = true;
}

/** Asserts the device's interrupt, now or at the time that its moderation has decided on. */
export function schedule(s: State, device: number): void {
  const moderator = s.moderators[device]!;
  const { layout } = s.program;
  if (moderator.at > s.now) {
    s.events.set(layout.moderationSlot(device), moderator.at);
    return;
  }
  asserted(moderator, s.now);
  s.events.set(layout.moderationSlot(device), Number.POSITIVE_INFINITY);
  s.record(Kind.Raise, 0, device, 0, 0);
  assert(s, layout.deviceSource(device));
}

/** The driver has found nothing more to do: the line is cleared, and a timer that would report it is stopped. */
export function quiet(s: State, device: number): void {
  const { layout } = s.program;
  deassert(s, layout.deviceSource(device));
  drained(s.moderators[device]!);
  s.events.set(layout.moderationSlot(device), Number.POSITIVE_INFINITY);
}

/** Puts a packet on the transmit ring; it is delivered when its last bit is on the wire. */
export function transmit(s: State, device: number, packet: number): void {
  if (append(s, s.program.layout.txRing(device), packet)) startSending(s, device);
}

/** The NIC has sent the packet in front of its transmit ring. */
export function sent(s: State, device: number): void {
  const packet = s.sending[device]!;
  s.sending[device] = -1;
  take(s, s.program.layout.txRing(device));
  deliver(s, packet, NO_CONTEXT, true);
  s.packets.release(packet);
  startSending(s, device);
}

function startSending(s: State, device: number): void {
  const packet = s.fifoHead[s.program.layout.txRing(device)]!;
  if (s.sending[device]! >= 0 || packet < 0) return;
  s.sending[device] = packet;
  const nic = s.program.layout.devices[device] as Nic;
  s.events.set(s.program.layout.deviceSlot(device), s.now + wireTime(nic, s.packets.bytes[packet]!));
}

/**
 * Time that a frame occupies the wire, picoseconds: preamble, start delimiter and the gap between frames are 20 bytes,
 * and no frame is shorter than 64 (IEEE 802.3). `bytes` counts the frame with its checksum.
 */
export function wireTime(nic: Nic, bytes: number): number {
  return Math.round(((Math.max(bytes, 64) + 20) * 8e12) / nic.bitsPerSecond);
}
