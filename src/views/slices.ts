import { readTrace } from '../trace/read.js';
import { Kind, type Trace } from '../trace/trace.js';
import { f64, u8, u16, u32 } from './column.js';

/** All slices of a trace in the order of their start, a column for each field. The other views refer to its rows. */
export interface Slices {
  readonly length: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly cpu: Uint8Array;
  /** Index in ACTIVITIES. */
  readonly activity: Uint8Array;
  readonly context: Uint16Array;
  readonly label: Uint16Array;
  /** Packet + 1; 0: none. */
  readonly packet: Uint32Array;
}

/** A slice ends where the next one of its CPU starts; the last one where the recording ended. */
export function slicesOf(trace: Trace): Slices {
  const columns = { start: f64(), cpu: u8(), activity: u8(), context: u16(), label: u16(), packet: u32() };
  readTrace(trace, (time, kind, cpu, a, b, c) => {
    if (kind >= Kind.Switch) return;
    columns.start.push(time);
    columns.cpu.push(cpu);
    columns.activity.push(kind);
    columns.context.push(a);
    columns.label.push(b);
    columns.packet.push(c);
  });
  const start = columns.start.done();
  const cpu = columns.cpu.done();
  const end = new Float64Array(start.length);
  const next = new Float64Array(trace.cpus).fill(recordedUntil(trace));
  for (let i = start.length - 1; i >= 0; i--) {
    end[i] = next[cpu[i]!]!;
    next[cpu[i]!] = start[i]!;
  }
  return {
    length: start.length,
    start,
    end,
    cpu,
    activity: columns.activity.done(),
    context: columns.context.done(),
    label: columns.label.done(),
    packet: columns.packet.done(),
  };
}

/** How far the records go. */
export function recordedUntil(trace: Trace): number {
  return trace.truncatedAt ?? trace.duration;
}

/** The slices that are work for a packet, in order. */
export function slicesOfPacket(slices: Slices, packet: number): Uint32Array {
  const found = u32();
  for (let i = 0; i < slices.length; i++) if (slices.packet[i] === packet + 1) found.push(i);
  return found.done();
}

/** The slices whose statement, or else whose context, stands on a line of a file. */
export function slicesOfLine(trace: Trace, slices: Slices, file: string, line: number): Uint32Array {
  const labels = trace.labels.map(
    ({ span }) => span !== undefined && span.file === file && span.line <= line && line <= span.endLine,
  );
  const found = u32();
  for (let i = 0; i < slices.length; i++) if (labels[slices.label[i]!]) found.push(i);
  return found.done();
}

/** Some slices of a timeline, apart for each lane on which they are drawn; ascending. */
export interface Selection {
  readonly all: Uint32Array;
  readonly cpus: readonly Uint32Array[];
  readonly contexts: readonly Uint32Array[];
}

export function selectionOf(trace: Trace, slices: Slices, all: Uint32Array): Selection {
  const cpus = Array.from({ length: trace.cpus }, u32);
  const contexts = trace.contexts.map(u32);
  for (const slice of all) {
    cpus[slices.cpu[slice]!]!.push(slice);
    contexts[slices.context[slice]!]?.push(slice);
  }
  return { all, cpus: cpus.map((each) => each.done()), contexts: contexts.map((each) => each.done()) };
}
