import { expect, test } from 'vitest';
import type { Run } from '../../src/model/scenario.js';
import { startSimulation } from '../../src/simulation/simulate.js';
import { ipsec } from '../support/ipsec.js';
import { runsOf, simulateRun } from '../support/scenario.js';

/** Packets faster than the kernel is, so that queues are long and rows of the packet table are many. */
const busy = runsOf(ipsec({ packets: 'packets on wm0 poisson 60kpps', time: '20ms' }))[0]!;

/** A scenario with more contexts and queues than any that was simulated before. */
function large(processes: number): Run {
  const names = Array.from({ length: processes }, (_, index) => `p${index}`);
  const text = `
import "std/designs"
machine m { cpus 48 at 1GHz }
device wm0: nic { link 1Gbps; input p }
path p { hard net { run look 1us; deliver p0 } }
${names.map((name) => `process ${name} { loop { receive; run work 3us } }`).join('\n')}
workload w { packets on wm0 poisson 60kpps }
run "large" { machine m; workload w; for 10ms; designs biglock, interrupt_threads }`;
  return runsOf(text)[0]!;
}

function everyDesign(run: Run) {
  return run.designs.map((design) => ({ run, design }));
}

test('simulations that go on by turns come to what they come to one after the other', () => {
  const jobs = [...everyDesign(busy), ...everyDesign(large(260)), ...everyDesign(busy)];
  const alone = jobs.map(({ run, design }) => simulateRun(run, design.name));
  const begun = jobs.map(({ run, design }) => startSimulation(run, design, { trace: true }));
  // Turns of different lengths, so that they end at different times.
  for (let left = begun.length; left > 0; ) {
    left = begun.length;
    for (const [index, simulation] of begun.entries()) if (simulation.advance(1500 + 370 * index)) left--;
  }
  for (const [index, simulation] of begun.entries()) {
    const { hash, metrics, packets, findings } = simulation.result();
    expect({ hash, metrics, packets, findings }).toEqual({
      hash: alone[index]!.hash,
      metrics: alone[index]!.metrics,
      packets: alone[index]!.packets,
      findings: alone[index]!.findings,
    });
  }
});

test('a simulation that was given up leaves nothing behind', () => {
  const [design] = busy.designs;
  const whole = simulateRun(busy, design!.name);
  for (const run of [busy, large(300)]) startSimulation(run, run.designs[0]!, { trace: false }).advance(500);
  expect(simulateRun(busy, design!.name).hash).toBe(whole.hash);
});

test('a packet keeps its repeats where a simulation with more packets and none of them had its turn meanwhile', () => {
  const text = (work: string, count: number) => `
import "std/designs"
machine m { cpus 1 at 1GHz }
device wm0: nic { link 100Gbps; rx ring 65536; input p }
path p { hard net { run a 10ns; enqueue q limit 1000000 } soft softnet { ${work}; deliver s } }
process s { socket 1000000; loop { receive; run read 1us } }
workload w { packets on wm0 every 10ns count ${count} size 64B }
run "r" { machine m; workload w; for 60ms; designs biglock }`;
  const repeats = runsOf(text('repeat 5 { run b 1us }', 9_000))[0]!;
  const longer = runsOf(text('run b 5us', 20_000))[0]!;
  const begin = (run: Run) => startSimulation(run, run.designs[0]!, { trace: false });
  const first = begin(repeats);
  first.advance(2000);
  const second = begin(longer);
  while (!second.advance(1e6));
  while (!first.advance(1e6));
  const alone = begin(repeats);
  while (!alone.advance(1e6));
  expect(first.result().metrics).toEqual(alone.result().metrics);
});
