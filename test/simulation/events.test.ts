import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventSet } from '../../src/simulation/events.js';

/** The obvious model: the lowest slot among those with the least time. */
function earliest(times: readonly number[]): number {
  return times.reduce((best, time, slot) => (time < times[best]! ? slot : best), 0);
}

/** Few different times, so that ties are common, and infinity, which is how an event is cancelled. */
const time = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 50 }), fc.constant(Infinity));

describe('EventSet', () => {
  test.each([1, 2, 7, 8, 9, 16, 17, 1000, 3001])('agrees with a list of %i slots', (slots) => {
    const change = fc.tuple(fc.integer({ min: 0, max: slots - 1 }), time);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const set = new EventSet(slots);
        const model = new Array<number>(slots).fill(Number.POSITIVE_INFINITY);
        for (const [slot, at] of changes) {
          set.set(slot, at);
          model[slot] = at;
          const next = set.next();
          expect(set.times[next]).toBe(model[earliest(model)]);
          if (set.times[next]! < Infinity) expect(next).toBe(earliest(model));
        }
      }),
      { numRuns: slots > 100 ? 20 : 100 },
    );
  });

  test('takes thousands of events in the order of a sort', () => {
    const slots = 5000;
    const set = new EventSet(slots);
    const events = Array.from({ length: slots }, (_, slot) => ({ slot, time: (slot * 7919) % 1000 }));
    for (const { slot, time } of events) set.set(slot, time);
    const taken: number[] = [];
    while (set.times[set.next()]! < Infinity) {
      taken.push(set.next());
      set.set(set.next(), Infinity);
    }
    events.sort((a, b) => a.time - b.time || a.slot - b.slot);
    expect(taken).toEqual(events.map(({ slot }) => slot));
  });
});
