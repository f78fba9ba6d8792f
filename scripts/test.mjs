// Runs everything that tests IrqLab, on a fresh clone as well: `npm test`. With `--fast`, for the time while one writes
// code, the suites in a real VS Code are left out.
//
// A stage that fails does not keep the others from running, and the last line counts the tests of all of them:
// `N passed, N failed`, where the checks that are no suites (types, lint, build) count as one test each.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { Explained, ROOT, run, script, seconds, tool } from './steps.mjs';

const ARTIFACTS = join(ROOT, 'artifacts');

/** @typedef {{ passed: number, failed: number }} Count */

/** @type {(Count & { name: string, time: number })[]} */
const stages = [];

/**
 * @param {string} name
 * @param {() => Promise<Count | void>} work Rejects where the stage failed; a stage without a count is one test.
 */
async function stage(name, work) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  let count = { passed: 0, failed: 1 };
  try {
    count = (await work()) ?? { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error instanceof Explained ? error.message : error);
  }
  stages.push({ name, time: performance.now() - start, ...count });
}

/**
 * A run of vitest with its counts. A file that cannot be loaded has no tests that fail, and is a failure all the same.
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<Count>}
 */
async function vitest(name, args) {
  const json = join(ARTIFACTS, `${name}.json`);
  rmSync(json, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${json}`];
  const succeeded = await tool('vitest/vitest.mjs', ['run', ...reporters, ...args]).then(
    () => true,
    () => false,
  );
  if (!existsSync(json)) throw new Explained(`${name}: vitest ended without a result`);
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(json, 'utf8'));
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
}

/** @returns {Promise<Count>} */
async function extensionHost() {
  const output = await run(process.execPath, ['test/vscode/host.mjs'], { output: 'both' });
  const closing = /^host: (\d+) passed, (\d+) failed$/m.exec(output);
  if (closing === null) throw new Explained('the suite in the extension host ended without its closing line');
  return { passed: Number(closing[1]), failed: Number(closing[2]) };
}

await script(async () => {
  const fast = process.argv.includes('--fast');
  await setup();
  mkdirSync(ARTIFACTS, { recursive: true });
  const { build } = await import('./build.mjs');

  await stage('types', async () => void (await tool('typescript/bin/tsc', ['-p', '.'])));
  await stage('lint', async () => void (await tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])));
  await stage('build', async () => void (await build()));
  await stage('unit, property, command line, architecture', () => vitest('unit', []));
  if (!fast) {
    const { setupVscode } = await import('../test/vscode/setup.mjs');
    await stage('VS Code: set-up', setupVscode);
    if (stages.at(-1)?.failed === 0) {
      await stage('VS Code: extension host', extensionHost);
      await stage('VS Code: as a user', () =>
        vitest('user', ['--config', 'test/vscode/vitest.config.ts', '--project', 'user']),
      );
    }
  }

  console.log();
  for (const { name, time, passed, failed } of stages)
    console.log(
      `${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds(time).padStart(7)}  ${name}: ${passed} passed, ${failed} failed`,
    );
  const passed = stages.reduce((sum, stage) => sum + stage.passed, 0);
  const failed = stages.reduce((sum, stage) => sum + stage.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
