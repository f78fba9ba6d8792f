import type { Clock } from '../model/device.js';
import { Kind } from '../trace/trace.js';
import { Happening } from './layout.js';
import { recordPlace } from './record.js';
import { assert } from './spl.js';
import type { State } from './state.js';

/**
 * A clock interrupts every so often, whether the kernel has dealt with the last tick or not. Its pending bit is one, so
 * ticks that come while it is masked are lost: time stands still for a kernel that keeps its clock away too long.
 */
export function tickClock(s: State, device: number): void {
  if (s.recording === true) recordPlace(s, Kind.Raise, device);
  assert(s, s.source[device]!);
  startClock(s, device);
}

export function startClock(s: State, device: number): void {
  const { every } = s.program.layout.devices[device] as Clock;
  s.events.set(s.program.layout.deviceSlot(device), s.now + every);
}

/** Whether nothing will ever happen but the ticks of clocks. */
export function onlyClocksTick(s: State): boolean {
  return s.program.layout.slots.every(
    ({ happening }, slot) => happening === Happening.Clock || s.events.times[slot] === Number.POSITIVE_INFINITY,
  );
}
