import type { Distribution } from './distribution.js';
import type { Span } from './span.js';
import type { Picoseconds } from './time.js';

/**
 * The work that a packet needs or a process does. A statement says what is to be done, never how the kernel does it:
 * whether `enqueue` wakes a thread, posts a soft interrupt or calls the next stage is the design's business.
 */
export type Statement =
  | RunStatement
  | EnqueueStatement
  | AwaitStatement
  | DeliverStatement
  | TransmitStatement
  | DropStatement
  | LockStatement
  | ChooseStatement
  | IfStatement
  | RepeatStatement
  | LoopStatement
  | ReceiveStatement
  | SendStatement
  | SleepStatement;

interface At {
  readonly span: Span;
}

/** Computes for a time: `run ip_input 2us`, and `perByte` (picoseconds) for each byte of the packet. */
export interface RunStatement extends At {
  readonly kind: 'run';
  readonly label: string;
  readonly time: Distribution;
  readonly perByte: Picoseconds;
}

/** Hands the packet to the path's next stage by way of a queue. Last statement of its stage on every way through it. */
export interface EnqueueStatement extends At {
  readonly kind: 'enqueue';
  readonly queue: string;
  readonly limit: number;
  /** Which packet goes when the queue is full: the arriving one, or the one that waits longest. */
  readonly drop: 'tail' | 'head';
}

/** Gives a request to a device and goes on when it has completed. `bytes` undefined: the packet's size. */
export interface AwaitStatement extends At {
  readonly kind: 'await';
  readonly device: string;
  readonly bytes: number | undefined;
}

/** Appends the packet to a process's socket and wakes the process. The end of the packet's path in the kernel. */
export interface DeliverStatement extends At {
  readonly kind: 'deliver';
  readonly process: string;
}

/** Puts the packet on a NIC's transmit ring (a forwarded packet, an answer). The end of its path. */
export interface TransmitStatement extends At {
  readonly kind: 'transmit';
  readonly device: string;
}

/** Throws the packet away on purpose. */
export interface DropStatement extends At {
  readonly kind: 'drop';
}

/** Runs the body while holding a named lock. */
export interface LockStatement extends At {
  readonly kind: 'lock';
  readonly lock: string;
  readonly body: readonly Statement[];
}

/** Takes one arm by chance. Probabilities add up to 1; the language fills an `otherwise` arm. */
export interface ChooseStatement extends At {
  readonly kind: 'choose';
  readonly arms: readonly { readonly probability: number; readonly body: readonly Statement[] }[];
}

export type Condition =
  | { readonly kind: 'size'; readonly operator: Comparison; readonly bytes: number }
  | { readonly kind: 'class'; readonly name: string };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface IfStatement extends At {
  readonly kind: 'if';
  readonly condition: Condition;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface RepeatStatement extends At {
  readonly kind: 'repeat';
  readonly count: number;
  readonly body: readonly Statement[];
}

/** For ever; in processes only. */
export interface LoopStatement extends At {
  readonly kind: 'loop';
  readonly body: readonly Statement[];
}

/** Takes the next packet from the process's socket, sleeping while there is none. In processes only. */
export interface ReceiveStatement extends At {
  readonly kind: 'receive';
}

/** Puts a message into a process's socket, waiting for room there. In processes only. `bytes` undefined: the packet's size. */
export interface SendStatement extends At {
  readonly kind: 'send';
  readonly process: string;
  readonly bytes: number | undefined;
}

/** In processes only. */
export interface SleepStatement extends At {
  readonly kind: 'sleep';
  readonly time: Distribution;
}

/** The statement lists inside a statement. */
export function bodies(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'lock':
    case 'repeat':
    case 'loop':
      return [statement.body];
    case 'if':
      return [statement.then, statement.otherwise];
    case 'choose':
      return statement.arms.map((arm) => arm.body);
    default:
      return [];
  }
}

/** Every statement, with those inside others, in the order of the text. */
export function* everyStatement(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    for (const body of bodies(statement)) yield* everyStatement(body);
  }
}
