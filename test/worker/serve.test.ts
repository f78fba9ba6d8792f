import { describe, expect, it } from 'vitest';
import type { Progress, Simulator } from '../../src/experiment/experiment.js';
import { Caller } from '../../src/protocol/rpc.js';
import type { WorkerMethods } from '../../src/protocol/worker.js';
import { serve } from '../../src/worker/serve.js';
import { scenario, simulatorOf } from '../experiment/fake.js';
import { channel } from './channel.js';

/** A worker whose clock goes on by `step` milliseconds with every look at it. */
function start(simulator: Simulator, step: number) {
  const { near, far } = channel();
  let clock = 0;
  let pauses = 0;
  serve(far, simulator, {
    now: () => {
      clock += step;
      return clock;
    },
    letMessagesIn: () => {
      pauses += 1;
      return new Promise((resolve) => setImmediate(resolve));
    },
  });
  return { caller: new Caller<WorkerMethods>(near), pauses: () => pauses };
}

describe('the worker', () => {
  it('replies with the report, its events and its time', async () => {
    const { caller, pauses } = start(simulatorOf(10).simulator, 1);
    const reply = await caller.call('run', scenario({ light: ['a', 'b'] }));
    if (reply.kind !== 'done') throw new Error(reply.kind);
    expect(reply.report.runs[0]!.results.map(({ design }) => design)).toEqual(['a', 'b']);
    expect([...reply.report.runs[0]!.results[0]!.packets.bytes]).toEqual([1500]);
    expect(reply.events).toBe(20);
    expect(reply.milliseconds).toBeGreaterThan(0);
    expect(pauses()).toBe(0);
  });

  it('lets messages in about every eight milliseconds, and tells progress less often', async () => {
    const { caller, pauses } = start(simulatorOf(10_000_000).simulator, 1);
    const seen: Progress[] = [];
    await caller.call('run', scenario({ light: ['a'] }), { onProgress: (progress) => seen.push(progress) });
    expect(pauses()).toBeGreaterThan(8);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(pauses());
    expect(seen.map(({ fraction }) => fraction)).toEqual(seen.map(({ fraction }) => fraction).sort());
    expect(seen[0]).toMatchObject({ run: 'light', design: 'a' });
  });

  it('gives up a run without end as soon as it is asked to', async () => {
    const endless = simulatorOf(Number.MAX_SAFE_INTEGER);
    const { caller } = start(endless.simulator, 1);
    const abort = new AbortController();
    const reply = caller.call('run', scenario({ light: ['a', 'b'] }), { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    expect(await reply).toEqual({ kind: 'cancelled' });
    expect(endless.started).toEqual(['light/a']);
  });

  it('says what went wrong when the simulation throws, and serves the next run', async () => {
    const { simulator } = simulatorOf(1);
    const bad: Simulator = (run, design, replication) => {
      if (design.name === 'bad') throw new Error('accounting is off by 1 ps');
      return simulator(run, design, replication);
    };
    const { caller } = start(bad, 1);
    await expect(caller.call('run', scenario({ light: ['bad'] }))).rejects.toThrow('accounting is off by 1 ps');
    expect((await caller.call('run', scenario({ light: ['a'] }))).kind).toBe('done');
  });
});
