import library from 'irqlab:library';
import { cpuUsage } from 'node:process';
import { compile } from '../../src/language/index.js';
import { simulate } from '../../src/simulation/simulate.js';

/** CPU time of what happens at a key and at a save, in milliseconds: medians of many, after a warm-up. */
const host = { read: (file: string) => library[file] };
const example = process.argv[2]!;
const stages = Array.from({ length: 160 }, (_, i) => `path p${i} {\n  hard net {\n    run work 1us\n    drop\n  }\n}`);
const long = `${example}\n${stages.join('\n')}`;

function median(times: number, work: () => void): number {
  for (let i = 0; i < 20; i++) work();
  const samples = Array.from({ length: times }, () => {
    const start = cpuUsage();
    work();
    const { user, system } = cpuUsage(start);
    return (user + system) / 1e3;
  });
  return samples.sort((a, b) => a - b)[times >> 1]!;
}

const run = compile('example.irq', example, host).scenario!.runs[0]!;
const both = () => run.designs.forEach((design) => void simulate(run, design, { trace: true }));
console.log(
  JSON.stringify({
    lines: long.split('\n').length,
    keystroke: median(41, () => void compile('long.irq', `${long}\n// ${Math.random()}`, host)),
    compile: median(41, () => void compile('example.irq', `${example}\n// ${Math.random()}`, host)),
    simulate: median(41, both),
  }),
);
