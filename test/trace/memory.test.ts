import { afterEach, describe, expect, test } from 'vitest';
import { lend, release, sizeFor, takeBack } from '../../src/trace/memory.js';
import { result } from '../experiment/fake.js';

const KB = 1024;

describe('memory of results', () => {
  const lent: ArrayBuffer[] = [];
  const take = (bytes: number) => {
    const buffer = lend(bytes);
    lent.push(buffer);
    return buffer;
  };
  // What is left over from other tests must not be found by these.
  afterEach(() => lent.splice(0));

  test('is lent in powers of two', () => {
    expect([0, 1, 2, 3, 4096, 4097].map(sizeFor)).toEqual([1, 1, 2, 4, 4096, 8192]);
    expect(take(5000).byteLength).toBe(8192);
  });

  test('that is given back is lent again, to one at a time', () => {
    const buffer = take(32 * KB);
    takeBack(buffer);
    expect(take(32 * KB)).toBe(buffer);
    expect(take(32 * KB)).not.toBe(buffer);
  });

  test('that is given back twice is lent once', () => {
    const buffer = take(16 * KB);
    takeBack(buffer);
    takeBack(buffer);
    expect([take(16 * KB), take(16 * KB)].filter((one) => one === buffer)).toHaveLength(1);
  });

  test('is not kept below a page, nor in other sizes, nor without end', () => {
    const odd = new ArrayBuffer(5000);
    const small = take(64);
    for (const buffer of [odd, small]) takeBack(buffer);
    expect(take(64)).not.toBe(small);
    expect(take(5000)).not.toBe(odd);
    const many = Array.from({ length: 10 }, () => new ArrayBuffer(2 ** 24));
    for (const buffer of many) takeBack(buffer);
    const again = many.map(() => take(2 ** 24)).filter((buffer) => many.includes(buffer));
    expect(again.length).toBeGreaterThan(0);
    expect(again.length).toBeLessThanOrEqual(4);
  });

  test('of a released result is that of its trace and its packets', () => {
    const [chunk, arrivals] = [take(64 * KB), take(128 * KB)];
    const one = result('d', 1);
    release({
      ...one,
      trace: { ...one.trace!, chunks: [new Uint8Array(chunk, 0, 10)] },
      packets: { ...one.packets, arrival: new Float64Array(arrivals, 0, 2) },
    });
    expect(take(64 * KB)).toBe(chunk);
    expect(take(128 * KB)).toBe(arrivals);
    expect(() => release({ ...one, trace: undefined })).not.toThrow();
  });
});
