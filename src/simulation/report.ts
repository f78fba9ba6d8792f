import { ACTIVITIES, type Activity } from '../model/activity.js';
import type { Design } from '../model/design.js';
import { isRequestDevice } from '../model/device.js';
import type { Metrics } from '../model/metric.js';
import type { Run } from '../model/scenario.js';
import { SECOND } from '../model/time.js';
import { hashTrace } from '../trace/hash.js';
import type { Ending, PacketTable, Result } from '../trace/result.js';
import type { Trace } from '../trace/trace.js';
import type { Counts } from './baseline.js';
import { checkAccounts } from './conservation.js';
import { findings, impossible } from './findings.js';
import { REMEMBERED } from './history.js';
import { endPackets } from './packet.js';
import { flushRecords } from './record.js';
import type { State } from './state.js';
import { countsSince } from './warmup.js';
import type { Impossible } from './work.js';

/** What a simulation has to tell at its end, or where it was stopped. */
export function report(s: State, seed: number, ending: Ending): Result {
  checkAccounts(s);
  flushRecords(s);
  const { run, design, layout } = s.program;
  const trace = s.trace === undefined ? undefined : traceOf(s);
  return {
    design: design.name,
    designSpan: design.span,
    seed,
    simulated: s.now,
    ending,
    metrics: metrics(s),
    cpus: Array.from({ length: layout.cpus }, (_, cpu) => account(s, cpu)),
    drops: layout.places
      .map((place, index) => ({
        place: place.name,
        span: place.span,
        count: s.drops[index]! - (s.baseline?.drops[index] ?? 0),
      }))
      .filter((drop) => drop.count > 0),
    packets: packetTable(s),
    findings: findings(s, run, ending),
    events: s.eventCount,
    hash: trace === undefined ? undefined : hashTrace(trace.chunks, s.account.subarray(0, s.cpus * ACTIVITIES.length)),
    trace,
  };
}

/** The result of a design that cannot do what the path asks: no time passed, and a finding says why. */
export function reportImpossible(run: Run, design: Design, seed: number, reason: Impossible): Result {
  const nothing = Object.fromEntries(ACTIVITIES.map((activity) => [activity, 0])) as Record<Activity, number>;
  return {
    design: design.name,
    designSpan: design.span,
    seed,
    simulated: 0,
    ending: 'impossible',
    metrics: figures(
      NO_COUNTS,
      0,
      Array.from({ length: run.machine.cpus }, () => nothing),
      0,
      EMPTY_LATENCY,
      Number.NaN,
    ),
    cpus: Array.from({ length: run.machine.cpus }, () => nothing),
    drops: [],
    packets: EMPTY_PACKETS,
    findings: [impossible(design, reason)],
    events: 0,
    hash: undefined,
    trace: undefined,
  };
}

function account(s: State, cpu: number): Record<Activity, number> {
  const start = cpu * ACTIVITIES.length;
  const before = s.baseline?.account;
  return Object.fromEntries(
    ACTIVITIES.map((activity, i) => [activity, s.account[start + i]! - (before?.[start + i] ?? 0)]),
  ) as Record<Activity, number>;
}

function metrics(s: State): Metrics {
  const cpus = Array.from({ length: s.program.layout.cpus }, (_, cpu) => account(s, cpu));
  const inFlight = s.arrived - s.delivered - s.dropped;
  const latency = {
    mean: s.latency.mean(),
    p50: s.latency.percentile(0.5),
    p99: s.latency.percentile(0.99),
    max: s.latency.count === 0 ? Number.NaN : s.latency.max,
  };
  const memory = s.countsMemory ? s.mostThreadMemory : Number.NaN;
  return figures(countsSince(s), inFlight, cpus, s.now - (s.baseline?.time ?? 0), latency, memory);
}

const NO_COUNTS: Counts = {
  switches: 0,
  interrupts: 0,
  softints: 0,
  wakeups: 0,
  messages: 0,
  timeSqueeze: 0,
  arrived: 0,
  delivered: 0,
  dropped: 0,
  retransmits: 0,
  goodput: Number.NaN,
};
const EMPTY_LATENCY = { mean: Number.NaN, p50: Number.NaN, p99: Number.NaN, max: Number.NaN };

function figures(
  counts: Counts,
  inFlight: number,
  cpus: readonly Readonly<Record<Activity, number>>[],
  elapsed: number,
  latency: typeof EMPTY_LATENCY,
  threadMemory: number,
): Metrics {
  const { switches, timeSqueeze, arrived, delivered, dropped, goodput } = counts;
  const wall = elapsed * cpus.length;
  const total = (activity: Activity) => cpus.reduce((sum, cpu) => sum + cpu[activity], 0);
  const share = (activity: Activity) => total(activity) / wall;
  return {
    switches,
    switches_per_packet: ratio(switches, delivered),
    interrupts: counts.interrupts,
    softints: counts.softints,
    wakeups: counts.wakeups,
    messages: counts.messages,
    time_squeeze: timeSqueeze,
    packets: arrived,
    delivered,
    dropped,
    in_flight: inFlight,
    loss: ratio(dropped, arrived),
    throughput: perSecond(delivered, elapsed),
    goodput: perSecond(8 * goodput, elapsed),
    retransmits: counts.retransmits,
    cpu_per_packet: ratio(wall - total('idle') - total('user'), delivered),
    latency_mean: latency.mean,
    latency_p50: latency.p50,
    latency_p99: latency.p99,
    latency_max: latency.max,
    user_share: share('user'),
    kernel_share: share('kernel'),
    interrupt_share: share('interrupt'),
    softint_share: share('softint'),
    trap_share: share('trap'),
    switch_share: share('switch'),
    refill_share: share('refill'),
    spin_share: share('spin'),
    idle_share: share('idle'),
    thread_memory: threadMemory,
  };
}

/** As exact as the quotient of two whole numbers that doubles hold: 32 in a millisecond are 32,000 a second. */
function perSecond(count: number, elapsed: number): number {
  const shared = greatestDivisor(SECOND, elapsed);
  return ratio(count * (SECOND / shared), elapsed / shared);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function ratio(value: number, of: number): number {
  return of === 0 ? Number.NaN : value / of;
}

function traceOf(s: State): Trace {
  const { layout, contexts, code } = s.program;
  const recorder = s.trace!;
  return {
    duration: s.now,
    cpus: layout.cpus,
    contexts: contexts.map(({ kind, name, cpu, device, span }) => ({ kind, name, cpu, device, span })),
    labels: code.labels,
    devices: layout.devices.map((device) => ({
      name: device.name,
      kind: device.kind,
      engines: isRequestDevice(device) ? device.engines : 0,
      span: device.span,
    })),
    queues: layout.fifos.filter(({ quiet }) => !quiet).map(({ name, limit, span }) => ({ name, limit, span })),
    locks: layout.locks.map((name) => ({ name })),
    places: layout.places,
    chunks: recorder.finish(),
    truncatedAt: recorder.truncatedAt,
  };
}

const EMPTY_PACKETS: PacketTable = {
  length: 0,
  arrival: new Float64Array(0),
  end: new Float64Array(0),
  outcome: new Uint8Array(0),
  place: new Uint16Array(0),
  bytes: new Uint32Array(0),
  device: new Uint16Array(0),
};

function packetTable(s: State): PacketTable {
  const { history } = s.packets;
  if (history === undefined) return EMPTY_PACKETS;
  endPackets(s, history);
  const length = Math.min(s.arrived, REMEMBERED);
  return {
    length,
    arrival: history.arrivals.subarray(0, length),
    end: history.ends.subarray(0, length),
    outcome: history.outcomes.subarray(0, length),
    place: history.places.subarray(0, length),
    bytes: history.sizes.subarray(0, length),
    device: history.devices.subarray(0, length),
  };
}
