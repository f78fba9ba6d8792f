import type { Distribution } from './distribution.js';
import type { HardIpl } from './ipl.js';
import type { Span } from './span.js';
import type { Statement } from './statement.js';
import type { Picoseconds } from './time.js';

export type Device = Nic | Crypto;

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
}

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

/**
 * A crypto accelerator: a work queue of `queue` slots, each holding up to `requestsPerSlot` requests (what hardware and
 * driver together allow), served one slot after the other by `engines` engines. A request that finds the work queue
 * full waits in the driver's queue, and is dropped where that is full too.
 */
export interface Crypto extends DeviceBase {
  readonly kind: 'crypto';
  readonly queue: number;
  readonly requestsPerSlot: number;
  readonly engines: number;
  readonly driverQueue: number;
  /** Fixed part of a request's service. */
  readonly latency: Distribution;
  /** Rate at which its bytes are worked on, bits per second; zero: the size does not matter. */
  readonly bitsPerSecond: number;
  readonly moderation: Moderation;
  /** Work of the submitting context for each request. */
  readonly submit: readonly Statement[];
  /** Work of the interrupt handler for each completed request. */
  readonly done: readonly Statement[];
}
