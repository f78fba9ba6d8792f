import { describe, expect, test } from 'vitest';
import type { Moderation } from '../../src/model/device.js';
import { asserted, drained, moderator, notice, UNMODERATED } from '../../src/simulation/moderation.js';

function rule(change: Partial<Moderation>) {
  return moderator({ ...UNMODERATED, ...change });
}

/** The time at which the interrupt would be asserted after each arrival, if nothing is asserted in between. */
function decisions(change: Partial<Moderation>, arrivals: readonly number[]): number[] {
  const m = rule(change);
  return arrivals.map((now) => {
    notice(m, now, 0);
    return m.at;
  });
}

describe('moderation', () => {
  test('none: at once', () => {
    expect(decisions({}, [10, 12])).toEqual([10, 12]);
  });

  test('gap: not sooner after the last interrupt, and at once after a longer pause', () => {
    const m = rule({ gap: 100 });
    notice(m, 10, 0);
    expect(m.at).toBe(10);
    asserted(m, 10);
    notice(m, 20, 0);
    expect(m.at).toBe(110);
    notice(m, 60, 0);
    expect(m.at).toBe(110);
    asserted(m, 110);
    notice(m, 500, 0);
    expect(m.at).toBe(500);
  });

  test('packets: with the last of so many', () => {
    expect(decisions({ packets: 3 }, [10, 20, 30])).toEqual([Infinity, Infinity, 30]);
  });

  test('packet timer: anew with every arrival', () => {
    expect(decisions({ packetTimer: 100 }, [10, 60, 150])).toEqual([110, 160, 250]);
  });

  test('absolute timer: from the first that waits', () => {
    expect(decisions({ absoluteTimer: 100 }, [10, 60, 90])).toEqual([110, 110, 110]);
  });

  test('whichever comes first, but never within the gap', () => {
    expect(decisions({ packetTimer: 100, absoluteTimer: 130 }, [10, 60])).toEqual([110, 140]);
    expect(decisions({ packets: 2, absoluteTimer: 130 }, [10, 60])).toEqual([140, 60]);
    const m = rule({ gap: 1000, packets: 2 });
    asserted(m, 0);
    notice(m, 10, 0);
    notice(m, 20, 0);
    expect(m.at).toBe(1000);
  });

  test('what the handler has taken is not counted again', () => {
    const m = rule({ packets: 2, absoluteTimer: 100 });
    notice(m, 10, 0);
    drained(m);
    expect(m.at).toBe(Infinity);
    notice(m, 50, 0);
    expect(m.at).toBe(150);
  });
});
