import type { Design } from '../model/design.js';
import { iplRank } from '../model/ipl.js';
import type { Run } from '../model/scenario.js';
import { Assembly } from './assembly.js';
import { CodeBuilder } from './code.js';
import { CLOCK, compileClockAndIpi, compileDevice, compileTxDone, HIGH } from './hard.js';
import { labelKernel } from './labels.js';
import { type Layout, layOut } from './layout.js';
import { lockPlans, spinLocks } from './locks.js';
import type { Compiled, Program } from './program.js';
import { splitQueues } from './queues.js';
import { compileSoftints } from './soft.js';
import { compileThreads } from './threads.js';
import { Impossible, WorkCompiler } from './work.js';

/**
 * Compiles a run under a design. Here, and in hard.ts, soft.ts, threads.ts and work.ts, a design's choices become
 * operations: which handlers there are, in which context they run, and what stands around the work. Nothing that
 * executes knows a design by name.
 *
 * @throws Impossible if the design cannot do what a path asks of it
 */
export function compile(original: Run, design: Design): Program {
  const run = splitQueues(original);
  const layout = layOut(run, design);
  const builder = new CodeBuilder();
  labelKernel(builder);
  const deviceLabels = run.devices.map((device) => builder.label(device.name, device.span));
  const spins = spinLocks(run, design, layout);
  const work = new WorkCompiler(run, design, layout, spins, builder);
  const assembly = new Assembly(run, design, layout, builder, work);
  const txDone = run.devices.map((device) => compileTxDone(assembly, device));
  compileThreads(assembly);
  for (const device of run.devices.keys()) compileDevice(assembly, device);
  compileClockAndIpi(assembly);
  compileSoftints(assembly);
  checkSizes(run, layout, builder.labels.length);
  const program: Compiled = {
    run,
    design,
    layout,
    inputs: run.devices.map((device) => (device.kind === 'nic' ? assembly.paths.get(device.input)! : 0)),
    txDone,
    code: builder.finish(),
    ...assembly.finish(),
    sources: sources(run, layout),
    repeatDepth: work.repeatDepth,
    deviceLabels,
    streams: work.streams,
  };
  return { ...program, locks: lockPlans(spins, program) };
}

/** Tables and traces number these by 16 bits. */
const MOST = 65_536;

function checkSizes(run: Run, { contexts, devices, classes }: Layout, labels: number): void {
  for (const [count, what] of [
    [labels, 'kinds of work'],
    [contexts, 'handlers, threads and processes'],
    [devices.length, 'devices'],
    [classes.length, 'classes of packets'],
  ] as const) {
    if (count <= MOST) continue;
    const message = `The run has ${count.toLocaleString('en')} ${what}; at most 65,536 can be told apart.`;
    throw new Impossible(message, run.span);
  }
}

function sources(run: Run, layout: Layout): { rank: number; cpu: number }[] {
  const list: { rank: number; cpu: number }[] = [];
  for (const [index, device] of run.devices.entries()) {
    list[layout.deviceSource(index)] = { rank: iplRank(device.ipl), cpu: device.cpu };
  }
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    list[layout.clockSource(cpu)] = { rank: CLOCK, cpu };
    list[layout.ipiSource(cpu)] = { rank: HIGH, cpu };
  }
  return list;
}
