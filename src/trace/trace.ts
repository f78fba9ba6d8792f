import type { Span } from '../model/span.js';
import type { Picoseconds } from '../model/time.js';

/**
 * What happened, as bytes in chunks (packed.ts): a run of a million records is a few arrays, not a million objects, and
 * a handful of bytes is written sooner than a word for each field. A record is either a slice (a CPU begins to do
 * something, and does it until the next slice on that CPU) or an instant. The meaning of `a`, `b` and `c` depends on the kind and is told at each kind.
 */
export interface Trace {
  readonly duration: Picoseconds;
  readonly cpus: number;
  readonly contexts: readonly ContextInfo[];
  readonly labels: readonly LabelInfo[];
  readonly devices: readonly DeviceInfo[];
  readonly queues: readonly QueueInfo[];
  readonly locks: readonly LockInfo[];
  readonly places: readonly PlaceInfo[];
  /** Each holds whole records. */
  readonly chunks: readonly Uint8Array[];
  /** Where the recording stopped because it reached its limit; the run itself went on. */
  readonly truncatedAt: Picoseconds | undefined;
}

/** In place of a device or a context that there is not: no device caused it, no context sent it. */
export const NONE = -1;

/**
 * Record kinds. Below 16 the kind is a slice and its number is the index of its activity in `ACTIVITIES`:
 * a = context, b = label, c = packet + 1 (0: none). "packet" below is packet + 1 as well.
 */
export enum Kind {
  /** a = context that left, b = context that came, c = index in SWITCH_CAUSES. */
  Switch = 16,
  /** The CPU's level changed: a = rank of the new level in IPLS. */
  Ipl = 17,
  /** A packet's last bit reached a NIC: a = device, c = packet. */
  Arrive = 18,
  /** a = place, c = packet. */
  Drop = 19,
  /** a = context of the process (NONE for a transmit), b = 0 delivered to a process, 1 transmitted, c = packet. */
  Deliver = 20,
  /** A device asserts its interrupt: a = device. */
  Raise = 21,
  /** The CPU takes it: a = device (NONE: a timer or another CPU), b = context that is interrupted. */
  Interrupt = 22,
  /** The CPU leaves a trap: a = device or NONE, b = context that goes on. */
  Return = 23,
  /** a = context made runnable, b = context that did it (or itself, for a timer), c = packet. */
  Wakeup = 24,
  /** a = context that stops to wait, b = label of what it waits for, c = packet. */
  Block = 25,
  /** a = queue, c = its length after the change. */
  Queue = 26,
  /** A request is given to a device: a = device, b = 0 in its work queue, 1 held back in the driver's, c = packet. */
  Submit = 27,
  /** An engine begins with a request: a = device, b = engine, c = packet. */
  Start = 28,
  /** The engine is done with it: a = device, b = engine, c = packet. */
  Complete = 29,
  /** A soft interrupt is requested: a = rank of its level, b = context that asks. */
  Request = 30,
  /** A soft interrupt begins to run: a = rank of its level, b = context that it interrupts. */
  Softint = 31,
  /** a = lock, b = context. */
  Acquire = 32,
  /** a = lock, b = context that must wait for it. */
  Contend = 33,
  /** a = lock, b = context. */
  Release = 34,
}

/** Whether `c` of a record is a packet. */
export function namesPacket(kind: number): boolean {
  return NAMES_PACKET[kind] === 1;
}

const NAMES_PACKET = new Uint8Array(64).fill(1, 0, Kind.Switch);
for (const kind of [Kind.Arrive, Kind.Drop, Kind.Deliver, Kind.Wakeup, Kind.Block]) NAMES_PACKET[kind] = 1;
for (const kind of [Kind.Submit, Kind.Start, Kind.Complete]) NAMES_PACKET[kind] = 1;

export const SWITCH_CAUSES = ['preempt', 'block', 'finish', 'quantum', 'wakeup'] as const;
export type SwitchCause = (typeof SWITCH_CAUSES)[number];

export const CONTEXT_KINDS = [
  'idle',
  'process',
  'interrupt',
  'interrupt_thread',
  'softint',
  'softint_thread',
  'kernel_thread',
] as const;
export type ContextKind = (typeof CONTEXT_KINDS)[number];

/** A thing that a CPU can run: a thread, or a handler that borrows the context that it interrupts. */
export interface ContextInfo {
  readonly kind: ContextKind;
  readonly name: string;
  /** The CPU it is bound to, if it is. */
  readonly cpu: number | undefined;
  readonly device: number | undefined;
  readonly span: Span | undefined;
}

/** The label of a slice of the activity `switch` by which it was no context switch, but one stack for both threads. */
export const HANDOFF = 'hand-off';

export interface LabelInfo {
  readonly text: string;
  /** The statement that it stands for; undefined for the kernel's own work (trap, switch …). */
  readonly span: Span | undefined;
}

export type DeviceKind = 'nic' | 'crypto' | 'generic' | 'disk' | 'clock';

export interface DeviceInfo {
  readonly name: string;
  readonly kind: DeviceKind;
  /** How many requests, or slots of them, it serves at the same time; zero for one that serves none. */
  readonly engines: number;
  readonly span: Span;
}

export interface QueueInfo {
  readonly name: string;
  readonly limit: number;
  readonly span: Span | undefined;
}

export interface LockInfo {
  readonly name: string;
}

/** Where packets can be dropped. */
export interface PlaceInfo {
  readonly name: string;
  readonly span: Span | undefined;
}
