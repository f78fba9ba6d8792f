import type { Run } from './run.js';
import type { Sweep } from './sweep.js';

export type { Expectation, Run } from './run.js';

/** What a scenario file says, checked and resolved: plain data that can be posted to a worker. */
export interface Scenario {
  readonly file: string;
  readonly runs: readonly Run[];
  readonly sweeps: readonly Sweep[];
}
