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
