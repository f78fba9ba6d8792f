import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/experiment/experiment.js';
import { type WorkerHandle, WorkerKeeper } from '../../src/worker/keeper.js';
import { serve } from '../../src/worker/serve.js';
import { scenario, simulatorOf } from '../experiment/fake.js';
import { channel } from './channel.js';

interface FakeWorker {
  readonly end: (reason: string) => void;
  terminated: boolean;
}

/** A keeper over workers in this thread, each of which the test can see and kill. A deaf one never answers. */
function keep(simulators: (Simulator | 'deaf')[], patience?: number) {
  const workers: FakeWorker[] = [];
  const spawn = (): WorkerHandle => {
    const { near, far } = channel();
    const simulator = simulators[Math.min(workers.length, simulators.length - 1)]!;
    if (simulator !== 'deaf') {
      serve(far, simulator, {
        now: () => performance.now(),
        letMessagesIn: () => new Promise((resolve) => setImmediate(resolve)),
      });
    }
    let ended: (reason: string) => void = () => {};
    const worker: FakeWorker = { end: (reason) => ended(reason), terminated: false };
    workers.push(worker);
    return {
      ...near,
      onEnd: (listener) => {
        ended = listener;
      },
      terminate: () => {
        worker.terminated = true;
      },
    };
  };
  return { keeper: new WorkerKeeper(spawn, patience), workers };
}

const small = scenario({ light: ['a'] });
const ignore = () => {};

const endless = simulatorOf(Number.MAX_SAFE_INTEGER).simulator;

describe('the keeper', () => {
  it('keeps one worker for run after run', async () => {
    const { keeper, workers } = keep([simulatorOf(5).simulator]);
    keeper.warm();
    expect((await keeper.run(small, ignore)).kind).toBe('done');
    expect((await keeper.run(small, ignore)).kind).toBe('done');
    expect(workers).toHaveLength(1);
  });

  it('cancels the run that is going for a new one', async () => {
    const { keeper, workers } = keep([endless]);
    const first = keeper.run(small, ignore);
    const second = keeper.run(small, ignore);
    expect((await first).kind).toBe('cancelled');
    keeper.cancel();
    expect((await second).kind).toBe('cancelled');
    expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
  });

  it('ends a worker that does not react, and starts another for the next run', async () => {
    const { keeper, workers } = keep(['deaf', simulatorOf(5).simulator], 20);
    const run = keeper.run(small, ignore);
    keeper.cancel();
    expect((await run).kind).toBe('cancelled');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
    expect((await keeper.run(small, ignore)).kind).toBe('done');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('says that a worker ended on the way, and why, and goes on with a new one', async () => {
    const { keeper, workers } = keep([endless, simulatorOf(5).simulator]);
    const run = keeper.run(small, ignore);
    workers[0]!.end('out of memory');
    await expect(run).rejects.toThrow("The simulation's worker ended: out of memory");
    expect((await keeper.run(small, ignore)).kind).toBe('done');
    expect(workers).toHaveLength(2);
  });

  it('ends its worker when it is disposed of', async () => {
    const { keeper, workers } = keep([endless]);
    const run = keeper.run(small, ignore);
    keeper.dispose();
    await expect(run).rejects.toThrow('The simulation was ended.');
    expect(workers[0]!.terminated).toBe(true);
  });
});
