import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import type { JsonDesign, JsonReport } from '../../src/cli/json.js';
import { ACTIVITIES } from '../../src/model/activity.js';
import { METRICS } from '../../src/model/metric.js';
import { SWITCH_CAUSES } from '../../src/trace/trace.js';
import { EXAMPLE, ended, fixture, folder, irqlab, runJson, start } from './irqlab.js';

const schema = JSON.parse(readFileSync(join(ROOT, 'docs/irqlab.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

function expectValid(report: JsonReport): void {
  validate(report);
  expect(validate.errors).toBeNull();
}

function designsOf(report: JsonReport, run = 0): Record<string, JsonDesign> {
  return Object.fromEntries(report.runs[run]!.designs.map((design) => [design.design, design]));
}

describe("the message's packet", () => {
  test('six switches in the order of the message under interrupt threads, none under the big lock', async () => {
    const { interrupt_threads, biglock } = designsOf(await runJson([EXAMPLE]));
    expect(interrupt_threads!.switch_order!.map(({ from, to }) => `${from} -> ${to}`)).toEqual([
      'compute -> wm0 interrupt thread',
      'wm0 interrupt thread -> softnet softint thread',
      'softnet softint thread -> compute',
      'compute -> ubsec0 interrupt thread',
      'ubsec0 interrupt thread -> softnet softint thread',
      'softnet softint thread -> compute',
    ]);
    expect(biglock!.switch_order).toEqual([]);
    expect(biglock!.metrics).toMatchObject({ switches: 0, interrupts: 2, softints: 2, delivered: 1 });
  });

  test('both ran and delivered the same packet, and all expectations hold', async () => {
    const report = await runJson([EXAMPLE]);
    expect(report).toMatchObject({ format: 'irqlab/1', file: EXAMPLE, complete: true, holds: true, diagnostics: [] });
    for (const design of Object.values(designsOf(report))) {
      expect(design).toMatchObject({ ending: 'finished', packets_total: 1, packets_capped: false, findings: [] });
      expect(design.packets).toMatchObject([
        { packet: 0, device: 'wm0', bytes: 1500, arrival_ps: 10e6, outcome: 'delivered', place: null },
      ]);
    }
    expect(report.runs[0]!.expectations.every(({ holds }) => holds)).toBe(true);
  });

  test('the table has the designs side by side, the switches one by one, and the verdicts', async () => {
    const { status, stdout, stderr } = await irqlab(['run', EXAMPLE]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ +interrupt_threads +biglock$/m);
    expect(stdout).toMatch(/^switches +6 +0$/m);
    expect(stdout).toMatch(/^ +1\. +\S+us +compute → wm0 interrupt thread +preempt$/m);
    expect(stdout).toMatch(/^ +6\. /m);
    expect(stdout).toContain('Context switches under biglock: none');
    expect(stdout).toMatch(/holds +.*biglock\.switches == 0 .*measured 0 +examples\/ipsec\.irq:\d+:\d+$/m);
  });
});

describe('the JSON object', () => {
  test.each([
    ['the example', [EXAMPLE]],
    ['a failed expectation', [fixture('failing')]],
    ['a flood', [fixture('flood')]],
    ['a deadlock', [fixture('deadlock')]],
    ['no trace', [EXAMPLE, '--no-trace']],
    ['a faulty file', [fixture('faulty')]],
  ])('is what the schema says: %s', async (_, args) => {
    expectValid(await runJson(args));
  });

  test('the schema is strict enough to be worth something', async () => {
    const report = await runJson([EXAMPLE]);
    const broken = JSON.parse(JSON.stringify(report)) as {
      runs: { designs: { metrics: Record<string, unknown> }[] }[];
    };
    delete broken.runs[0]!.designs[0]!.metrics.switches;
    expect(validate(broken)).toBe(false);
    expect(validate({ ...report, more: 1 })).toBe(false);
  });

  test('the schema names every metric, activity and cause, and states the unit of each metric', () => {
    const { metrics, activities, switch: change } = schema.$defs;
    expect(Object.keys(metrics.properties)).toEqual(METRICS.map(({ name }) => name));
    expect(Object.keys(activities.properties)).toEqual([...ACTIVITIES]);
    expect(change.properties.cause.enum).toEqual([...SWITCH_CAUSES]);
    const words = {
      count: 'A count.',
      time: 'Picoseconds.',
      rate: 'Per second.',
      ratio: 'A plain number.',
      bandwidth: 'Bits per second.',
      size: 'Bytes.',
    };
    for (const { name, unit, doc } of METRICS) {
      expect(metrics.properties[name].description).toBe(`${doc} ${words[unit]}`);
    }
  });

  test.each([EXAMPLE, fixture('failing'), fixture('flood')])('accounts add up to the picosecond: %s', async (file) => {
    for (const { designs, duration_ps } of (await runJson([file])).runs) {
      for (const { cpus, simulated_ps, metrics, drops } of designs) {
        expect(simulated_ps).toBe(duration_ps);
        for (const { time_ps } of cpus) {
          expect(Object.values(time_ps).reduce((sum, time) => sum + time, 0)).toBe(simulated_ps);
        }
        const { packets, delivered, dropped, in_flight } = metrics;
        expect(packets).toBe(delivered! + dropped! + in_flight!);
        expect(drops.reduce((sum, { count }) => sum + count, 0)).toBe(dropped);
      }
    }
  });

  test('twice the same: every byte, and the hash; the two designs differ in theirs', async () => {
    const [one, other] = await Promise.all([irqlab(['run', EXAMPLE, '--json']), irqlab(['run', EXAMPLE, '--json'])]);
    expect(one!.stdout).toBe(other!.stdout);
    const hashes = (JSON.parse(one!.stdout) as JsonReport).runs[0]!.designs.map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(2);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('tells the first ten thousand packets, and all of them when asked', async () => {
    const flood = [fixture('flood'), '--run', 'flood'];
    const [capped, whole] = await Promise.all([runJson(flood), runJson([...flood, '--all-packets'])]);
    const [some, all] = [capped.runs[0]!.designs[0]!, whole.runs[0]!.designs[0]!];
    expect(some).toMatchObject({ packets_total: 15_000, packets_capped: true });
    expect(some.packets).toHaveLength(10_000);
    expect(all).toMatchObject({ packets_total: 15_000, packets_capped: false });
    expect(all.packets).toHaveLength(15_000);
    expect(all.packets!.slice(0, 10_000)).toEqual(some.packets);
    const dropped = all.packets!.filter(({ outcome }) => outcome === 'dropped');
    expect(dropped).toHaveLength(all.metrics.dropped!);
    expect(new Set(dropped.map(({ place }) => place))).toEqual(new Set(all.drops.map(({ place }) => place)));
  });

  test('without a trace: the same figures, no lists, no hash', async () => {
    const [traced, counted] = await Promise.all([runJson([EXAMPLE]), runJson([EXAMPLE, '--no-trace'])]);
    for (const [index, design] of counted.runs[0]!.designs.entries()) {
      expect(design).toMatchObject({ hash: null, packets: null, switch_order: null, packets_total: 1 });
      expect(design.metrics).toEqual(traced.runs[0]!.designs[index]!.metrics);
    }
  });

  test('what cannot be measured is null', async () => {
    const { interrupt_threads } = designsOf(await runJson([fixture('flood'), '--run', 'again']));
    expect(interrupt_threads!.metrics).toMatchObject({ delivered: 0, latency_p50: null, switches_per_packet: null });
  });

  test('of a faulty file has the diagnostics and no run; the standard error has them as text', async () => {
    const { status, stdout, stderr } = await irqlab(['run', fixture('faulty'), '--json']);
    expect(status).toBe(2);
    const { runs, holds, diagnostics } = JSON.parse(stdout) as JsonReport;
    expect({ runs, holds }).toEqual({ runs: [], holds: null });
    expect(diagnostics.map(({ line, column, code }) => [line, column, code])).toEqual([
      [5, 13, 'IRQ020'],
      [6, 8, 'IRQ012'],
    ]);
    expect(stderr).toMatch(/faulty\.irq:5:13: error: /);
  });
});

describe('the exit status', () => {
  test('is 1 where an expectation fails, and the measured value is told', async () => {
    const { status, stdout } = await irqlab(['run', fixture('failing')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/FAILS +.*interrupt_threads\.switches < 2 +interrupt_threads +measured 3 /);
    expect(stdout).toMatch(/holds +.*biglock\.switches == 0 /);
  });

  test('is 1 after a deadlock, where no expectation counts, and the finding is at its line', async () => {
    const { status, stdout } = await irqlab(['run', fixture('deadlock')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ended by +deadlock$/m);
    expect(stdout).toMatch(/FAILS +.*switches >= 0 /);
    expect(stdout).toMatch(/^test\/cli\/fixtures\/deadlock\.irq:13:5: error: under interrupt_threads: Deadlock/m);
  });

  test('is 0 where the design that fails is left out', async () => {
    const { status, stdout } = await irqlab(['run', fixture('failing'), '--design', 'biglock']);
    expect(status).toBe(0);
    expect(stdout).not.toContain('interrupt_threads');
  });

  test('is 2 for a faulty file, whose problems are on the standard error', async () => {
    const { status, stdout, stderr } = await irqlab(['run', fixture('faulty')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^test\/cli\/fixtures\/faulty\.irq:5:13: error: .*\n.*\nirqlab: .*faulty\.irq has 2 errors\n$/,
    );
  });
});

describe('choosing', () => {
  test('a run by its name', async () => {
    const { runs } = await runJson([fixture('flood'), '--run', 'again']);
    expect(runs.map(({ name }) => name)).toEqual(['again']);
  });

  test('a design: runs that do not have it are left out', async () => {
    const { runs } = await runJson([fixture('flood'), '--design', 'interrupt_threads']);
    expect(runs.map(({ name, designs }) => [name, designs.map(({ design }) => design)])).toEqual([
      ['again', ['interrupt_threads']],
    ]);
  });

  test('a seed, which the result then tells', async () => {
    const { biglock } = designsOf(await runJson([EXAMPLE, '--seed', '77']));
    expect(biglock!.seed).toBe(77);
  });
});

describe('on a terminal or not', () => {
  test('no colour and no progress in a pipe', async () => {
    const { stdout, stderr } = await irqlab(['run', EXAMPLE], { env: { TERM: 'xterm-256color', FORCE_COLOR: '1' } });
    expect(stdout + stderr).not.toContain('\x1b');
  });
});

test('metrics that few runs have, of messages and of memory, take the place of no others', async () => {
  const text = readFileSync(join(ROOT, EXAMPLE), 'utf8')
    .replace('  cost trap ', '  stack 8KiB\n  cost trap ')
    .replace('loop { receive; run read 2us }', 'priority timeshare 1; loop { receive; send log }')
    .replace('process compute', 'process log { loop { receive } }\nprocess compute');
  const { stdout } = await irqlab(['run', 'a.irq'], { cwd: folder({ 'a.irq': text }) });
  const [, figures] = stdout.split('\n\n');
  const rows = figures!.split('\n').map((line) => line.split(' ')[0]);
  expect(rows).toEqual(expect.arrayContaining(['switches', 'loss', 'messages', 'thread_memory', 'latency_max']));
  expect(rows).not.toContain('idle_share');
});

test('a name cannot command the terminal', async () => {
  const text = readFileSync(join(ROOT, EXAMPLE), 'utf8').replace('"one IPsec packet"', '"one\x1b[31m\x07"');
  const cwd = folder({ 'a.irq': text });
  const outcomes = await Promise.all([
    irqlab(['run', 'a.irq'], { cwd }),
    irqlab(['check', 'a.irq'], { cwd }),
    irqlab(['run', 'a.irq', '--run', '\x1b[2J'], { cwd }),
  ]);
  for (const { stdout, stderr } of outcomes) {
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  }
});

describe('Ctrl-C', () => {
  /** Waits for the run to be well under way, sends what the terminal would send, and measures how long that takes. */
  async function interrupted(args: readonly string[]) {
    const child = start(args);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const sent = performance.now();
    child.kill('SIGINT');
    const outcome = await ended(child);
    return { ...outcome, milliseconds: performance.now() - sent };
  }

  test('ends a long run at once with 130, and prints what is known', async () => {
    const { status, stdout, stderr, milliseconds } = await interrupted(['run', fixture('long'), '--no-trace']);
    expect(status).toBe(130);
    expect(milliseconds).toBeLessThan(3000);
    expect(stdout).toMatch(/^short: /m);
    expect(stdout).toMatch(/^long: /m);
    expect(stdout).toMatch(/^ended by +cancelled$/m);
    expect(stderr).toContain('interrupted');
  });

  test('leaves a valid JSON object that says that it is not complete', async () => {
    const { status, stdout } = await interrupted(['run', fixture('long'), '--no-trace', '--json']);
    expect(status).toBe(130);
    const report = JSON.parse(stdout) as JsonReport;
    expectValid(report);
    expect(report).toMatchObject({ complete: false, holds: false });
    expect(report.runs[1]!.designs).toMatchObject([{ design: 'biglock', ending: 'cancelled' }]);
  });

  test('leaves no half of a file', async () => {
    const cwd = folder();
    const out = join(cwd, 'a.csv');
    const { status } = await interrupted(['trace', fixture('long'), '--run', 'long', '--format', 'csv', '--out', out]);
    expect(status).toBe(130);
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });
});

test('many designs side by side fit the line', async () => {
  const designs =
    'interrupt_threads, biglock, netbsd5_softint, freebsd_ithreads_hybrid, linux_threaded_irq, solaris_pinned';
  const text = readFileSync(join(ROOT, EXAMPLE), 'utf8')
    .replace('designs interrupt_threads, biglock', `designs ${designs}`)
    .replace('machine pc2007 {', 'machine pc2007 {\n  cost handoff 250ns');
  const cwd = folder({ 'a.irq': text });
  const { stdout } = await irqlab(['run', 'a.irq'], { cwd });
  const tables = stdout.slice(0, stdout.indexOf('Context switches under'));
  expect(Math.max(...tables.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(tables.match(/^switches /gm)).toHaveLength(2);
  const bars = tables.split('\n').filter((line) => line.startsWith('user '));
  expect(new Set(bars.map((line) => line.indexOf('█'))).size).toBe(1);
  for (const design of designs.split(', ')) expect(tables.match(new RegExp(` ${design}\\b`, 'g'))).toHaveLength(2);
});
