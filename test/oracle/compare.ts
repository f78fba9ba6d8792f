import { ACTIVITIES } from '../../src/model/activity.js';
import type { Run } from '../../src/model/scenario.js';
import { compile } from '../../src/simulation/compile.js';
import type { Program } from '../../src/simulation/program.js';
import { simulate } from '../../src/simulation/simulate.js';
import { contextSwitches } from '../../src/trace/read.js';
import type { Result } from '../../src/trace/result.js';
import { type Outcome, predict } from './oracle.js';

/** What the two simulations must agree about, as plain data that can be compared and read. */
export interface Account {
  readonly switches: readonly string[];
  readonly time: Readonly<Record<string, number>>;
  readonly drops: Readonly<Record<string, number>>;
  readonly packets: readonly string[];
  readonly locks: Readonly<Record<string, number>>;
  readonly interrupts: number;
  readonly softints: number;
  readonly wakeups: number;
}

export interface Comparison {
  readonly predicted: Account;
  readonly simulated: Account;
  readonly result: Result;
}

/** Both accounts of a run under its only design. */
export function compare(run: Run): Comparison {
  const design = run.designs[0]!;
  const result = simulate(run, design, { trace: true });
  const locks = levels(compile(run, design));
  return { predicted: ofOracle(predict(run, design)), simulated: { ...ofSimulation(result), locks }, result };
}

function ofOracle({ accounts, switches, drops, packets, locks, interrupts, softints, wakeups }: Outcome): Account {
  return {
    switches: switches.map(({ time, from, to }) => `${time} ${from} -> ${to}`),
    time: byCpu(accounts),
    drops: Object.fromEntries([...drops].sort(([a], [b]) => (a < b ? -1 : 1))),
    packets: packets.map(({ end, fate }) => `${fate} ${end}`),
    locks: Object.fromEntries(locks),
    interrupts,
    softints,
    wakeups,
  };
}

/** Of each lock that spins the rank of its level; the one around the kernel has none. */
function levels({ layout, locks }: Program): Record<string, number> {
  const named = layout.locks.map((name, lock) => ({ name, ...locks[lock]! })).slice(1);
  return Object.fromEntries(named.filter(({ spins }) => spins).map(({ name, ceiling }) => [name, ceiling]));
}

function byCpu(accounts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all = accounts.flatMap((account, cpu) =>
    ACTIVITIES.map((activity): [string, number] => [`${activity} cpu${cpu}`, account[activity] ?? 0]),
  );
  return Object.fromEntries(all);
}

function ofSimulation({ trace, cpus, drops, packets, metrics }: Result): Omit<Account, 'locks'> {
  const name = (context: number) => trace!.contexts[context]!.name;
  const places = drops.filter(({ count }) => count > 0).map(({ place, count }): [string, number] => [place, count]);
  return {
    switches: contextSwitches(trace!).map(({ time, from, to }) => `${time} ${name(from)} -> ${name(to)}`),
    time: byCpu(cpus),
    drops: Object.fromEntries(places.sort(([a], [b]) => (a < b ? -1 : 1))),
    packets: Array.from({ length: packets.length }, (_, i) => {
      return `${['in flight', 'delivered', 'dropped'][packets.outcome[i]!]} ${packets.end[i]}`;
    }),
    interrupts: metrics.interrupts,
    softints: metrics.softints,
    wakeups: metrics.wakeups,
  };
}

/** The first things in which two accounts differ; empty where they agree. */
export function differences(predicted: Account, simulated: Account): string[] {
  const found: string[] = [];
  const lists = ['switches', 'packets'] as const;
  for (const list of lists) {
    const length = Math.max(predicted[list].length, simulated[list].length);
    for (let i = 0; i < length; i++) {
      const [a, b] = [predicted[list][i], simulated[list][i]];
      if (a === b) continue;
      found.push(`${list} ${i + 1}: predicted ${a ?? 'none'}, simulated ${b ?? 'none'}`);
      break;
    }
  }
  for (const record of ['time', 'drops', 'locks'] as const) {
    for (const key of new Set([...Object.keys(predicted[record]), ...Object.keys(simulated[record])])) {
      const [a, b] = [predicted[record][key] ?? 0, simulated[record][key] ?? 0];
      if (a !== b) found.push(`${record} ${key}: predicted ${a}, simulated ${b}`);
    }
  }
  for (const count of ['interrupts', 'softints', 'wakeups'] as const) {
    if (predicted[count] !== simulated[count])
      found.push(`${count}: predicted ${predicted[count]}, simulated ${simulated[count]}`);
  }
  return found;
}
