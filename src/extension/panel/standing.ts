import type { SweepStatus, ToPage } from '../../protocol/panel.js';
import type { Session } from '../sessions.js';
import type { SweepSession } from '../sweeps.js';

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

/** What the page has to hear of how a sweep stands. */
export function sweepStanding(session: SweepSession): ToPage {
  const { file, name } = session;
  return { type: 'sweepStatus', file, name, status: sweepStatus(session) };
}

function sweepStatus({ state, last, stale }: SweepSession): SweepStatus {
  switch (state.kind) {
    case 'running': {
      const { progress } = state;
      const text = progress === undefined ? 'starting …' : `${progress.done} of ${progress.jobs} simulations`;
      return { kind: 'running', done: progress?.fraction ?? 0, text };
    }
    case 'failed':
      return {
        kind: 'failed',
        message: last === undefined ? state.message : `${state.message} ${whose(state.hasPoint)}`,
      };
    case 'cancelled': {
      if (last === undefined) return { kind: 'failed', message: 'The sweep was cancelled before a point was done.' };
      return { kind: 'stale', message: `The sweep was cancelled. ${whose(state.hasPoint)}` };
    }
    case 'done':
      return stale === undefined ? { kind: 'fresh' } : { kind: 'stale', message: stale };
  }
}

function whose(hasPoint: boolean): string {
  return hasPoint ? 'These are the points that were done by then.' : 'These are the charts of the sweep before it.';
}
