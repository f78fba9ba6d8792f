import { describe, expect, it } from 'vitest';
import { sweepStanding } from '../../src/extension/panel/standing.js';
import { type SweepSession, Sweeps, shownReport } from '../../src/extension/sweeps.js';
import type { Sweep } from '../../src/model/sweep.js';
import { isToPage } from '../../src/protocol/panel.js';
import type { SweepReport } from '../../src/trace/sweep.js';
import type { SweepOptions, SweepOutcome, WorkerPool } from '../../src/worker/pool.js';
import { type Figures, sweepOf } from '../views/sweeps.js';

const LOG = { info: () => {}, warn: () => {}, error: () => {} };
const SWEEP = { name: 'load', points: [] } as unknown as Sweep;
const FULL = sweepOf({ lines: { a: [{}, {}, {}] } });
const PART = sweepOf({ complete: false, lines: { a: [{}, undefined, undefined] } });
const NONE = sweepOf({ complete: false, lines: { a: [undefined, undefined, undefined] as (Figures | undefined)[] } });

/** A pool whose sweeps end when the test says so. */
class Pool {
  readonly begun: {
    readonly options: SweepOptions;
    readonly end: (report: SweepReport) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  cancelled = 0;

  sweep(_file: string, _sweep: Sweep, options: SweepOptions): Promise<SweepOutcome> {
    return new Promise((resolve, reject) => {
      this.begun.push({ options, end: (report) => resolve({ report, events: 1 }), fail: reject });
    });
  }

  cancel(): void {
    this.cancelled++;
  }
}

function started() {
  const pool = new Pool();
  const sweeps = new Sweeps(pool as unknown as WorkerPool, LOG);
  const seen: SweepSession[] = [];
  sweeps.onChange((session) => seen.push(session));
  const run = (text = 'text') => sweeps.run('f', SWEEP, text);
  return { pool, sweeps, seen, run, now: () => sweeps.of('f')[0]! };
}

const status = (session: SweepSession) => {
  const message = sweepStanding(session);
  expect(isToPage(message)).toBe(true);
  return (message as { status: { kind: string; done?: number; message?: string } }).status;
};

describe('a sweep in the editor', () => {
  it('tells its progress, and then what came of it', async () => {
    const { pool, sweeps, run, now } = started();
    const over = run();
    expect(status(now())).toMatchObject({ kind: 'running', done: 0 });
    expect(sweeps.running?.name).toBe('load');
    pool.begun[0]!.options.onProgress!({ fraction: 0.4, done: 4, jobs: 10 });
    expect(status(now())).toEqual({ kind: 'running', done: 0.4, text: '4 of 10 simulations' });
    pool.begun[0]!.end(FULL);
    await over;
    expect(now().last).toEqual({ report: FULL, text: 'text' });
    expect(status(now())).toEqual({ kind: 'fresh' });
    expect(sweeps.running).toBeUndefined();
  });

  it('shows its points while they come: first empty charts, or those before it until a point is done', async () => {
    const { pool, run, now } = started();
    const first = run();
    expect(shownReport(now())).toBeUndefined();
    pool.begun[0]!.options.onReport!(NONE);
    expect(shownReport(now())).toBe(NONE);
    pool.begun[0]!.options.onReport!(PART);
    expect(shownReport(now())).toBe(PART);
    expect(status(now()).kind).toBe('running');
    pool.begun[0]!.end(FULL);
    await first;
    expect(shownReport(now())).toBe(FULL);
    void run();
    pool.begun[1]!.options.onReport!(NONE);
    expect(shownReport(now())).toBe(FULL);
    pool.begun[1]!.options.onReport!(PART);
    pool.begun[1]!.options.onProgress!({ fraction: 0.4, done: 4, jobs: 10 });
    expect(shownReport(now())).toBe(PART);
    pool.begun[0]!.options.onReport!(FULL);
    expect(shownReport(now())).toBe(PART);
  });

  it('keeps the points that were done when it is cancelled, or the charts before it where none was', async () => {
    const { pool, sweeps, run, now } = started();
    const first = run();
    sweeps.cancel();
    expect(pool.cancelled).toBe(1);
    pool.begun[0]!.end(NONE);
    await first;
    expect(now().last).toBeUndefined();
    expect(status(now())).toMatchObject({ kind: 'failed', message: expect.stringContaining('before a point') });
    const second = run();
    pool.begun[1]!.end(PART);
    await second;
    expect(now().last?.report).toBe(PART);
    expect(status(now())).toMatchObject({ kind: 'stale', message: expect.stringContaining('points that were done') });
    const third = run();
    pool.begun[2]!.end(FULL);
    await third;
    const fourth = run();
    pool.begun[3]!.end(NONE);
    await fourth;
    expect(now().last?.report).toBe(FULL);
    expect(status(now())).toMatchObject({ kind: 'stale', message: expect.stringContaining('the sweep before it') });
  });

  it('does not let an earlier one of the same name speak after a later one has begun', async () => {
    const { pool, run, now } = started();
    const first = run('old');
    const second = run('new');
    pool.begun[0]!.options.onProgress!({ fraction: 0.9, done: 9, jobs: 10 });
    pool.begun[0]!.end(PART);
    await first;
    expect(status(now())).toMatchObject({ kind: 'running', done: 0 });
    pool.begun[1]!.end(FULL);
    await second;
    expect(now().last?.text).toBe('new');
  });

  it('says why it failed', async () => {
    const { pool, run, now } = started();
    const over = run();
    pool.begun[0]!.fail(new Error('a worker ended'));
    await over;
    expect(status(now())).toEqual({ kind: 'failed', message: 'a worker ended' });
    const again = run();
    pool.begun[1]!.options.onReport!(PART);
    pool.begun[1]!.fail(new Error('a worker ended.'));
    await again;
    expect(now().last?.report).toBe(PART);
    expect(status(now()).message).toBe('a worker ended. These are the points that were done by then.');
  });

  it('is marked while the text is another, and no longer', async () => {
    const { pool, sweeps, seen, run, now } = started();
    const over = run();
    pool.begun[0]!.end(FULL);
    await over;
    sweeps.compare('f', 'other', 'it changed');
    expect(status(now())).toEqual({ kind: 'stale', message: 'it changed' });
    const told = seen.length;
    sweeps.compare('f', 'other', 'it changed');
    expect(seen).toHaveLength(told);
    sweeps.compare('f', 'text', 'it changed');
    expect(status(now())).toEqual({ kind: 'fresh' });
    const again = run('other');
    sweeps.compare('f', 'changed meanwhile', 'it changed');
    pool.begun[1]!.end(FULL);
    await again;
    expect(status(now())).toEqual({ kind: 'stale', message: 'it changed' });
    sweeps.forget('f');
    expect(sweeps.of('f')).toEqual([]);
  });
});
