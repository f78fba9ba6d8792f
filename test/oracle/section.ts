import fc from 'fast-check';
import { runsOf } from '../support/scenario.js';
import type { Effort, Section } from '../validation/section.js';
import { compare, differences } from './compare.js';
import { scenario } from './generate.js';

/**
 * The comparison of the two simulations on scenarios by chance. A failure shows the smallest scenario that fast-check
 * could find, as text that can be run.
 */
const RUNS = { short: 400, full: 20_000 };
const SEED = 20070222;

export function secondSimulation(effort: Effort): Section {
  const seen = { runs: 0, packets: 0, switches: 0, interrupts: 0, softints: 0, dropped: 0 };
  const outcome = fc.check(
    fc.property(scenario, (text) => {
      const { predicted, simulated, result } = compare(runsOf(text)[0]!);
      const found = result.ending === 'finished' ? differences(predicted, simulated) : [result.ending];
      if (found.length > 0) throw new Error(`${found.join('\n')}\n${text}`);
      seen.runs++;
      seen.packets += result.metrics.packets;
      seen.switches += predicted.switches.length;
      seen.interrupts += predicted.interrupts;
      seen.softints += predicted.softints;
      seen.dropped += result.metrics.dropped;
    }),
    { numRuns: RUNS[effort], seed: SEED },
  );
  const error = outcome.errorInstance;
  const many = (name: string, count: number, least: number) => ({
    name: `${name} in them`,
    expected: `more than ${least}`,
    measured: String(count),
    bound: 'so that the comparison is about something',
    holds: count > least,
  });
  return {
    title: 'A second simulation',
    text: TEXT,
    checks: [
      {
        name: 'scenarios on which the two agree in everything',
        expected: String(RUNS[effort]),
        measured: outcome.failed ? `${seen.runs}, and not on:\n${error}` : String(outcome.numRuns),
        bound: 'exact',
        holds: !outcome.failed,
      },
      many('packets', seen.packets, 4 * RUNS[effort]),
      many('packets dropped', seen.dropped, RUNS[effort]),
      many('context switches', seen.switches, 5 * RUNS[effort]),
      many('interrupts', seen.interrupts, 5 * RUNS[effort]),
      many('soft interrupts', seen.softints, RUNS[effort]),
    ],
    plots: [],
  };
}

const TEXT = [
  'The core of the semantics is implemented a second time, in `test/oracle`, from the documentation and in the most obvious way there is: ' +
    'objects, generators and lists that are searched. It is compared with the real one on scenarios by chance (fast-check), which are small and ' +
    'crowded, with times that are often zero or equal. The two must agree on every context switch with its time, on the time of each activity to ' +
    'the picosecond, on the end of every packet, on drops by place, and on the counts of interrupts, soft interrupts and wakeups.',
  'What it covers: one CPU; interrupts inline, in threads and with filters; soft interrupts on the way out and in threads; deferred, direct and ' +
    'hybrid dispatch, and dispatch again; waits that block, and continuations by softint and in the handler; preemption of user programs only and in the ' +
    'kernel; priorities and quanta; NICs with short rings and every rule of moderation but the adaptive one; a crypto device with slots, aggregation, engines and a driver’s ' +
    'queue; spin locks, whose level keeps interrupts away; processes that receive, sleep, send and ask the device; the costs of traps, switches, refills, softints, wakeups, masking, locks and system calls; the cache in proportion. ' +
    'What it does not: several CPUs, locks that are contended, pinned threads, softirq, polling, transmit completions, chance. For these there are the timelines by hand ' +
    'and the properties in `test/simulation`.',
];
