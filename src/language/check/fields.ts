import type { Moderation } from '../../model/device.js';
import type { HardIpl } from '../../model/ipl.js';
import type { Statement } from '../../model/statement.js';
import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import type { Item } from '../tree.js';
import { HARD_IPL } from '../vocabulary/path.js';
import type { Word } from '../vocabulary/word.js';
import { readCpu } from './cpu.js';
import { readModeration } from './moderation.js';
import { nameSpan, type Properties, property, readProperties } from './properties.js';
import { handlerPlace, readBlock } from './statement.js';

/** The properties of a device, each read by name with its default; undefined stands for one that has an error. */
export class Fields {
  readonly context: Context;
  readonly #words: readonly Word[];
  readonly #properties: Properties;

  constructor(declaration: Declaration, context: Context, words: readonly Word[]) {
    this.context = context;
    this.#words = words;
    this.#properties = readProperties(declaration, context, words);
  }

  /** Whether it is written, here or in what the device extends. */
  has(name: string): boolean {
    return this.#properties.all.has(name);
  }

  item(name: string): Item | undefined {
    return property(this.#properties, this.#words, name, this.context);
  }

  line<T>(name: string, read: (reader: Reader) => T | undefined): T | undefined {
    const item = this.item(name);
    if (item === undefined) return undefined;
    const reader = new Reader(item, this.context);
    const value = read(reader);
    return reader.end('no block') ? value : undefined;
  }

  count(name: string, least: number, most: number): number | undefined {
    const want = { what: `'${name}'`, example: String(Math.max(least, 4)), least, most, whole: true };
    return this.line(name, (reader) => reader.quantity({ ...want, dimensions: ['count'] }));
  }

  bandwidth(name: string, what: string, example: string): number | undefined {
    const want = { what, example, least: 1, most: 1e15 };
    return this.line(name, (reader) => reader.quantity({ ...want, dimensions: ['bandwidth'] }));
  }

  moderation(name: string): Moderation | undefined {
    return this.line(name, (reader) => readModeration(reader, this.context));
  }

  /** Statements of a handler; `packet` says whether it works on one. */
  handler(name: string, packet: boolean): Statement[] {
    const item = this.item(name)!;
    if (!new Reader(item, this.context).end('block')) return [];
    return readBlock(item.block, this.context, handlerPlace(name, packet));
  }

  /** What every device has. */
  named() {
    const { declaration } = this.#properties;
    return { name: declaration.name, span: nameSpan(declaration) };
  }

  ipl(): HardIpl | undefined {
    return this.line('ipl', (reader) => reader.word(HARD_IPL, 'a level for a device') as HardIpl | undefined);
  }

  /** What every device has whose interrupts may have a thread. */
  base() {
    const ipl = this.ipl();
    const cpu = this.line('cpu', (reader) => readCpu(reader, this.context));
    const filter = this.handler('filter', false);
    const interrupt = this.handler('interrupt', false);
    if (ipl === undefined || cpu === undefined) return undefined;
    return { ...this.named(), ipl, cpu, filter, interrupt };
  }
}

/** `TIME_PER_BYTE` behind a plus, if there is one; zero if not. */
export function readPerByte(reader: Reader): number | undefined {
  return reader.acceptSymbol('+') ? reader.timePerByte() : 0;
}
