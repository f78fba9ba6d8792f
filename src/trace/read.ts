import type { Picoseconds } from '../model/time.js';
import { Kind, SWITCH_CAUSES, type SwitchCause, type Trace } from './trace.js';

/** Called for each record in order of time; `time` is absolute. See `Kind` for what a, b and c mean. */
export type Visit = (time: Picoseconds, kind: number, cpu: number, a: number, b: number, c: number) => void;

/** Visits all records of a trace; `Skip` records are turned into time and not visited. */
export function readTrace(trace: Trace, visit: Visit): void {
  let time = 0;
  for (const { length, delta, kind, cpu, a, b, c } of trace.chunks) {
    for (let i = 0; i < length; i++) {
      if (kind[i] === Kind.Skip) {
        time += c[i]! * 2 ** 32;
        continue;
      }
      time += delta[i]!;
      visit(time, kind[i]!, cpu[i]!, a[i]!, b[i]!, c[i]!);
    }
  }
}

export interface ContextSwitch {
  readonly time: Picoseconds;
  readonly cpu: number;
  /** Indices into the trace's contexts. */
  readonly from: number;
  readonly to: number;
  readonly cause: SwitchCause;
}

/** The context switches of a trace in their order. */
export function contextSwitches(trace: Trace): ContextSwitch[] {
  const switches: ContextSwitch[] = [];
  readTrace(trace, (time, kind, cpu, a, b, c) => {
    if (kind === Kind.Switch) switches.push({ time, cpu, from: a, to: b, cause: SWITCH_CAUSES[c]! });
  });
  return switches;
}
