import { COSTS, type Cost, type Machine } from '../../model/machine.js';
import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import { CLOCK_AT, COST, MACHINE } from '../vocabulary/machine.js';
import { readHead } from './head.js';
import { nameSpan, type Properties, property, readProperties } from './properties.js';

const MOST_CPUS = 256;
/** Of a thread, in bytes: 1 GiB. */
const MOST_MEMORY = 2 ** 30;

export function readMachine(declaration: Declaration, context: Context): Machine | undefined {
  readHead(declaration, context);
  const properties = readProperties(declaration, context, MACHINE);
  const cpus = readCpus(properties, context);
  const timed: Context = cpus === undefined ? context : { ...context, machine: { ...cpus, name: declaration.name } };
  const costs = readCosts(properties, timed);
  const cacheTurnover = readTurnover(properties, timed) ?? 0;
  if (cpus === undefined) return undefined;
  return {
    name: declaration.name,
    span: nameSpan(declaration),
    ...cpus,
    costs,
    cacheTurnover,
    stack: readSize('stack', properties, context) ?? 0,
    continuation: readSize('continuation', properties, context) ?? 0,
  };
}

/** The costs that a machine gives, itself or by what it extends; the others are zero. */
export function givenCosts(declaration: Declaration, context: Context): ReadonlySet<string> {
  const { all } = readProperties(declaration, context, MACHINE);
  return new Set([...all.keys()].filter((key) => key.startsWith('cost ')).map((key) => key.slice(5)));
}

function readCpus(properties: Properties, context: Context): { cpus: number; hertz: number } | undefined {
  const item = property(properties, MACHINE, 'cpus', context);
  if (item === undefined) return undefined;
  const reader = new Reader(item, context);
  const count = { what: 'the number of CPUs', example: '1', least: 1, most: MOST_CPUS, whole: true };
  const cpus = reader.quantity({ ...count, dimensions: ['count'] });
  reader.word(CLOCK_AT, 'the clock rate');
  const clock = { what: 'the clock rate', example: '2.4GHz', least: 1, most: 1e12 };
  const hertz = reader.quantity({ ...clock, dimensions: ['frequency'] });
  reader.end('no block');
  return cpus === undefined || hertz === undefined ? undefined : { cpus, hertz };
}

function readCosts(properties: Properties, context: Context): Record<Cost, number> {
  const costs = Object.fromEntries(COSTS.map((cost) => [cost, 0])) as Record<Cost, number>;
  for (const [key, item] of properties.all) {
    if (!key.startsWith('cost ')) continue;
    const reader = new Reader(item, context);
    const name = reader.word(COST, 'a primitive of the machine') as Cost | undefined;
    const time = reader.time(`the cost of '${name}'`, '400ns');
    reader.end('no block');
    if (name !== undefined && time !== undefined) costs[name] = time;
  }
  return costs;
}

function readTurnover(properties: Properties, context: Context): number | undefined {
  const item = property(properties, MACHINE, 'cache_turnover', context)!;
  const reader = new Reader(item, context);
  const time = reader.time("the time that evicts a context's working set", '50us');
  reader.end('no block');
  return time;
}

function readSize(name: 'stack' | 'continuation', properties: Properties, context: Context): number | undefined {
  const reader = new Reader(property(properties, MACHINE, name, context)!, context);
  const what = 'the kernel memory of a thread';
  const bytes = reader.quantity({ what, example: '8KiB', least: 0, most: MOST_MEMORY, dimensions: ['size'] });
  reader.end('no block');
  return bytes;
}
