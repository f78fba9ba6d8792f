import { isRequestDevice } from '../model/device.js';
import type { Span } from '../model/span.js';
import { isBeneath } from './cpu.js';
import type { OneOf } from './fold.js';
import type { Moderator } from './moderation.js';
import type { State } from './state.js';

/** Packets and requests that wait for an interrupt that their device's moderation will not raise: at the line that says so. */
export function stalls(s: State): OneOf[] {
  return s.program.layout.devices.flatMap((device, index) => {
    if (isAwaited(s, index)) return [];
    const sending = s.txModerators[index];
    const counted = sending === undefined ? sent(s, index) : undefined;
    const what = device.kind === 'nic' ? (received(s, index) ?? counted) : done(s, index);
    const own = stall(s, s.moderators[index]!, what, device.span, device.span);
    if (sending === undefined) return own;
    const declared = sending.rule.spans.packets ?? device.span;
    return [...own, ...stall(s, sending, sent(s, index), declared, device.span)];
  });
}

function stall(s: State, moderator: Moderator, what: string | undefined, declared: Span, device: Span): OneOf[] {
  const { waiting, rule, first } = moderator;
  if (waiting === 0 || what === undefined) return [];
  // Where packets still come, the last few of a stream may only have come too late for the end of the run.
  const goesOn = s.traffic.some(({ next }) => next < Number.POSITIVE_INFINITY);
  if (goesOn && s.now - first < s.now / 10) return [];
  return [
    {
      code: 'stall',
      noun: 'queue',
      declared,
      weight: waiting,
      message: `At the end ${what} waited for more to come: its moderation counts packets and has no timer.`,
      span: rule.spans.packets ?? device,
      related: [],
    },
  ];
}

/** Whether an interrupt of the device is to come, or its handler is at work. */
function isAwaited(s: State, device: number): boolean {
  const source = s.source[device]!;
  if (s.sourcePending[source] === 1 || s.sourceMasked[source] === 1) return true;
  const timer = s.events.times[s.program.layout.moderationSlot(device)] ?? Number.POSITIVE_INFINITY;
  const handler = s.handler[source]!;
  return (
    timer < Number.POSITIVE_INFINITY || s.detached[handler] === 1 || isBeneath(s, s.top[s.sourceCpu[source]!]!, handler)
  );
}

function received(s: State, nic: number): string | undefined {
  const packets = s.fifoLength[s.ring[nic]!]!;
  if (packets === 0) return undefined;
  return `${counted(packets, 'packet')} in the ring of ${s.program.layout.devices[nic]!.name}`;
}

/** What a NIC has sent and keeps in its ring, where there is no more to send. */
function sent(s: State, index: number): string | undefined {
  const packets = s.reclaimable[index]!;
  const device = s.program.layout.devices[index]!;
  if (device.kind !== 'nic' || packets === 0 || s.fifoLength[s.txRing[index]!]! > packets) return undefined;
  return `${counted(packets, 'packet')} that ${device.name} has sent and its driver has not reclaimed`;
}

/** What a device has done for its driver, where it does nothing more: a slot is taken until the driver has seen it. */
function done(s: State, index: number): string | undefined {
  const { layout } = s.program;
  const device = layout.devices[index]!;
  const unit = s.units[index];
  if (!isRequestDevice(device) || unit === undefined) return undefined;
  if (unit.done.length === 0 || unit.working.some((slot) => slot >= 0)) return undefined;
  let requests = 0;
  for (let slot = 0; slot < device.queue; slot++) requests += s.fifoLength[layout.workSlot(index, slot)]!;
  const behind = s.fifoLength[layout.driverQueue(index)]!;
  const rest = behind === 0 ? '' : `, with ${behind} more in its driver's queue,`;
  return `${counted(requests, 'request')} that ${device.name} has done${rest}`;
}

/** So many of something, in words of a sentence. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
