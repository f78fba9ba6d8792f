import type { Run } from '../model/scenario.js';
import { buffersOf as buffersOfResult, release } from '../trace/memory.js';
import type { PacketTable, Report, Result } from '../trace/result.js';
import type { Trace } from '../trace/trace.js';

/**
 * A report is mostly typed arrays, and those are moved between threads, not copied. A chunk of a trace is larger than
 * what is in it, and packet tables can be much larger, so what moves is a copy of what is used. The memory that they were
 * in stays here, for the next run. What a recording of packets held is left out: nobody looks at it any more.
 */

/**
 * The same report with every trace chunk and packet table cut to its length, and recordings of packets emptied. It
 * takes the place of the one that was given, whose memory is used again.
 */
export function compact(report: Report): Report {
  const copy = compacted(report);
  for (const { results } of report.runs) for (const result of results) release(result);
  return copy;
}

function compacted(report: Report): Report {
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
  return { ...trace, chunks: trace.chunks.map((chunk) => chunk.slice()) };
}

function compactPackets(packets: PacketTable): PacketTable {
  const { length } = packets;
  return {
    length,
    arrival: packets.arrival.slice(0, length),
    end: packets.end.slice(0, length),
    outcome: packets.outcome.slice(0, length),
    place: packets.place.slice(0, length),
    bytes: packets.bytes.slice(0, length),
    device: packets.device.slice(0, length),
  };
}

/** Every buffer of a report, each once: the transfer list for posting it. */
export function buffersOf(report: Report): ArrayBuffer[] {
  return [...new Set(report.runs.flatMap(({ results }) => results.flatMap(buffersOfResult)))];
}
