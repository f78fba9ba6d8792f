import { Kind } from '../trace/trace.js';
import { tracePacket } from './cpu.js';
import { append, link, take } from './fifo.js';
import { tell } from './nic.js';
import { sample } from './random.js';
import { recordEvent } from './record.js';
import type { RequestUnit } from './slots.js';
import type { State } from './state.js';

/**
 * A device that serves requests, such as a crypto accelerator or a disk, and the part of its driver that feeds it. The
 * hardware has a work queue of slots. A request goes into a slot of its own while one is free; otherwise it waits in the
 * driver's queue, and when a slot becomes free, the driver puts in what waits, up to its aggregate and to what a slot
 * holds; those requests complete together. A slot stays taken until the
 * driver has seen its completion, so a handler that comes late keeps the hardware short of work.
 */

/**
 * Gives a packet's request to the device; false if the driver's queue was full and the packet was dropped. A process
 * that sleeps for its request always finds a place: it waits there instead of in front.
 */
export function submit(s: State, device: number, packet: number, always: boolean): boolean {
  const unit = s.units[device]!;
  const slot = unit.free.take();
  if (s.recording === true) recordEvent(s, Kind.Submit, device, slot < 0 ? 1 : 0, tracePacket(s, packet));
  const queue = s.program.layout.driverQueue(device);
  if (slot < 0 && always) link(s, queue, packet);
  if (slot < 0) return always || append(s, queue, packet);
  append(s, s.program.layout.workSlot(device, slot), packet);
  unit.waiting.append(slot);
  startEngines(s, device, unit);
  return true;
}

/** An engine has finished its slot. */
export function engineDone(s: State, device: number, engine: number): void {
  const unit = s.units[device]!;
  const slot = unit.working[engine]!;
  unit.working[engine] = -1;
  unit.done.append(slot);
  const bytes = countRequests(s, device, slot, Kind.Complete, engine);
  startEngines(s, device, unit);
  tell(s, device, bytes);
}

/** The next completed request, for the interrupt handler; -1 if there is none. */
export function reap(s: State, device: number): number {
  const unit = s.units[device]!;
  const slot = unit.done.peek();
  if (slot < 0) return -1;
  const fifo = s.program.layout.workSlot(device, slot);
  const packet = take(s, fifo);
  if (s.fifoLength[fifo] === 0) {
    unit.done.take();
    refill(s, device, unit, slot);
  }
  return packet;
}

function refill(s: State, device: number, unit: RequestUnit, slot: number): void {
  const { layout } = s.program;
  const queue = layout.driverQueue(device);
  if (s.fifoLength[queue] === 0) {
    unit.free.append(slot);
    return;
  }
  for (let i = 0; i < unit.aggregate && s.fifoLength[queue]! > 0; i++) {
    append(s, layout.workSlot(device, slot), take(s, queue));
  }
  unit.waiting.append(slot);
  startEngines(s, device, unit);
}

function startEngines(s: State, device: number, unit: RequestUnit): void {
  for (let engine = 0; engine < unit.working.length && unit.waiting.length > 0; engine++) {
    if (unit.working[engine]! >= 0) continue;
    const slot = unit.waiting.take();
    unit.working[engine] = slot;
    const bytes = countRequests(s, device, slot, Kind.Start, engine);
    const { service, rotation, perByte } = unit.device;
    const time = sample(service, unit.random) + sample(rotation, unit.rotation) + Math.round(bytes * perByte);
    s.events.set(s.program.layout.deviceSlot(device) + engine, s.now + time);
  }
}

/** Bytes of all requests of a slot, each of which is recorded to begin or to be done. */
function countRequests(s: State, device: number, slot: number, kind: Kind, engine: number): number {
  let bytes = 0;
  let packet = s.fifoHead[s.program.layout.workSlot(device, slot)]!;
  for (; packet >= 0; packet = s.packets.next[packet]!) {
    bytes += s.packets.request[packet]!;
    if (s.recording === true) recordEvent(s, kind, device, engine, tracePacket(s, packet));
  }
  return bytes;
}
