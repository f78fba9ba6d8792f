import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import type { JsonSweeps } from '../../src/cli/sweepjson.js';
import { METRICS } from '../../src/model/metric.js';
import { ended, fixture, folder, irqlab, runJson, start } from './irqlab.js';

const schema = JSON.parse(readFileSync(join(ROOT, 'docs/irqlab.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const SWEEP = fixture('sweep');

async function json(args: readonly string[]): Promise<JsonSweeps> {
  const { stdout, stderr } = await irqlab(['sweep', ...args, '--json']);
  if (stdout === '') throw new Error(`no JSON: ${stderr}`);
  return JSON.parse(stdout) as JsonSweeps;
}

describe('the tables', () => {
  test('have a row for each value and a column for each design, with intervals', async () => {
    const { status, stdout, stderr } = await irqlab(['sweep', SWEEP]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('rate: 4 points, 3 replications, 95% confidence  test/cli/fixtures/sweep.irq:17:7');
    expect(stdout).toMatch(/^rate +interrupt_threads +biglock$/m);
    expect(stdout).toMatch(/^throughput {2}Packets delivered per second\.$/m);
    expect(stdout).toMatch(/^5kpps +[\d.]+ ± [\d.]+k?\/s +[\d.]+ ± [\d.]+k?\/s$/m);
    expect(stdout.match(/^\d+kpps /gm)).toHaveLength(2 * 4);
    expect(stdout).toMatch(/^price of a switch: 2 points/m);
    expect(stdout).toMatch(/^cost switch +interrupt_threads +biglock$/m);
  });

  test('tell which expectation fails where', async () => {
    const text = readFileSync(join(ROOT, SWEEP), 'utf8')
      .replaceAll('parts/pc', join(ROOT, 'test/cli/fixtures/parts/pc'))
      .replace('plot latency_mean', 'plot latency_mean\n  expect switches < 1');
    const cwd = folder({ 'a.irq': text });
    const { status, stdout } = await irqlab(['sweep', 'a.irq', '--sweep', 'price of a switch'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/Expectations: \d of 4 fail/);
    expect(stdout).toMatch(/FAILS {2}expect switches < 1 {2}interrupt_threads, cost switch 2us {2}measured [\d.]+ ± /);
  });
});

test('a sweep says whose latency it measures', async () => {
  const text = readFileSync(join(ROOT, SWEEP), 'utf8')
    .replaceAll('parts/pc', join(ROOT, 'test/cli/fixtures/parts/pc'))
    .replace('size 60B', 'size 60B class frame')
    .replace('replications 3', 'replications 3\n  latency class frame');
  const path = join(folder({ 'a.irq': text }), 'a.irq');
  const [{ stdout }, own, all] = await Promise.all([irqlab(['sweep', path]), json([path]), json([SWEEP])]);
  expect(stdout).toContain('rate: 4 points, 3 replications, 95% confidence, latency of class frame  ');
  expect(own.sweeps.map(({ latency_class }) => latency_class)).toEqual(['frame', 'frame']);
  expect(all.sweeps.map(({ latency_class }) => latency_class)).toEqual([null, null]);
});

describe('the CSV', () => {
  test('has a line for each value and design of the one sweep', async () => {
    const { status, stdout } = await irqlab(['sweep', SWEEP, '--csv', '--sweep', 'rate']);
    const lines = stdout.trimEnd().split('\r\n');
    expect(status).toBe(0);
    expect(lines[0]).toBe('rate,design,throughput,throughput_half,loss,loss_half');
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual(
      [5000, 10000, 15000, 20000].flatMap((rate) => [`${rate} interrupt_threads`, `${rate} biglock`]),
    );
  });
});

describe('the JSON object', () => {
  test('is what the schema says, and has every metric of every point', async () => {
    const object = await json([SWEEP]);
    validate(object);
    expect(validate.errors).toBeNull();
    expect(object).toMatchObject({ complete: true, holds: true, diagnostics: [] });
    expect(object.sweeps.map(({ name, parameter, unit }) => [name, parameter, unit])).toEqual([
      ['rate', 'rate', 'rate'],
      ['price of a switch', 'cost switch', 'time'],
    ]);
    const [{ values, designs, replications }] = object.sweeps as [JsonSweeps['sweeps'][number]];
    expect([values, replications]).toEqual([[5000, 10000, 15000, 20000], 3]);
    for (const { points } of designs) {
      expect(points).toHaveLength(4);
      expect(Object.keys(points[3]!.mean)).toEqual(METRICS.map(({ name }) => name));
      expect(points[3]!.half.throughput).toBeGreaterThan(0);
    }
  });

  test('is that of a faulty file too', async () => {
    const object = await json([fixture('faulty')]);
    validate(object);
    expect(validate.errors).toBeNull();
    expect(object).toMatchObject({ holds: null, sweeps: [] });
    expect(object.diagnostics.length).toBeGreaterThan(0);
  });

  test('is the same with one worker and with three', async () => {
    const [one, three] = await Promise.all(['1', '3'].map((workers) => json([SWEEP, '--workers', workers])));
    expect(three).toEqual(one);
  });

  test('has at a value what a run with that value has', async () => {
    const text = readFileSync(join(ROOT, SWEEP), 'utf8').replaceAll(
      'parts/pc',
      join(ROOT, 'test/cli/fixtures/parts/pc'),
    );
    const cwd = folder({ 'a.irq': text.replace('poisson 10kpps', 'poisson 15kpps') });
    const path = join(cwd, 'a.irq');
    const [{ sweeps }, { runs }] = await Promise.all([json([SWEEP, '--sweep', 'rate']), runJson([path])]);
    expect(runs[0]).toMatchObject({ replications: 3, warmup_ps: 200e6 });
    expect(sweeps[0]!.designs.map(({ points }) => points[2]!.mean)).toEqual(
      runs[0]!.designs.map(({ metrics }) => metrics),
    );
    expect(sweeps[0]!.designs.map(({ points }) => points[2]!.half)).toEqual(runs[0]!.designs.map(({ half }) => half));
  });

  test('has as many replications as are asked for', async () => {
    const { sweeps } = await json([SWEEP, '--replications', '1']);
    expect(sweeps.map(({ replications }) => replications)).toEqual([1, 1]);
    expect(sweeps[0]!.designs[0]!.points[0]!.half.throughput).toBeNull();
  });

  test('takes the seed and the designs that are asked for', async () => {
    const [own, other] = await Promise.all([json([SWEEP, '--seed', '1']), json([SWEEP, '--seed', '2'])]);
    expect(own.sweeps).toEqual((await json([SWEEP])).sweeps);
    expect(other.sweeps).not.toEqual(own.sweeps);
    const { sweeps } = await json([SWEEP, '--design', 'biglock', '--sweep', 'rate']);
    expect(sweeps.map(({ name, designs }) => [name, designs.map(({ design }) => design)])).toEqual([
      ['rate', ['biglock']],
    ]);
    expect(sweeps[0]!.designs[0]).toEqual(own.sweeps[0]!.designs[1]);
  });
});

describe('what cannot be done is refused', () => {
  test.each([
    [['--json', '--csv'], '--json or --csv, not both'],
    [['--csv'], "--csv is a table of one sweep; --sweep 'rate' or 'price of a switch'"],
    [['--sweep', 'rat'], "there is no sweep 'rat'; did you mean 'rate'?"],
    [['--design', 'big'], "there is no design 'big'"],
    [['--replications', '0'], '--replications 0 would measure nothing'],
    [['--replications', '1001'], "--replications takes a whole number from 0 to 1000, not '1001'"],
    [['--workers', '0'], '--workers 0 would never end'],
    [['--workers', 'all'], "--workers takes a whole number from 0 to 256, not 'all'"],
  ])('%o', async (args, message) => {
    const { status, stdout, stderr } = await irqlab(['sweep', SWEEP, ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('a file without a sweep', async () => {
    const { status, stderr } = await irqlab(['sweep', fixture('failing')]);
    expect(status).toBe(2);
    expect(stderr).toContain('has no sweep');
  });
});

describe('Ctrl-C', () => {
  test('ends a sweep at once, and what is known by then is printed', async () => {
    const child = start(['sweep', fixture('longsweep'), '--json']);
    const outcome = ended(child);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const asked = performance.now();
    child.kill('SIGINT');
    const { status, stdout, stderr } = await outcome;
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(status).toBe(130);
    expect(stderr).toContain('interrupted; these are the points that were done by then');
    const object = JSON.parse(stdout) as JsonSweeps;
    validate(object);
    expect(validate.errors).toBeNull();
    expect(object).toMatchObject({ complete: false, holds: false });
    expect(object.sweeps[0]!.designs[0]!.points).toHaveLength(50);
  });
});
