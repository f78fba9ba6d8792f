import { describe, expect, test } from 'vitest';
import { startSimulation } from '../../src/simulation/simulate.js';
import { LONGEST_RECORD } from '../../src/trace/packed.js';
import { readTrace } from '../../src/trace/read.js';
import type { Finding } from '../../src/trace/result.js';
import type { Trace } from '../../src/trace/trace.js';
import { COMPUTE, ipsec, SERVER } from '../support/ipsec.js';
import { runsOf, simulateText } from '../support/scenario.js';
import { timeline } from '../support/timeline.js';

const busy = ipsec({ packets: 'packets on wm0 poisson 20kpps', time: '20ms' });

function sum(cpu: Readonly<Record<string, number>>): number {
  return Object.values(cpu).reduce((total, time) => total + time, 0);
}

describe('a run that does not come to its end', () => {
  test('a loop that takes no time is found at its line, after a moment', () => {
    const text = ipsec({
      processes: `${SERVER}\nprocess mad { run start 3us; loop { choose {\n0% { run never 1us }\notherwise { run nothing 0us } } } }`,
    });
    const run = runsOf(text)[0]!;
    const result = simulateText(text, 'biglock');
    expect(result.ending).toBe('stuck');
    expect(result.simulated).toBe(3e6);
    expect(result.findings).toMatchObject([{ code: 'stuck', severity: 'error' }]);
    expect(result.findings[0]!.message).toContain('mad');
    expect(result.findings[0]!.span.line).toBeGreaterThanOrEqual(run.processes[1]!.span.line);
    expect(sum(result.cpus[0]!)).toBe(3e6);
  });

  test('a process that only sends, while another CPU makes room, is found where all of that is free', () => {
    const text = (cost: string) => `
import "std/designs"
machine m { cpus 2 at 1GHz; ${cost} }
device wm0: nic { link 1Gbps; input p }
path p { hard net { run rx 1us; drop } }
process a { cpu 0; loop { send b } }
process b { cpu 1; loop { receive } }
workload w { packet on wm0 at 90us }
run "r" { machine m; workload w; for 100us; designs netbsd5_softint }`;
    expect(simulateText(text(''), 'netbsd5_softint')).toMatchObject({
      ending: 'stuck',
      simulated: 0,
      findings: [{ code: 'stuck', severity: 'error' }],
    });
    const costs = simulateText(text('cost syscall 1us'), 'netbsd5_softint');
    expect(costs).toMatchObject({ ending: 'finished', findings: [] });
    // One at 1us, 2us … 90us, and after the handler at 92us … 99us.
    expect(costs.metrics.messages).toBe(98);
  });

  test('more events than allowed', () => {
    const result = simulateText(busy, 'interrupt_threads', { maxEvents: 1000 });
    expect(result.ending).toBe('limit');
    expect(result.events).toBe(1000);
    expect(result.findings).toMatchObject([{ code: 'limit', severity: 'error' }]);
    expect(result.findings[0]!.message).toContain('1,000 events');
    expect(result.findings[0]!.span).toEqual(runsOf(busy)[0]!.durationSpan);
    expect(sum(result.cpus[0]!)).toBe(result.simulated);
    expect(result.simulated).toBeLessThan(20e9);
  });

  test('more events than allowed, just before the end of the warm-up', () => {
    // The packets of 0 to 40us are done long before the warm-up ends at 3ms; the next event is at 5ms.
    const packets = 'packets on wm0 every 10us count 5; packets on wm0 every 100us from 5ms';
    const text = ipsec({ packets, processes: SERVER, time: '10ms' }).replace('for 10ms', 'warmup 3ms; for 10ms');
    for (let maxEvents = 1; maxEvents < 150; maxEvents++) {
      const { ending, cpus, simulated, metrics } = simulateText(text, 'biglock', { maxEvents });
      expect(ending).toBe('limit');
      expect(Math.min(...Object.values(cpus[0]!))).toBeGreaterThanOrEqual(0);
      // Figures are of the time after the warm-up, or of nothing.
      expect(sum(cpus[0]!)).toBe(Math.max(0, simulated - 3e9));
      expect(metrics.throughput < 0).toBe(false);
    }
  });

  test('more events than allowed, with who makes them', () => {
    const text = ipsec({ processes: `${SERVER}\nprocess restless { loop { sleep 1ns } }`, time: '20ms' });
    const options = { maxEvents: 5000 };
    const { findings, hash, metrics } = simulateText(text, 'biglock', options);
    expect(findings[0]!.message).toMatch(
      /Shorten 'for', or lower the rate of the workload, or of what restless does: [45]\d\d of the last 1,000 events were its own\.$/,
    );
    const [{ span }] = findings[0]!.related as [Finding['related'][number]];
    expect(span).toEqual(runsOf(text)[0]!.processes[1]!.span);
    // Whatever the slices in which it goes on.
    const run = runsOf(text)[0]!;
    const design = run.designs.find(({ name }) => name === 'biglock')!;
    const sliced = startSimulation(run, design, { trace: true, ...options });
    while (!sliced.advance(333));
    expect(sliced.result()).toMatchObject({ findings, hash, metrics });
  });

  test('cancelled in the middle, the figures are those until then', () => {
    const run = runsOf(busy)[0]!;
    for (const design of run.designs) {
      const simulation = startSimulation(run, design, { trace: true });
      expect(simulation.advance(700)).toBe(false);
      expect(simulation.progress).toBeGreaterThan(0);
      expect(simulation.progress).toBeLessThan(1);
      const result = simulation.result();
      expect(result.ending).toBe('cancelled');
      expect(sum(result.cpus[0]!)).toBe(result.simulated);
      const { packets, delivered, dropped, in_flight } = result.metrics;
      expect(delivered + dropped + in_flight).toBe(packets);
      expect(result.packets.length).toBe(packets);
      expect(simulation.result()).toBe(result);
      expect(simulation.advance(1000)).toBe(true);
      // The same events as at the beginning of the whole run.
      const whole = simulateText(busy, design.name);
      const until = result.simulated / 1e6;
      expect(timeline({ trace: result.trace! }).slice(0, -2)).toEqual(
        timeline(whole, { until }).slice(0, timeline({ trace: result.trace! }).length - 2),
      );
    }
  });

  test('packets in flight and nothing that can happen any more', () => {
    const packets = 'packet on wm0 at 10us, 20us';
    const result = simulateText(ipsec({ packets, processes: SERVER, nic: 'moderation packets 3' }), 'biglock');
    expect(result.ending).toBe('deadlock');
    expect(result.simulated).toBe(200e6);
    expect(result.findings[0]).toMatchObject({ code: 'deadlock', severity: 'error' });
    expect(result.findings[0]!.message).toContain('2 packets in flight');
  });

  test('the ticks of a clock make no difference to that', () => {
    const clock = 'device clock0: clock { every 10us; interrupt { run hardclock 1us } }';
    const packets = 'packet on wm0 at 10us, 20us';
    const text = (nic: string) => ipsec({ packets, processes: `${SERVER}\n${clock}`, nic });
    const dead = simulateText(text('moderation packets 3'), 'biglock');
    expect(dead).toMatchObject({ ending: 'deadlock', simulated: 200e6 });
    expect(dead.metrics.interrupts).toBe(19);
    expect(simulateText(text(''), 'biglock')).toMatchObject({ ending: 'finished', findings: [] });
  });

  test('an idle machine without packets has no finding', () => {
    const result = simulateText(ipsec({ packets: 'packet on wm0 at 199us', processes: SERVER }), 'biglock');
    expect(result).toMatchObject({ ending: 'finished', findings: [] });
  });
});

function recordsOf(trace: Trace): number[][] {
  const rows: number[][] = [];
  readTrace(trace, (...row) => rows.push(row));
  return rows;
}

describe('the recording', () => {
  test('ends at its limit, and the figures do not', () => {
    const whole = simulateText(busy, 'interrupt_threads');
    const part = simulateText(busy, 'interrupt_threads', { maxTrace: 2500 });
    expect(part.ending).toBe('finished');
    expect(part.metrics).toEqual(whole.metrics);
    expect(part.cpus).toEqual(whole.cpus);
    const bytes = part.trace.chunks.reduce((total, { length }) => total + length, 0);
    expect(bytes).toBeLessThanOrEqual(2500);
    expect(bytes).toBeGreaterThan(2500 - 2 * LONGEST_RECORD);
    const [kept, all] = [recordsOf(part.trace), recordsOf(whole.trace)];
    expect(kept).toEqual(all.slice(0, kept.length));
    expect(part.trace.truncatedAt).toBe(all[kept.length]![0]);
    expect(part.findings.filter(({ code }) => code === 'trace-limit')).toMatchObject([
      { code: 'trace-limit', severity: 'information' },
    ]);
  });

  test('the packet table is complete for thousands of packets', () => {
    const text = ipsec({ packets: 'packets on wm0 every 2us', processes: `${SERVER}\n${COMPUTE}`, time: '20ms' });
    const { packets, metrics } = simulateText(text, 'biglock');
    expect(packets.length).toBe(10_000);
    expect([...packets.outcome].filter((outcome) => outcome === 1).length).toBe(metrics.delivered);
    expect([...packets.outcome].filter((outcome) => outcome === 2).length).toBe(metrics.dropped);
    expect([...packets.arrival].every((time, i) => time === i * 2e6)).toBe(true);
  });
});
