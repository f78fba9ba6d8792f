import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from '../browser.mjs';
import { Editor } from './editor.js';
import { IPSEC, placeOf } from './example.js';
import { Pictures } from './pictures.js';

// From a mistake to a picture and back, in one window: each test goes on where the one before it ended.
describe('the example', () => {
  let browser: Browser;
  let editor: Editor;
  let pictures: Pictures;

  beforeAll(async () => {
    browser = await launchBrowser();
    editor = await Editor.open(browser, { server: inject('server'), files: { 'ipsec.irq': IPSEC } });
    await editor.openFile('ipsec.irq');
  });
  afterAll(async () => {
    await editor?.close();
    await browser?.close();
  });

  it('has no squiggle as it comes', async () => {
    await expect.poll(() => editor.statusBar()).toContainEqual(expect.stringContaining('IrqLab'));
    expect(await editor.squiggles()).toEqual([]);
  });

  it('shows a rate where a time belongs under that very token, and in Problems', async () => {
    const { line, column } = placeOf('300ns');
    await editor.select(line, column, '300ns'.length);
    await editor.type('300kpps');
    await expect.poll(() => editor.squiggles()).toEqual([{ text: '300kpps', line }]);
    await expect.poll(() => editor.problems()).toHaveLength(2);
    const [, message] = await editor.problems();
    expect(message).toMatch(/^Error: '300kpps' is a rate; expected the cost of 'trap_return'/);
    expect(message).toContain(`line ${line} and character ${column}`);
    await editor.screenshot('error');
    await editor.closeBottom();
  });

  it('draws no picture of a faulty text', async () => {
    await editor.save();
    await expect.poll(() => editor.statusBar()).toContainEqual(expect.stringMatching(/IrqLab ✗.* 1 error/));
  });

  it('shows both designs once it is mended and saved', async () => {
    const { line, column } = placeOf('300ns');
    await editor.select(line, column, '300kpps'.length);
    await editor.type('300ns');
    await editor.save();
    expect(editor.read('ipsec.irq')).toBe(IPSEC);
    pictures = new Pictures(await editor.panel());
    await pictures.canvas().waitFor();
    expect(await pictures.designs()).toEqual(['interrupt_threads', 'biglock']);
    expect(await pictures.figures('switches')).toEqual(['6', '0']);
    expect(await pictures.figures('interrupts')).toEqual(['2', '2']);
    expect(await editor.squiggles()).toEqual([]);
    await expect.poll(() => editor.statusBar()).toContainEqual(expect.stringMatching(/IrqLab ✓ 2 designs/));
  });

  it('draws the timelines of both', async () => {
    for (const end of ['top', 'bottom'] as const) {
      const { drawn, colors } = await pictures.timeline(end);
      expect(drawn, `${end} of the timeline`).toBeGreaterThan(0.05);
      expect(colors, `${end} of the timeline`).toBeGreaterThan(5);
    }
  });

  it('draws the sequence diagrams of both, numbered as in the message', async () => {
    const [threads, biglock] = await pictures.diagrams();
    expect(threads!.title).toContain('6 context switches');
    expect(numbered(threads!.messages)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(biglock!.title).toContain('no context switches');
    expect(biglock!.messages.filter((text) => /\d\. context switch/.test(text))).toEqual([]);
    await pictures.frame.locator('article.card').first().scrollIntoViewIfNeeded();
    await editor.screenshot('sequence');
  });

  it('moves the cursor to the line of a slice that is clicked', async () => {
    await pictures.clickSlice('esp_input');
    await expect.poll(() => editor.cursorLine()).toBe(placeOf('run esp_input').line);
    await editor.screenshot('slice');
  });

  it('keeps the last good picture of a faulty text, marked as stale', async () => {
    await editor.focus();
    await editor.goTo(placeOf('cpus 1').line, 1);
    await editor.type('oops ');
    await editor.save();
    await pictures.status().locator('.stale').waitFor();
    expect(await pictures.figures('switches')).toEqual(['6', '0']);
    expect((await pictures.timeline('top')).drawn).toBeGreaterThan(0.05);
    await pictures.frame.locator('.status').scrollIntoViewIfNeeded();
    await editor.screenshot('stale');
  });

  it('takes the mark away with the next good run', async () => {
    await editor.focus();
    await editor.select(placeOf('cpus 1').line, 1, 'oops '.length);
    await editor.page.keyboard.press('Delete');
    await editor.save();
    await pictures.status().locator('.stale').waitFor({ state: 'hidden' });
    expect(await pictures.figures('switches')).toEqual(['6', '0']);
  });

  it('follows a change: with two packets there are more switches', async () => {
    const { line, column } = placeOf('at 10us');
    await editor.goTo(line, column + 'at 10us'.length);
    await editor.type(', 100us');
    await editor.save();
    await expect.poll(() => pictures.figures('packets')).toEqual(['2', '2']);
    expect(await pictures.figures('switches')).toEqual(['12', '0']);
  });
});

/** The numbers that messages begin with, without repetition: a message of two lines has two texts. */
function numbered(messages: readonly string[]): number[] {
  return messages.flatMap((text) => /^(\d+)\. /.exec(text)?.[1] ?? []).map(Number);
}
