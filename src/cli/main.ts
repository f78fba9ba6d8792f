import { suggest } from '../language/suggest.js';
import { check } from './check.js';
import { visible } from './colour.js';
import { Exit, Refusal } from './exit.js';
import { fmt } from './fmt.js';
import { endQuietlyOnClosedPipe } from './output.js';
import { report } from './report.js';
import { run } from './run.js';
import { sweep } from './sweep.js';
import { trace } from './trace.js';
import type { Verb } from './verb.js';
import { VERSION } from './version.js';

const VERBS: readonly Verb[] = [run, sweep, check, trace, report, fmt];

const HELP = `IrqLab ${VERSION}: explore kernel designs

usage: irqlab VERB FILE [options]

${VERBS.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n')}

irqlab VERB --help tells the options of a verb; irqlab --version the version.
`;

async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === undefined) {
    process.stderr.write(HELP);
    return Exit.faulty;
  }
  if (first === '--version' || first === '-V') return say(`irqlab ${VERSION}\n`);
  const wantsHelp = (word: string | undefined) => word === '--help' || word === '-h';
  if (wantsHelp(first) || (first === 'help' && rest.length === 0)) return say(HELP);
  const verb = verbNamed(first === 'help' ? rest[0]! : first);
  if (first === 'help' || optionsOf(rest).some(wantsHelp)) return say(verb.help);
  return await verb.execute(rest);
}

function verbNamed(name: string): Verb {
  const verb = VERBS.find((each) => each.name === name);
  if (verb !== undefined) return verb;
  const names = VERBS.map((each) => each.name);
  const [near] = suggest(name, names);
  if (name.endsWith('.irq')) throw new Refusal(`'${name}' is a file; which verb? irqlab run ${name}`);
  throw new Refusal(`there is no verb '${name}'; ${near ? `did you mean '${near}'?` : `one of ${names.join(', ')}`}`);
}

/** What comes before `--`: behind it everything is a file, whatever it looks like. */
function optionsOf(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

function say(text: string): number {
  process.stdout.write(text);
  return Exit.ok;
}

function explain(error: unknown): number {
  if (error instanceof Refusal) {
    const hint = error.verb === undefined ? '' : `\nirqlab ${error.verb} --help tells how it is used`;
    process.stderr.write(`irqlab: ${visible(error.message)}${hint}\n`);
    return Exit.faulty;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`irqlab ${VERSION}: an error in the program itself; please report it\n${text}\n`);
  return Exit.internal;
}

endQuietlyOnClosedPipe();
main(process.argv.slice(2))
  .catch(explain)
  .then((status) => {
    process.exitCode = status;
  });
