import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/model/design.js';
import { compileText } from './support.js';

/** A design that extends another, compiled in a run. */
function designOf(base: string, lines: string): Design {
  const { scenario, diagnostics } = compileText(
    `import "base"\ndesign d extends ${base} { ${lines} }\nrun "r" { machine small; workload one; for 1ms; designs d; processes sink }`,
  );
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return scenario!.runs[0]!.designs[0]!;
}

function codesOf(text: string): string[] {
  return compileText(`import "base"\n${text}`).diagnostics.map(({ code }) => code);
}

describe('what a design leaves out', () => {
  it('is as the vocabulary says', () => {
    expect(designOf('biglock', '')).toMatchObject({
      redispatch: 'as_dispatched',
      netisr: 'local',
      blockedMasks: 'source',
      inheritance: false,
      handoff: false,
      poll: { kind: 'none' },
      softirq: { restarts: 10, time: 2e9, budget: 300 },
    });
  });
});

describe('each mechanism can be chosen', () => {
  it.each([
    ['interrupt interrupt_stack', { interrupt: 'interrupt_stack' }],
    ['interrupt filter_thread', { interrupt: 'filter_thread' }],
    ['interrupt pinned_thread', { interrupt: 'pinned_thread' }],
    ['softint softirq', { softint: 'softirq' }],
    ['softint pinned_thread', { softint: 'pinned_thread' }],
    ['dispatch hybrid; redispatch deferred', { dispatch: 'hybrid', redispatch: 'deferred' }],
    ['netisr hashed', { netisr: 'hashed' }],
    ['await continuation via thread', { await: 'continuation_thread' }],
    ['await continuation immediately', { await: 'continuation_immediate' }],
    ['blocked_masks levels', { blockedMasks: 'levels' }],
    ['lock spin; inheritance on', { lock: 'spin', inheritance: true }],
    ['softint thread; lock adaptive', { lock: 'adaptive' }],
    ['handoff on', { handoff: true }],
    ['softirq budget 30 restarts 2', { softirq: { restarts: 2, time: 2e9, budget: 30 } }],
    ['poll napi', { poll: { kind: 'napi', weight: 64 } }],
    ['poll busy weight 8', { poll: { kind: 'busy', weight: 8 } }],
    ['poll quota', { poll: { kind: 'quota', weight: 5, feedback: undefined, cycleLimit: 1, period: 10e9 } }],
    [
      'poll quota cycle_limit 50% feedback high 75% low 25% weight 10',
      { poll: { kind: 'quota', weight: 10, feedback: { high: 0.75, low: 0.25 }, cycleLimit: 0.5, period: 10e9 } },
    ],
    ['poll clock', { poll: { kind: 'clock', tick: 1e9, burst: 150, each: 5, userShare: 0.5 } }],
  ])('%s', (lines, expected) => {
    expect(designOf('biglock', lines)).toMatchObject(expected);
  });
});

describe('what cannot be', () => {
  it.each([
    ['await block', 'on_return', ['IRQ060']],
    ['await block', 'softirq', ['IRQ060']],
    ['await block', 'pinned_thread', []],
    ['lock blocking', 'softirq', ['IRQ061']],
    ['lock adaptive', 'on_return', ['IRQ061']],
    ['lock adaptive', 'thread', []],
  ])('%s with softint %s: %j', (line, softint, codes) => {
    expect(codesOf(`design d extends biglock { softint ${softint}; ${line} }`)).toEqual(codes);
  });

  it.each([
    ['inline', 'await engine', ['IRQ062']],
    ['interrupt_stack', 'await engine', ['IRQ062']],
    ['pinned_thread', 'await engine', []],
    ['thread', 'await engine', []],
    ['interrupt_stack', 'lock a { run work 1us }', []],
    ['filter_thread', 'lock a { run work 1us }', []],
  ])('a hard stage under interrupt %s with %s: %j', (interrupt, statement, codes) => {
    const text = `design d extends interrupt_threads { interrupt ${interrupt} }
device n: nic { link 1Gbps; input p }
path p { hard net { ${statement}; drop } }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d }`;
    expect(codesOf(text)).toEqual(codes);
  });

  it('a lock that a filter takes spins, so nobody holds it over a wait', () => {
    const text = (filter: string) => `design d extends interrupt_threads { interrupt filter_thread }
device n: nic { link 1Gbps; filter { ${filter} }; input direct_in }
process holder { lock a { sleep 1ms } }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d; processes sink, holder }`;
    expect(codesOf(text('lock a { run work 1us }'))).toEqual(['IRQ064']);
    expect(codesOf(text('lock b { run work 1us }'))).toEqual([]);
  });

  it('each of the locks that are held over a wait counts, not the innermost alone', () => {
    const text = (holder: string) => `design d extends interrupt_threads { interrupt filter_thread }
device n: nic { link 1Gbps; filter { lock a { run work 1us } }; input direct_in }
process holder { ${holder} }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d; processes sink, holder }`;
    expect(codesOf(text('lock a { lock b { sleep 1ms } }'))).toEqual(['IRQ064']);
    expect(codesOf(text('lock b { lock a { sleep 1ms } }'))).toEqual(['IRQ064']);
    expect(codesOf(text('lock b { lock c { sleep 1ms } }'))).toEqual([]);
  });

  it('a lock that a request takes must not be held over the wait for it, under any design', () => {
    const text = (
      holder: string,
    ) => `device e: crypto { latency 5us; submit { if packet.size < 1kB { lock a { run work 1us } } } }
design other extends interrupt_threads { interrupt inline }
process holder { ${holder} }
run "r" { machine small; workload one; for 1ms; designs other, interrupt_threads; processes sink, holder }`;
    expect(codesOf(text('lock a { lock b { await e (1B) } }'))).toEqual(['IRQ049']);
    expect(codesOf(text('lock a { lock b { await engine (1B) } }'))).toEqual([]);
    expect(codesOf(text('lock b { await e (1B) }'))).toEqual([]);
    const { diagnostics } = compileText(`import "base"\n${text('lock a { await e (1B) }')}`);
    expect(diagnostics[0]!.message).toBe(
      "a request to 'e' takes the lock 'a', which is already held here; taking it again would wait for ever",
    );
    expect(diagnostics[0]!.span).toMatchObject({ line: 3 });
    expect(diagnostics[0]!.related.map(({ span }) => span.line)).toEqual([1]);
  });

  it.each([
    ['poll napi', 'interrupt', ['IRQ064']],
    ['poll quota', 'interrupt', ['IRQ064']],
    ['poll busy', 'interrupt', []],
    ['poll napi', 'txdone', []],
    ['interrupt inline; poll napi', 'txdone', []],
    ['interrupt inline', 'txdone', ['IRQ064']],
  ])(
    '%s: whether a lock in the %s of a NIC is taken in the trap, and not held over a wait: %j',
    (line, part, codes) => {
      const text = `design d extends interrupt_threads { ${line} }
device n: nic { link 1Gbps; ${part} { lock a { run work 1us } }; input direct_in }
process holder { lock a { sleep 1ms } }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d; processes sink, holder }`;
      expect(codesOf(text)).toEqual(codes);
    },
  );

  it.each([
    ['lock spin', ['IRQ064'], ['IRQ064']],
    ['lock biglock', ['IRQ064'], ['IRQ064']],
    ['lock blocking', [], []],
    ['lock adaptive', [], []],
    // A process sleeps in its own thread, whatever stages do.
    ['lock blocking; await continuation via softint', ['IRQ064'], []],
    ['lock adaptive; await continuation via thread', ['IRQ064'], []],
  ])('a wait inside a lock under %s: %j in a stage, %j in a process', (line, inStage, inProcess) => {
    const text = (stage: string, process: string) => `design d extends interrupt_threads { ${line} }
device n: nic { link 1Gbps; input p }
path p { hard net { enqueue q }; soft softnet { ${stage}; drop } }
process holder { ${process} }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d; processes sink, holder }`;
    expect(codesOf(text('lock a { await engine }', 'run work 1us'))).toEqual(inStage);
    expect(codesOf(text('run work 1us', 'lock a { await engine (1B) }'))).toEqual(inProcess);
  });

  it.each([
    ['dispatch deferred', [], []],
    ['dispatch direct', ['IRQ062'], ['IRQ064']],
    ['dispatch hybrid', ['IRQ062'], ['IRQ064']],
    ['dispatch direct; poll napi', [], []],
    ['dispatch direct; poll busy', [], []],
    ['await continuation immediately', [], ['IRQ064']],
  ])('what a soft stage does is done in the trap where it is called there, under %s: %j', (line, waits, holds) => {
    const text = (stage: string) => `design d extends interrupt_threads { interrupt inline; ${line} }
device e: crypto { latency 5us; submit { lock a { run work 1us } } }
device n: nic { link 1Gbps; input p }
path p { hard net { enqueue q }; soft softnet { ${stage}; drop } }
process holder { lock a { sleep 1ms } }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d; processes sink, holder }`;
    expect(codesOf(text('await engine'))).toEqual(waits);
    expect(codesOf(text('await e')).filter((code) => code !== 'IRQ062')).toEqual(holds);
  });

  it('a hard stage may wait where a poll takes its packets', () => {
    const text = (poll: string) => `design d extends interrupt_threads { interrupt inline; ${poll} }
device n: nic { link 1Gbps; input p }
path p { hard net { await engine; drop } }
workload w { packet on n at 10us }
run "r" { machine small; workload w; for 1ms; designs d }`;
    expect(codesOf(text('poll napi'))).toEqual([]);
    expect(codesOf(text('poll none'))).toEqual(['IRQ062']);
  });

  it.each([
    ['poll napi weight 0', 'IRQ023'],
    ['poll quota feedback high 20% low 80%', 'IRQ023'],
    ['poll clock user_share 120%', 'IRQ023'],
    ['poll clock tick 0ms', 'IRQ023'],
    ['poll quota period 5kpps', 'IRQ020'],
    ['poll napi weight 3 weight 4', 'IRQ013'],
  ])('%s', (line, code) => {
    expect(codesOf(`design d extends biglock { ${line} }`)).toEqual([code]);
  });
});
