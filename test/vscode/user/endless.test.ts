import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from '../browser.mjs';
import { Editor } from './editor.js';
import { IPSEC, placeOf } from './example.js';
import { Pictures } from './pictures.js';

/** A quarter of an hour of packets, one every ten microseconds: longer than anybody waits in an editor. */
const ENDLESS = IPSEC.replace('packet on wm0 at 10us', 'packets on wm0 every 10us').replace('for 200us', 'for 900s');

/** A million million packets, very nearly. */
const FLOOD = ENDLESS.replace('every 10us', 'every 10ns').replace('for 900s', 'for 9000s');

let browser: Browser;
let editor: Editor;
beforeAll(async () => {
  browser = await launchBrowser();
  editor = await Editor.open(browser, {
    server: inject('server'),
    files: { 'endless.irq': ENDLESS, 'flood.irq': FLOOD },
  });
});
afterAll(async () => {
  await editor?.close();
  await browser?.close();
});

it('leaves the editor responsive while a run does not end, and cancels it at once', async () => {
  await editor.openFile('endless.irq');
  await editor.command('IrqLab: Run Scenario');
  const pictures = new Pictures(await editor.panel());
  const cancel = pictures.frame.locator('#cancel');
  await cancel.waitFor();
  expect(await editor.statusBar()).toContainEqual(expect.stringMatching(/IrqLab.*\d %/));

  // A mistake gets its squiggle while the run goes on.
  await editor.focus();
  await editor.goTo(1, 1);
  await editor.type('oops ');
  await expect.poll(() => editor.squiggles()).toEqual([{ text: 'oops', line: 1 }]);
  expect(await cancel.isVisible()).toBe(true);

  // With the focus in the panel no text editor is the active one, and yet the status bar has to follow the run.
  await pictures.frame.locator('body').click({ position: { x: 2, y: 2 } });
  await expect.poll(() => editor.statusBar()).not.toContainEqual(expect.stringMatching(/^Ln \d/));
  await cancel.click();
  await cancel.waitFor({ state: 'hidden' });
  await expect.poll(() => editor.statusBar()).toContainEqual(expect.stringContaining('cancelled'));
  await editor.screenshot('cancelled');
});

it('refuses more packets than could ever be simulated, at the word that asks for them', async () => {
  await editor.openFile('flood.irq');
  const { line } = placeOf('packet on wm0');
  await editor.goTo(line, 1);
  await expect.poll(() => editor.squiggles()).toContainEqual({ text: '10ns', line });
});
