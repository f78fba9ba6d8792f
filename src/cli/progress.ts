import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Experiment } from '../experiment/experiment.js';
import { visible } from './colour.js';

const EVENTS = 10_000;
const SLICE_MS = 8;
const SHOW_MS = 100;

/**
 * Runs an experiment to its end, or until Ctrl-C. Between slices of a few milliseconds signals are let in, so Ctrl-C
 * works at once however long the run is. On a terminal the progress stands in one line of the standard error, which is
 * gone when the run is.
 *
 * @returns whether it came to its end
 */
export async function runToEnd(experiment: Experiment): Promise<boolean> {
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
  };
  process.on('SIGINT', cancel);
  const show = process.stderr.isTTY;
  let shown = performance.now();
  let began = shown;
  let done = false;
  try {
    while (!done && !cancelled) {
      done = experiment.advance(EVENTS);
      const now = performance.now();
      if (now - began < SLICE_MS) continue;
      if (show && !done && now - shown >= SHOW_MS) {
        const { run, design, fraction } = experiment.progress;
        process.stderr.write(`\r\x1b[K${Math.floor(fraction * 100)}% ${visible(run)}: ${design}`);
        shown = now;
      }
      await nextTurn();
      began = performance.now();
    }
  } finally {
    process.off('SIGINT', cancel);
    if (show) process.stderr.write('\r\x1b[K');
  }
  return done;
}
