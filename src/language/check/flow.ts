import { bodies, everyStatement, type Statement } from '../../model/statement.js';
import type { Context } from '../context.js';
import { rangeOf } from './properties.js';

/** Whether control can come out at the end of some statements; what stands behind a place it cannot leave is warned of. */
export function falls(statements: readonly Statement[], context: Context): boolean {
  let reached = true;
  for (const statement of statements) {
    if (!reached) {
      const at = rangeOf(statement.span, context);
      if (at !== undefined) context.diagnostics.report('IRQ044', at.source, at, 'this is never reached');
      return false;
    }
    reached = fallsThrough(statement, context);
  }
  return reached;
}

function fallsThrough(statement: Statement, context: Context): boolean {
  switch (statement.kind) {
    case 'enqueue':
    case 'deliver':
    case 'transmit':
    case 'drop':
      return false;
    case 'loop':
      falls(statement.body, context);
      return false;
    case 'lock':
    case 'repeat':
      return falls(statement.body, context);
    case 'if': {
      const then = falls(statement.then, context);
      const otherwise = falls(statement.otherwise, context);
      return then || otherwise;
    }
    case 'choose':
      return statement.arms.map((arm) => falls(arm.body, context)).includes(true);
    default:
      return true;
  }
}

/** In a process a transmit ends the packet's path but not the process. */
export function endsProcess(statements: readonly Statement[], context: Context): void {
  let reached = true;
  for (const statement of statements) {
    if (!reached) {
      const at = rangeOf(statement.span, context);
      if (at !== undefined)
        context.diagnostics.report('IRQ044', at.source, at, 'this is never reached: the loop before it never ends');
      return;
    }
    if (statement.kind === 'loop') {
      reached = false;
    }
    for (const body of bodies(statement)) endsProcess(body, context);
  }
}

/** Whether a loop's body lets time pass, or waits for something, on at least one way through it. */
export function passesTime(statements: readonly Statement[]): boolean {
  for (const statement of everyStatement(statements)) {
    if (WAITS.includes(statement.kind)) return true;
    if (statement.kind === 'run' && statement.perByte > 0) return true;
    if ((statement.kind === 'run' || statement.kind === 'sleep') && isPositive(statement.time)) return true;
  }
  return false;
}

/** These may wait: for a packet, a device, or room in a socket. Where they never do, the simulation tells of it. */
const WAITS: readonly Statement['kind'][] = ['receive', 'await', 'send'];

function isPositive(time: Extract<Statement, { kind: 'run' }>['time']): boolean {
  switch (time.kind) {
    case 'constant':
      return time.value > 0;
    case 'exponential':
      return time.mean > 0;
    case 'normal':
      return time.mean > 0 || time.deviation > 0;
    case 'uniform':
      return time.high > 0;
    case 'empirical':
      return time.values.some((value) => value > 0);
  }
}
