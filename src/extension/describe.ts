import { count } from './runner.js';
import type { Session } from './sessions.js';

export interface Description {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly failed: boolean;
}

/** A session in the few words of a status bar, with the command that helps most in its state. */
export function describe({ state, last, stale }: Session): Description {
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
      const time = `${Math.max(1, Math.round(last!.milliseconds))} ms`;
      const old = stale === undefined ? '' : ' $(history)';
      if (failures > 0) {
        const text = `IrqLab ✗ ${count(failures, 'expectation')} failed${old}`;
        return { text, tooltip: 'Show the problems', command: 'workbench.actions.view.problems', failed: true };
      }
      const text = `IrqLab ✓ ${count(designs, 'design')}, ${time}${old}`;
      return { text, tooltip: stale ?? 'Show the pictures', command: 'irqlab.openPanel', failed: false };
    }
  }
}
