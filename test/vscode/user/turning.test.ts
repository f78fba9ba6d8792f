import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from '../browser.mjs';
import { Editor } from './editor.js';
import { IPSEC } from './example.js';
import { Pictures } from './pictures.js';

/** Long enough for its pictures to take a while, under four designs. */
const LONG = IPSEC.replace('packet on wm0 at 10us', 'packets on wm0 every 50us')
  .replace('for 200us', 'for 1s')
  .replace(
    'designs interrupt_threads, biglock',
    'designs interrupt_threads, biglock, netbsd5_softint, freebsd_ithreads',
  )
  .replaceAll(/\n {2}expect .*/g, '');

let browser: Browser;
let editor: Editor;
beforeAll(async () => {
  browser = await launchBrowser();
  editor = await Editor.open(browser, {
    server: inject('server'),
    files: { 'good.irq': IPSEC, 'faulty.irq': IPSEC.replace('cpus 1', 'oops 1'), 'long.irq': LONG },
  });
});
afterAll(async () => {
  await editor?.close();
  await browser?.close();
});

it('shows no pictures of one file under the name of another that has errors', async () => {
  await editor.openFile('good.irq');
  await editor.command('IrqLab: Run Scenario');
  const pictures = new Pictures(await editor.panel());
  await pictures.canvas().waitFor();
  await editor.openFile('faulty.irq');
  await pictures.status().locator('.failed').waitFor();
  expect(await pictures.status().textContent()).toMatch(/Not run: \d+ errors?\./);
  expect(await pictures.frame.locator('#figures, canvas, .diagram').count()).toBe(0);
  await editor.screenshot('turned');
  await editor.openFile('good.irq');
  await expect.poll(() => pictures.figures('switches')).toEqual(['6', '0']);
});

it('empties the panel while a long run of another file goes on, and then shows that one', async () => {
  await editor.openFile('long.irq');
  const pictures = new Pictures(await editor.panel());
  await expect.poll(() => pictures.status().textContent()).toMatch(/Running|%|preparing/);
  expect(await pictures.frame.locator('#figures').count()).toBe(0);
  await expect.poll(() => pictures.figures('packets'), { timeout: 120_000 }).toEqual(Array(4).fill('20\u202f000'));
  await pictures.canvas().waitFor();
  await expect.poll(() => editor.statusBar()).toContainEqual(expect.stringMatching(/IrqLab ✓ 4 designs, [\d.]+ s/));
  await editor.screenshot('long');

  await editor.command('IrqLab: Run Scenario');
  await pictures.status().locator('.running').waitFor();
  expect(await pictures.status().textContent()).toContain('Results of the previous run');
  await pictures.status().locator('.running').waitFor({ state: 'hidden', timeout: 120_000 });
});
