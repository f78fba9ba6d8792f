import { isRequestDevice } from '../model/device.js';
import type { Stage } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import { bodies, type Statement } from '../model/statement.js';
import { Chance } from './random.js';

/**
 * In the trap itself; by the interrupt's handler or thread, once for the interrupt, and for each thing that it reports; in
 * the trap of a clock, and in the soft interrupt that it requests; by whoever makes the request.
 */
export type DevicePart = 'filter' | 'interrupt' | 'done' | 'clock' | 'soft' | 'submit';

export interface Visited {
  readonly statement: Statement;
  /** What its random numbers are for. */
  readonly chance: Chance;
  /** Name of the path, process or device that it stands in. */
  readonly stage: string;
  /** The stage that follows the statement's own in its path. */
  readonly next?: Stage | undefined;
  /** Rank-bearing stage of the statement itself, in paths. */
  readonly own?: Stage | undefined;
  /** Of a device's statements, by whom they are executed. */
  readonly part?: DevicePart | undefined;
}

/** Every statement of a run in the order of the text, which does not depend on the design. */
export function* eachStatement(run: Run): Generator<Visited> {
  for (const path of run.paths) {
    for (const [index, stage] of path.stages.entries()) {
      yield* within(stage.body, { chance: Chance.path, stage: path.name, own: stage, next: path.stages[index + 1] });
    }
  }
  for (const process of run.processes) yield* within(process.body, { chance: Chance.process, stage: process.name });
  for (const device of run.devices) {
    const place = { chance: Chance.device, stage: device.name };
    yield* within(device.filter, { ...place, part: 'filter' });
    yield* within(device.interrupt, { ...place, part: device.kind === 'clock' ? 'clock' : 'interrupt' });
    if (device.kind === 'clock') yield* within(device.soft?.body ?? [], { ...place, part: 'soft' });
    if (device.kind === 'nic') yield* within(device.txDone ?? [], { ...place, part: 'done' });
    if (!isRequestDevice(device)) continue;
    yield* within(device.submit, { ...place, part: 'submit' });
    yield* within(device.done, { ...place, part: 'done' });
  }
}

function* within(body: readonly Statement[], place: Omit<Visited, 'statement'>): Generator<Visited> {
  for (const statement of body) {
    yield { statement, ...place };
    for (const inner of bodies(statement)) yield* within(inner, place);
  }
}
