import type { Picoseconds } from '../model/time.js';
import { A, atDistance, B, C, FAR_CPU, KIND, LEVEL, LONG_TIME, TIME } from './packed.js';
import { Kind, namesPacket, SWITCH_CAUSES, type SwitchCause, type Trace } from './trace.js';

/** Called for each record in order of time; `time` is absolute. See `Kind` for what a, b and c mean. */
export type Visit = (time: Picoseconds, kind: number, cpu: number, a: number, b: number, c: number) => void;

/** Visits all records of a trace. */
export function readTrace(trace: Trace, visit: Visit): void {
  let time = 0;
  let packet = 0;
  for (const { length, bytes } of trace.chunks) {
    let at = 0;
    const number = (): number => {
      let byte = bytes[at++]!;
      let value = byte & 127;
      for (let unit = 128; byte > 127; unit *= 128) {
        byte = bytes[at++]!;
        value += (byte & 127) * unit;
      }
      return value;
    };
    for (let left = length; left > 0; left--) {
      const head = bytes[at++]!;
      const flags = bytes[at++]!;
      const near = flags & FAR_CPU;
      const cpu = near === FAR_CPU ? bytes[at++]! : near;
      if (head & TIME) {
        const short = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
        at += 4;
        time += short === LONG_TIME ? number() : short;
      }
      if (head & LEVEL) visit(time, Kind.Ipl, cpu, bytes[at++]!, 0, 0);
      const a = flags & A ? number() : 0;
      const b = flags & B ? number() : 0;
      let c = flags & C ? number() : 0;
      if (c > 0 && namesPacket(head & KIND)) {
        packet = atDistance(c, packet);
        c = packet;
      }
      visit(time, head & KIND, cpu, a, b, c);
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
