import type { Polling } from '../model/design.js';
import type { Device } from '../model/device.js';
import type { Run } from '../model/scenario.js';
import { deviceNamed } from './queues.js';
import { eachStatement } from './statements.js';

/**
 * Which of the things that could happen can happen in a run at all. Only they get a slot in the set of events, which is
 * looked through at every one.
 */

/** Whether the design needs ticks of its own. */
export function ticks(poll: Polling): boolean {
  return poll.kind === 'clock' || (poll.kind === 'quota' && (poll.feedback !== undefined || poll.cycleLimit < 1));
}

/** Whether an interrupt of the device can be later than what it reports. */
export function isModerated(device: Device): boolean {
  if (device.kind === 'clock') return false;
  const rules = [device.moderation, device.kind === 'nic' ? device.txModeration : undefined];
  return rules.some(
    (rule) =>
      rule !== undefined &&
      (rule.adaptive !== undefined || rule.gap + rule.packets + rule.packetTimer + rule.absoluteTimer > 0),
  );
}

/** Whether what a NIC receives is carried into memory in more than no time. */
export function hasTransfers(device: Device): boolean {
  return device.kind === 'nic' && device.dma + device.dmaPerByte > 0;
}

/** Numbers of the NICs that something is transmitted on. */
export function senders(run: Run): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { statement } of eachStatement(run)) {
    if (statement.kind === 'transmit') found.add(deviceNamed(run.devices, statement.device));
  }
  return found;
}

/** Names of the processes that sleep for a time. */
export function sleepers(run: Run): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { statement, stage } of eachStatement(run)) if (statement.kind === 'sleep') found.add(stage);
  return found;
}
