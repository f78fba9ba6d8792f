import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import type { JsonSweeps } from '../../src/cli/sweepjson.js';
import { irqlab, runJson } from './irqlab.js';

const EXAMPLES = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.irq'))
  .map((name) => `examples/${name}`);

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Work that a first look may cost: about a second on a slow machine. */
const MOST_EVENTS = 400_000;

/** What an example is told about its runs, where that is what it is there to show. */
const FINDINGS: Readonly<Record<string, readonly string[]>> = {
  'examples/continuations.irq': ['unbounded-queue'],
  'examples/four_gigabit.irq': ['livelock', 'starvation'],
  'examples/livelock.irq': ['livelock', 'masked-too-long', 'starvation'],
  'examples/shared_lock.irq': ['priority-inversion'],
  'examples/transmit_ring.irq': ['livelock', 'starvation'],
  'examples/ttcp.irq': ['starvation'],
  'examples/designs/device_polling.irq': ['livelock', 'masked-too-long', 'starvation'],
  'examples/designs/dragonfly_lwkt.irq': ['starvation'],
  'examples/designs/linux_napi.irq': ['masked-too-long'],
  'examples/designs/linux_softirq.irq': ['livelock', 'starvation'],
  'examples/designs/mogul_quota.irq': ['livelock', 'masked-too-long', 'starvation'],
};

describe.each(EXAMPLES)('%s', (file) => {
  test('is laid out, opens with a comment, and gives no diagnostic', async () => {
    const [laidOut, checked] = await Promise.all([irqlab(['fmt', '--check', file]), irqlab(['check', file])]);
    expect(laidOut).toMatchObject({ status: 0 });
    expect(checked).toMatchObject({ status: 0, stdout: '', stderr: `${file}: no problems\n` });
  });

  test('is listed in the README', () => {
    expect(README).toContain(`](${file})`);
  });

  test('runs to its end in little work, and its expectations hold', async () => {
    const { runs, holds } = await runJson([file, '--no-trace']);
    expect(holds).toBe(true);
    const results = runs.flatMap(({ designs }) => designs);
    expect(runs.every(({ expectations }) => expectations.length > 0)).toBe(true);
    const findings = results.flatMap((result) => result.findings);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([...new Set(findings.map(({ code }) => code))].sort()).toEqual(FINDINGS[file] ?? []);
    expect(results.reduce((sum, { events }) => sum + events, 0)).toBeLessThan(MOST_EVENTS);
  });
});

const SWEEPS = EXAMPLES.filter((file) => /^sweep "/m.test(readFileSync(join(ROOT, file), 'utf8')));

test.each(SWEEPS)('the sweeps of %s come to their end, and their expectations hold', async (file) => {
  const { status, stdout } = await irqlab(['sweep', file, '--json']);
  const { holds, sweeps } = JSON.parse(stdout) as JsonSweeps;
  expect([status, holds]).toEqual([0, true]);
  expect(sweeps.every(({ expectations }) => expectations.length > 0)).toBe(true);
});

test('ipsec_rate has the figures that it tells', async () => {
  const { stdout } = await irqlab(['sweep', 'examples/ipsec_rate.irq', '--json']);
  const [{ values, designs }] = (JSON.parse(stdout) as JsonSweeps).sweeps as [JsonSweeps['sweeps'][number]];
  const told = designs.map(({ design, points }) => {
    const throughput = points.map((point) => point!.mean.throughput!);
    const most = Math.max(...throughput);
    const { cpu_per_packet: cpu } = points[values.indexOf(12_000)]!.mean;
    return [design, Math.round(most / 100) * 100, Math.round(throughput.at(-1)! / 100) * 100, (cpu! / 1e6).toFixed(1)];
  });
  expect(told).toEqual([
    ['interrupt_threads', 17_100, 12_600, '41.7'],
    ['freebsd_ithreads', 23_300, 200, '41.7'],
    ['netbsd5_softint', 34_500, 34_500, '26.8'],
    ['linux_softirq', 34_500, 34_500, '26.0'],
    ['biglock', 34_500, 34_500, '26.0'],
  ]);
});

test('every design of the library has one', () => {
  const designs = readdirSync(join(ROOT, 'library/designs')).map((name) => `examples/designs/${name}`);
  expect(EXAMPLES.filter((name) => name.startsWith('examples/designs/')).sort()).toEqual(designs.sort());
});
