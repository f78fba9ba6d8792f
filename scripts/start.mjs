// Shows IrqLab at work: `npm start [-- [--vscode] [FILE]]` builds it, compares the designs of the bundled example in the
// terminal, and opens the editor: VS Code where it is installed; otherwise the same pictures as a report in one file.
// With `--vscode` the tests' VS Code serves the editor to a browser, for who has none.

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from './setup.mjs';
import { Explained, ROOT, run, script, step } from './steps.mjs';

await script(async () => {
  const { file, vscode } = options();
  await setup();
  const { build } = await import('./build.mjs');
  await step('Building', build);

  console.log();
  const cli = (/** @type {readonly string[]} */ args) => run(process.execPath, [join(ROOT, 'dist/cli.cjs'), ...args]);
  // An expectation that fails is worth seeing in the editor too; a faulty file has said what is wrong with it.
  await cli(['run', file]).catch(() => console.log());
  console.log();

  if (vscode) return serve(file);
  const code = onPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  if (code !== undefined) {
    await run(code, ['--new-window', `--extensionDevelopmentPath=${ROOT}`, dirname(file), file]);
    return console.log(`VS Code shows ${file}: save it to see its pictures.`);
  }
  const report = join(ROOT, 'artifacts', `${basename(file, '.irq')}.html`);
  mkdirSync(dirname(report), { recursive: true });
  await cli(['report', file, '--out', report]);
  console.log(
    `There is no VS Code (code) on the PATH. The same pictures are in this file, for any browser:\n${report}`,
  );
  console.log('Or have VS Code in a browser: npm start -- --vscode');
});

function options() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { vscode: { type: 'boolean' } } });
    if (positionals.length > 1) throw new Error('one file at most');
    const file = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? join(ROOT, 'examples/ipsec.irq'));
    if (!existsSync(file)) throw new Error(`${file} does not exist`);
    return { file, vscode: values.vscode === true };
  } catch (error) {
    throw new Explained(`${error instanceof Error ? error.message : error}\nusage: npm start [-- [--vscode] [FILE]]`);
  }
}

/**
 * Serves VS Code with the extension until Ctrl-C.
 * @param {string} file
 */
async function serve(file) {
  const { setupServer } = await import('../test/vscode/setup.mjs');
  const { startServer } = await import('../test/vscode/server.mjs');
  await setupServer();
  const server = await startServer({ extension: ROOT });
  console.log(`VS Code with IrqLab and ${file}, until Ctrl-C:\n${server.url({ folder: dirname(file), file })}`);
  await new Promise((stop) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, stop);
  });
  await server.stop();
}

/**
 * @param {string} program
 * @returns {string | undefined} Where the PATH finds it.
 */
function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
