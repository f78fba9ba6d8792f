import type { Counts } from './baseline.js';
import type { State } from './state.js';

/**
 * A run that begins with empty queues and cold accounts says at first more about its beginning than about the kernel.
 * So figures may begin later: at the end of the warm-up everything that counts is noted, and the report tells the
 * difference to it. Nothing is set back, because polling and findings look at the same counters; and what executes knows
 * nothing of a warm-up, which therefore changes no event. Only the latency histogram and the greatest memory begin afresh. A packet that
 * arrived before and is delivered after counts as delivered with its whole latency, and so
 * in flight at the warm-up + arrived since = delivered + dropped + in flight, which is what conservation.ts checks.
 *
 * Deleting the initial data is Welch's method (Law, Simulation Modeling and Analysis, chapter 9); how long to wait is
 * the user's to say.
 */

/** Begins to measure; the accounts of all CPUs must have been brought to this time. */
export function takeBaseline(s: State): void {
  s.baseline = { time: s.now, account: s.account.slice(), drops: s.drops.slice(), counts: countsOf(s) };
  s.latency.clear();
  s.mostThreadMemory = s.threadMemory;
}

/** All counts since the warm-up. */
export function countsSince(s: State): Counts {
  const all = countsOf(s);
  const before = s.baseline?.counts;
  if (before === undefined) return all;
  return {
    switches: all.switches - before.switches,
    interrupts: all.interrupts - before.interrupts,
    softints: all.softints - before.softints,
    wakeups: all.wakeups - before.wakeups,
    messages: all.messages - before.messages,
    timeSqueeze: all.timeSqueeze - before.timeSqueeze,
    arrived: all.arrived - before.arrived,
    delivered: all.delivered - before.delivered,
    dropped: all.dropped - before.dropped,
    retransmits: all.retransmits - before.retransmits,
    goodput: all.goodput - before.goodput,
  };
}

function countsOf(s: State): Counts {
  const { switches, interrupts, softints, wakeups, messages, timeSqueeze, arrived, delivered, dropped } = s;
  const { retransmits = 0, goodput = Number.NaN } = s.sessions ?? {};
  const ofCpus = { switches, interrupts, softints, wakeups, messages, timeSqueeze };
  return { ...ofCpus, arrived, delivered, dropped, retransmits, goodput };
}
