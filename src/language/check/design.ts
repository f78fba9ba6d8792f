import type {
  AwaitPolicy,
  Design,
  InterruptContext,
  LockPolicy,
  Preemption,
  SoftintContext,
} from '../../model/design.js';
import type { Span } from '../../model/span.js';
import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import { headRange } from '../tree.js';
import { DESIGN } from '../vocabulary/design.js';
import { BLOCKED_MASKS, DISPATCH, INTERRUPT, NETISR, REDISPATCH, SOFTINT, SWITCHED } from '../vocabulary/interrupt.js';
import { AWAIT, CONTINUATION, LOCK, PREEMPT, SCHEDULER, VIA } from '../vocabulary/wait.js';
import type { Word } from '../vocabulary/word.js';
import { readHead } from './head.js';
import { readPolling, readSoftirqLimits } from './poll.js';
import { nameSpan, type Properties, property, readProperties, spanOf } from './properties.js';

export function readDesign(declaration: Declaration, context: Context): Design | undefined {
  readHead(declaration, context);
  const properties = readProperties(declaration, context, DESIGN);
  const choice = <T extends string>(name: string, words: readonly Word[]): T | undefined =>
    readLine(properties, name, context, (reader) => reader.word(words, `a choice for '${name}'`) as T | undefined);
  const line = <T>(name: string, read: (reader: Reader) => T | undefined) => readLine(properties, name, context, read);
  const name = { name: declaration.name, span: nameSpan(declaration), spans: spansOf(properties) };
  const choices = {
    interrupt: choice<InterruptContext>('interrupt', INTERRUPT),
    softint: choice<SoftintContext>('softint', SOFTINT),
    dispatch: choice<Design['dispatch']>('dispatch', DISPATCH),
    redispatch: choice<Design['redispatch']>('redispatch', REDISPATCH),
    netisr: choice<Design['netisr']>('netisr', NETISR),
    await: line('await', readAwait),
    blockedMasks: choice<Design['blockedMasks']>('blocked_masks', BLOCKED_MASKS),
    lock: choice<LockPolicy>('lock', LOCK),
    inheritance: onOrOff(choice('inheritance', SWITCHED)),
    poll: line('poll', (reader) => readPolling(reader, context)),
    softirq: line('softirq', (reader) => readSoftirqLimits(reader, context)),
    preempt: choice<Preemption>('preempt', PREEMPT),
    handoff: onOrOff(choice('handoff', SWITCHED)),
    scheduler: choice<Design['scheduler']>('scheduler', SCHEDULER),
    quantum: line('quantum', (reader) => reader.time('the quantum', '100ms', { least: 1 })),
  };
  if (!isComplete(choices)) return undefined;
  const design = { ...name, ...choices };
  checkThreads(design, properties, context);
  return design;
}

function onOrOff(word: string | undefined): boolean | undefined {
  return word === undefined ? undefined : word === 'on';
}

function isComplete<T extends object>(choices: T): choices is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(choices).every((choice) => choice !== undefined);
}

function readLine<T>(
  properties: Properties,
  name: string,
  context: Context,
  read: (reader: Reader) => T | undefined,
): T | undefined {
  const item = property(properties, DESIGN, name, context);
  if (item === undefined) return undefined;
  const reader = new Reader(item, context);
  const value = read(reader);
  return reader.end('no block') ? value : undefined;
}

function readAwait(reader: Reader): AwaitPolicy | undefined {
  if (reader.word(AWAIT, "a choice for 'await'") === 'block') return 'block';
  if (reader.word(CONTINUATION, 'how the continuation runs') === 'immediately') return 'continuation_immediate';
  const via = reader.word(VIA, 'what it goes by');
  return via === undefined ? undefined : via === 'thread' ? 'continuation_thread' : 'continuation_softint';
}

function spansOf(properties: Properties): Record<string, Span> {
  const spans: Record<string, Span> = {};
  for (const word of DESIGN) {
    const item = properties.all.get(word.word);
    spans[word.word] = item === undefined ? nameSpan(properties.declaration) : spanOf(item);
  }
  return spans;
}

/** What sleeps needs a thread to sleep in. Reported at the property of this design that makes the contradiction. */
function checkThreads(design: Design, properties: Properties, context: Context): void {
  if (design.softint === 'thread' || design.softint === 'pinned_thread') return;
  const why = `'softint ${design.softint}' runs soft interrupts on the interrupted context's stack, and there is no thread that could sleep`;
  const threads = "'softint thread' or 'softint pinned_thread'";
  if (design.await === 'block') {
    const message = `'await block' needs a thread to sleep in, but ${why}; expected 'await continuation …', ${threads}`;
    reportContradiction('IRQ060', 'await', message, properties, context);
  }
  if (design.lock === 'blocking' || design.lock === 'adaptive') {
    const message = `'lock ${design.lock}' needs a thread to sleep in, but ${why}; expected 'lock spin', 'lock biglock', ${threads}`;
    reportContradiction('IRQ061', 'lock', message, properties, context);
  }
}

function reportContradiction(
  code: 'IRQ060' | 'IRQ061',
  name: string,
  message: string,
  properties: Properties,
  context: Context,
): void {
  const blamed = properties.own.get(name) ?? properties.own.get('softint') ?? properties.all.get(name)!;
  const other = properties.all.get(blamed.head[0]!.text === 'softint' ? name : 'softint')!;
  const related = [{ span: spanOf(other), message: 'the other half of the contradiction' }];
  context.diagnostics.report(code, blamed.source, headRange(blamed), message, related);
}
