import { grouped } from '../units.js';
import { Columns, type Recording } from './columns.js';
import { Fault } from './fault.js';
import { checksumOf, recordingOf, torn, viewOf } from './pcap.js';

/**
 * pcapng, what Wireshark saves (draft-ietf-opsawg-pcapng): blocks of a type and a length. A section header sets the byte
 * order; an interface description gives the unit of its packets' times; packets stand in enhanced packet blocks. Packets
 * without a time (simple packet blocks) cannot be used, and blocks about anything else are passed over.
 */
const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const PACKET = 6;
const OPTION_RESOLUTION = 9;
const OPTION_CHECKSUM = 13;
const OPTION_OFFSET = 14;

/** `units`: ticks of the clock in a second. `offset`: seconds at which it is zero. */
interface Interface {
  readonly units: number;
  readonly offset: number;
  readonly checksum: number;
}

export function isPcapng(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0) === SECTION;
}

export function readPcapng(bytes: Uint8Array): Recording {
  const view = viewOf(bytes);
  const columns = new Columns();
  let interfaces: Interface[] = [];
  let littleEndian = true;
  let at = 0;
  while (at < bytes.length && !columns.full) {
    if (bytes.length - at < 12) return recordingOf(columns, torn(columns));
    const type = view.getUint32(at, littleEndian);
    if (type === SECTION) {
      littleEndian = view.getUint32(at + 8, true) === BYTE_ORDER;
      interfaces = [];
    }
    const length = view.getUint32(at + 4, littleEndian);
    if (length < 12 || length % 4 !== 0) throw damaged(columns, at);
    if (bytes.length - at < length) return recordingOf(columns, torn(columns));
    const block = { view, littleEndian, at: at + 8, end: at + length - 4 };
    if (type === INTERFACE) interfaces.push(readInterface(block));
    else if (type === PACKET) readPacket(block, interfaces, columns);
    else if (type === SIMPLE_PACKET || type === OBSOLETE_PACKET)
      throw new Fault('entry', `has packets of a kind that is not read: its packet ${columns.length + 1} has no time`);
    at += length;
  }
  return recordingOf(columns, undefined, at < bytes.length);
}

interface Block {
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Its body: from here … */
  readonly at: number;
  /** … to here. */
  readonly end: number;
}

function readInterface({ view, littleEndian, at, end }: Block): Interface {
  let units = 1e6;
  let offset = 0;
  let captured: number | undefined;
  for (let option = at + 8; option + 4 <= end; ) {
    const [code, length] = [view.getUint16(option, littleEndian), view.getUint16(option + 2, littleEndian)];
    if (code === 0 || option + 4 + length > end) break;
    const value = length === 1 ? view.getUint8(option + 4) : 0;
    // The highest bit chooses between powers of two and of ten.
    if (code === OPTION_RESOLUTION && length === 1) units = value < 128 ? 10 ** value : 2 ** (value - 128);
    if (code === OPTION_CHECKSUM && length === 1) captured = value;
    if (code === OPTION_OFFSET && length === 8) offset = Number(view.getBigInt64(option + 4, littleEndian));
    option += 4 + Math.ceil(length / 4) * 4;
  }
  const linkType = at + 2 <= end ? view.getUint16(at, littleEndian) : 0;
  return { units, offset, checksum: checksumOf(linkType, captured) };
}

function readPacket({ view, littleEndian, at, end }: Block, interfaces: readonly Interface[], columns: Columns): void {
  if (at + 20 > end) throw damaged(columns, at - 8);
  const from = interfaces[view.getUint32(at, littleEndian)];
  if (from === undefined) throw damaged(columns, at - 8);
  const ticks = (BigInt(view.getUint32(at + 4, littleEndian)) << 32n) | BigInt(view.getUint32(at + 8, littleEndian));
  const units = BigInt(Math.max(1, from.units));
  const seconds = from.offset + Number(ticks / units);
  const picoseconds = Number(((ticks % units) * 1_000_000_000_000n) / units);
  const wrong = columns.add(seconds, picoseconds, view.getUint32(at + 16, littleEndian) + from.checksum);
  if (wrong !== undefined)
    throw new Fault('entry', `has a wrong packet: number ${grouped(columns.length + 1)} ${wrong}`);
}

function damaged({ length }: Columns, at: number): Fault {
  return new Fault('entry', `is damaged behind its packet ${grouped(length)} (byte ${grouped(at)})`);
}
