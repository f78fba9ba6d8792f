import type { RequestDevice } from '../model/device.js';
import type { Stream } from './random.js';

/**
 * The inside of a device that serves requests: which of its slots wait for an engine, which engine works on which slot, and which
 * slots are done and wait for the driver. Three rings of slot numbers; a slot is in at most one of them.
 */
export interface RequestUnit {
  readonly device: RequestDevice;
  readonly random: Stream;
  /** For where a disk's platter is. */
  readonly rotation: Stream;
  /** Requests that the driver puts in a slot. */
  readonly aggregate: number;
  readonly free: SlotRing;
  readonly waiting: SlotRing;
  readonly done: SlotRing;
  /** Slot that each engine works on, or -1. */
  readonly working: Int32Array;
}

export function requestUnit(device: RequestDevice, random: Stream, rotation: Stream): RequestUnit {
  const free = new SlotRing(device.queue);
  for (let slot = 0; slot < device.queue; slot++) free.append(slot);
  return {
    device,
    random,
    rotation,
    aggregate: Math.min(device.requestsPerSlot, device.driverAggregate),
    free,
    waiting: new SlotRing(device.queue),
    done: new SlotRing(device.queue),
    working: new Int32Array(device.engines).fill(-1),
  };
}

export class SlotRing {
  length = 0;
  private first = 0;
  private readonly slots: Int32Array;

  constructor(size: number) {
    this.slots = new Int32Array(size);
  }

  append(slot: number): void {
    this.slots[(this.first + this.length++) % this.slots.length] = slot;
  }

  /** The slot that is in front; -1 if there is none. */
  peek(): number {
    return this.length === 0 ? -1 : this.slots[this.first]!;
  }

  take(): number {
    const slot = this.peek();
    if (slot < 0) return -1;
    this.first = (this.first + 1) % this.slots.length;
    this.length--;
    return slot;
  }
}
