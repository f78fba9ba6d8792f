import { describe, expect, it } from 'vitest';
import { ACTIVITIES } from '../../src/model/activity.js';
import { MICROSECOND } from '../../src/model/time.js';
import type { Bands } from '../../src/views/bands.js';
import { ABSENT, ASLEEP, contextBands, READY } from '../../src/views/contexts.js';
import { traceOf } from './traces.js';

const names = new Map([
  [READY, 'ready'],
  [ASLEEP, 'asleep'],
  [ABSENT, 'absent'],
]);

/** Bands as text: `0 user, 4 ready`. */
function text({ start, state }: Bands): string {
  return Array.from(start, (time, i) => `${time / MICROSECOND} ${names.get(state[i]!) ?? ACTIVITIES[state[i]!]}`).join(
    ', ',
  );
}

describe('how contexts fare', () => {
  it('a thread that is woken, runs and blocks; the other is ready meanwhile', () => {
    const trace = traceOf({
      duration: 20,
      contexts: [
        ['process', 'p'],
        ['softint_thread', 's'],
      ],
      records: [
        [0, 'user', 'p'],
        [3, 'Wakeup', 1, 0],
        [3, 'Switch', 0, 1, 4],
        [3, 'switch', 's'],
        [5, 'softint', 's'],
        [9, 'Block', 1],
        [9, 'Switch', 1, 0, 1],
        [9, 'switch', 'p'],
        [11, 'user', 'p'],
      ],
    });
    expect(contextBands(trace).map(text)).toEqual([
      '0 user, 3 ready, 9 switch, 11 user',
      '0 asleep, 3 ready, 3 switch, 5 softint, 9 asleep',
    ]);
  });

  it('a handler that borrows the stack is absent when it does not run', () => {
    const trace = traceOf({
      duration: 20,
      contexts: [
        ['process', 'p'],
        ['interrupt', 'i'],
      ],
      records: [
        [0, 'user', 'p'],
        [3, 'trap', 'i'],
        [4, 'interrupt', 'i'],
        [6, 'user', 'p'],
      ],
    });
    expect(contextBands(trace).map(text)).toEqual([
      '0 user, 3 ready, 6 user',
      '0 absent, 3 trap, 4 interrupt, 6 absent',
    ]);
  });

  it('a wakeup of what runs on a CPU changes nothing, and one before its block is not lost', () => {
    const trace = traceOf({
      duration: 20,
      contexts: [
        ['process', 'p'],
        ['idle', 'idle'],
      ],
      records: [
        [0, 'user', 'p'],
        [1, 'Block', 0],
        [2, 'Wakeup', 0, 1],
        [3, 'idle', 'idle'],
      ],
    });
    expect(text(contextBands(trace)[0]!)).toBe('0 user, 3 ready');
  });

  it('the whole run is accounted for', () => {
    const trace = traceOf({
      duration: 20,
      contexts: [['process', 'late']],
      records: [[7, 'user', 'late']],
      truncatedAt: 12,
    });
    const [late] = contextBands(trace);
    expect(text(late!)).toBe('0 ready, 7 user');
    expect(late!.end).toBe(12 * MICROSECOND);
  });
});
