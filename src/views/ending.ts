import type { Result } from '../trace/result.js';

const TEXTS: Readonly<Record<string, string>> = {
  deadlock: 'ended in a deadlock',
  limit: 'stopped at a limit',
  stuck: 'got stuck',
  cancelled: 'was cancelled',
  impossible: 'is impossible under this design',
};

/** How a run ended that did not come to its end, as words after its design; undefined where it did. */
export function endingOf({ ending }: Pick<Result, 'ending'>): string | undefined {
  if (ending === 'finished') return undefined;
  return TEXTS[ending] ?? `did not finish: ${String(ending).replaceAll('_', ' ')}`;
}
