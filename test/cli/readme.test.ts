import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import { EXAMPLE, folder, irqlab } from './irqlab.js';

/** What the README shows and says must be what its reader sees. */
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const SCENARIO = readFileSync(join(ROOT, EXAMPLE), 'utf8');

test('the output in the README is that of its command', async () => {
  const { stdout } = await irqlab(['run', EXAMPLE]);
  const parts = /```text\n(.*?)\n```/s.exec(README)![1]!.split(/^…$/m);
  expect(parts.length).toBeGreaterThan(2);
  let rest = stdout;
  for (const part of parts) {
    const at = rest.indexOf(part.trimEnd());
    expect(at, part).toBeGreaterThanOrEqual(0);
    rest = rest.slice(at + part.length);
  }
});

test.each([
  {
    step: 'a free switch',
    from: 'cost switch 2us',
    to: 'cost switch 0ns',
    rows: { switches: ['6', '0'], cpu_per_packet: ['26.1us', '16.2us'] },
  },
  {
    step: 'a second packet',
    from: 'packet on wm0 at 10us size 1500B',
    to: 'packet on wm0 at 10us size 1500B\n  packet on wm0 at 20us size 1500B\n',
    rows: { switches: ['11', '0'], interrupts: ['4', '4'] },
  },
  {
    step: 'a faster card',
    from: 'driver_aggregate 1',
    to: 'driver_aggregate 1; rate 100Gbps; latency 100ns',
    rows: { switches: ['6', '0'], latency_mean: ['32.2us', '15.6us'] },
  },
])('a step of the tutorial: $step', async ({ from, to, rows }) => {
  expect(SCENARIO.split(from)).toHaveLength(2);
  const cwd = folder({ 'a.irq': SCENARIO.replace(from, to) });
  const { stdout } = await irqlab(['run', 'a.irq'], { cwd });
  for (const [metric, cells] of Object.entries(rows)) {
    expect(stdout).toMatch(new RegExp(`^${metric} +${cells.join(' +')}$`, 'm'));
    for (const cell of cells) expect(README).toContain(cell);
  }
});

test('the error of the tutorial is under the token', async () => {
  const cwd = folder({ 'a.irq': SCENARIO.replace('cost trap 400ns', 'cost trap 400kpps') });
  const line = SCENARIO.split('\n').findIndex((text) => text.includes('cost trap 400ns')) + 1;
  const { stdout } = await irqlab(['check', 'a.irq'], { cwd });
  expect(stdout).toMatch(new RegExp(`^a\\.irq:${line}:13: error: .*400kpps`));
});

test('every verb of the README is one of the program', async () => {
  const verbs = new Set([...README.matchAll(/irqlab (run|sweep|check|trace|report|fmt)\b/g)].map(([, verb]) => verb!));
  const { stdout } = await irqlab(['--help']);
  for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^ +${verb} `, 'm'));
  expect(verbs.size).toBe(6);
});
