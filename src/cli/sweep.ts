import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sweepHolds } from '../experiment/sweep.js';
import type { Sweep } from '../model/sweep.js';
import type { SweepReport } from '../trace/sweep.js';
import { pointsCsv } from '../views/points.js';
import { WorkerPool } from '../worker/pool.js';
import { spawnThread } from '../worker/spawn.js';
import { paintFor, visible } from './colour.js';
import { curves } from './curves.js';
import { Exit, Refusal } from './exit.js';
import { diagnosticsJson } from './json.js';
import { load } from './load.js';
import { writeText } from './output.js';
import { known, withDesigns } from './select.js';
import { sweepsJson } from './sweepjson.js';
import { GREATEST_SEED, oneFile, parse, refusalOf, seedOf, tellProblems, type Verb, wholeNumber } from './verb.js';
import { VERSION } from './version.js';

const MOST_WORKERS = 256;

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
      workers: { type: 'string' },
    });
    const path = oneFile('sweep', positionals);
    if (values.json && values.csv) throw new Refusal('--json or --csv, not both', 'sweep');
    const seed = seedOf('sweep', values.seed);
    const workers = wholeNumber('sweep', 'workers', values.workers, MOST_WORKERS) ?? availableParallelism();
    if (workers === 0) throw new Refusal('--workers 0 would never end', 'sweep');
    const loaded = load(path);
    const scenario = tellProblems(loaded);
    const printJson = (reports: readonly SweepReport[], complete: boolean) => {
      const diagnostics = loaded.kind === 'read' ? diagnosticsJson(loaded.diagnostics) : [];
      const json = sweepsJson(path, reports, { complete, diagnostics, version: VERSION });
      writeText(undefined, `${JSON.stringify(json, null, 2)}\n`);
    };
    if (scenario === undefined) {
      if (values.json && loaded.kind === 'read') printJson([], true);
      throw refusalOf(path, loaded);
    }
    const chosen = choose(path, scenario.sweeps, values.sweep ?? [], values.design ?? []);
    if (values.csv && chosen.length > 1) {
      const names = chosen.map(({ name }) => `'${name}'`).join(' or ');
      throw new Refusal(`--csv is a table of one sweep; --sweep ${names}`, 'sweep');
    }
    const { reports, complete } = await simulateSweeps(path, chosen, workers, seed);
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

/** The sweeps that were asked for, under the designs that were asked for; all where none was. */
function choose(
  path: string,
  sweeps: readonly Sweep[],
  names: readonly string[],
  designNames: readonly string[],
): readonly Sweep[] {
  if (sweeps.length === 0) throw new Refusal(`${path} has no sweep`);
  for (const name of names)
    known(
      'sweep',
      name,
      sweeps.map((each) => each.name),
    );
  const chosen = sweeps.filter(({ name }) => names.length === 0 || names.includes(name));
  const designs = new Set(chosen.flatMap(({ points }) => points[0]!.run.designs.map(({ name }) => name)));
  for (const name of designNames) known('design', name, [...designs]);
  return chosen
    .map((each) => ({
      ...each,
      points: each.points.map(({ value, run }) => ({ value, run: withDesigns(run, designNames) })),
    }))
    .filter(({ points }) => points[0]!.run.designs.length > 0);
}

/** Simulates sweeps one after the other; Ctrl-C ends the one that is going, and the others are not begun. */
async function simulateSweeps(path: string, sweeps: readonly Sweep[], workers: number, seed: number | undefined) {
  const pool = new WorkerPool(() => spawnThread(join(__dirname, 'worker.cjs')), workers);
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
    pool.cancel();
  };
  process.on('SIGINT', cancel);
  // The workers do not keep the process alive while it waits for them.
  const alive = setInterval(() => {}, 1 << 30);
  const line = new ProgressLine();
  const reports: SweepReport[] = [];
  try {
    for (const each of sweeps) {
      if (cancelled) break;
      const onProgress = ({ fraction, done, jobs }: { fraction: number; done: number; jobs: number }) =>
        line.show(`${Math.floor(fraction * 100)}% ${visible(each.name)}: ${done} of ${jobs} simulations`);
      const { report } = await pool.sweep(path, each, { seed, onProgress });
      reports.push(report);
    }
  } finally {
    process.off('SIGINT', cancel);
    clearInterval(alive);
    line.clear();
    pool.dispose();
  }
  return { reports, complete: reports.length === sweeps.length && reports.every(({ complete }) => complete) };
}

const SHOW_MS = 100;

/** One line of a terminal's standard error, which is gone in the end. */
class ProgressLine {
  #shown = 0;

  show(text: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shown < SHOW_MS) return;
    this.#shown = now;
    process.stderr.write(`\r\x1b[K${text}`);
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

function printCurves(reports: readonly SweepReport[]): void {
  const paint = paintFor(process.stdout);
  const columns = process.stdout.columns ?? 100;
  process.stdout.write(reports.map((report) => curves(report, paint, columns)).join('\n\n'));
}
