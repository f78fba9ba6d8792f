import type { Design } from '../../src/model/design.js';
import { type Device, isRequestDevice } from '../../src/model/device.js';
import { iplRank, type SoftIpl } from '../../src/model/ipl.js';
import type { Path, Stage } from '../../src/model/path.js';
import type { Run } from '../../src/model/scenario.js';
import { everyStatement, type Statement } from '../../src/model/statement.js';

/** A handler's taking of a lock: the level of the handler, or 0 where it is a thread; and whether the kernel has a lock then. */
interface Taking {
  readonly lock: string;
  readonly level: number;
  readonly outside?: boolean;
}

/** The locks that handlers take, anywhere in a run. */
export function* takings(run: Run, design: Design): Generator<Taking> {
  for (const device of run.devices) {
    for (const { body, level, outside } of handlersOf(design, device)) {
      for (const lock of locksIn(body)) yield { lock, level, outside };
    }
  }
  for (const path of run.paths) yield* takingsOf(run, design, path);
}

interface Handler {
  readonly body: readonly Statement[];
  readonly level: number;
  /** It takes its locks without that around the kernel. */
  readonly outside: boolean;
}

/** What the handlers of a device do beside the work of paths. */
function handlersOf(design: Design, device: Device): Handler[] {
  const own = iplRank(device.ipl);
  const part = (body: readonly Statement[] | undefined, level: number, outside = false) =>
    body === undefined ? [] : [{ body, level, outside }];
  if (device.kind === 'clock') {
    const soft = device.soft && softLevel(design, device.soft.ipl);
    return [...part(device.interrupt, own, true), ...part(device.soft?.body, soft ?? 0)];
  }
  const hasFilter = design.interrupt === 'filter_thread' && (device.kind !== 'nic' || design.poll.kind === 'none');
  const served = servingLevel(design, device);
  const [each, done] = device.kind === 'nic' ? [takingLevel(design, device), device.txDone] : [served, device.done];
  return [
    ...part(hasFilter ? device.filter : [], own, true),
    ...part(device.interrupt, asksForPolls(design, device) ? own : served),
    ...part(done, each),
  ];
}

/** Level of the handler that serves a device; 0 where a thread or a poll does. */
function servingLevel({ interrupt, poll }: Design, device: Device): number {
  if (interrupt === 'thread' || interrupt === 'filter_thread') return 0;
  return device.kind === 'nic' && poll.kind !== 'none' ? 0 : iplRank(device.ipl);
}

/** A NIC that asks for a poll does so in the trap, whatever the design. */
export function asksForPolls({ poll }: Design, { kind }: Device): boolean {
  return kind === 'nic' && (poll.kind === 'napi' || poll.kind === 'quota');
}

/** Level of whoever takes a NIC's packets and descriptors. */
function takingLevel(design: Design, device: Device): number {
  if (design.poll.kind === 'none') return servingLevel(design, device);
  return design.poll.kind === 'busy' ? 0 : softLevel(design, 'softnet');
}

/** The highest level at which a trap waits for the lock around the kernel. */
export function kernelLevel({ devices }: Run, design: Design): number {
  const levels = devices.map((device) => {
    if (device.kind === 'clock') return 0;
    return asksForPolls(design, device) ? iplRank(device.ipl) : servingLevel(design, device);
  });
  return Math.max(0, ...levels);
}

/** Level of a soft handler that borrows its context; a softirq run has all of them off. */
function softLevel(design: Design, ipl: SoftIpl): number {
  if (design.softint === 'thread') return 0;
  return iplRank(design.softint === 'softirq' ? 'softserial' : ipl);
}

/** Goes through a path as its packets do, with the highest level at which handlers do the work. */
function takingsOf(run: Run, design: Design, path: Path): Taking[] {
  const takings: Taking[] = [];
  const nics = run.devices.filter((device) => device.kind === 'nic' && device.input === path.name);
  let level = Math.max(0, ...nics.map((nic) => takingLevel(design, nic)));
  for (const [index, stage] of path.stages.entries()) {
    const calls: number[] = [];
    through({ run, design, stage, takings, calls }, stage.body, level);
    level = calls.length === 0 ? 0 : nextLevel(design, stage, path.stages[index + 1], Math.max(...calls));
  }
  return takings;
}

/** Level at which the next stage is done, by who serves its queue or by who calls it at a level. */
function nextLevel(design: Design, stage: Stage, next: Stage | undefined, called: number): number {
  if (next?.context !== 'soft') return 0;
  const how = stage.context === 'soft' && design.redispatch === 'deferred' ? 'deferred' : design.dispatch;
  if (how === 'direct') return called;
  return Math.max(how === 'hybrid' ? called : 0, softLevel(design, next.ipl));
}

/** On the way through a stage: what is met there, and the levels at which the next stage would be called. */
interface Walk {
  readonly run: Run;
  readonly design: Design;
  readonly stage: Stage;
  readonly takings: Taking[];
  readonly calls: number[];
}

/** The level at which a list ends that has begun at a level; 0 where it is the end of the stage. */
function through(walk: Walk, statements: readonly Statement[], level: number): number {
  return statements.reduce((before, statement) => behind(walk, statement, before), level);
}

function behind(walk: Walk, statement: Statement, level: number): number {
  switch (statement.kind) {
    case 'lock':
      walk.takings.push({ lock: statement.lock, level });
      return through(walk, statement.body, level);
    case 'await':
      return behindWait(walk, statement.device, level);
    case 'if':
      return Math.max(through(walk, statement.then, level), through(walk, statement.otherwise, level));
    case 'repeat': {
      const once = through(walk, statement.body, level);
      return statement.count === 1 ? once : through(walk, statement.body, once);
    }
    case 'enqueue':
      walk.calls.push(level);
      return 0;
    case 'deliver':
    case 'transmit':
    case 'drop':
      return 0;
    default:
      return level;
  }
}

/** The request is made at the one level, and what follows it done at another; who has slept is a thread. */
function behindWait({ run, design, stage, takings }: Walk, name: string, level: number): number {
  const device = run.devices.find((one) => one.name === name)!;
  if (isRequestDevice(device)) for (const lock of locksIn(device.submit)) takings.push({ lock, level });
  if (design.await === 'continuation_immediate') return servingLevel(design, device);
  // A hard stage goes on at the level of network protocols.
  if (design.await === 'continuation_softint')
    return softLevel(design, stage.context === 'soft' ? stage.ipl : 'softnet');
  return 0;
}

export function locksIn(body: readonly Statement[]): string[] {
  return [...everyStatement(body)].flatMap((one) => (one.kind === 'lock' ? [one.lock] : []));
}
