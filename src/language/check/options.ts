import type { Context } from '../context.js';
import { Reader } from '../reader.js';
import type { Word } from '../vocabulary/word.js';
import { defaultItem } from './properties.js';

/**
 * Reads options in any order, each at most once, and then the defaults of those that are not there. `read` reads what
 * follows the word.
 */
export function readOptions(
  reader: Reader,
  words: readonly Word[],
  context: Context,
  read: (reader: Reader, word: string) => void,
): void {
  const seen = new Set<string>();
  for (;;) {
    const option = reader.accept(words.filter((word) => !seen.has(word.word)));
    if (option === undefined) break;
    seen.add(option);
    read(reader, option);
  }
  for (const word of words) {
    if (!seen.has(word.word) && word.default !== undefined)
      read(new Reader(defaultItem(word.default), context), word.word);
  }
}
