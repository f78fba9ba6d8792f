import { ACTIVITIES } from '../model/activity.js';
import type { Design } from '../model/design.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import { MILLISECOND } from '../model/time.js';
import type { Ending, Finding } from '../trace/result.js';
import { hindrance } from './lock.js';
import { Activity, Life, type State, Wait } from './state.js';
import type { Impossible } from './work.js';

/** What the user should know about a run that ended: why it ended early, and what its figures can be trusted for. */
export function findings(s: State, run: Run, ending: Ending): Finding[] {
  const list = [...s.findings];
  if (ending === 'limit') {
    list.push({
      code: 'limit',
      severity: 'error',
      message: `The run was stopped after ${s.eventCount.toLocaleString('en')} events, at ${share(s.now, run)} of its time. Shorten 'for', or lower the rate of the workload.`,
      span: run.durationSpan,
      related: [],
    });
  }
  if (ending === 'stuck') list.push(stuck(s, run));
  if (s.deadlock >= 0) list.push(lockCycle(s, run));
  else if (ending === 'deadlock') list.push(allWait(s, run));
  list.push(...stalls(s), ...starvation(s, run), ...livelock(s, run));
  if (s.trace?.truncatedAt !== undefined) {
    list.push({
      code: 'trace-limit',
      severity: 'information',
      message: `The recording ends at ${share(s.trace.truncatedAt, run)} of the run, where it reached its limit; the figures are those of the whole run.`,
      span: run.durationSpan,
      related: [],
    });
  }
  return list;
}

/** The finding for a design that a path does not go together with. */
export function impossible(design: Design, reason: Impossible): Finding {
  return {
    code: 'impossible',
    severity: 'error',
    message: reason.message,
    span: reason.span,
    related: [{ span: design.span, message: `the design '${design.name}'` }],
  };
}

function stuck(s: State, run: Run): Finding {
  const context = s.program.contexts[s.stuck]!;
  return {
    code: 'stuck',
    severity: 'error',
    message: `${context.name} goes on for ever without taking any time here; give its work a time, or let it wait.`,
    span: spanAt(s, s.stuck) ?? context.span ?? run.span,
    related: [],
  };
}

/** Holders of locks that wait for each other in a circle. */
function lockCycle(s: State, run: Run): Finding {
  const members: { span: Span; message: string }[] = [];
  let lock = s.deadlock;
  do {
    const holder = s.owner[lock]!;
    const waiter = hindrance(s, holder);
    const wanted = s.waitsOn[waiter]!;
    const { locks } = s.program.layout;
    const { contexts } = s.program;
    const who = waiter === holder ? 'and' : `under ${contexts[waiter]!.name}, which`;
    members.push({
      span: spanAt(s, waiter) ?? run.span,
      message: `${contexts[holder]!.name} holds '${locks[lock]}' ${who} waits for '${locks[wanted]}'`,
    });
    lock = wanted;
  } while (lock !== s.deadlock && members.length <= s.owner.length);
  return {
    code: 'deadlock',
    severity: 'error',
    message: `Deadlock: ${members.map((member) => member.message).join('; ')}.`,
    span: members[0]!.span,
    related: members.slice(1),
  };
}

/** Nothing can happen any more, though packets are in flight. */
function allWait(s: State, run: Run): Finding {
  const waiting = [...s.life.keys()].filter(
    (ctx) => s.life[ctx] === Life.waiting && (s.waits[ctx] === Wait.device || s.waits[ctx] === Wait.lock),
  );
  const related = waiting.map((ctx) => ({
    span: spanAt(s, ctx) ?? run.span,
    message: `${s.program.contexts[ctx]!.name} waits here`,
  }));
  const left = s.arrived - s.delivered - s.dropped;
  return {
    code: 'deadlock',
    severity: 'error',
    message: `Deadlock: nothing can happen any more, with ${left} packet${left === 1 ? '' : 's'} in flight.`,
    span: related[0]?.span ?? run.span,
    related: related.slice(1),
  };
}

/** Packets that wait in a ring for an interrupt that its moderation will not raise. */
function stalls(s: State): Finding[] {
  const { layout } = s.program;
  return layout.devices.flatMap((device, index) => {
    const waiting = device.kind === 'nic' ? s.fifoLength[layout.ring(index)]! : 0;
    const timer = s.events.times[layout.moderationSlot(index)]!;
    const quiet = s.sourcePending[index] === 0 && s.sourceMasked[index] === 0 && timer === Number.POSITIVE_INFINITY;
    if (waiting === 0 || !quiet || s.moderators[index]!.waiting === 0) return [];
    const packets = `${waiting} packet${waiting === 1 ? '' : 's'}`;
    return [
      {
        code: 'stall',
        severity: 'warning' as const,
        message: `At the end ${packets} waited in the ring of ${device.name} for more to come: its moderation counts packets and has no timer.`,
        span: device.span,
        related: [],
      },
    ];
  });
}

/** Processes that waited for a CPU for a long time at the end. */
function starvation(s: State, run: Run): Finding[] {
  return run.processes.flatMap((process, index) => {
    const ctx = s.program.layout.process(index);
    const waited = s.now - s.readySince[ctx]!;
    if (s.life[ctx] !== Life.ready || waited < LONG_WAIT) return [];
    return [
      {
        code: 'starvation',
        severity: 'warning' as const,
        message: `At the end ${process.name} had been ready for ${(waited / MILLISECOND).toPrecision(3)} ms without a CPU: what runs is of no lower priority, and a quantum is ${s.program.design.quantum / MILLISECOND} ms. A better 'priority' lets it preempt when it is woken.`,
        span: process.span,
        related: [],
      },
    ];
  });
}

const LONG_WAIT = 5 * MILLISECOND;

/** The CPUs do nothing but take packets in, and most are dropped. */
function livelock(s: State, run: Run): Finding[] {
  let rest = 0;
  for (let cpu = 0; cpu < s.top.length; cpu++) {
    rest += s.account[cpu * ACTIVITIES.length + Activity.idle]! + s.account[cpu * ACTIVITIES.length + Activity.user]!;
  }
  const left = rest / (s.now * s.top.length);
  const first = run.workload.arrivals[0];
  if (first === undefined || s.arrived < 100 || left > 0.02 || s.delivered > s.arrived / 2) return [];
  const count = (value: number) => value.toLocaleString('en');
  return [
    {
      code: 'livelock',
      severity: 'warning',
      message: `Receive livelock: the kernel took ${(100 * (1 - left)).toPrecision(3)}% of the CPU time, and ${count(s.delivered)} of ${count(s.arrived)} packets were delivered.`,
      span: first.span,
      related: [],
    },
  ];
}

/** The statement at which a context stands. */
function spanAt(s: State, ctx: number): Span | undefined {
  return s.program.code.spans[s.pc[ctx]!];
}

function share(time: number, run: Run): string {
  return `${((100 * time) / run.duration).toPrecision(3)}%`;
}
