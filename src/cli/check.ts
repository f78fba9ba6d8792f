import { paintFor, visible } from './colour.js';
import { countText, problemLines } from './diagnostic.js';
import { Exit, Refusal } from './exit.js';
import { load } from './load.js';
import { NO_RUN } from './select.js';
import { parse, type Verb } from './verb.js';

export const check: Verb = {
  name: 'check',
  summary: 'tell what is wrong with scenario files',
  help: `usage: irqlab check FILE...

Checks scenario files without running them. Each problem is a line on the standard output,

  file:line:column: error: message [IRQ012]

as compilers write it, so that editors and grep can use it. The count goes to the standard error.

Exit status: 0 without errors (warnings are not errors), 2 otherwise.
`,
  execute(args) {
    const { positionals } = parse('check', args, {});
    if (positionals.length === 0) throw new Refusal('which file?', 'check');
    const paint = paintFor(process.stdout);
    const faulty = positionals.map((path) => {
      const loaded = load(path);
      if (loaded.kind === 'unreadable') {
        process.stderr.write(`irqlab: ${visible(path)} ${loaded.why}\n`);
        return true;
      }
      for (const problem of loaded.diagnostics) process.stdout.write(`${problemLines(problem, paint).join('\n')}\n`);
      const count = countText(loaded.diagnostics) || 'no problems';
      const nothing = loaded.hasRun || loaded.scenario === undefined ? '' : `; it ${NO_RUN}`;
      process.stderr.write(`${visible(path)}: ${count}${nothing}\n`);
      return loaded.diagnostics.some(({ severity }) => severity === 'error');
    });
    return faulty.includes(true) ? Exit.faulty : Exit.ok;
  },
};
