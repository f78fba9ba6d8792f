import type { Run } from '../model/scenario.js';
import type { PacketTable, Report, Result } from '../trace/result.js';
import type { Trace, TraceChunk } from '../trace/trace.js';

/**
 * A report is mostly typed arrays, and those are moved between threads, not copied. A chunk of a
 * trace is a little larger than what is in it, and packet tables can be much larger; what is not used is cut off first,
 * because the way to a webview does copy. What a recording of packets held is left out: nobody looks at it any more.
 */

/** The same report with every trace chunk and packet table cut to its length, and recordings of packets emptied. */
export function compact(report: Report): Report {
  return {
    ...report,
    runs: report.runs.map((one) => ({
      ...one,
      run: withoutRecordings(one.run),
      results: one.results.map(compactResult),
    })),
  };
}

function withoutRecordings(run: Run): Run {
  const arrivals = run.workload.arrivals.map((stream) =>
    stream.pattern.kind === 'file'
      ? { ...stream, pattern: { ...stream.pattern, times: new Float64Array(), sizes: undefined } }
      : stream,
  );
  return { ...run, workload: { ...run.workload, arrivals } };
}

function compactResult(result: Result): Result {
  return { ...result, packets: compactPackets(result.packets), trace: result.trace && compactTrace(result.trace) };
}

function compactTrace(trace: Trace): Trace {
  return { ...trace, chunks: trace.chunks.map(compactChunk) };
}

function compactChunk({ length, bytes }: TraceChunk): TraceChunk {
  return { length, bytes: cut(bytes, bytes.length) };
}

function compactPackets(packets: PacketTable): PacketTable {
  const { length } = packets;
  return {
    length,
    arrival: cut(packets.arrival, length),
    end: cut(packets.end, length),
    outcome: cut(packets.outcome, length),
    place: cut(packets.place, length),
    bytes: cut(packets.bytes, length),
    device: cut(packets.device, length),
  };
}

/** The array itself where it fills its buffer, otherwise a copy of the used part. */
function cut<A extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(array: A, length: number): A {
  if (array.length === length && array.buffer.byteLength === array.byteLength) return array;
  return array.slice(0, length) as A;
}

/** Every buffer of a report, each once: the transfer list for posting it. */
export function buffersOf(report: Report): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { results } of report.runs) {
    for (const { packets, trace } of results) {
      addBuffers(buffers, packets);
      for (const chunk of trace?.chunks ?? []) addBuffers(buffers, chunk);
    }
  }
  return [...buffers];
}

function addBuffers(buffers: Set<ArrayBuffer>, columns: object): void {
  for (const column of Object.values(columns)) {
    if (ArrayBuffer.isView(column)) buffers.add(column.buffer as ArrayBuffer);
  }
}
