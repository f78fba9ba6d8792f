import { describe, expect, it } from 'vitest';
import { standingOf } from '../../src/extension/panel/standing.js';
import { type Session, Sessions, type State } from '../../src/extension/sessions.js';
import { isToPage } from '../../src/protocol/panel.js';

const last: Session['last'] = { report: { file: 'f', runs: [] }, text: '', events: 1, began: 0, milliseconds: 1 };
const standing = (state: State, had: Session['last'] = undefined) =>
  standingOf({ ...new Sessions().get('f'), state, last: had });

describe('what the page hears of a run', () => {
  it('is how far it is, once that is known', () => {
    const progress = { fraction: 0.4, run: 'load', design: 'biglock' };
    expect(standing({ kind: 'running', progress })).toEqual({ type: 'progress', done: 0.4, text: 'load · biglock' });
    expect(standing({ kind: 'running', progress: undefined })).toBeUndefined();
  });

  it.each<State>([{ kind: 'refused', message: '6 errors' }, { kind: 'cancelled' }])(
    'says whose results are still shown, if there are any: $kind',
    (state) => {
      const alone = standing(state)!;
      const above = standing(state, last)!;
      expect([alone.type, above.type]).toEqual(['error', 'stale']);
      expect(JSON.stringify(alone)).not.toContain('results');
      expect(JSON.stringify(above)).toMatch(/These are the results of the (last good run|run before it)/);
      expect(isToPage(alone) && isToPage(above)).toBe(true);
    },
  );

  it('is why a run failed, and nothing where there is nothing to say', () => {
    expect(standing({ kind: 'failed', message: 'a defect' }, last)).toEqual({ type: 'error', message: 'a defect' });
    expect(standing({ kind: 'idle' })).toBeUndefined();
    expect(standing({ kind: 'done' }, last)).toBeUndefined();
  });
});

describe('the sessions', () => {
  it('know whether any file is run', () => {
    const sessions = new Sessions();
    expect(sessions.running).toBe(false);
    sessions.update('a', { state: { kind: 'running', progress: undefined } });
    sessions.update('b', { state: { kind: 'done' } });
    expect(sessions.running).toBe(true);
    sessions.update('a', { state: { kind: 'cancelled' } });
    expect(sessions.running).toBe(false);
  });
});
