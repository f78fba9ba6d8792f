import type { Result } from '../trace/result.js';
import type { Trace } from '../trace/trace.js';
import { castOf } from './cast.js';
import { type Happening, happenings } from './happenings.js';
import type { Story, StoryEvent, Transfer } from './narrative.js';
import { type Segment, segmentsOf } from './segments.js';

/**
 * What happened to one packet, told as the message to tech-kern tells it: who works for it, and how control came
 * there. Each transfer of a CPU that begins or ends work for the packet is numbered, from its arrival until control is
 * back at what was interrupted after its delivery. Nothing here knows a design or a scenario: whether a step is a
 * context switch is read from the trace.
 */
const OUTCOMES = ['in flight', 'delivered', 'dropped'] as const;

/** The story of a packet of a result; undefined where the result has no trace or no such packet. */
export function storyOf(result: Result, packet: number): Story | undefined {
  const { trace, packets } = result;
  if (trace === undefined || packet < 0 || packet >= packets.length) return undefined;
  const arrival = packets.arrival[packet]!;
  const outcome = OUTCOMES[packets.outcome[packet]!]!;
  const end = outcome === 'in flight' ? trace.duration : packets.end[packet]!;
  const cast = castOf(trace);
  const cpus = segmentsOf(trace, packet, arrival, end);
  const told = [
    ...happenings(trace, packets, packet, cpus, end),
    ...transfersOf(cpus, arrival, end).map((transfer, index) => asHappening(trace, transfer, index + 1)),
  ].sort((one, other) => one.order - other.order);
  const events = gathered(told.map((each) => each.event(cast, arrival)));
  const transfers = events.filter((event) => event.kind === 'transfer');
  return {
    design: result.design,
    packet,
    bytes: packets.bytes[packet]!,
    outcome,
    latency: outcome === 'in flight' ? undefined : end - arrival,
    actors: cast.actors,
    events,
    transfers: transfers.length,
    switches: transfers.filter(({ way }) => way === 'switch').length,
    handoffs: transfers.filter(({ way }) => way === 'handoff').length,
  };
}

/** Before the work that begins with the same record. */
function asHappening(trace: Trace, { from, to, order }: TransferOfCpu, number: number): Happening {
  return {
    order: order - 0.5,
    event: (cast, arrival) => ({
      kind: 'transfer',
      number,
      time: to.start - arrival,
      from: cast.context(from.context),
      to: cast.context(to.context),
      way: wayOf(trace, to),
      cost: to.start - from.end,
    }),
  };
}

interface TransferOfCpu {
  readonly from: Segment;
  readonly to: Segment;
  readonly order: number;
}

function transfersOf(cpus: readonly (readonly Segment[])[], arrival: number, end: number): TransferOfCpu[] {
  const all: TransferOfCpu[] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const segments of cpus) {
    for (let i = 1; i < segments.length; i++) {
      const from = segments[i - 1]!;
      const to = segments[i]!;
      if (to.start < arrival || !(from.own || to.own)) continue;
      all.push({ from, to, order: to.order });
      if (from.own && from.start <= end && end < to.start) last = Math.min(last, to.order);
    }
  }
  return all.sort((one, other) => one.order - other.order).filter(({ order }) => order <= last);
}

function wayOf(trace: Trace, to: Segment): Transfer['way'] {
  if (to.switched !== undefined) return to.switched;
  const kind = trace.contexts[to.context]?.kind;
  return to.entered && (kind === 'interrupt' || kind === 'softint') ? kind : 'return';
}

/** Work of the same actor that follows on work is one event. */
function gathered(events: readonly StoryEvent[]): StoryEvent[] {
  const all: StoryEvent[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (event.kind === 'work' && last?.kind === 'work' && last.actor === event.actor) {
      all[all.length - 1] = { ...last, items: [...last.items, ...event.items] };
    } else all.push(event);
  }
  return all;
}
