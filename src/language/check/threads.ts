import type { Design } from '../../model/design.js';
import { isRequestDevice } from '../../model/device.js';
import type { Run } from '../../model/scenario.js';
import type { Span } from '../../model/span.js';
import type { Statement } from '../../model/statement.js';
import type { Context } from '../context.js';
import type { Token } from '../lexer.js';
import type { Declaration } from '../program.js';
import { bodies, everyStatement } from './flow.js';

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
  for (const statement of statementsInTrap(run, design.interrupt)) {
    if (statement.kind === 'await' && design.await === 'block') {
      report('IRQ062', `${why}, but a hard stage waits for '${statement.device}'`, statement.span);
    }
    if (statement.kind === 'lock') inTrap.add(statement.lock);
  }
  if (design.lock === 'biglock') return;
  for (const { statement, lock } of waitsHolding(run)) {
    if (sleepsOnLock && design.await === 'block' && !inTrap.has(lock)) continue;
    const kind = inTrap.has(lock)
      ? 'a lock that a handler in the trap takes too, and others spin on,'
      : design.lock === 'spin'
        ? 'a lock that others spin on'
        : 'a lock whose holder goes on by a continuation, without its thread,';
    report('IRQ064', `under '${design.name}' ${kind} cannot be held over a wait, but '${lock}' is`, statement.span);
  }
}

function* statementsInTrap(run: Run, context: Design['interrupt']): Generator<Statement> {
  if (context === 'filter_thread') for (const device of run.devices) yield* everyStatement(device.filter);
  for (const device of run.devices) if (device.kind === 'clock') yield* everyStatement(device.interrupt);
  if (context !== 'inline' && context !== 'interrupt_stack') return;
  for (const path of run.paths) {
    for (const stage of path.stages) if (stage.context === 'hard') yield* everyStatement(stage.body);
  }
  for (const device of run.devices) {
    if (device.kind === 'clock') continue;
    yield* everyStatement(device.interrupt);
    if (device.kind === 'nic') yield* everyStatement(device.txDone ?? []);
    if (isRequestDevice(device)) yield* everyStatement(device.done);
  }
}

function* waitsHolding(run: Run): Generator<{ statement: Statement; lock: string }> {
  for (const path of run.paths) for (const stage of path.stages) yield* holding(stage.body, undefined);
  for (const process of run.processes) yield* holding(process.body, undefined);
}

function* holding(
  statements: readonly Statement[],
  lock: string | undefined,
): Generator<{ statement: Statement; lock: string }> {
  for (const statement of statements) {
    const waits = statement.kind === 'await' || statement.kind === 'sleep' || statement.kind === 'receive';
    if (lock !== undefined && waits) yield { statement, lock };
    const held = statement.kind === 'lock' ? statement.lock : lock;
    for (const body of bodies(statement)) yield* holding(body, held);
  }
}
