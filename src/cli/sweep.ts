import { sweepHolds } from '../experiment/sweep.js';
import type { Sweep } from '../model/sweep.js';
import type { SweepReport } from '../trace/sweep.js';
import { pointsCsv } from '../views/points.js';
import { paintFor } from './colour.js';
import { curves } from './curves.js';
import { Exit, Refusal } from './exit.js';
import { diagnosticsJson } from './json.js';
import { load } from './load.js';
import { writeJson, writeText } from './output.js';
import { chooseSweeps, simulateSweeps } from './sweeping.js';
import { sweepsJson } from './sweepjson.js';
import { GREATEST_SEED, oneFile, parse, refusalOf, seedOf, tellProblems, type Verb, wholeNumber } from './verb.js';
import { VERSION } from './version.js';

const MOST_WORKERS = 256;
const MOST_REPLICATIONS = 1000;

export const sweep: Verb = {
  name: 'sweep',
  summary: 'simulate a file over a range of values and compare the curves',
  help: `usage: irqlab sweep FILE [options]

Simulates every sweep of the file, each point under each design as often as its replications say, on all cores, and
prints a table for each metric that the sweep plots: the mean, and the 95% confidence interval around it.

  --json            print one JSON object instead, with all metrics (docs/json.md, docs/irqlab.schema.json)
  --csv             print a table for other programs instead: a line for each value and design; of one sweep
  --sweep NAME      only this sweep; may be given again for more
  --design NAME     only this design; may be given again for more
  --seed N          use this seed instead of the one in the file (0 to ${GREATEST_SEED})
  --replications N  simulate each point so often, whatever the file says (1 to ${MOST_REPLICATIONS})
  --workers N       so many simulations at a time (1 to ${MOST_WORKERS}); without it as many as there are cores.
                    The figures do not depend on it

Exit status: 0 where every expectation holds at every point; 1 where one fails, or where a simulation did not come to its
end (a deadlock, a limit), so that its figures are not to be trusted; 2 for a faulty file or argument; 130 after Ctrl-C,
when the points that were done by then are still printed.
`,
  async execute(args) {
    const { values, positionals } = parse('sweep', args, {
      json: { type: 'boolean' },
      csv: { type: 'boolean' },
      sweep: { type: 'string', multiple: true },
      design: { type: 'string', multiple: true },
      seed: { type: 'string' },
      replications: { type: 'string' },
      workers: { type: 'string' },
    });
    const path = oneFile('sweep', positionals);
    if (values.json && values.csv) throw new Refusal('--json or --csv, not both', 'sweep');
    const seed = seedOf('sweep', values.seed);
    const workers = wholeNumber('sweep', 'workers', values.workers, MOST_WORKERS);
    if (workers === 0) throw new Refusal('--workers 0 would never end', 'sweep');
    const replications = wholeNumber('sweep', 'replications', values.replications, MOST_REPLICATIONS);
    if (replications === 0) throw new Refusal('--replications 0 would measure nothing', 'sweep');
    const loaded = load(path);
    const scenario = tellProblems(loaded);
    const printJson = (reports: readonly SweepReport[], complete: boolean) => {
      const diagnostics = loaded.kind === 'read' ? diagnosticsJson(loaded.diagnostics) : [];
      const json = sweepsJson(path, reports, { complete, diagnostics, version: VERSION });
      writeJson(json);
    };
    if (scenario === undefined) {
      if (values.json && loaded.kind === 'read') printJson([], true);
      throw refusalOf(path, loaded);
    }
    const named = chooseSweeps(path, scenario.sweeps, values.sweep ?? [], values.design ?? []);
    const chosen = replications === undefined ? named : named.map((each) => replicated(each, replications));
    if (values.csv && chosen.length > 1) {
      const names = chosen.map(({ name }) => `'${name}'`).join(' or ');
      throw new Refusal(`--csv is a table of one sweep; --sweep ${names}`, 'sweep');
    }
    const { reports, complete } = await simulateSweeps(path, chosen, { workers, seed });
    const status = !complete ? Exit.interrupted : reports.every(sweepHolds) ? Exit.ok : Exit.failed;
    // Set before anything is printed: a reader that closes the pipe ends the program with it.
    process.exitCode = status;
    if (values.json) printJson(reports, complete);
    else if (values.csv) for (const report of reports) writeText(undefined, pointsCsv(report));
    else printCurves(reports);
    if (!complete) process.stderr.write('irqlab: interrupted; these are the points that were done by then\n');
    return status;
  },
};

function replicated(sweep: Sweep, replications: number): Sweep {
  return { ...sweep, points: sweep.points.map(({ value, run }) => ({ value, run: { ...run, replications } })) };
}

function printCurves(reports: readonly SweepReport[]): void {
  const paint = paintFor(process.stdout);
  const columns = process.stdout.columns ?? 100;
  process.stdout.write(reports.map((report) => curves(report, paint, columns)).join('\n\n'));
}
