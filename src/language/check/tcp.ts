import { constant } from '../../model/distribution.js';
import type { Run } from '../../model/scenario.js';
import { everyStatement } from '../../model/statement.js';
import { LONGEST_RUN } from '../../model/time.js';
import type { Arrivals } from '../../model/workload.js';
import type { Context } from '../context.js';
import type { Token } from '../lexer.js';
import type { Reader } from '../reader.js';
import { STREAM_OPTIONS, TCP_OPTIONS } from '../vocabulary/workload.js';
import { readOptions } from './options.js';

/** Bytes of a frame around its data: Ethernet 14 and its checksum 4, IP 20, TCP 20. */
const HEADERS = 58;

const WORDS = [...TCP_OPTIONS, ...STREAM_OPTIONS.filter(({ word }) => ['from', 'until', 'class'].includes(word))];

export interface ReadTcp {
  readonly arrivals: Pick<Arrivals, 'pattern' | 'size' | 'class' | 'from' | 'until' | 'count' | 'flows'>;
  /** What sets when it begins; undefined where nothing does. */
  readonly first: Token | undefined;
}

/** Reads the options of `tcp on NIC`. Undefined after an error. */
export function readTcp(reader: Reader, context: Context): ReadTcp | undefined {
  const of = { sessions: 1, window: 1, mss: 1, rtt: 0, total: Number.POSITIVE_INFINITY, ack: 0, rto: 1 };
  let [from, until, name] = [0, LONGEST_RUN, ''];
  let first: Token | undefined;
  readOptions(reader, WORDS, context, (part, word) => {
    if (word === 'sessions') of.sessions = part.quantity({ ...SESSIONS, dimensions: ['count'] }) ?? 1;
    else if (word === 'window') of.window = part.quantity({ ...WINDOW, dimensions: ['size'] }) ?? 1;
    else if (word === 'mss') of.mss = part.quantity({ ...MSS, dimensions: ['size'] }) ?? 1;
    else if (word === 'rtt') of.rtt = part.time('the round trip', '200us', { least: 1 }) ?? 1;
    else if (word === 'total') of.total = part.quantity({ ...TOTAL, dimensions: ['size'] }) ?? 1;
    else if (word === 'delayed_ack') of.ack = part.time('the delay of an acknowledgement', '200ms') ?? 0;
    else if (word === 'min_rto') of.rto = part.time('the least time to wait', '1s', { least: 1 }) ?? 1;
    else if (word === 'until') until = part.time('the end of the sessions', '1ms') ?? LONGEST_RUN;
    else if (word === 'class') name = part.local('class', 'a class of packets, such as tcp') ?? '';
    else {
      if (part === reader) first = reader.peek();
      from = part.time('the begin of the sessions', '0us') ?? 0;
    }
  });
  if (until <= from) reader.fail('IRQ023', reader.last, "'until' is not after 'from'");
  if (reader.failed) return undefined;
  const frame = of.mss + HEADERS;
  const window = Math.max(1, Math.floor(of.window / of.mss));
  const pattern = {
    kind: 'tcp',
    mss: of.mss,
    frame,
    window,
    rtt: of.rtt,
    total: Math.ceil(of.total / of.mss),
    delayedAck: of.ack,
    minimumRto: of.rto,
  } as const;
  const count = Number.MAX_SAFE_INTEGER;
  return { arrivals: { pattern, size: constant(frame), class: name, from, until, count, flows: of.sessions }, first };
}

/** A segment that no process gets is never acknowledged. */
export function checkSessions(arrivals: Arrivals, reader: Reader, run: Run): void {
  if (arrivals.pattern.kind !== 'tcp') return;
  const nic = run.devices.find(({ name }) => name === arrivals.nic);
  const path = run.paths.find(({ name }) => nic?.kind === 'nic' && name === nic.input);
  if (path === undefined) return;
  const delivers = path.stages.some(({ body }) => [...everyStatement(body)].some(({ kind }) => kind === 'deliver'));
  if (delivers) return;
  const message = `the path '${path.name}' of '${arrivals.nic}' delivers to no process, so nothing acknowledges what the sessions send; expected a 'deliver' in it`;
  reader.report('IRQ057', reader.item.head[2]!, message, [{ span: path.span, message: 'the path' }]);
}

const SESSIONS = { what: 'the number of sessions', example: '4', least: 1, most: 1000, whole: true };
const MSS = { what: 'the data in a segment', example: '1460B', least: 1, most: 65_536 - HEADERS, whole: true };
const WINDOW = { what: 'the receive buffer', example: '64KiB', least: 1, most: 1e9 };
const TOTAL = { what: 'what each session sends', example: '10MB', least: 1 };
