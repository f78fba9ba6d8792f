import { constantOf } from './arrivals.js';
import { come } from './line.js';
import { drop, quiet, tell } from './nic.js';
import { plain } from './plain.js';
import type { Packet } from './program.js';
import { complete } from './work.js';
import { type Accelerator, type Code, type Context, cost, own, POINT, type Slot, spend, type World } from './world.js';

/** A device that serves requests, and the queue of its driver. */

/** Gives a request to the device; false if it was dropped. A process always finds a place. */
export function submit(world: World, packet: Packet, accelerator: Accelerator, always: boolean): boolean {
  const { device, slots, driver } = accelerator;
  if (slots.length < device.queue) {
    slots.push({ requests: [packet], state: 'waiting', doneAt: 0, engine: -1 });
    startEngines(world, accelerator);
    return true;
  }
  if (driver.length >= device.driverQueue && !always) {
    drop(world, packet, `${device.name} driver queue`);
    return false;
  }
  driver.push(packet);
  return true;
}

function startEngines(world: World, { device, slots }: Accelerator): void {
  for (const slot of slots) {
    const working = slots.filter(({ state }) => state === 'working');
    if (working.length >= device.engines) return;
    if (slot.state !== 'waiting') continue;
    slot.engine = 0;
    while (working.some(({ engine }) => engine === slot.engine)) slot.engine++;
    slot.state = 'working';
    let bytes = 0;
    for (const { request = 0 } of slot.requests) bytes += request;
    slot.doneAt = world.now + constantOf(device.service) + Math.round(bytes * device.perByte);
  }
}

export function slotDone(world: World, accelerator: Accelerator, slot: Slot): void {
  slot.state = 'completed';
  for (const [i, packet] of slot.requests.entries()) {
    accelerator.completed.push({ packet, slot, last: i === slot.requests.length - 1 });
  }
  startEngines(world, accelerator);
  const bytes = slot.requests.reduce((sum, { request = 0 }) => sum + request, 0);
  come(accelerator.line, world.now, bytes);
  tell(world, accelerator);
}

/** What the handler does. A slot is free, and filled again by the driver, when its last request has been seen. */
export function* serveAccelerator(world: World, ctx: Context, accelerator: Accelerator): Code {
  const { device, completed, driver } = accelerator;
  yield spend(cost(world, 'register'), own(ctx));
  yield* plain(world, ctx, device.interrupt);
  for (let one = completed.shift(); one !== undefined; one = completed.shift()) {
    const { packet, slot, last } = one;
    if (last) {
      accelerator.slots = accelerator.slots.filter((other) => other !== slot);
      if (driver.length > 0) {
        const requests = driver.splice(0, Math.min(device.requestsPerSlot, device.driverAggregate));
        accelerator.slots.push({ requests, state: 'waiting', doneAt: 0, engine: -1 });
        startEngines(world, accelerator);
      }
    }
    yield* plain(world, ctx, device.done, packet);
    yield* complete(world, ctx, packet, accelerator);
  }
  quiet(accelerator);
  yield POINT;
}
