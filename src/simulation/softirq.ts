import { recomputeHeld, spend } from './cpu.js';
import { Label } from './labels.js';
import { levelIndex, SOFT_BITS } from './levels.js';
import { block, preempt, wake, wakeCost } from './lwp.js';
import { nextSoft } from './softint.js';
import { type State, Wait } from './state.js';

/**
 * Linux's softirqs (kernel/softirq.c, handle_softirqs). On the way out of the last interrupt the pending levels are run
 * in order, once each: a pass. What has been raised meanwhile is taken in another pass, but only for so many passes, for
 * so long, and while nobody waits for the CPU; the rest is left to ksoftirqd, a thread of timeshare priority, and while
 * that is ready, the way out of an interrupt leaves the work to it. So an overload costs user programs half of the CPU,
 * not all of it.
 *
 * Within a pass each level takes a limited number of packets, for a limited time, as net_rx_action does with its budget, and
 * then the next level has its turn; what is over stays raised, and counts as a time_squeeze. (Linux's other softirqs take a
 * list that they found at their beginning, which ends as well.) All levels run with soft interrupts off. Other softirqs than
 * those of this scenario are left out.
 */

/** A run begins, on the way out of an interrupt or in ksoftirqd. */
export function beginRun(s: State, cpu: number): void {
  s.runStart[cpu] = s.now;
  s.passes[cpu] = 0;
  s.passLevels[cpu] = 0;
}

/** The next packet of a run; -1 if the run is over, with or without work left; -2 - device for a ring found empty. */
export function nextSoftirq(s: State, cpu: number, thread: boolean): number {
  const { softirq } = s.program.design;
  for (;;) {
    if (s.passLevels[cpu] === 0) {
      const levels = raised(s, cpu);
      if (levels === 0 || !mayPass(s, cpu, thread)) return -1;
      s.passes[cpu]!++;
      s.pending[cpu]! &= ~SOFT_BITS;
      passOn(s, cpu, levels);
    }
    const rank = 31 - Math.clz32(s.passLevels[cpu]! & -s.passLevels[cpu]!);
    if (s.softHead[levelIndex(cpu, rank)]! < 0) {
      passOn(s, cpu, s.passLevels[cpu]! & ~(1 << rank));
      continue;
    }
    if (s.budgetUsed[cpu]! >= softirq.budget || s.now - s.budgetStart[cpu]! >= softirq.time) {
      s.timeSqueeze++;
      passOn(s, cpu, s.passLevels[cpu]! & ~(1 << rank));
      continue;
    }
    const packet = nextSoft(s, cpu, rank);
    // A transmitted packet is delivered already, and a clock's work is no packet; neither counts.
    if (packet >= 0 && s.packets.id[packet]! > 0 && s.packets.delivered[packet] === 0) s.budgetUsed[cpu]!++;
    if (packet !== -1) return packet;
  }
}

/** A pass goes on with these levels, of which the first has a budget of its own. */
function passOn(s: State, cpu: number, rest: number): void {
  s.passLevels[cpu] = rest;
  s.budgetStart[cpu] = s.now;
  s.budgetUsed[cpu] = 0;
}

/** Leaves what is still raised to ksoftirqd; true if the CPU is busy with waking it. */
export function leaveRest(s: State, cpu: number, ctx: number): boolean {
  const thread = s.program.layout.ksoftirqd(cpu);
  if (s.step[ctx] === 0 && raised(s, cpu) !== 0) {
    s.step[ctx] = 1;
    if (spend(s, cpu, wakeCost(s, cpu, thread), s.own[ctx]!, Label.wakeup)) return true;
  }
  if (s.step[ctx] === 1) {
    if (s.waits[thread] === Wait.softint) s.softints++;
    wake(s, cpu, thread, Wait.softint, ctx);
    recomputeHeld(s, cpu);
  }
  s.step[ctx] = 0;
  s.pc[ctx]!++;
  return false;
}

/** Between two passes ksoftirqd gives way to who waits for the CPU, and sleeps when nothing is raised. */
export function restThread(s: State, cpu: number, ctx: number): void {
  s.pc[ctx]!++;
  if (raised(s, cpu) === 0) {
    block(s, cpu, Wait.softint, 0, Label.request);
    recomputeHeld(s, cpu);
  } else if (s.resched[cpu] !== 0) preempt(s, cpu);
}

function mayPass(s: State, cpu: number, thread: boolean): boolean {
  if (s.passes[cpu] === 0) return true;
  if (thread) return false;
  const { restarts, time } = s.program.design.softirq;
  return s.passes[cpu]! < restarts && s.now - s.runStart[cpu]! < time && s.resched[cpu] === 0;
}

/** The levels at which something is requested, as a bit mask. */
function raised(s: State, cpu: number): number {
  let levels = 0;
  for (let rank = 1; 1 << rank <= SOFT_BITS; rank++) {
    if ((1 << rank) & SOFT_BITS && s.softHead[levelIndex(cpu, rank)]! >= 0) levels |= 1 << rank;
  }
  return levels;
}
