import { LONGEST_RUN } from '../../model/time.js';
import type { ArrivalPattern } from '../../model/workload.js';
import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import type { Token } from '../lexer.js';
import { resolvePath } from '../program.js';
import type { Reader } from '../reader.js';
import { MOST_RECORDED, type Recording } from '../recording/columns.js';
import { type FaultyRecording, readRecording } from '../recording/recording.js';
import { grouped } from '../units.js';
import { FILE_SCALE } from '../vocabulary/pattern.js';

/** A pattern of arrivals from a file, with the token that names it. */
export interface RecordedPattern {
  readonly pattern: Extract<ArrivalPattern, { kind: 'file' }>;
  readonly token: Token;
  readonly recording: Recording;
}

/** Reads `"PATH" [scale X]`. Whatever is wrong with the file is said at its name; the line goes on all the same. */
export function readRecorded(reader: Reader, context: Context): RecordedPattern | undefined {
  const token = reader.peek();
  const path = reader.string('the path of a file in quotes, such as "trace.pcap"');
  const scale = readScale(reader);
  if (path === undefined || scale === undefined) return undefined;
  const bytes = context.program.data(path, reader.source);
  if (typeof bytes === 'string') return report(reader, 'IRQ053', token!, bytes);
  const read = readRecording(bytes);
  if (read.kind === 'fault') return reportFault(reader, token!, path, read);
  const { recording } = read;
  const { torn } = recording;
  if (torn !== undefined) reader.report('IRQ056', token!, `${show(token!)} is not whole: ${torn}`);
  const times = scaled(recording.times, scale);
  const sizes = recording.sizes?.subarray(0, times.length);
  return { pattern: { kind: 'file', times, sizes }, token: token!, recording };
}

/** Refuses a file with more packets than are read, unless the stream takes fewer. */
export function checkLength({ recording, token }: RecordedPattern, count: number, reader: Reader): void {
  if (!recording.more || count <= MOST_RECORDED) return;
  const most = `at most ${grouped(MOST_RECORDED)} packets of a file can be read; 'count N' takes the first N`;
  report(reader, 'IRQ071', token, `is too long: ${most}`);
}

function readScale(reader: Reader): number | undefined {
  if (reader.accept([FILE_SCALE]) === undefined) return 1;
  const want = { what: 'the factor of the times', example: '0.5', least: 1e-9, most: 1e9 };
  return reader.quantity({ ...want, dimensions: ['count'] });
}

/** Times in whole picoseconds; what comes after the longest run does not come. */
function scaled(times: Float64Array, scale: number): Float64Array {
  if (scale === 1 && times.at(-1)! <= LONGEST_RUN) return times;
  const result = times.map((time) => Math.round(time * scale));
  let length = result.length;
  while (length > 0 && result[length - 1]! > LONGEST_RUN) length--;
  return result.subarray(0, length);
}

function reportFault(reader: Reader, token: Token, path: string, { of, message, line }: FaultyRecording): undefined {
  const code = of === 'format' ? 'IRQ054' : 'IRQ055';
  const file = resolvePath(path, reader.source.file);
  const span = { file, line: line ?? 0, column: 0, endLine: line ?? 0, endColumn: 0 };
  return report(reader, code, token, message, line === undefined ? [] : [{ span, message: 'the line' }]);
}

function report(
  reader: Reader,
  code: Parameters<Reader['report']>[0],
  token: Token,
  message: string,
  related: Parameters<Reader['report']>[3] = [],
): undefined {
  reader.report(code, token, `${show(token)} ${message}`, related);
  return undefined;
}
