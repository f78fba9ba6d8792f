import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import type { SweepReport } from '../../src/trace/sweep.js';
import { decode } from '../../src/views/embed.js';
import { EXAMPLE, fixture, folder, irqlab } from './irqlab.js';

test('a page that holds the whole report and loads nothing', async () => {
  const out = join(folder(), 'report.html');
  const { status, stdout, stderr } = await irqlab(['report', EXAMPLE, '--out', out]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain(`wrote ${out}`);
  const html = readFileSync(out, 'utf8');
  expect(html).toMatch(/^<!DOCTYPE html>/);
  expect(html).toContain("default-src 'none'");
  // What scripts and styles hold is text of theirs, not elements of the page.
  const elements = html.replace(/(<(script|style)[^>]*>).*?<\/\2>/gs, '$1');
  expect(elements.match(/<[^>]+\b(src|href)=/g)).toBeNull();
  const data = /<script type="application\/json" id="data"[^>]*>(.*?)<\/script>/s.exec(html)![1]!;
  const { runs } = decode(data);
  expect(runs[0]!.results.map(({ design, metrics }) => [design, metrics.switches])).toEqual([
    ['interrupt_threads', 6],
    ['biglock', 0],
  ]);
});

test('with the charts of the sweeps, where they are asked for', async () => {
  const cwd = folder();
  const [plain, swept, none] = await Promise.all([
    irqlab(['report', fixture('sweep'), '--out', join(cwd, 'plain.html')]),
    irqlab(['report', fixture('sweep'), '--sweeps', '--out', join(cwd, 'swept.html')]),
    irqlab(['report', EXAMPLE, '--sweeps', '--out', join(cwd, 'none.html')]),
  ]);
  const sweepsIn = (name: string) => {
    const html = readFileSync(join(cwd, name), 'utf8');
    const data = /<script type="application\/json" id="sweeps"[^>]*>(.*?)<\/script>/s.exec(html)![1]!;
    return decode<readonly SweepReport[]>(data);
  };
  expect([plain.status, swept.status]).toEqual([0, 0]);
  expect(sweepsIn('plain.html')).toEqual([]);
  const sweeps = sweepsIn('swept.html');
  expect(sweeps.map(({ name }) => name)).toEqual(['rate', 'price of a switch']);
  expect(sweeps[0]!.lines[1]!.points[0]!.half.throughput).toBeGreaterThan(0);
  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('has no sweep') });
});

test('a failed expectation is no reason not to write it', async () => {
  const out = join(folder(), 'report.html');
  expect(await irqlab(['report', fixture('failing'), '--out', out])).toMatchObject({ status: 0 });
  expect(readFileSync(out, 'utf8')).toContain('wrong belief');
});

test('a page of many megabytes is told as such, with what makes it smaller; a part of it is not', async () => {
  const text = readFileSync(join(ROOT, EXAMPLE), 'utf8')
    .replace('packet on wm0 at 10us size 1500B', 'packets on wm0 every 2us size 60B')
    .replace('for 200us', 'for 250ms');
  const cwd = folder({ 'a.irq': text });
  const [whole, part] = await Promise.all([
    irqlab(['report', 'a.irq', '--out', 'whole.html'], { cwd }),
    irqlab(['report', 'a.irq', '--design', 'biglock', '--out', 'part.html'], { cwd }),
  ]);
  expect(statSync(join(cwd, 'whole.html')).size).toBeGreaterThan(20e6);
  expect(whole.stderr).toMatch(
    /^irqlab: wrote whole\.html, 2\d\.\d MB\nirqlab: that is a large page.*--run and --design/,
  );
  expect(part.stderr).toMatch(/^irqlab: wrote part\.html, 1?\d\.\d MB\n$/);
});
