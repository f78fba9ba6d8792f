import { describe, expect, it } from 'vitest';
import { runExperiment, startExperiment } from '../../src/experiment/experiment.js';
import { scenario, simulatorOf } from './fake.js';

describe('an experiment', () => {
  it('runs every run under every design, in the order of the text', () => {
    const simulator = simulatorOf(10);
    const report = runExperiment(scenario({ light: ['a', 'b'], heavy: ['b'] }), simulator);
    expect(simulator.started).toEqual(['light/a', 'light/b', 'heavy/b']);
    expect(report.runs.map(({ run, results }) => [run.name, results.map(({ design }) => design)])).toEqual([
      ['light', ['a', 'b']],
      ['heavy', ['b']],
    ]);
    expect(report.runs[0]!.verdicts.map(({ design }) => design)).toEqual(['a', 'b']);
  });

  it('keeps the budget of a slice, and tells how far it is', () => {
    const experiment = startExperiment(scenario({ light: ['a', 'b'] }), simulatorOf(100));
    expect(experiment.progress).toEqual({ fraction: 0, run: 'light', design: 'a' });
    expect(experiment.advance(50)).toBe(false);
    expect(experiment.progress).toEqual({ fraction: 0.25, run: 'light', design: 'a' });
    expect(experiment.advance(50)).toBe(false);
    expect(experiment.progress).toEqual({ fraction: 0.5, run: 'light', design: 'b' });
    expect(experiment.advance(100)).toBe(true);
    expect(experiment.progress).toEqual({ fraction: 1, run: 'light', design: 'b' });
    expect(experiment.events).toBe(200);
    expect(experiment.advance(1)).toBe(true);
  });

  it('reports before its end only the runs that are whole', () => {
    const experiment = startExperiment(scenario({ light: ['a'], heavy: ['a', 'b'] }), simulatorOf(1));
    experiment.advance(1);
    experiment.advance(1);
    expect(experiment.report().runs.map(({ run }) => run.name)).toEqual(['light']);
  });

  it('of a file without a run is done at once and empty', () => {
    const experiment = startExperiment(scenario({}), simulatorOf(1));
    expect(experiment.progress.fraction).toBe(1);
    expect(experiment.advance(1)).toBe(true);
    expect(experiment.report()).toEqual({ file: 'a.irq', runs: [] });
  });
});
