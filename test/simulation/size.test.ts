import { expect, test } from 'vitest';
import { simulate } from '../../src/simulation/simulate.js';
import { runsOf } from '../support/scenario.js';

const SCENARIO = `
import "std/designs"
machine m { cpus 1 at 1GHz }
device wm0: nic { link 100Gbps; rx ring 65536; input p }
path p { hard net { run rx 10ns; deliver s } }`;

test('more than 65,536 sessions of TCP have timers of their own', () => {
  const streams = Array.from({ length: 66 }, () => 'tcp on wm0 sessions 1000 rtt 100us total 1460B');
  const run = runsOf(`${SCENARIO}
process s { socket 100000; loop { receive } }
workload w { ${streams.join('\n')} }
run "r" { machine m; workload w; for 20ms; designs biglock }`)[0]!;
  // One segment each, of which none waits for its timer.
  const { metrics, ending } = simulate(run, run.designs[0]!, { trace: false });
  expect(ending).toBe('finished');
  expect(metrics).toMatchObject({ packets: 66_000, delivered: 66_000, retransmits: 0 });
});

test('more kinds of work than a trace can tell apart are refused', () => {
  const work = Array.from({ length: 65_536 }, (_, index) => `run l${index} 1ns`);
  const run = runsOf(`${SCENARIO}
process s { ${work.join('\n')}; loop { receive } }
workload w { packet on wm0 at 10us }
run "r" { machine m; workload w; for 20us; designs biglock }`)[0]!;
  const { ending, findings } = simulate(run, run.designs[0]!, { trace: false });
  expect(ending).toBe('impossible');
  expect(findings).toMatchObject([{ code: 'impossible', span: run.span }]);
  expect(findings[0]!.message).toMatch(/^The run has 65,\d+ kinds of work; at most 65,536 can be told apart\.$/);
});
