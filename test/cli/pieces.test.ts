import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces } from '../../src/cli/pieces.js';

test('the pieces together are the JSON, as it is laid out in one text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value, null, 2));
    }),
  );
  const gaps = { a: undefined, b: [{ c: 1, d: undefined }], e: [], f: {} };
  expect([...jsonPieces(gaps)].join('')).toBe(JSON.stringify(gaps, null, 2));
});

test('no piece is longer than an item of a list', () => {
  const packets = Array.from({ length: 1000 }, (_, packet) => ({ packet, device: 'wm0' }));
  const longest = Math.max(...[...jsonPieces({ runs: [{ packets }] })].map(({ length }) => length));
  expect(longest).toBeLessThan(100);
});
