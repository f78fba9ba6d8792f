import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExperiment } from '../../src/experiment/experiment.js';
import { simulator } from '../../src/experiment/simulator.js';
import { MICROSECOND } from '../../src/model/time.js';
import type { Report } from '../../src/trace/result.js';
import { pack } from '../../src/views/embed.js';
import { contrast } from '../../src/views/palette.js';
import { runsOf } from '../support/scenario.js';
import { launch, noBrowser, type Opened, open } from './browser.js';
import { type Made, reportOf, resultOf, traceOf } from './traces.js';

const EXAMPLE = readFileSync('examples/ipsec.irq', 'utf8');

function exampleReport(): Report {
  const experiment = startExperiment({ file: 'test.irq', runs: runsOf(EXAMPLE), sweeps: [] }, simulator);
  while (!experiment.advance(1e6));
  return experiment.report();
}

if (noBrowser !== undefined) console.warn(`the page: ${noBrowser}`);

describe.skipIf(noBrowser !== undefined)('the page', { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  const rowText = (page: Page, metric: string) =>
    page.locator(`#figures tr[data-metric="${metric}"] td`).allInnerTexts();
  const window = (page: Page) =>
    page.evaluate(() => (history.state as { window?: { from: number; to: number } } | null)?.window);
  const sendTo = (page: Page) => (message: object) =>
    page.evaluate((data) => {
      const { packed } = data as { packed?: { json: string; bytes: number[] } };
      postMessage(
        packed ? { ...data, packed: { json: packed.json, bytes: Uint8Array.from(packed.bytes) } } : data,
        '*',
      );
    }, message);
  const asMessage = (report: Report) => {
    const { json, bytes } = pack(report);
    return { type: 'report', packed: { json, bytes: [...bytes] } };
  };
  /** How many different colours the canvas shows, and a sum that changes with the picture. */
  const pixels = (page: Page) =>
    page.evaluate(() => {
      const canvas = document.querySelector('canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const colors = new Set<number>();
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) {
        const color = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!;
        colors.add(color);
        sum = (sum * 31 + color) % 1_000_000_007;
      }
      return { colors: colors.size, sum };
    });

  describe('of the example', () => {
    let opened: Opened;
    let page: Page;
    beforeAll(async () => {
      opened = await open(browser, exampleReport(), { colorScheme: 'dark' });
      page = opened.page;
      await page.locator('.diagram svg').nth(1).waitFor();
    }, 120_000);

    it('compares the designs: six context switches and none', async () => {
      expect(await rowText(page, 'switches')).toEqual(
        ['6\n', '0\n◀ (best)'].map((text) => expect.stringMatching(text[0]!)),
      );
      expect(await page.locator('#figures td.best').count()).toBeGreaterThan(3);
      expect(await page.locator('.verdicts li.holds').count()).toBe(4);
      expect(await page.locator('.bar').count()).toBe(2);
    });

    it('draws the timeline, and says what it shows', async () => {
      expect((await pixels(page)).colors).toBeGreaterThan(8);
      const label = await page.locator('canvas').getAttribute('aria-label');
      expect(label).toMatch(/interrupt_threads: [^.]*, 6 context switches/);
      expect(label).toMatch(/biglock: [^.]*, 0 context switches/);
    });

    it('draws both sequence diagrams with their six numbered steps', async () => {
      for (const place of [0, 1]) {
        const text = (await page.locator('.diagram svg').nth(place).textContent()) ?? '';
        for (let step = 1; step <= 6; step++) expect(text).toContain(`${step}. `);
        expect(text).not.toContain('7. ');
        expect(text.includes('no context switch')).toBe(place === 1);
      }
      await page.locator('.card summary').first().click();
      expect(await page.locator('.card').first().locator('li.step').count()).toBe(6);
    });

    it('zooms, pans and fits by keys', async () => {
      const before = await pixels(page);
      await page.locator('canvas').focus();
      await page.keyboard.press('w');
      const near = (await window(page))!;
      expect(near.to - near.from).toBeLessThan(200e6);
      await page.keyboard.press('d');
      expect((await window(page))!.from).toBeGreaterThan(near.from);
      await page.waitForTimeout(100);
      expect((await pixels(page)).sum).not.toBe(before.sum);
      await page.keyboard.press('f');
      expect(await window(page)).toBe('whole');
    });

    it('zooms by the wheel on the axis or with control, and leaves other scrolling alone', async () => {
      const box = (await page.locator('#timeline').boundingBox())!;
      await page.locator('#timeline').scrollIntoViewIfNeeded();
      const top = (await page.locator('#timeline').boundingBox())!.y;
      await page.mouse.move(box.x + 600, top + 150);
      await page.mouse.wheel(0, -50);
      await page.waitForTimeout(100);
      expect(await window(page)).toBe('whole');
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      await expect.poll(() => window(page)).not.toBe('whole');
      await page.locator('canvas').focus();
      await page.keyboard.press('f');
    });

    it('shows what is under the pointer, inside of the viewport, and the line on a click', async () => {
      await page.locator('#timeline').scrollIntoViewIfNeeded();
      const { x, y, width } = (await page.locator('canvas').boundingBox())!;
      // The slice of ip_input: 20.2us to 22.2us of 200us, in the first lane, right of the names.
      const at = { x: x + 178 + ((width - 178) * 21.2) / 200, y: y + 26 + 30 + 15 };
      await page.mouse.move(at.x, at.y);
      const tooltip = page.locator('.tooltip');
      expect(await tooltip.textContent()).toMatch(
        /ip_input[\s\S]*2us[\s\S]*softnet softint thread[\s\S]*#0[\s\S]*test.irq:31/,
      );
      const box = (await tooltip.boundingBox())!;
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 900).toBe(true);
      await page.mouse.click(at.x, at.y);
      await expect
        .poll(() => opened.said.find(({ type }) => type === 'reveal'))
        .toMatchObject({ span: { file: 'test.irq', line: 30 } });
      expect(await page.locator('#tool-highlight').getAttribute('aria-pressed')).toBe('true');
      await page.locator('canvas').focus();
      await page.keyboard.press('Escape');
      expect(await page.locator('#tool-highlight').getAttribute('aria-pressed')).toBe('false');
    });

    it('tells what the arrows between lanes stand for', async () => {
      expect((await page.locator('.legend .sign').allTextContents()).join(' ')).toMatch(/↓ context switch +┊ wakeup/);
    });

    it('hides designs and activities', async () => {
      const before = await pixels(page);
      await page.locator('#legend-user').click();
      await page.waitForTimeout(100);
      expect((await pixels(page)).sum).not.toBe(before.sum);
      await page.locator('#legend-user').click();
      await page.locator('#design-biglock').click();
      expect(await rowText(page, 'switches')).toHaveLength(1);
      await page.locator('#design-biglock').click();
      expect(await rowText(page, 'switches')).toHaveLength(2);
    });

    it('exports the timeline as SVG', async () => {
      await page.locator('.timeline .tools button', { hasText: 'SVG' }).click();
      await expect
        .poll(() => opened.said.find(({ type }) => type === 'export'))
        .toMatchObject({
          format: 'svg',
          name: 'one-IPsec-packet-timeline.svg',
          data: expect.stringMatching(/^<svg [\s\S]*interrupt_threads[\s\S]*<\/svg>\n$/),
        });
    });

    it('has broken no rule of its policy', () => {
      expect(opened.errors).toEqual([]);
    });
  });

  it.each([
    ['a narrow light window', { colorScheme: 'light', viewport: { width: 600, height: 700 } }],
    ['high contrast', { colorScheme: 'dark', contrast: 'more', viewport: { width: 900, height: 700 } }],
  ] as const)('fits %s', async (_name, options) => {
    const { page, errors } = await open(browser, exampleReport(), options);
    await page.locator('.diagram svg').nth(1).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('keeps zoom and packet when other data come, and says how the run stands', async () => {
    const { page, errors } = await open(browser, undefined);
    const send = sendTo(page);
    const report = asMessage(exampleReport());
    await send({ type: 'progress', done: 0.42, text: 'one IPsec packet' });
    await expect.poll(() => page.locator('.running').textContent()).toContain('42%');
    await send({ type: 'nonsense' });
    await send(report);
    await page.locator('#figures').waitFor();
    await page.locator('canvas').focus();
    await page.keyboard.press('w');
    const near = await window(page);
    await send({ type: 'stale', message: 'The text has an error; this is the last good run.' });
    await expect.poll(() => page.locator('.stale').textContent()).toContain('last good run');
    await send(report);
    await expect.poll(() => page.locator('.stale').count()).toBe(0);
    expect(await window(page)).toEqual(near);
    const before = await pixels(page);
    const line = EXAMPLE.split('\n').findIndex((text) => text.includes('run tcp_input'));
    await send({ type: 'highlight', file: 'test.irq', line });
    await expect.poll(async () => (await pixels(page)).sum).not.toBe(before.sum);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('empties itself when it turns to a file without a report, and forgets what was chosen for the other', async () => {
    const { page, errors, said } = await open(browser, undefined);
    const send = sendTo(page);
    await send(asMessage(exampleReport()));
    await page.locator('#figures').waitFor();
    await page.locator('canvas').focus();
    await page.keyboard.press('w');
    expect(await window(page)).toBeDefined();
    await send({ type: 'turn', file: 'other.irq', running: true });
    await expect.poll(() => page.locator('#app').textContent()).toBe('Running …');
    await send({ type: 'error', message: 'Not run: 6 errors.' });
    await expect.poll(() => page.locator('#app').textContent()).toContain('Not run: 6 errors.');
    expect(await page.locator('#figures, canvas, .diagram').count()).toBe(0);
    expect(await window(page)).toBeUndefined();
    await send({ type: 'turn', file: 'third.irq', running: false });
    await expect.poll(() => page.locator('#app').textContent()).toContain('Not run yet');
    await page.locator('#run-file').click();
    await expect.poll(() => said).toContainEqual({ type: 'run' });
    await send(asMessage(exampleReport()));
    await page.locator('#figures').waitFor();
    await expect.poll(() => said).toContainEqual({ type: 'drawn', file: 'test.irq' });
    expect(errors).toEqual([]);
    await page.close();
  });

  it('marks results as of the previous run while a new one goes on, wherever it is scrolled to', async () => {
    const { page, errors } = await open(browser, undefined);
    const send = sendTo(page);
    await send(asMessage(exampleReport()));
    await page.locator('.diagram svg').nth(1).waitFor();
    await send({ type: 'progress', done: 0.1, text: 'one' });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const line = page.locator('.running');
    await expect.poll(() => line.textContent()).toContain('Results of the previous run');
    const { y } = (await line.boundingBox())!;
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThan(100);
    expect(
      await page.locator('.comparison').evaluate((element) => Number(getComputedStyle(element).opacity)),
    ).toBeLessThan(1);
    await send(asMessage(exampleReport()));
    await expect.poll(() => line.count()).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('lets the figures of many designs scroll in a box of their own, the names of the metrics staying', async () => {
    const results = Array.from({ length: 16 }, (_, i) => resultOf({ design: `a_design_with_a_name_${i}` }));
    const { page } = await open(
      browser,
      reportOf(results.map((each, i) => ({ ...each, hash: `${i}`.padStart(16, '0') }))),
      {
        viewport: { width: 700, height: 800 },
      },
    );
    const box = page.locator('#figures-box');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    const [left, before] = await box.evaluate((element) => {
      const name = element.querySelector('th[scope=row]')!;
      const start = name.getBoundingClientRect().left;
      element.scrollLeft = 400;
      return [name.getBoundingClientRect().left, start];
    });
    expect(await box.evaluate((element) => element.scrollLeft)).toBe(400);
    expect(left).toBeCloseTo(before);
    const { height } = (await page.locator('header.top .title').boundingBox())!;
    expect(height).toBeLessThan(100);
    await page.locator('.hashes summary').click();
    expect(await page.locator('.hashes code').count()).toBe(16);
    await page.close();
  });

  it('opens a long run at its first packets, and shows the whole run on request', async () => {
    const records: Made[] = [];
    const packets = Array.from({ length: 500 }, (_, i) => ({ arrival: i * 100, end: i * 100 + 5 }));
    for (const [i, { arrival }] of packets.entries()) {
      records.push(
        [arrival, 'Arrive', 0, 0, i + 1],
        [arrival, 'interrupt', 'h', 'rx', i],
        [arrival + 5, 'idle', 'idle'],
      );
    }
    const contexts = [
      ['interrupt', 'h'],
      ['idle', 'idle'],
    ] as const;
    const trace = traceOf({ duration: 50_000, contexts, devices: [['nic', 'n']], records });
    const { page, errors } = await open(browser, reportOf([resultOf({ trace, packets, simulated: 50_000 })]));
    expect(await window(page)).toBeUndefined();
    await page.locator('canvas').focus();
    await page.keyboard.press('d');
    const { from, to } = (await window(page))!;
    expect((to - from) / MICROSECOND).toBeGreaterThan(1500);
    expect((to - from) / MICROSECOND).toBeLessThan(2500);
    await page.locator('#tool-fit', { hasText: 'Whole run' }).click();
    expect(await window(page)).toBe('whole');
    expect(errors).toEqual([]);
    await page.close();
  });

  it('draws a sequence diagram in a size that can be read, however narrow the panel, and larger on request', async () => {
    const { page } = await open(browser, exampleReport(), { viewport: { width: 520, height: 800 } });
    await page.locator('.diagram svg').nth(1).waitFor();
    const heightOfText = () =>
      page
        .locator('.diagram .messageText')
        .first()
        .evaluate((text) => text.getBoundingClientRect().height / (text.querySelectorAll('tspan').length || 1));
    const plain = await heightOfText();
    expect(plain).toBeGreaterThanOrEqual(10);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // A text's height is that of its font in whole pixels, so it does not grow as the diagram does.
    const widthOfDiagram = async () => (await page.locator('.diagram svg').first().boundingBox())!.width;
    const wide = await widthOfDiagram();
    await page.locator('#diagram-in').click();
    await expect.poll(widthOfDiagram).toBeCloseTo(wide * 1.25, 0);
    expect(await heightOfText()).toBeGreaterThan(plain);
    await page.locator('#diagram-plain').click();
    await expect.poll(widthOfDiagram).toBeCloseTo(wide, 0);
    await page.close();
  });

  it.each([
    ['light', 'vscode-light', { '--vscode-editor-background': '#ffffff', '--vscode-sideBar-background': '#f8f8f8' }],
    ['dark', 'vscode-dark', { '--vscode-editor-background': '#1f1f1f', '--vscode-sideBar-background': '#181818' }],
    ['contrast', 'vscode-high-contrast', { '--vscode-editor-background': '#000000' }],
  ] as const)('has readable figures whatever the %s theme has for icons', async (_name, className, colors) => {
    const { page } = await open(browser, exampleReport());
    await page.evaluate(
      ([name, vars]) => {
        const all = {
          ...vars,
          '--vscode-testing-iconPassed': '#73c991',
          '--vscode-errorForeground': 'rgba(248, 81, 73, 0.6)',
        };
        for (const [key, value] of Object.entries(all)) document.documentElement.style.setProperty(key, value);
        document.body.className = name;
      },
      [className, colors] as const,
    );
    const found = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return ['--good', '--bad', '--warn', '--accent', '--faint'].map((name) => style.getPropertyValue(name));
      });
    const ground = colors['--vscode-editor-background'];
    await expect
      .poll(async () => Math.min(...(await found()).map((color) => contrast(color, ground))))
      .toBeGreaterThan(4.5);
    await page.close();
  });

  it('says of a run that did not come to its end how it ended, also where it has no words for that', async () => {
    const odd = { ...resultOf({ design: 'b' }), ending: 'of_boredom' as 'stuck' };
    const { page } = await open(
      browser,
      reportOf([resultOf(), { ...resultOf({ design: 'c' }), ending: 'deadlock' }, odd]),
    );
    expect(await page.locator('.unfinished').allInnerTexts()).toEqual([
      expect.stringContaining('c ended in a deadlock'),
      expect.stringContaining('b did not finish: of boredom'),
    ]);
    await page.close();
  });

  it.each([
    ['no runs', { file: 'test.irq', runs: [] }, 'no run yet'],
    ['no trace', reportOf([resultOf()]), 'no trace to draw'],
    [
      'no packets',
      reportOf([
        resultOf({ trace: traceOf({ duration: 10, contexts: [['idle', 'idle']], records: [[0, 'idle', 'idle']] }) }),
      ]),
      'No packet',
    ],
  ])('says what there is to see with %s', async (_name, report, text) => {
    const { page, errors } = await open(browser, report);
    await expect.poll(() => page.locator('#app').textContent()).toContain(text);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('draws a name that means something to HTML and to mermaid as it is', async () => {
    const odd = '<img src=x onerror=alert(1)>; end #1 "q": %%';
    const records: Made[] = [
      [0, 'user', odd, 'work'],
      [1, 'Arrive', 0, 0, 1],
      [1, 'interrupt', 'h', odd, 0],
      [2, 'user', odd, 'work'],
    ];
    const contexts = [
      ['process', odd],
      ['interrupt', 'h'],
    ] as const;
    const trace = traceOf({ duration: 10, contexts, statements: ['work', odd], devices: [['nic', odd]], records });
    const report = reportOf([resultOf({ design: odd, trace, packets: [{ arrival: 1, end: 2 }] })], odd);
    const { page, errors } = await open(browser, report);
    await page.locator('.diagram svg').waitFor();
    expect(await page.locator('.diagram svg').textContent()).toContain(odd);
    expect(await page.locator('h1').textContent()).toBe(odd);
    expect(await page.locator('img').count()).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('draws a frame of a million records in time', async () => {
    const contexts = [
      ['process', 'p'],
      ['interrupt', 'i'],
      ['softint', 's'],
    ] as const;
    const records: Made[] = [];
    for (let i = 0; i < 250_000; i++) {
      records.push(
        [i * 4, 'user', 'p', 'work'],
        [i * 4 + 1, 'Raise', 0],
        [i * 4 + 2, 'interrupt', 'i', 'rx', i],
        [i * 4 + 3, 'softint', 's', 'in', i],
      );
    }
    const trace = traceOf({
      duration: 1e6,
      contexts,
      statements: ['work', 'rx', 'in'],
      devices: [['nic', 'n']],
      records,
    });
    const { page } = await open(browser, reportOf([resultOf({ trace })]));
    await page.locator('canvas').focus();
    const drawn: number[] = [];
    for (const key of ['w', 's', 'w', 'd', 'a', 's', 'f', 'w', 'w', 's', 's', 'f']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(60);
      drawn.push(Number(await page.locator('canvas').getAttribute('data-drawn')));
    }
    // The best of them, because the machine may have other things to do.
    expect(Math.min(...drawn)).toBeLessThan(16);
    await page.close();
  });
});
