import type { Design } from '../../src/model/design.js';
import { type Device, isRequestDevice } from '../../src/model/device.js';
import { iplRank } from '../../src/model/ipl.js';
import type { Path, Stage } from '../../src/model/path.js';
import type { Run } from '../../src/model/scenario.js';
import type { Statement } from '../../src/model/statement.js';

/**
 * What kind a lock is. It spins by the design, or because it is also taken where there is no thread that could sleep. One
 * that spins is held at the level of the highest handler that takes it too, lest that spins on top of the holder.
 */
export function lockRules(run: Run, design: Design, lock: string): { spins: boolean; ceiling: number } {
  let spins = design.lock === 'biglock' || design.lock === 'spin';
  let ceiling = 0;
  const at = (place: { readonly threadless: boolean; readonly level: number }) => {
    spins ||= place.threadless;
    ceiling = Math.max(ceiling, place.level);
  };
  for (const path of run.paths) {
    for (const stage of path.stages) {
      if (mentions(stage.body, lock)) at(ofStage(run, design, path, stage));
    }
  }
  for (const device of run.devices) for (const place of ofDevice(run, design, device, lock)) at(place);
  return { spins, ceiling: spins ? ceiling : 0 };
}

interface Place {
  readonly threadless: boolean;
  /** Rank of the highest level of a handler there that borrows its context. */
  readonly level: number;
}

function ofStage(run: Run, design: Design, path: Path, stage: Stage): Place {
  const threads = design.interrupt === 'thread' || design.interrupt === 'filter_thread';
  const called = design.dispatch !== 'deferred';
  const hard = stage.context === 'hard';
  const threadless = isInTrap(design, path, stage);
  const soft = softLevel(design, stage.context === 'soft' ? stage.ipl : 'softserial');
  if (threads) return { threadless, level: soft };
  const waited = goesOnInHandler(design, path, stage);
  if (hard && !waited) {
    return { threadless, level: highest(run.devices.filter((one) => one.kind === 'nic' && one.input === path.name)) };
  }
  return { threadless, level: called || waited ? highest(run.devices) : soft };
}

/** Whether nothing is there that could sleep, since a handler on the interrupted context's stack does the stage's work. */
function isInTrap(design: Design, path: Path, stage: Stage): boolean {
  if (design.interrupt !== 'inline' && design.interrupt !== 'interrupt_stack') return false;
  const taken = (stage.context === 'hard' || design.dispatch !== 'deferred') && design.poll.kind === 'none';
  return taken || goesOnInHandler(design, path, stage);
}

/** What waits goes on in the handler of the completion, and so does what it calls. */
function goesOnInHandler(design: Design, { stages }: Path, stage: Stage): boolean {
  const before = design.dispatch === 'deferred' ? [stage] : stages.slice(0, stages.indexOf(stage) + 1);
  return design.await === 'continuation_immediate' && before.some(({ body }) => awaits(body));
}

/** Level of a soft handler that borrows its context; a softirq run has all of them off. */
function softLevel(design: Design, ipl: 'softclock' | 'softbio' | 'softnet' | 'softserial'): number {
  if (design.softint === 'thread') return 0;
  return iplRank(design.softint === 'softirq' ? 'softserial' : ipl);
}

function* ofDevice(run: Run, design: Design, device: Device, lock: string): Generator<Place> {
  const inTrap = design.interrupt === 'inline' || design.interrupt === 'interrupt_stack';
  const level = design.interrupt === 'thread' ? softLevel(design, 'softserial') : highest(run.devices);
  if (device.kind === 'clock') {
    const level = iplRank(device.ipl);
    if (mentions(device.interrupt, lock)) yield { threadless: true, level };
    if (mentions(device.soft?.body ?? [], lock)) yield { threadless: false, level };
    return;
  }
  if (mentions(device.filter, lock)) yield { threadless: inTrap || design.interrupt === 'filter_thread', level };
  // A NIC that asks for a poll does so in the trap, whatever the design.
  const polled = device.kind === 'nic' && (design.poll.kind === 'napi' || design.poll.kind === 'quota');
  const interruptLevel = polled ? Math.max(level, iplRank(device.ipl)) : level;
  if (mentions(device.interrupt, lock)) yield { threadless: inTrap || polled, level: interruptLevel };
  if (device.kind === 'nic' && mentions(device.txDone ?? [], lock)) {
    yield { threadless: inTrap && design.poll.kind === 'none', level };
  }
  if (!isRequestDevice(device)) return;
  if (mentions(device.done, lock)) yield { threadless: inTrap, level };
  if (mentions(device.submit, lock)) yield { threadless: isAskedInTrap(run, design, device.name), level };
}

/** Whether a request to a device, and so its driver's work for it, can be made in a trap. */
function isAskedInTrap(run: Run, design: Design, device: string): boolean {
  return run.paths.some((path) =>
    path.stages.some((stage) => awaits(stage.body, device) && isInTrap(design, path, stage)),
  );
}

function highest(devices: readonly Device[]): number {
  return Math.max(0, ...devices.map(({ ipl }) => iplRank(ipl)));
}

function mentions(body: readonly Statement[], lock: string): boolean {
  return anywhere(body, (statement) => statement.kind === 'lock' && statement.lock === lock);
}

function awaits(body: readonly Statement[], device?: string): boolean {
  return anywhere(body, (one) => one.kind === 'await' && (device === undefined || one.device === device));
}

/** The locks that a run names. */
export function lockNames(run: Run): string[] {
  const names = new Set<string>();
  const note = (statement: Statement) => {
    if (statement.kind === 'lock') names.add(statement.lock);
    return false;
  };
  for (const { stages } of run.paths) for (const { body } of stages) anywhere(body, note);
  for (const { body } of run.processes) anywhere(body, note);
  for (const device of run.devices) {
    anywhere(device.filter, note);
    anywhere(device.interrupt, note);
    if (device.kind === 'nic') anywhere(device.txDone ?? [], note);
    if (device.kind === 'clock') anywhere(device.soft?.body ?? [], note);
    if (isRequestDevice(device)) anywhere([...device.done, ...device.submit], note);
  }
  return [...names];
}

function anywhere(body: readonly Statement[], holds: (statement: Statement) => boolean): boolean {
  return body.some((statement) => {
    if (holds(statement)) return true;
    if (statement.kind === 'lock' || statement.kind === 'repeat' || statement.kind === 'loop') {
      return anywhere(statement.body, holds);
    }
    if (statement.kind === 'if') return anywhere(statement.then, holds) || anywhere(statement.otherwise, holds);
    return false;
  });
}
