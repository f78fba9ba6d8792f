import type { Device } from '../model/device.js';
import type { Run } from '../model/scenario.js';

/**
 * A NIC with several queues, as with receive-side scaling, is for its driver a NIC for each of them: with rings, an
 * interrupt, a moderation and a handler of its own, on a CPU of its own. What they share is the wire. So each queue
 * becomes a device of the run, and everything else is written for devices. The first stands for the wire.
 *
 * A clock that interrupts several CPUs becomes a device for each of them in the same way.
 *
 * A packet's flow decides on its queue, in both directions. The hash of a real NIC (Toeplitz, over addresses and ports)
 * spreads flows over the queues as if by chance; flows here are numbered, and the remainder spreads them evenly.
 */

/** The run with a device for each queue, and for each CPU of a clock. */
export function splitQueues(run: Run): Run {
  return { ...run, devices: run.devices.flatMap(partsOf) };
}

function partsOf(device: Device): Device[] {
  if (device.kind === 'nic') {
    const named = (index: number) => (device.queues.length > 1 ? queueName(device.name, index) : device.name);
    return device.queues.map((cpu, index) => ({ ...device, name: named(index), cpu }));
  }
  if (device.kind === 'clock' && device.cpus.length > 1) {
    return device.cpus.map((cpu) => ({ ...device, name: `${device.name} cpu${cpu}`, cpu }));
  }
  return [device];
}

/** Name of a queue in pictures and findings. */
function queueName(nic: string, index: number): string {
  return `${nic} q${index}`;
}

/** The NIC of a device that may be one of its queues. */
export function nicOf(name: string): string {
  return name.split(' ')[0]!;
}

/** The device that a name stands for: for a NIC with several queues the first. */
export function deviceNamed(devices: readonly Device[], name: string): number {
  return devices.findIndex((device) => device.name === name || device.name === queueName(name, 0));
}
