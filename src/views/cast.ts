import type { Trace } from '../trace/trace.js';
import { DEVICE_NAMES } from './kinds.js';
import type { Actor } from './narrative.js';

/** Who takes part in a story, in the order in which they enter it. */
export interface Cast {
  readonly actors: Actor[];
  context(index: number): number;
  device(index: number): number;
}

export function castOf(trace: Trace): Cast {
  const actors: Actor[] = [];
  const places = new Map<string, number>();
  function enter(actor: Actor): number {
    const key = `${actor.kind} ${actor.index}`;
    const place = places.get(key) ?? actors.push(actor) - 1;
    places.set(key, place);
    return place;
  }
  return {
    actors,
    context: (index) => {
      const info = trace.contexts[index];
      const where = trace.cpus > 1 && info?.cpu !== undefined ? ` on cpu${info.cpu}` : '';
      const role = `${info?.kind.replaceAll('_', ' ') ?? 'context'}${where}`;
      return enter({ kind: 'context', index, name: info?.name ?? '?', role });
    },
    device: (index) => {
      const info = trace.devices[index];
      return enter({ kind: 'device', index, name: info?.name ?? '?', role: DEVICE_NAMES[info?.kind ?? 'generic'] });
    },
  };
}
