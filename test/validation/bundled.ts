import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildLibrary } from '../../scripts/library.mjs';
import { ROOT } from '../../scripts/steps.mjs';

/**
 * A module of the tests as one file of plain JavaScript. Vitest turns each use of an import into the call of a getter,
 * which makes a long simulation several times slower than what users run.
 */
export async function bundled<Module>(file: string): Promise<Module> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'irqlab-bundled-')), 'module.cjs');
  const entryPoints = [join(ROOT, file)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', plugins: [esbuildLibrary] });
  return createRequire(import.meta.url)(outfile);
}
