// Whether the simulation can be believed: `npm run validate` compares it with queueing theory, with published
// measurements and with a second implementation, in full, and writes docs/validation.md with its plots.
//
// `npm run validate -- queueing livelock` runs only these sections and writes nothing; `--short` runs them as npm test does.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { ROOT, run, script } from './steps.mjs';

await script(async () => {
  await setup();
  const { build } = await import('esbuild');
  const { esbuildLibrary } = await import('./library.mjs');
  const outfile = join(mkdtempSync(join(tmpdir(), 'irqlab-validate-')), 'main.cjs');
  const entryPoints = [join(ROOT, 'test/validation/main.ts')];
  const options = /** @type {const} */ ({ bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
  await build({ ...options, entryPoints, outfile, plugins: [esbuildLibrary], external: ['vitest'] });
  const words = process.argv.slice(2);
  await run(process.execPath, [
    '--max-old-space-size=6000',
    outfile,
    ...(words.length === 0 ? [join(ROOT, 'docs')] : ['-', ...words]),
  ]);
});
