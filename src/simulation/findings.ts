import type { Design } from '../model/design.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import type { Ending, Finding } from '../trace/result.js';
import { counted, stalls } from './stalls.js';
import { Life, type State, Wait, type Waiter } from './state.js';
import { count, warnings } from './warnings.js';
import type { Impossible } from './work.js';

/** What the user should know about a run that ended: why it ended early, and what its figures can be trusted for. */
export function findings(s: State, run: Run, ending: Ending): Finding[] {
  const list = [...s.findings];
  if (ending === 'limit') list.push(limit(s, run));
  if (ending === 'stuck') list.push(stuck(s, run));
  if (s.deadlock !== undefined) list.push(lockCircle(s, run, s.deadlock));
  else if (ending === 'deadlock') list.push(allWait(s, run));
  list.push(...warnings(s, run));
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

/** Too many events, with the context that made most of the last ones. */
function limit(s: State, run: Run): Finding {
  const { contexts } = s.program;
  const events = [...s.watch.events];
  const all = events.reduce((sum, [, number]) => sum + number, 0);
  const own = events.filter(([context]) => context >= 0 && contexts[context]!.kind !== 'idle');
  const [context, most] = own.sort(([, a], [, b]) => b - a)[0] ?? [-1, 0];
  const { name, span } = contexts[context] ?? {};
  const whose =
    most === 0 ? '' : `, or of what ${name} does: ${count(most)} of the last ${count(all)} events were its own`;
  return {
    code: 'limit',
    severity: 'error',
    message: `The run was stopped after ${count(s.eventCount)} events, at ${share(s.now, run)} of its time. Shorten 'for', or lower the rate of the workload${whose}.`,
    span: run.durationSpan,
    related: span === undefined ? [] : [{ span, message: `${name} made more of the last events than others` }],
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
function lockCircle(s: State, run: Run, circle: readonly Waiter[]): Finding {
  const { contexts, layout } = s.program;
  const members = circle.map(({ lock, holder, waiter, wanted }) => {
    const who = waiter === holder ? 'and' : `under ${contexts[waiter]!.name}, which`;
    return {
      span: spanAt(s, waiter) ?? run.span,
      message: `${contexts[holder]!.name} holds '${layout.locks[lock]}' ${who} waits for '${layout.locks[wanted]}'`,
    };
  });
  return {
    code: 'deadlock',
    severity: 'error',
    message: `Deadlock: ${members.map((member) => member.message).join('; ')}.`,
    span: members[0]!.span,
    related: members.slice(1),
  };
}

const STUCK: readonly Wait[] = [Wait.device, Wait.lock, Wait.room];

/** Nothing can happen any more, though packets are in flight, or processes wait to send messages. */
function allWait(s: State, run: Run): Finding {
  const waiting = [...s.program.contexts.keys()].filter(
    (ctx) => s.life[ctx] === Life.waiting && STUCK.includes(s.waits[ctx]!),
  );
  const related = [
    ...stalls(s).map(({ span }) => ({ span, message: 'nothing raises the interrupt for what waits' })),
    ...waiting.map((ctx) => ({
      span: spanAt(s, ctx) ?? run.span,
      message: `${s.program.contexts[ctx]!.name} waits here`,
    })),
  ];
  const left = s.arrived - s.delivered - s.dropped;
  const sender = waiting.find((ctx) => s.waits[ctx] === Wait.room);
  const what =
    left > 0 || sender === undefined
      ? `${counted(left, 'packet')} in flight`
      : `${s.program.contexts[sender]!.name} waiting for room for its message`;
  return {
    code: 'deadlock',
    severity: 'error',
    message: `Deadlock: nothing can happen any more, with ${what}.`,
    span: related[0]?.span ?? run.span,
    related: related.slice(1),
  };
}

/** The statement at which a context stands. */
function spanAt(s: State, ctx: number): Span | undefined {
  return s.program.code.spans[s.pc[ctx]!];
}

function share(time: number, run: Run): string {
  return `${((100 * time) / run.duration).toPrecision(3)}%`;
}
