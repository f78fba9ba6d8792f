import { take } from './fifo.js';
import { reclaim } from './nic.js';
import type { State } from './state.js';

/**
 * The next packet for the thread that polls a CPU's NICs in turn: a batch of descriptors to reclaim, then one of received
 * packets; -1 if there is nothing to do.
 */
export function nextPolled(s: State, cpu: number): number {
  const { layout, design } = s.program;
  const { devices } = layout;
  const batch = design.poll.kind === 'busy' ? design.poll.weight : 0;
  if (s.batch[cpu]! >= batch) passTurn(s, cpu);
  for (let tried = 0; tried < 2 * devices.length; tried++) {
    const turn = s.turn[cpu]!;
    const device = turn >> 1;
    if (devices[device]!.kind === 'nic' && devices[device]!.cpu === cpu) {
      const packet = (turn & 1) === 0 ? reclaimPolled(s, device) : take(s, s.ring[device]!);
      if (packet >= 0) {
        s.batch[cpu]!++;
        return packet;
      }
    }
    passTurn(s, cpu);
  }
  return -1;
}

/** Whether the thread that polls a CPU's NICs would find something. */
export function hasPolled(s: State, cpu: number): boolean {
  for (let device = 0; device < s.devices; device++) {
    if (s.fifoLength[s.ring[device]!] === 0 && s.reclaimable[device] === 0) continue;
    const { kind, cpu: own } = s.program.layout.devices[device]!;
    if (kind === 'nic' && own === cpu) return true;
  }
  return false;
}

function reclaimPolled(s: State, device: number): number {
  const packet = reclaim(s, device);
  if (packet >= 0) s.packets.pc[packet] = s.txDoneCode[device]!;
  return packet;
}

function passTurn(s: State, cpu: number): void {
  s.turn[cpu] = (s.turn[cpu]! + 1) % (2 * s.program.layout.devices.length);
  s.batch[cpu] = 0;
}
