import { argv, cpuUsage, memoryUsage } from 'node:process';
import { startSimulation } from '../../src/simulation/simulate.js';
import { scenario, type Workload } from './scenarios.js';

const [, , workload, microseconds, seed, trace] = argv;
const run = scenario(workload as Workload, Number(microseconds));
const start = cpuUsage();
const simulation = startSimulation(run, run.designs[0]!, {
  seed: Number(seed),
  trace: trace === 'trace',
  maxEvents: Number.MAX_SAFE_INTEGER,
  maxRecords: 1e9,
});
while (!simulation.advance(1e6));
const { user, system } = cpuUsage(start);
const result = simulation.result();
const { user: u2, system: s2 } = cpuUsage(start);
const { metrics } = result;
console.log(
  JSON.stringify({
    packets: metrics.delivered,
    events: result.events,
    seconds: (user + system) / 1e6,
    seconds2: (u2 + s2) / 1e6,
    latency: metrics.latency_mean / 1e6,
    interrupt: metrics.interrupt_share,
    softint: metrics.softint_share,
    user: metrics.user_share,
    ending: result.ending,
    findings: result.findings.map((f) => f.message),
    records: result.trace?.chunks.reduce((n, c) => n + c.length, 0),
    hash: result.hash,
    memory: memoryUsage.rss(),
  }),
);
