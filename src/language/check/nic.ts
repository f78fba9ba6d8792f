import type { Nic } from '../../model/device.js';
import type { Context } from '../context.js';
import type { Reader } from '../reader.js';
import type { Item } from '../tree.js';
import { QUEUES_CPU, QUEUES_ON, RING } from '../vocabulary/nic.js';
import { readCpu } from './cpu.js';
import { type Fields, readPerByte } from './fields.js';

export function readNic(fields: Fields): Nic | undefined {
  const bitsPerSecond = fields.bandwidth('link', 'the speed of the wire', '1Gbps');
  const rxRing = fields.line('rx', readRing);
  const txRing = fields.line('tx', readRing);
  const dma = fields.line('dma', readDma);
  const moderation = fields.moderation('moderation');
  const input = readInput(fields);
  const base = fields.base();
  const queues = fields.line('queues', (reader) => readQueues(reader, base?.cpu ?? 0, fields.context));
  const txDone = fields.has('txdone') ? fields.handler('txdone', true) : undefined;
  const txModeration = fields.has('tx_moderation') ? fields.moderation('tx_moderation') : undefined;
  if (txModeration !== undefined && txDone === undefined) reportNoTxDone(fields.item('tx_moderation')!, fields.context);
  if (bitsPerSecond === undefined || rxRing === undefined || txRing === undefined) return undefined;
  if (moderation === undefined || input === undefined || base === undefined) return undefined;
  if (queues === undefined || dma === undefined) return undefined;
  const rings = { rxRing, txRing, ...dma };
  return { kind: 'nic', ...base, bitsPerSecond, queues, ...rings, moderation, txModeration, input, txDone };
}

/** A NIC without a path is a template that others extend; only a run needs the path. */
function readInput(fields: Fields): string | undefined {
  if (!fields.has('input') && fields.context.machine === undefined) return '';
  return fields.line('input', (reader) => reader.reference('path', 'a path')?.name);
}

function reportNoTxDone(item: Item, context: Context): void {
  const message = "'tx_moderation' has no meaning without 'txdone { … }': nothing reports what was transmitted";
  context.diagnostics.report('IRQ011', item.source, item.head[0]!, message);
}

function readRing(reader: Reader): number | undefined {
  reader.word(RING, 'what follows');
  const want = { what: 'the size of a ring', example: '256', least: 1, most: 65_536, whole: true };
  return reader.quantity({ ...want, dimensions: ['count'] });
}

function readDma(reader: Reader) {
  const dma = reader.time('the time to carry a packet into memory', '1us');
  const dmaPerByte = readPerByte(reader);
  return dma === undefined || dmaPerByte === undefined ? undefined : { dma, dmaPerByte };
}

/** `N [on cpu N, N …]` as the CPU of each queue; those that are named take turns, or from the device's own on all. */
function readQueues(reader: Reader, cpu: number, context: Context): number[] | undefined {
  const want = { what: 'the number of queues', example: '4', least: 1, most: 64, whole: true };
  const count = reader.quantity({ ...want, dimensions: ['count'] });
  if (count === undefined) return undefined;
  const all = context.machine?.cpus ?? 1;
  const cpus = reader.accept(QUEUES_ON) === undefined ? range(all).map((n) => (cpu + n) % all) : [];
  if (cpus.length === 0) {
    reader.word(QUEUES_CPU, 'what follows');
    do {
      const number = readCpu(reader, context);
      if (number === undefined) return undefined;
      cpus.push(number);
    } while (reader.acceptSymbol(','));
    if (cpus.length > count) {
      const message = `${cpus.length} CPUs for ${count} queue${count === 1 ? '' : 's'}; expected at most one for each`;
      return reader.fail('IRQ023', reader.last, message);
    }
  }
  return range(count).map((queue) => cpus[queue % cpus.length]!);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
