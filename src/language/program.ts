import { Diagnostics, show } from './diagnostics.js';
import { type Token, unquote } from './lexer.js';
import { parse } from './parser.js';
import type { Source } from './source.js';
import { suggest } from './suggest.js';
import type { Item, Tree } from './tree.js';

/** How texts come to the front end, which itself does no input. */
export interface SourceHost {
  /** The text of a file, or undefined where there is none. `std/…` names the standard library. */
  read(file: string): string | undefined;
  /**
   * The bytes of a file of packets, or undefined where there is none; the same array as long as it has not changed.
   * Without this function there are no such files.
   */
  data?(file: string): Uint8Array | undefined;
  /** Why a file that is there cannot be read, as a sentence; undefined where it is simply not there. */
  fault?(file: string): string | undefined;
  /** Names of files near a missing one, for "did you mean"; with the same spelling as `read` takes. */
  list?(): readonly string[];
}

export const KINDS = ['machine', 'device', 'path', 'process', 'workload', 'design', 'param', 'run', 'sweep'] as const;
export type Kind = (typeof KINDS)[number];

/** Whether the name of such a declaration is a text in quotes. */
export function isQuoted(kind: Kind): boolean {
  return kind === 'run' || kind === 'sweep';
}

/** Something with a name at the top level of a file. */
export interface Declaration {
  readonly kind: Kind;
  readonly name: string;
  readonly token: Token;
  readonly item: Item;
  readonly source: Source;
  /** Place among all declarations of the program. */
  readonly order: number;
}

export interface Import {
  readonly token: Token;
  readonly source: Source;
  /** The file it names, where that exists. */
  readonly file: string | undefined;
}

/** All files that a file reaches by imports, parsed, with their declarations. */
export class Program {
  readonly main: Tree;
  readonly trees = new Map<string, Tree>();
  readonly declarations: Declaration[] = [];
  readonly imports: Import[] = [];
  readonly #host: SourceHost;
  readonly #diagnostics: Diagnostics;
  readonly #visible = new Map<string, ReadonlyMap<string, Declaration>>();

  constructor(file: string, text: string, host: SourceHost, diagnostics: Diagnostics) {
    this.#host = host;
    this.#diagnostics = diagnostics;
    this.main = this.#load(file, text);
    // Breadth first; `imports` grows while the files behind it are read.
    for (let index = 0; index < this.imports.length; index++) this.#follow(index);
    this.#reportDuplicates();
  }

  /** The declaration that a name in a file stands for. */
  lookup(kind: Kind, name: string, from: Source): Declaration | undefined {
    return this.#visibleFrom(from.file).get(`${kind} ${name}`);
  }

  /** Everything of a kind that a file sees. */
  visible(kind: Kind, from: Source): Declaration[] {
    return [...this.#visibleFrom(from.file).values()].filter((declaration) => declaration.kind === kind);
  }

  /**
   * What the standard library has by a name, or by one like it, for a file that has not imported it. `path` is what an
   * import would write.
   */
  offered(kind: Kind, name: string): { readonly name: string; readonly path: string } | undefined {
    const names = this.#library(kind);
    const [found] = names.has(name) ? [name] : suggest(name, names.keys());
    const path = found === undefined ? undefined : names.get(found);
    return found === undefined || path === undefined ? undefined : { name: found, path };
  }

  /** Names of a kind in the collections of the library (`std/designs` and the like), with the collection that has each. */
  #library(kind: Kind): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const file of this.#host.list?.() ?? []) {
      const collection = /^(std\/[^/]+)\.irq$/.exec(file)?.[1];
      if (collection === undefined) continue;
      const files = new Set([file]);
      for (const next of files) {
        const text = this.#host.read(next);
        if (text === undefined) continue;
        for (const { head } of parseStandard(next, text, new Diagnostics()).items) {
          const name = head[1];
          if (name?.kind === 'string' && head[0]!.text === 'import') files.add(resolveImport(unquote(name), next));
          if (name?.kind === 'name' && head[0]!.text === kind) found.set(name.text, collection);
        }
      }
    }
    return found;
  }

  /** The bytes of a file of packets, or why there are none, to follow its name. */
  data(path: string, from: Source): Uint8Array | string {
    const file = resolvePath(path, from.file);
    const bytes = this.#host.data?.(file);
    if (bytes !== undefined) return bytes;
    const fault = this.#host.fault?.(file);
    return fault === undefined ? 'is not there' : `cannot be read: ${fault}`;
  }

  #load(file: string, text: string): Tree {
    const tree = isStandard(file) ? parseStandard(file, text, this.#diagnostics) : parse(file, text, this.#diagnostics);
    this.trees.set(file, tree);
    for (const item of tree.items) {
      const kind = item.head[0]!.text;
      const name = item.head[1];
      if (kind === 'import' && name?.kind === 'string') {
        this.imports.push({ token: name, source: tree.source, file: undefined });
      } else if (isKind(kind) && name?.kind === (isQuoted(kind) ? 'string' : 'name')) {
        const text = isQuoted(kind) ? unquote(name) : name.text;
        const order = this.declarations.length;
        this.declarations.push({ kind, name: text, token: name, item, source: tree.source, order });
      }
    }
    return tree;
  }

  #follow(index: number): void {
    const entry = this.imports[index]!;
    const file = resolveImport(unquote(entry.token), entry.source.file);
    if (!this.trees.has(file)) {
      const text = this.#host.read(file);
      if (text === undefined) {
        this.#reportMissing(entry, file);
        return;
      }
      this.#load(file, text);
    }
    this.imports[index] = { ...entry, file };
  }

  #reportMissing(entry: Import, file: string): void {
    const fault = this.#host.fault?.(file);
    if (fault !== undefined) {
      this.#diagnostics.report('IRQ035', entry.source, entry.token, `${show(entry.token)} cannot be read: ${fault}`);
      return;
    }
    const files = this.#host.list?.() ?? [];
    const folder = entry.source.file.slice(0, entry.source.file.lastIndexOf('/') + 1);
    const written = (name: string) =>
      `"${(name.startsWith(folder) ? name.slice(folder.length) : name).replace(/\.irq$/, '')}"`;
    const ofLibrary = /^std\b/.test(unquote(entry.token));
    const library = files.filter((name) => /^std\/[^/]+$/.test(name));
    const near = suggest(file, ofLibrary ? library : files, 3).map(written);
    let hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
    if (ofLibrary && near.length === 0) hint = `; the standard library is ${library.map(written).join(', ')}`;
    this.#diagnostics.report('IRQ035', entry.source, entry.token, `there is no file ${show(entry.token)}${hint}`);
  }

  #visibleFrom(file: string): ReadonlyMap<string, Declaration> {
    let names = this.#visible.get(file);
    if (names === undefined) {
      const files = this.#reached(file);
      const found = new Map<string, Declaration>();
      for (const declaration of this.declarations) {
        const key = `${declaration.kind} ${declaration.name}`;
        if (files.has(declaration.source.file) && !found.has(key)) found.set(key, declaration);
      }
      names = found;
      this.#visible.set(file, names);
    }
    return names;
  }

  #reached(file: string): Set<string> {
    const files = new Set([file]);
    for (const next of files) {
      for (const entry of this.imports) {
        if (entry.source.file === next && entry.file !== undefined) files.add(entry.file);
      }
    }
    return files;
  }

  /** Said at the later of two, except that the file being written is at fault rather than one that it imports. */
  #reportDuplicates(): void {
    const firsts = new Map<string, Declaration>();
    for (const declaration of this.declarations) {
      const key = `${declaration.kind} ${declaration.name}`;
      const first = firsts.get(key);
      if (first === undefined) {
        firsts.set(key, declaration);
        continue;
      }
      if (isQuoted(declaration.kind) && declaration.source !== first.source) continue;
      const mainFirst = first.source === this.main.source && declaration.source !== this.main.source;
      const [blamed, other] = mainFirst ? [first, declaration] : [declaration, first];
      const message = `the ${declaration.kind} ${show(blamed.token)} is declared twice`;
      const span = other.source.span(other.token.start, other.token.end);
      this.#diagnostics.report('IRQ031', blamed.source, blamed.token, message, [
        { span, message: 'also declared here' },
      ]);
    }
  }
}

/** Whether a file belongs to the standard library. */
export function isStandard(file: string): boolean {
  return file.startsWith('std/');
}

export function isKind(word: string): word is Kind {
  return (KINDS as readonly string[]).includes(word);
}

/** The file that an import names: `std/…` as it stands, anything else relative to the importing file. */
export function resolveImport(path: string, from: string): string {
  return resolvePath(path.endsWith('.irq') ? path : `${path}.irq`, from);
}

/** A file named by a text, seen from that text. */
export function resolvePath(file: string, from: string): string {
  if (isStandard(file) || file.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(file)) return file;
  const scheme = /^[a-z][a-z0-9+.-]+:\/\/[^/]*\//i.exec(from)?.[0] ?? (from.startsWith('/') ? '/' : '');
  const parts = from.slice(scheme.length).split('/').slice(0, -1);
  for (const part of file.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return scheme + parts.join('/');
}

/** The library does not change while the program runs, so its trees are kept from one keystroke to the next. */
const standard = new Map<string, Tree>();

function parseStandard(file: string, text: string, diagnostics: Diagnostics): Tree {
  const kept = standard.get(file);
  if (kept !== undefined && kept.source.text === text) return kept;
  const tree = parse(file, text, diagnostics);
  if (tree.damage.length === 0) standard.set(file, tree);
  return tree;
}
