import type { Diagnostics } from './diagnostics.js';
import type { Token } from './lexer.js';
import type { Declaration, Kind, Program } from './program.js';
import type { Source } from './source.js';
import type { Block, Item } from './tree.js';
import type { Dimension } from './units.js';
import type { Word } from './vocabulary/word.js';

/** Names that are not declared but come to be by use. */
export type LocalKind = 'label' | 'queue' | 'lock' | 'class';

/** What the checker found a token to be; hover, references, semantic tokens and rename live on these. */
export type Mark =
  | { readonly kind: 'word'; readonly word: Word; readonly role: 'keyword' | 'choice' }
  | { readonly kind: 'name'; readonly of: Kind; readonly name: string; readonly target: Declaration | undefined }
  | { readonly kind: 'local'; readonly of: LocalKind; readonly name: string }
  | { readonly kind: 'quantity'; readonly dimension: Dimension; readonly value: number };

export interface Marks {
  readonly tokens: Map<Source, Map<Token, Mark>>;
  /** Which words a block may have. */
  readonly blocks: Map<Block, readonly Word[]>;
}

/** What could stand at the cursor. */
export type Expectation =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'names'; readonly of: Kind; readonly accepts: (declaration: Declaration) => boolean }
  | { readonly kind: 'local'; readonly of: LocalKind }
  | { readonly kind: 'quantity'; readonly dimensions: readonly Dimension[] };

/** Reading with a probe collects what the reader would have taken at an offset, in the item that holds it. */
export interface Probe {
  readonly source: Source;
  readonly offset: number;
  readonly expectations: Expectation[];
}

/** What a point of a sweep has in place of what the text says. */
export interface Change {
  /** In place of lines that a declaration has or inherits, by their key. */
  readonly lines: ReadonlyMap<Declaration, ReadonlyMap<string, Item>>;
  /** In place of what is expected of the run. */
  readonly expectations: readonly Item[];
  /** In place of the value of a parameter. */
  readonly param: { readonly declaration: Declaration; readonly value: Token } | undefined;
  /** In place of the rates of the workload's streams: of all together, per second. */
  readonly rate: number | undefined;
  /** How often anything of it was read. What is read without a use is the same at every point. */
  uses: number;
}

/** What every function of the checker is given. */
export interface Context {
  readonly program: Program;
  readonly diagnostics: Diagnostics;
  /** The machine of the run that is read for; undefined while a declaration is only checked for itself. */
  readonly machine: { readonly hertz: number; readonly cpus: number; readonly name: string } | undefined;
  readonly marks: Marks | undefined;
  readonly probe: Probe | undefined;
  readonly change: Change | undefined;
}
