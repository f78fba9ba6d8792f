import { describe, expect, it } from 'vitest';
import { type Captured, type Format, pcap } from './bytes.js';
import { faultIn, read } from './read.js';

const TWO: readonly Captured[] = [
  { seconds: 1_700_000_000, fraction: 999_999, size: 60, kept: 14 },
  { seconds: 1_700_000_001, fraction: 1, size: 1514, kept: 3 },
];

describe('a capture of libpcap', () => {
  it.each<[string, Format, number]>([
    ['little end first, microseconds', {}, 2e6],
    ['big end first, microseconds', { littleEndian: false }, 2e6],
    ['little end first, nanoseconds', { nanoseconds: true }, 1e12 - 999_998e3],
    ['big end first, nanoseconds', { littleEndian: false, nanoseconds: true }, 1e12 - 999_998e3],
  ])('%s', (_, format, gap) => {
    expect(read(pcap(TWO, format))).toEqual({ times: [0, gap], sizes: [64, 1518], torn: undefined, more: false });
  });

  it.each([
    ['of Ethernet without checksums: as long as on the wire', 1, [64]],
    ['of Ethernet with checksums', (0x2400_0000 | 1) >>> 0, [60]],
    ['of anything else', 101, [60]],
  ])('%s', (_, network, sizes) => {
    expect(read(pcap([TWO[0]!], { network })).sizes).toEqual(sizes);
  });

  it('keeps the packets before the place where it was cut off', () => {
    const whole = pcap(TWO);
    const kept = { times: [0], sizes: [64], torn: 'it ends in the middle of packet 2', more: false };
    // Within the bytes of the packet, and within what stands in front of them.
    expect(read(whole.subarray(0, -1))).toEqual(kept);
    expect(read(whole.subarray(0, -3 - 5))).toEqual(kept);
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing but its header', pcap([]), 'has no packets: there is none in it'],
    ['half a header', pcap([]).subarray(0, 20), 'has no packets: it ends in its header'],
    ['half a packet', pcap(TWO).subarray(0, 30), 'has no packets: it ends in the middle of packet 1'],
  ])('has no packets: %s', (_, bytes, message) => {
    expect(faultIn(bytes)).toEqual({ of: 'format', message, line: undefined });
  });

  it.each<[string, Captured, string]>([
    [
      'going back',
      { seconds: 1_700_000_000, fraction: 999_990, size: 60 },
      'has a wrong packet: number 2 comes 9 us before the one in front of it; times must not go back',
    ],
    [
      'longer than a frame can be',
      { seconds: 1_700_000_001, fraction: 0, size: 80_000 },
      'has a wrong packet: number 2 has 80,004 bytes; at most 65,536 can be',
    ],
    [
      'a million microseconds',
      { seconds: 1_700_000_001, fraction: 1_000_000, size: 60 },
      'is damaged at its packet 2 (byte 54)',
    ],
  ])('a packet %s', (_, second, message) => {
    expect(faultIn(pcap([TWO[0]!, second]))).toEqual({ of: 'entry', message, line: undefined });
  });

  it('a packet that says it is larger than any capture', () => {
    const bytes = pcap(TWO);
    new DataView(bytes.buffer).setUint32(24 + 8, 0x7fff_ffff, true);
    expect(faultIn(bytes).message).toBe('is damaged at its packet 1 (byte 24)');
  });
});
