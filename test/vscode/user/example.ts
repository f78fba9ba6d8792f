import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/steps.mjs';

/** The bundled example: the message's packet. */
export const IPSEC = readFileSync(join(ROOT, 'examples/ipsec.irq'), 'utf8');

/** The one-based line of the first line of a text that holds a word, and the one-based column of the word. */
export function placeOf(word: string, text = IPSEC): { readonly line: number; readonly column: number } {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes(word));
  if (line < 0) throw new Error(`the example has no '${word}'`);
  return { line: line + 1, column: lines[line]!.indexOf(word) + 1 };
}
