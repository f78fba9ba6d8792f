import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from '../browser.mjs';
import { Editor, type Theme } from './editor.js';
import { IPSEC } from './example.js';
import { Pictures } from './pictures.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it.each<[Theme, (brightness: number) => boolean]>([
  ['dark', (brightness) => brightness < 64],
  ['light', (brightness) => brightness > 224],
  ['contrast', (brightness) => brightness === 0],
])('draws in the colours of the %s theme', async (theme, fits) => {
  const editor = await Editor.open(browser, { server: inject('server'), files: { 'ipsec.irq': IPSEC }, theme });
  try {
    await editor.openFile('ipsec.irq');
    await editor.command('IrqLab: Run Scenario');
    const pictures = new Pictures(await editor.panel());
    await pictures.diagrams();
    const [red, green, blue] = await pictures.background();
    expect(fits((red + green + blue) / 3), `${theme}: rgb(${red}, ${green}, ${blue})`).toBe(true);
    expect((await pictures.timeline('top')).colors).toBeGreaterThan(5);
    await editor.screenshot(`theme-${theme}`);
  } finally {
    await editor.close();
  }
});
