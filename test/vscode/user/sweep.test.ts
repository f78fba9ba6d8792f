import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ROOT } from '../../../scripts/steps.mjs';
import { launchBrowser } from '../browser.mjs';
import { Editor, type Theme } from './editor.js';
import { placeOf } from './example.js';
import { Pictures } from './pictures.js';

const RATE = readFileSync(join(ROOT, 'examples/ipsec_rate.irq'), 'utf8');
const PLACE = placeOf('sweep "sustained rate"', RATE);

/** Long enough to be cancelled. */
const ENDLESS = RATE.replace('replications 5', 'replications 40').replace('in 12 steps', 'in 200 steps');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Pixels of a chart that are of a design's colour: of neither the texts' greys nor nothing. */
function colours(element: Element): number {
  const canvas = element as HTMLCanvasElement;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue, alpha] = data.subarray(i, i + 4) as unknown as [number, number, number, number];
    if (alpha > 100 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count++;
  }
  return count;
}

/** Opens a file at its sweep, and clicks what stands above it. */
async function runSweep(editor: Editor, file: string): Promise<Pictures> {
  await editor.openFile(file);
  await editor.goTo(PLACE.line, 1);
  await editor.page.locator('.codelens-decoration a', { hasText: 'Run sweep' }).click();
  return new Pictures(await editor.panel());
}

it.each<Theme>(['dark', 'light', 'contrast'])('draws a sweep at a click above it, in the %s theme', async (theme) => {
  const editor = await Editor.open(browser, { server: inject('server'), files: { 'rate.irq': RATE }, theme });
  try {
    const { frame } = await runSweep(editor, 'rate.irq');
    await frame.locator('.plot canvas').nth(3).waitFor();
    await expect.poll(() => frame.locator('.sweep .status').textContent(), { timeout: 60_000 }).toBe('');
    expect(await frame.locator('.charts h3').allTextContents()).toEqual([
      'throughput',
      'loss',
      'user_share',
      'cpu_per_packet',
    ]);
    const facts = await frame.locator('.sweep .facts').first().textContent();
    expect(facts).toBe('rate · 12 points · 5 replications, 95% confidence intervals');
    expect(await frame.locator('.sweep .fails').count()).toBe(0);
    // The page scrolls to the sweep when it begins; the figures of the run come above it meanwhile.
    await frame.locator('#figures').waitFor();
    await frame.locator('.sweep').evaluate((section) => section.scrollIntoView());
    const plot = frame.locator('.plot').first();
    await plot.focus();
    for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) await editor.page.keyboard.press('ArrowRight');
    await expect.poll(() => frame.locator('.readout .at').textContent()).toBe('rate 32kpps');
    const row = frame.locator('.readout tr', { hasText: 'interrupt_threads' });
    expect(await row.locator('td').first().textContent()).toMatch(/^15\.\d+ ± 0\.\d+k\/s$/);
    await editor.screenshot(`sweep-${theme}`);

    if (theme !== 'dark') return;
    await editor.focus();
    await editor.goTo(1, 1);
    await editor.type('// changed\n');
    await expect.poll(() => frame.locator('.sweep.is-old .status').textContent()).toContain('The text has changed');
    await editor.screenshot('sweep-stale');
  } finally {
    await editor.close();
  }
});

it('tells how far a sweep is, and ends it when asked, whatever is saved meanwhile', async () => {
  const files = { 'endless.irq': ENDLESS, 'rate.irq': RATE };
  const editor = await Editor.open(browser, { server: inject('server'), files });
  try {
    const { frame } = await runSweep(editor, 'endless.irq');
    const status = frame.locator('.sweep .status');
    await expect.poll(() => status.textContent()).toMatch(/\d+ of 40000 simulations \d+%/);
    expect((await editor.statusBar()).some((text) => /Sweep \d+ %/.test(text))).toBe(true);
    await editor.focus();
    await editor.save();
    await frame.locator('#figures').waitFor();
    expect(await status.locator('.running').count()).toBe(1);
    await editor.screenshot('sweep-running');
    // The first point is done after a few seconds, and its chart fills in while the others are simulated.
    const facts = frame.locator('.sweep .facts').first();
    expect(await facts.textContent()).toContain(' of 200 points');
    const inked = () => frame.locator('.plot canvas').first().evaluate(colours);
    const before = await inked();
    await expect.poll(() => facts.textContent(), { timeout: 60_000 }).toMatch(/ [3-9] of 200 points/);
    expect(await inked()).toBeGreaterThan(before);
    expect(await status.locator('.running').count()).toBe(1);
    await editor.screenshot('sweep-filling');
    await frame.locator('[id="cancel-sustained rate"]').click();
    await status.locator(':is(.stale, .failed)').waitFor();
    expect(await status.textContent()).toContain(
      'The sweep was cancelled. These are the points that were done by then.',
    );
    expect(await facts.textContent()).toMatch(/ \d+ of 200 points/);
    expect(await inked()).toBeGreaterThan(before);
    await editor.screenshot('sweep-cancelled');
    expect((await editor.statusBar()).some((text) => /Sweep \d+ %/.test(text))).toBe(false);

    await editor.openFile('rate.irq');
    await expect.poll(() => frame.locator('.sweep').count()).toBe(0);
  } finally {
    await editor.close();
  }
});
