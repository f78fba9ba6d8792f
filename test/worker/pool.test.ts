import { describe, expect, it, vi } from 'vitest';
import type { Sweep } from '../../src/model/sweep.js';
import type { SweepReport } from '../../src/trace/sweep.js';
import type { WorkerHandle } from '../../src/worker/keeper.js';
import { WorkerPool } from '../../src/worker/pool.js';
import { serve } from '../../src/worker/serve.js';
import { simulatorOf } from '../experiment/fake.js';
import { busyRun, switchSweep } from '../support/sweep.js';
import { channel } from './channel.js';

interface FakeWorker {
  readonly end: (reason: string) => void;
  /** Batches of jobs that it was sent. */
  readonly batches: number[];
  terminated: boolean;
}

/** A pool over workers in this thread. The `deaf` hear nothing. */
function poolOf(size: number, deaf: readonly number[] = [], patience?: number) {
  const workers: FakeWorker[] = [];
  const spawn = (): WorkerHandle => {
    const { near, far } = channel();
    if (!deaf.includes(workers.length)) {
      serve(far, simulatorOf(1).simulator, {
        now: () => performance.now(),
        letMessagesIn: () => new Promise((resolve) => setImmediate(resolve)),
      });
    }
    let ended: (reason: string) => void = () => {};
    const worker: FakeWorker = { end: (reason) => ended(reason), batches: [], terminated: false };
    workers.push(worker);
    return {
      post(message, transfer) {
        const { method, params } = message as { method?: string; params: unknown[] };
        if (method === 'samples') worker.batches.push(params.length);
        near.post(message, transfer);
      },
      listen: near.listen,
      onEnd: (listener) => {
        ended = listener;
      },
      terminate: () => {
        worker.terminated = true;
      },
    };
  };
  return { pool: new WorkerPool(spawn, size, patience), workers };
}

const costs = Array.from({ length: 12 }, (_, index) => index * 500e3);
const short = switchSweep(busyRun({ replications: 2 }), costs);
/** Ten minutes of simulated time for each point: hours of work. */
const long: Sweep = switchSweep(busyRun({ duration: 600e12 }), costs);

describe('the pool', () => {
  it('gives the same report with one worker and with three', async () => {
    const one = await poolOf(1).pool.sweep('a.irq', short);
    const three = await poolOf(3).pool.sweep('a.irq', short);
    expect(one.report.complete).toBe(true);
    expect(three).toEqual(one);
    expect(one.events).toBeGreaterThan(1000);
  });

  it('keeps its workers for sweep after sweep, and starts no more than there are jobs', async () => {
    const { pool, workers } = poolOf(8);
    await pool.sweep('a.irq', switchSweep(busyRun(), [0]));
    expect(workers).toHaveLength(2);
    await pool.sweep('a.irq', switchSweep(busyRun(), [0, 1e6]));
    expect(workers).toHaveLength(4);
    await pool.sweep('a.irq', switchSweep(busyRun(), [0]));
    expect(workers).toHaveLength(4);
  });

  it('sends many short runs at a time, and at first one', async () => {
    const { pool, workers } = poolOf(1);
    await pool.sweep('a.irq', switchSweep(busyRun({ duration: 200e6, replications: 10 }), costs));
    const [{ batches }] = workers as [FakeWorker];
    expect(batches[0]).toBe(1);
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(240);
    expect(Math.max(...batches)).toBeGreaterThan(1);
  });

  it('lets no slow point hold the others back', async () => {
    const brief = switchSweep(busyRun({ duration: 200e6, replications: 2 }), costs);
    const endless = { ...brief.points[6]!.run, duration: 600e12 };
    const points = brief.points.map((point, index) => (index === 6 ? { ...point, run: endless } : point));
    const { pool } = poolOf(1);
    const running = pool.sweep(
      'a.irq',
      { ...brief, points },
      {
        onProgress: ({ done }) => {
          if (done === 44) pool.cancel();
        },
      },
    );
    const { report } = await running;
    expect(report.complete).toBe(false);
    for (const line of report.lines)
      expect(line.points.map((point) => point !== undefined)).toEqual(points.map((_, index) => index !== 6));
  });

  it('has the workers listen at no signal in numbers that Node takes for a leak', async () => {
    const listen = vi.spyOn(AbortSignal.prototype, 'addEventListener');
    const { pool, workers } = poolOf(16);
    await pool.sweep('a.irq', short);
    const cancelled = pool.sweep('a.irq', long);
    setTimeout(() => pool.cancel(), 30);
    await cancelled;
    expect(workers).toHaveLength(16);
    expect(listen.mock.calls.length).toBeLessThanOrEqual(2);
    listen.mockRestore();
  });

  it('takes a seed in place of that of the runs', async () => {
    const { pool } = poolOf(1);
    const sweep = switchSweep(busyRun(), [0, 1e6]);
    const own = await pool.sweep('a.irq', sweep, { seed: sweep.points[0]!.run.seed });
    const other = await pool.sweep('a.irq', sweep, { seed: 77 });
    expect(own).toEqual(await pool.sweep('a.irq', sweep));
    expect(other).not.toEqual(own);
  });

  it('tells how far it is, to the end', async () => {
    const { pool } = poolOf(2);
    const seen: { fraction: number; done: number; jobs: number }[] = [];
    await pool.sweep('a.irq', short, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ fraction }) => fraction)).toEqual(seen.map(({ fraction }) => fraction).sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ fraction: 1, done: 48, jobs: 48 });
  });

  it('reports the points as they come, at first none', async () => {
    const sweep = switchSweep(busyRun({ duration: 30e9, replications: 4 }), costs);
    const seen: SweepReport[] = [];
    const times: number[] = [];
    const { report } = await poolOf(2).pool.sweep('a.irq', sweep, {
      onReport: (so) => {
        seen.push(so);
        times.push(performance.now());
      },
    });
    const done = seen.map(({ lines }) => lines.flatMap(({ points }) => points).filter((each) => each !== undefined));
    expect(seen.length).toBeGreaterThan(1);
    expect(done[0]).toEqual([]);
    expect(done.at(-1)!.length).toBeGreaterThan(0);
    expect(done.map(({ length }) => length)).toEqual(done.map(({ length }) => length).sort((a, b) => a - b));
    for (let at = 1; at < times.length; at++) expect(times[at]! - times[at - 1]!).toBeGreaterThan(240);
    for (const { complete, lines } of seen) {
      expect(complete).toBe(false);
      for (const [line, { points }] of lines.entries())
        points.forEach((point, at) => {
          if (point !== undefined) expect(point).toEqual(report.lines[line]!.points[at]);
        });
    }
  });

  it('tells progress within a long simulation', async () => {
    const { pool } = poolOf(1);
    const fraction = await new Promise<number>((resolve) => {
      void pool.sweep('a.irq', long, { onProgress: (progress) => resolve(progress.fraction) });
    });
    pool.cancel();
    expect(fraction).toBeGreaterThan(0);
    expect(fraction).toBeLessThan(1 / 24);
  });
});

describe('a sweep that is cancelled', () => {
  it('ends at once with what is done, and the workers live for the next', async () => {
    const { pool, workers } = poolOf(2);
    const running = pool.sweep('a.irq', long);
    setTimeout(() => pool.cancel(), 30);
    const { report } = await running;
    expect(report.complete).toBe(false);
    expect(report.lines.flatMap(({ points }) => points).every((point) => point === undefined)).toBe(true);
    expect((await pool.sweep('a.irq', short)).report.complete).toBe(true);
    expect(workers.map(({ terminated }) => terminated)).toEqual([false, false]);
  });

  it('by a new one gives way to it', async () => {
    const { pool } = poolOf(2);
    const first = pool.sweep('a.irq', long);
    const second = pool.sweep('a.irq', short);
    expect((await first).report.complete).toBe(false);
    expect((await second).report.complete).toBe(true);
  });

  it('ends workers that do not react, and starts others', async () => {
    const { pool, workers } = poolOf(1, [0], 20);
    const running = pool.sweep('a.irq', short);
    pool.cancel();
    expect((await running).report.complete).toBe(false);
    expect(workers[0]!.terminated).toBe(true);
    expect((await pool.sweep('a.irq', short)).report.complete).toBe(true);
    expect(workers).toHaveLength(2);
  });
});

describe('a worker that fails', () => {
  it('fails the sweep with its reason, and is replaced', async () => {
    const { pool, workers } = poolOf(2);
    const running = pool.sweep('a.irq', long);
    setTimeout(() => workers[1]!.end('out of memory'), 10);
    await expect(running).rejects.toThrow('A worker of the sweep ended: out of memory');
    expect((await pool.sweep('a.irq', short)).report.complete).toBe(true);
    expect(workers).toHaveLength(3);
  });

  it('ends with the pool', async () => {
    const { pool, workers } = poolOf(2);
    const running = pool.sweep('a.irq', long);
    pool.dispose();
    await expect(running).rejects.toThrow('The sweep was ended.');
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
  });
});
