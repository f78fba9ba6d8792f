import type { TraceChunk } from './trace.js';

/**
 * A hash over what happened: equal for equal runs on every platform, and different for almost any difference. Two
 * 32-bit lanes of the MurmurHash3 mixing step; no protection against somebody who looks for collisions.
 */
export function hashTrace(chunks: readonly TraceChunk[], accounting: Float64Array): string {
  let low = 0x9747b28c;
  let high = 0x3c6ef372;
  const add = (word: number) => {
    low = mix(low, word);
    high = mix(high, word ^ low);
  };
  for (const { bytes } of chunks) {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) add(words.getInt32(at, true));
    for (; at < bytes.length; at++) add(bytes[at]!);
    add(bytes.length);
  }
  for (const value of accounting) {
    add(value % 2 ** 32);
    add(Math.floor(value / 2 ** 32));
  }
  return hex(low) + hex(high);
}

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
