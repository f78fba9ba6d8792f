import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Sweep } from '../model/sweep.js';
import type { SweepReport } from '../trace/sweep.js';
import { WorkerPool } from '../worker/pool.js';
import { spawnThread } from '../worker/spawn.js';
import type { SweepProgress } from '../worker/work.js';
import { visible } from './colour.js';
import { Refusal } from './exit.js';
import { known, withDesigns } from './select.js';

export interface SweepingOptions {
  /** Simulations at a time; without it as many as there are cores. */
  readonly workers?: number | undefined;
  /** In place of the seeds that the text has. */
  readonly seed: number | undefined;
}

/** The sweeps that were asked for, under the designs that were asked for; all where none was. */
export function chooseSweeps(
  path: string,
  sweeps: readonly Sweep[],
  names: readonly string[],
  designNames: readonly string[],
): readonly Sweep[] {
  if (sweeps.length === 0) throw new Refusal(`${path} has no sweep`);
  for (const name of names)
    known(
      'sweep',
      name,
      sweeps.map((each) => each.name),
    );
  const chosen = sweeps.filter(({ name }) => names.length === 0 || names.includes(name));
  const designs = new Set(chosen.flatMap(({ points }) => points[0]!.run.designs.map(({ name }) => name)));
  for (const name of designNames) known('design', name, [...designs]);
  return chosen
    .map((each) => ({
      ...each,
      points: each.points.map(({ value, run }) => ({ value, run: withDesigns(run, designNames) })),
    }))
    .filter(({ points }) => points[0]!.run.designs.length > 0);
}

/** Simulates sweeps one after the other; Ctrl-C ends the one that is going, and the others are not begun. */
export async function simulateSweeps(
  path: string,
  sweeps: readonly Sweep[],
  { workers = availableParallelism(), seed }: SweepingOptions,
): Promise<{ readonly reports: readonly SweepReport[]; readonly complete: boolean }> {
  const pool = new WorkerPool(() => spawnThread(join(__dirname, 'worker.cjs')), workers);
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
    pool.cancel();
  };
  process.on('SIGINT', cancel);
  // The workers do not keep the process alive while it waits for them.
  const alive = setInterval(() => {}, 1 << 30);
  const line = new ProgressLine();
  const reports: SweepReport[] = [];
  try {
    for (const each of sweeps) {
      if (cancelled) break;
      const onProgress = ({ fraction, done, jobs }: SweepProgress) =>
        line.show(`${Math.floor(fraction * 100)}% ${visible(each.name)}: ${done} of ${jobs} simulations`);
      const { report } = await pool.sweep(path, each, { seed, onProgress });
      reports.push(report);
    }
  } finally {
    process.off('SIGINT', cancel);
    clearInterval(alive);
    line.clear();
    pool.dispose();
  }
  return { reports, complete: reports.length === sweeps.length && reports.every(({ complete }) => complete) };
}

const SHOW_MS = 100;

/** One line of a terminal's standard error, which is gone in the end. */
class ProgressLine {
  #shown = 0;

  show(text: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shown < SHOW_MS) return;
    this.#shown = now;
    process.stderr.write(`\r\x1b[K${text}`);
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
