import { describe, expect, it } from 'vitest';
import { runExperiment, startExperiment } from '../../src/experiment/experiment.js';
import type { Finding, Result } from '../../src/trace/result.js';
import { result, SPAN, scenario, simulatorOf } from './fake.js';

describe('an experiment', () => {
  it('runs every run under every design, in the order of the text', () => {
    const { simulator, started } = simulatorOf(10);
    const report = runExperiment(scenario({ light: ['a', 'b'], heavy: ['b'] }), simulator);
    expect(started).toEqual(['light/a', 'light/b', 'heavy/b']);
    expect(report.runs.map(({ run, results }) => [run.name, results.map(({ design }) => design)])).toEqual([
      ['light', ['a', 'b']],
      ['heavy', ['b']],
    ]);
    expect(report.runs[0]!.verdicts.map(({ design, holds }) => [design, holds])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('keeps the budget of a slice, and tells how far it is', () => {
    const experiment = startExperiment(scenario({ light: ['a', 'b'] }), simulatorOf(100).simulator);
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
    const experiment = startExperiment(scenario({ light: ['a'], heavy: ['a', 'b'] }), simulatorOf(1).simulator);
    experiment.advance(1);
    experiment.advance(1);
    expect(experiment.report().runs.map(({ run }) => run.name)).toEqual(['light']);
  });

  it('that is cancelled reports what there is, with the result so far of what was under way', () => {
    const three = scenario({ light: ['a', 'b', 'c'], heavy: ['a'] });
    const experiment = startExperiment(three, simulatorOf(10).simulator);
    experiment.advance(10);
    experiment.advance(5);
    experiment.cancel();
    expect(experiment.advance(10)).toBe(true);
    const [run, ...others] = experiment.report().runs;
    expect(run!.results.map(({ design }) => design)).toEqual(['a', 'b']);
    expect(others).toEqual([]);
  });

  it('that is cancelled between two simulations reports those that were over', () => {
    const experiment = startExperiment(scenario({ light: ['a', 'b'] }), simulatorOf(10).simulator);
    experiment.advance(10);
    experiment.cancel();
    expect(experiment.report().runs[0]!.results.map(({ design }) => design)).toEqual(['a']);
  });

  it('tells of the first replication with an error, and then nothing holds, though all came to their end', () => {
    const light = scenario({ light: ['a'] });
    const thrice = { ...light, runs: light.runs.map((run) => ({ ...run, replications: 3 })) };
    const finding = (message: string, severity: Finding['severity']) => ({
      code: 'deadlock',
      severity,
      message,
      span: SPAN,
      related: [],
    });
    const found = [[finding('slow', 'warning')], [finding('circle', 'error')], [finding('other', 'error')]];
    const report = runExperiment(thrice, (_run, design, replication) => ({
      advance: () => true,
      progress: 1,
      result: () => ({ ...result(design.name, 1), seed: 7 + replication, findings: found[replication]! }),
    }));
    const [run] = report.runs;
    expect(run!.results[0]!.findings.map(({ message }) => message)).toEqual([
      'circle (in replication 2, which has the seed 8)',
    ]);
    expect(run!.results[0]!.seed).toBe(7);
    expect(run!.verdicts.map(({ holds }) => holds)).toEqual([false]);
  });

  it('that is cancelled leaves a replication that was cut off out of the means, unless it is the first', () => {
    const light = scenario({ light: ['a'] });
    const thrice = { ...light, runs: light.runs.map((run) => ({ ...run, replications: 3 })) };
    // Each has 4 switches in 10 events, and whoever ends it after fewer finds none.
    const report = (events: number) => {
      const experiment = startExperiment(thrice, (_run, design) => {
        let done = 0;
        return {
          advance(budget) {
            done += budget;
            return done >= 10;
          },
          progress: 0,
          result() {
            const { metrics, ...rest } = result(design.name, done);
            const ending = done < 10 ? 'cancelled' : 'finished';
            return { ...rest, ending, metrics: { ...metrics, switches: done < 10 ? 0 : 4 } } as const;
          },
        };
      });
      for (let left = events; left > 0; left -= 5) experiment.advance(5);
      experiment.cancel();
      return experiment.report().runs[0]!;
    };
    const told = (events: number) => {
      const { results, verdicts } = report(events);
      const [{ metrics, ending, half }] = results as [Result];
      return [metrics.switches, ending, half?.switches, verdicts[0]!.holds];
    };
    expect(told(5)).toEqual([0, 'cancelled', undefined, false]);
    expect(told(15)).toEqual([4, 'cancelled', Number.NaN, false]);
    expect(told(20)).toEqual([4, 'cancelled', 0, false]);
    expect(told(25)).toEqual([4, 'cancelled', 0, false]);
    expect(told(30)).toEqual([4, 'finished', 0, false]);
  });

  it('of a file without a run is done at once and empty', () => {
    const experiment = startExperiment(scenario({}), simulatorOf(1).simulator);
    expect(experiment.progress.fraction).toBe(1);
    expect(experiment.advance(1)).toBe(true);
    expect(experiment.report()).toEqual({ file: 'a.irq', runs: [] });
  });
});
