import { format } from '../language/index.js';
import { Exit, Refusal } from './exit.js';
import { writeText } from './output.js';
import { readText } from './read.js';
import { oneFile, parse, type Verb } from './verb.js';

export const fmt: Verb = {
  name: 'fmt',
  summary: 'lay out scenario files in the one way',
  help: `usage: irqlab fmt FILE
       irqlab fmt --write FILE...
       irqlab fmt --check FILE...

Lays out a file: indentation, blanks, aligned comments. Lines stay where they are, and no word is changed. A file with
errors is laid out as well.

  --write   change the files, and name those that were changed
  --check   change nothing, and name the files that are not laid out so

Without either the text is printed.

Exit status: 0; with --check 1 where a file is not laid out so; 2 for a file that cannot be read or a wrong argument.
`,
  execute(args) {
    const { values, positionals } = parse('fmt', args, { write: { type: 'boolean' }, check: { type: 'boolean' } });
    if (values.write && values.check) throw new Refusal('either --write or --check', 'fmt');
    if (!values.write && !values.check) oneFile('fmt', positionals);
    if (positionals.length === 0) throw new Refusal('which file?', 'fmt');
    const texts = positionals.map((path) => ({ path, text: textOf(path) }));
    const results = texts.map(({ path, text }) => ({ path, text, laidOut: format(text) }));
    const wrong = results.filter(({ text, laidOut }) => laidOut !== text);
    if (!values.write && !values.check) {
      writeText(undefined, results[0]!.laidOut);
      return Exit.ok;
    }
    for (const { path, laidOut } of wrong) {
      if (values.write) writeText(path, laidOut);
      process.stdout.write(`${path}\n`);
    }
    return values.check && wrong.length > 0 ? Exit.failed : Exit.ok;
  },
};

/** All files are read before the first is written, so a wrong name among them changes nothing. */
function textOf(path: string): string {
  const read = readText(path);
  if (read.kind === 'unreadable') throw new Refusal(`${path} ${read.why}`);
  return read.text;
}
