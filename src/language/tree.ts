import type { Comment, Token } from './lexer.js';
import type { Source } from './source.js';

/**
 * The tree of a text. The language has one shape for everything, as configuration languages have: an item is a line of
 * words that may open a block of more items. What the words mean is the business of the checker, which reads them from
 * left to right. So the parser needs to know no word, cannot fail, and keeps everything: the tokens that it had to pass
 * over lie between items, and comments lie beside the tokens.
 */
export interface Tree {
  readonly source: Source;
  readonly items: readonly Item[];
  /** Ends with the `end` token. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  /** Offsets at which something was wrong with the shape of the text; a declaration around one is not whole. */
  readonly damage: readonly number[];
}

/** `head { block }`, or only a head; never empty. */
export interface Item {
  readonly source: Source;
  readonly head: readonly Token[];
  readonly block: Block | undefined;
  /** The `else` after this item. */
  readonly next: Item | undefined;
  /** Text of the `///` lines before it. */
  readonly doc: string;
}

export interface Block {
  readonly open: Token;
  /** Undefined where the text ends, or another declaration begins, before the block is closed. */
  readonly close: Token | undefined;
  readonly items: readonly Item[];
  /** The text has no `{` for it; `open` then stands, empty, where it belongs. */
  readonly implied: boolean;
  /** Where it ends. */
  readonly end: number;
}

export function startOf(item: Item): number {
  return item.head[0]!.start;
}

/** Where an item ends, with its block and the `else` after it. */
export function endOf(item: Item): number {
  if (item.next !== undefined) return endOf(item.next);
  return item.block?.end ?? item.head.at(-1)!.end;
}

export function headRange(item: Item): { readonly start: number; readonly end: number } {
  return { start: startOf(item), end: item.head.at(-1)!.end };
}
