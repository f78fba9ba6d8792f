import { ACTIVITIES } from '../model/activity.js';
import { IPLS } from '../model/ipl.js';
import type { Span } from '../model/span.js';
import type { Picoseconds } from '../model/time.js';
import { readTrace } from '../trace/read.js';
import type { Result } from '../trace/result.js';
import { Kind, type Trace } from '../trace/trace.js';
import { type Bands, bands } from './bands.js';
import { f64, u8, u16, u32 } from './column.js';
import { contextBands } from './contexts.js';
import { deviceLanes, iplSteps, type Marks, outcomes, queueSteps } from './devices.js';
import { formatCount } from './format.js';
import { DEVICE_NAMES } from './kinds.js';
import { type Slices, slicesOf } from './slices.js';
import type { Steps } from './steps.js';

/**
 * The timeline of one design: lanes from top to bottom, in groups. All designs of a run are drawn on one axis, so that
 * what one kernel does in a microsecond stands right above what the other does in the same microsecond.
 */
export interface Timeline {
  readonly design: string;
  readonly trace: Trace;
  readonly slices: Slices;
  readonly lanes: readonly Lane[];
  readonly arrows: Arrows;
  readonly duration: Picoseconds;
  /** One sentence for those who cannot see the picture. */
  readonly summary: string;
}

export const LANE_GROUPS = ['cpu', 'contexts', 'levels', 'devices', 'queues'] as const;
export type LaneGroup = (typeof LANE_GROUPS)[number];

export interface Lane {
  readonly group: LaneGroup;
  readonly name: string;
  /** What it is, for the tooltip: "interrupt thread", "queue of 256". */
  readonly kind: string;
  readonly span: Span | undefined;
  /** The CPU or the context whose lane it is. */
  readonly cpu: number | undefined;
  readonly context: number | undefined;
  readonly content:
    | { readonly kind: 'slices' | 'context' | 'engine'; readonly bands: Bands }
    | { readonly kind: 'steps'; readonly steps: Steps; readonly names: readonly string[] | undefined }
    | { readonly kind: 'none' };
  readonly marks: readonly Marks[];
}

/** Switches from one context to another and wakeups of one by another, in order of time. */
export interface Arrows {
  readonly time: Float64Array;
  /** 0 switch, 1 wakeup. */
  readonly kind: Uint8Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
}

/** The timeline of a result; undefined where no trace was kept. */
export function timelineOf(result: Result): Timeline | undefined {
  const { trace } = result;
  if (trace === undefined) return undefined;
  const slices = slicesOf(trace);
  const queues = queueLanes(trace);
  const lanes = [
    ...cpuLanes(trace, slices),
    ...contextLanes(trace),
    ...levelLanes(trace),
    ...hardwareLanes(trace, queues),
    ...queues.filter(({ group }) => group === 'queues'),
  ];
  return {
    design: result.design,
    trace,
    slices,
    lanes,
    arrows: arrowsOf(trace),
    duration: trace.duration,
    summary: summaryOf(result),
  };
}

function cpuLanes(trace: Trace, slices: Slices): Lane[] {
  const cpus = Array.from({ length: trace.cpus }, () => ({ start: f64(), state: u8(), ref: u32() }));
  for (let i = 0; i < slices.length; i++) {
    const cpu = cpus[slices.cpu[i]!]!;
    cpu.start.push(slices.start[i]!);
    cpu.state.push(slices.activity[i]!);
    cpu.ref.push(i + 1);
  }
  return cpus.map(({ start, state, ref }, index) => ({
    ...PLAIN,
    group: 'cpu',
    name: `cpu${index}`,
    kind: 'CPU',
    cpu: index,
    content: {
      kind: 'slices',
      bands: bands(start.done(), trace.truncatedAt ?? trace.duration, state.done(), ref.done(), ACTIVITIES.length),
    },
  }));
}

function contextLanes(trace: Trace): Lane[] {
  const all = contextBands(trace);
  const delivered = outcomes(trace).delivered;
  const lanes = trace.contexts.map((context, index): Lane => {
    const own = context.kind === 'process' ? deliveredTo(trace, index, delivered) : [];
    return {
      ...PLAIN,
      group: 'contexts',
      name: context.name,
      kind: context.kind.replaceAll('_', ' '),
      span: context.span,
      context: index,
      content: { kind: 'context', bands: all[index]! },
      marks: own,
    };
  });
  const shown = lanes.filter((_, index) => trace.contexts[index]!.kind !== 'idle' && all[index]!.length > 0);
  // Threads from the most urgent to the least, as a scheduler would list them.
  const rank = (lane: Lane) => CONTEXT_ORDER.indexOf(trace.contexts[lane.context!]!.kind);
  return shown.sort((one, other) => rank(one) - rank(other));
}

const CONTEXT_ORDER = [
  'interrupt',
  'interrupt_thread',
  'softint',
  'softint_thread',
  'kernel_thread',
  'process',
  'idle',
];

function deliveredTo(trace: Trace, context: number, all: Marks): Marks[] {
  const time = f64();
  const packet = u32();
  readTrace(trace, (at, kind, _cpu, a, _b, c) => {
    if (kind !== Kind.Deliver || a !== context) return;
    time.push(at);
    packet.push(c);
  });
  return time.length === 0 ? [] : [{ mark: all.mark, time: time.done(), packet: packet.done() }];
}

function levelLanes(trace: Trace): Lane[] {
  return iplSteps(trace).flatMap((steps, cpu): Lane[] =>
    steps.length === 0
      ? []
      : [
          {
            ...PLAIN,
            group: 'levels',
            name: trace.cpus === 1 ? 'ipl' : `ipl cpu${cpu}`,
            kind: 'interrupt priority level',
            content: { kind: 'steps', steps, names: IPLS },
          },
        ],
  );
}

function hardwareLanes(trace: Trace, queues: readonly Lane[]): Lane[] {
  return deviceLanes(trace).flatMap((lanes, index): Lane[] => {
    const device = trace.devices[index]!;
    const own = queues.filter((queue) => queue.group === 'devices' && isOf(queue.name, device));
    const common = { ...PLAIN, group: 'devices', span: device.span } as const;
    const engines = lanes.engines.map(
      (engine, number): Lane => ({
        ...common,
        name: lanes.engines.length === 1 ? device.name : `${device.name} engine ${number}`,
        kind: `${DEVICE_NAMES[device.kind]} engine`,
        content: { kind: 'engine', bands: engine },
        marks: number === 0 ? lanes.marks : [],
      }),
    );
    const waiting: Lane = {
      ...common,
      name: `${device.name} waiting`,
      kind: 'requests that wait for the engine',
      content: { kind: 'steps', steps: lanes.waiting, names: undefined },
    };
    if (device.engines > 0) return [...engines, ...(lanes.waiting.greatest > 1 ? [waiting] : []), ...own];
    return [
      { ...common, name: device.name, kind: DEVICE_NAMES[device.kind], content: { kind: 'none' }, marks: lanes.marks },
      ...own,
    ];
  });
}

/** Queues that belong to a device bear its name in front of their own: `wm0 rx ring`. */
function isOf(queue: string, device: { readonly name: string }): boolean {
  return queue.startsWith(`${device.name} `);
}

function queueLanes(trace: Trace): Lane[] {
  const { drops } = outcomes(trace);
  const lanes = queueSteps(trace).map((steps, index): Lane => {
    const queue = trace.queues[index]!;
    return {
      ...PLAIN,
      group: trace.devices.some((device) => isOf(queue.name, device)) ? 'devices' : 'queues',
      name: queue.name,
      kind: `queue of ${queue.limit}`,
      span: queue.span,
      content: { kind: 'steps', steps, names: undefined },
      marks: trace.places.flatMap((place, at) =>
        place.name === queue.name && drops[at]!.time.length > 0 ? drops[at]! : [],
      ),
    };
  });
  // A place that is not a queue has a lane of its own when something was dropped there.
  const others = trace.places.flatMap((place, at): Lane[] =>
    trace.queues.some((queue) => queue.name === place.name) || drops[at]!.time.length === 0
      ? []
      : [
          {
            ...PLAIN,
            group: 'queues',
            name: place.name,
            kind: 'drops',
            span: place.span,
            content: { kind: 'none' },
            marks: [drops[at]!],
          },
        ],
  );
  return [...lanes.filter((lane) => lane.content.kind === 'steps' && lane.content.steps.length > 0), ...others];
}

const PLAIN = { span: undefined, cpu: undefined, context: undefined, marks: [] } as const;

function arrowsOf(trace: Trace): Arrows {
  const time = f64();
  const kinds = u8();
  const from = u16();
  const to = u16();
  readTrace(trace, (at, kind, _cpu, a, b) => {
    if (kind !== Kind.Switch && kind !== Kind.Wakeup) return;
    if (kind === Kind.Wakeup && a === b) return;
    time.push(at);
    kinds.push(kind === Kind.Switch ? 0 : 1);
    from.push(kind === Kind.Switch ? a : b);
    to.push(kind === Kind.Switch ? b : a);
  });
  return { time: time.done(), kind: kinds.done(), from: from.done(), to: to.done() };
}

function summaryOf({ design, metrics }: Result): string {
  const { switches, interrupts, softints, delivered, dropped, packets } = metrics;
  // What became of the packets stands first: where room is scarce, the end is cut.
  return [
    `${design}: ${formatCount(delivered)} of ${plural(packets, 'packet')} delivered`,
    ...(dropped > 0 ? [`${formatCount(dropped)} dropped`] : []),
    plural(switches, 'context switch', 'context switches'),
    plural(interrupts, 'interrupt'),
    plural(softints, 'soft interrupt'),
  ].join(', ');
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
