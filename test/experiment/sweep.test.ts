import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, replicationSeed } from '../../src/experiment/estimate.js';
import {
  coarseToFine,
  jobsOf,
  type Sample,
  sampleOf,
  startJob,
  sweepHolds,
  sweepReport,
  sweepReporter,
} from '../../src/experiment/sweep.js';
import type { Sweep } from '../../src/model/sweep.js';
import { simulate } from '../../src/simulation/simulate.js';
import { busyRun, switchSweep, withSwitch } from '../support/sweep.js';

function samplesOf(sweep: Sweep, seed?: number): Sample[] {
  return jobsOf(sweep).map((job) => {
    const simulation = startJob(sweep, job, seed);
    while (!simulation.advance(1e6));
    return sampleOf(simulation.result());
  });
}

describe('the jobs of a sweep', () => {
  it('are all points under all designs, as often as the run says', () => {
    const jobs = jobsOf(switchSweep(busyRun({ replications: 3 }), [0, 1e6]));
    expect(jobs).toHaveLength(2 * 2 * 3);
    expect(new Set(jobs.map((job) => JSON.stringify(job))).size).toBe(jobs.length);
    expect(jobs[3]).toEqual({ point: 0, design: 1, replication: 0 });
  });

  it('begin with both ends of the sweep, and then halve what lies between', () => {
    const order = coarseToFine(switchSweep(busyRun({ replications: 2 }), [0, 1, 2, 3, 4, 5, 6]));
    expect(order.filter((place) => place % 4 === 0).map((place) => place / 4)).toEqual([0, 6, 3, 1, 4, 2, 5]);
    expect(order.slice(0, 8)).toEqual([0, 1, 2, 3, 24, 25, 26, 27]);
  });

  it('are all begun once, however many there are', () => {
    const run = busyRun();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
        const order = coarseToFine(
          switchSweep(
            run,
            Array.from({ length: count }, (_, value) => value),
          ),
        );
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 2 * count }, (_, place) => place));
      }),
      { numRuns: 30 },
    );
  });

  it('keep no trace', () => {
    const sweep = switchSweep(busyRun(), [1e6]);
    const simulation = startJob(sweep, { point: 0, design: 0, replication: 0 }, undefined);
    while (!simulation.advance(1e6));
    expect(simulation.result().trace).toBeUndefined();
  });
});

describe('a point', () => {
  it('is what the run with its value would be', () => {
    const run = busyRun();
    const costs = fc.integer({ min: 0, max: 5e6 });
    const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(costs, seeds, (cost, seed) => {
        const { lines } = sweepReport('a.irq', switchSweep(run, [cost]), samplesOf(switchSweep(run, [cost]), seed));
        const plain = run.designs.map((design) => simulate(withSwitch(run, cost), design, { trace: true, seed }));
        expect(lines.map(({ points }) => points[0]!.mean)).toEqual(plain.map(({ metrics }) => metrics));
      }),
      { numRuns: 20 },
    );
  });

  it('has the same arrivals under every design in the same replication, and others in the next', () => {
    const sweep = switchSweep(busyRun({ replications: 2 }), [1e6, 2e6]);
    const packets = samplesOf(sweep).map(({ metrics }) => metrics.packets);
    const [first, second] = packets as [number, number];
    expect(first).not.toBe(second);
    expect(packets).toEqual([first, second, first, second, first, second, first, second]);
  });

  it('has the mean of its replications and its interval', () => {
    const run = busyRun({ replications: 4 });
    const sweep = switchSweep(run, [1e6]);
    const { lines, replications } = sweepReport('a.irq', sweep, samplesOf(sweep));
    const metrics = [0, 1, 2, 3].map(
      (r) => simulate(withSwitch(run, 1e6), run.designs[1]!, { trace: false, seed: replicationSeed(1, r) }).metrics,
    );
    expect(replications).toBe(4);
    expect(lines[1]!.points[0]).toEqual({ ...estimate(metrics), problems: [] });
    expect(lines[1]!.points[0]!.half.throughput).toBeGreaterThan(0);
  });
});

describe('the report', () => {
  const span = { file: 'a.irq', line: 3, column: 2, endLine: 3, endColumn: 20 };
  const expectation = { span, text: 'loss == 0', design: undefined, metric: 'loss', operator: '==', value: 0 } as const;
  const sweep = switchSweep(busyRun({ expectations: [{ ...expectation, tolerance: 0 }] }), [0, 60e6]);

  it('has the points in the order of the text', () => {
    const report = sweepReport('a.irq', sweep, samplesOf(sweep));
    expect(report).toMatchObject({ file: 'a.irq', name: 'cost of a switch', values: [0, 60e6], complete: true });
    expect(report.lines.map(({ design }) => design)).toEqual(['interrupt_threads', 'biglock']);
    const [cheap, dear] = report.lines[0]!.points;
    expect(dear!.mean.latency_mean).toBeGreaterThan(cheap!.mean.latency_mean);
  });

  it('judges every point by what was expected', () => {
    const report = sweepReport('a.irq', sweep, samplesOf(sweep));
    expect(report.verdicts!.map(({ value, design, holds }) => [value, design, holds])).toEqual([
      [0, 'interrupt_threads', true],
      [0, 'biglock', true],
      [60e6, 'interrupt_threads', report.lines[0]!.points[1]!.mean.loss === 0],
      [60e6, 'biglock', report.lines[1]!.points[1]!.mean.loss === 0],
    ]);
    expect(sweepHolds(report)).toBe(report.verdicts!.every(({ holds }) => holds));
  });

  it('leaves out points that are not done in all replications', () => {
    const twice = switchSweep(busyRun({ replications: 2 }), [0, 1e6]);
    const samples: (Sample | undefined)[] = samplesOf(twice);
    samples[5] = undefined;
    const report = sweepReport('a.irq', twice, samples);
    expect(report.complete).toBe(false);
    expect(report.lines.map(({ points }) => points.map((point) => point !== undefined))).toEqual([
      [true, false],
      [true, true],
    ]);
    expect(sweepHolds(report)).toBe(false);
  });

  it('can be made again and again while samples come, each point once', () => {
    const twice = switchSweep(busyRun({ replications: 2 }), [0, 1e6]);
    const all = samplesOf(twice);
    const coming: (Sample | undefined)[] = all.map(() => undefined);
    const report = sweepReporter('a.irq', twice, coming);
    expect(report().lines.flatMap(({ points }) => points)).toEqual(Array(4).fill(undefined));
    for (const place of [5, 4, 0]) coming[place] = all[place];
    const some = report();
    expect(some.lines.map(({ points }) => points.map((point) => point !== undefined))).toEqual([
      [false, true],
      [false, false],
    ]);
    all.forEach((sample, place) => {
      coming[place] = sample;
    });
    const whole = report();
    expect(whole).toEqual(sweepReport('a.irq', twice, all));
    expect(whole.lines[0]!.points[1]).toBe(some.lines[0]!.points[1]);
  });

  it('tells what kept a point from its end, once', () => {
    const twice = switchSweep(busyRun({ replications: 2 }), [0]);
    const samples = samplesOf(twice).map((sample) => ({ ...sample, problems: ['Deadlock.'] }));
    const report = sweepReport('a.irq', twice, samples);
    expect(report.lines[0]!.points[0]!.problems).toEqual(['Deadlock.']);
    expect(sweepHolds(report)).toBe(false);
    expect(report.verdicts).toBeUndefined();
  });
});
