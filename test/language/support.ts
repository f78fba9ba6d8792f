import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Compilation, compile } from '../../src/language/compile.js';
import type { SourceHost } from '../../src/language/program.js';
import type { Position } from '../../src/language/source.js';

const ROOT = new URL('../../', import.meta.url).pathname;

const texts = new Map<string, string | undefined>();

/** Reads the standard library, the examples and the fixtures from the working tree, and `files` before them. */
export function hostOf(files: Readonly<Record<string, string>> = {}): SourceHost {
  return {
    read(file) {
      if (files[file] !== undefined) return files[file];
      const path = file.startsWith('std/')
        ? `${ROOT}library/${file.slice(4)}`
        : `${ROOT}test/language/fixtures/${file}`;
      if (!texts.has(path)) texts.set(path, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
      return texts.get(path);
    },
    data(file) {
      const path = `${ROOT}test/language/fixtures/${file}`;
      return existsSync(path) ? readFileSync(path) : undefined;
    },
    list: () => ['std/designs.irq', 'std/devices.irq', 'std/designs/biglock.irq'],
  };
}

export function compileText(text: string, files: Readonly<Record<string, string>> = {}): Compilation {
  return compile('main.irq', text, hostOf(files));
}

/** `CODE message` of everything that is wrong. */
export function problems(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  return compileText(text, files).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

export function example(): string {
  return readFileSync(`${ROOT}examples/ipsec.irq`, 'utf8');
}

export function allScenarios(): { file: string; text: string }[] {
  const folders = ['examples', 'examples/designs', 'library', 'library/designs', 'library/devices', 'library/machines'];
  return folders
    .filter((folder) => existsSync(`${ROOT}${folder}`))
    .flatMap((folder) => readdirSync(`${ROOT}${folder}`).map((name) => `${folder}/${name}`))
    .filter((file) => file.endsWith('.irq'))
    .map((file) => ({ file, text: readFileSync(`${ROOT}${file}`, 'utf8') }));
}

export function fromRoot(file: string): string {
  return readFileSync(`${ROOT}${file}`, 'utf8');
}

/** Takes the cursor mark `<|>` out of a text. */
export function cursor(marked: string): { text: string; position: Position } {
  const offset = marked.indexOf('<|>');
  const before = marked.slice(0, offset).split('\n');
  return { text: marked.replace('<|>', ''), position: { line: before.length - 1, column: before.at(-1)!.length } };
}

/** The stretch of a text that a span of `main.irq` covers. */
export function covered(text: string, span: Compilation['diagnostics'][number]['span']): string {
  const lines = text.split('\n');
  if (span.line === span.endLine) return lines[span.line]!.slice(span.column, span.endColumn);
  const middle = lines.slice(span.line + 1, span.endLine);
  return [lines[span.line]!.slice(span.column), ...middle, lines[span.endLine]!.slice(0, span.endColumn)].join('\n');
}
