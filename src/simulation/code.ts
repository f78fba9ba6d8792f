import type { Distribution } from '../model/distribution.js';
import type { Span } from '../model/span.js';

/**
 * Everything a context does is flat code: the work of paths and processes, and also what the kernel does around it. A
 * design does not appear in the interpreter at all. It decides which mechanism operations the compiler puts around the
 * same work: a trap with a return that scans the pending levels, or a trap that wakes a thread, and so on.
 *
 * An operation has three operands. Some take time in the middle; those are executed again when the time has passed, and
 * find their step in the context's `step`.
 */
export enum Op {
  // Work.
  Run = 0, // a = distribution, b = label, c = picoseconds for each byte
  RunFor = 19, // b = label, c = picoseconds
  Jump = 1, // a = target
  Choose = 2, // a = target, b = stream, c = probability of jumping
  IfSize = 3, // a = target when false, b = comparison, c = bytes
  IfClass = 4, // a = target when false, b = class
  Count = 5, // a = depth, b = count, c = 1 where the context counts: starts a repeat
  Again = 6, // a = depth, b = target while some are left, c as for Count
  Enqueue = 7, // a = first of the queues, one for each CPU, b = rank of the level of the next stage, c = its address
  Submit = 8, // a = device, b = bytes or -1, c = rank of the soft level that goes on
  Deliver = 9, // a = process
  Transmit = 10, // a = device
  Drop = 11, // a = place
  Lock = 12, // a = lock
  Unlock = 13, // a = lock
  Receive = 14, // a = process
  Send = 20, // a = process, b = bytes or -1, c = label of the wakeup
  WakeSender = 21, // a = process: who waits for room in its socket
  Sleep = 15, // a = distribution, b = timer
  Exit = 16,
  EndStage = 17, // back to the context's loop
  Hybrid = 18, // like Enqueue, but calls the next stage where it is served here and nothing waits or runs at its level

  // Mechanisms.
  Trap = 24, // a = 1 where the CPU has an interrupt stack to change to
  Level = 25, // a = rank of the level that the context has from here on
  NextReceived = 26, // a = device, b = address of its path, c = target when the ring is empty
  NextDone = 27, // a = device, c = target when nothing has completed
  Complete = 28, // a = device: hands a completed request back to who waits for it
  Return = 29, // a as for Trap; out of a trap: lower the level, run what is pending, give the CPU away if it is asked for
  Pop = 30, // go on with the context underneath; a = 1 if a soft interrupt may have to leave the interrupt stack first
  Softint = 31, // a = 1 on the interrupt stack
  NextSoft = 32, // a = rank, c = target when no handler is pending
  WakeThread = 33, // a = context, b = interrupt source to mask or -1
  WaitInterrupt = 34, // a = interrupt source: sleep until it interrupts
  WaitSoftint = 35, // a = rank
  Callouts = 36,
  Idle = 37,
  Syscall = 38, // b = label
  Handoff = 39, // into or out of a pinned thread
  NextReturned = 40, // a = device, c = target when its return queue is empty
  WaitReturned = 41, // a = device
  StartPoll = 42, // a = device
  BeginRun = 43,
  NextSoftirq = 44, // a = 1 in ksoftirqd, c = target at the end of the run
  LeaveRest = 45,
  RestThread = 46,
  NextPolled = 47, // a = CPU, c = target when the rings of its NICs are empty
  Spin = 48, // a = CPU: until a ring of its NICs has something
  Enter = 51, // a process enters the kernel
  Leave = 52,
  RequestWork = 56, // a = queue of a clock's soft work, b = rank of its level, c = its address
  NextSent = 53, // a = device, b = target when packets have come meanwhile, c = target when there is nothing left
  Reclaim = 54, // the descriptor of the context's packet is free
  Register = 50, // one access to a device's register
  Tick = 49, // requests the polls that were held back, after a tick
  Unmask = 55, // a = interrupt source
}

export interface Code {
  readonly op: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** The third operand where it is an address or another whole number, and where it is an amount of something. */
  readonly c: Int32Array;
  readonly amount: Float64Array;
  /** The statement that an operation comes from; undefined for the kernel's own. */
  readonly spans: readonly (Span | undefined)[];
  readonly labels: readonly { readonly text: string; readonly span: Span | undefined }[];
  readonly distributions: readonly Distribution[];
  /** For each distribution the random stream that it draws from. */
  readonly streams: readonly number[];
}

export class CodeBuilder {
  readonly labels: { text: string; span: Span | undefined }[] = [];
  readonly distributions: Distribution[] = [];
  readonly streams: number[] = [];
  private readonly op: number[] = [];
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly c: number[] = [];
  private readonly spans: (Span | undefined)[] = [];

  /** Address of the next operation. */
  get here(): number {
    return this.op.length;
  }

  /** Appends an operation and returns its address. */
  emit(op: number, a = 0, b = 0, c = 0, span?: Span): number {
    this.a.push(a);
    this.b.push(b);
    this.c.push(c);
    this.spans.push(span);
    return this.op.push(op) - 1;
  }

  /** Makes the forward jump at `address` lead to the next operation. */
  land(address: number): void {
    if (JUMPS_BY_C.has(this.op[address]!)) this.c[address] = this.here;
    else this.a[address] = this.here;
  }

  label(text: string, span?: Span): number {
    return this.labels.push({ text, span }) - 1;
  }

  distribution(distribution: Distribution, stream: number): number {
    this.streams.push(stream);
    return this.distributions.push(distribution) - 1;
  }

  finish(): Code {
    return {
      op: Uint8Array.from(this.op),
      a: Int32Array.from(this.a),
      b: Int32Array.from(this.b),
      c: Int32Array.from(this.c),
      amount: Float64Array.from(this.c),
      spans: this.spans,
      labels: this.labels,
      distributions: this.distributions,
      streams: this.streams,
    };
  }
}

const JUMPS_BY_C = new Set<number>([
  Op.NextReceived,
  Op.NextDone,
  Op.NextSent,
  Op.NextSoft,
  Op.NextReturned,
  Op.NextSoftirq,
  Op.NextPolled,
]);
