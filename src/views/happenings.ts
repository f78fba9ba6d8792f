import { readTrace } from '../trace/read.js';
import type { PacketTable } from '../trace/result.js';
import { Kind, type Trace } from '../trace/trace.js';
import type { Cast } from './cast.js';
import type { StoryEvent } from './narrative.js';
import type { Segment } from './segments.js';

/** Something in a packet's story, with its place among the trace's records. */
export interface Happening {
  readonly order: number;
  event(cast: Cast, arrival: number): StoryEvent;
}

/**
 * What the trace says about a packet between its arrival and `end`, but for the transfers: what was run for it, what
 * devices did with it, who was woken and who blocked. A record that names no packet counts where it was made by a
 * context at work for this one.
 */
export function happenings(
  trace: Trace,
  packets: PacketTable,
  packet: number,
  cpus: readonly (readonly Segment[])[],
  end: number,
): readonly Happening[] {
  const found: Happening[] = [];
  const own = packet + 1;
  const arrival = packets.arrival[packet]!;
  const working = workers(cpus);
  const running = new Uint16Array(trace.cpus);
  const open: (
    | { readonly context: number; readonly label: number; readonly time: number; readonly at: number }
    | undefined
  )[] = [];
  let order = 0;
  /** The device whose interrupt the packet waits for, and the trap that took it last. */
  let awaited = -1;
  let trapped: { readonly cpu: number; readonly context: number } | undefined;
  /** Who worked for the packet last; -1: nobody. */
  let worker = -1;

  const add = (event: Happening['event'], at = order) => found.push({ order: at, event });
  const noteOf = (context: number, time: number, text: string) =>
    add((cast, start) => ({ kind: 'note', time: time - start, actor: cast.context(context), text }));
  const noteOfDevice = (device: number, time: number, text: string) =>
    add((cast, start) => ({ kind: 'note', time: time - start, actor: cast.device(device), text }));
  const does = (context: number, time: number, text: string, duration?: number, at = order) =>
    add((cast, start) => {
      return { kind: 'work', time: time - start, actor: cast.context(context), items: [{ text, duration }] };
    }, at);
  const nameOf = (context: number) => trace.contexts[context]?.name ?? '?';

  /** Tells of the slice that ends on a CPU, if it counts. */
  function close(cpu: number, time: number): void {
    const before = open[cpu];
    if (before === undefined) return;
    does(before.context, before.time, trace.labels[before.label]!.text, time - before.time, before.at);
    open[cpu] = undefined;
  }

  function slice(time: number, cpu: number, context: number, label: number, packetOf: number): void {
    close(cpu, time);
    running[cpu] = context;
    const counts = packetOf === own || (packetOf === 0 && working(cpu, context, time));
    if (counts && time < end && trace.labels[label]?.span !== undefined) {
      worker = context;
      open[cpu] = { context, label, time, at: order };
    }
  }

  readTrace(trace, (time, kind, cpu, a, b, c) => {
    order++;
    if (time < arrival) {
      if (kind < Kind.Switch) running[cpu] = a;
      return;
    }
    if (kind < Kind.Switch) {
      slice(time, cpu, a, b, c);
      return;
    }
    if (time > end) return;
    switch (kind) {
      case Kind.Arrive:
        if (c !== own) return;
        awaited = a;
        noteOfDevice(a, time, `packet ${packet} arrives, ${packets.bytes[packet]} bytes`);
        return;
      case Kind.Interrupt:
        if (a !== awaited) return;
        awaited = -1;
        trapped = { cpu, context: b };
        add((cast, start) => {
          return { kind: 'signal', time: time - start, from: cast.device(a), to: cast.context(b), text: 'interrupt' };
        });
        return;
      case Kind.Wakeup:
        if (trapped?.cpu === cpu && trace.contexts[a]?.kind === 'interrupt_thread') {
          noteOf(trapped.context, time, `the trap only wakes ${nameOf(a)}`);
          trapped = undefined;
        } else if (a !== b && (c === own || (c === 0 && working(cpu, b, time)))) does(b, time, `wakes ${nameOf(a)}`);
        return;
      case Kind.Request:
        if (c === own || (c === 0 && working(cpu, b, time))) does(b, time, 'requests softint');
        return;
      case Kind.Block:
        if (c === own || (c === 0 && working(cpu, a, time))) {
          does(a, time, `blocks: ${trace.labels[b]?.text || 'waits'}`);
        }
        return;
      case Kind.Submit: {
        if (c !== own) return;
        const by = running[cpu]!;
        const text = b === 0 ? 'request' : "request, kept in the driver's queue";
        add((cast, start) => ({
          kind: 'signal',
          time: time - start,
          from: cast.context(by),
          to: cast.device(a),
          text,
        }));
        return;
      }
      case Kind.Start: {
        if (c !== own) return;
        const duration = completion(trace, order, a, own) - time;
        add((cast, start) => ({ kind: 'busy', time: time - start, actor: cast.device(a), duration }));
        return;
      }
      case Kind.Complete:
        if (c === own) awaited = a;
        return;
      case Kind.Deliver:
        if (c !== own) return;
        // The NIC tells that the last bit is on the wire; who has given it the packet worked for that last.
        if (b === 0) does(running[cpu]!, time, `delivers to ${nameOf(a)}`);
        else if (worker >= 0) does(worker, time, 'transmits the packet');
        else noteOfDevice(packets.device[packet]!, time, 'the packet is transmitted');
        return;
      case Kind.Drop: {
        if (c !== own) return;
        const text = `dropped at ${trace.places[a]?.name ?? '?'}`;
        if (working(cpu, running[cpu]!, time)) noteOf(running[cpu]!, time, text);
        else noteOfDevice(packets.device[packet]!, time, text);
      }
    }
  });
  for (let cpu = 0; cpu < trace.cpus; cpu++) close(cpu, trace.truncatedAt ?? trace.duration);
  return found;
}

/** Whether a context was at work for the packet on a CPU at a time, its last moment included. */
function workers(cpus: readonly (readonly Segment[])[]): (cpu: number, context: number, time: number) => boolean {
  const own = cpus.map((segments) => segments.filter((segment) => segment.own));
  return (cpu, context, time) =>
    own[cpu]?.some((segment) => segment.context === context && segment.start <= time && time <= segment.end) ?? false;
}

/** When a device was done with a packet's request that it began with at this record; the end where it was not. */
function completion(trace: Trace, began: number, device: number, own: number): number {
  let order = 0;
  let found = trace.duration;
  readTrace(trace, (time, kind, _cpu, a, _b, c) => {
    order++;
    const is = order > began && kind === Kind.Complete && a === device && c === own;
    if (is && time < found) found = time;
  });
  return found;
}
