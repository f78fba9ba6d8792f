import { grouped } from '../units.js';
import { Columns, type Recording } from './columns.js';
import { Fault } from './fault.js';

/**
 * libpcap's format (pcap-savefile(5)): a header of 24 bytes, whose first four tell the byte order and whether fractions
 * of a second count micro- or nanoseconds, then for each packet 16 bytes (seconds, fraction, bytes kept, bytes of the
 * packet) and the bytes that were kept.
 *
 * On Ethernet, cards do not pass on the checksum that ends a frame, and captures count without it; here a frame is as
 * long as on the wire, so its 4 bytes are added, unless the header says that they were captured.
 */
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const HEADER = 24;
const RECORD = 16;
/** No capture keeps more of a packet (MAXIMUM_SNAPLEN of libpcap); who says so is damaged. */
export const MOST_KEPT = 262_144;

export function isPcap(bytes: Uint8Array): boolean {
  return magicOf(bytes) !== undefined;
}

export function readPcap(bytes: Uint8Array): Recording {
  const { littleEndian, unit } = magicOf(bytes)!;
  const view = viewOf(bytes);
  const columns = new Columns();
  if (bytes.length < HEADER) return recordingOf(columns, 'it ends in its header');
  const network = view.getUint32(20, littleEndian);
  const checksum = checksumOf(network & 0xffff, (network & 0x0400_0000) === 0 ? undefined : network >>> 28);
  let at = HEADER;
  while (at < bytes.length && !columns.full) {
    const left = bytes.length - at;
    if (left < RECORD) return recordingOf(columns, torn(columns));
    const fraction = view.getUint32(at + 4, littleEndian);
    const kept = view.getUint32(at + 8, littleEndian);
    const number = grouped(columns.length + 1);
    if (fraction * unit >= 1e12 || kept > MOST_KEPT) {
      throw new Fault('entry', `is damaged at its packet ${number} (byte ${grouped(at)})`);
    }
    if (left < RECORD + kept) return recordingOf(columns, torn(columns));
    const size = view.getUint32(at + 12, littleEndian) + checksum;
    const wrong = columns.add(view.getUint32(at, littleEndian), fraction * unit, size);
    if (wrong !== undefined) throw new Fault('entry', `has a wrong packet: number ${number} ${wrong}`);
    at += RECORD + kept;
  }
  return recordingOf(columns, undefined, at < bytes.length);
}

/** Bytes of a frame's checksum that a capture does not count. `captured`: in units of 16 bits, where it says so. */
export function checksumOf(linkType: number, captured: number | undefined): number {
  const ETHERNET = 1;
  return linkType === ETHERNET && !captured ? 4 : 0;
}

export function torn({ length }: Columns): string {
  return `it ends in the middle of packet ${grouped(length + 1)}`;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function recordingOf(columns: Columns, torn: string | undefined, more = false): Recording {
  return { times: columns.times, sizes: columns.sizes, torn, more };
}

/** `unit`: picoseconds of the fraction's unit. */
function magicOf(bytes: Uint8Array): { readonly littleEndian: boolean; readonly unit: number } | undefined {
  if (bytes.length < 4) return undefined;
  const view = viewOf(bytes);
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === MICROSECONDS) return { littleEndian, unit: 1e6 };
    if (magic === NANOSECONDS) return { littleEndian, unit: 1e3 };
  }
  return undefined;
}
