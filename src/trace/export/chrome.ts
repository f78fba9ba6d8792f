import type { TracedResult } from './group.js';
import { lanesOf, readLanes } from './lanes.js';

const US = 1e6;

/**
 * Writes traces in the Trace Event Format that chrome://tracing, Perfetto and speedscope read: a JSON object, each
 * design a process and each lane a thread. Times are microseconds with six decimals, so no picosecond is lost.
 * Format: "Trace Event Format" (Google, docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU).
 */
export function writeChrome(groups: readonly TracedResult[], write: (piece: string) => void): void {
  let separator = '{"displayTimeUnit":"ns","traceEvents":[\n';
  for (const [pid, group] of groups.entries()) {
    eachEvent(pid, group, (event) => {
      write(separator + JSON.stringify(event));
      separator = ',\n';
    });
  }
  write('\n]}\n');
}

function eachEvent(pid: number, { run, design, trace }: TracedResult, emit: (event: object) => void): void {
  emit({ ph: 'M', pid, name: 'process_name', args: { name: `${run}: ${design}` } });
  emit({ ph: 'M', pid, name: 'process_sort_index', args: { sort_index: pid } });
  const lanes = lanesOf(trace);
  for (const { id, name, kind } of lanes) {
    if (kind === 'counter') continue;
    emit({ ph: 'M', pid, tid: id, name: 'thread_name', args: { name } });
    emit({ ph: 'M', pid, tid: id, name: 'thread_sort_index', args: { sort_index: id } });
  }
  readLanes(trace, (event) => {
    const tid = event.lane;
    switch (event.kind) {
      case 'slice': {
        const { start, end, name, category: cat, packet, span, sources, targets } = event;
        const args = { packet, file: span?.file, line: span && span.line + 1 };
        emit({ ph: 'X', pid, tid, ts: start / US, dur: (end - start) / US, name, cat, args });
        const arrow = { pid, tid, name: 'wakeup', cat: 'wakeup' };
        for (const { flow, time } of sources) emit({ ph: 's', ...arrow, ts: time / US, id: flowId(pid, flow) });
        for (const flow of targets) emit({ ph: 'f', bp: 'e', ...arrow, ts: start / US, id: flowId(pid, flow) });
        break;
      }
      case 'instant': {
        const { time, name, category: cat, packet } = event;
        emit({ ph: 'i', s: 't', pid, tid, ts: time / US, name, cat, args: { packet } });
        break;
      }
      case 'counter':
        emit({ ph: 'C', pid, ts: event.time / US, name: lanes[tid]!.name, args: { value: event.value } });
        break;
    }
  });
}

/** Flow ids are global in a file. */
function flowId(pid: number, flow: number): string {
  return `${pid}.${flow}`;
}
