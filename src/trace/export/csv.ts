import { ACTIVITIES } from '../../model/activity.js';
import { IPLS } from '../../model/ipl.js';
import type { Span } from '../../model/span.js';
import { readTrace } from '../read.js';
import { Kind, SWITCH_CAUSES, type Trace } from '../trace.js';
import { endOfTrace, type TracedResult } from './group.js';

export const CSV_COLUMNS = [
  'run',
  'design',
  'time_ps',
  'duration_ps',
  'cpu',
  'record',
  'context',
  'other',
  'object',
  'value',
  'packet',
  'file',
  'line',
] as const;

/**
 * Writes traces as comma-separated values (RFC 4180), a line for each record in the order in which they happened.
 * `record` is the activity of a slice, or the kind of an instant; `other` is the second context where there is one;
 * `object` is the label, device, queue, lock, place or level; `value` a length, an engine or a cause. A cell is empty
 * where it does not apply.
 */
export function writeCsv(groups: readonly TracedResult[], write: (line: string) => void): void {
  write(`${CSV_COLUMNS.join(',')}\r\n`);
  for (const { run, design, trace } of groups) {
    const durations = sliceDurations(trace);
    let slice = 0;
    readTrace(trace, (time, kind, cpu, a, b, c) => {
      const cells = describe(trace, kind, a, b, c);
      const row: readonly Cell[] = [
        run,
        design,
        time,
        kind < 16 ? durations[slice++] : undefined,
        cpu,
        cells.record,
        cells.context,
        cells.other,
        cells.object,
        cells.value,
        cells.packet,
        cells.span?.file,
        cells.span && cells.span.line + 1,
      ];
      write(`${row.map(quote).join(',')}\r\n`);
    });
  }
}

type Cell = string | number | undefined;

interface Cells {
  readonly record: string;
  readonly context?: string | undefined;
  readonly other?: string | undefined;
  readonly object?: string | undefined;
  readonly value?: string | number | undefined;
  readonly packet?: number | undefined;
  readonly span?: Span | undefined;
}

function describe(trace: Trace, kind: number, a: number, b: number, c: number): Cells {
  const context = trace.contexts[a]?.name;
  const second = trace.contexts[b]?.name;
  const device = trace.devices[a]?.name;
  const lock = trace.locks[a]?.name;
  const packet = c > 0 ? c - 1 : undefined;
  if (kind < 16) {
    const label = trace.labels[b];
    return { record: ACTIVITIES[kind]!, context, object: label?.text, packet, span: label?.span };
  }
  switch (kind) {
    case Kind.Switch:
      return { record: 'switch_context', context, other: second, value: SWITCH_CAUSES[c] };
    case Kind.Ipl:
      return { record: 'ipl', object: IPLS[a], value: a };
    case Kind.Arrive:
      return { record: 'arrive', object: device, packet };
    case Kind.Drop:
      return { record: 'drop', object: trace.places[a]?.name, packet, span: trace.places[a]?.span };
    case Kind.Deliver:
      return { record: b === 0 ? 'deliver' : 'transmit', context, packet };
    case Kind.Raise:
      return { record: 'raise', object: device };
    case Kind.Interrupt:
      return { record: 'take_interrupt', object: device, other: second };
    case Kind.Return:
      return { record: 'return', object: device, other: second };
    case Kind.Wakeup:
      return { record: 'wakeup', context, other: second, packet };
    case Kind.Block:
      return { record: 'block', context, object: trace.labels[b]?.text, packet, span: trace.labels[b]?.span };
    case Kind.Queue:
      return { record: 'queue', object: trace.queues[a]?.name, value: c };
    case Kind.Submit:
      return { record: 'submit', object: device, value: b === 0 ? 'queued' : 'held', packet };
    case Kind.Start:
      return { record: 'start', object: device, value: b, packet };
    case Kind.Complete:
      return { record: 'complete', object: device, value: b, packet };
    case Kind.Request:
      return { record: 'request_softint', object: IPLS[a], other: second, packet };
    case Kind.Softint:
      return { record: 'take_softint', object: IPLS[a], other: second };
    case Kind.Acquire:
      return { record: 'acquire', object: lock, other: second };
    case Kind.Contend:
      return { record: 'contend', object: lock, other: second };
    case Kind.Release:
      return { record: 'release', object: lock, other: second };
    default:
      throw new RangeError(`a trace record of unknown kind ${kind}`);
  }
}

/** How long each slice lasts, in the order of the slices: until the next slice on its CPU. */
function sliceDurations(trace: Trace): number[] {
  const durations: number[] = [];
  const open = new Map<number, { index: number; start: number }>();
  readTrace(trace, (time, kind, cpu) => {
    if (kind >= 16) return;
    const last = open.get(cpu);
    if (last) durations[last.index] = time - last.start;
    open.set(cpu, { index: durations.length, start: time });
    durations.push(0);
  });
  for (const { index, start } of open.values()) durations[index] = endOfTrace(trace) - start;
  return durations;
}

function quote(cell: Cell): string {
  if (cell === undefined) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
