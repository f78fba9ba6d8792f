/**
 * Every word of the language, once: how it is written, what it means, and what holds where it is left out. The checker
 * takes its choices and its defaults from here, completion and hover their texts, and tests hold the TextMate grammar
 * and docs/language.md to it. A default is text of the language, read as if the user had written it.
 *
 * A word means something only in its section: `packets` begins a stream in a workload and is a rule of moderation in a
 * device. No word is reserved. The files of this folder are data, one for each subject; `sections.ts` has them all.
 */

export interface Word {
  readonly word: string;
  /** How the whole thing is written; capitals stand for what the user chooses. */
  readonly form: string;
  readonly doc: string;
  /** Inserted by completion, in the snippet syntax of editors; without one, the word itself. */
  readonly snippet?: string;
  /** For a property: what holds without it. Neither this nor `optional`: it must be given. */
  readonly default?: string;
  readonly optional?: true;
}

export function words<T extends string>(list: readonly T[], docs: Readonly<Record<T, string>>): readonly Word[] {
  return list.map((word) => ({ word, form: word, doc: docs[word] }));
}
