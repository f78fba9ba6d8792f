/** A packet of a capture: when, and how long it was; `kept` of its bytes are in the file. */
export interface Captured {
  readonly seconds: number;
  /** In the capture's own unit. */
  readonly fraction: number;
  readonly size: number;
  readonly kept?: number;
}

export interface Format {
  readonly littleEndian?: boolean;
  readonly nanoseconds?: boolean;
  /** The field of the link type, with whatever stands in its upper bits. */
  readonly network?: number;
}

/** A capture as libpcap writes it. */
export function pcap(packets: readonly Captured[], format: Format = {}): Uint8Array {
  const { littleEndian = true, nanoseconds = false, network = 1 } = format;
  const words = [nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 0, 0, 0, 65_535, network];
  const bytes: number[] = [];
  const put = (word: number) => bytes.push(...word32(word, littleEndian));
  words.forEach(put);
  for (const { seconds, fraction, size, kept = 0 } of packets) {
    [seconds, fraction, kept, size].forEach(put);
    bytes.push(...new Array<number>(kept).fill(0xee));
  }
  return Uint8Array.from(bytes);
}

/** A block of pcapng: its body is words of 32 bits, or bytes. */
export function block(type: number, body: readonly (number | readonly number[])[], littleEndian = true): number[] {
  const inside = body.flatMap((part) => (typeof part === 'number' ? word32(part, littleEndian) : part));
  while (inside.length % 4 !== 0) inside.push(0);
  const length = word32(inside.length + 12, littleEndian);
  return [...word32(type, littleEndian), ...length, ...inside, ...length];
}

export function word32(word: number, littleEndian: boolean): number[] {
  const bytes = [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24];
  return littleEndian ? bytes : bytes.reverse();
}
