import { ACTIVITIES } from '../model/activity.js';
import { readTrace } from '../trace/read.js';
import { type ContextInfo, Kind, SWITCH_CAUSES, type SwitchCause, type Trace } from '../trace/trace.js';
import { type Bands, bands } from './bands.js';
import { f64, u8, u32 } from './column.js';
import { recordedUntil } from './slices.js';

/**
 * How each context fared: running (and doing what), ready but without a CPU, or asleep. The trace says when a context
 * runs, is woken and blocks; the rest follows. A context that lost its CPU without blocking is ready, whether it was
 * preempted or only interrupted. A handler that borrows the interrupted context's stack is neither ready nor asleep
 * when it does not run: it is not there.
 *
 * States: below `ACTIVITIES.length` the context runs and does that.
 */
export const READY = ACTIVITIES.length;
export const ASLEEP = READY + 1;
export const ABSENT = READY + 2;
export const CONTEXT_STATES = READY + 3;

const SLEEP_CAUSES = new Set<SwitchCause | undefined>(['block', 'finish']);
const BORROWED = new Set(['interrupt', 'softint', 'idle']);

/** Whether the context runs on the stack of what it interrupts, instead of being a thread of its own. */
export function isBorrowed(context: ContextInfo): boolean {
  return BORROWED.has(context.kind);
}

/** A lane for each context, by its index; `ref` is the slice that runs. */
export function contextBands(trace: Trace): readonly Bands[] {
  const lanes = trace.contexts.map((info) => {
    return {
      start: f64(),
      state: u8(),
      ref: u32(),
      seen: false,
      blocked: false,
      rest: isBorrowed(info) ? ABSENT : READY,
    };
  });
  const running = new Int32Array(trace.cpus).fill(-1);
  let slice = 0;

  function enter(context: number, time: number, state: number, ref: number): void {
    const lane = lanes[context];
    if (lane === undefined) return;
    if (!lane.seen) {
      lane.seen = true;
      // Before its first record a thread waits for the CPU, unless that record is what wakes it.
      if (time > 0) push(context, 0, lane.rest === ABSENT || state < READY ? lane.rest : ASLEEP, 0);
    }
    push(context, time, state, ref);
  }

  function push(context: number, time: number, state: number, ref: number): void {
    const lane = lanes[context]!;
    if (lane.state.last() === state && ref === 0) return;
    lane.start.push(time);
    lane.state.push(state);
    lane.ref.push(ref);
  }

  readTrace(trace, (time, kind, cpu, a, _b, c) => {
    if (kind < Kind.Switch) {
      slice++;
      const before = running[cpu]!;
      if (before >= 0 && before !== a) {
        const lane = lanes[before]!;
        enter(before, time, lane.rest === ABSENT ? ABSENT : lane.blocked ? ASLEEP : READY, 0);
      }
      running[cpu] = a;
      if (lanes[a] !== undefined && ACTIVITIES[kind] !== 'switch') lanes[a].blocked = false;
      enter(a, time, kind, slice);
    } else if (kind === Kind.Wakeup) {
      if (lanes[a] === undefined) return;
      lanes[a].blocked = false;
      if (!running.includes(a) && lanes[a].rest !== ABSENT) enter(a, time, READY, 0);
    } else if (kind === Kind.Block) {
      if (lanes[a] !== undefined) lanes[a].blocked = true;
    } else if (kind === Kind.Switch && SLEEP_CAUSES.has(SWITCH_CAUSES[c])) {
      if (lanes[a] !== undefined) lanes[a].blocked = true;
    }
  });
  const end = recordedUntil(trace);
  return lanes.map((lane) => bands(lane.start.done(), end, lane.state.done(), lane.ref.done(), CONTEXT_STATES));
}
