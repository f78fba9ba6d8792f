import type { Polling } from '../model/design.js';
import { charge } from './cpu.js';
import { assert } from './spl.js';
import { Activity, accountIndex, type State } from './state.js';

/**
 * Taking packets from a NIC when the kernel wants to, not when the NIC does. A ring that is polled is a handler of the
 * soft level like an input queue: it stands in the level's list, gives `weight` packets in its turn and goes to the
 * back, and leaves the list when it is empty. What makes the designs differ is who puts it there and when it may not
 * stay.
 *
 * napi and quota (Linux; Mogul and Ramakrishnan, USENIX 1996): the device's interrupt, which stays masked until the ring
 * was found empty. Quota may hold input back: by feedback, while what the packets lead to is full, and by a limit on the
 * share of the CPU in a period. What is held back is dropped by the NIC, which costs nothing; that is the whole trick.
 * It is a delivery that sets the feedback, and not a look at how full a socket is: so the timeout of the feedback, here the
 * end of a period, lets packets for others in though a process that hangs leaves its socket full (section 6.6.1).
 *
 * clock (FreeBSD's DEVICE_POLLING): the clock's tick, up to a burst that shrinks and grows so that user programs keep
 * their share. busy: a thread that spins on the ring.
 */

/** Whether a ring gave its share and another one should have its turn. */
export function turnIsOver(poll: Polling, served: number): boolean {
  switch (poll.kind) {
    case 'none':
      return false;
    case 'clock':
      return served >= poll.each;
    default:
      return served >= poll.weight;
  }
}

/** The same for transmit completions, which only a quota limits. */
export function txTurnIsOver(poll: Polling, served: number): boolean {
  return poll.kind === 'quota' && served >= poll.txWeight;
}

/** Whether input must wait: the feedback says so, or the share of this period is used up. */
export function isInhibited(s: State, cpu: number): boolean {
  const { poll } = s.program.design;
  if (poll.kind !== 'quota') return false;
  return s.stopping > 0 || (poll.cycleLimit < 1 && usedInPeriod(s, cpu) > poll.cycleLimit * poll.period);
}

/** Something was delivered to the process, or found no room: its socket stops input if it is at the high mark. */
export function stopInput(s: State, process: number): void {
  if (s.stops[process] === 1 || fullness(s, process) < feedback(s).high) return;
  s.stops[process] = 1;
  s.stopping++;
}

/** The process has looked into its socket: true if that lets input in, since it is down to the low mark and was the last. */
export function relieve(s: State, process: number): boolean {
  if (s.stops[process] === 0 || fullness(s, process) > feedback(s).low) return false;
  s.stops[process] = 0;
  s.stopping--;
  return s.stopping === 0;
}

/** Whether a ring has given all that it may in this tick. */
export function spent(s: State, device: number): boolean {
  return s.program.design.poll.kind === 'clock' && s.residual[device]! <= 0;
}

/** A tick: of the clock that polls, or of the period of the cycle limit. */
export function tick(s: State, cpu: number): void {
  const { poll } = s.program.design;
  const { layout } = s.program;
  if (poll.kind === 'quota') {
    charge(s, cpu);
    s.periodStart[cpu] = softTime(s, cpu);
    s.stops.fill(0);
    s.stopping = 0;
    s.events.set(layout.tickSlot(cpu), s.now + poll.period);
  }
  if (poll.kind === 'clock') {
    for (let other = 0; other < s.cpus; other++) {
      if (s.rounds[other] === 0) startRound(s, other);
      if (s.rounds[other]! < MOST_MISSED) s.rounds[other]!++;
    }
    s.events.set(layout.tickSlot(cpu), s.now + poll.tick);
  }
  s.ticked[cpu] = 1;
  assert(s, layout.clockSource(cpu));
}

/** Every NIC of the CPU may give the burst. */
function startRound(s: State, cpu: number): void {
  s.tickStart[cpu] = s.now;
  for (let device = 0; device < s.devices; device++) {
    if (s.program.layout.devices[device]!.cpu === cpu) s.residual[device] = s.burst[cpu]!;
  }
}

/**
 * A round of clock polling is over: the next burst is larger if user programs had their share, else smaller. True if it
 * has outlasted its tick: then another one begins at once, with an eighth less, so that it will not again
 * (kern/kern_poll.c, netisr_pollmore).
 */
export function endRound(s: State, cpu: number): boolean {
  const { poll } = s.program.design;
  if (poll.kind !== 'clock' || s.rounds[cpu] === 0) return false;
  const used = s.now - s.tickStart[cpu]!;
  const change = used > (1 - poll.userShare) * poll.tick ? -1 : 1;
  const burst = Math.min(poll.burst, Math.max(1, s.burst[cpu]! + change));
  s.rounds[cpu]!--;
  const again = s.rounds[cpu]! > 0;
  s.burst[cpu] = again ? burst - (burst >> 3) : burst;
  if (again) startRound(s, cpu);
  return again;
}

/** Ticks that a round may outlast before they are no longer counted, as in kern_poll.c. */
const MOST_MISSED = 100;

/** The marks, of a design that has feedback. */
function feedback(s: State): { readonly high: number; readonly low: number } {
  const { poll } = s.program.design;
  if (poll.kind !== 'quota' || poll.feedback === undefined) throw new Error('no feedback');
  return poll.feedback;
}

/** How full a process's socket is, between 0 and 1. */
function fullness(s: State, process: number): number {
  const socket = s.socket[process]!;
  return s.fifoLength[socket]! / s.fifoLimit[socket]!;
}

function usedInPeriod(s: State, cpu: number): number {
  return softTime(s, cpu) - s.periodStart[cpu]!;
}

function softTime(s: State, cpu: number): number {
  return s.account[accountIndex(cpu, Activity.softint)]!;
}
