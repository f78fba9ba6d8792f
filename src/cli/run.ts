import type { Report } from '../trace/result.js';
import { paintFor } from './colour.js';
import { Exit } from './exit.js';
import { diagnosticsJson, everythingHolds, reportJson } from './json.js';
import { load } from './load.js';
import { writeJson } from './output.js';
import { select } from './select.js';
import { simulateAll } from './simulate.js';
import { summary } from './summary.js';
import { GREATEST_SEED, oneFile, parse, refusalOf, seedOf, tellProblems, type Verb } from './verb.js';
import { VERSION } from './version.js';

/** How many packets, and switches, --json tells for each design where it is not asked for all. */
const CAP = 10_000;

export const run: Verb = {
  name: 'run',
  summary: 'simulate a file under its designs and compare them',
  help: `usage: irqlab run FILE [options]

Simulates every run of the file under each of its designs and prints the designs side by side.

  --json            print one JSON object instead (docs/json.md, docs/irqlab.schema.json)
  --all-packets     in the JSON tell every packet, not the first ${CAP} of each design
  --all-switches    in the JSON tell every context switch, not the first ${CAP} of each design
  --run NAME        only this run; may be given again for more
  --design NAME     only this design; may be given again for more
  --seed N          use this seed instead of the one in the file (0 to ${GREATEST_SEED})
  --no-trace        count only: faster and smaller, but no list of switches or packets, and no hash

Exit status: 0 where every expectation holds; 1 where one fails, or where a run did not come to its end (a deadlock, a
limit), so that its figures are not to be trusted; 2 for a faulty file or argument; 130 after Ctrl-C, when what is known
by then is still printed.
`,
  async execute(args) {
    const { values, positionals } = parse('run', args, {
      json: { type: 'boolean' },
      'all-packets': { type: 'boolean' },
      'all-switches': { type: 'boolean' },
      run: { type: 'string', multiple: true },
      design: { type: 'string', multiple: true },
      seed: { type: 'string' },
      'no-trace': { type: 'boolean' },
    });
    const path = oneFile('run', positionals);
    const seed = seedOf('run', values.seed);
    const loaded = load(path);
    const scenario = tellProblems(loaded);
    const print = (report: Report, complete: boolean) => {
      if (!values.json) return printSummaries(report);
      const limits = {
        packets: values['all-packets'] ? Number.POSITIVE_INFINITY : CAP,
        switches: values['all-switches'] ? Number.POSITIVE_INFINITY : CAP,
      };
      const diagnostics = loaded.kind === 'read' ? diagnosticsJson(loaded.diagnostics) : [];
      const json = reportJson(report, { ...limits, complete, diagnostics, version: VERSION });
      writeJson(json);
    };
    if (scenario === undefined) {
      if (values.json && loaded.kind === 'read') print({ file: path, runs: [] }, true);
      throw refusalOf(path, loaded);
    }
    const chosen = select(scenario, values.run ?? [], values.design ?? []);
    const { report, complete } = await simulateAll(chosen, { seed, trace: !values['no-trace'] });
    const status = !complete ? Exit.interrupted : everythingHolds(report) ? Exit.ok : Exit.failed;
    // Set before anything is printed: a reader that closes the pipe ends the program with it.
    process.exitCode = status;
    print(report, complete);
    if (!complete) process.stderr.write('irqlab: interrupted; this is what was known by then\n');
    return status;
  },
};

function printSummaries(report: Report): void {
  const paint = paintFor(process.stdout);
  const columns = process.stdout.columns ?? 100;
  process.stdout.write(report.runs.map((each) => summary(each, paint, columns)).join('\n\n'));
}
