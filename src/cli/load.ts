import library from 'irqlab:library';
import { readdirSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { compile, type Diagnostic } from '../language/index.js';
import type { Scenario } from '../model/scenario.js';
import { readData, readText } from './read.js';

export type Loaded =
  /** The file could not be read; `why` follows its name. */
  | { readonly kind: 'unreadable'; readonly why: string }
  | {
      readonly kind: 'read';
      /** Undefined where the diagnostics have an error, even if it is in one run of several: half an answer misleads. */
      readonly scenario: Scenario | undefined;
      readonly diagnostics: readonly Diagnostic[];
      /** What `run` will say of a file that can be imported but not run. */
      readonly hasRun: boolean;
    };

/** Reads and checks a scenario file and everything that it imports. Reads files, and nothing else: it runs none. */
export function load(path: string): Loaded {
  const file = path.split(sep).join('/');
  const main = readText(path);
  if (main.kind === 'unreadable') return main;
  const faults = new Map<string, string>();
  const recordings = new Map<string, Uint8Array | undefined>();
  const { scenario, diagnostics, program } = compile(file, main.text, {
    read(name) {
      if (name.startsWith('std/')) return library[name];
      const imported = readText(name);
      if (imported.kind === 'text') return imported.text;
      if (!imported.missing) faults.set(name, `it ${imported.why}`);
      return undefined;
    },
    data(name) {
      if (!recordings.has(name)) {
        const data = readData(name);
        if (data.kind === 'unreadable' && !data.missing) faults.set(name, `it ${data.why}`);
        recordings.set(name, data.kind === 'data' ? data.bytes : undefined);
      }
      return recordings.get(name);
    },
    fault: (name) => faults.get(name),
    list: () => [...Object.keys(library), ...scenariosBeside(file)],
  });
  const faulty = diagnostics.some(({ severity }) => severity === 'error');
  const hasRun = program.main.items.some(({ head }) => head[0]!.text === 'run');
  return { kind: 'read', scenario: faulty ? undefined : scenario, diagnostics, hasRun };
}

/** The files that an import could mean where it names one that is not there. */
function scenariosBeside(file: string): string[] {
  const folder = dirname(file);
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.irq'));
    return names.map((name) => (folder === '.' ? name : `${folder}/${name}`));
  } catch {
    return [];
  }
}
