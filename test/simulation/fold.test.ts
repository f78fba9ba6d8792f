import { describe, expect, test } from 'vitest';
import { fold, type OneOf } from '../../src/simulation/fold.js';
import type { Finding } from '../../src/trace/result.js';
import { simulateText } from '../support/scenario.js';

function at(line: number, file = 'a.irq') {
  return { file, line, column: 0, endLine: line, endColumn: 1 };
}

function warning(message: string, weight: number, declared = at(1), span = declared): OneOf {
  return { code: 'unbounded-queue', message, noun: 'queue', weight, declared, span, related: [] };
}

describe('warnings about what one line declares', () => {
  test('become the worst one, with how many more there are', () => {
    const [two, ...others] = fold([warning('First.', 1), warning('Second.', 2)]);
    expect(others).toEqual([]);
    expect(two!.message).toBe('Second. The same holds for 1 more queue of the same line.');
    expect(two!.severity).toBe('warning');
    const [three] = fold([warning('First.', 3), warning('Second.', 2), warning('Third.', 1, at(1), at(7))]);
    expect(three!.message).toBe('First. The same holds for 2 more queues of the same line.');
    expect(three!.span).toEqual(at(1));
  });

  test('stay apart from those of others, in their order, and as they are if alone', () => {
    const all = [warning('b', 1, at(2)), warning('a', 2, at(1)), warning('other', 3, at(1, 'b.irq'))];
    expect(fold(all).map(({ message }) => message)).toEqual(['b', 'a', 'other']);
    expect(fold([])).toEqual([]);
  });
});

/** Four queues of a NIC, on as many CPUs. */
function queues({ nic = 'rx ring 256', processes = '', design = 'biglock { lock spin }', path = '', time = '50ms' }) {
  return `
import "std/designs"
machine m { cpus 4 at 1GHz }
device nic: nic { link 10Gbps; queues 4; input p; ${nic} }
path p { ${path} }
design d extends ${design}
${processes}
workload w { packets on nic every 4us size 64B flows 64 }
run "r" { machine m; workload w; for ${time}; designs d }`;
}

function found(text: string, code: string): Finding[] {
  return simulateText(text, 'd').findings.filter((finding) => finding.code === code);
}

describe('a finding for all queues of a NIC', () => {
  test('that grow names the one that grew most', () => {
    const path = 'hard net { run rx 1us; enqueue q limit 100000 }\nsoft softnet { run ip 20us; drop }';
    // The other packets are of flow 66, and so in the third queue.
    const text = queues({ path }).replace('flows 64', 'flows 66\npackets on nic every 100us size 64B');
    const [finding, ...others] = found(text, 'unbounded-queue');
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(
      /^The queue 'q cpu2' grew .* The same holds for 3 more queues of the same line\.$/,
    );
    expect(finding!.span.line).toBe(4);
  });

  test('that nobody serves names the one that had to wait longest', () => {
    const holders = [0, 1, 2, 3].map(
      (cpu) =>
        `process p${cpu} { cpu ${cpu}; sleep 1ms; await c${cpu} (1B); lock l${cpu} { run hold ${cpu === 2 ? 4 : 2}ms }; sleep 1s }`,
    );
    const clocks = [0, 1, 2, 3].map(
      (cpu) => `device c${cpu}: crypto { latency 1us; ipl vm; cpu ${cpu}; interrupt { lock l${cpu} { run x 1us } } }`,
    );
    const path = 'hard net { run rx 1us; drop }';
    const [finding, ...others] = found(
      queues({ nic: 'rx ring 16', path, processes: [...holders, ...clocks].join('\n'), time: '10ms' }),
      'masked-too-long',
    );
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(
      /^nic q2 dropped .* once for (3\.9\d|4) ms: .* p2 in 'hold'\. The same holds for 3 more queues of the same line\.$/,
    );
  });

  test('whose moderation waits tells of one of them', () => {
    const [finding, ...others] = found(
      queues({ nic: 'moderation packets 60000', path: 'hard net { run rx 1us; drop }', time: '1ms' }),
      'stall',
    );
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(
      /^At the end \d+ packets in the ring of nic.* for 3 more queues of the same line\.$/,
    );
  });

  test('whose threads get no CPU is one of threads', () => {
    // A packet in 16 us for each CPU, where the thread of the interrupt takes 20 for it, and the other has the rest.
    const path = 'hard net { run rx 20us; enqueue q }\nsoft softnet { run ip 1us; drop }';
    const [finding, ...others] = found(queues({ path, design: 'interrupt_threads {}' }), 'starvation');
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(
      /^Starvation: .* softnet softint thread cpu\d was ready .* The same holds for 3 more threads of the same line\.$/,
    );
  });
});
