// Runs the suite that lives in VS Code's extension host, by way of @vscode/test-electron as on a desktop. A host that
// ends early looks like success, so the suite has to say its closing line as well: `host: N passed, N failed`.

import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ROOT, script } from '../../scripts/steps.mjs';

const BUNDLE = join(ROOT, 'artifacts/host/index.cjs');

await script(async () => {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/extension/host/index.ts'],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await runTests({
    vscodeExecutablePath: join(ROOT, 'test/vscode/launcher.mjs'),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: BUNDLE,
    launchArgs: [join(ROOT, 'examples')],
  });
});
