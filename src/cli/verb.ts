import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Scenario } from '../model/scenario.js';
import { paintFor } from './colour.js';
import { countText, problemLines } from './diagnostic.js';
import { Refusal } from './exit.js';
import { type Loaded, load } from './load.js';

export interface Verb {
  readonly name: string;
  /** One line, for the list of verbs. */
  readonly summary: string;
  readonly help: string;
  /** Does the work and returns the exit status. Throws a `Refusal` where what is asked cannot be done. */
  execute(args: string[]): number | Promise<number>;
}

/** `parseArgs` with errors that are refusals and point at the verb's help. */
export function parse<T extends NonNullable<ParseArgsConfig['options']>>(verb: string, args: string[], options: T) {
  try {
    return parseArgs({ args: withNegatives(args), options, allowPositionals: true, strict: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.?\n|\. /);
    throw new Refusal(sentence!.charAt(0).toLowerCase() + sentence!.slice(1), verb);
  }
}

/** `--seed -1` as `--seed=-1`, so that it is the number that is refused and not an option `-1` that nobody meant. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (/^-\d/.test(arg) && before !== undefined && /^--[a-z-]+$/.test(before)) joined[joined.length - 1] += `=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** The one file that a verb works on. */
export function oneFile(verb: string, positionals: readonly string[]): string {
  if (positionals.length === 0) throw new Refusal('which file?', verb);
  if (positionals.length > 1) throw new Refusal(`one file at a time; '${positionals[1]}' is one too many`, verb);
  return positionals[0]!;
}

/** A whole number that an option must be, or undefined where it is not given. */
export function wholeNumber(
  verb: string,
  option: string,
  text: string | undefined,
  greatest: number,
  why = '',
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= greatest))
    throw new Refusal(`--${option} takes a whole number from 0 to ${greatest}, not '${text}'${why}`, verb);
  return value;
}

/** Seeds are 32 bits wide. */
export const GREATEST_SEED = 2 ** 32 - 1;

export function seedOf(verb: string, text: string | undefined): number | undefined {
  return wholeNumber(verb, 'seed', text, GREATEST_SEED, '; a seed chooses the random numbers of a run');
}

/** A checked file. Its problems are told on the standard error; a faulty file is refused. */
export function loadChecked(path: string): Scenario {
  const loaded = load(path);
  const scenario = tellProblems(loaded);
  if (scenario === undefined) throw refusalOf(path, loaded);
  return scenario;
}

/** Writes what is wrong with a file to the standard error, and returns its scenario if it has one. */
export function tellProblems(loaded: Loaded): Scenario | undefined {
  if (loaded.kind === 'unreadable') return undefined;
  const paint = paintFor(process.stderr);
  for (const problem of loaded.diagnostics) {
    process.stderr.write(`${problemLines(problem, paint).join('\n')}\n`);
  }
  return loaded.scenario;
}

/** Why nothing can be done with a file that has no scenario. */
export function refusalOf(path: string, loaded: Loaded): Refusal {
  return new Refusal(`${path} ${loaded.kind === 'unreadable' ? loaded.why : `has ${countText(loaded.diagnostics)}`}`);
}
