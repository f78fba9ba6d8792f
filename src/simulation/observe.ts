import type { ModerationRule } from '../model/device.js';
import { isBeneath } from './cpu.js';
import { holdingRule } from './moderation.js';
import { isInhibited } from './polling.js';
import { endWait, lookForWaits } from './starvation.js';
import { Activity, Life, type State } from './state.js';
import type { Unserved } from './watch.js';

/** Notes what watch.ts keeps, where it happens. */

/** Samples what is due at `time`, at which nothing has happened yet. */
export function sample(s: State, time: number): void {
  const { watch } = s;
  if (time >= watch.nextLengths) watch.noteLengths(time, s.fifoLength, s.drops);
  if (time >= watch.nextLook) lookForWaits(s, time);
  watch.nextSample = Math.min(watch.nextLengths, watch.nextLook);
}

/** A CPU changes to this thread. */
export function watchSwitch(s: State, thread: number): void {
  endWait(s, thread);
  watchInversions(s);
}

/** Looks at every lock that is slept for whether the wrong thread runs. */
function watchInversions(s: State): void {
  for (let lock = 1; lock < s.locks; lock++) {
    const { since } = s.watch.inversions[lock]!;
    if (isInverted(s, lock)) {
      if (since < 0) beginInversion(s, lock);
    } else if (since >= 0) endInversion(s, lock);
  }
}

function isInverted(s: State, lock: number): boolean {
  const waiter = bestWaiter(s, lock);
  const holder = s.owner[lock]!;
  if (waiter < 0 || holder < 0 || s.life[holder] !== Life.ready) return false;
  const running = s.current[cpuOf(s, holder)]!;
  return s.own[running] !== Activity.idle && s.priority[running]! < s.priority[waiter]!;
}

function beginInversion(s: State, lock: number): void {
  const inversion = s.watch.inversions[lock]!;
  const holder = s.owner[lock]!;
  const waiter = bestWaiter(s, lock);
  inversion.since = s.now;
  inversion.waiter = waiter;
  inversion.waiterAt = s.pc[waiter]!;
  inversion.holder = holder;
  inversion.holderAt = s.watch.takenAt[lock]!;
  inversion.between = s.current[cpuOf(s, holder)]!;
}

/** The holder has the CPU again, or the lock another holder. */
export function endInversion(s: State, lock: number): void {
  const inversion = s.watch.inversions[lock]!;
  const { since, waiter, waiterAt, holder, holderAt, between, longest } = inversion;
  if (since < 0) return;
  inversion.since = -1;
  inversion.count++;
  const time = s.now - since;
  if (time <= (longest?.time ?? 0)) return;
  inversion.longest = { from: since, time, waiter, waiterAt, holder, holderAt, between };
}

/** The best of those who wait for a lock, the first of equals, or of those who wait so; -1 if there is none. */
export function bestWaiter(s: State, lock: number, so?: number): number {
  let best = -1;
  for (let waiter = s.lockHead[lock]!; waiter >= 0; waiter = s.lockNext[waiter]!) {
    if (so !== undefined && s.waits[waiter] !== so) continue;
    if (best < 0 || s.priority[waiter]! > s.priority[best]!) best = waiter;
  }
  return best;
}

function cpuOf(s: State, ctx: number): number {
  return s.home[ctx]! >= 0 ? s.home[ctx]! : Math.max(0, s.lastCpu[ctx]!);
}

/** A context asks for a lock: notes which ones it holds, and whether others take them the other way round. */
export function noteOrder(s: State, ctx: number, lock: number, address: number): void {
  const { watch, owner } = s;
  const n = s.locks;
  for (let held = 1; held < n; held++) {
    if (owner[held] !== ctx || held === lock || watch.wantedAt[held * n + lock]! >= 0) continue;
    watch.wantedAt[held * n + lock] = address;
    if (watch.circle.length === 0) watch.circle = wayBetween(watch.wantedAt, n, lock, held, [lock]) ?? [];
  }
}

/** Locks from one to another, each taken while the one before is held; undefined where there is no such way. */
function wayBetween(order: Int32Array, n: number, from: number, to: number, way: number[]): number[] | undefined {
  for (let next = 1; next < n; next++) {
    if (order[from * n + next]! < 0 || way.includes(next)) continue;
    if (next === to) return [...way, to];
    const found = wayBetween(order, n, next, to, [...way, next]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A packet found its ring full. If more have come since one was last taken out than the ring holds, its driver was kept
 * away for longer than the ring takes to fill: since then, or since the first one that came if it was empty.
 *
 * More have come if more were dropped than had been left in the ring, so if the first one in it is newer for the first
 * that is dropped, or the second one for the second, and so on.
 */
export function noteOverflow(s: State, source: number, fifo: number): void {
  const head = s.fifoHead[fifo]!;
  // Where DMA has all of the descriptors, the driver has nothing to take.
  if (head < 0) return;
  const unserved = s.watch.unserved[source]!;
  const { arrival, next } = s.packets;
  const takenAt = s.takenAt[fifo]!;
  if (unserved.takenAt !== takenAt || unserved.head !== head) {
    unserved.takenAt = takenAt;
    unserved.head = head;
    unserved.newer = head;
    unserved.held = undefined;
    unserved.suspect.votes = 0;
  } else if (next[unserved.newer]! >= 0) unserved.newer = next[unserved.newer]!;
  noteHeld(s, unserved, source, fifo);
  if (arrival[unserved.newer]! < takenAt) return;
  unserved.drops++;
  blame(s, unserved, source);
  const time = s.now - Math.max(takenAt, arrival[head]!);
  if (time <= unserved.longest) return;
  const { suspect } = unserved;
  unserved.longest = time;
  unserved.level = suspect.level;
  unserved.context = suspect.context;
  unserved.label = suspect.label;
  unserved.rule = suspect.rule;
  unserved.why = unserved.held ?? suspect.why;
  unserved.stopper = unserved.heldBy;
}

/**
 * Finds out who has the CPU for most of the drops (Boyer and Moore's majority vote): at the last one the driver may be at
 * work again, or a clock on top of who kept it away. Who has it while moderation holds the interrupt back is innocent.
 */
function blame(s: State, { suspect }: Unserved, source: number): void {
  const cpu = s.sourceCpu[source]!;
  const rule = moderationOf(s, source);
  const context = rule === undefined ? s.top[cpu]! : -1;
  if (suspect.votes > 0) {
    suspect.votes += context === suspect.context ? 1 : -1;
    return;
  }
  suspect.votes = 1;
  suspect.context = context;
  suspect.label = s.label[cpu]!;
  suspect.level = s.ipl[cpu]!;
  suspect.rule = rule;
  if (rule !== undefined) suspect.why = 'moderation';
  else suspect.why = s.sourceMasked[source] === 1 ? 'masked' : 'level';
}

/** The rule that holds a NIC's interrupt back; undefined where it has come, or could not while its handler is at work. */
function moderationOf(s: State, device: number): ModerationRule | undefined {
  if (s.sourcePending[device] === 1 || s.sourceMasked[device] === 1) return undefined;
  const cpu = s.sourceCpu[device]!;
  const rank = s.sourceRank[device]!;
  const handler = s.handler[device]!;
  const blocked = s.ipl[cpu]! >= rank || (s.held[cpu]! & (1 << rank)) !== 0;
  const atWork = s.detached[handler] === 1 || isBeneath(s, s.top[cpu]!, handler);
  return blocked && atWork ? undefined : holdingRule(s.moderators[device]!);
}

/** Notes by what a quota leaves a ring alone at present, if it does. */
function noteHeld(s: State, unserved: Unserved, device: number, ring: number): void {
  if (s.softQueued[ring] === 1 || (s.sourceMasked[device] === 0 && s.rxHeld[device] === 0)) return;
  if (!isInhibited(s, s.sourceCpu[device]!)) return;
  unserved.held = s.stopping > 0 ? 'feedback' : 'cycle_limit';
  unserved.heldBy = s.stops.indexOf(1);
}
