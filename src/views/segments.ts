import { ACTIVITIES, type Activity } from '../model/activity.js';
import { readTrace } from '../trace/read.js';
import { type ContextInfo, HANDOFF, Kind, type Trace } from '../trace/trace.js';

/**
 * A stretch of work by one context on one CPU: what lies between two transfers of the CPU. Traps, switches and refills
 * are the price of a transfer and belong to none. A trap that only wakes a thread does no work of its own (it has no
 * statement of the text to run), so the CPU passes straight from what was interrupted to what comes next.
 */
export interface Segment {
  readonly context: number;
  readonly cpu: number;
  readonly start: number;
  /** End of its last work; the transfer to the next segment lasts from here to the start of that one. */
  readonly end: number;
  /** How a thread was switched to between the segment before and this one, if it was. */
  readonly switched: 'switch' | 'handoff' | undefined;
  /** It borrows the stack of the segment before, and begins here; without this it is gone back to. */
  readonly entered: boolean;
  /** It works for the packet that was asked for, or wakes or requests something for it. */
  readonly own: boolean;
  /** Position among the records, to order what happens at the same time. */
  readonly order: number;
}

type Draft = { -readonly [K in keyof Segment]: Segment[K] } & { work: boolean };

const WORK = new Set<Activity | undefined>(['idle', 'user', 'kernel', 'interrupt', 'softint']);

/** So many drafts on either side of the time asked for hold at least one that is not a stub. */
const ENOUGH = 4;

/** The segments of each CPU from the one that holds `from` on, until some time after `until`. */
export function segmentsOf(trace: Trace, packet: number, from: number, until: number): readonly (readonly Segment[])[] {
  const cpus = Array.from({ length: trace.cpus }, () => ({
    drafts: [] as Draft[],
    switched: undefined as Segment['switched'],
    entered: false,
    /** Since when the last draft works; -1 while it does not. */
    at: -1,
    /** Drafts begun after `until`. */
    after: 0,
  }));
  let order = 0;
  function draft(index: number, context: number, time: number, own: boolean, work: boolean): void {
    const { drafts, switched, entered } = cpus[index]!;
    drafts.push({ context, cpu: index, start: time, end: time, switched, entered, own, order, work });
    if (time > until) cpus[index]!.after++;
    if (time < from && drafts.length > ENOUGH) drafts.shift();
  }
  readTrace(trace, (time, kind, cpuIndex, a, b, c) => {
    order++;
    const cpu = cpus[cpuIndex];
    if (cpu === undefined || cpu.after >= ENOUGH) return;
    const current = cpu.drafts.at(-1);
    if (kind < Kind.Switch) {
      if (cpu.at >= 0 && current !== undefined) current.end = time;
      const works = WORK.has(ACTIVITIES[kind]);
      cpu.at = works ? time : -1;
      if (cpu.switched !== undefined && trace.labels[b]?.text === HANDOFF) cpu.switched = 'handoff';
      if (!works) return;
      const own = c === packet + 1 && time >= from;
      const work = trace.labels[b]?.span !== undefined || c > 0;
      if (current?.context === a) {
        current.end = time;
        current.own ||= own;
        current.work ||= work;
      } else draft(cpuIndex, a, time, own, work);
      cpu.switched = undefined;
      cpu.entered = false;
    } else if (kind === Kind.Switch) {
      if (cpu.at >= 0 && current !== undefined) current.end = time;
      cpu.at = -1;
      cpu.switched = 'switch';
    } else if (kind === Kind.Interrupt || kind === Kind.Softint) {
      // Who was switched to has not come to its work yet, and is interrupted all the same.
      if (cpu.switched !== undefined && current?.context !== b) draft(cpuIndex, b, time, false, false);
      cpu.switched = undefined;
      cpu.entered = true;
    } else if (kind === Kind.Wakeup && c === packet + 1 && current !== undefined) {
      current.own ||= current.context === b && time >= from;
    }
  });
  for (const { drafts, at } of cpus) {
    if (at >= 0) drafts.at(-1)!.end = trace.truncatedAt ?? trace.duration;
  }
  return cpus.map(({ drafts }) => joined(drafts, trace.contexts));
}

function isStub(draft: Draft, contexts: readonly ContextInfo[]): boolean {
  return contexts[draft.context]?.kind === 'interrupt' && !draft.work;
}

/** Without the stubs, and with what they parted put together again. */
function joined(drafts: readonly Draft[], contexts: readonly ContextInfo[]): Segment[] {
  const segments: Draft[] = [];
  let switched: Segment['switched'];
  for (const draft of drafts) {
    switched = draft.switched ?? switched;
    if (isStub(draft, contexts)) continue;
    const last = segments.at(-1);
    if (last?.context === draft.context && switched === undefined) {
      last.end = draft.end;
      last.own ||= draft.own;
    } else {
      segments.push({ ...draft, switched });
    }
    switched = undefined;
  }
  return segments;
}
