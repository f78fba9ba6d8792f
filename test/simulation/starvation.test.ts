import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTIVITIES, type Activity } from '../../src/model/activity.js';
import { MICROSECOND, MILLISECOND } from '../../src/model/time.js';
import { readTrace } from '../../src/trace/read.js';
import type { Finding } from '../../src/trace/result.js';
import { scenarios } from '../support/generate.js';
import { runIfFit, simulateRun, simulateText, type Traced } from '../support/scenario.js';

/** A machine whose costs are nothing, so that times are those of the text. */
function scenario({
  design = 'biglock { quantum 100ms }',
  cpus = 1,
  processes = '',
  path = 'hard net { run rx 10us; enqueue q limit 50 } soft softnet { run ip 10us; drop }',
  packets = 'packet on nic at 1us',
  time = '100ms',
}): string {
  return `
import "std/designs"
machine m { cpus ${cpus} at 1GHz }
device nic: nic { link 1Gbps; rx ring 64; input p }
path p { ${path} }
design d extends ${design}
workload w { ${packets} }
run "r" { machine m; workload w; for ${time}; designs d }
${processes}`;
}

function starved(text: string, design = 'd'): readonly Finding[] {
  return simulateText(text, design).findings.filter(({ code }) => code === 'starvation');
}

function lines({ span, related }: Finding) {
  return { line: span.line + 1, related: related.map((each) => each.span.line + 1) };
}

/** Times in a message, in milliseconds: from when, to when, for how long. */
function times({ message }: Finding): number[] {
  const [, from, to, length] = message.match(/from ([\d.]+) [mu]s to ([\d.]+) ms .* no CPU for ([\d.]+) ms/) ?? [];
  return [from, to, length].map(Number);
}

const batch = 'process batch { loop { run work 1ms } }';

describe('a thread that gets no CPU', () => {
  test('for half of a run and is served then is told with the times, at its line and that of who had the CPU', () => {
    const processes = `${batch}\nprocess hog { priority timeshare 1; sleep 10ms\n run compute 50ms\n sleep 1s }`;
    const [finding, ...others] = starved(scenario({ processes }));
    expect(others).toEqual([]);
    expect(finding!.severity).toBe('warning');
    expect(finding!.message).toBe(
      "Starvation: from 10 ms to 60 ms batch was ready and had no CPU for 50 ms, while hog in 'compute' had it. hog is of better priority.",
    );
    expect(lines(finding!)).toEqual({ line: 9, related: [11] });
    expect(finding!.related[0]!.message).toBe('hog had the CPU');
  });

  test('to the end is told as well, with why its equal keeps it', () => {
    const processes = 'process hog { loop { run compute 1ms } }\nprocess server { sleep 10ms; loop { run serve 1us } }';
    const [finding] = starved(scenario({ processes, time: '50ms' }));
    expect(finding!.message).toBe(
      "Starvation: from 10 ms to the end server was ready and had no CPU for 40 ms, while hog in 'compute' had it. hog is of the same priority, and a quantum is 100 ms. A better 'priority' lets server preempt when it is woken.",
    );
    expect(lines(finding!)).toEqual({ line: 10, related: [9] });
  });

  test('again and again is told once, by the longest time', () => {
    const processes = `${batch}
process hog { priority timeshare 1
  loop { sleep 10ms; run compute 6ms; sleep 10ms; run compute 8ms }
}`;
    const [finding, ...others] = starved(scenario({ processes }));
    expect(others).toEqual([]);
    // 10 to 16, 26 to 34, 44 to 50, 60 to 68, 78 to 84, 94 to the end.
    expect(finding!.message).toMatch(
      /from 26 ms to 34 ms .* for 8 ms \(the longest of 6 times, which make 40 ms\), while hog/,
    );
  });

  test('names all who had it, most of it first', () => {
    const processes = `${batch}
process often { priority timeshare 1; sleep 10ms; loop { run much 2ms; sleep 1ms } }
process seldom { priority timeshare 1; sleep 11.5ms; loop { run less 1.1ms; sleep 1.9ms } }`;
    const [finding] = starved(scenario({ processes, time: '50ms' }));
    expect(finding!.message).toContain("while often in 'much' and seldom in 'less' had it");
    expect(lines(finding!)).toEqual({ line: 9, related: [10, 11] });
  });

  test('on any of several CPUs', () => {
    const hogs = ['one', 'two'].map((name) => `process ${name} { priority timeshare 1; sleep 10ms; run ${name} 50ms }`);
    const [finding, ...others] = starved(scenario({ processes: `${batch}\n${hogs.join('\n')}`, cpus: 2 }));
    expect(others).toEqual([]);
    expect(times(finding!)).toEqual([10, 60, 50]);
    expect(finding!.message).toContain("while two in 'two' had it");
    expect(starved(scenario({ processes: `${batch}\n${hogs[0]}`, cpus: 2 }))).toEqual([]);
  });

  test('since its first time, though it was lent a better priority meanwhile', () => {
    const processes = `
process low { cpu 0
  lock mutex { run update 20ms }
}
process hog { cpu 0; priority timeshare 3; sleep 1ms; run compute 30ms }
process high { cpu 1; priority timeshare 2; sleep 8ms; lock mutex { run read 1us } }`;
    const text = scenario({
      processes,
      cpus: 2,
      design: 'interrupt_threads { lock blocking; inheritance on; preempt kernel }',
    });
    expect(starved(text).map(times)).toEqual([[1, 31, 30]]);
  });

  test('that serves soft interrupts', () => {
    const text = scenario({
      design: 'interrupt_threads { quantum 100ms }',
      packets: 'packets on nic every 9us size 64B count 5000',
    });
    const [finding] = starved(text);
    // The wire is faster than the driver, whose thread has the CPU until it has taken what is in the ring behind the last
    // packet. The other thread is woken with the first one.
    const [, to, length] = times(finding!) as [number, number, number];
    expect(to).toBeCloseTo(5000 * 0.009 + 64 * 0.01, 0);
    expect(length).toBeCloseTo(to, 0);
    expect(finding!.message).toMatch(
      /softnet softint thread was ready .*, while nic interrupt thread in 'rx' had it\. nic interrupt thread is of better priority\./,
    );
    expect(lines(finding!)).toEqual({ line: 8, related: [5] });
  });
});

describe('a process under interrupts', () => {
  /** At 10 us for each packet, and one every 10 us, handlers leave nothing from the first packet to the last one's end. */
  const flood = (gap: string) =>
    scenario({
      processes: batch,
      path: 'hard net { run rx 10us; drop }',
      packets: `packets on nic every ${gap} size 64B from 10ms count 5000`,
    });

  test('that follow each other on top of it is starved, though no run queue has it', () => {
    const [finding, ...others] = starved(flood('10us'));
    expect(others).toEqual([]);
    const [from, to] = times(finding!);
    // The times are those of looks, 0.38 ms apart: not before the first packet, and not after the last one.
    expect(from).toBeGreaterThanOrEqual(10);
    expect(from).toBeLessThan(10.8);
    expect(to).toBeGreaterThan(60 - 0.8);
    expect(to).toBeLessThan(61);
    expect(finding!.message).toContain("while nic interrupt in 'rx' had it. nic interrupt comes before every thread.");
    expect(lines(finding!)).toEqual({ line: 9, related: [5] });
  });

  test('that leave it a fiftieth is not', () => {
    expect(starved(flood('10.2us'))).toEqual([]);
  });

  test('is not, though each look finds one on top of it, if it spins on a lock in between', () => {
    // The other CPU holds the lock from 10 ms on. Handlers leave a twentieth, which passes spinning.
    const text = scenario({
      processes: `process holder { cpu 1; sleep 10ms; lock l { run hold 80ms } }
process server { cpu 0; sleep 11ms; lock l { run read 1us } }`,
      cpus: 2,
      design: 'biglock { lock spin }',
      path: 'hard net { run rx 9.5us; drop }',
      packets: 'packets on nic every 10us size 64B',
    });
    expect(simulateText(text, 'd').cpus[0]!.spin).toBeGreaterThan(3.5 * MILLISECOND);
    expect(starved(text)).toEqual([]);
  });

  test('is not, though it is found under some on one CPU and then under others on the next', () => {
    const nic = 'device other: nic { link 1Gbps; cpu 1; input p }';
    const hog = (cpu: number, first: string) =>
      `process hog${cpu} { cpu ${cpu}; priority timeshare 1; sleep ${first}; loop { run compute 300us; sleep 500us } }`;
    const text = scenario({
      processes: `${nic}\n${batch}\n${hog(0, '100us')}\n${hog(1, '500us')}`,
      cpus: 2,
      design: 'biglock { lock spin; quantum 100ms }',
      path: 'hard net { run rx 10us; drop }',
      packets: 'packets on nic every 20us size 64B; packets on other every 20us size 64B',
    });
    const { cpus, findings } = simulateText(text, 'd');
    expect(findings).toEqual([]);
    // The hogs take 75 ms; the other half of what handlers leave of both CPUs is the process's own.
    expect(cpus[0]!.user + cpus[1]!.user).toBeGreaterThan(75 * MILLISECOND);
  });
});

describe('no starvation', () => {
  test('is a wait of less than 5 ms, however often', () => {
    const beside = (run: string) =>
      `${batch}\nprocess hog { priority timeshare 1; loop { sleep 1ms; run compute ${run} } }`;
    expect(starved(scenario({ processes: beside('4.9ms') }))).toEqual([]);
    expect(starved(scenario({ processes: beside('5.1ms') }))).toHaveLength(1);
  });

  test('is one wait in a long run, unless it lasts a second', () => {
    const once = (run: string) => `${batch}\nprocess hog { priority timeshare 1; sleep 10ms; run compute ${run} }`;
    expect(starved(scenario({ processes: once('9ms') }))).toEqual([]);
    expect(starved(scenario({ processes: once('11ms') }))).toHaveLength(1);
    expect(starved(scenario({ processes: once('990ms'), time: '11s' }))).toEqual([]);
    expect(starved(scenario({ processes: once('1001ms'), time: '11s' }))).toHaveLength(1);
  });

  test('is the turn of processes that compute, whatever the quantum', () => {
    const processes = ['a', 'b', 'c', 'd'].map((name) => `process ${name} { loop { run work 1ms } }`).join('\n');
    for (const quantum of ['4ms', '100ms']) {
      const text = scenario({ processes, design: `biglock { quantum ${quantum} }`, time: '1s' });
      const { metrics } = simulateText(text, 'd');
      expect(metrics.switches).toBeGreaterThan(8);
      expect(starved(text), quantum).toEqual([]);
    }
  });

  test('is to wait for equals who want less than a quantum each', () => {
    const names = ['a', 'b', 'c', 'd'];
    const processes = names.map((name) => `process ${name} { loop { run work 3ms; sleep 1ms } }`).join('\n');
    expect(starved(scenario({ processes }))).toEqual([]);
  });

  test('is to wait for work, or to be idle', () => {
    const processes =
      'process server { loop { receive; run read 1us } }\nprocess idler { loop { sleep 20ms; run look 1us } }';
    expect(starved(scenario({ processes }))).toEqual([]);
  });
});

test('a turn that somebody better takes as well is starvation', () => {
  const processes = `process a { loop { run work 1ms } }
process b { loop { run work 1ms } }
process hog { priority timeshare 1; sleep 50ms; run compute 60ms; sleep 1s }`;
  // The one that waits for its turn from 48 ms on gets it when the better one has had its 60 ms.
  const found = starved(scenario({ processes, design: 'biglock { quantum 4ms }', time: '200ms' }));
  expect(found.map(times).sort()).toEqual([[48, 112, 64].map(Number), [50, 110, 60].map(Number)]);
});

describe('as long as an equal may take is', () => {
  test('5 ms for each, where the thread was woken', () => {
    const processes = `process hog { sleep 10ms; run compute 17ms; sleep 1s }
process server { sleep 20ms; run serve 1us; sleep 1s }`;
    expect(starved(scenario({ processes, time: '60ms' })).map(times)).toEqual([[20, 27, 7]]);
  });

  test('nothing, where it was preempted and stands in front of them', () => {
    const equals = ['a', 'b', 'c'].map((name) => `process ${name} { loop { run work 1ms } }`).join('\n');
    const processes = `${equals}\nprocess hog { priority timeshare 1; sleep 10ms; run compute 7ms; sleep 1s }`;
    expect(starved(scenario({ processes, time: '60ms' })).map(times)).toEqual([[10, 17, 7]]);
  });
});

test('what is told is so: no time is before the start, and the thread was not executed in it', () => {
  let told = 0;
  const hog = 'process hog { cpu 0; priority timeshare 3; loop { sleep 300us; run compute 6ms } }';
  fc.assert(
    fc.property(scenarios({ straight: false }), ({ text, designs }) => {
      // Arrivals have no end, the run lasts until waits can be too long, and there is somebody better to wait for.
      const long = `${hog}\n${text.replaceAll(/ count \d+/g, '').replace('for 250us', 'for 15ms')}`;
      for (const design of designs) {
        const run = runIfFit(long.replace('DESIGNS', design));
        if (run === undefined) continue;
        const result = simulateRun(run, design, { maxEvents: 100_000 });
        for (const finding of result.findings.filter(({ code }) => code === 'starvation')) {
          const { name, from, to, length, sum } = claim(finding, result.simulated);
          told++;
          const rounding = to / 100;
          expect(from, finding.message).toBeGreaterThanOrEqual(0);
          expect(Math.abs(to - from - length), finding.message).toBeLessThan(rounding);
          expect(sum, finding.message).toBeLessThanOrEqual(1.01 * result.simulated);
          expect(executed(result, name, from, to), finding.message).toBeLessThan(length / 50 + rounding);
        }
      }
    }),
    { numRuns: 40, seed: 20070222 },
  );
  expect(told).toBeGreaterThan(20);
}, 60_000);

/** What a finding says, in picoseconds. */
function claim({ message }: Finding, end: number) {
  const time = '-?[\\d.e-]+ [mu]s';
  const pattern = `from (${time}) to (the end|${time}) (.*) was ready and had no CPU for (${time})(?:.*which make (${time}))?`;
  const [, from, to, name, length, sum] = message.match(pattern)!;
  const value = (text: string) => Number.parseFloat(text) * (text.endsWith('ms') ? MILLISECOND : MICROSECOND);
  return {
    name: name!,
    from: value(from!),
    to: to === 'the end' ? end : value(to!),
    length: value(length!),
    sum: value(sum ?? length!),
  };
}

/** Time between two others for which CPUs executed a context, or spun for it. */
function executed({ trace, simulated }: Traced, name: string, from: number, to: number): number {
  const OWN = ['user', 'kernel', 'interrupt', 'softint', 'spin'].map((each) => ACTIVITIES.indexOf(each as Activity));
  let sum = 0;
  const since = new Array<number>(trace.cpus).fill(-1);
  const close = (cpu: number, time: number) => {
    if (since[cpu]! >= 0) sum += Math.max(0, Math.min(time, to) - Math.max(since[cpu]!, from));
    since[cpu] = -1;
  };
  readTrace(trace, (time, kind, cpu, context) => {
    if (kind >= ACTIVITIES.length) return;
    close(cpu, time);
    if (trace.contexts[context]!.name === name && OWN.includes(kind)) since[cpu] = time;
  });
  for (let cpu = 0; cpu < trace.cpus; cpu++) close(cpu, simulated);
  return sum;
}
