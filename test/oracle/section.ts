import fc from 'fast-check';
import type { Result } from '../../src/trace/result.js';
import { runsOf } from '../support/scenario.js';
import type { Effort, Section } from '../validation/section.js';
import { compare, differences } from './compare.js';
import { FAMILIES, type Family } from './families.js';
import { scenario } from './generate.js';

/**
 * The comparison of the two simulations on scenarios by chance, a check for each family of them. A failure shows the
 * smallest scenario that fast-check could find, as text that can be run.
 */
const RUNS = { short: 150, full: 3000 };
const SEED = 20070222;

interface Seen {
  packets: number;
  switches: number;
  interrupts: number;
  softints: number;
  dropped: number;
  spinning: number;
}

export function secondSimulation(effort: Effort): Section {
  const seen = { packets: 0, switches: 0, interrupts: 0, softints: 0, dropped: 0, spinning: 0 };
  const families = Object.entries(FAMILIES).map(([name, family]) => agreement(name, family, RUNS[effort], seen));
  const all = RUNS[effort] * families.length;
  const many = (name: string, count: number, least: number) => ({
    name: `${name} in them`,
    expected: `more than ${least}`,
    measured: String(Math.round(count)),
    bound: 'so that the comparison is about something',
    holds: count > least,
  });
  return {
    title: 'A second simulation',
    text: TEXT,
    checks: [
      ...families,
      many('packets', seen.packets, 4 * all),
      many('packets dropped', seen.dropped, all),
      many('context switches', seen.switches, 5 * all),
      many('interrupts', seen.interrupts, 5 * all),
      many('soft interrupts', seen.softints, all),
      many('microseconds of spinning', seen.spinning, all),
    ],
    plots: [],
  };
}

/** Compares so many scenarios of a family, and adds up what was in them. */
function agreement(name: string, family: Family, runs: number, seen: Seen): Section['checks'][number] {
  let compared = 0;
  const outcome = fc.check(
    fc.property(scenario(family), (text) => {
      const { predicted, simulated, result } = compare(runsOf(text)[0]!);
      const ended = result.ending === 'finished' || result.ending === 'deadlock';
      const traps = mayDeadlock(text) ? [] : trapped(result);
      const found = ended ? [...differences(predicted, simulated), ...traps] : [result.ending];
      if (found.length > 0) throw new Error(`${found.join('\n')}\n${text}`);
      compared++;
      seen.packets += result.metrics.packets;
      seen.switches += predicted.switches.length;
      seen.interrupts += predicted.interrupts;
      seen.softints += predicted.softints;
      seen.dropped += result.metrics.dropped;
      for (const cpu of result.cpus) seen.spinning += cpu.spin / 1e6;
    }),
    { numRuns: runs, seed: SEED },
  );
  return {
    name: `scenarios on which the two agree in everything: ${name}`,
    expected: String(runs),
    measured: outcome.failed ? `${compared}, and not on:\n${outcome.errorInstance}` : String(compared),
    bound: 'exact',
    holds: !outcome.failed,
  };
}

/**
 * Whether a deadlock may come whoever lies on whom: of two locks that are taken in both orders, or of one that is slept for
 * inside one that spins, which kernels forbid.
 */
function mayDeadlock(text: string): boolean {
  const [inner, outer] = [/lock l \{[^}]*lock k/.test(text), /lock k \{[^}]*lock l/.test(text)];
  return (inner && outer) || ((inner || outer) && /; lock (adaptive|blocking);/.test(text));
}

/** Deadlocks in which a handler lies on the holder of a lock. */
function trapped({ findings }: Result): string[] {
  return findings.flatMap(({ code, message }) =>
    code === 'deadlock' && message.includes("' under ") ? [message] : [],
  );
}

const TEXT = [
  'The semantics are implemented a second time, in `test/oracle`, from the documentation and in the most obvious way there is: ' +
    'objects, generators and lists that are searched. It is compared with the real one on scenarios by chance (fast-check), which are small and ' +
    'crowded, with times that are often zero or equal. The two must agree on every context switch with its time, on the time of each activity of each CPU to ' +
    'the picosecond, on the end of every packet, on drops by place, on the level of each lock that spins, and on the counts of interrupts, soft interrupts and wakeups.',
  'What it covers: one CPU and several, with devices and queues bound to them, IPIs, idle CPUs that take work, and `netisr hashed`; interrupts inline, on a stack of their own, in ' +
    'threads, with filters and in pinned threads; soft interrupts on the way out, in threads, in pinned threads that may sleep, and as softirqs with ksoftirqd; deferred, direct and ' +
    'hybrid dispatch, and dispatch again; waits that block, and continuations by softint, by a thread and in the handler; every kind of lock, contended, nested and ' +
    'held over waits, with deadlocks and inheritance; polls by weight, by quota with feedback and the cycle limit, by the clock, and by a thread that never sleeps; every kind of preemption, and stacks that are handed over; priorities and quanta; NICs with short rings, DMA, transmit ' +
    'completions and every rule of moderation; clocks; crypto, generic and disk devices with slots, aggregation, engines and a driver’s ' +
    'queue; processes that receive, sleep, transmit, ask the device and send each other messages; every cost; the cache in proportion. ' +
    'What it does not: TCP and chance. For these there are the timelines by hand and the properties in `test/simulation`.',
];
