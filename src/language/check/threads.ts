import type { Design } from '../../model/design.js';
import { isRequestDevice } from '../../model/device.js';
import type { Run } from '../../model/scenario.js';
import type { Span } from '../../model/span.js';
import type { Statement } from '../../model/statement.js';
import type { Context } from '../context.js';
import type { Token } from '../lexer.js';
import type { Declaration } from '../program.js';
import { bodies, everyStatement } from './flow.js';
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
  for (const statement of statementsInTrap(run, design)) {
    if (statement.kind === 'await' && design.await === 'block') {
      report('IRQ062', `${why}, but a hard stage waits for '${statement.device}'`, statement.span);
    }
    if (statement.kind === 'lock') inTrap.add(statement.lock);
  }
  if (design.lock === 'biglock') return;
  for (const { statement, held } of waitsHolding(run)) {
    const lock = held.find((one) => !sleepsOnLock || design.await !== 'block' || inTrap.has(one));
    if (lock === undefined) continue;
    const kind = inTrap.has(lock)
      ? 'a lock that a handler in the trap takes too, and others spin on,'
      : design.lock === 'spin'
        ? 'a lock that others spin on'
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

function* statementsInTrap(run: Run, { interrupt, poll }: Design): Generator<Statement> {
  const borrows = interrupt === 'inline' || interrupt === 'interrupt_stack';
  const polled = poll.kind !== 'none';
  for (const device of run.devices) {
    if (interrupt === 'filter_thread') yield* everyStatement(device.filter);
    // An interrupt that only requests a poll does so in the trap.
    const requests = device.kind === 'nic' && (poll.kind === 'napi' || poll.kind === 'quota');
    if (device.kind === 'clock' || requests || borrows) yield* everyStatement(device.interrupt);
    if (!borrows) continue;
    if (device.kind === 'nic' && !polled) yield* everyStatement(device.txDone ?? []);
    if (isRequestDevice(device)) yield* everyStatement(device.done);
  }
  if (!borrows || polled) return;
  for (const path of run.paths) {
    for (const stage of path.stages) if (stage.context === 'hard') yield* everyStatement(stage.body);
  }
}

/** A wait with the locks that are held over it, the innermost first. */
interface Holding {
  readonly statement: Statement;
  readonly held: readonly string[];
}

function* waitsHolding(run: Run): Generator<Holding> {
  for (const path of run.paths) for (const stage of path.stages) yield* holding(stage.body, []);
  for (const process of run.processes) yield* holding(process.body, []);
}

function* holding(statements: readonly Statement[], held: readonly string[]): Generator<Holding> {
  for (const statement of statements) {
    const waits = statement.kind === 'await' || statement.kind === 'sleep' || statement.kind === 'receive';
    if (waits && held.length > 0) yield { statement, held };
    const inside = statement.kind === 'lock' ? [statement.lock, ...held] : held;
    for (const body of bodies(statement)) yield* holding(body, inside);
  }
}
