import { burstGap } from '../../model/burst.js';
import { type Distribution, mean } from '../../model/distribution.js';
import { LONGEST_RUN, SECOND } from '../../model/time.js';
import type { ArrivalPattern, Arrivals, Workload } from '../../model/workload.js';
import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import type { Token } from '../lexer.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import type { Item } from '../tree.js';
import { BURST_OFF, BURST_ON, PATTERN } from '../vocabulary/pattern.js';
import type { Word } from '../vocabulary/word.js';
import { AT, ON, PACKET_OPTIONS, STREAM_OPTIONS, WORKLOAD } from '../vocabulary/workload.js';
import { readDistribution, readTimes } from './distribution.js';
import { readHead } from './head.js';
import { defaultItem, nameSpan, unknownWord } from './properties.js';
import { checkLength, type RecordedPattern, readRecorded } from './recording.js';
import { isNic } from './statement.js';
import { readTcp } from './tcp.js';

/** Arrivals with the tokens that the checks of a run point at. */
export interface Stream {
  readonly arrivals: Arrivals;
  readonly reader: Reader;
  /** What sets the number of packets: the count, or the pattern's rate. */
  readonly amount: Token;
  /** What sets the first arrival. */
  readonly first: Token;
}

export interface ReadWorkload {
  readonly workload: Workload;
  readonly streams: readonly Stream[];
}

export function readWorkload(declaration: Declaration, context: Context): ReadWorkload {
  readHead(declaration, context);
  const { block } = declaration.item;
  if (block !== undefined) context.marks?.blocks.set(block, WORKLOAD);
  const streams: Stream[] = [];
  for (const item of block?.items ?? []) {
    const word = WORKLOAD.find((candidate) => candidate.word === item.head[0]!.text);
    if (word === undefined) {
      unknownWord(item, context, WORKLOAD, 'a workload');
      continue;
    }
    const stream = readStream(item, word, context);
    if (stream !== undefined) streams.push(stream);
  }
  if (block !== undefined && block.items.length === 0) {
    const message = `the workload ${show(declaration.token)} has no packets; expected 'packet on …' or 'packets on …'`;
    context.diagnostics.report('IRQ052', declaration.source, declaration.token, message);
  }
  const arrivals = streams.map((stream) => stream.arrivals);
  return { workload: { name: declaration.name, span: nameSpan(declaration), arrivals }, streams };
}

function readStream(item: Item, word: Word, context: Context): Stream | undefined {
  const reader = new Reader(item, context);
  reader.mark(item.head[0]!, { kind: 'word', word, role: 'keyword' });
  reader.word(ON, 'where they arrive');
  const nic = reader.reference('device', 'a NIC', isNic);
  const tokens: StreamTokens = { amount: reader.last, first: reader.last };
  if (word.word === 'tcp') {
    const tcp = readTcp(reader, context);
    if (!reader.end('no block') || nic === undefined || tcp === undefined) return undefined;
    const arrivals = { span: reader.headSpan, nic: nic.name, ...tcp.arrivals };
    return { arrivals, reader, amount: tokens.amount, first: tcp.first ?? tokens.first };
  }
  const pattern = word.word === 'packet' ? readTimesOfArrival(reader, tokens) : readPattern(reader, tokens, context);
  const words = word.word === 'packet' ? PACKET_OPTIONS : STREAM_OPTIONS;
  const options = readOptions(reader, words, tokens, context);
  if (!reader.end('no block') || nic === undefined || pattern === undefined || options === undefined) return undefined;
  const { sized, ...rest } = options;
  if (pattern.kind === 'at') rest.count = pattern.times.length;
  if (tokens.recorded !== undefined) checkLength(tokens.recorded, rest.count, reader);
  const own = pattern.kind === 'file' && sized ? { ...pattern, sizes: undefined } : pattern;
  const arrivals = { span: reader.headSpan, nic: nic.name, pattern: own, ...rest };
  return { arrivals, reader, amount: tokens.amount, first: tokens.first };
}

interface StreamTokens {
  amount: Token;
  first: Token;
  recorded?: RecordedPattern;
}

function readTimesOfArrival(reader: Reader, tokens: StreamTokens): ArrivalPattern | undefined {
  reader.word(AT, 'when they arrive');
  const times: number[] = [];
  do {
    const token = reader.peek();
    const time = reader.time('the time of arrival', '10us');
    if (time === undefined) return undefined;
    if (times.every((other) => time < other)) tokens.first = token!;
    times.push(time);
  } while (reader.acceptSymbol(','));
  return { kind: 'at', times: times.sort((a, b) => a - b) };
}

function readPattern(reader: Reader, tokens: StreamTokens, context: Context): ArrivalPattern | undefined {
  const word = reader.peek();
  const pattern = reader.word(PATTERN, 'a pattern of arrivals');
  if (word !== undefined) tokens.amount = word;
  if (pattern === undefined) return undefined;
  if (pattern === 'wire') return { kind: 'wire' };
  tokens.amount = reader.peek() ?? tokens.amount;
  if (pattern === 'file') {
    tokens.first = tokens.amount;
    const recorded = readRecorded(reader, context);
    if (recorded !== undefined) tokens.recorded = recorded;
    return recorded?.pattern;
  }
  if (pattern === 'every') {
    const gap = reader.time('the gap between packets', '100us', { least: 1 });
    return gap === undefined ? undefined : { kind: 'every', gap };
  }
  const exact = readRate(reader);
  if (exact === undefined) return undefined;
  if (pattern === 'rate') return { kind: 'every', gap: Math.round(exact) };
  if (pattern === 'poisson') return { kind: 'poisson', meanGap: Math.round(exact) };
  reader.word(BURST_ON, 'how long a burst lasts');
  const on = readTimes(reader, 'the time of a burst', '1ms');
  reader.word(BURST_OFF, 'how long the pause lasts');
  const off = readTimes(reader, 'the time between bursts', '9ms');
  if (on === undefined || off === undefined) return undefined;
  if (mean(on) + mean(off) === 0) {
    reader.report('IRQ023', word!, 'a burst and its pause take no time together, so there would be no end of bursts');
    return undefined;
  }
  return { kind: 'bursts', gap: burstGap(exact), on, off };
}

/** A rate as the gap between packets, not yet rounded. */
function readRate(reader: Reader): number | undefined {
  const want = { what: 'a rate of packets', example: '10kpps', least: SECOND / LONGEST_RUN, most: 1e12 };
  const rate = reader.quantity({ ...want, dimensions: ['rate'] });
  return rate === undefined ? undefined : SECOND / rate;
}

function readOptions(reader: Reader, words: readonly Word[], tokens: StreamTokens, context: Context) {
  const seen = new Set<string>();
  const options: Options = {
    from: 0,
    until: LONGEST_RUN,
    count: Number.MAX_SAFE_INTEGER,
    class: '',
    size: undefined,
    flows: 1,
  };
  for (;;) {
    const option = reader.accept(words.filter((word) => !seen.has(word.word)));
    if (option === undefined) break;
    seen.add(option);
    const token = reader.peek();
    if (token !== undefined && option === 'from') tokens.first = token;
    if (token !== undefined && option === 'count') tokens.amount = token;
    readOption(reader, option, options);
  }
  const [fallback] = PACKET_OPTIONS;
  if (!seen.has('size')) options.size = readSize(new Reader(defaultItem(fallback!.default!), context));
  const { size } = options;
  if (options.until <= options.from) reader.fail('IRQ023', reader.last, "'until' is not after 'from'");
  return size === undefined || reader.failed ? undefined : { ...options, size, sized: seen.has('size') };
}

interface Options {
  from: number;
  until: number;
  count: number;
  class: string;
  flows: number;
  size: Distribution | undefined;
}

function readOption(reader: Reader, option: string, options: Options): void {
  const want = { what: 'the number of packets', example: '100', least: 1, whole: true };
  if (option === 'from') options.from = reader.time('the begin of the stream', '0us') ?? 0;
  else if (option === 'until') options.until = reader.time('the end of the stream', '1ms') ?? LONGEST_RUN;
  else if (option === 'count') options.count = reader.quantity({ ...want, dimensions: ['count'] }) ?? 0;
  else if (option === 'class') options.class = reader.local('class', 'a class of packets, such as tcp') ?? '';
  else if (option === 'flows') options.flows = reader.quantity({ ...FLOWS, dimensions: ['count'] }) ?? 1;
  else options.size = readSize(reader);
}

const FLOWS = { what: 'the number of flows', example: '16', least: 1, most: 65_536, whole: true };

function readSize(reader: Reader): Distribution | undefined {
  const want = { example: '1500B', least: 1, most: 65_536 };
  return readDistribution(reader, (part) =>
    reader.quantity({ ...want, what: part || 'the size of a packet', dimensions: ['size'] }),
  );
}
