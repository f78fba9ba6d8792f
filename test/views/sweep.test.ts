import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepReport } from '../../src/trace/sweep.js';
import { fromBase64, pack } from '../../src/views/embed.js';
import { strokeOf } from '../../src/views/stroke.js';
import { launch, noBrowser, type Opened, open } from './browser.js';
import { livelock, sweepOf } from './sweeps.js';
import { reportOf, resultOf } from './traces.js';

if (noBrowser !== undefined) console.warn(`sweeps on the page: ${noBrowser}`);

const DESIGNS = ['interrupt_threads', 'biglock', 'linux_napi', 'freebsd_ithreads'];

/** Pixels of each design's colour, or nearly that, in a chart. */
function inked(page: Page, metric: string, theme: 'dark' | 'light'): Promise<number[]> {
  const colors = DESIGNS.map((_design, index) => {
    const { color } = strokeOf(index, theme);
    return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  });
  return page.locator(`#chart-load-${metric} canvas`).evaluate((element, wanted) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const counts = wanted.map(() => 0);
    for (let i = 0; i < data.length; i += 4) {
      const at = wanted.findIndex((color) => color.every((part, index) => Math.abs(part - data[i + index]!) < 20));
      if (at >= 0) counts[at]!++;
    }
    return counts;
  }, colors);
}

const legend = (page: Page, design: string) =>
  page.locator('.readout tr', { has: page.locator(`[id="line-load-${design}"]`) });
const cells = (page: Page, design: string) => legend(page, design).locator('td').allTextContents();

describe.skipIf(noBrowser !== undefined)('a sweep on the page', { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  const send = (page: Page, message: object) =>
    page.evaluate((data) => {
      const { packed } = data as { packed?: { json: string; bytes: number[] } };
      postMessage(
        packed ? { ...data, packed: { json: packed.json, bytes: Uint8Array.from(packed.bytes) } } : data,
        '*',
      );
    }, message);
  const asMessage = (report: SweepReport) => ({ type: 'sweep', packed: { json: pack(report).json, bytes: [] } });
  const standing = (status: object, file = 'test.irq') => ({ type: 'sweepStatus', file, name: 'load', status });

  describe('of a report on disk', () => {
    let opened: Opened;
    let page: Page;
    beforeAll(async () => {
      opened = await open(browser, reportOf([resultOf()]), { colorScheme: 'dark' }, [livelock()]);
      page = opened.page;
      await page.locator('.plot canvas').nth(3).waitFor();
    }, 60_000);

    it('draws a chart for each metric, with a line for each design', async () => {
      expect(await page.locator('.charts h3').allTextContents()).toEqual([
        'delivered',
        'loss',
        'user_share',
        'latency_p99',
      ]);
      for (const count of await inked(page, 'delivered', 'dark')) expect(count).toBeGreaterThan(50);
      expect(await page.locator('.sweep .facts').first().textContent()).toBe(
        'rate · 40 points · 5 replications, 95% confidence intervals',
      );
    });

    it('tells the values of all designs at the cursor, in all charts at once', async () => {
      const box = (await page.locator('#chart-load-loss .u-over').boundingBox())!;
      await page.mouse.move(box.x + box.width / 2, box.y + 40);
      await expect.poll(() => page.locator('.readout .at').textContent()).toMatch(/^rate (29|30|31)\.\d+kpps$/);
      for (const design of DESIGNS) {
        const [delivered, loss, share, latency] = await cells(page, design);
        expect(delivered).toMatch(/^[\d\u202f]+ ± \d+$/);
        expect(loss).toMatch(/^[\d.]+ ± [\d.]+%$/);
        expect(share).toMatch(/^[\d.]+ ± [\d.]+%$/);
        expect(latency).toMatch(/^[\d.]+ ± [\d.]+(ms|us)$/);
      }
      const tip = await page.locator('.tooltip:not([hidden])').textContent();
      expect(tip).toMatch(/^rate [\d.]+kppsinterrupt_threads[\d.]+ ± [\d.]+%biglock/);
      const across = await page
        .locator('.u-cursor-x')
        .evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().width > 0 && !line.matches('.u-off')));
      expect(across).toEqual([true, true, true, true]);
      await page.mouse.move(box.x + box.width / 2, box.y - 200);
      await expect.poll(() => cells(page, 'biglock')).toEqual(['', '', '', '']);
      expect(await page.locator('.tooltip:not([hidden])').count()).toBe(0);
    });

    it('hides a design in all charts by its entry, by mouse and by key', async () => {
      await page.locator('[id="line-load-biglock"]').click();
      for (const metric of ['delivered', 'loss']) {
        await expect.poll(async () => (await inked(page, metric, 'dark'))[1]).toBeLessThan(5);
        expect((await inked(page, metric, 'dark'))[2]).toBeGreaterThan(50);
      }
      expect(await page.locator('[id="line-load-biglock"]').getAttribute('aria-pressed')).toBe('false');
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await inked(page, 'loss', 'dark'))[1]).toBeGreaterThan(50);
    });

    it('goes from point to point by keys, and zooms', async () => {
      await page.locator('#chart-load-delivered').focus();
      await page.keyboard.press('Home');
      expect(await page.locator('.readout .at').textContent()).toBe('rate 1kpps');
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.readout .at').textContent()).toBe('rate 2.513kpps');
      await page.keyboard.press('End');
      expect(await page.locator('.readout .at').textContent()).toBe('rate 60kpps');
      const reset = page.locator('#reset-load');
      expect(await reset.isVisible()).toBe(false);
      await page.keyboard.press('+');
      await reset.waitFor();
      await page.keyboard.press('f');
      await expect.poll(() => reset.isVisible()).toBe(false);
    });

    it('zooms all charts by a drag, and back by a double click', async () => {
      const before = await inked(page, 'loss', 'dark');
      await page.locator('#chart-load-delivered').scrollIntoViewIfNeeded();
      const box = (await page.locator('#chart-load-delivered .u-over').boundingBox())!;
      await page.mouse.move(box.x + 20, box.y + 50);
      await page.mouse.down();
      await page.mouse.move(box.x + 120, box.y + 60, { steps: 5 });
      await page.mouse.up();
      await page.locator('#reset-load').waitFor();
      await expect.poll(() => inked(page, 'loss', 'dark')).not.toEqual(before);
      await page.mouse.dblclick(box.x + 60, box.y + 60);
      await expect.poll(() => page.locator('#reset-load').isVisible()).toBe(false);
      await page.mouse.move(box.x, box.y - 100);
      await expect.poll(() => inked(page, 'loss', 'dark')).toEqual(before);
    });

    it('has the same as tables, as CSV, as Markdown and as a picture', async () => {
      await page.locator('[id="points-load"] summary').click();
      const table = page.locator('.points table').first();
      expect(await table.locator('caption').textContent()).toBe('delivered');
      expect(await table.locator('tbody tr').count()).toBe(40);
      expect(await table.locator('tbody tr').first().locator('th, td').count()).toBe(5);
      const heading = page.locator('.sweep .tools');
      for (const name of ['CSV', 'Copy as Markdown', 'PNG']) await heading.getByText(name, { exact: true }).click();
      const said = (type: string, format?: string) =>
        opened.said.find((message) => message.type === type && message.format === format);
      await expect.poll(() => said('export', 'png')).toBeDefined();
      expect(said('export', 'csv')).toMatchObject({
        name: 'load-sweep.csv',
        data: expect.stringMatching(/^rate,design,delivered,delivered_half,loss/),
      });
      expect(said('copy')).toMatchObject({ text: expect.stringContaining('| rate | interrupt_threads | biglock |') });
      const png = fromBase64(said('export', 'png')!.data as string);
      expect([...png.slice(1, 4)]).toEqual([...new TextEncoder().encode('PNG')]);
      expect(png.length).toBeGreaterThan(20_000);
    });

    it('follows a change of the theme', async () => {
      await page.emulateMedia({ colorScheme: 'light' });
      await expect.poll(async () => Math.min(...(await inked(page, 'delivered', 'light')))).toBeGreaterThan(50);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(async () => Math.min(...(await inked(page, 'delivered', 'dark')))).toBeGreaterThan(50);
    });

    it('becomes as narrow as the page', async () => {
      await page.setViewportSize({ width: 420, height: 900 });
      await expect
        .poll(() =>
          page.evaluate(() => Math.max(...[...document.querySelectorAll('.plot')].map((box) => box.scrollWidth))),
        )
        .toBeLessThanOrEqual(400);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    it('has broken no rule of its policy', () => {
      expect(opened.errors).toEqual([]);
    });
  });

  it('shows its progress, can be cancelled, and marks charts of an earlier text', async () => {
    const { page, errors, said } = await open(browser, undefined);
    await send(page, { type: 'turn', file: 'test.irq', running: false });
    await send(page, standing({ kind: 'running', done: 0.25, text: '50 of 200 simulations' }));
    const status = page.locator('.sweep .status');
    await expect.poll(() => status.textContent()).toContain('50 of 200 simulations 25%');
    await send(page, standing({ kind: 'running', done: 0.5, text: '100 of 200 simulations' }));
    const bar = status.locator('progress');
    await expect.poll(() => bar.evaluate((element) => (element as HTMLProgressElement).value)).toBe(0.5);
    await page.locator('#cancel-load').click();
    await expect.poll(() => said).toContainEqual({ type: 'cancelSweep' });
    await send(page, asMessage(livelock(8)));
    await send(page, standing({ kind: 'fresh' }));
    await page.locator('.plot canvas').first().waitFor();
    await expect.poll(() => status.textContent()).toBe('');
    expect(await page.locator('.sweep.is-old').count()).toBe(0);
    await send(page, standing({ kind: 'stale', message: 'The text has changed since this run.' }));
    await expect.poll(() => page.locator('.sweep.is-old .status').textContent()).toContain('The text has changed');
    expect(errors).toEqual([]);
    await page.close();
  });

  it('never stands under the name of another file', async () => {
    const { page } = await open(browser, undefined);
    await send(page, { type: 'turn', file: 'test.irq', running: false });
    await send(page, asMessage(livelock(8)));
    await page.locator('.plot canvas').first().waitFor();
    await send(page, { type: 'turn', file: 'other.irq', running: false });
    await expect.poll(() => page.locator('.sweep').count()).toBe(0);
    await send(page, asMessage(livelock(8)));
    await send(page, standing({ kind: 'running', done: 0.1, text: 'x' }));
    await send(page, { ...standing({ kind: 'running', done: 0.1, text: 'of this file' }), file: 'other.irq' });
    await expect.poll(() => page.locator('.sweep .status').allTextContents()).toEqual(['of this file 10%Cancel']);
    expect(await page.locator('.plot').count()).toBe(0);
    await page.close();
  });

  it.each([
    ['dark', { colorScheme: 'dark' }],
    ['light', { colorScheme: 'light' }],
    ['contrast', { colorScheme: 'dark', contrast: 'more' }],
  ] as const)('has a legend that fits however narrow the page is, in the %s theme', async (theme, options) => {
    const { page, errors } = await open(browser, undefined, options);
    await send(page, { type: 'turn', file: 'test.irq', running: false });
    const long = 'a_design_whose_name_is_longer_than_others';
    const { lines, ...rest } = livelock(12);
    const named = lines.map((line, at) => (at === 1 ? { ...line, design: long } : line));
    await send(page, asMessage({ ...rest, lines: named }));
    await page.locator('.plot canvas').nth(3).waitFor();
    const heads = page.locator('.readout thead th[scope=col]:visible');
    const next = page.getByLabel('Metrics after these');
    for (const [width, metrics] of [
      [320, 1],
      [420, 1],
      [560, 2],
      [690, 3],
      [1000, 4],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => heads.count()).toBe(metrics + 1);
      await page.locator('#chart-load-loss').focus();
      await page.keyboard.press('End');
      const overflow = () => page.locator('.readout').evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(await overflow()).toBe(0);
      const filled = () =>
        page.locator('.readout table').evaluate((table) => table.clientWidth / table.parentElement!.clientWidth);
      if (metrics < 4) expect(await filled()).toBeCloseTo(1, 2);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      const cut = await page
        .locator('.readout :is(th, td, button):visible')
        .evaluateAll((all) => all.filter((element) => element.scrollWidth > element.clientWidth + 1).length);
      expect(cut).toBe(0);
      if (process.env.SHOTS) await page.screenshot({ path: `/tmp/shots/narrow-${theme}-${width}.png` });
      expect(await heads.allTextContents()).toContain('loss');
      expect(await next.isVisible()).toBe(metrics < 4);
    }
    await page.setViewportSize({ width: 420, height: 900 });
    await expect.poll(() => heads.count()).toBe(2);
    await page.locator('#chart-load-latency_p99').hover();
    await expect.poll(() => heads.nth(1).textContent()).toBe('latency_p99');
    expect(await next.isDisabled()).toBe(true);
    await page.getByLabel('Metrics before these').click();
    expect(await heads.nth(1).textContent()).toBe('user_share');
    expect(errors).toEqual([]);
    await page.close();
  });

  it('fills its charts in while the points come', async () => {
    const { page, errors } = await open(browser, undefined, { colorScheme: 'dark' });
    await send(page, { type: 'turn', file: 'test.irq', running: false });
    const whole = livelock(21);
    const part = (step: number): SweepReport => ({
      ...whole,
      complete: false,
      lines: whole.lines.map((line) => ({
        ...line,
        points: line.points.map((point, at) => (at % step === 0 ? point : undefined)),
      })),
    });
    const ticks = () =>
      page.locator('#chart-load-delivered canvas').evaluate((element) => {
        // Where the texts of the upright axis stand.
        const { width, height } = element as HTMLCanvasElement;
        const { data } = (element as HTMLCanvasElement)
          .getContext('2d')!
          .getImageData(0, 0, Math.min(40, width), height - 60);
        return data.filter((value, index) => index % 4 === 3 && value > 0).length;
      });
    await send(page, standing({ kind: 'running', done: 0, text: '0 of 420 simulations' }));
    await send(page, asMessage(part(100_000)));
    await page.locator('.plot canvas').nth(3).waitFor();
    await send(
      page,
      asMessage({
        ...part(1),
        lines: whole.lines.map((line) => ({ ...line, points: whole.values.map(() => undefined) })),
      }),
    );
    await expect.poll(() => page.locator('.sweep .facts').first().textContent()).toContain('0 of 21 points');
    expect(Math.max(...(await inked(page, 'delivered', 'dark')))).toBe(0);
    expect(await ticks()).toBe(0);
    const canvas = await page.locator('#chart-load-delivered canvas').elementHandle();
    let before = 0;
    for (const [step, done] of [
      [10, 3],
      [5, 5],
      [2, 11],
    ] as const) {
      await send(page, asMessage(part(step)));
      await expect.poll(() => page.locator('.sweep .facts').first().textContent()).toContain(`${done} of 21 points`);
      await expect.poll(async () => (await inked(page, 'delivered', 'dark'))[2]).toBeGreaterThan(before);
      before = (await inked(page, 'delivered', 'dark'))[2]!;
      expect(await ticks()).toBeGreaterThan(0);
      if (process.env.SHOTS) await page.screenshot({ path: `/tmp/shots/part-${step}.png`, fullPage: true });
    }
    expect(await page.locator('.sweep.is-old').count()).toBe(0);
    await send(page, asMessage(whole));
    await send(page, standing({ kind: 'fresh' }));
    await expect.poll(() => page.locator('.sweep .facts').first().textContent()).toContain('· 21 points');
    expect(await page.locator('#chart-load-delivered canvas').evaluate((now, then) => now === then, canvas)).toBe(true);
    if (process.env.SHOTS) await page.screenshot({ path: '/tmp/shots/whole.png', fullPage: true });
    expect(errors).toEqual([]);
    await page.close();
  });

  it('keeps zoom and hidden designs when other values come, and draws gaps and single points', async () => {
    const { page, errors } = await open(browser, undefined, { colorScheme: 'dark' });
    await send(page, { type: 'turn', file: 'test.irq', running: false });
    await send(page, asMessage(livelock(20)));
    await page.locator('#chart-load-loss').focus();
    for (const key of ['End', '+']) await page.keyboard.press(key);
    await page.locator('[id="line-load-biglock"]').click();
    await send(page, asMessage(livelock(20, { replications: 7, latencyClass: 'frame' })));
    await expect.poll(() => page.locator('.sweep .facts').first().textContent()).toContain('7 replications');
    expect(await page.locator('.sweep .facts').first().textContent()).toContain(' · latency of class frame');
    expect(await page.locator('#reset-load').isVisible()).toBe(true);
    await expect.poll(async () => (await inked(page, 'loss', 'dark'))[1]).toBeLessThan(5);
    const gaps = sweepOf({
      complete: false,
      logarithmic: true,
      lines: { biglock: [undefined, undefined, undefined], a: [undefined, { delivered: [5, 1] }, undefined] },
    });
    await send(page, asMessage(gaps));
    await expect.poll(() => page.locator('.sweep .facts').first().textContent()).toContain('0 of 3 points');
    expect(await page.locator('#reset-load').isVisible()).toBe(false);
    await expect.poll(async () => (await inked(page, 'delivered', 'dark'))[1]).toBeGreaterThan(3);
    expect(errors).toEqual([]);
    await page.close();
  });
});
