import { isRequestDevice } from '../model/device.js';
import type { Stage } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import { bodies, type Statement } from '../model/statement.js';

/**
 * In the trap itself; by the interrupt's handler or thread, once for the interrupt, and for each thing that it reports; in
 * the trap of a clock, and in the soft interrupt that it requests; by whoever makes the request.
 */
export type DevicePart = 'filter' | 'interrupt' | 'done' | 'clock' | 'soft' | 'submit';

export interface Visited {
  readonly statement: Statement;
  /** Name of the path, process or device that it stands in. */
  readonly stage: string;
  /** The stage that follows the statement's own in its path. */
  readonly next: Stage | undefined;
  /** Rank-bearing stage of the statement itself, in paths. */
  readonly own: Stage | undefined;
  /** Of a device's statements, by whom they are executed. */
  readonly part: DevicePart | undefined;
}

/** Every statement of a run in the order of the text, which does not depend on the design. */
export function* eachStatement(run: Run): Generator<Visited> {
  for (const path of run.paths) {
    for (const [index, stage] of path.stages.entries()) {
      yield* within(stage.body, path.name, stage, path.stages[index + 1]);
    }
  }
  for (const process of run.processes) yield* within(process.body, process.name, undefined, undefined);
  for (const device of run.devices) {
    yield* within(device.filter, device.name, undefined, undefined, 'filter');
    const part = device.kind === 'clock' ? 'clock' : 'interrupt';
    yield* within(device.interrupt, device.name, undefined, undefined, part);
    if (device.kind === 'clock') yield* within(device.soft?.body ?? [], device.name, undefined, undefined, 'soft');
    if (device.kind === 'nic') yield* within(device.txDone ?? [], device.name, undefined, undefined, 'done');
    if (!isRequestDevice(device)) continue;
    yield* within(device.submit, device.name, undefined, undefined, 'submit');
    yield* within(device.done, device.name, undefined, undefined, 'done');
  }
}

function* within(
  body: readonly Statement[],
  stage: string,
  own: Stage | undefined,
  next: Stage | undefined,
  part?: DevicePart,
): Generator<Visited> {
  for (const statement of body) {
    yield { statement, stage, next, own, part };
    for (const inner of bodies(statement)) yield* within(inner, stage, own, next, part);
  }
}
