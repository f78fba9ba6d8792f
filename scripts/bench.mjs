// Speed as ratios, side by side in one run: `npm run bench`. The same workload, Poisson packets whose 3 us interrupt
// preempts a 7 us softint that preempts a user loop, in the core without and with a trace, in SimPy, in ns-3 and in C++.
// CPU time of the simulation alone, in rounds in which all take their turn; ours in a process that has simulated before,
// as the kept worker has. A ratio is the median of those of the rounds, since a machine changes its speed by the minute,
// and what ran in the same seconds ran at about the same.
// Then how the cost of an event grows with the number that are pending, and memory with the length of a run.
//
// `npm run bench -- --vscode` adds what a user waits for in a real VS Code, which is set up first where it is missing.
//
// What is not installed is skipped and named: SimPy is Debian's python3-simpy3, ns-3 its libns3-dev, the
// C++ compiler g++.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as buildAll } from './build.mjs';
import { setup } from './setup.mjs';
import { isMain, ROOT, run, script } from './steps.mjs';

const ROUNDS = 7;
const BENCH = join(ROOT, 'test/bench');
/** Milliseconds. */
const GOALS = new Map([
  ['save to pictures', 150],
  ['keystroke to diagnostics, 1,000 lines', 30],
]);

if (isMain(import.meta.url)) await script(bench);

async function bench() {
  await setup();
  const { build } = await import('esbuild');
  const { esbuildLibrary } = await import('./library.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'irqlab-bench-'));
  const entryPoints = ['core.ts', 'keystroke.ts', 'pending.ts'].map((file) => join(BENCH, file));
  const options = /** @type {const} */ ({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  await build({ ...options, entryPoints, outdir: folder, plugins: [esbuildLibrary], logLevel: 'warning' });

  const core = join(folder, 'core.cjs');
  // Twelve runs of four seconds, which a trace of the usual length has room for; the first four are not counted.
  const kept = (/** @type {string} */ trace) => [process.execPath, core, 'preempt', '4000000', '1', trace, '12', '4'];
  const programs = [
    { name: 'IrqLab, trace off', command: kept('off') },
    { name: 'IrqLab, trace on', command: kept('trace') },
    ...simpy(),
    ...heap(folder),
    ...ns3(folder),
  ];
  const measured = measure(programs);
  for (const { name, rate, events } of measured) {
    const ofEvents = events === undefined ? '' : `, ${(events / 1e6).toFixed(1)} million events/s`;
    console.log(`${name.padEnd(20)} ${Math.round(rate)} packets/s of CPU${ofEvents}`);
  }
  const { bytes, records, slices } = measured[1].trace;
  console.log(
    `a trace takes ${(bytes / records).toFixed(1)} bytes a record, ${(bytes / slices).toFixed(1)} for each slice`,
  );

  for (const slots of [4, 64, 1_000, 30_000, 1_000_000]) {
    const { nanoseconds } = JSON.parse(call([process.execPath, join(folder, 'pending.cjs'), String(slots)]));
    console.log(`an event among ${slots} pending ${nanoseconds.toFixed(0)} ns of CPU`);
  }
  const [short, long] = [10, 100].map((seconds) => {
    const { memory } = JSON.parse(
      call([process.execPath, core, 'preempt', String(seconds * 1e6), '1', 'off', '1', '0']),
    );
    return memory;
  });
  console.log(`memory after ten times the time, trace off : ${(long / short).toFixed(2)}`);

  const example = readFileSync(join(ROOT, 'examples/ipsec.irq'), 'utf8');
  const piece = JSON.parse(call([process.execPath, join(folder, 'keystroke.cjs'), example]));
  console.log(`a keystroke in ${piece.lines} lines ${piece.keystroke.toFixed(1)} ms of CPU`);
  console.log(`the example: ${piece.compile.toFixed(1)} ms to compile, ${piece.simulate.toFixed(1)} ms to simulate`);
  if (process.argv.includes('--vscode')) await inVsCode();
}

/** What a user waits for, as the suite in the extension host of a real VS Code measures it. */
async function inVsCode() {
  await buildAll();
  const { setupVscode } = await import('../test/vscode/setup.mjs');
  await setupVscode();
  const output = await run(process.execPath, ['test/vscode/host.mjs'], { output: 'keep' });
  for (const [, what, value] of output.matchAll(/figure: (.*): ([\d.]+) ms/g)) {
    const goal = GOALS.get(what);
    const ratio = goal === undefined ? '' : `, ${(Number(value) / goal).toFixed(2)} of its goal of ${goal} ms`;
    console.log(`${what}: ${value} ms${ratio}`);
  }
}

/** @param {{ name: string, command: string[] }[]} programs Each prints the packets that it simulated and its CPU seconds. */
function measure(programs) {
  const rounds = programs.map(() => /** @type {{ rate: number, events?: number, trace?: any }[]} */ ([]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { command }] of programs.entries()) {
      const { packets, events, seconds, trace } = JSON.parse(call(command));
      rounds[index].push({ rate: packets / seconds, events: events && events / seconds, trace });
    }
  }
  for (const [index, { name }] of programs.entries()) {
    if (index === 0) continue;
    const ratios = rounds[0].map(({ rate }, round) => rate / rounds[index][round].rate).sort((a, b) => a - b);
    const [least, median, most] = [0, ROUNDS >> 1, ROUNDS - 1].map((rank) => ratios[rank].toFixed(2));
    console.log(`IrqLab, trace off : ${name} = ${median} (${least} to ${most})`);
  }
  return programs.map(({ name }, index) => ({
    name,
    ...rounds[index].sort((a, b) => a.rate - b.rate)[ROUNDS >> 1],
  }));
}

function simpy() {
  const python = '/usr/bin/python3';
  try {
    call([python, '-c', 'import simpy']);
  } catch {
    console.log('SimPy is skipped: apt-get install python3-simpy3');
    return [];
  }
  return [{ name: 'SimPy', command: [python, join(BENCH, 'programs/preempt.py'), '1000000', '1'] }];
}

/** @param {string} folder Where the program goes. */
function heap(folder) {
  if (!existsSync('/usr/bin/g++')) {
    console.log('C++ is skipped: apt-get install g++');
    return [];
  }
  const program = join(folder, 'heap');
  call(['/usr/bin/g++', '-O2', '-o', program, join(BENCH, 'programs/heap.cpp')]);
  return [{ name: 'C++, 4-ary heap', command: [program, 'preempt', '20000000', '1'] }];
}

/** @param {string} folder Where the program goes. */
function ns3(folder) {
  if (!existsSync('/usr/bin/g++') || !existsSync('/usr/include/ns3/core-module.h')) {
    console.log('ns-3 is skipped: apt-get install libns3-dev');
    return [];
  }
  const program = join(folder, 'ns3');
  const source = join(BENCH, 'programs/ns3.cpp');
  call(['/usr/bin/g++', '-O2', '-std=c++17', '-o', program, source, '-lns3-core']);
  return [{ name: 'ns-3', command: [program, 'preempt', '20000000', '1'] }];
}

/** @param {string[]} command */
function call([program, ...args]) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
