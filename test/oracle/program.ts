import type { Path } from '../../src/model/path.js';
import type { Statement } from '../../src/model/statement.js';
import type { Card, Context } from './world.js';

/** What a statement asks for; the design says how. */
export type Op =
  | { readonly kind: 'run'; readonly time: number }
  | { readonly kind: 'enqueue'; readonly queue: string; readonly limit: number; readonly drop: 'tail' | 'head' }
  | { readonly kind: 'await'; readonly device: string; readonly bytes: number | undefined }
  | { readonly kind: 'deliver'; readonly process: string }
  | { readonly kind: 'transmit'; readonly nic: string }
  | { readonly kind: 'drop'; readonly statement: Statement }
  | { readonly kind: 'lock' | 'unlock'; readonly lock: string }
  | { readonly kind: 'receive' }
  | { readonly kind: 'send'; readonly process: string; readonly bytes: number }
  | { readonly kind: 'sleep'; readonly time: number };

export type Program = Generator<Op, void, void>;

export interface Packet {
  /** Counted from one in the order of arrival; zero for a request that is about no packet. */
  readonly number: number;
  readonly bytes: number;
  readonly class: string;
  readonly flow: number;
  /** The NIC that it came on, or the queue of one. */
  readonly card: Card | undefined;
  /** The rest of what is to be done with it, which any context can go on with. */
  program: Program | undefined;
  path: Path | undefined;
  stage: number;
  /** Locks that are held by whoever goes on with it. */
  readonly held: string[];
  /** The context that has called its stage, though others are queued, and still goes on with it. */
  caller?: Context | undefined;
  /** Who sleeps until its request has completed. */
  waiter: Context | undefined;
  /** Bytes of its request. */
  request?: number;
}

/** The packet that is worked on: a stage has one, and a process what it has taken last. */
export interface Hand {
  packet: Packet | undefined;
}

export function stageProgram(path: Path, stage: number, packet: Packet): Program {
  return statements(path.stages[stage]!.body, { packet });
}

/** The statements in the order in which they are done, with branches taken and repetitions written out. */
export function* statements(body: readonly Statement[], hand: Hand): Program {
  for (const statement of body) {
    const { packet } = hand;
    switch (statement.kind) {
      case 'run': {
        if (statement.time.kind !== 'constant') throw new Error('the oracle knows no chance');
        yield { kind: 'run', time: statement.time.value + statement.perByte * (packet?.bytes ?? 0) };
        break;
      }
      case 'enqueue':
        yield { kind: 'enqueue', queue: statement.queue, limit: statement.limit, drop: statement.drop };
        break;
      case 'await':
        yield { kind: 'await', device: statement.device, bytes: statement.bytes };
        break;
      case 'deliver':
        yield { kind: 'deliver', process: statement.process };
        break;
      case 'transmit':
        yield { kind: 'transmit', nic: statement.device };
        break;
      case 'drop':
        yield { kind: 'drop', statement };
        break;
      case 'receive':
        yield { kind: 'receive' };
        break;
      case 'send':
        yield { kind: 'send', process: statement.process, bytes: statement.bytes ?? packet?.bytes ?? 0 };
        break;
      case 'sleep':
        if (statement.time.kind !== 'constant') throw new Error('the oracle knows no chance');
        yield { kind: 'sleep', time: statement.time.value };
        break;
      case 'lock':
        yield { kind: 'lock', lock: statement.lock };
        yield* statements(statement.body, hand);
        yield { kind: 'unlock', lock: statement.lock };
        break;
      case 'repeat':
        for (let i = 0; i < statement.count; i++) yield* statements(statement.body, hand);
        break;
      case 'loop':
        for (;;) yield* statements(statement.body, hand);
      case 'if': {
        const { condition } = statement;
        const holds =
          condition.kind === 'class'
            ? packet!.class === condition.name
            : compare(packet!.bytes, condition.operator, condition.bytes);
        yield* statements(holds ? statement.then : statement.otherwise, hand);
        break;
      }
      default:
        throw new Error(`the oracle knows no '${statement.kind}'`);
    }
  }
}

function compare(a: number, operator: string, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}
