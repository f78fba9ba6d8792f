import { readTrace } from '../trace/read.js';
import { Kind, type Trace } from '../trace/trace.js';
import { type Bands, bands } from './bands.js';
import { type Column, f64, u8, u32 } from './column.js';
import { recordedUntil } from './slices.js';
import { type Steps, steps } from './steps.js';

export const MARKS = ['arrive', 'drop', 'raise', 'interrupt', 'deliver'] as const;
export type Mark = (typeof MARKS)[number];

/** Instants of one kind on one lane; `packet` is packet + 1, 0 where the instant belongs to none. */
export interface Marks {
  readonly mark: Mark;
  readonly time: Float64Array;
  readonly packet: Uint32Array;
}

/** What a device does, apart from the CPUs. */
export interface DeviceLanes {
  readonly marks: readonly Marks[];
  /** For each engine of an accelerator when it works; state 1: busy; `ref`: packet + 1. */
  readonly engines: readonly Bands[];
  /** Requests that wait, in the work queue or in the driver's. */
  readonly waiting: Steps;
}

/** A column of changes of a length, by +1 and -1. */
interface Counter {
  readonly time: Column<Float64Array>;
  readonly value: Column<Float64Array>;
}

const IDLE = 0;
const BUSY = 1;

export function deviceLanes(trace: Trace): readonly DeviceLanes[] {
  const devices = trace.devices.map((device) => ({
    arrive: instants(),
    raise: instants(),
    interrupt: instants(),
    engines: Array.from({ length: device.engines }, () => {
      const engine = { start: f64(), state: u8(), ref: u32() };
      engine.start.push(0);
      engine.state.push(IDLE);
      engine.ref.push(0);
      return engine;
    }),
    waiting: { time: f64(), value: f64() } satisfies Counter,
  }));
  readTrace(trace, (time, kind, _cpu, a, b, c) => {
    if (kind < Kind.Arrive) return;
    const device = devices[a];
    if (device === undefined) return;
    if (kind === Kind.Arrive) note(device.arrive, time, c);
    else if (kind === Kind.Raise) note(device.raise, time, 0);
    else if (kind === Kind.Interrupt) note(device.interrupt, time, 0);
    else if (kind === Kind.Submit) count(device.waiting, time, 1);
    else if (kind === Kind.Start || kind === Kind.Complete) {
      const engine = device.engines[b];
      if (engine !== undefined) {
        engine.start.push(time);
        engine.state.push(kind === Kind.Start ? BUSY : IDLE);
        engine.ref.push(kind === Kind.Start ? c : 0);
      }
      if (kind === Kind.Start) count(device.waiting, time, -1);
    }
  });
  const end = recordedUntil(trace);
  return devices.map((device) => ({
    marks: [marks('arrive', device.arrive), marks('raise', device.raise), marks('interrupt', device.interrupt)],
    engines: device.engines.map(({ start, state, ref }) => bands(start.done(), end, state.done(), ref.done(), 2)),
    waiting: steps(device.waiting.time.done(), device.waiting.value.done()),
  }));
}

/** Drops at each place and deliveries, by place and in all. */
export function outcomes(trace: Trace): { readonly drops: readonly Marks[]; readonly delivered: Marks } {
  const drops = trace.places.map(instants);
  const delivered = instants();
  readTrace(trace, (time, kind, _cpu, a, _b, c) => {
    if (kind === Kind.Drop && drops[a] !== undefined) note(drops[a], time, c);
    if (kind === Kind.Deliver) note(delivered, time, c);
  });
  return { drops: drops.map((each) => marks('drop', each)), delivered: marks('deliver', delivered) };
}

export function queueSteps(trace: Trace): readonly Steps[] {
  const queues = trace.queues.map(() => ({ time: f64(), value: f64() }));
  readTrace(trace, (time, kind, _cpu, a, _b, c) => {
    if (kind !== Kind.Queue) return;
    queues[a]?.time.push(time);
    queues[a]?.value.push(c);
  });
  return queues.map(({ time, value }) => steps(time.done(), value.done()));
}

/** The level of each CPU, by rank in IPLS. */
export function iplSteps(trace: Trace): readonly Steps[] {
  const cpus = Array.from({ length: trace.cpus }, () => ({ time: f64(), value: f64() }));
  readTrace(trace, (time, kind, cpu, a) => {
    if (kind !== Kind.Ipl) return;
    cpus[cpu]?.time.push(time);
    cpus[cpu]?.value.push(a);
  });
  return cpus.map(({ time, value }) => steps(time.done(), value.done()));
}

function instants() {
  return { time: f64(), packet: u32() };
}

function note(list: ReturnType<typeof instants>, time: number, packet: number): void {
  list.time.push(time);
  list.packet.push(packet);
}

function marks(mark: Mark, list: ReturnType<typeof instants>): Marks {
  return { mark, time: list.time.done(), packet: list.packet.done() };
}

function count(counter: Counter, time: number, change: number): void {
  const before = Math.max(0, counter.value.last());
  counter.time.push(time);
  counter.value.push(Math.max(0, before + change));
}
