import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/experiment/experiment.js';
import { type Prepared, Runner } from '../../src/extension/runner.js';
import { Sessions } from '../../src/extension/sessions.js';
import { WorkerKeeper } from '../../src/worker/keeper.js';
import { serve } from '../../src/worker/serve.js';
import { scenario, simulatorOf } from '../experiment/fake.js';
import { channel } from '../worker/channel.js';

function start(simulator: Simulator) {
  const { near, far } = channel();
  serve(far, simulator, {
    now: () => performance.now(),
    letMessagesIn: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const keeper = new WorkerKeeper(() => ({ ...near, onEnd: () => {}, terminate: () => {} }));
  const sessions = new Sessions();
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const runner = new Runner(keeper, sessions, { info: write('info'), warn: write('warn'), error: write('error') });
  const states: string[] = [];
  sessions.onChange(({ file, state }) => states.push(`${file} ${state.kind}`));
  return { runner, sessions, lines, states };
}

const ready = async (): Promise<Prepared> => ({
  kind: 'ready',
  text: 'the text',
  scenario: scenario({ light: ['a', 'b'] }),
  milliseconds: 3,
});
const endless = simulatorOf(Number.MAX_SAFE_INTEGER).simulator;

describe('a run', () => {
  it('leaves its report, its text and a log', async () => {
    const { runner, sessions, lines, states } = start(simulatorOf(7).simulator);
    await runner.run('f', ready);
    const { last, state, stale } = sessions.get('f');
    expect(state.kind).toBe('done');
    expect(last).toMatchObject({ text: 'the text', events: 14 });
    expect(last!.report.runs[0]!.results).toHaveLength(2);
    expect(stale).toBeUndefined();
    expect(states).toEqual(['f running', 'f done']);
    expect(lines[0]).toBe('info f: 1 run, read in 3.0 ms');
    expect(lines.some((line) => line.includes('14 events simulated in'))).toBe(true);
    expect(lines).toContain('info   light · a: finished, 7 events, trace 0123456789abcdef');
  });

  it('that is refused keeps the last good report', async () => {
    const { runner, sessions } = start(simulatorOf(7).simulator);
    await runner.run('f', ready);
    await runner.run('f', async () => ({ kind: 'refused', message: '2 errors' }));
    expect(sessions.get('f').state).toEqual({ kind: 'refused', message: '2 errors' });
    expect(sessions.get('f').last?.text).toBe('the text');
  });

  it('tells how far it is only when it takes longer than a moment', async () => {
    const { runner, sessions, states } = start(endless);
    const run = runner.run('f', ready);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sessions.get('f').state).toEqual({ kind: 'running', progress: undefined });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sessions.get('f').state).toMatchObject({ progress: { run: 'light', design: 'a' } });
    runner.cancel();
    await run;
    const told = states.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(states).toHaveLength(told);
  });

  it('can be cancelled', async () => {
    const { runner, sessions } = start(endless);
    const run = runner.run('f', ready);
    await new Promise((resolve) => setTimeout(resolve, 5));
    runner.cancel();
    await run;
    expect(sessions.get('f').state.kind).toBe('cancelled');
  });

  it('gives way to a newer one of the same file, whose state it does not touch', async () => {
    const { runner, sessions, states } = start(endless);
    const first = runner.run('f', ready);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await runner.run('f', async () => ({ kind: 'refused', message: 'an error' }));
    await first;
    expect(sessions.get('f').state.kind).toBe('refused');
    expect(states.at(-1)).toBe('f refused');
  });

  it('gives way to one of another file, and says so', async () => {
    const { runner, sessions } = start(endless);
    const first = runner.run('f', ready);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = runner.run('g', ready);
    await first;
    expect(sessions.get('f').state.kind).toBe('cancelled');
    runner.cancel();
    await second;
    expect(sessions.get('g').state.kind).toBe('cancelled');
  });

  it('that is overtaken while it still reads never starts', async () => {
    const { runner, states } = start(simulatorOf(7).simulator);
    let go: (prepared: Prepared) => void = () => {};
    const slow = runner.run('f', () => new Promise((resolve) => (go = resolve)));
    await runner.run('f', ready);
    go(await ready());
    await slow;
    expect(states).toEqual(['f running', 'f done']);
  });

  it('that fails says why, with the stack in the log', async () => {
    const { runner, sessions, lines } = start(() => {
      throw new Error('a defect');
    });
    await runner.run('f', ready);
    expect(sessions.get('f').state).toEqual({ kind: 'failed', message: 'a defect' });
    expect(lines.at(-1)).toMatch(/^error f: Error: a defect\n\s+at /);
  });
});
