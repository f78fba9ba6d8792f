#!/usr/bin/env node
// Takes the flags of a desktop VS Code and runs a suite in the extension host of the tests' VS Code instead: so it can
// be the `vscodeExecutablePath` of @vscode/test-electron, and a desktop and a machine without one share a configuration.

import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Explained, script } from '../../scripts/steps.mjs';
import { launchBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

/** Milliseconds without a word from the suite after which it is given up. */
const PATIENCE = 180_000;

/** What the workbench itself says while it starts, and what is missing here on purpose. */
const NOISE =
  /connection token|Creating a socket|additional builtin extensions|ChatSessionStore|\[Service Worker\]|Creation of workbench contribution/;

await script(async () => {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  });
  const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = values;
  if (typeof extension !== 'string' || typeof tests !== 'string')
    throw new Explained('launcher: --extensionDevelopmentPath=… and --extensionTestsPath=… are needed');

  const server = await startServer({ extension });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    return await new Promise((resolve, reject) => {
      const giveUp = () => reject(new Explained(`launcher: not a word for ${PATIENCE / 1000} s`));
      const timer = setTimeout(giveUp, PATIENCE);
      const log = (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
        timer.refresh();
        if (NOISE.test(String(args[0]))) return;
        (type === 'error' || type === 'warn' ? console.error : console.log)(...args);
      };
      const exit = (/** @type {number} */ code) => {
        clearTimeout(timer);
        resolve(code);
      };
      Promise.all([page.exposeFunction('codeAutomationLog', log), page.exposeFunction('codeAutomationExit', exit)])
        .then(() => page.goto(server.url({ folder: positionals[0] ?? tmpdir(), tests })))
        .catch(reject);
    });
  } finally {
    await browser.close();
    await server.stop();
  }
});
