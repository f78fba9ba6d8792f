import type { Recording } from './columns.js';
import { readCsv } from './csv.js';
import { Fault } from './fault.js';
import { isPcap, readPcap } from './pcap.js';
import { isPcapng, readPcapng } from './pcapng.js';

/**
 * Arrivals from a file: a capture (pcap, pcapng) or a table of times (CSV). What the file is, its first bytes tell, not
 * its name. The first packet of a file is its time zero; a recording says when the others came after it, and how long
 * they were on the wire where the file knows. Nothing else of a capture is looked at, so what it has not kept of its
 * packets does not matter.
 *
 * Own code, since a capture is a dozen numbers in fixed places and the table has two columns; readers of packages make an
 * object of every row, and cannot tell the line of a fault.
 */
export type Read = { readonly kind: 'recording'; readonly recording: Recording } | FaultyRecording;

export interface FaultyRecording {
  readonly kind: 'fault';
  /** format: it is no file of packets. entry: a packet or a line is wrong. */
  readonly of: 'format' | 'entry';
  /** To follow the file's name. */
  readonly message: string;
  /** The line of a table, from 0. */
  readonly line: number | undefined;
}

/** The same bytes are read once, though a text is compiled with every keystroke. */
const known = new WeakMap<Uint8Array, Read>();

/** Reads a file's packets. Never throws, whatever the bytes. */
export function readRecording(bytes: Uint8Array): Read {
  let read = known.get(bytes);
  if (read === undefined) {
    read = readOnce(bytes);
    known.set(bytes, read);
  }
  return read;
}

function readOnce(bytes: Uint8Array): Read {
  try {
    const recording = chooseReader(bytes)(bytes);
    if (recording.times.length > 0) return { kind: 'recording', recording };
    const why = recording.torn ?? 'there is none in it';
    return { kind: 'fault', of: 'format', message: `has no packets: ${why}`, line: undefined };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: 'fault', of: error.of, message: error.message, line: error.line };
  }
}

function chooseReader(bytes: Uint8Array): (bytes: Uint8Array) => Recording {
  if (isPcap(bytes)) return readPcap;
  if (isPcapng(bytes)) return readPcapng;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Fault('format', 'is compressed (gzip); unpack it first');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) throw new Fault('format', 'is UTF-16 text; save it as UTF-8');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) throw new Fault('format', 'is UTF-16 text; save it as UTF-8');
  // A text has no zero in its first bytes, and every other format of packets has.
  if (bytes.subarray(0, 64).includes(0)) {
    const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new Fault('format', `is neither pcap, pcapng nor CSV: it begins with the bytes ${magic}`);
  }
  return readCsv;
}
