import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import { launchBrowser } from './browser.mjs';
import { Editor } from './user/editor.js';
import { IPSEC, placeOf } from './user/example.js';
import { Pictures } from './user/pictures.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('makes the pictures of the README', async () => {
  const editor = await Editor.open(browser, { server: inject('server'), files: { 'ipsec.irq': IPSEC } });
  const keep = (name: string) => editor.page.screenshot({ path: join(ROOT, `docs/images/${name}.png`) });
  await editor.openFile('ipsec.irq');
  await editor.page.keyboard.press('Control+KeyB');
  await editor.command('IrqLab: Run Scenario');
  const pictures = new Pictures(await editor.panel());
  await pictures.diagrams();
  await pictures.frame.evaluate(() => window.scrollTo(0, 0));
  // Away from what shows a tip.
  await editor.page.mouse.move(1420, 500);
  await editor.page.locator('.workbench-hover, .monaco-hover:visible').waitFor({ state: 'hidden' });
  await keep('panel');

  await pictures.frame.locator('#tool-packet').click();
  await pictures.frame.locator('section.timeline').evaluate((section) => section.scrollIntoView());
  await pictures.timeline('top');
  await keep('timeline');

  await pictures.frame
    .locator('article.card')
    .first()
    .evaluate((card) => card.scrollIntoView());
  await keep('sequence');

  const { line, column } = placeOf('300ns');
  await editor.focus();
  await editor.select(line, column, '300ns'.length);
  await editor.type('300kpps');
  await expect.poll(() => editor.problems()).toHaveLength(2);
  await keep('error');
  await editor.close();
});

it('makes the picture of a sweep', async () => {
  const rate = readFileSync(join(ROOT, 'examples/ipsec_rate.irq'), 'utf8');
  const editor = await Editor.open(browser, { server: inject('server'), files: { 'ipsec_rate.irq': rate } });
  await editor.openFile('ipsec_rate.irq');
  await editor.page.keyboard.press('Control+KeyB');
  await editor.goTo(placeOf('sweep "sustained rate"', rate).line, 1);
  await editor.page.locator('.codelens-decoration a', { hasText: 'Run sweep' }).click();
  const { frame } = new Pictures(await editor.panel());
  await frame.locator('.plot canvas').nth(3).waitFor();
  await expect.poll(() => frame.locator('.sweep .status').textContent(), { timeout: 60_000 }).toBe('');
  await frame.locator('#figures').waitFor();
  await frame.locator('.sweep').evaluate((section) => section.scrollIntoView());
  await frame.locator('.plot').first().focus();
  for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) await editor.page.keyboard.press('ArrowRight');
  await expect.poll(() => frame.locator('.readout .at').textContent()).toBe('rate 32kpps');
  await editor.page.screenshot({ path: join(ROOT, 'docs/images/sweep.png') });
  await editor.close();
});
