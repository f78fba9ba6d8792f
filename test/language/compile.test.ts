import library from 'irqlab:library';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/language/compile.js';
import type { Run } from '../../src/model/scenario.js';
import { allScenarios, compileText, example, hostOf, problems } from './support.js';

const RUN = 'run "r" { machine small; workload one; for 1ms; designs biglock; processes sink }\n';

function runOf(text: string): Run {
  const { scenario, diagnostics } = compileText(`import "base"\n${text}`);
  expect(diagnostics).toEqual([]);
  return scenario!.runs[0]!;
}

describe('every scenario and library file that ships', () => {
  it.each(allScenarios().map(({ file, text }) => [file, text] as const))('%s has no fault', (file, text) => {
    const name = file.startsWith('library/') ? file.replace('library/', 'std/') : file;
    expect(compile(name, text, hostOf()).diagnostics).toEqual([]);
  });
});

describe('the example', () => {
  const [run] = compileText(example()).scenario!.runs;

  it('costs in picoseconds, and nothing for what it does not name', () => {
    expect(run!.machine.costs).toMatchObject({ trap: 400_000, refill: 1_500_000, handoff: 0 });
    expect(run!.machine.hertz).toBe(2.4e9);
  });

  it('takes what a device extends, with its own words before it', () => {
    expect(run!.devices[1]).toMatchObject({ name: 'ubsec0', queue: 4, perByte: 16_000, driverQueue: 60 });
  });

  it('has the expectations in the units of their metrics, as they were written', () => {
    expect(run!.expectations.map(({ text, design, value }) => [text, design, value])).toEqual([
      ['expect interrupt_threads.switches == 6', 'interrupt_threads', 6],
      ['expect biglock.switches == 0', 'biglock', 0],
      ['expect interrupts == 2', undefined, 2],
    ]);
  });

  it('points at the words that chose a mechanism, in the library', () => {
    const file = 'std/designs/biglock.irq';
    const line = library[file]!.split('\n').indexOf('  await continuation via softint');
    expect(run!.designs[1]!.spans.await).toMatchObject({ file, line });
  });
});

describe('what extends something faulty', () => {
  it.each([
    ['of an unknown primitive', 'cost swich 1us'],
    ['of an unknown word', 'cots switch 1us'],
    ['in a circle', ''],
  ])('leaves out every run whose machine extends one with an error %s', (what, line) => {
    const machines = `machine a ${what === 'in a circle' ? 'extends c ' : ''}{ cpus 1 at 1GHz; ${line} }
machine b extends a { }
machine c extends b { }
machine fine { cpus 1 at 1GHz }
device n: nic { link 1Gbps; input p }
path p { hard net { drop } }
workload w { packet on n at 1us }
`;
    const run = (name: string) => `run "${name}" { machine ${name}; workload w; for 1ms; designs biglock }\n`;
    const runs = ['c', 'b', 'fine', 'a', 'c'].map(run).join('').replace('run "c"', 'run "first"');
    const { scenario, diagnostics } = compileText(`import "std/designs"\n${machines}${runs}`);
    expect(scenario!.runs.map(({ name }) => name)).toEqual(['fine']);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });
});

describe('the memory of a thread', () => {
  const memory = 'machine m { cpus 1 at 1GHz; stack 8KiB; continuation 690B }\nmachine n extends m { stack 4664B }\n';

  it('is in bytes, nothing where it is not given, and can be expected', () => {
    const sizes = (name: string) => {
      const { machine, expectations } = runOf(
        `${memory}${RUN.replace('small', name).replace('processes sink', 'processes sink; expect thread_memory <= 64KiB')}`,
      );
      return [machine.stack, machine.continuation, expectations[0]!.value];
    };
    expect(sizes('n')).toEqual([4664, 690, 65_536]);
    expect(sizes('small')).toEqual([0, 0, 65_536]);
  });

  it('is a size', () => {
    expect(problems(`import "base"\n${memory.replace('690B', '690us')}${RUN}`)).toEqual([
      "IRQ020 '690us' is a time; expected the kernel memory of a thread, such as 8KiB",
    ]);
  });
});

describe('quantities', () => {
  it.each([
    ['1.2us', 1_200_000],
    ['0.0003ms', 300_000],
    ['1.5e3ns', 1_500_000],
    ['2min', 120e12],
    ['1µs', 1_000_000],
    ['7ps', 7],
    ['1200cycles', 600_000],
    ['1cycle', 500],
    ['budget', 3_000_000],
  ])('%s is %d ps on a machine of 2 GHz', (written, picoseconds) => {
    const run = runOf(`param budget = 3us\nprocess p { run work ${written} }\n${RUN.replace('sink', 'sink, p')}`);
    expect(run.processes[1]!.body[0]).toMatchObject({ kind: 'run', time: { kind: 'constant', value: picoseconds } });
  });

  it.each([
    ['loss == 0.7%', 0.007],
    ['loss == 0.1234%', 0.001234],
    ['loss == 29%', 0.29],
    ['throughput == 1.1kpps', 1100],
    ['throughput == 4.35Mpps', 4_350_000],
    ['goodput == 1.1Gbps', 1_100_000_000],
  ])('%s is exactly that number', (written, value) => {
    const run = runOf(RUN.replace('processes sink', `processes sink; expect ${written}`));
    expect(run.expectations.map((expectation) => expectation.value)).toEqual([value]);
  });

  it('in cycles are read anew for each machine', () => {
    const { scenario } = compileText(
      `import "base"\nmachine fast { cpus 1 at 4GHz }\nprocess p { run work 1200cycles }\n${RUN.replace('sink', 'sink, p')}` +
        'run "s" { machine fast; workload one; for 1ms; designs biglock; processes sink, p }',
    );
    const times = scenario!.runs.map((run) => run.processes[1]!.body[0]);
    expect(times).toMatchObject([{ time: { value: 600_000 } }, { time: { value: 300_000 } }]);
  });

  it.each([
    ['4us ~ exp', { kind: 'exponential', mean: 4e6 }],
    ['4us ~ normal 1us', { kind: 'normal', mean: 4e6, deviation: 1e6 }],
    ['uniform 1us..3us', { kind: 'uniform', low: 1e6, high: 3e6 }],
    ['empirical [1us, 2us]', { kind: 'empirical', values: [1e6, 2e6] }],
  ])('%s is a distribution', (written, time) => {
    const run = runOf(`process p { run work ${written} }\n${RUN.replace('sink', 'sink, p')}`);
    expect(run.processes[1]!.body[0]).toMatchObject({ time });
  });

  const WRONG = ['5ns', '5cycles', '5GHz', '5Gbps', '5kpps', '5B', '5%', '5', '5ns/B', '5cycles/B'];
  it.each([
    ['cost', (q: string) => `machine m { cpus 1 at 2GHz; cost trap ${q} }`, ['5ns', '5cycles']],
    ['cpus', (q: string) => `machine m { cpus ${q} at 2GHz }`, ['5']],
    ['clock', (q: string) => `machine m { cpus 1 at ${q} }`, ['5GHz']],
    ['link', (q: string) => `device d: nic { link ${q} }`, ['5Gbps']],
    ['ring', (q: string) => `device d: nic { link 1Gbps; rx ring ${q} }`, ['5']],
    ['rate of packets', (q: string) => `import "base"\nworkload w { packets on nic0 poisson ${q} }`, ['5kpps']],
    ['size', (q: string) => `import "base"\nworkload w { packet on nic0 at 1us size ${q} }`, ['5B']],
    ['chance', (q: string) => `path p { hard net { choose { ${q} { drop } otherwise { drop } } } }`, ['5%']],
    ['time per byte', (q: string) => `path p { hard net { run a 1us + ${q}; drop } }`, ['5ns/B', '5cycles/B']],
  ])('for %s of any other dimension are an error', (_, text, right) => {
    for (const quantity of WRONG) {
      const found = problems(text(quantity));
      if (right.includes(quantity)) expect(found).toEqual([]);
      else expect(found).toEqual([expect.stringMatching(/^IRQ02[02]/)]);
    }
  });
});

describe('what a run consists of', () => {
  it('the devices and paths that its workload reaches, in the order of the text', () => {
    const run = runOf(
      'device nic1: nic { link 1Gbps; input p }\npath p { hard net { await engine; transmit nic0 } }\n' +
        `workload w { packets on nic1 rate 10kpps count 3 }\n${RUN.replace('workload one', 'workload w')}`,
    );
    expect(run.devices.map(({ name }) => name)).toEqual(['nic1', 'nic0', 'engine']);
    expect(run.paths.map(({ name }) => name)).toEqual(['p', 'direct_in']);
    expect(run.workload.arrivals[0]).toMatchObject({ pattern: { kind: 'every', gap: 100e6 }, count: 3 });
  });

  it('is left out where it has an error, and the others stay', () => {
    const { scenario } = compileText(`import "base"\n${RUN}${RUN.replace('"r"', '"s"').replace('1ms', '1kpps')}`);
    expect(scenario!.runs.map(({ name }) => name)).toEqual(['r']);
  });

  it('is left out where the text of something it uses is not whole', () => {
    const broken = 'process p { run work 1us\n = 3\n }\n';
    const { scenario } = compileText(
      `import "base"\n${broken}${RUN}${RUN.replace('"r"', '"s"').replace('sink', 'sink, p')}`,
    );
    expect(scenario!.runs.map(({ name }) => name)).toEqual(['r']);
  });

  it('tolerances are relative to a value, and points beside one in per cent', () => {
    const expects =
      'expect latency_p99 <= 40us +- 5%; expect user_share == 50% +- 2%; expect switches_per_packet == 6 +- 0.5';
    const run = runOf(RUN.replace('processes sink', `processes sink; ${expects}`));
    expect(run.expectations.map(({ value, tolerance }) => [value, tolerance])).toEqual([
      [40e6, 2e6],
      [0.5, 0.02],
      [6, 0.5],
    ]);
  });
});

describe('the parser goes on after a mistake', () => {
  it('at the next line', () => {
    const { diagnostics } = compileText('machine m { cpus 1 at 2GHz\n = = =\n cost trap 400\n}');
    expect(diagnostics.map(({ code }) => code)).toEqual(['IRQ008', 'IRQ022']);
  });

  it('at a declaration after a block that is not closed', () => {
    const { program, diagnostics } = compileText('path p {\n  hard net { drop\n\nparam x = 1us\n');
    expect(diagnostics.map(({ code }) => code)).toEqual(['IRQ004']);
    expect(program.declarations.map(({ name }) => name)).toEqual(['p', 'x']);
  });

  it('and reads braces on lines of their own, lists over lines, and files that import each other', () => {
    const other = { 'other.irq': 'import "main"\nparam y = 2us' };
    expect(problems('import "other"\nprocess p\n{\n  sleep empirical [1us,\n    y]\n}', other)).toEqual([]);
  });
});
