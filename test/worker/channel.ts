import type { Port } from '../../src/protocol/rpc.js';

/** Two ends whose messages are cloned or moved, and come a turn later, as between threads. */
export function channel(): { near: Port; far: Port } {
  const receivers: ((message: unknown) => void)[] = [];
  const end = (own: number, other: number): Port => ({
    post(message, transfer) {
      const copy = structuredClone(message, { transfer: [...transfer] });
      setImmediate(() => receivers[other]?.(copy));
    },
    listen(receive) {
      receivers[own] = receive;
    },
  });
  return { near: end(0, 1), far: end(1, 0) };
}
