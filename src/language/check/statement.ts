import { REQUEST_DEVICES } from '../../model/device.js';
import type {
  ChooseStatement,
  Comparison,
  Condition,
  EnqueueStatement,
  IfStatement,
  RunStatement,
  Statement,
} from '../../model/statement.js';
import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import { type Block, headRange, type Item } from '../tree.js';
import {
  CONDITION,
  DROP,
  ELSE,
  ENQUEUE_OPTIONS,
  OTHERWISE,
  PACKET,
  PACKET_FIELD,
  STATEMENT,
} from '../vocabulary/statement.js';
import type { Word } from '../vocabulary/word.js';
import { readTimes } from './distribution.js';
import { deviceKind } from './head.js';
import { readOptions } from './options.js';
import { spanOf, unknownWord } from './properties.js';

/** Where statements stand; it decides which of them have a meaning there. */
export interface Place {
  readonly where: string;
  readonly allowed: readonly Word[];
  /** Whether there is a packet whose size and class can be asked for. */
  readonly packet: boolean;
  /** Locks held around, by name, and how often the enclosing repeats run. */
  readonly held: readonly string[];
  readonly repeats: number;
}

const MOST_REPEATS = 1_000_000;
const HANDLER_WORDS = ['run', 'lock', 'choose', 'if', 'repeat'];
const STAGE_WORDS = [...HANDLER_WORDS, 'await', 'enqueue', 'deliver', 'transmit', 'drop'];
const PROCESS_WORDS = [...HANDLER_WORDS, 'await', 'transmit', 'loop', 'receive', 'send', 'sleep'];

function pick(names: readonly string[]): readonly Word[] {
  return STATEMENT.filter((word) => names.includes(word.word));
}

export function handlerPlace(name: string, packet: boolean): Place {
  return { where: `the '${name}' handler of a device`, allowed: pick(HANDLER_WORDS), packet, held: [], repeats: 1 };
}

export function stagePlace(): Place {
  return { where: 'a stage', allowed: pick(STAGE_WORDS), packet: true, held: [], repeats: 1 };
}

export function processPlace(packet: boolean): Place {
  return { where: 'a process', allowed: pick(PROCESS_WORDS), packet, held: [], repeats: 1 };
}

export function readBlock(block: Block | undefined, context: Context, place: Place): Statement[] {
  if (block === undefined) return [];
  context.marks?.blocks.set(block, place.allowed);
  return readStatements(block.items, context, place);
}

export function readStatements(items: readonly Item[], context: Context, place: Place): Statement[] {
  const statements: Statement[] = [];
  for (const item of items) {
    const statement = readStatement(item, context, place);
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}

function readStatement(item: Item, context: Context, place: Place): Statement | undefined {
  const keyword = item.head[0]!;
  const word = STATEMENT.find((candidate) => candidate.word === keyword.text);
  if (word === undefined) {
    if (keyword.text === 'else') {
      context.diagnostics.report('IRQ011', item.source, keyword, "'else' has no 'if' before it");
    } else {
      unknownWord(item, context, place.allowed, place.where);
    }
    return undefined;
  }
  const reader = new Reader(item, context);
  reader.mark(keyword, { kind: 'word', word, role: 'keyword' });
  if (!place.allowed.includes(word)) {
    return reader.fail('IRQ046', keyword, `'${word.word}' cannot stand in ${place.where}; ${belongs(word.word)}`);
  }
  if (item.next !== undefined && word.word !== 'if') {
    reader.report('IRQ011', item.next.head[0]!, "'else' has no 'if' before it");
  }
  const span = spanOf(item);
  switch (word.word) {
    case 'run':
      return readRun(reader, place);
    case 'await': {
      const device = reader.reference('device', 'a device that serves requests', servesRequests);
      const bytes = readRequestSize(reader, place, keyword);
      return reader.end('no block') && device ? { kind: 'await', span, device: device.name, bytes } : undefined;
    }
    case 'enqueue':
      return readEnqueue(reader, context);
    case 'deliver': {
      const process = readReceiver(reader, 'packets stay');
      return reader.end('no block') && process ? { kind: 'deliver', span, process: process.name } : undefined;
    }
    case 'send': {
      const process = readReceiver(reader, 'messages stay');
      const bytes = reader.isAt('(') ? readRequestSize(reader, place, keyword) : 0;
      return reader.end('no block') && process ? { kind: 'send', span, process: process.name, bytes } : undefined;
    }
    case 'transmit': {
      const nic = reader.reference('device', 'a NIC', isNic);
      needPacket(reader, place, keyword);
      return reader.end('no block') && nic ? { kind: 'transmit', span, device: nic.name } : undefined;
    }
    case 'drop':
    case 'receive':
      return reader.end('no block') ? { kind: word.word, span } : undefined;
    case 'lock':
      return readLock(reader, context, place);
    case 'choose':
      return readChoose(reader, context, place);
    case 'if':
      return readIf(reader, context, place);
    case 'repeat':
      return readRepeat(reader, context, place);
    case 'loop': {
      if (!reader.end('block')) return undefined;
      return { kind: 'loop', span, body: readBlock(item.block, context, place) };
    }
    case 'sleep': {
      const time = readTimes(reader, 'the time to sleep', '1ms');
      return reader.end('no block') && time ? { kind: 'sleep', span, time } : undefined;
    }
  }
  return undefined;
}

/** The process that something is for; one that never takes it is warned of. */
function readReceiver(reader: Reader, what: string): Declaration | undefined {
  const token = reader.peek();
  const process = reader.reference('process', 'a process');
  if (process?.item.block !== undefined && !receives(process.item.block)) {
    const message = `the process ${show(token!)} has no 'receive', so ${what} in its socket until it is full`;
    const span = process.source.span(process.token.start, process.token.end);
    reader.report('IRQ079', token!, message, [{ span, message: 'declared here' }]);
  }
  return process;
}

/** Whether a process takes packets from its socket, by its text. */
export function receives(block: Block): boolean {
  return block.items.some(({ head, block, next }) => {
    const inside = [block, next?.block].filter((one) => one !== undefined);
    return head[0]!.text === 'receive' || inside.some(receives);
  });
}

/** Whether a word begins a statement, allowed in a place or not. */
export function isStatement(word: string): boolean {
  return word === 'else' || STATEMENT.some((candidate) => candidate.word === word);
}

function servesRequests(declaration: Declaration): boolean {
  return (REQUEST_DEVICES as readonly (string | undefined)[]).includes(deviceKind(declaration));
}

export function isNic(declaration: Declaration): boolean {
  return deviceKind(declaration) === 'nic';
}

function belongs(word: string): string {
  if (word === 'loop' || word === 'receive' || word === 'send' || word === 'sleep') return 'it belongs in a process';
  if (word === 'await' || word === 'transmit') return 'it belongs in a stage of a path or in a process';
  return 'it belongs in a stage of a path';
}

function readRun(reader: Reader, place: Place): RunStatement | undefined {
  const label = reader.local('label', 'a label for the work, such as ip_input');
  const time = readTimes(reader, `the time of '${label}'`, '2us');
  let perByte = 0;
  if (reader.acceptSymbol('+')) {
    const token = reader.peek();
    perByte = reader.timePerByte() ?? 0;
    if (!place.packet && token !== undefined) needPacket(reader, place, token);
  }
  if (!reader.end('no block') || label === undefined || time === undefined) return undefined;
  return { kind: 'run', span: reader.headSpan, label, time, perByte };
}

function needPacket(reader: Reader, place: Place, token: { start: number; end: number }): void {
  if (!place.packet) reader.fail('IRQ051', token, `there is no packet in ${place.where}${packetHint(place)}`);
}

function packetHint(place: Place): string {
  return place.where === 'a process' ? " that never takes one with 'receive'" : '';
}

/** `(packet.size)`, `(1500B)` or nothing; undefined stands for the packet's size. */
function readRequestSize(reader: Reader, place: Place, keyword: { start: number; end: number }): number | undefined {
  if (!reader.acceptSymbol('(')) {
    if (!place.packet) needPacketSize(reader, place, keyword);
    return undefined;
  }
  const token = reader.peek();
  let bytes: number | undefined;
  if (reader.accept(PACKET) !== undefined) {
    reader.symbol('.');
    reader.word(PACKET_FIELD, 'a field');
    if (token !== undefined) needPacket(reader, place, token);
  } else {
    bytes = reader.quantity({
      dimensions: ['size'],
      what: "the request's size",
      example: '1500B',
      least: 1,
      most: 2 ** 31 - 1,
    });
  }
  reader.symbol(')');
  return bytes;
}

function needPacketSize(reader: Reader, place: Place, keyword: { start: number; end: number }): void {
  reader.fail(
    'IRQ051',
    keyword,
    `there is no packet in ${place.where}${packetHint(place)}; give a size, such as (1500B)`,
  );
}

function readEnqueue(reader: Reader, context: Context): EnqueueStatement | undefined {
  const [first, second] = [reader.peek(), reader.item.head[2]];
  const isOption = ENQUEUE_OPTIONS.some((word) => word.word === first?.text);
  if (isOption && (second?.kind === 'number' || DROP.some((word) => word.word === second?.text))) {
    return reader.fail('IRQ012', first!, `expected a name for the queue, such as ipintrq, before ${show(first!)}`);
  }
  const queue = reader.local('queue', 'a name for the queue, such as ipintrq');
  let limit: number | undefined;
  let drop: 'tail' | 'head' | undefined;
  readOptions(reader, ENQUEUE_OPTIONS, context, (from, option) => {
    if (option === 'drop') drop = from.word(DROP, "what 'drop' throws away") as 'tail' | 'head' | undefined;
    else limit = readLimit(from);
  });
  if (!reader.end('no block') || queue === undefined || limit === undefined || drop === undefined) return undefined;
  return { kind: 'enqueue', span: reader.headSpan, queue, limit, drop };
}

function readLimit(reader: Reader): number | undefined {
  const want = { what: 'the limit of a queue', example: '256', least: 1, most: 1_000_000, whole: true };
  return reader.quantity({ ...want, dimensions: ['count'] });
}

function readLock(reader: Reader, context: Context, place: Place): Statement | undefined {
  const token = reader.peek();
  const lock = reader.local('lock', 'a name for the lock');
  if (lock !== undefined && place.held.includes(lock)) {
    reader.fail('IRQ049', token!, `the lock '${lock}' is already held here; taking it again would wait for ever`);
  }
  if (!reader.end('block') || lock === undefined) return undefined;
  const body = readBlock(reader.item.block, context, { ...place, held: [...place.held, lock] });
  return { kind: 'lock', span: reader.headSpan, lock, body };
}

function readChoose(reader: Reader, context: Context, place: Place): ChooseStatement | undefined {
  if (!reader.end('block')) return undefined;
  const block = reader.item.block!;
  context.marks?.blocks.set(block, OTHERWISE);
  const arms: { probability: number; body: Statement[] }[] = [];
  let sum = 0;
  let otherwise: Item | undefined;
  for (const item of block.items) {
    if (otherwise !== undefined) {
      new Reader(item, context).report('IRQ012', item.head[0]!, "nothing may follow the 'otherwise' arm");
      return undefined;
    }
    const arm = new Reader(item, context, 0);
    if (arm.accept(OTHERWISE, 'keyword') !== undefined) {
      otherwise = item;
      if (arm.end('block'))
        arms.push({ probability: Math.max(0, 1 - sum), body: readBlock(item.block, context, place) });
      continue;
    }
    const want = { what: "an arm's probability", example: '60%', least: 0, most: 1 };
    const probability = arm.quantity({ ...want, dimensions: ['percent'] });
    if (!arm.end('block') || probability === undefined) return undefined;
    sum += probability;
    arms.push({ probability, body: readBlock(item.block, context, place) });
  }
  if (arms.length === 0)
    return reader.fail('IRQ052', headRange(reader.item), "'choose' has no arms; expected '60% { … }'");
  if (sum > 1 + 1e-9 || (otherwise === undefined && sum < 1 - 1e-9)) {
    const total = `${Number((sum * 100).toPrecision(6))}%`;
    const hint = sum > 1 ? 'expected at most 100%' : "expected 100%, or an arm 'otherwise { … }'";
    return reader.fail('IRQ050', headRange(reader.item), `the arms add up to ${total}; ${hint}`);
  }
  return { kind: 'choose', span: reader.headSpan, arms };
}

function readIf(reader: Reader, context: Context, place: Place): IfStatement | undefined {
  const condition = readCondition(reader, place);
  if (!reader.end('block') || condition === undefined) return undefined;
  const then = readBlock(reader.item.block, context, place);
  const { next } = reader.item;
  const otherwise = next === undefined ? [] : readElse(next, context, place);
  return { kind: 'if', span: reader.headSpan, condition, then, otherwise };
}

function readElse(item: Item, context: Context, place: Place): Statement[] {
  const reader = new Reader(item, context, 0);
  reader.accept(ELSE, 'keyword');
  if (!reader.isAt('if')) {
    if (!reader.end('block')) return [];
    return readBlock(item.block, context, place);
  }
  // `else if` is an `if` of its own, whose words begin one later.
  const nested = readStatement({ ...item, head: item.head.slice(1) }, context, place);
  return nested === undefined ? [] : [nested];
}

function readCondition(reader: Reader, place: Place): Condition | undefined {
  const token = reader.peek();
  const subject = reader.word(CONDITION, 'a condition');
  if (subject !== undefined) needPacket(reader, place, token!);
  if (subject === 'class') {
    const name = reader.local('class', 'a class of packets, such as tcp');
    return name === undefined ? undefined : { kind: 'class', name };
  }
  reader.symbol('.');
  reader.word(PACKET_FIELD, 'a field');
  const operator = reader.symbols(COMPARISONS, 'a comparison') as Comparison | undefined;
  const want = { what: 'a size', example: '100B', most: 2 ** 31 };
  const bytes = reader.quantity({ ...want, dimensions: ['size'] });
  return operator === undefined || bytes === undefined ? undefined : { kind: 'size', operator, bytes };
}

export const COMPARISONS: readonly Comparison[] = ['==', '!=', '<=', '>=', '<', '>'];

function readRepeat(reader: Reader, context: Context, place: Place): Statement | undefined {
  const token = reader.peek();
  const want = { what: 'the number of repetitions', example: '10', least: 1, most: MOST_REPEATS, whole: true };
  const count = reader.quantity({ ...want, dimensions: ['count'] });
  if (count !== undefined && count * place.repeats > MOST_REPEATS) {
    const product = (count * place.repeats).toLocaleString('en-US');
    reader.fail(
      'IRQ048',
      token!,
      `with the repeats around it, ${show(token!)} makes ${product} repetitions; at most 1,000,000`,
    );
  }
  if (!reader.end('block') || count === undefined) return undefined;
  const body = readBlock(reader.item.block, context, { ...place, repeats: count * place.repeats });
  return { kind: 'repeat', span: reader.headSpan, count, body };
}
