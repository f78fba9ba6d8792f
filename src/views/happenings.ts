import { readTrace } from '../trace/read.js';
import type { Result } from '../trace/result.js';
import { Kind, type Trace } from '../trace/trace.js';
import type { Cast } from './cast.js';
import type { StoryEvent } from './story.js';

export interface Happening {
  readonly order: number;
  readonly time: number;
  event(cast: Cast, arrival: number): StoryEvent;
}

/** What the trace says about the packet itself, but for the transfers. */
export function happenings(trace: Trace, packet: number, result: Result, end: number): Happening[] {
  const found: Happening[] = [];
  const own = packet + 1;
  /** The device whose interrupt the packet waits for. */
  let awaited = -1;
  let trapped: { readonly cpu: number; readonly context: number } | undefined;
  const running: { slice: number; context: number; label: number }[] = [];
  let order = 0;

  function add(time: number, event: Happening['event']): void {
    found.push({ order, time, event });
  }
  function note(time: number, context: number, text: string): void {
    add(time, (cast, arrival) => ({ kind: 'note', time: time - arrival, actor: cast.context(context), text }));
  }
  function does(time: number, context: number, text: string, duration?: number): void {
    add(time, (cast, arrival) => ({
      kind: 'work',
      time: time - arrival,
      actor: cast.context(context),
      items: [{ text, duration }],
    }));
  }

  const works: { order: number; cpu: number; time: number; context: number; label: number }[] = [];
  const open: (typeof works)[number][] = [];
  const arrival = result.packets.arrival[packet]!;
  readTrace(trace, (time, kind, cpu, a, b, c) => {
    order++;
    if (time < arrival) return;
    if (kind < Kind.Switch) {
      const current = open[cpu];
      if (current !== undefined) {
        const text = trace.labels[current.label]?.text ?? '?';
        const duration = time - current.time;
        found.push({
          order: current.order,
          time: current.time,
          event: (cast, start) => ({
            kind: 'work',
            time: current.time - start,
            actor: cast.context(current.context),
            items: [{ text, duration }],
          }),
        });
        delete open[cpu];
      }
      if (c === own && time <= end && trace.labels[b]?.span !== undefined) {
        open[cpu] = { order, cpu, time, context: a, label: b };
      }
      running[cpu] = { slice: time, context: a, label: b };
      return;
    }
    if (time > end) return;
    switch (kind) {
      case Kind.Arrive:
        if (c !== own) return;
        awaited = a;
        add(time, (cast, start) => ({
          kind: 'note',
          time: time - start,
          actor: cast.device(a),
          text: `packet ${packet} arrives, ${result.packets.bytes[packet]} bytes`,
        }));
        return;
      case Kind.Interrupt:
        if (a !== awaited) return;
        awaited = -1;
        trapped = { cpu, context: b };
        add(time, (cast, start) => ({
          kind: 'signal',
          time: time - start,
          from: cast.device(a),
          to: cast.context(b),
          text: 'interrupt',
        }));
        return;
      case Kind.Wakeup:
        if (trapped?.cpu === cpu && trace.contexts[a]?.kind === 'interrupt_thread') {
          note(time, trapped.context, `the trap wakes ${trace.contexts[a]!.name}`);
          trapped = undefined;
        } else if (c === own && a !== b) does(time, b, `wakes ${trace.contexts[a]?.name ?? '?'}`);
        return;
      case Kind.Request:
        if (c === own) does(time, b, 'requests softint');
        return;
      case Kind.Block:
        if (c === own) does(time, a, `blocks, waits for ${trace.labels[b]?.text ?? '?'}`);
        return;
      case Kind.Submit:
        if (c !== own) return;
        add(time, (cast, start) => ({
          kind: 'signal',
          time: time - start,
          from: cast.context(running[cpu]?.context ?? 0),
          to: cast.device(a),
          text: b === 0 ? 'request' : "request, held back in the driver's queue",
        }));
        return;
      case Kind.Complete:
        if (c === own) awaited = a;
        return;
      case Kind.Start: {
        if (c !== own) return;
        const until = completion(trace, time, a, own) ?? trace.duration;
        add(time, (cast, start) => ({
          kind: 'busy',
          time: time - start,
          actor: cast.device(a),
          duration: until - time,
        }));
        return;
      }
      case Kind.Deliver:
        if (c === own) {
          if (b === 1) does(time, a, 'transmits the packet');
          else does(time, running[cpu]?.context ?? a, `delivers the packet to ${trace.contexts[a]?.name ?? '?'}`);
        }
        return;
      case Kind.Drop: {
        if (c !== own) return;
        const text = `dropped at ${trace.places[a]?.name ?? '?'}`;
        const on = running[cpu]?.context;
        if (on === undefined || found.length < 2) {
          const nic = result.packets.device[packet]!;
          add(time, (cast, start) => ({ kind: 'note', time: time - start, actor: cast.device(nic), text }));
        } else note(time, on, text);
        return;
      }
      default:
        return;
    }
  });
  return found;
}

/** When the device has done the packet's request. */
function completion(trace: Trace, after: number, device: number, own: number): number | undefined {
  let found: number | undefined;
  readTrace(trace, (time, kind, _cpu, a, _b, c) => {
    if (found === undefined && kind === Kind.Complete && time >= after && a === device && c === own) found = time;
  });
  return found;
}
