import type { ToPage } from '../../protocol/panel.js';
import type { Session } from '../sessions.js';

/** What the page has to hear of how a file's run stands; undefined where that goes without saying. */
export function standingOf({ state, last }: Session): ToPage | undefined {
  switch (state.kind) {
    case 'running': {
      if (state.progress === undefined) return undefined;
      const { fraction, run, design } = state.progress;
      return { type: 'progress', done: fraction, text: `${run} · ${design}` };
    }
    case 'failed':
      return { type: 'error', message: state.message };
    case 'refused':
      return last === undefined
        ? { type: 'error', message: `Not run: ${state.message}.` }
        : { type: 'stale', message: `Not run: ${state.message}. These are the results of the last good run.` };
    case 'cancelled':
      return last === undefined
        ? { type: 'error', message: 'The run was cancelled.' }
        : { type: 'stale', message: 'The run was cancelled. These are the results of the run before it.' };
    case 'idle':
    case 'done':
      return undefined;
  }
}
