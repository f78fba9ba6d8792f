import { ACTIVITIES, type Activity } from '../../../src/model/activity.js';
import type { Span } from '../../../src/model/span.js';
import type { TracedResult } from '../../../src/trace/export/group.js';
import { Kind, type Trace } from '../../../src/trace/trace.js';
import { TraceWriter } from '../../support/writer.js';

export const span = (line: number): Span => ({ file: 'a.irq', line, column: 2, endLine: line, endColumn: 9 });

export const NS = 1e3;
export const US = 1e6;

/** Indices of the scene's contexts. */
export const IDLE = 0;
export const COMPUTE = 1;
export const INTR = 2;

/**
 * A trace written by hand, with every kind of record: a process computes, a packet wakes an interrupt thread which
 * preempts it, submits a request, and sleeps; the process goes on, a second packet is dropped.
 */
export function scene(build: (recorder: TraceWriter) => void = story): Trace {
  const recorder = new TraceWriter(1e6);
  build(recorder);
  return {
    duration: 20 * US,
    cpus: 1,
    contexts: [
      { kind: 'idle', name: 'idle', cpu: 0, device: undefined, span: undefined },
      { kind: 'process', name: 'compute', cpu: undefined, device: undefined, span: span(3) },
      { kind: 'interrupt_thread', name: 'intr/wm0', cpu: 0, device: 0, span: span(4) },
    ],
    labels: [
      { text: '', span: undefined },
      { text: 'work', span: span(10) },
      { text: 'wm_rxintr', span: span(11) },
    ],
    devices: [
      { name: 'wm0', kind: 'nic', engines: 0, span: span(5) },
      { name: 'ubsec0', kind: 'crypto', engines: 2, span: span(6) },
    ],
    queues: [{ name: 'ipintrq', limit: 256, span: span(7) }],
    locks: [{ name: 'so,"lock"' }],
    places: [{ name: 'ipintrq', span: span(7) }],
    chunks: recorder.finish(),
    truncatedAt: recorder.recorder.truncatedAt,
  };
}

export function slice(recorder: TraceWriter, time: number, activity: Activity, context: number, label = 0, packet = 0) {
  recorder.moveTo(time);
  recorder.record(ACTIVITIES.indexOf(activity), 0, context, label, packet);
}

function story(recorder: TraceWriter): void {
  const at = (time: number, kind: number, a = 0, b = 0, c = 0) => {
    recorder.moveTo(time);
    recorder.record(kind, 0, a, b, c);
  };
  slice(recorder, 0, 'user', COMPUTE, 1);
  at(10 * US, Kind.Arrive, 0, 0, 1);
  at(10 * US, Kind.Raise, 0);
  at(10 * US, Kind.Interrupt, 0, COMPUTE);
  slice(recorder, 10 * US, 'trap', COMPUTE);
  at(10 * US + 400 * NS, Kind.Wakeup, INTR, COMPUTE);
  at(10 * US + 400 * NS, Kind.Switch, COMPUTE, INTR, 0);
  slice(recorder, 10 * US + 400 * NS, 'switch', INTR);
  at(12 * US, Kind.Ipl, 6);
  slice(recorder, 12 * US, 'interrupt', INTR, 2, 1);
  at(12 * US + 1, Kind.Acquire, 0, INTR);
  at(12 * US + 2, Kind.Contend, 0, COMPUTE);
  at(12 * US + 500, Kind.Release, 0, INTR);
  at(13 * US, Kind.Submit, 1, 0, 1);
  at(13 * US, Kind.Start, 1, 1, 1);
  at(13 * US, Kind.Queue, 0, 0, 1);
  at(13 * US, Kind.Request, 3, INTR, 1);
  at(14 * US, Kind.Softint, 3, INTR);
  at(14 * US, Kind.Arrive, 0, 0, 2);
  at(14 * US, Kind.Drop, 0, 0, 2);
  at(15 * US, Kind.Block, INTR, 2, 1);
  at(15 * US, Kind.Return, 0, COMPUTE);
  at(15 * US, Kind.Switch, INTR, COMPUTE, 1);
  slice(recorder, 15 * US, 'user', COMPUTE, 1);
  at(17 * US, Kind.Complete, 1, 1, 1);
  at(18 * US, Kind.Deliver, COMPUTE, 0, 1);
  slice(recorder, 19 * US, 'idle', IDLE);
}

export function group(trace: Trace = scene(), design = 'interrupt_threads'): TracedResult {
  return { run: 'one, "packet"', design, trace };
}
