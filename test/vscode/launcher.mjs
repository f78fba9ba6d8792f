#!/usr/bin/env node
// Takes the flags of a desktop VS Code and runs a suite in the extension host of the tests' VS Code instead: so it can
// be the `vscodeExecutablePath` of @vscode/test-electron, and a desktop and a machine without one share a configuration.

import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Explained, script } from '../../scripts/steps.mjs';
import { launchBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

const LIMIT = 180_000;

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
    const exit = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      if (NOISE.test(String(args[0]))) return;
      (type === 'error' || type === 'warn' ? console.error : console.log)(...args);
    });
    await page.goto(server.url({ folder: positionals[0] ?? tmpdir(), tests }));
    const timeout = new Promise((_, reject) =>
      setTimeout(() => reject(new Explained(`launcher: no end after ${LIMIT / 1000} s`)), LIMIT).unref(),
    );
    return await Promise.race([exit, timeout]);
  } finally {
    await browser.close();
    await server.stop();
  }
});
