import { endWait, lookForWaits } from './starvation.js';
import { Activity, Life, type State } from './state.js';

/** Notes what watch.ts keeps, where it happens. */

/** Samples what is due at `time`, at which nothing has happened yet. */
export function sample(s: State, time: number): void {
  const { watch } = s;
  if (time >= watch.nextLengths) watch.noteLengths(time, s.fifoLength);
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

function bestWaiter(s: State, lock: number): number {
  let best = -1;
  for (let waiter = s.lockHead[lock]!; waiter >= 0; waiter = s.lockNext[waiter]!) {
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

/** A packet found its ring full. If nobody took one out since the ring was empty, its driver was kept away for so long. */
export function noteOverflow(s: State, source: number, fifo: number): void {
  if (s.untaken[fifo]! <= s.fifoLimit[fifo]!) return;
  const unserved = s.watch.unserved[source]!;
  unserved.drops++;
  const time = s.now - s.packets.arrival[s.fifoHead[fifo]!]!;
  if (time <= unserved.longest) return;
  const cpu = s.sourceCpu[source]!;
  unserved.longest = time;
  unserved.level = s.ipl[cpu]!;
  unserved.context = s.top[cpu]!;
  unserved.label = s.label[cpu]!;
  unserved.masked = s.sourceMasked[source] === 1;
}
