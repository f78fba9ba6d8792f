import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/trace/result.js';
import { decode, encode, fromBase64, pack, toBase64, unpack } from '../../src/views/embed.js';
import { reportOf, resultOf, traceOf } from './traces.js';

const columns = fc.oneof(fc.uint8Array(), fc.uint16Array(), fc.uint32Array(), fc.int32Array(), fc.float64Array());
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(undefined, null, Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double(),
    fc.boolean(),
    fc.string({ unit: 'binary' }),
    columns,
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'length')), tie('value')),
  ),
})).value;

describe('a packed report', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const odd = { file: 'x', runs: [value] } as unknown as Report;
        expect(unpack(pack(odd))).toStrictEqual(plain(odd));
        expect(decode(encode(odd))).toStrictEqual(plain(odd));
      }),
    );
  });

  it('comes back from a result with a trace', () => {
    const trace = traceOf({
      duration: 10,
      contexts: [['process', 'p']],
      records: [
        [0, 'user', 'p', 'work', 3],
        [4, 'Wakeup', 0, 0, 4],
      ],
    });
    const report = reportOf([
      resultOf({ trace, metrics: { latency_p50: Number.NaN }, packets: [{ arrival: 1, end: 2 }] }),
    ]);
    expect(decode(encode(report))).toStrictEqual(report);
  });

  it('can stand in a script element', () => {
    const text = encode({ file: '</script><!--<script>', runs: [] });
    expect(text).not.toContain('<');
    expect(text).not.toContain('\n');
    expect(decode(text).file).toBe('</script><!--<script>');
  });

  it('has columns of its own, however the bytes came', () => {
    const report = reportOf([resultOf({ packets: [{ arrival: 1, end: 2 }] })]);
    const { json, bytes } = pack(report);
    const odd = new Uint8Array(bytes.length + 3);
    odd.set(bytes, 3);
    const back = unpack({ json, bytes: odd.subarray(3) });
    odd.fill(0);
    expect(back).toStrictEqual(report);
  });
});

/** fast-check's dictionaries may lack a prototype, which no report does. */
function plain<T>(value: T): T {
  if (Array.isArray(value)) return value.map(plain) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) as T;
}

describe('base64', () => {
  it('is that of everybody else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(text)).toStrictEqual(bytes);
      }),
    );
  });
});
