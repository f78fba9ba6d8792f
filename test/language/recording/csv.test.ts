import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultIn, read } from './read.js';

const csv = (text: string) => new TextEncoder().encode(text);
const times = (text: string) => read(csv(text)).times;
const sizes = (text: string) => read(csv(text)).sizes;

describe('a table of times', () => {
  it('one a line, in seconds', () => {
    expect(read(csv('0\n0.001\n0.5\n'))).toEqual({
      times: [0, 1e9, 5e11],
      sizes: undefined,
      torn: undefined,
      more: false,
    });
  });

  it('begins with its first time', () => {
    expect(times('3.5\n3.75')).toEqual([0, 2.5e11]);
  });

  it('each with its unit', () => {
    expect(times('1us\n1500ns\n0.002ms\n2500000ps\n1e-5 s')).toEqual([0, 500e3, 1e6, 1.5e6, 9e6]);
  });

  it('to the nanosecond, and finer, of any day', () => {
    expect(times('1700000000.123456789\n1700000000.123456790\n')).toEqual([0, 1000]);
    expect(times('1700000000123456789ns\n1700000000123456790ns\n')).toEqual([0, 1000]);
    expect(times('1700000000.123456789012\n1700000000.1234567890134')).toEqual([0, 1]);
  });

  it('as programs write them', () => {
    expect(times('0.000000000000000000e+00\n1.250000000000000000e-03\n')).toEqual([0, 1.25e9]);
    expect(times('1e3us\n.5e1ms\n5.ms')).toEqual([0, 4e9, 4e9]);
    expect(times('1min\n60.5s\n0.5h\n1h')).toEqual([0, 0.5e12, 1740e12, 3540e12]);
    // A third of an hour, to the picosecond.
    expect(times('0h\n0.333333333333333333h')).toEqual([0, 1200e12]);
    expect(times('1µs\n3μs')).toEqual([0, 2e6]);
  });

  it('with sizes in a second column', () => {
    expect(sizes('0,64\n1,1518B\n2, 9018 B')).toEqual([64, 1518, 9018]);
    expect(sizes('0;64\n1;1518')).toEqual([64, 1518]);
    expect(sizes('0\t64\n1\t1518')).toEqual([64, 1518]);
  });

  it('with names over the columns, in any order', () => {
    expect(read(csv('size,port,time_us\n64,1,10\n128,2,12.5'))).toMatchObject({ times: [0, 2.5e6], sizes: [64, 128] });
    expect(times('time (µs)\n1\n2.5')).toEqual([0, 1.5e6]);
    expect(times('time_h\n1\n1.5')).toEqual([0, 1800e12]);
    expect(read(csv('Timestamp (ns);Bytes\n5;64\n6;65'))).toMatchObject({ times: [0, 1e3], sizes: [64, 65] });
    expect(read(csv('when,what\n1,abc\n2,def'))).toMatchObject({ times: [0, 1e12], sizes: undefined });
  });

  it('never in the column of sizes', () => {
    expect(read(csv('len,seen\n64,1\n128,2'))).toMatchObject({ times: [0, 1e12], sizes: [64, 128] });
    expect(faultIn(csv('size\n100\n200'))).toMatchObject({
      message: "has a wrong line, number 1: its header has no column of times, such as 'time' or 'time_us'",
    });
  });

  it('as Wireshark and tshark export it', () => {
    const shark =
      '"No.","Time","Source","Length","Info"\n' +
      '"1","0.000000","10.0.0.1","60","a, ""b"""\n' +
      '"2","0.000250","10.0.0.2","1514","two\nlines"\n';
    expect(read(csv(shark))).toMatchObject({ times: [0, 250e6], sizes: [60, 1514] });
    expect(read(csv('frame.time_epoch\tframe.len\n1.5\t60\n'))).toMatchObject({ times: [0], sizes: [60] });
  });

  it('whatever the ends of lines, empty lines and comments', () => {
    expect(times('\ufeff# from the lab\r\n\r\n1\r\n\n  # half\n2')).toEqual([0, 1e12]);
  });

  it('reads back what was written, exactly', () => {
    const gap = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.array(gap, { minLength: 1, maxLength: 20 }),
        (start, gaps) => {
          let at = BigInt(start) * 10n ** 12n;
          const lines: string[] = [];
          const expected: number[] = [];
          let sum = 0;
          for (const [index, step] of gaps.entries()) {
            if (index > 0) sum += step;
            if (index > 0) at += BigInt(step);
            expected.push(sum);
            lines.push(`${at / 10n ** 12n}.${String(at % 10n ** 12n).padStart(12, '0')}`);
          }
          expect(times(lines.join('\n'))).toEqual(expected);
        },
      ),
    );
  });

  it.each<[string, string, string, number]>([
    ['no time', '1\nabc', "'abc' is not a time, such as 0.001 or 15us", 1],
    ['no time under a name', 'time\n1\n\n2 days', "'2 days' is not a time, such as 0.001 or 15us", 3],
    ['bytes that are no text', '1\n\u0001\u0002!', "'··!' is not a time, such as 0.001 or 15us", 1],
    ['bytes that are no text, first', '\u0001\u0002!\n1', "'··!' is not a time", 0],
    ['an empty field', 'time,size\n,64', 'this line has no time', 1],
    ['no field', 'port,time\n1', 'this line has no time', 1],
    ['a time before zero', '1\n-2', "'-2' is negative", 1],
    ['a date', '0\n2007-02-22', "'2007-02-22' is not a time, such as 0.001 or 15us", 1],
    ['a decimal comma', 't;size\n0,5;64', "'0,5' is not a time, such as 0.001 or 15us", 1],
    ['a time that is too large', '1\n1e300', "'1e300' is too large a time", 1],
    ['a time with too many digits', `1\n${'9'.repeat(2000)}`, `'${'9'.repeat(40)}…' is too large a time`, 1],
    ['a size that is none', '0,64\n1,big', "'big' is not a size in bytes, such as 1500", 1],
    ['no size where the others have one', '0,64\n1', 'this line has no size', 1],
    ['a size of nothing', '0,0', 'this packet has no bytes', 0],
    ['a size that no frame has', '0,70000', 'this packet has 70,000 bytes; at most 65,536 can be', 0],
    ['a quote that is open', '"0"\n"1\n2\n', 'a quote is not closed', 1],
    [
      'a time that goes back',
      '# log\n\n3ms\n4ms\n2ms',
      'this packet comes 2000 us before the one in front of it; times must not go back',
      4,
    ],
  ])('with %s', (_, text, message, line) => {
    const whole = `has a wrong line, number ${line + 1}: ${message}`;
    expect(faultIn(csv(text))).toEqual({ of: 'entry', message: whole, line });
  });

  it('without a line', () => {
    expect(faultIn(csv('')).message).toBe('has no packets: there is none in it');
    expect(faultIn(csv('time,size\n')).message).toBe('has no packets: there is none in it');
  });
});
