import library from 'irqlab:library';
import { compile } from '../../src/language/index.js';
import type { Path } from '../../src/model/path.js';
import type { Run } from '../../src/model/scenario.js';

/**
 * The workloads of the comparison as scenarios. Primitives cost nothing and the wire is so fast that it shapes nothing,
 * because the other programs know neither.
 */
export const WORKLOADS = ['preempt', 'preempt16', 'mm1'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** The run of a workload for so many microseconds. */
export function scenario(workload: Workload, microseconds: number): Run {
  const text = workload === 'mm1' ? queue(microseconds) : preemption(workload === 'preempt' ? 1 : 16, microseconds);
  return compileRun(workload, text);
}

/** Poisson packets; a 3 us interrupt preempts a 7 us softint, which preempts a user loop. The same on each CPU. */
function preemption(cpus: number, microseconds: number): string {
  const each = (line: (cpu: number) => string) => Array.from({ length: cpus }, (_, cpu) => line(cpu)).join('\n');
  return `import "std/designs"
machine bench { cpus ${cpus} at 1GHz }
design inline extends biglock { lock spin }
path work {
  hard net { run interrupt 3us; enqueue input limit 1000000 drop tail }
  soft softnet { run softint 7us; drop }
}
${each((cpu) => `device nic${cpu}: nic { link 100Gbps; rx ring 65536; moderation none; ipl net; cpu ${cpu}; input work }`)}
${each((cpu) => `process user${cpu} { cpu ${cpu}; loop { run work 1s } }`)}
workload poisson {
${each((cpu) => `packets on nic${cpu} poisson 83333.3333pps size 64B`)}
}
run "preempt" { machine bench; workload poisson; for ${microseconds}us; designs inline }`;
}

/** M/M/1: all work in the interrupt handler, 8 us exponential, of packets that come every 10 us in the mean. */
function queue(microseconds: number): string {
  return `import "std/designs"
machine bench { cpus 1 at 1GHz }
device nic: nic { link 100Gbps; rx ring 65536; moderation none; ipl net; input work }
path work { hard net { run serve 8us ~ exp; drop } }
process user { loop { run work 1s } }
workload poisson { packets on nic poisson 100kpps size 64B }
run "mm1" { machine bench; workload poisson; for ${microseconds}us; designs biglock }`;
}

function compileRun(name: string, text: string): Run {
  const { scenario, diagnostics } = compile(`${name}.irq`, text, { read: (file) => library[file] });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const run = scenario?.runs[0];
  if (run === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return { ...run, paths: run.paths.map(withoutDrops) };
}

/** A path of the language has to end somewhere. In the other programs a packet is done when its work is. */
function withoutDrops(path: Path): Path {
  const stages = path.stages.map((stage) => ({ ...stage, body: stage.body.filter(({ kind }) => kind !== 'drop') }));
  return { ...path, stages };
}
