import { take } from './fifo.js';
import type { State } from './state.js';

/** The next packet for the thread that polls the rings of a CPU's NICs in turn, a batch from each; -1 if all are empty. */
export function nextPolled(s: State, cpu: number): number {
  const { layout, design } = s.program;
  const { devices } = layout;
  const batch = design.poll.kind === 'busy' ? design.poll.weight : 0;
  if (s.batch[cpu]! >= batch) passTurn(s, cpu);
  for (let tried = 0; tried < devices.length; tried++) {
    const device = s.turn[cpu]!;
    if (devices[device]!.kind === 'nic' && devices[device]!.cpu === cpu) {
      const packet = take(s, layout.ring(device));
      if (packet >= 0) {
        s.batch[cpu]!++;
        return packet;
      }
    }
    passTurn(s, cpu);
  }
  return -1;
}

function passTurn(s: State, cpu: number): void {
  s.turn[cpu] = (s.turn[cpu]! + 1) % s.program.layout.devices.length;
  s.batch[cpu] = 0;
}
