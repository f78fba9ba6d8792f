import type { RequestDevice } from '../../model/device.js';
import { constant } from '../../model/distribution.js';
import type { Reader } from '../reader.js';
import { readTimes } from './distribution.js';
import { type Fields, readPerByte } from './fields.js';

export function readCrypto(fields: Fields): RequestDevice | undefined {
  const slots = readSlots(fields);
  const service = fields.line('latency', (reader) => readTimes(reader, "the fixed part of a request's service", '5us'));
  const perByte = fields.has('rate') ? readRate(fields) : 0;
  const common = readCommon(fields);
  if (slots === undefined || service === undefined || perByte === undefined || common === undefined) return undefined;
  return { kind: 'crypto', ...common, ...slots, service, rotation: constant(0), perByte };
}

export function readGeneric(fields: Fields): RequestDevice | undefined {
  const slots = readSlots(fields);
  const service = fields.line('service', readService);
  const common = readCommon(fields);
  if (slots === undefined || service === undefined || common === undefined) return undefined;
  return { kind: 'generic', ...common, ...slots, ...service, rotation: constant(0) };
}

/** One arm and one platter: a request at a time, each in a slot of its own. */
export function readDisk(fields: Fields): RequestDevice | undefined {
  const queue = fields.count('queue', 1, 65_536);
  const service = fields.line('seek', (reader) => readTimes(reader, 'the time of a seek', '8.5ms'));
  const turn = fields.line('rotation', (reader) => reader.time('the time of a turn of the platter', '8.33ms'));
  const perByte = fields.has('rate') ? readRate(fields) : 0;
  const common = readCommon(fields);
  if (queue === undefined || service === undefined || turn === undefined) return undefined;
  if (perByte === undefined || common === undefined) return undefined;
  const rotation = turn === 0 ? constant(0) : ({ kind: 'uniform', low: 0, high: turn } as const);
  const slots = { queue, requestsPerSlot: 1, driverAggregate: 1, engines: 1 };
  return { kind: 'disk', ...common, ...slots, service, rotation, perByte };
}

function readSlots(fields: Fields) {
  const queue = fields.count('queue', 1, 65_536);
  const requestsPerSlot = fields.count('requests_per_slot', 1, 1024);
  const driverAggregate = fields.line('driver_aggregate', (reader) => readAggregate(reader, requestsPerSlot ?? 1024));
  const engines = fields.count('engines', 1, 64);
  if (queue === undefined || requestsPerSlot === undefined) return undefined;
  if (driverAggregate === undefined || engines === undefined) return undefined;
  return { queue, requestsPerSlot, driverAggregate, engines };
}

/** What the driver puts in a slot has room there. */
function readAggregate(reader: Reader, room: number): number | undefined {
  const want = { what: "'driver_aggregate'", example: '1', least: 1, most: 1024, whole: true };
  const count = reader.quantity({ ...want, dimensions: ['count'] });
  if (count === undefined || count <= room) return count;
  const message = `the driver puts ${count} requests in a slot, which holds ${room}; raise 'requests_per_slot', or expected at most ${room}`;
  return reader.fail('IRQ023', reader.last, message);
}

function readService(reader: Reader) {
  const service = readTimes(reader, "the time of a request's service", '100us');
  const perByte = readPerByte(reader);
  return service === undefined || perByte === undefined ? undefined : { service, perByte };
}

/** A rate as picoseconds for each byte, which need not be whole. */
function readRate(fields: Fields): number | undefined {
  const rate = fields.bandwidth('rate', 'the rate of the engine', '500Mbps');
  return rate === undefined ? undefined : 8e12 / rate;
}

function readCommon(fields: Fields) {
  const driverQueue = fields.count('driver_queue', 0, 1_000_000);
  const moderation = fields.moderation('moderation');
  const base = fields.base();
  const submit = fields.handler('submit', true);
  const done = fields.handler('done', true);
  if (driverQueue === undefined || moderation === undefined || base === undefined) return undefined;
  return { ...base, driverQueue, moderation, submit, done };
}
