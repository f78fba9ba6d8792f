import { LONGEST_RECORD } from '../trace/packed.js';
import type { Program } from './program.js';

/** For how many of everything the tables have room. */
export interface Capacity {
  readonly cpus: number;
  readonly contexts: number;
  readonly sources: number;
  readonly devices: number;
  readonly processes: number;
  readonly arrivals: number;
  readonly fifos: number;
  readonly locks: number;
  readonly places: number;
  readonly slots: number;
  readonly priorities: number;
  readonly operations: number;
  /** Counters of nested repeats in each context. */
  readonly depth: number;
}

/**
 * Enough for scenarios that people write by hand; and no column has less than 65 bytes, since the JavaScript engine moves
 * shorter ones about, so that they have no fixed address.
 */
export const INITIAL_CAPACITY: Capacity = {
  cpus: 128,
  contexts: 512,
  sources: 256,
  devices: 128,
  processes: 128,
  arrivals: 128,
  fifos: 1024,
  locks: 128,
  places: 512,
  slots: 1024,
  priorities: 32,
  operations: 8192,
  depth: 4,
};

/** Bytes of a trace that are collected before it gets them. */
export const PACKED = 1 << 14;

/** What a program needs. */
export function demandOf(program: Program): Capacity {
  const { layout, run, code, priorities, repeatDepth } = program;
  return {
    cpus: layout.cpus,
    contexts: layout.contexts,
    sources: layout.sources,
    devices: layout.devices.length,
    processes: run.processes.length,
    arrivals: run.workload.arrivals.length,
    fifos: layout.fifos.length,
    locks: layout.locks.length,
    places: layout.places.length,
    slots: layout.slots.length,
    priorities,
    operations: code.op.length,
    depth: repeatDepth,
  };
}

/** A capacity for both, with room to grow where the second needs more than the first has. */
export function widened(capacity: Capacity, demand: Capacity): Capacity {
  const entries = Object.entries(capacity) as [keyof Capacity, number][];
  return Object.fromEntries(
    entries.map(([what, room]) => [what, demand[what] <= room ? room : 2 * demand[what]]),
  ) as unknown as Capacity;
}

export function fits(capacity: Capacity, demand: Capacity): boolean {
  return (Object.keys(capacity) as (keyof Capacity)[]).every((what) => demand[what] <= capacity[what]);
}

/** Where the last record may begin that the table of packed ones has room for, and a trace with so many bytes left. */
export function lastRecord(left: number): number {
  return Math.min(left, PACKED) - LONGEST_RECORD;
}
