import type { Clock } from '../../model/device.js';
import type { SoftIpl } from '../../model/ipl.js';
import { Reader } from '../reader.js';
import { CLOCK_EACH } from '../vocabulary/clock.js';
import { SOFT_IPL } from '../vocabulary/path.js';
import { readCpu } from './cpu.js';
import type { Fields } from './fields.js';
import { handlerPlace, readBlock } from './statement.js';

export function readClock(fields: Fields): Clock | undefined {
  const every = fields.line('every', (reader) => reader.time('the time between two ticks', '10ms', { least: 1 }));
  const ipl = fields.ipl();
  const cpus = fields.line('cpu', (reader) => readCpus(reader, fields));
  const interrupt = fields.handler('interrupt', false);
  const soft = fields.has('soft') ? readSoft(fields) : undefined;
  if (every === undefined || ipl === undefined || cpus === undefined) return undefined;
  return { kind: 'clock', ...fields.named(), ipl, cpu: cpus[0]!, cpus, filter: [], interrupt, every, soft };
}

/** `N` or `each`. */
function readCpus(reader: Reader, { context }: Fields): number[] | undefined {
  if (reader.accept(CLOCK_EACH) === undefined) {
    const cpu = readCpu(reader, context);
    return cpu === undefined ? undefined : [cpu];
  }
  return Array.from({ length: context.machine?.cpus ?? 1 }, (_, cpu) => cpu);
}

function readSoft(fields: Fields): Clock['soft'] {
  const item = fields.item('soft')!;
  const reader = new Reader(item, fields.context);
  const ipl = reader.word(SOFT_IPL, 'a soft level') as SoftIpl | undefined;
  if (!reader.end('block') || ipl === undefined) return undefined;
  return { ipl, body: readBlock(item.block, fields.context, handlerPlace('soft', false)) };
}
