/**
 * What a CPU can be doing. At any instant it does exactly one of these, so the times of all of them add up to the wall
 * clock. The order is that of the trace format and of the colours in the pictures.
 */
export const ACTIVITIES = [
  'idle',
  'user',
  'kernel',
  'interrupt',
  'softint',
  'trap',
  'switch',
  'refill',
  'spin',
] as const;
export type Activity = (typeof ACTIVITIES)[number];
