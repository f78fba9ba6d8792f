import fc from 'fast-check';

/**
 * Statements by chance. Times are often equal or zero, so that much happens at once.
 */
export const time = fc.constantFrom('0ns', '0ns', '40ns', '300ns', '1us', '1500ns', '3us');
const work = fc.constantFrom('100ns', '400ns', '1us', '1us', '2us', '3500ns', '7us');

export interface Where {
  readonly place: 'hard' | 'soft' | 'process' | 'handler';
  /** Whether it may wait for a device. */
  readonly waits: boolean;
  /** How often there is a lock; and whether its holder may wait. */
  readonly locking: number;
  readonly waitsInLocks: boolean;
}

export function body(where: Where, depth = 1): fc.Arbitrary<string> {
  const { place, locking } = where;
  const run = work.map((amount) => `run r ${amount}`);
  const sized = fc.tuple(work, fc.constantFrom('1ns/B', '2ns/B')).map(([amount, each]) => `run r ${amount} + ${each}`);
  const cases: { weight: number; arbitrary: fc.Arbitrary<string> }[] = [
    { weight: 4, arbitrary: run },
    { weight: locking, arbitrary: locked(run, waits(where)) },
  ];
  if (place === 'hard' || place === 'soft') cases.push({ weight: 1, arbitrary: sized });
  if (where.waits) cases.push({ weight: WAITS[place], arbitrary: wait(place) });
  if (depth > 0) {
    const inner = body(where, depth - 1);
    cases.push({
      weight: 1,
      arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), inner).map(([n, b]) => `repeat ${n} { ${b} }`),
    });
    if (place === 'hard' || place === 'soft') {
      const condition = fc.constantFrom('packet.size < 200B', 'packet.size < 200B', 'class a');
      const branch = fc.tuple(condition, inner, inner).map(([c, a, b]) => `if ${c} { ${a} } else { ${b} }`);
      cases.push({ weight: 1, arbitrary: branch });
    }
  }
  return fc.array(fc.oneof(...cases), { minLength: 1, maxLength: 2 }).map((list) => list.join('; '));
}

const WAITS = { hard: 1, soft: 3, process: 2, handler: 0 };

function wait(place: Where['place']): fc.Arbitrary<string> {
  return place === 'process' ? fc.constant('await c0 (64B)') : fc.constantFrom('await c0', 'await c0 (500B)');
}

function waits({ place, waits, waitsInLocks }: Where): fc.Arbitrary<string>[] {
  return waits && waitsInLocks ? [wait(place)] : [];
}

/** One lock, or one in another, mostly in the same order. */
function locked(run: fc.Arbitrary<string>, waits: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const inside = (inner: fc.Arbitrary<string>) =>
    fc.array(inner, { minLength: 1, maxLength: 2 }).map((list) => list.join('; '));
  const statement = fc.oneof({ weight: 4, arbitrary: run }, ...waits.map((arbitrary) => ({ weight: 1, arbitrary })));
  const single = (name: string) => inside(statement).map((list) => `lock ${name} { ${list} }`);
  const nested = (outer: string, inner: string) =>
    fc.tuple(statement, single(inner)).map(([first, then]) => `lock ${outer} { ${first}; ${then} }`);
  return fc.oneof(
    { weight: 6, arbitrary: single('l') },
    { weight: 2, arbitrary: single('k') },
    { weight: 3, arbitrary: nested('l', 'k') },
    { weight: 1, arbitrary: nested('k', 'l') },
  );
}
