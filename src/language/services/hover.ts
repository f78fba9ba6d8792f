import type { Span } from '../../model/span.js';
import { deviceKind } from '../check/head.js';
import { extensionChain, readItems } from '../check/properties.js';
import type { Compilation } from '../compile.js';
import type { Context, LocalKind } from '../context.js';
import { Diagnostics } from '../diagnostics.js';
import type { Declaration } from '../program.js';
import type { Position } from '../source.js';
import { startOf } from '../tree.js';
import { DIMENSION_NAMES, type Dimension } from '../units.js';
import { DESIGN } from '../vocabulary/design.js';
import { DEVICE_WORDS } from '../vocabulary/device.js';
import { MACHINE } from '../vocabulary/machine.js';
import type { Word } from '../vocabulary/word.js';
import { touched } from './at.js';
import { showTime } from './time.js';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

const LOCALS: Readonly<Record<LocalKind, string>> = {
  label: 'A piece of work. The pictures show it under this name.',
  queue: 'A queue between two stages.',
  lock: 'A lock; the same name is the same lock everywhere in a run.',
  class: 'A class of packets.',
};

/** What the word under the cursor means, with what it comes to. */
export function hover(compilation: Compilation, position: Position): Hover | undefined {
  const at = touched(compilation, position);
  if (at?.mark === undefined) return undefined;
  const { mark, span } = at;
  switch (mark.kind) {
    case 'word':
      return { span, markdown: describeWord(mark.word) };
    case 'local':
      return { span, markdown: `${fence(`${mark.of} ${mark.name}`)}\n${LOCALS[mark.of]}` };
    case 'quantity':
      return { span, markdown: describeQuantity(at.token.text, mark.dimension, mark.value, compilation) };
    case 'name':
      if (mark.target === undefined) return undefined;
      return { span, markdown: describeDeclaration(mark.target, compilation) };
  }
}

export function describeWord(word: Word): string {
  const fallback = word.default === undefined ? '' : `\n\nDefault: \`${word.default}\``;
  return `${fence(word.form)}\n${word.doc}${fallback}`;
}

function fence(text: string): string {
  return `\`\`\`irq\n${text}\n\`\`\``;
}

function describeQuantity(text: string, dimension: Dimension, value: number, compilation: Compilation): string {
  const lines = [`\`${text}\` is ${DIMENSION_NAMES[dimension].name}.`];
  if (dimension === 'time') lines.push(`${showTime(value)}`);
  if (dimension === 'rate' && value > 0) lines.push(`One every ${showTime(Math.round(1e12 / value))}.`);
  if (dimension === 'cycles' || dimension === 'cycles per byte') {
    for (const { name, hertz } of machines(compilation)) {
      lines.push(`${showTime(Math.round((value / hertz) * 1e12))} on \`${name}\` (${hertz / 1e9} GHz).`);
    }
  }
  return [...new Set(lines)].join('\n\n');
}

function machines(compilation: Compilation): { name: string; hertz: number }[] {
  const found = new Map<string, { name: string; hertz: number }>();
  for (const { machine } of compilation.scenario?.runs ?? []) found.set(machine.name, machine);
  return [...found.values()];
}

/** Its first line, its doc comment, and the properties that it inherits. */
export function describeDeclaration(declaration: Declaration, compilation: Compilation): string {
  const { source, item, kind } = declaration;
  const head = source.text.slice(startOf(item), item.head.at(-1)!.end);
  const parts = [fence(head)];
  if (item.doc !== '') parts.push(item.doc);
  const inherited = inheritedLines(declaration, compilation);
  if (inherited !== '') parts.push(inherited);
  if (source !== compilation.program.main.source && kind !== 'param') parts.push(`From \`${source.file}\`.`);
  return parts.join('\n\n');
}

function inheritedLines(declaration: Declaration, compilation: Compilation): string {
  const context: Context = {
    program: compilation.program,
    diagnostics: new Diagnostics(),
    machine: undefined,
    marks: undefined,
    probe: undefined,
    change: undefined,
  };
  const words = wordsOf(declaration);
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const [index, link] of extensionChain(declaration, context).entries()) {
    for (const [key, item] of readItems(link.item.block, context, words, '').properties) {
      if (seen.has(key)) continue;
      seen.add(key);
      if (index === 0) continue;
      const text = link.source.text.slice(startOf(item), item.head.at(-1)!.end);
      lines.push(`${text}${item.block === undefined ? '' : ' { … }'}  // from ${link.name}`);
    }
  }
  return lines.length === 0 ? '' : fence(lines.join('\n'));
}

function wordsOf(declaration: Declaration): readonly Word[] {
  if (declaration.kind === 'machine') return MACHINE;
  if (declaration.kind === 'design') return DESIGN;
  if (declaration.kind !== 'device') return [];
  return DEVICE_WORDS[deviceKind(declaration) ?? ''] ?? [];
}
