import { expect } from 'vitest';
import { ACTIVITIES } from '../../src/model/activity.js';
import { IPLS } from '../../src/model/ipl.js';
import { readTrace } from '../../src/trace/read.js';
import { Kind, SWITCH_CAUSES, type Trace } from '../../src/trace/trace.js';
import type { Traced } from './scenario.js';

/**
 * Timelines as text, to be written out by hand in a test and compared. A line is a slice or an instant, in their order
 * on each CPU; `//` begins a remark, where the test derives the time:
 *
 *     10-10.4us    wm0 trap: trap                             // trap 0.4
 *     10.7us       switch compute -> wm0 interrupt thread (preempt)
 *     12.7-14.2us  wm0 interrupt thread: cache refill         // refill 1.5
 */

export const INSTANTS = ['interrupt', 'softint', 'switch', 'deliver', 'drop'] as const;
export const ALL_INSTANTS = [...INSTANTS, 'arrive', 'start', 'complete', 'acquire', 'contend', 'release'] as const;
export type Instant = (typeof ALL_INSTANTS)[number];

export interface Picture {
  /** Instants to show; slices are always shown. */
  readonly instants?: readonly Instant[];
  /** Show slices; true where nothing is said. */
  readonly slices?: boolean;
  /** Microseconds between which a line must begin; an instant may be at the end, a slice must begin before it. */
  readonly from?: number;
  readonly until?: number;
}

/** Compares what happened with a block of text; white space and remarks do not matter. */
export function expectTimeline(result: Traced, expected: string, picture: Picture = {}): void {
  const lines = expected.split('\n').map((line) =>
    line
      .replace(/\/\/.*/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  expect(timeline(result, picture)).toEqual(lines.filter((line) => line !== ''));
}

interface Line {
  readonly time: number;
  readonly slice: boolean;
  text: string;
}

/** The lines of a run. On several CPUs they begin with the CPU's number. */
export function timeline({ trace }: { readonly trace: Trace }, picture: Picture = {}): string[] {
  const { instants = INSTANTS, slices = true, from = 0, until = Number.POSITIVE_INFINITY } = picture;
  const lines: Line[] = [];
  const open = new Map<number, { time: number; text: string; line: Line }>();
  const on = (cpu: number) => (trace.cpus === 1 ? '' : `cpu${cpu} `);
  const close = (cpu: number, time: number) => {
    const slice = open.get(cpu);
    if (slice === undefined) return;
    open.delete(cpu);
    if (slice.time < time) slice.line.text = `${on(cpu)}${us(slice.time)}-${us(time)}us ${slice.text}`;
  };
  readTrace(trace, (time, kind, cpu, a, b, c) => {
    if (kind < ACTIVITIES.length) {
      close(cpu, time);
      const line = { time, text: '', slice: true };
      open.set(cpu, { time, text: `${name(trace, a)}: ${trace.labels[b]!.text}`, line });
      if (slices) lines.push(line);
      return;
    }
    const text = instant(trace, kind, a, b, c);
    if (text === undefined || !instants.includes(text.split(' ')[0] as Instant)) return;
    // The slice before ends where the CPU turns to something else.
    if (CPU_KINDS.has(kind)) close(cpu, time);
    lines.push({ time, slice: false, text: `${CPU_KINDS.has(kind) ? on(cpu) : ''}${us(time)}us ${text}` });
  });
  for (let cpu = 0; cpu < trace.cpus; cpu++) close(cpu, trace.duration);
  return lines
    .filter(({ text }) => text !== '')
    .filter(({ time, slice }) => time >= from * 1e6 && (slice ? time < until * 1e6 : time <= until * 1e6))
    .map(({ text }) => text);
}

/** The context switches, as `10.7us compute -> wm0 interrupt thread (preempt)`. */
export function switches(result: Traced): string[] {
  return timeline(result, { slices: false, instants: ['switch'] }).map((line) => line.replace('switch ', ''));
}

const CPU_KINDS = new Set<number>([
  Kind.Interrupt,
  Kind.Softint,
  Kind.Switch,
  Kind.Acquire,
  Kind.Contend,
  Kind.Release,
]);

function instant(trace: Trace, kind: number, a: number, b: number, c: number): string | undefined {
  switch (kind) {
    case Kind.Switch:
      return `switch ${name(trace, a)} -> ${name(trace, b)} (${SWITCH_CAUSES[c]})`;
    case Kind.Interrupt:
      return `interrupt ${trace.devices[a]?.name ?? 'clock or ipi'} over ${name(trace, b)}`;
    case Kind.Softint:
      return `softint ${IPLS[a]} over ${name(trace, b)}`;
    case Kind.Arrive:
      return `arrive #${c} on ${trace.devices[a]!.name}`;
    case Kind.Deliver:
      return b === 1 ? `deliver #${c} on the wire` : `deliver #${c} to ${name(trace, a)}`;
    case Kind.Drop:
      return `drop #${c} at ${trace.places[a]!.name}`;
    case Kind.Start:
      return `start #${c} on ${trace.devices[a]!.name} engine ${b}`;
    case Kind.Complete:
      return `complete #${c} on ${trace.devices[a]!.name} engine ${b}`;
    case Kind.Acquire:
      return `acquire ${trace.locks[a]!.name} by ${name(trace, b)}`;
    case Kind.Contend:
      return `contend ${trace.locks[a]!.name} by ${name(trace, b)}`;
    case Kind.Release:
      return `release ${trace.locks[a]!.name} by ${name(trace, b)}`;
    default:
      return undefined;
  }
}

function name(trace: Trace, context: number): string {
  return trace.contexts[context]?.name ?? 'nobody';
}

function us(time: number): string {
  return String(time / 1e6);
}
