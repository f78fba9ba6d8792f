import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant } from '../../src/model/distribution.js';
import { type Arrivals, packetsIn } from '../../src/model/workload.js';
import { simulate } from '../../src/simulation/simulate.js';
import { compileText } from '../language/support.js';

/** The first stream of a run of 10 ms on a NIC of 1 Gbps, as the language reads it. */
function streamOf(line: string) {
  const text = `import "std/designs"
machine m { cpus 1 at 2GHz }
device wm0: nic { link 1Gbps; rx ring 4096; input p }
path p { hard net { deliver sink } }
process sink { loop { receive } }
workload w { ${line} }
run "r" { machine m; workload w; for 10ms; designs biglock }`;
  const { scenario, diagnostics } = compileText(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  const [run] = scenario!.runs;
  return { run: run!, arrivals: run!.workload.arrivals[0]! };
}

const packets = (line: string) => {
  const { run, arrivals } = streamOf(line);
  return packetsIn(arrivals, run);
};

describe('bursts have as many packets in a simulation', () => {
  it.each([
    'bursts 300kpps on 10us off 90us',
    'bursts 10kpps on 150us off 850us',
    'bursts 100kpps on 5us ~ exp off 15us ~ exp',
    'bursts 100kpps on 20us ~ normal 8us off 20us',
    'bursts 100kpps on uniform 3us..27us off 20us',
    'bursts 100kpps on empirical [1us, 11us, 35us] off 20us',
    'bursts 100kpps on 0us off 20us ~ exp',
  ])('%s', (pattern) => {
    const { run, arrivals } = streamOf(`packets on wm0 ${pattern} size 64B`);
    const long = { ...run, duration: 100 * run.duration };
    const expected = packetsIn(arrivals, long);
    const met = simulate(long, long.designs[0]!, { trace: false }).metrics.packets;
    expect(Math.abs(met / expected - 1)).toBeLessThan(pattern.includes('exp') ? 0.03 : 0.01);
  });
});

describe('the number of packets of a stream', () => {
  it.each([
    ['packet on wm0 at 1ms, 2ms, 9999us', 3],
    ['packet on wm0 at 1ms, 10ms, 11ms', 1],
    ['packets on wm0 every 10us', 1000],
    ['packets on wm0 every 10us from 4ms', 600],
    ['packets on wm0 every 10us until 4ms', 400],
    ['packets on wm0 every 10us from 4ms until 6ms', 200],
    ['packets on wm0 every 10us count 7', 7],
    ['packets on wm0 rate 50kpps', 500],
    ['packets on wm0 poisson 50kpps', 500],
    ['packets on wm0 bursts 100kpps on 1ms off 3ms', 250],
    ['packets on wm0 bursts 1pps on 1ms off 1ms', 5],
    // One that begins in front of the end of the burst belongs to it.
    ['packets on wm0 bursts 10kpps on 150us off 850us', 20],
    ['packets on wm0 bursts 10kpps on empirical [50us, 150us] off 900us', 15],
    ['packets on wm0 bursts 10kpps on uniform 0us..200us off 900us', 15],
    ['packets on wm0 bursts 10kpps on 150us ~ normal 0us off 850us', 20],
    ['packets on wm0 bursts 10kpps on 50us ~ exp off 950us', 10 / (1 - Math.exp(-2))],
    // A third of a microsecond is no whole number of picoseconds.
    ['packets on wm0 bursts 3Mpps on 1us off 9us', 3000],
    // 10 Mbit in 10 ms, of 1230 bytes each and 20 between them; and of 64 at the least.
    ['packets on wm0 wire size 1230B', 1000],
    ['packets on wm0 wire size 1230B count 10', 10],
    ['packets on wm0 wire size 1B', 10e6 / (84 * 8)],
  ])('%s: %d', (line, expected) => {
    expect(packets(line)).toBeCloseTo(expected, 6);
  });

  it('of TCP is a window for each round trip, until the wire is full', () => {
    const { run, arrivals } = streamOf('tcp on wm0 sessions 2');
    const { pattern } = arrivals;
    if (pattern.kind !== 'tcp') throw new Error('no TCP');
    const withTcp = (changes: Partial<typeof pattern>) =>
      packetsIn({ ...arrivals, size: constant(1230), pattern: { ...pattern, ...changes } }, run);
    expect(withTcp({ window: 4, rtt: 1e9 })).toBe(2 * 4 * 11);
    expect(withTcp({ window: 4, rtt: 1e9, total: 5 })).toBe(10);
    expect(withTcp({ window: 4000, rtt: 1e9 })).toBe(1000);
  });

  it('of a recording is that of the times that are in the run, whatever their order', () => {
    const { run, arrivals } = streamOf('packets on wm0 every 10us from 4ms');
    const times = Float64Array.from([0, 8e9, 5e9, 6e9, 1e9]);
    const recorded: Arrivals = { ...arrivals, pattern: { kind: 'file', times, sizes: undefined } };
    expect(packetsIn(recorded, run)).toBe(3);
    expect(packetsIn({ ...recorded, until: 5e9 }, run)).toBe(1);
  });

  it('is none where the stream begins after the run, or its NIC is not there', () => {
    const { run, arrivals } = streamOf('packets on wm0 wire from 1ms');
    expect(packetsIn({ ...arrivals, from: 11e9 }, run)).toBe(0);
    expect(packetsIn(arrivals, { ...run, devices: [] })).toBe(0);
  });

  it('is what a simulation then meets', () => {
    const rate = fc.integer({ min: 5, max: 60 });
    const patterns = fc.oneof(
      rate.map((rate) => `rate ${rate}kpps`),
      rate.map((rate) => `poisson ${rate}kpps`),
      fc.constantFrom('wire', 'bursts 100pps on 1us off 499us'),
    );
    const size = fc.integer({ min: 1, max: 1500 });
    fc.assert(
      fc.property(patterns, size, fc.integer({ min: 0, max: 5 }), (pattern, size, from) => {
        const { run, arrivals } = streamOf(`packets on wm0 ${pattern} from ${from}ms size ${size}B`);
        const expected = packetsIn(arrivals, run);
        const met = simulate(run, run.designs[0]!, { trace: false }).metrics.packets;
        // By chance it deviates by the root of the number; five of these are met once in two million.
        const slack = pattern.startsWith('poisson') ? 5 * Math.sqrt(expected) : 1;
        expect(Math.abs(met - expected)).toBeLessThanOrEqual(slack);
      }),
      { numRuns: 20 },
    );
  });
});
