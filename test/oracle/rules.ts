import type { Design } from '../../src/model/design.js';
import { type Device, isRequestDevice } from '../../src/model/device.js';
import { awaits, type Path, type Stage } from '../../src/model/path.js';
import type { Run } from '../../src/model/scenario.js';
import { everyStatement, type Statement } from '../../src/model/statement.js';
import { asksForPolls, kernelLevel, locksIn, takings } from './takings.js';

/**
 * What kind a lock is. It spins by the design, or because it is also taken where there is no thread that could sleep. One
 * that spins is held at the level of the highest handler that takes it too, lest that spins on top of the holder.
 */
export function lockRules(run: Run, design: Design, lock: string): { spins: boolean; ceiling: number } {
  return { spins: spins(run, design, lock), ceiling: ceiling(run, design, lock, []) };
}

function spins(run: Run, design: Design, lock: string): boolean {
  return design.lock === 'biglock' || design.lock === 'spin' || isTakenInTrap(run, design, lock);
}

/**
 * On several CPUs who lies on top of the holder must not wait for an outer lock either, since the holder of that, on another
 * CPU, may wait for this one. The lock around the kernel is an outer one of those that clocks and filters take without it, and
 * there are no others there: of who has that lock there is but one.
 */
function ceiling(run: Run, design: Design, lock: string, inner: readonly string[]): number {
  if (!spins(run, design, lock)) return 0;
  const own = [...takings(run, design)].filter((taking) => taking.lock === lock);
  const highest = Math.max(0, ...own.map(({ level }) => level));
  const inKernel = design.lock === 'biglock';
  const outside = own.some((taking) => taking.outside);
  if (run.machine.cpus === 1 || (inKernel && !outside)) return highest;
  const outer = outerLocks(run, lock).filter((one) => one !== lock && !inner.includes(one));
  const levels = outer.map((one) => ceiling(run, design, one, [...inner, lock]));
  return Math.max(highest, inKernel ? kernelLevel(run, design) : 0, ...levels);
}

/** The locks under which a lock is taken somewhere. */
function outerLocks(run: Run, lock: string): string[] {
  const locks = bodiesOf(run).flatMap((body) => [...everyStatement(body)]);
  return locks.flatMap((one) => (one.kind === 'lock' && mentions(one.body, lock) ? [one.lock] : []));
}

function isTakenInTrap(run: Run, design: Design, lock: string): boolean {
  for (const path of run.paths) {
    for (const stage of path.stages) {
      if (isInTrap(design, path, stage) && mentions(stage.body, lock)) return true;
    }
  }
  return run.devices.some((device) => bodiesInTrap(run, design, device).some((body) => mentions(body, lock)));
}

/** Whether nothing is there that could sleep, since a handler on the interrupted context's stack does the stage's work. */
function isInTrap(design: Design, path: Path, stage: Stage): boolean {
  if (!isInline(design)) return false;
  const taken = (stage.context === 'hard' || design.dispatch !== 'deferred') && design.poll.kind === 'none';
  return taken || goesOnInHandler(design, path, stage);
}

function isInline({ interrupt }: Design): boolean {
  return interrupt === 'inline' || interrupt === 'interrupt_stack';
}

/** What waits goes on in the handler of the completion, and so does what it calls. */
function goesOnInHandler(design: Design, { stages }: Path, stage: Stage): boolean {
  const before = design.dispatch === 'deferred' ? [stage] : stages.slice(0, stages.indexOf(stage) + 1);
  return design.await === 'continuation_immediate' && before.some((one) => awaits(one));
}

function bodiesInTrap(run: Run, design: Design, device: Device): (readonly Statement[])[] {
  if (device.kind === 'clock') return [device.interrupt];
  const found: (readonly Statement[])[] = [];
  if (design.interrupt === 'filter_thread') found.push(device.filter);
  if (isInline(design) || asksForPolls(design, device)) found.push(device.interrupt);
  if (device.kind === 'nic' && isInline(design) && design.poll.kind === 'none') found.push(device.txDone ?? []);
  if (isRequestDevice(device) && isInline(design)) found.push(device.done);
  if (isRequestDevice(device) && isAskedInTrap(run, design, device.name)) found.push(device.submit);
  return found;
}

/** Whether a request to a device, and so its driver's work for it, can be made in a trap. */
function isAskedInTrap(run: Run, design: Design, device: string): boolean {
  return run.paths.some((path) => path.stages.some((stage) => awaits(stage, device) && isInTrap(design, path, stage)));
}

function mentions(body: readonly Statement[], lock: string): boolean {
  return locksIn(body).includes(lock);
}

/** The locks that a run names. */
export function lockNames(run: Run): string[] {
  return [...new Set(bodiesOf(run).flatMap(locksIn))];
}

function bodiesOf(run: Run): (readonly Statement[])[] {
  const devices = run.devices.flatMap((device) => {
    const own = [device.filter, device.interrupt];
    if (device.kind === 'nic') return [...own, device.txDone ?? []];
    if (device.kind === 'clock') return [...own, device.soft?.body ?? []];
    return [...own, device.submit, device.done];
  });
  const paths = run.paths.flatMap(({ stages }) => stages.map(({ body }) => body));
  return [...paths, ...run.processes.map(({ body }) => body), ...devices];
}
