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
import {
  AWAIT,
  CONTINUATION,
  DESIGN,
  DISPATCH,
  INTERRUPT,
  LOCK,
  PREEMPT,
  SOFTINT,
  VIA,
  type Word,
} from '../vocabulary.js';
import { readHead } from './head.js';
import { nameSpan, type Properties, property, readProperties, spanOf } from './properties.js';

export function readDesign(declaration: Declaration, context: Context): Design | undefined {
  readHead(declaration, context);
  const properties = readProperties(declaration, context, DESIGN);
  const choice = <T extends string>(name: string, words: readonly Word[]): T | undefined =>
    readLine(properties, name, context, (reader) => reader.word(words, `a choice for '${name}'`) as T | undefined);
  const interrupt = choice<InterruptContext>('interrupt', INTERRUPT);
  const softint = choice<SoftintContext>('softint', SOFTINT);
  const dispatch = choice<Design['dispatch']>('dispatch', DISPATCH);
  const policy = readLine(properties, 'await', context, readAwait);
  const lock = choice<LockPolicy>('lock', LOCK);
  const preempt = choice<Preemption>('preempt', PREEMPT);
  const quantum = readLine(properties, 'quantum', context, (reader) =>
    reader.time('the quantum', '100ms', { least: 1 }),
  );
  if (interrupt === undefined || softint === undefined || dispatch === undefined || policy === undefined)
    return undefined;
  if (lock === undefined || preempt === undefined || quantum === undefined) return undefined;
  const name = { name: declaration.name, span: nameSpan(declaration) };
  const design = {
    ...name,
    interrupt,
    softint,
    dispatch,
    await: policy,
    lock,
    preempt,
    quantum,
    redispatch: 'as_dispatched' as const,
    netisr: 'local' as const,
    blockedMasks: 'source' as const,
    inheritance: false,
    poll: { kind: 'none' } as const,
    softirq: { restarts: 10, time: 2e9, budget: 300 },
    handoff: false,
    spans: spansOf(properties),
  };
  checkThreads(design, properties, context);
  return design;
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
  return reader.word(VIA, 'what it goes by') === undefined ? undefined : 'continuation_softint';
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
  if (design.softint === 'thread') return;
  const why =
    "'softint on_return' runs soft interrupts on the interrupted context's stack, and there is no thread that could sleep";
  if (design.await === 'block') {
    const message = `'await block' needs a thread to sleep in, but ${why}; expected 'await continuation …' or 'softint thread'`;
    reportContradiction('IRQ060', 'await', message, properties, context);
  }
  if (design.lock === 'blocking') {
    const message = `'lock blocking' needs a thread to sleep in, but ${why}; expected 'lock spin', 'lock biglock' or 'softint thread'`;
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
