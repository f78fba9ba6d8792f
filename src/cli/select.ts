import { suggest } from '../language/suggest.js';
import type { Run, Scenario } from '../model/scenario.js';
import { Refusal } from './exit.js';

/** What is said, after its name, of a file that can only be imported. */
export const NO_RUN = 'has no run, so there is nothing to simulate';

/**
 * The scenario with only the runs and designs that were asked for; all where none was. Expectations of designs that are
 * left out are not judged. Refuses a name that is not there, and a file without a run.
 */
export function select(scenario: Scenario, runNames: readonly string[], designNames: readonly string[]): Scenario {
  if (scenario.runs.length === 0) throw new Refusal(`${scenario.file} ${NO_RUN}`);
  const names = scenario.runs.map(({ name }) => name);
  for (const name of runNames) known('run', name, names);
  const runs = scenario.runs.filter(({ name }) => runNames.length === 0 || runNames.includes(name));
  const designs = new Set(runs.flatMap((run) => run.designs.map(({ name }) => name)));
  for (const name of designNames) known('design', name, [...designs]);
  return {
    ...scenario,
    runs: runs.map((run) => withDesigns(run, designNames)).filter((run) => run.designs.length > 0),
  };
}

export function withDesigns(run: Run, names: readonly string[]): Run {
  if (names.length === 0) return run;
  return { ...run, designs: run.designs.filter(({ name }) => names.includes(name)) };
}

export function known(what: 'run' | 'sweep' | 'design', name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const [near] = suggest(name, names);
  const hint = near === undefined ? `there is: ${names.map(quoted).join(', ')}` : `did you mean ${quoted(near)}?`;
  throw new Refusal(`there is no ${what} ${quoted(name)}; ${hint}`);
}

function quoted(name: string): string {
  return `'${name}'`;
}
