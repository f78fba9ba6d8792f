import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import { Reader } from '../reader.js';
import type { Item } from '../tree.js';

/** Reads `cpu N`, which in a run must be a CPU that its machine has. */
export function readCpuNumber(item: Item, context: Context): number | undefined {
  const reader = new Reader(item, context);
  const cpu = readCpu(reader, context);
  return reader.end('no block') ? cpu : undefined;
}

/** Reads the number of a CPU. */
export function readCpu(reader: Reader, context: Context): number | undefined {
  const token = reader.peek();
  const want = { what: 'the number of a CPU, counted from zero', example: '0', most: 255, whole: true };
  const cpu = reader.quantity({ ...want, dimensions: ['count'] });
  const { machine } = context;
  if (cpu !== undefined && machine !== undefined && cpu >= machine.cpus) {
    const has = machine.cpus === 1 ? 'only CPU 0' : `CPUs 0 to ${machine.cpus - 1}`;
    reader.fail('IRQ070', token!, `there is no CPU ${show(token!)}: the machine '${machine.name}' has ${has}`);
  }
  return cpu;
}
