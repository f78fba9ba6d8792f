import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOf as everyValue, type Value } from '../../src/language/check/sweep/range.js';
import { format } from '../../src/language/format.js';
import { tokenize } from '../../src/language/lexer.js';
import { completions } from '../../src/language/services/completion.js';
import { definition } from '../../src/language/services/definition.js';
import { hover } from '../../src/language/services/hover.js';
import { references } from '../../src/language/services/references.js';
import { rename } from '../../src/language/services/rename.js';
import { documentSymbols } from '../../src/language/services/symbols.js';
import { semanticTokens } from '../../src/language/services/tokens.js';
import type { Run } from '../../src/model/run.js';
import type { Sweep } from '../../src/model/sweep.js';
import { simulate } from '../../src/simulation/simulate.js';
import { compileText, covered, cursor, hostOf, problems } from './support.js';

interface Parts {
  readonly packets?: string;
  readonly device?: string;
  readonly engine?: string;
  readonly machine?: string;
  readonly param?: string;
  readonly quantum?: string;
}

/** A scenario in which everything can be swept, with a line for each that a test would change by hand. */
function scenario(parts: Parts = {}): string {
  const { packets = 'packets on wm0 rate 10kpps', device = 'rx ring 64', engine = 'latency 5us' } = parts;
  const { machine = 'cpus 1 at 2GHz; cost switch 2us', param = '3us', quantum = '10ms' } = parts;
  return `import "std/designs"
param budget = ${param}
machine m { ${machine} }
device wm0: nic { link 1Gbps; ${device}; input in_path }
device ubsec0: crypto { ${engine} }
path in_path {
  hard net { run intr 1us; enqueue q }
  soft softnet { run input budget; await ubsec0; deliver sink }
}
process sink { loop { receive; run read 2us } }
workload stream { ${packets} }
design mine extends netbsd5_softint { quantum ${quantum} }
run "r" { machine m; workload stream; for 2ms; designs mine, biglock; seed 7; expect loss == 0 }
`;
}

function sweepText(line: string, more = ''): string {
  return `sweep "s" { run "r"; ${line}; plot throughput, loss; ${more} }\n`;
}

function sweepOf(line: string, more = '', parts: Parts = {}): Sweep {
  const { scenario: found, diagnostics } = compileText(scenario(parts) + sweepText(line, more));
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  return found!.sweeps[0]!;
}

function valuesOf(line: string): number[] {
  return sweepOf(line).points.map(({ value }) => value);
}

/** A run without what only tells where something stands in the text, and without what is expected of it. */
function essence(run: Run): unknown {
  const plain = { ...run, expectations: [] };
  return JSON.parse(JSON.stringify(plain, (key, value) => (/^span|Span$/.test(key) ? undefined : value)));
}

describe('a point is the run with the value in its place', () => {
  it.each<[string, string, Parts, Parts?]>([
    ['rate in 20kpps, 3kpps', 'the rate of a stream', { packets: 'packets on wm0 rate 20kpps' }],
    [
      'rate in 20kpps, 3kpps',
      'Poisson',
      { packets: 'packets on wm0 poisson 20kpps' },
      { packets: 'packets on wm0 poisson 1kpps' },
    ],
    [
      'rate in 20kpps, 3kpps',
      'a gap',
      { packets: 'packets on wm0 every 50us' },
      { packets: 'packets on wm0 every 10us' },
    ],
    ['cost switch in 4us, 0us', 'a cost', { machine: 'cpus 1 at 2GHz; cost switch 4us' }],
    ['cost switch in 4000cycles, 0us', 'cycles', { machine: 'cpus 1 at 2GHz; cost switch 2us' }],
    [
      'cost trap in 1us, 2us',
      'a cost that was not given',
      { machine: 'cpus 1 at 2GHz; cost switch 2us; cost trap 1us' },
    ],
    ['cpus in 3, 1', 'CPUs', { machine: 'cpus 3 at 2GHz; cost switch 2us' }],
    ['budget in 9us, 1us', 'a parameter', { param: '9us' }],
    ['wm0.rx ring in 16, 32', 'a ring', { device: 'rx ring 16' }],
    ['wm0.tx ring in 16, 32', 'a default', { device: 'rx ring 64; tx ring 16' }],
    ['wm0.link in 10Gbps, 1Gbps', 'a link', { device: 'rx ring 64; link 10Gbps' }],
    ['wm0.moderation gap in 20us, 30us', 'a line that was not there', { device: 'rx ring 64; moderation gap 20us' }],
    [
      'wm0.moderation absolute_timer in 20us, 30us',
      'one number of several',
      { device: 'rx ring 64; moderation packets 4 absolute_timer 20us packet_timer 5us' },
      { device: 'rx ring 64; moderation packets 4 absolute_timer 90us packet_timer 5us' },
    ],
    [
      'wm0.moderation gap in 20us, 30us',
      'something else',
      { device: 'moderation gap 20us' },
      { device: 'moderation none' },
    ],
    ['ubsec0.queue in 9, 2', 'a queue', { engine: 'latency 5us; queue 9' }],
    ['ubsec0.latency in 9us, 2us', 'a latency', { engine: 'latency 9us' }],
    ['quantum in 4ms, 2ms', 'a property of a design', { quantum: '4ms' }],
  ])('%s: %s', (line, _what, byHand, before = {}) => {
    const text = scenario(byHand).replace('link 1Gbps; rx ring 64; link 10Gbps', 'link 10Gbps; rx ring 64');
    const plain = compileText(text).scenario!.runs[0]!;
    const { run } = sweepOf(line, '', before).points[0]!;
    const design = line.startsWith('quantum') ? { designs: [run.designs[0]] } : {};
    const own = line.startsWith('quantum') ? { designs: [plain.designs[0]] } : {};
    expect(essence({ ...run, ...design } as Run)).toEqual(essence({ ...plain, ...own } as Run));
  });

  it('at whatever rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400_000 }), (rate) => {
        const plain = compileText(scenario({ packets: `packets on wm0 poisson ${rate}pps` })).scenario!.runs[0]!;
        const packets = 'packets on wm0 poisson 7kpps';
        const { run } = sweepOf(`rate in ${rate}pps, 400001pps`, '', { packets }).points[0]!;
        expect(essence(run)).toEqual(essence(plain));
      }),
      { numRuns: 25 },
    );
  });

  it('as the sweep says how long, how often and under which designs', () => {
    const more = 'for 5ms; warmup 1ms; replications 4; seed 9; designs linux_napi; expect loss < 1%';
    const { points } = sweepOf('cpus in 1, 2', more);
    for (const { run } of points) {
      expect(run).toMatchObject({ duration: 5e9, warmup: 1e9, replications: 4, seed: 9, name: 'r' });
      expect(run.designs.map(({ name }) => name)).toEqual(['linux_napi']);
      expect(run.expectations.map(({ text }) => text)).toEqual(['expect loss < 1%']);
    }
  });

  it('and has nothing of what is expected of the run itself', () => {
    expect(sweepOf('cpus in 1, 2').points.map(({ run }) => run.expectations)).toEqual([[], []]);
  });

  it('shares with the others what nothing changes, and not what something does', () => {
    const [first, second] = sweepOf('quantum in 4ms, 2ms', 'designs mine, biglock').points;
    expect(second!.run.designs[0]).not.toBe(first!.run.designs[0]);
    const [one, two] = sweepOf('cost switch in 4us, 2us').points;
    expect(two!.run.designs[1]).toBe(one!.run.designs[1]);
    expect([two!.run.devices, two!.run.paths, two!.run.processes]).toEqual([
      one!.run.devices,
      one!.run.paths,
      one!.run.processes,
    ]);
    expect(two!.run.devices[0]).toBe(one!.run.devices[0]);
    expect(two!.run.paths[0]).toBe(one!.run.paths[0]);
    const [small, large] = sweepOf('wm0.rx ring in 16, 32').points;
    expect(large!.run.devices[0]).not.toBe(small!.run.devices[0]);
    expect(large!.run.devices[1]).toBe(small!.run.devices[1]);
  });
});

describe('what inherits', () => {
  it('a property has it changed as by an edit of the text', () => {
    const packets = 'packets on wm1 rate 1kpps; packets on wm0 rate 1kpps';
    const second = 'device wm1: nic extends wm0 { }\n';
    const text = scenario({ packets }).replace('device ubsec0', `${second}device ubsec0`);
    const { scenario: found } = compileText(text + sweepText('wm0.rx ring in 8, 16'));
    const rings = found!.sweeps[0]!.points.map(({ run }) => run.devices.map((one) => one.kind === 'nic' && one.rxRing));
    expect(rings).toEqual([
      [8, 8, false],
      [16, 16, false],
    ]);
  });
});

describe('the values', () => {
  it.each([
    ['rate from 10kpps to 50kpps in 5 steps', [1e4, 2e4, 3e4, 4e4, 5e4]],
    ['rate from 50kpps to 10kpps in 3 steps', [5e4, 3e4, 1e4]],
    ['rate from 1kpps to 1Mpps in 4 steps log', [1e3, 1e4, 1e5, 1e6]],
    ['rate from 1kpps to 2kpps in 4 steps', [1000, 1333.33333333, 1666.66666667, 2000]],
    ['cost switch from 0us to 1us in 4 steps', [0, 333333, 666667, 1e6]],
    ['cost switch from 2000cycles to 2us in 2 steps', [1e6, 2e6]],
    ['wm0.rx ring from 16 to 256 in 5 steps log', [16, 32, 64, 128, 256]],
    ['wm0.rx ring from 1 to 4 in 10 steps', [1, 2, 3, 4]],
    ['cpus in 1, 4, 2', [1, 4, 2]],
  ])('%s', (line, values) => {
    expect(valuesOf(line)).toEqual(values);
  });

  it.each([
    ['rate in 1kpps, 2kpps', 'rate'],
    ['cost switch in 1us, 2us', 'time'],
    ['cpus in 1, 2', 'count'],
    ['wm0.link in 1Gbps, 2Gbps', 'bandwidth'],
    ['budget in 100cycles, 200cycles', 'time'],
  ])('%s have a unit', (line, unit) => {
    expect(sweepOf(line)).toMatchObject({ unit, logarithmic: false, plot: ['throughput', 'loss'], name: 's' });
  });

  it('are as many as there are steps, ordered, and from one end to the other', () => {
    const [token] = tokenize('1ps').tokens;
    const value = (ps: number): Value => ({ token: token!, quantity: { dimension: 'time', value: ps, exact: true } });
    const bound = fc.integer({ min: 1, max: 2_000_000 });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 2, max: 1000 }), fc.boolean(), (a, b, steps, log) => {
        fc.pre(a !== b);
        const values = everyValue({ kind: 'steps', from: value(a), to: value(b), steps, log }, false);
        const found = values.map(({ quantity }) => quantity.value);
        expect([found[0], found.at(-1)]).toEqual([a, b]);
        expect(found.length).toBeLessThanOrEqual(steps);
        expect(found).toEqual([...found].sort((x, y) => (a < b ? x - y : y - x)));
        expect(new Set(found).size).toBe(found.length);
        expect(found.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it('are read when somebody asks for them', () => {
    const began = performance.now();
    const sweep = sweepOf('rate from 1kpps to 100kpps in 200 steps');
    const compiled = performance.now();
    expect(sweep.points).toHaveLength(200);
    expect(compiled - began).toBeLessThan((performance.now() - compiled) / 2);
    expect(sweep.points).toBe(sweep.points);
    expect(structuredClone(sweep)).toEqual(sweep);
  });
});

describe('several streams', () => {
  it('keep their shares of the rate', () => {
    const packets =
      'packets on wm0 rate 1kpps; packets on wm0 poisson 3kpps; packets on wm0 bursts 8kpps on 1ms off 1ms';
    const [point] = sweepOf('rate in 16kpps, 8kpps', '', { packets }).points;
    const gaps = point!.run.workload.arrivals.map(({ pattern }) =>
      pattern.kind === 'poisson' ? pattern.meanGap : 'gap' in pattern ? pattern.gap : undefined,
    );
    // 1 to 3 to 4, of which the bursts have twice the rate half of the time; their gap is rounded up.
    expect(gaps).toEqual([1e12 / 2000, Math.round(1e12 / 6000), 1e12 / 16000 + 1]);
  });

  it.each([
    ['shorter than their gap', 'bursts 10kpps on 50us off 150us'],
    ['shorter than their gap, by chance', 'bursts 10kpps on 50us ~ exp off 150us ~ exp'],
    ['no multiple of their gap', 'bursts 10kpps on 250us off 250us'],
    ['without a length', 'bursts 10kpps on 0us off 100us ~ exp'],
    ['without a pause', 'bursts 10kpps on 250us off 0us'],
    ['of normal length', 'bursts 10kpps on 150us ~ normal 40us off uniform 50us..150us'],
    ['of some lengths', 'bursts 10kpps on empirical [50us, 210us] off empirical [10us, 90us]'],
  ])('bursts %s have that rate', (_name, pattern) => {
    const packets = `packets on wm0 ${pattern} size 64B`;
    for (const { value, run } of sweepOf('rate in 2kpps, 15kpps', '', { packets }).points) {
      const long = { ...run, duration: 1e12, warmup: 0 };
      const { metrics } = simulate(long, long.designs[0]!, { trace: false });
      expect(Math.abs(metrics.packets / value - 1)).toBeLessThan(0.06);
    }
  });

  it.each(['packet on wm0 at 10us', 'packets on wm0 wire count 3', 'tcp on wm0 sessions 1'])(
    '%s has no rate',
    (packets) => {
      const text = scenario({ packets }) + sweepText('rate in 1kpps, 2kpps');
      expect(problems(text).filter((problem) => !problem.startsWith('IRQ077'))).toEqual([
        expect.stringMatching(/^IRQ083 these packets of the workload 'stream' come at times of their own/),
      ]);
    },
  );
});

describe('what is wrong is told where it stands', () => {
  it.each([
    ['rat in 1kpps, 2kpps', 'IRQ080', 'rat', "did you mean 'rate'?"],
    ['budge in 1us, 2us', 'IRQ080', 'budge', "did you mean 'budget'?"],
    ['wmo in 1, 2', 'IRQ080', 'wmo', "did you mean 'wm0.…'?"],
    [
      'zzzzzz in 1, 2',
      'IRQ080',
      'zzzzzz',
      "expected 'budget', 'rate', 'cost', 'cpus' or a property such as 'wm0.rx ring'",
    ],
    ['wm1.rx ring in 1, 2', 'IRQ030', 'wm1', "did you mean 'wm0'?"],
    ['wm0.rxx ring in 1, 2', 'IRQ080', 'rxx', "did you mean 'rx'?"],
    ['wm0.rx rong in 1, 2', 'IRQ012', 'rong', "did you mean 'ring'?"],
    ['wm0.rx ring in 1us, 2us', 'IRQ020', '1us', 'expected the size of a ring'],
    ['wm0.rx ring in 4, 1000000', 'IRQ023', '1000000', 'from 1 to 65,536'],
    ['cost swich in 1us, 2us', 'IRQ012', 'swich', "did you mean 'switch'?"],
    ['cost switch in 1kpps, 2kpps', 'IRQ020', '1kpps', 'expected the cost of a primitive'],
    ['cost switch fast in 1us, 2us', 'IRQ013', 'fast', "expected 'from' or 'in'"],
    ['budget in 1, 2', 'IRQ022', '1', "expected a value of 'budget', such as 3us"],
    ['quantum in 1, 2', 'IRQ022', '1', 'expected the quantum'],
    [
      'poll weight in 1, 2',
      'IRQ080',
      'poll weight',
      "no design of the sweep has a number at 'poll weight': 'mine', 'biglock'",
    ],
    ['rate from 1kpps to 2us in 3 steps', 'IRQ020', '2us', 'expected the rate of all packets'],
    ['wm0.rx ring from 1 to 2us in 3 steps', 'IRQ020', '2us', "'2us' is a time, but '1' is a plain number"],
    ['rate from 1kpps to 2kpps in 1 steps', 'IRQ023', '1', 'from 2 to 1,000'],
    ['rate from 1kpps to 2kpps in 1001 steps', 'IRQ023', '1001', 'from 2 to 1,000'],
    ['rate from 1kpps to 2kpps in 4 stops', 'IRQ012', 'stops', "did you mean 'steps'?"],
    ['rate from 1kpps to 1kpps in 4 steps', 'IRQ081', '1kpps to 1kpps', 'one value only'],
    ['cost switch from 1us to 0us in 4 steps log', 'IRQ082', '0us', 'no logarithmic axis'],
    ['rate in 1kpps, 1000pps', 'IRQ015', '1000pps', 'listed twice'],
    ['rate in 1kpps', 'IRQ012', '1kpps', "expected ',' and another value"],
    ['rate', 'IRQ012', 'rate', "'from' or 'in'"],
    ['rate in 1kpps, 1000000Mpps', 'IRQ084', '1000000Mpps', 'at most 100,000,000 can be simulated'],
  ])('%s', (line, code, place, message) => {
    const text = scenario() + sweepText(line);
    const found = compileText(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(found.map((one) => [one.code, covered(text, one.span)])).toEqual([[code, place]]);
    expect(found[0]!.message).toContain(message);
    expect(found[0]!.span.line).toBe(scenario().split('\n').length - 1);
  });

  it.each([
    ['sweep "s" { run "other"; cpus in 1, 2; plot loss }', 'IRQ030', '"other"', 'expected "r"'],
    ['sweep "s" { run "r"; plot loss }', 'IRQ016', '"s"', "expected a line such as 'rate from"],
    ['sweep "s" { cpus in 1, 2; plot loss }', 'IRQ016', '"s"', "has no 'run'"],
    ['sweep "s" { run "r"; cpus in 1, 2 }', 'IRQ016', '"s"', "has no 'plot'"],
    ['sweep "s" { run "r"; cpus in 1, 2; plot los }', 'IRQ012', 'los', "did you mean 'loss'?"],
    ['sweep "s" { run "r"; cpus in 1, 2; plot loss, loss }', 'IRQ015', 'loss', 'listed twice'],
    [
      'sweep "s" { run "r"; cpus in 1, 2; rate in 1kpps, 2kpps; plot loss }',
      'IRQ015',
      'rate in 1kpps, 2kpps',
      'one thing',
    ],
    ['sweep "s" { run "r"; cpus in 1, 2; plot loss; designs bigloc }', 'IRQ030', 'bigloc', "did you mean 'biglock'?"],
    ['sweep "s" { run "r"; cpus in 1, 2; plot loss; replications 0 }', 'IRQ023', '0', 'from 1 to 1,000'],
    ['sweep "s" { run "r"; cpus in 1, 2; plot loss; warmup 2ms }', 'IRQ023', '2ms', 'nothing of the run to measure'],
    ['sweep "s" { run "r"; cpus in 1, 2; plot loss; expect mach.loss == 0 }', 'IRQ030', 'mach', 'there is no design'],
    ['sweep "s" { run "r"; cpus in 1, 2; plto loss; plot loss }', 'IRQ015', 'plto loss', 'one thing'],
    ['sweep s { run "r" }', 'IRQ012', 's', 'a name in quotes'],
    [
      'sweep "s" { run "r"; cpus in 1, 2; plot loss }\nsweep "s" { run "r"; cpus in 1, 2; plot loss }',
      'IRQ031',
      '"s"',
      'twice',
    ],
  ])('%s', (sweep, code, place, message) => {
    const text = scenario() + sweep;
    const found = compileText(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(found.map((one) => [one.code, covered(text, one.span)])).toEqual([[code, place]]);
    expect(found[0]!.message).toContain(message);
  });

  it.each([
    ['for 1ms', 'for 1ms', "'1ms' leaves nothing of the run to measure; its warm-up, '1ms', has to end before it"],
    ['for 1ms; warmup 3ms', 'warmup 3ms', "'3ms' leaves nothing of the run to measure; it has to end before the run"],
    ['warmup 2ms', 'warmup 2ms', "'2ms' leaves nothing of the run to measure; it has to end before the run"],
  ])('a time and a warm-up that do not fit, at what the sweep says of them: %s', (lines, line, message) => {
    const text = scenario().replace('for 2ms;', 'for 2ms; warmup 1ms;') + sweepText('cpus in 1, 2', lines);
    const found = compileText(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(found.map((one) => [one.code, covered(text, one.span), one.message])).toEqual([
      ['IRQ023', line.split(' ')[1], message],
    ]);
    expect(found[0]!.span.line).toBe(scenario().split('\n').length - 1);
  });

  it('and a sweep over what the run does not read is warned of', () => {
    const text = `${scenario()}param idle = 1us\n${sweepText('idle in 1us, 2us')}`;
    const { scenario: found, diagnostics } = compileText(text);
    expect(diagnostics.filter(({ severity }) => severity === 'warning').map(({ code }) => code)).toEqual(['IRQ085']);
    expect(found!.sweeps).toHaveLength(1);
  });

  it('but once, and not again for a run that has an error itself', () => {
    const text = scenario({ param: '3kpps' }) + sweepText('cost switch in 1us, 2us');
    expect(problems(text).filter((problem) => !problem.startsWith('IRQ077'))).toEqual([
      expect.stringMatching(/^IRQ020/),
    ]);
  });

  it('and never throws, whatever stands there', () => {
    const words = [
      'sweep',
      '"s"',
      '"r"',
      '{',
      '}',
      'run',
      'rate',
      'cost',
      'wm0',
      '.',
      'rx',
      'ring',
      'from',
      'to',
      'in',
      ',',
    ];
    const more = [
      '1',
      '2us',
      '3kpps',
      'steps',
      'log',
      'plot',
      'loss',
      'budget',
      'quantum',
      '\n',
      ';',
      'designs',
      'biglock',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words, ...more), { maxLength: 24 }), (tokens) => {
        const text = `${scenario()}sweep "s" { run "r"; ${tokens.join(' ')}`;
        const compilation = compileText(text);
        for (const { points } of compilation.scenario?.sweeps ?? []) expect(points.length).toBeGreaterThan(0);
        completions(compilation, { line: text.split('\n').length - 1, column: 40 });
      }),
      { numRuns: 80 },
    );
  });
});

describe('a parameter that is called as a line of sweeps is', () => {
  const WORDS = ['run', 'plot', 'designs', 'replications', 'for', 'warmup', 'seed', 'expect'];
  const named = (word: string, value = '3us') =>
    scenario()
      .replace('param budget = 3us', `param ${word} = ${value}`)
      .replace('run input budget', `run input ${word}`);

  it.each(WORDS)('%s: can be swept, beside the line', (word) => {
    const lines: Record<string, string> = { run: '', plot: '', designs: 'designs mine', expect: 'expect loss < 1%' };
    const line = lines[word] ?? `${word} ${{ replications: '2', for: '3ms', warmup: '1ms', seed: '4' }[word]}`;
    for (const values of ['in 1us, 9us', 'from 1us to 9us in 2 steps']) {
      const { scenario: found, diagnostics } = compileText(named(word) + sweepText(`${word} ${values}`, line));
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const { points, parameter } = found!.sweeps[0]!;
      expect([parameter, ...points.map(({ value }) => value)]).toEqual([word, 1e6, 9e6]);
      const [cheap, dear] = points.map(({ run }) => JSON.stringify(essence(run)));
      expect(cheap).not.toBe(dear);
      const budget = compileText(scenario() + sweepText(`budget ${values}`, line)).scenario!.sweeps[0]!;
      expect(points.map(({ run }) => essence(run))).toEqual(budget.points.map(({ run }) => essence(run)));
    }
  });

  it.each(WORDS)('%s: can be a device whose property is swept', (word) => {
    const text = scenario().replaceAll('ubsec0', word) + sweepText(`${word}.latency in 1us, 2us`);
    expect(compileText(text).scenario!.sweeps[0]!.parameter).toBe(`${word}.latency`);
  });

  it.each<[string, string, Partial<Run>]>([
    ['seed = 3', 'seed 9', { seed: 9 }],
    ['seed = 3', 'seed seed', { seed: 3 }],
    ['for = 3ms', 'for for', { duration: 3e9 }],
    ['replications = 3', 'replications 2', { replications: 2 }],
    ['warmup = 3us', 'warmup 1us', { warmup: 1e6 }],
  ])('leaves a line what it was: with %s, %s', (param, line, run) => {
    const text = `${scenario()}param ${param}\n${sweepText('cpus in 1, 2', line)}`;
    expect(compileText(text).scenario!.sweeps[0]!.points[0]!.run).toMatchObject(run);
  });

  it.each<[string, string, Partial<Run>]>([
    ['param for = 1us\nparam in = 4ms', 'for in', { duration: 4e9 }],
    ['param seed = 1us\nparam from = 5', 'seed from', { seed: 5 }],
  ])('nor where what follows is called as a word of ranges is: %s', (params, line, run) => {
    const text = `${scenario()}${params}\n${sweepText('cpus in 1, 2', line)}`;
    expect(compileText(text).scenario!.sweeps[0]!.points[0]!.run).toMatchObject(run);
  });

  it('nor where such a name is that of a design', () => {
    const designs =
      'param designs = 1us\nparam expect = 1us\ndesign in extends biglock { }\ndesign from extends biglock { }\n';
    for (const [line, names] of [
      ['designs in, mine', ['in', 'mine']],
      ['designs from', ['from']],
      ['designs in; expect in.loss == 0', ['in']],
    ] as const) {
      const { scenario: found } = compileText(scenario() + designs + sweepText('cpus in 1, 2', line));
      expect(found!.sweeps[0]!.points[0]!.run.designs.map(({ name }) => name)).toEqual(names);
    }
  });

  it.each([
    ['seed form 1us to 9us in 2 steps', 'IRQ013', 'form', "expected 'from' or 'in'"],
    ['seed from', 'IRQ012', 'from', 'after'],
    ['seed in 1us', 'IRQ012', '1us', "',' and another value"],
    ['seed in 1kpps, 2kpps', 'IRQ020', '1kpps', "a value of 'seed', such as 3us"],
    ['seed 1us', 'IRQ020', '1us', ''],
  ])('has its mistakes told: %s', (line, code, place, message) => {
    const text = named('seed') + sweepText(line, line === 'seed 1us' ? 'cpus in 1, 2' : '');
    const found = compileText(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(found.map((one) => [one.code, covered(text, one.span)])).toEqual([[code, place]]);
    expect(found[0]!.message).toContain(message);
  });

  it('is offered, hovered over, renamed and coloured as a parameter', () => {
    const labels = (marked: string, word = 'seed') => {
      const { text, position } = cursor(named(word) + marked);
      return completions(compileText(text), position, hostOf()).map(({ label, kind }) => `${kind} ${label}`);
    };
    expect(labels('sweep "s" {\n  run "r"\n  <|>\n}')).toEqual(expect.arrayContaining(['keyword seed', 'name seed']));
    expect(labels('sweep "s" {\n  run "r"\n  seed <|>\n}')).toEqual(
      expect.arrayContaining(['choice from', 'choice in']),
    );
    const expectable = 'sweep "s" {\n  run "r"\n  expect <|>\n}';
    expect(new Set(labels(expectable, 'expect'))).toEqual(new Set([...labels(expectable), 'choice from', 'choice in']));
    expect(labels('sweep "s" {\n  run "r"\n  warmup <|>\n}')).not.toContain('choice from');
    const { text, position } = cursor(named('seed') + sweepText('se<|>ed in 1us, 2us', 'seed 3'));
    const compilation = compileText(text);
    expect(hover(compilation, position)!.markdown).toContain('param seed = 3us');
    expect(references(compilation, position)).toHaveLength(3);
    expect(rename(compilation, position, 'for')).toHaveLength(3);
    const last = text.trimEnd().split('\n').length - 1;
    const types = semanticTokens(compilation).filter(({ line, length }) => line === last && length === 4);
    expect(types.map(({ type }) => type)).toEqual(['parameter', 'keyword', 'enumMember', 'keyword']);
  });

  it('stays as it is when it is formatted', () => {
    const text = `sweep "s" {\n  run "r"\n  seed   in 1us,2us\n  seed 4\n}\n`;
    expect(format(text)).toBe('sweep "s" {\n  run "r"\n  seed in 1us, 2us\n  seed 4\n}\n');
  });
});

describe('the editor', () => {
  const at = (marked: string) => {
    const { text, position } = cursor(scenario() + marked);
    return { text, position, compilation: compileText(text) };
  };
  const labels = (marked: string) => {
    const { compilation, position } = at(marked);
    return completions(compilation, position, hostOf()).map(({ label }) => label);
  };

  it.each([
    ['sweep "s" {\n  run "r"\n  <|>\n}', ['plot', 'rate', 'cost', 'cpus', 'budget', 'wm0', 'ubsec0'], ['run']],
    ['sweep "s" {\n  run "<|>"\n}', ['r'], []],
    ['sweep "s" {\n  cost <|>\n}', ['switch', 'trap'], ['budget']],
    ['sweep "s" {\n  wm0.<|>\n}', ['rx', 'moderation', 'link'], ['latency']],
    ['sweep "s" {\n  wm0.moderation <|>\n}', ['gap', 'absolute_timer', 'from', 'in'], ['budget']],
    ['sweep "s" {\n  wm0.rx ring <|>\n}', ['from', 'in'], ['budget']],
    ['sweep "s" {\n  rate from 1kpps <|>\n}', ['to'], ['in']],
    ['sweep "s" {\n  rate from 1kpps to 2kpps in 4 <|>\n}', ['steps'], ['log']],
    ['sweep "s" {\n  rate from 1kpps to 2kpps in 4 steps <|>\n}', ['log'], []],
    ['sweep "s" {\n  rate from 1<|>\n}', ['1kpps', '1/s'], ['1us']],
    ['sweep "s" {\n  run "r"\n  plot <|>\n}', ['throughput', 'latency_p99'], []],
    ['sweep "s" {\n  run "r"\n  designs <|>\n}', ['mine', 'biglock'], []],
  ])('offers in %s', (marked, offered, not) => {
    const found = labels(marked);
    expect(found).toEqual(expect.arrayContaining(offered));
    expect(found.filter((label) => not.includes(label))).toEqual([]);
  });

  it.each([
    ['sweep "s" { run "r"; ra<|>te in 1kpps, 2kpps; plot loss }', 'Each keeps its share'],
    ['sweep "s" { run "r"; wm0.moderation g<|>ap in 1us, 2us; plot loss }', 'gap TIME'],
    ['sweep "s" { run "r"; wm0.r<|>x ring in 1, 2; plot loss }', 'rx ring N'],
    ['sweep "s" { run "r"; bud<|>get in 1us, 2us; plot loss }', 'param budget = 3us'],
    ['sweep "s" { run "r"; quan<|>tum in 1us, 2us; plot loss }', 'quantum TIME'],
    ['sweep "s" { run "r"; cpus in 1, 2; plot lo<|>ss }', 'Packets dropped'],
    ['sweep "s" { run "<|>r"; cpus in 1, 2; plot loss }', 'run "r"'],
  ])('tells about %s', (marked, text) => {
    const { compilation, position } = at(marked);
    expect(hover(compilation, position)!.markdown).toContain(text);
  });

  it('goes from a name to what it is, and renames both', () => {
    const { text, compilation, position } = at(sweepText('bud<|>get in 1us, 2us'));
    expect(covered(text, definition(compilation, position)!)).toBe('budget');
    expect(references(compilation, position)).toHaveLength(3);
    expect(rename(compilation, position, 'price')).toHaveLength(3);
  });

  it('renames a run with the sweeps that name it', () => {
    const { text, compilation, position } = at('sweep "s" { run "<|>r"; cpus in 1, 2; plot loss }');
    expect(covered(text, definition(compilation, position)!)).toBe('"r"');
    const edits = rename(compilation, position, 'other run');
    expect(edits).toEqual([
      expect.objectContaining({ text: '"other run"' }),
      expect.objectContaining({ text: '"other run"' }),
    ]);
  });

  it('lists sweeps in the outline', () => {
    const { compilation } = at(sweepText('cpus in 1, 2<|>'));
    expect(documentSymbols(compilation).at(-1)).toMatchObject({ name: 's', kind: 'sweep' });
  });

  it('colours every word of it', () => {
    const { text, compilation } = at(sweepText('wm0.moderation gap from 1us to 9us in 3 steps log<|>'));
    const last = text.trimEnd().split('\n').length - 1;
    const words = text.split('\n')[last]!;
    const found = semanticTokens(compilation).filter(({ line }) => line === last);
    expect(found.map(({ column, length, type }) => `${words.slice(column, column + length)} ${type}`)).toEqual([
      'sweep keyword',
      'run keyword',
      'wm0 class',
      'moderation enumMember',
      'gap enumMember',
      'from enumMember',
      '1us number',
      'to enumMember',
      '9us number',
      'in enumMember',
      '3 number',
      'steps enumMember',
      'log enumMember',
      'plot keyword',
      'throughput enumMember',
      'loss enumMember',
    ]);
  });

  it('formats it and leaves it alone after that', () => {
    const text = 'sweep   "s" {\nrun "r"\n  wm0 . rx   ring from 1 to 4 in 3 steps log\nplot loss,throughput\n}\n';
    const formatted = format(text);
    expect(formatted).toBe(
      'sweep "s" {\n  run "r"\n  wm0.rx ring from 1 to 4 in 3 steps log\n  plot loss, throughput\n}\n',
    );
    expect(format(formatted)).toBe(formatted);
  });
});
