import { describe, expect, it } from 'vitest';
import { block } from './bytes.js';
import { faultIn, read } from './read.js';

const section = (little = true) => block(0x0a0d0d0a, [0x1a2b3c4d, little ? 1 : 0x1_0000, -1, -1], little);
/** Ethernet, and the options as bytes. */
const card = (options: readonly number[] = [], little = true) =>
  block(1, [little ? [1, 0, 0, 0] : [0, 1, 0, 0], 65_535, options], little);
const packet = (ticks: number, size: number, from = 0, little = true) =>
  block(6, [from, Math.floor(ticks / 2 ** 32), ticks % 2 ** 32, 3, size, [1, 2, 3]], little);
const file = (...blocks: readonly number[][]) => Uint8Array.from(blocks.flat());
const NANOSECONDS = [9, 0, 1, 0, 9, 0, 0, 0];
const BINARY = [9, 0, 1, 0, 0x80 | 10, 0, 0, 0];

describe('a capture of Wireshark', () => {
  it('counts microseconds, if it says nothing', () => {
    const bytes = file(section(), card(), packet(1.7e15, 60), packet(1.7e15 + 3, 1514));
    expect(read(bytes)).toEqual({ times: [0, 3e6], sizes: [64, 1518], torn: undefined, more: false });
  });

  it('in the other byte order', () => {
    const bytes = file(section(false), card([], false), packet(5, 60, 0, false), packet(6, 60, 0, false));
    expect(read(bytes).times).toEqual([0, 1e6]);
  });

  it('with a unit for each card', () => {
    const bytes = file(
      section(),
      card(NANOSECONDS),
      card(BINARY),
      packet(1e9, 60, 0),
      packet(1e9 + 7, 60, 0),
      packet(1025, 60, 1),
    );
    // 1,025 of 1,024 parts of a second: 976.5625 us after the first.
    expect(read(bytes).times).toEqual([0, 7e3, 976_562_500]);
  });

  it('with a clock for each card that begins at a time of its own', () => {
    const late = [14, 0, 8, 0, 100, 0, 0, 0, 0, 0, 0, 0];
    const bytes = file(section(), card(), card(late), packet(100_000_000, 60, 0), packet(10, 60, 1));
    expect(read(bytes).times).toEqual([0, 10e6]);
    const early = [14, 0, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255];
    const before = file(section(), card(early), card(), packet(1_000_003, 60, 0), packet(7, 60, 1));
    expect(read(before).times).toEqual([0, 4e6]);
  });

  it('passes over what is about anything else, and begins anew with a section', () => {
    const statistics = block(5, [0, 0, 0]);
    const bytes = file(section(), card(NANOSECONDS), packet(5, 60), statistics, section(), card(), packet(1, 60));
    expect(read(bytes).times).toEqual([0, 1e6 - 5e3]);
  });

  it('keeps the packets before the place where it was cut off', () => {
    const bytes = file(section(), card(), packet(5, 60), packet(6, 60));
    expect(read(bytes.subarray(0, -4))).toMatchObject({ times: [0], torn: 'it ends in the middle of packet 2' });
  });

  it.each<[string, Uint8Array, string]>([
    ['a block of no length', file(section(), block(1, [0]).fill(0, 4, 8)), 'is damaged behind its packet 0 (byte 28)'],
    ['a packet of no card', file(section(), packet(5, 60)), 'is damaged behind its packet 0 (byte 28)'],
    [
      'a packet without a time',
      file(section(), card(), block(3, [60, [1, 2]])),
      'has packets of a kind that is not read: its packet 1 has no time',
    ],
    [
      'a time that goes back',
      file(section(), card(), packet(9, 60), packet(6, 60)),
      'has a wrong packet: number 2 comes 3 us before the one in front of it; times must not go back',
    ],
  ])('with %s', (_, bytes, message) => {
    expect(faultIn(bytes)).toEqual({ of: 'entry', message, line: undefined });
  });
});
