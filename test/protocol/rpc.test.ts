import { describe, expect, it } from 'vitest';
import { type CallContext, Caller, type Handlers, type Port, RemoteError, serveCalls } from '../../src/protocol/rpc.js';

type Sums = {
  add: { params: { a: number; b: number }; progress: number; reply: number };
  fail: { params: string; progress: never; reply: never };
  wait: { params: null; progress: never; reply: string };
};

/** Two ends whose messages are cloned and come a turn later, as between threads. */
function channel(): { near: Port; far: Port; moved: ArrayBuffer[] } {
  const moved: ArrayBuffer[] = [];
  const receivers: ((message: unknown) => void)[] = [];
  const end = (own: number, other: number): Port => ({
    post(message, transfer) {
      const copy = structuredClone(message);
      moved.push(...transfer);
      setTimeout(() => receivers[other]?.(copy), 0);
    },
    listen(receive) {
      receivers[own] = receive;
    },
  });
  return { near: end(0, 1), far: end(1, 0), moved };
}

async function until(context: CallContext<never>): Promise<void> {
  while (!context.cancelled) await new Promise((resolve) => setTimeout(resolve, 1));
}

const handlers: Handlers<Sums> = {
  add: async ({ a, b }, context) => {
    context.progress(0.5);
    const buffer = new ArrayBuffer(8);
    return { value: a + b, transfer: [buffer] };
  },
  fail: async (message) => {
    throw new Error(message);
  },
  wait: async (_params, context) => {
    await until(context);
    return { value: 'gave up', transfer: [] };
  },
};

function start() {
  const { near, far, moved } = channel();
  serveCalls<Sums>(far, handlers);
  return { caller: new Caller<Sums>(near), moved };
}

describe('a request', () => {
  it('gets its progress, then its reply, and the reply moves its buffers', async () => {
    const { caller, moved } = start();
    const seen: number[] = [];
    expect(await caller.call('add', { a: 2, b: 3 }, { onProgress: (p) => seen.push(p) })).toBe(5);
    expect(seen).toEqual([0.5]);
    expect(moved.map((buffer) => buffer.byteLength)).toEqual([8]);
  });

  it('is answered err when the handler throws, with the far stack', async () => {
    const { caller } = start();
    const error = await caller.call('fail', 'no such luck').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect((error as RemoteError).message).toBe('no such luck');
    expect((error as RemoteError).remoteStack).toContain('rpc.test');
  });

  it('for a method that is not there is answered err, also for one that every object has', async () => {
    const { caller } = start();
    const loose = caller as unknown as Caller<Record<string, { params: null; progress: null; reply: null }>>;
    await expect(loose.call('nothing', null)).rejects.toThrow("There is no method 'nothing'.");
    await expect(loose.call('toString', null)).rejects.toThrow("There is no method 'toString'.");
  });

  it('can be cancelled while it runs, and before it began', async () => {
    const { caller } = start();
    const late = new AbortController();
    const reply = caller.call('wait', null, { signal: late.signal });
    setTimeout(() => late.abort(), 5);
    expect(await reply).toBe('gave up');
    expect(await caller.call('wait', null, { signal: AbortSignal.abort() })).toBe('gave up');
  });

  it('is cancelled with all others under way, and the next one is not', async () => {
    const { caller } = start();
    const both = Promise.all([caller.call('wait', null), caller.call('wait', null)]);
    caller.cancel();
    expect(await both).toEqual(['gave up', 'gave up']);
    expect(await caller.call('add', { a: 1, b: 1 })).toBe(2);
  });

  it('that cannot be posted is rejected, and the next one works', async () => {
    const { caller } = start();
    await expect(caller.call('fail', (() => 0) as unknown as string)).rejects.toThrow();
    expect(await caller.call('add', { a: 1, b: 1 })).toBe(2);
  });

  it('finds its own reply among others that come out of order', async () => {
    const { caller } = start();
    const stop = new AbortController();
    const slow = caller.call('wait', null, { signal: stop.signal });
    expect(await caller.call('add', { a: 20, b: 22 })).toBe(42);
    stop.abort();
    expect(await slow).toBe('gave up');
  });
});

describe('a broken channel', () => {
  it('rejects what is under way and what comes after', async () => {
    const { caller } = start();
    const under = caller.call('wait', null);
    caller.break('The worker ended.');
    await expect(under).rejects.toThrow('The worker ended.');
    await expect(caller.call('add', { a: 1, b: 1 })).rejects.toThrow('The worker ended.');
  });
});
