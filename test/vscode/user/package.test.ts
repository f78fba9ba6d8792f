import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pack } from '../../../scripts/package.mjs';
import { ROOT } from '../../../scripts/steps.mjs';
import { launchBrowser } from '../browser.mjs';
import { type Server, startServer } from '../server.mjs';
import { Editor } from './editor.js';
import { IPSEC } from './example.js';
import { Pictures } from './pictures.js';

let files: readonly string[];
let server: Server;
let browser: Browser;
beforeAll(async () => {
  const packed = await pack(join(ROOT, 'artifacts/irqlab.vsix'));
  files = packed.files;
  server = await startServer({ vsix: packed.path });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('holds what is run and read, and nothing of the tests, the sources or their maps', () => {
  expect(files.filter((file) => /test|node_modules|\.map$|\.ts$|code-server|src\/|scripts\//.test(file))).toEqual([]);
  expect(files).toContain('extension/dist/extension.cjs');
});

it('shows the example once it is installed', async () => {
  const editor = await Editor.open(browser, { server, files: { 'ipsec.irq': IPSEC } });
  try {
    await editor.openFile('ipsec.irq');
    await editor.command('IrqLab: Run Scenario');
    const pictures = new Pictures(await editor.panel());
    const [threads] = await pictures.diagrams();
    expect(await pictures.figures('switches')).toEqual(['6', '0']);
    expect(threads!.title).toContain('6 context switches');
    expect((await pictures.timeline('top')).colors).toBeGreaterThan(5);
    await editor.screenshot('installed');
  } finally {
    await editor.close();
  }
});
