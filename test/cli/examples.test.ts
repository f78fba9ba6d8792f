import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import { irqlab, runJson } from './irqlab.js';

const EXAMPLES = readdirSync(join(ROOT, 'examples'))
  .filter((name) => name.endsWith('.irq'))
  .map((name) => `examples/${name}`);

/** Work that a first look may cost: about a second on a slow machine. */
const MOST_EVENTS = 400_000;

/** Where what a run has found is what it is there to show. */
const SHOWS_FAULTS = new Set(['examples/livelock.irq']);

describe.each(EXAMPLES)('%s', (file) => {
  test('is laid out, opens with a comment, and gives no diagnostic', async () => {
    const [laidOut, checked] = await Promise.all([irqlab(['fmt', '--check', file]), irqlab(['check', file])]);
    expect(laidOut).toMatchObject({ status: 0 });
    expect(checked).toMatchObject({ status: 0, stdout: '', stderr: `${file}: no problems\n` });
  });

  test('runs to its end in little work, and its expectations hold', async () => {
    const { runs, holds } = await runJson([file, '--no-trace']);
    expect(holds).toBe(true);
    const results = runs.flatMap(({ designs }) => designs);
    expect(runs.every(({ expectations }) => expectations.length > 0)).toBe(true);
    const findings = results.flatMap((result) => result.findings.map((finding) => ({ ...finding, of: result.design })));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    if (!SHOWS_FAULTS.has(file)) expect(findings).toEqual([]);
    expect(results.reduce((sum, { events }) => sum + events, 0)).toBeLessThan(MOST_EVENTS);
  });
});

test('there are examples of more than one thing', () => {
  expect(EXAMPLES.length).toBeGreaterThan(5);
});
