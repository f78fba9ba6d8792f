import type { Design } from '../../model/design.js';
import { isRequestDevice } from '../../model/device.js';
import type { Stage } from '../../model/path.js';
import type { Run } from '../../model/scenario.js';
import type { Span } from '../../model/span.js';
import { bodies, everyStatement, type Statement } from '../../model/statement.js';
import { borrows, pollsOnInterrupt, runsInTrap } from '../../model/trap.js';
import type { Context } from '../context.js';
import type { Token } from '../lexer.js';
import type { Declaration } from '../program.js';
import { rangeOf } from './properties.js';

/**
 * What a path asks for may be impossible under a design: only a thread can sleep, and a lock that a waiter spins on must
 * not be held over a wait. Said at the design in the run's list, with the statement as the related place.
 */
export function checkThreads(run: Run, design: Design, at: Token, declaration: Declaration, context: Context): void {
  const report = (code: 'IRQ062' | 'IRQ064', message: string, span: Span) =>
    context.diagnostics.report(code, declaration.source, at, message, [{ span, message: 'asked for here' }]);
  const why = `under '${design.name}' a hard handler runs in the trap, where nothing can sleep`;
  const sleepsOnLock = design.lock === 'blocking' || design.lock === 'adaptive';
  const inTrap = new Set<string>();
  for (const { statement, stage } of statementsInTrap(run, design)) {
    if (statement.kind === 'await' && design.await === 'block') {
      const who = stage === 'soft' ? 'a stage that it calls' : 'a hard stage';
      report('IRQ062', `${why}, but ${who} waits for '${statement.device}'`, statement.span);
    }
    if (statement.kind === 'lock') inTrap.add(statement.lock);
  }
  for (const { statement, held, inProcess } of waitsHolding(run)) {
    const keepsThread = inProcess || design.await === 'block';
    const lock = held.find((one) => !sleepsOnLock || !keepsThread || inTrap.has(one));
    if (lock === undefined) continue;
    const kind = !sleepsOnLock
      ? 'a lock that others spin on'
      : inTrap.has(lock)
        ? 'a lock that a handler in the trap takes too, and others spin on,'
        : 'a lock whose holder goes on by a continuation, without its thread,';
    report('IRQ064', `under '${design.name}' ${kind} cannot be held over a wait, but '${lock}' is`, statement.span);
  }
}

/** A request takes the locks of its device's driver, which whoever waits for it must not hold. */
export function checkRequests(run: Run, context: Context): void {
  for (const { statement, held } of waitsHolding(run)) {
    const device = run.devices.find(({ name }) => statement.kind === 'await' && name === statement.device);
    if (device === undefined || !isRequestDevice(device)) continue;
    for (const inner of everyStatement(device.submit)) {
      const at = inner.kind === 'lock' && held.includes(inner.lock) ? rangeOf(statement.span, context) : undefined;
      if (inner.kind !== 'lock' || at === undefined) continue;
      const message = `a request to '${device.name}' takes the lock '${inner.lock}', which is already held here; taking it again would wait for ever`;
      const related = [{ span: inner.span, message: 'taken here' }];
      context.diagnostics.report('IRQ049', at.source, at, message, related);
    }
  }
}

interface InTrap {
  readonly statement: Statement;
  /** Kind of the stage that it is of; undefined for one of a device. */
  readonly stage: Stage['context'] | undefined;
}

function* statementsInTrap(run: Run, design: Design): Generator<InTrap> {
  for (const body of handlersInTrap(run, design)) {
    for (const statement of everyStatement(body)) yield { statement, stage: undefined };
  }
  for (const path of run.paths) {
    for (const stage of path.stages) {
      if (!runsInTrap(design, path, stage)) continue;
      for (const statement of everyStatement(stage.body)) {
        yield { statement, stage: stage.context };
        const device = run.devices.find(({ name }) => statement.kind === 'await' && name === statement.device);
        if (device === undefined || !isRequestDevice(device)) continue;
        for (const inner of everyStatement(device.submit)) yield { statement: inner, stage: undefined };
      }
    }
  }
}

function* handlersInTrap(run: Run, design: Design): Generator<readonly Statement[]> {
  const { interrupt, poll } = design;
  for (const device of run.devices) {
    if (interrupt === 'filter_thread') yield device.filter;
    // An interrupt that only requests a poll does so in the trap.
    const requests = device.kind === 'nic' && pollsOnInterrupt(design);
    if (device.kind === 'clock' || requests || borrows(design)) yield device.interrupt;
    if (!borrows(design)) continue;
    if (device.kind === 'nic' && poll.kind === 'none') yield device.txDone ?? [];
    if (isRequestDevice(device)) yield device.done;
  }
}

/** A wait with the locks that are held over it, the innermost first. */
interface Holding {
  readonly statement: Statement;
  readonly held: readonly string[];
  readonly inProcess: boolean;
}

const WAITS: readonly Statement['kind'][] = ['await', 'receive', 'send', 'sleep'];

function* waitsHolding(run: Run): Generator<Holding> {
  for (const path of run.paths) for (const stage of path.stages) yield* holding(stage.body, [], false);
  for (const process of run.processes) yield* holding(process.body, [], true);
}

function* holding(statements: readonly Statement[], held: readonly string[], inProcess: boolean): Generator<Holding> {
  for (const statement of statements) {
    if (WAITS.includes(statement.kind) && held.length > 0) yield { statement, held, inProcess };
    const inside = statement.kind === 'lock' ? [statement.lock, ...held] : held;
    for (const body of bodies(statement)) yield* holding(body, inside, inProcess);
  }
}
