import { secondSimulation } from '../oracle/section.js';
import { kernels } from './kernels.js';
import { livelock } from './livelock.js';
import { queueing } from './queueing.js';
import type { Effort, Section } from './section.js';

/** The parts of the validation, in the order of the page. */
export const SECTIONS: Readonly<Record<string, (effort: Effort) => Section>> = {
  queueing,
  livelock,
  kernels,
  oracle: secondSimulation,
};
