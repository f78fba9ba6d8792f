import { expect, describe as group, it } from 'vitest';
import { describe } from '../../src/extension/describe.js';
import type { Session, State } from '../../src/extension/sessions.js';
import type { Run } from '../../src/model/scenario.js';
import type { Verdict } from '../../src/trace/result.js';
import { result, SPAN } from '../experiment/fake.js';

function session(state: State, verdicts: boolean[] = [], stale?: string): Session {
  const results = [result('threads', 1), result('biglock', 1)];
  const list: Verdict[] = verdicts.map((holds) => ({
    span: SPAN,
    text: '',
    design: 'threads',
    holds,
    measured: 1,
    limit: 1,
  }));
  const report = { file: 'f', runs: [{ run: { name: 'r' } as Run, results, verdicts: list }] };
  return {
    file: 'f',
    state,
    last: { report, text: '', events: 2, began: 0, milliseconds: 33.7 },
    stale,
    pictureMs: undefined,
    picturing: false,
  };
}

group('the status', () => {
  it('of a run where all holds has the designs and the time, and leads to the pictures', () => {
    expect(describe(session({ kind: 'done' }, [true, true]))).toMatchObject({
      text: 'IrqLab ✓ 2 designs, 34 ms',
      command: 'irqlab.openPanel',
      failed: false,
    });
  });

  it.each([
    [[true, false], '1 expectation'],
    [[false, false], '2 expectations'],
  ])('of a run with failures counts them, and leads to the problems', (verdicts, count) => {
    expect(describe(session({ kind: 'done' }, verdicts))).toMatchObject({
      text: `IrqLab ✗ ${count} failed`,
      command: 'workbench.actions.view.problems',
      failed: true,
    });
  });

  it('of a run that no longer fits the text says so', () => {
    const status = describe(session({ kind: 'done' }, [], 'The text has changed.'));
    expect(status.text).toBe('IrqLab ✓ 2 designs, 34 ms $(history)');
    expect(status.tooltip).toBe('The text has changed.');
  });

  it('has the time that the user waited, with that of the simulation as a part of it', () => {
    const seen = describe({ ...session({ kind: 'done' }), pictureMs: 6_120 });
    expect(seen.text).toBe('IrqLab ✓ 2 designs, 6.1 s');
    expect(seen.tooltip).toContain('Simulated in 34 ms');
  });

  it('of a run whose pictures are being made says so', () => {
    const status = describe({ ...session({ kind: 'done' }), picturing: true });
    expect(status).toMatchObject({ text: 'IrqLab $(sync~spin) preparing pictures …', command: 'irqlab.openPanel' });
  });

  it('of a run that is going has its share, never more than is done, and a click cancels it', () => {
    const progress = { fraction: 0.999, run: 'load', design: 'biglock' };
    const status = describe(session({ kind: 'running', progress }));
    expect(status).toMatchObject({ text: 'IrqLab $(sync~spin) 99 %', command: 'irqlab.cancel' });
    expect(status.tooltip).toContain('load · biglock');
    expect(describe(session({ kind: 'running', progress: undefined })).text).toBe('IrqLab $(sync~spin)');
  });

  it('leads where help is: to the problems, the log, or another run', () => {
    expect(describe(session({ kind: 'refused', message: '2 errors' }))).toMatchObject({
      text: 'IrqLab ✗ 2 errors',
      command: 'workbench.actions.view.problems',
    });
    expect(describe(session({ kind: 'failed', message: 'a defect' }))).toMatchObject({ command: 'irqlab.showLog' });
    expect(describe(session({ kind: 'cancelled' }))).toMatchObject({ command: 'irqlab.run' });
    expect(describe(session({ kind: 'idle' }))).toMatchObject({ command: 'irqlab.run' });
  });
});
