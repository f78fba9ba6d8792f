import { count } from './runner.js';
import type { Session } from './sessions.js';

export interface Description {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly failed: boolean;
}

/** A session in the few words of a status bar, with the command that helps most in its state. */
export function describe({ state, last, stale, picturing, pictureMs }: Session): Description {
  switch (state.kind) {
    case 'idle':
      return { text: 'IrqLab $(play)', tooltip: 'Run this scenario', command: 'irqlab.run', failed: false };
    case 'running': {
      if (state.progress === undefined) {
        return { text: 'IrqLab $(sync~spin)', tooltip: 'Click to cancel', command: 'irqlab.cancel', failed: false };
      }
      const { fraction, run, design } = state.progress;
      const text = `IrqLab $(sync~spin) ${Math.floor(fraction * 100)} %`;
      return { text, tooltip: `${run} · ${design} (click to cancel)`, command: 'irqlab.cancel', failed: false };
    }
    case 'cancelled':
      return { text: 'IrqLab $(circle-slash) cancelled', tooltip: 'Run again', command: 'irqlab.run', failed: false };
    case 'refused':
      return {
        text: `IrqLab ✗ ${state.message}`,
        tooltip: 'Show the problems',
        command: 'workbench.actions.view.problems',
        failed: false,
      };
    case 'failed':
      return {
        text: 'IrqLab ✗ failed',
        tooltip: `${state.message} (show the log)`,
        command: 'irqlab.showLog',
        failed: true,
      };
    case 'done': {
      const runs = last!.report.runs;
      const failures = runs.flatMap(({ verdicts }) => verdicts).filter(({ holds }) => !holds).length;
      const designs = new Set(runs.flatMap(({ results }) => results.map(({ design }) => design))).size;
      if (picturing) {
        const text = 'IrqLab $(sync~spin) preparing pictures …';
        return { text, tooltip: simulatedIn(last!.milliseconds), command: 'irqlab.openPanel', failed: false };
      }
      // What the user waited for, where that is known; the simulation is a part of it.
      const time = duration(pictureMs ?? last!.milliseconds);
      const old = stale === undefined ? '' : ' $(history)';
      if (failures > 0) {
        const text = `IrqLab ✗ ${count(failures, 'expectation')} failed${old}`;
        return { text, tooltip: 'Show the problems', command: 'workbench.actions.view.problems', failed: true };
      }
      const text = `IrqLab ✓ ${count(designs, 'design')}, ${time}${old}`;
      return {
        text,
        tooltip: stale ?? `${simulatedIn(last!.milliseconds)} (show the pictures)`,
        command: 'irqlab.openPanel',
        failed: false,
      };
    }
  }
}

function simulatedIn(milliseconds: number): string {
  return `Simulated in ${duration(milliseconds)}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
