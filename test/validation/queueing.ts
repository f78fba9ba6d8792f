import { ACTIVITIES } from '../../src/model/activity.js';
import type { Run } from '../../src/model/scenario.js';
import { simulate } from '../../src/simulation/simulate.js';
import { readTrace } from '../../src/trace/read.js';
import type { Result } from '../../src/trace/result.js';
import { Kind } from '../../src/trace/trace.js';
import { runsOf } from '../support/scenario.js';
import {
  closedNetwork,
  erlangB,
  fullProbability,
  manyServers,
  pollaczekKhinchine,
  preemptiveResume,
  type Service,
  withSetup,
} from './formulas.js';
import { type Check, type Effort, figure, type Section, within } from './section.js';
import { estimate } from './statistics.js';

/**
 * Queues whose behaviour is known in closed form, written as scenarios: an interrupt handler is a server, a receive ring
 * its queue, a crypto accelerator a station with several servers, an interrupt level a class of preemptive priority.
 * Each figure is the mean of replications with seeds 1, 2, 3, …; the confidence interval around it must hold the exact
 * value and must be narrow.
 */

const CONFIDENCE = 0.999;
const EFFORTS = {
  short: { replications: 20, packets: 8_000, traced: 3_000, narrow: 0.12 },
  full: { replications: 30, packets: 150_000, traced: 40_000, narrow: 0.03 },
} as const;

interface Experiment {
  readonly name: string;
  /** The scenario, but for its `for`. */
  readonly text: string;
  /** Arrivals, or rounds of the customers, a microsecond. */
  readonly rate: number;
  readonly traced?: boolean;
  /** Mean service of an engine, where the station is a device. */
  readonly engine?: number;
  readonly figures: readonly Figure[];
}

interface Figure {
  readonly name: string;
  readonly exact: number;
  readonly unit: string;
  readonly measure: (result: Result, run: Run) => number;
}

/** Free primitives, a wire that shapes nothing, and a process that takes what is delivered in no time. */
function scenario(devices: string, paths: string, workload: string, { processes = SINK, cpus = 1, costs = '' } = {}) {
  return `
machine m { cpus ${cpus} at 1GHz; ${costs} }
${devices}
${paths}
${processes}
design plain { interrupt inline; softint on_return; await continuation immediately; lock spin }
workload w { ${workload} }
run "queue" { machine m; workload w; for DURATION; designs plain }`;
}

const SINK = 'process sink { socket 1000000; loop { receive } }';
const LINK = 'link 100Tbps; rx ring 65536';

/** A handler that serves the packets of one NIC in their order: a single server with a queue. */
function single(service: string, meanGap: number, extra: { ring?: number; costs?: string } = {}): string {
  const ring = extra.ring === undefined ? '' : `rx ring ${extra.ring}`;
  return scenario(
    `device nic: nic { ${LINK.replace('rx ring 65536', ring || 'rx ring 65536')}; input path0 }`,
    `path path0 { hard net { run serve ${service}; deliver sink } }`,
    `packets on nic poisson ${perSecond(meanGap)} size 64B`,
    { costs: extra.costs ?? '' },
  );
}

function perSecond(meanGap: number): string {
  return `${1e6 / meanGap}pps`;
}

/** Requests that need one of several engines and no CPU. */
function engines(count: number, service: string, meanGap: number, rest: string): string {
  return scenario(
    `device nic: nic { ${LINK}; input path0 }\ndevice c0: crypto { engines ${count}; latency ${service}; ${rest} }`,
    'path path0 { hard net { await c0; deliver sink } }',
    `packets on nic poisson ${perSecond(meanGap)} size 64B`,
  );
}

/** Processes that go round between a CPU, a device and sleep; packets play no part. */
function closed(customers: number, round: string, device: string, cpus = 1): string {
  const processes = Array.from({ length: customers }, (_, i) => `process p${i} { loop { ${round} } }`).join('\n');
  return scenario(
    `device nic: nic { ${LINK}; input path0 }\n${device}`,
    'path path0 { hard net { drop } }',
    'packet on nic at 0us',
    { processes, cpus },
  );
}

const exponential = (mean: number): Service => ({ mean, square: 2 * mean * mean });
const constant = (mean: number): Service => ({ mean, square: mean * mean });
const uniform = (low: number, high: number): Service => ({
  mean: (low + high) / 2,
  square: ((low + high) / 2) ** 2 + (high - low) ** 2 / 12,
});

const time = (name: string, exact: number, measure: (result: Result) => number): Figure => ({
  name,
  exact,
  unit: ' us',
  measure: (result) => measure(result) / 1e6,
});
const sojourn = (exact: number) => time('mean time in the system', exact, ({ metrics }) => metrics.latency_mean);
/** The utilisation law, U = X S, turned round: what the account of the server says of the mean service. */
const service = (exact: number) =>
  time(
    'busy time a packet',
    exact,
    ({ metrics, simulated }) => (metrics.interrupt_share * simulated) / metrics.delivered,
  );
const loss = (exact: number): Figure => ({
  name: 'share that is lost',
  exact,
  unit: '',
  measure: ({ metrics }) => metrics.loss,
});

function singleServer(name: string, text: string, meanGap: number, served: Service): Experiment {
  const exact = pollaczekKhinchine(1 / meanGap, served);
  return { name, text: single(text, meanGap), rate: 1 / meanGap, figures: [sojourn(exact), service(served.mean)] };
}

const PRIORITIES = [
  { name: 'handler at ipl vm', rate: 1 / 50, service: exponential(8) },
  { name: 'handler at ipl net', rate: 1 / 40, service: constant(10) },
  { name: 'soft interrupt', rate: 1 / 60, service: uniform(4, 20) },
];

/** The CPU twice in each round for 5, since who was woken needs it even to go to sleep; a device; and sleep. */
const MVA = [
  { service: 10, servers: 1 },
  { service: 14, servers: 1 },
  { service: 40, servers: Number.POSITIVE_INFINITY },
];
const REPAIR = [
  { service: 20, servers: 3 },
  { service: 50, servers: Number.POSITIVE_INFINITY },
];
const ROUNDS = closedNetwork(MVA, 6);
const REPAIRS = closedNetwork(REPAIR, 9);

const EXPERIMENTS: readonly Experiment[] = [
  {
    ...singleServer('M/M/1, load 0.6', '6us ~ exp', 10, exponential(6)),
    figures: [
      sojourn(15),
      // The time in an M/M/1 system is exponential.
      time('median', 15 * Math.LN2, ({ metrics }) => metrics.latency_p50),
      time('99th percentile', 15 * Math.log(100), ({ metrics }) => metrics.latency_p99),
      service(6),
    ],
  },
  singleServer('M/D/1, load 0.7', '7us', 10, constant(7)),
  singleServer('M/G/1, uniform, load 0.6', 'uniform 0us..12us', 10, uniform(0, 12)),
  singleServer('M/G/1, two values, load 0.5', 'empirical [1us, 1us, 1us, 1us, 21us]', 10, { mean: 5, square: 89 }),
  {
    name: 'M/M/1 with a set-up: the trap, load 0.5',
    text: single('5us ~ exp', 10, { costs: 'cost trap 4us' }),
    rate: 0.1,
    figures: [sojourn(withSetup(0.1, exponential(5), constant(4))), service(5)],
  },
  {
    name: 'M/M/1 with room for 5, load 0.9',
    text: single('9us ~ exp', 10, { ring: 4 }),
    rate: 0.1,
    figures: [loss(fullProbability(5, 0.9)), service(9)],
  },
  {
    name: 'M/M/3, load 0.7 each: three engines',
    engine: 21,
    text: engines(3, '21us ~ exp', 10, 'queue 65536'),
    rate: 0.1,
    figures: [sojourn(manyServers(3, 0.1, 21))],
  },
  {
    name: 'M/M/8, load 0.75 each: eight engines',
    engine: 60,
    text: engines(8, '60us ~ exp', 10, 'queue 65536'),
    rate: 0.1,
    figures: [sojourn(manyServers(8, 0.1, 60))],
  },
  {
    name: 'M/M/5/5, 4 erlang: five engines, no queue',
    engine: 40,
    text: engines(5, '40us ~ exp', 10, 'queue 5; driver_queue 0'),
    rate: 0.1,
    figures: [loss(erlangB(5, 4))],
  },
  {
    name: 'M/D/5/5, 4 erlang: only the mean matters',
    engine: 40,
    text: engines(5, '40us', 10, 'queue 5; driver_queue 0'),
    rate: 0.1,
    figures: [loss(erlangB(5, 4))],
  },
  {
    name: 'Preemptive resume: two interrupt levels and a soft one',
    traced: true,
    rate: PRIORITIES.reduce((sum, one) => sum + one.rate, 0),
    text: scenario(
      ['vm', 'net', 'bio'].map((ipl, i) => `device nic${i}: nic { ${LINK}; ipl ${ipl}; input path${i} }`).join('\n'),
      `path path0 { hard vm { run best 8us ~ exp; deliver sink } }
       path path1 { hard net { run good 10us; deliver sink } }
       path path2 { hard bio { enqueue queue limit 1000000 }\n soft softnet { run worst uniform 4us..20us; deliver sink } }`,
      PRIORITIES.map(({ rate }, i) => `packets on nic${i} poisson ${perSecond(1 / rate)} size 64B`).join('\n'),
    ),
    figures: preemptiveResume(PRIORITIES).map((exact, device) =>
      time(`mean time in the system, ${PRIORITIES[device]!.name}`, exact, (result) => meanOfDevice(result, device)),
    ),
  },
  {
    name: 'Closed network: 6 processes, CPU, device, sleep',
    engine: 14,
    text: closed(
      6,
      'run compute 5us ~ exp; await c0 (64B); run compute 5us ~ exp; sleep 40us ~ exp',
      'device c0: crypto { queue 64; latency 14us ~ exp }',
    ),
    rate: ROUNDS,
    figures: [
      { name: 'utilisation of the CPU', exact: ROUNDS * 10, unit: '', measure: ({ metrics }) => metrics.user_share },
      {
        // One interrupt for each completion, one of the clock for each that has slept (none sleep to the same instant).
        name: 'rounds a millisecond',
        exact: ROUNDS * 1000,
        unit: '',
        measure: ({ metrics, simulated }) => (metrics.interrupts - 1) / 2 / (simulated / 1e9),
      },
    ],
  },
  {
    name: 'Closed network: 9 processes on 3 CPUs, and sleep',
    text: closed(9, 'run compute 20us ~ exp; sleep 50us ~ exp', '', 3),
    rate: REPAIRS,
    figures: [
      {
        name: 'utilisation of the CPUs',
        exact: (REPAIRS * 20) / 3,
        unit: '',
        measure: ({ metrics }) => metrics.user_share,
      },
    ],
  },
];

function meanOfDevice({ packets }: Result, device: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < packets.length; i++) {
    if (packets.device[i] !== device || packets.outcome[i] !== 1) continue;
    sum += packets.end[i]! - packets.arrival[i]!;
    count++;
  }
  return sum / count;
}

function runFor(text: string, microseconds: number): Run {
  return runsOf(text.replace('DURATION', `${Math.round(microseconds)}us`))[0]!;
}

export function queueing(effort: Effort): Section {
  const { replications, packets, traced, narrow } = EFFORTS[effort];
  const checks = EXPERIMENTS.flatMap((experiment) => {
    const run = runFor(experiment.text, packets / experiment.rate);
    const results = Array.from({ length: replications }, (_, i) => {
      const result = simulate(run, run.designs[0]!, {
        seed: i + 1,
        trace: experiment.traced ?? false,
        maxTrace: 5e8,
      });
      if (result.ending !== 'finished') throw new Error(`${experiment.name}: ${result.ending}`);
      return experiment.figures.map(({ measure }) => measure(result, run));
    });
    const measured = experiment.figures.map((figure, i) =>
      inInterval(
        `${experiment.name}: ${figure.name}`,
        results.map((values) => values[i]!),
        figure,
        narrow,
        packets,
      ),
    );
    return [...measured, ...laws(experiment, runFor(experiment.text, traced / experiment.rate))];
  });
  return {
    title: 'Queueing theory',
    text: [
      `Each figure is the mean of ${replications} replications of about ${packets} packets (or rounds), seeds 1 to ${replications}, and the bound ` +
        `is the half width of its ${CONFIDENCE * 100}% confidence interval by Student's t. The interval must hold the exact value and be ` +
        `narrower than ${narrow * 100}% of it to either side. All primitives are free unless the name says otherwise.`,
      'What is approximated: an infinite queue is a ring of 65,536 descriptors or a queue of a million packets, of which no run fills a ' +
        'hundredth; the wire of 100 Tb/s keeps two packets at least 7 ps apart; times are whole picoseconds; a run begins with an empty ' +
        'system and has no warm-up, which at these loads and lengths changes a mean by less than 0.1%. Several CPUs have no ' +
        'common queue of packets, so M/M/c is shown with the engines of a device, and several CPUs with processes that share ' +
        'them (the machine repairman).',
      'A process that is woken needs the CPU even to go to sleep, so the closed network has the CPU between any two other stations.',
      'The two laws of the last rows of each are no estimates. The number of packets in the system, integrated over the records of ' +
        'a trace, is what the latencies of the metrics add up to with the ages of those still there (Little), and the time that the ' +
        'records show a server busy is what the account says (utilisation).',
    ],
    checks,
    plots: effort === 'full' ? [curves()] : [],
  };
}

function inInterval(
  name: string,
  samples: readonly number[],
  { exact, unit }: Figure,
  narrow: number,
  packets: number,
): Check {
  const { mean, half: chance } = estimate(samples, CONFIDENCE);
  // A run ends in the middle of a packet.
  const half = chance + exact / packets;
  return {
    name,
    expected: figure(exact) + unit,
    measured: figure(mean) + unit,
    bound: `± ${figure(half)}${unit}`,
    holds: Math.abs(mean - exact) <= half && half <= narrow * exact,
  };
}

/** Little's law and the utilisation law, on the records of one run. */
function laws({ name, engine }: Experiment, run: Run): Check[] {
  const result = simulate(run, run.designs[0]!, { trace: true, maxTrace: 5e8 });
  const { metrics, packets, simulated, trace, cpus } = result;
  let present = 0;
  let area = 0;
  let last = 0;
  const busy = new Array<number>(ACTIVITIES.length).fill(0);
  const doing = cpus.map(() => ({ activity: 0, since: 0 }));
  let engineTime = 0;
  let requests = 0;
  const account = (cpu: number, now: number) => {
    busy[doing[cpu]!.activity]! += now - doing[cpu]!.since;
  };
  readTrace(trace!, (now, kind, cpu, _, b, c) => {
    if (kind === Kind.Start) engineTime += simulated - now;
    if (kind === Kind.Complete) {
      engineTime -= simulated - now;
      requests++;
    }
    if (kind === Kind.Arrive || ((kind === Kind.Deliver || kind === Kind.Drop) && c > 0 && b !== 1)) {
      area += present * (now - last);
      last = now;
      present += kind === Kind.Arrive ? 1 : -1;
    }
    if (kind >= ACTIVITIES.length) return;
    account(cpu, now);
    doing[cpu] = { activity: kind, since: now };
  });
  area += present * (simulated - last);
  for (const cpu of cpus.keys()) account(cpu, simulated);

  // What is dropped is dropped as it arrives, in these scenarios, so it adds nothing.
  let ages = Number.isNaN(metrics.latency_mean) ? 0 : metrics.latency_mean * metrics.delivered;
  for (let i = 0; i < packets.length; i++) if (packets.outcome[i] === 0) ages += simulated - packets.arrival[i]!;
  const accounted = ACTIVITIES.map((activity) => cpus.reduce((sum, cpu) => sum + cpu[activity], 0));
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(a, b);
  const little: Check = {
    name: `${name}: Little's law`,
    expected: `${figure(ages / simulated)} in the system`,
    measured: figure(area / simulated),
    bound: '1e-9 of it',
    holds: near(area, ages) && (packets.length < 2 || area > 0),
  };
  const utilisation: Check = {
    name: `${name}: utilisation law`,
    expected: `${figure(1 - accounted[0]! / simulated / cpus.length)} of the CPU`,
    measured: figure(1 - busy[0]! / simulated / cpus.length),
    bound: 'exact',
    holds: busy.every((sum, i) => sum === accounted[i]),
  };
  if (engine === undefined) return [little, utilisation];
  // The engines still at work at the end add up to a few requests; the rest is chance, of exponential times at the most.
  const perRequest = engineTime / requests / 1e6;
  return [
    little,
    utilisation,
    within(
      `${name}: time of an engine a request`,
      perRequest,
      engine,
      (4 * engine) / Math.sqrt(requests) + (engine * 10) / requests,
      ' us',
    ),
  ];
}

/** Mean time in the system against the load, simulated and exact. */
function curves() {
  const loads = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const curve = (text: (mean: number) => string) =>
    loads.map((load): [number, number] => {
      const run = runFor(single(text(10 * load), 10), 2_000_000);
      return [load, simulate(run, run.designs[0]!, { trace: false }).metrics.latency_mean / 1e6 / (10 * load)];
    });
  const exact = (of: (mean: number) => Service) =>
    loads.map((load): [number, number] => [load, pollaczekKhinchine(0.1, of(10 * load)) / (10 * load)]);
  return {
    name: 'queues',
    title: 'Time in the system in units of service, against the load',
    x: 'load',
    y: 'times its service',
    series: [
      { name: 'M/M/1, exact', points: exact(exponential), style: 'line' as const },
      {
        name: 'M/M/1, an inline handler with exponential work',
        points: curve((mean) => `${mean}us ~ exp`),
        style: 'points' as const,
      },
      { name: 'M/D/1, exact', points: exact(constant), style: 'line' as const },
      {
        name: 'M/D/1, an inline handler with constant work',
        points: curve((mean) => `${mean}us`),
        style: 'points' as const,
      },
    ],
  };
}
