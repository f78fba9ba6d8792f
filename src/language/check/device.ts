import type { Crypto, Device, Moderation, Nic } from '../../model/device.js';
import type { Distribution } from '../../model/distribution.js';
import type { HardIpl } from '../../model/ipl.js';
import type { Statement } from '../../model/statement.js';
import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import type { Item } from '../tree.js';
import { CRYPTO, HARD_IPL, NIC, QUEUES_CPU, QUEUES_ON, RING, type Word } from '../vocabulary.js';
import { readCpu, readCpuNumber } from './cpu.js';
import { readTimes } from './distribution.js';
import { readHead } from './head.js';
import { readModeration } from './moderation.js';
import { nameSpan, type Properties, property, readProperties } from './properties.js';
import { handlerPlace, readBlock } from './statement.js';

export function readDevice(declaration: Declaration, context: Context): Device | undefined {
  switch (readHead(declaration, context)) {
    case 'nic':
      return new DeviceReader(declaration, context, NIC).nic();
    case 'crypto':
      return new DeviceReader(declaration, context, CRYPTO).crypto();
    default:
      return undefined;
  }
}

class DeviceReader {
  readonly #context: Context;
  readonly #words: readonly Word[];
  readonly #properties: Properties;

  constructor(declaration: Declaration, context: Context, words: readonly Word[]) {
    this.#context = context;
    this.#words = words;
    this.#properties = readProperties(declaration, context, words);
  }

  nic(): Nic | undefined {
    const bitsPerSecond = this.#line('link', (reader) => readBandwidth(reader, 'the speed of the wire', '1Gbps'));
    const rxRing = this.#line('rx', readRing);
    const txRing = this.#line('tx', readRing);
    const dma = this.#line('dma', (reader) => readTimePerByte(reader, 'the time to carry a packet into memory', '1us'));
    const moderation = this.#moderation('moderation');
    const input = this.#input();
    const base = this.#base();
    const queues = this.#line('queues', (reader) => readQueues(reader, base?.cpu ?? 0, this.#context));
    const all = this.#properties.all;
    const txDone = all.has('txdone') ? this.#handler('txdone', true) : undefined;
    const txModeration = all.has('tx_moderation') ? this.#moderation('tx_moderation') : undefined;
    if (txModeration !== undefined && txDone === undefined) this.#reportNoTxDone(all.get('tx_moderation')!);
    if (bitsPerSecond === undefined || rxRing === undefined || txRing === undefined) return undefined;
    if (moderation === undefined || input === undefined || base === undefined) return undefined;
    if (queues === undefined || dma === undefined) return undefined;
    const rings = { rxRing, txRing, dma: dma.time, dmaPerByte: dma.perByte };
    return { kind: 'nic', ...base, bitsPerSecond, queues, ...rings, moderation, txModeration, input, txDone };
  }

  crypto(): Crypto | undefined {
    const queue = this.#count('queue', 1, 65_536);
    const requestsPerSlot = this.#count('requests_per_slot', 1, 1024);
    const engines = this.#count('engines', 1, 64);
    const driverQueue = this.#count('driver_queue', 0, 1_000_000);
    const latency = this.#line('latency', (reader): Distribution | undefined =>
      readTimes(reader, "the fixed part of a request's service", '5us'),
    );
    const bitsPerSecond = this.#properties.all.has('rate')
      ? this.#line('rate', (reader) => readBandwidth(reader, 'the rate of the engine', '500Mbps'))
      : 0;
    const moderation = this.#moderation('moderation');
    const base = this.#base();
    const submit = this.#handler('submit', true);
    const done = this.#handler('done', true);
    if (queue === undefined || requestsPerSlot === undefined || engines === undefined) return undefined;
    if (driverQueue === undefined || latency === undefined || bitsPerSecond === undefined) return undefined;
    if (moderation === undefined || base === undefined) return undefined;
    const service = { queue, requestsPerSlot, engines, driverQueue, latency, bitsPerSecond };
    return { kind: 'crypto', ...base, ...service, moderation, submit, done };
  }

  #reportNoTxDone(item: Item): void {
    const message = "'tx_moderation' has no meaning without 'txdone { … }': nothing reports what was transmitted";
    this.#context.diagnostics.report('IRQ011', item.source, item.head[0]!, message);
  }

  #base() {
    const { declaration } = this.#properties;
    const ipl = this.#line('ipl', (reader) => reader.word(HARD_IPL, 'a level for a device') as HardIpl | undefined);
    const cpu = readCpuNumber(property(this.#properties, this.#words, 'cpu', this.#context)!, this.#context);
    const filter = this.#handler('filter', false);
    const interrupt = this.#handler('interrupt', false);
    if (ipl === undefined || cpu === undefined) return undefined;
    return { name: declaration.name, span: nameSpan(declaration), ipl, cpu, filter, interrupt };
  }

  /** A NIC without a path is a template that others extend; only a run needs the path. */
  #input(): string | undefined {
    if (!this.#properties.all.has('input') && this.#context.machine === undefined) return '';
    return this.#line('input', (reader) => reader.reference('path', 'a path')?.name);
  }

  #line<T>(name: string, read: (reader: Reader) => T | undefined): T | undefined {
    const item = property(this.#properties, this.#words, name, this.#context);
    if (item === undefined) return undefined;
    const reader = new Reader(item, this.#context);
    const value = read(reader);
    return reader.end('no block') ? value : undefined;
  }

  #moderation(name: string): Moderation | undefined {
    return this.#line(name, (reader) => readModeration(reader, this.#context));
  }

  #count(name: string, least: number, most: number): number | undefined {
    const want = { what: `'${name}'`, example: String(Math.max(least, 4)), least, most, whole: true };
    return this.#line(name, (reader) => reader.quantity({ ...want, dimensions: ['count'] }));
  }

  #handler(name: string, packet: boolean): Statement[] {
    const item: Item = property(this.#properties, this.#words, name, this.#context)!;
    if (!new Reader(item, this.#context).end('block')) return [];
    return readBlock(item.block, this.#context, handlerPlace(name, packet));
  }
}

function readBandwidth(reader: Reader, what: string, example: string): number | undefined {
  return reader.quantity({ dimensions: ['bandwidth'], what, example, least: 1, most: 1e15 });
}

function readRing(reader: Reader): number | undefined {
  reader.word(RING, 'what follows');
  const want = { what: 'the size of a ring', example: '256', least: 1, most: 65_536, whole: true };
  return reader.quantity({ ...want, dimensions: ['count'] });
}

/** `TIME [+ TIME_PER_BYTE]` */
function readTimePerByte(reader: Reader, what: string, example: string) {
  const time = reader.time(what, example);
  const perByte = reader.acceptSymbol('+') ? reader.timePerByte() : 0;
  return time === undefined || perByte === undefined ? undefined : { time, perByte };
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
