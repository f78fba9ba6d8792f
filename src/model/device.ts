import type { Distribution } from './distribution.js';
import type { HardIpl, SoftIpl } from './ipl.js';
import type { Span } from './span.js';
import type { Statement } from './statement.js';
import type { Picoseconds } from './time.js';

export type Device = Nic | RequestDevice | Clock;

interface DeviceBase {
  readonly name: string;
  readonly span: Span;
  readonly ipl: HardIpl;
  /** The CPU that takes this device's interrupts. */
  readonly cpu: number;
  /** Work in the trap itself, where a design has a primary handler before the interrupt's thread. */
  readonly filter: readonly Statement[];
  /** Work once for every interrupt: reading the status register, acknowledging. */
  readonly interrupt: readonly Statement[];
}

/** When a device that has something to report raises its interrupt. A zero switches the rule off. */
export interface Moderation {
  /** Least time between two interrupts (Intel ITR). */
  readonly gap: Picoseconds;
  /** Chooses the gap anew after each interrupt, by what it brought. */
  readonly adaptive: AdaptiveRates | undefined;
  /** Raise when this many are waiting. */
  readonly packets: number;
  /** Raise this long after the last arrival (Intel RDTR). */
  readonly packetTimer: Picoseconds;
  /** Raise this long after the first that waits (Intel RADV). */
  readonly absoluteTimer: Picoseconds;
  /** Where each of its rules is written. */
  readonly spans: Readonly<Partial<Record<ModerationRule, Span>>>;
}

export type ModerationRule = 'gap' | 'adaptive' | 'packets' | 'packet_timer' | 'absolute_timer';

/**
 * Interrupts a second for the kinds of traffic that Linux's e1000 tells apart (InterruptThrottleRate 1 and 3). Without a
 * rate for the lowest latency that kind is not told from the next.
 */
export interface AdaptiveRates {
  readonly lowestLatency: number | undefined;
  readonly lowLatency: number;
  readonly bulkLatency: number;
}

export interface Nic extends DeviceBase {
  readonly kind: 'nic';
  readonly bitsPerSecond: number;
  /**
   * For each pair of a receive and a transmit queue the CPU that takes its interrupts. A packet's flow hashes to its
   * queue; rings, moderation and handlers are each queue's own.
   */
  readonly queues: readonly number[];
  /** Packets that the receive ring holds; one that finds it full is dropped by the NIC. */
  readonly rxRing: number;
  readonly txRing: number;
  /** Time from a packet's last bit on the wire until it is in the ring, and the same for each of its bytes. */
  readonly dma: Picoseconds;
  readonly dmaPerByte: Picoseconds;
  readonly moderation: Moderation;
  /** For transmit completions; undefined: `moderation` counts them with what was received. */
  readonly txModeration: Moderation | undefined;
  /** The path that received packets take. */
  readonly input: string;
  /** Work for each transmitted packet, whose descriptor it reclaims; undefined: descriptors become free by themselves. */
  readonly txDone: readonly Statement[] | undefined;
}

/** A periodic interrupt, taken in the trap whatever the design: there is nothing that could be waited for. */
export interface Clock extends DeviceBase {
  readonly kind: 'clock';
  readonly every: Picoseconds;
  /** The CPUs that it interrupts, all at the same time. */
  readonly cpus: readonly number[];
  /** Work that each interrupt requests at a soft level of its CPU; what is pending is not requested again. */
  readonly soft: { readonly ipl: SoftIpl; readonly body: readonly Statement[] } | undefined;
}

/** Devices that paths and processes wait for: they differ in what is usual for them, and in their words. */
export const REQUEST_DEVICES = ['crypto', 'generic', 'disk'] as const;

/**
 * A device that serves requests: a work queue of `queue` slots, served one slot after the other by `engines` engines. A
 * slot holds up to `requestsPerSlot` requests, as far as the hardware is concerned, and the driver puts up to
 * `driverAggregate` in one. A request that finds the work queue full waits in the driver's queue, and is dropped where that
 * is full too.
 */
export interface RequestDevice extends DeviceBase {
  readonly kind: (typeof REQUEST_DEVICES)[number];
  readonly queue: number;
  readonly requestsPerSlot: number;
  readonly driverAggregate: number;
  readonly engines: number;
  readonly driverQueue: number;
  /** Fixed part of a slot's service. */
  readonly service: Distribution;
  /** What comes to it until the place is under the head, for a disk. */
  readonly rotation: Distribution;
  /** Time for each byte of its requests, picoseconds, perhaps not whole. */
  readonly perByte: number;
  readonly moderation: Moderation;
  /** Work of the submitting context for each request. */
  readonly submit: readonly Statement[];
  /** Work of the interrupt handler for each completed request. */
  readonly done: readonly Statement[];
}

/** Whether paths and processes can wait for the device. */
export function isRequestDevice(device: Device): device is RequestDevice {
  return (REQUEST_DEVICES as readonly string[]).includes(device.kind);
}

/**
 * Bits for which a frame occupies the wire: preamble, start delimiter and the gap between frames are 20 bytes, and no frame
 * is shorter than 64 (IEEE 802.3). `bytes` counts the frame with its checksum.
 */
export function bitsOnWire(bytes: number): number {
  return (Math.max(bytes, 64) + 20) * 8;
}
