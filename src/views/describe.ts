import { ACTIVITIES } from '../model/activity.js';
import type { Span } from '../model/span.js';
import { bandEnd, upTo } from './bands.js';
import { ABSENT, ASLEEP, READY } from './contexts.js';
import { formatCount, formatTime } from './format.js';
import { valueAt } from './steps.js';
import type { Lane, Timeline } from './timeline.js';

/** What is at a place of a timeline: the text of the tooltip, the packet that it belongs to and its line. */
export interface Description {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly packet: number | undefined;
  readonly span: Span | undefined;
}

/** Describes a slice of a timeline. */
export function describeSlice({ trace, slices }: Timeline, slice: number): Description {
  const label = trace.labels[slices.label[slice]!];
  const context = trace.contexts[slices.context[slice]!];
  const activity = ACTIVITIES[slices.activity[slice]!]!;
  const packet = slices.packet[slice]!;
  const facts: [string, string][] = [
    ['activity', activity],
    ['duration', formatTime(slices.end[slice]! - slices.start[slice]!)],
    ['start', formatTime(slices.start[slice]!)],
    ['context', context === undefined ? '?' : `${context.name}, ${context.kind.replaceAll('_', ' ')}`],
  ];
  if (trace.cpus > 1) facts.push(['cpu', String(slices.cpu[slice]!)]);
  if (packet > 0) facts.push(['packet', `#${packet - 1}`]);
  const span = label?.span ?? context?.span;
  if (span !== undefined) facts.push(['line', placeOf(span)]);
  return { title: label?.text || activity, facts, packet: packet > 0 ? packet - 1 : undefined, span };
}

/**
 * Describes what a lane shows at a time. `reach` is how far off an instant may be to be meant; undefined where there
 * is nothing.
 */
export function describeLane(timeline: Timeline, lane: Lane, time: number, reach: number): Description | undefined {
  const near = nearest(lane, time, reach);
  if (near !== undefined) return near;
  const { content } = lane;
  if (content.kind === 'none') return undefined;
  if (content.kind === 'steps') {
    const value = valueAt(content.steps, time);
    const text = content.names?.[value] ?? formatCount(value);
    return {
      title: lane.name,
      facts: [
        [content.names ? 'level' : 'length', text],
        ['', lane.kind],
      ],
      packet: undefined,
      span: lane.span,
    };
  }
  const band = time < 0 || time >= content.bands.end ? -1 : upTo(content.bands.start, time);
  if (band < 0) return undefined;
  const ref = content.bands.ref[band]!;
  const state = content.bands.state[band]!;
  const duration = formatTime(bandEnd(content.bands, band) - content.bands.start[band]!);
  if (content.kind === 'engine') {
    if (state === 0) return undefined;
    const facts: [string, string][] = [
      ['duration', duration],
      ['start', formatTime(content.bands.start[band]!)],
      ['packet', `#${ref - 1}`],
    ];
    return { title: `${lane.name} works`, facts, packet: ref - 1, span: lane.span };
  }
  if (ref > 0) return describeSlice(timeline, ref - 1);
  const words = new Map([
    [READY, 'ready, waits for the CPU'],
    [ASLEEP, 'asleep'],
  ]).get(state);
  if (state === ABSENT || words === undefined) return undefined;
  return {
    title: `${lane.name}: ${words}`,
    facts: [
      ['duration', duration],
      ['', lane.kind],
    ],
    packet: undefined,
    span: lane.span,
  };
}

const MARK_WORDS = {
  arrive: 'packet arrives',
  drop: 'packet dropped',
  raise: 'interrupt raised',
  interrupt: 'interrupt taken',
  deliver: 'packet delivered',
} as const;

function nearest(lane: Lane, time: number, reach: number): Description | undefined {
  let best: Description | undefined;
  let distance = reach;
  for (const { mark, time: times, packet } of lane.marks) {
    const before = upTo(times, time);
    for (const i of [before, before + 1]) {
      const off = i < 0 || i >= times.length ? Number.POSITIVE_INFINITY : Math.abs(times[i]! - time);
      if (off > distance || (best !== undefined && off === distance)) continue;
      distance = off;
      const own = packet[i]! > 0 ? packet[i]! - 1 : undefined;
      const facts: [string, string][] = [['at', formatTime(times[i]!)]];
      if (own !== undefined) facts.push(['packet', `#${own}`]);
      best = { title: `${lane.name}: ${MARK_WORDS[mark]}`, facts, packet: own, span: lane.span };
    }
  }
  return best;
}

/** A place in a text as people write it, counted from one: `ipsec.irq:24`. */
export function placeOf(span: Span): string {
  return `${span.file.split(/[\\/]/).at(-1)}:${span.line + 1}`;
}
