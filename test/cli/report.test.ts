import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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

test('a failed expectation is no reason not to write it', async () => {
  const out = join(folder(), 'report.html');
  expect(await irqlab(['report', fixture('failing'), '--out', out])).toMatchObject({ status: 0 });
  expect(readFileSync(out, 'utf8')).toContain('wrong belief');
});

test('a page of many megabytes is told as such, with what makes it smaller; one design of it is not', async () => {
  const out = join(folder(), 'report.html');
  const whole = await irqlab(['report', fixture('flood'), '--run', 'flood', '--out', out]);
  expect(whole).toMatchObject({ status: 0, stdout: '' });
  const size = readFileSync(out, 'utf8').length;
  expect(whole.stderr).toContain(`wrote ${out}, ${(size / 1e6).toFixed(1)} MB`);
  expect(/a large page.*--run and --design/.test(whole.stderr)).toBe(size > 20e6);
  expect(size).toBeGreaterThan(20e6);
});
