import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from '../browser.mjs';
import { Editor } from './editor.js';
import { IPSEC, placeOf } from './example.js';
import { Pictures } from './pictures.js';

let browser: Browser;
let editor: Editor;
beforeAll(async () => {
  browser = await launchBrowser();
  const more = IPSEC.replace('at 10us', 'at 10us, 100us');
  editor = await Editor.open(browser, { server: inject('server'), files: { 'ipsec.irq': IPSEC, 'two.irq': more } });
});
afterAll(async () => {
  await editor?.close();
  await browser?.close();
});

const packets = async () => new Pictures(await editor.panel()).figures('packets');

it('opens the pictures by command, and they follow to another scenario', async () => {
  await editor.openFile('ipsec.irq');
  await editor.command('IrqLab: Open Pictures to the Side');
  await expect.poll(packets, { timeout: 20_000 }).toEqual(['1', '1']);
  await editor.openFile('two.irq');
  await expect.poll(packets, { timeout: 20_000 }).toEqual(['2', '2']);
});

it('brings the pictures back after a reload of the window', async () => {
  // In a browser VS Code writes down what is open every five seconds, and what a page that is left still writes is lost.
  await editor.page.waitForTimeout(6_000);
  await editor.page.reload();
  await editor.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
  await expect.poll(packets, { timeout: 40_000 }).toEqual(['2', '2']);
});

it('leads from a design to its text in the library, which has its colours', async () => {
  await editor.openFile('ipsec.irq');
  const { line, column } = placeOf('interrupt_threads, biglock');
  await editor.goTo(line, column + 3);
  await editor.page.keyboard.press('F12');
  await editor.page.locator('.tab.active[data-resource-name="interrupt_threads.irq"]').waitFor();
  const lines = editor.page.locator('.editor-group-container.active .view-line');
  await expect.poll(async () => (await lines.allInnerTexts()).join('\n')).toMatch(/design\sinterrupt_threads/);
  const classes = () =>
    lines.locator('span span').evaluateAll((spans) => [...new Set(spans.map(({ className }) => className))]);
  await expect.poll(async () => (await classes()).length).toBeGreaterThan(2);
});
