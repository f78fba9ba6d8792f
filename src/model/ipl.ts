/**
 * Interrupt priority levels, with NetBSD's names and order (spl(9)). A level blocks itself and everything below it. The
 * soft levels are those that a soft interrupt can have; the others belong to devices.
 */
export const IPLS = [
  'none',
  'softclock',
  'softbio',
  'softnet',
  'softserial',
  'bio',
  'net',
  'tty',
  'vm',
  'clock',
  'high',
] as const;
export type Ipl = (typeof IPLS)[number];

export const SOFT_IPLS = ['softclock', 'softbio', 'softnet', 'softserial'] as const;
export type SoftIpl = (typeof SOFT_IPLS)[number];

export const HARD_IPLS = ['bio', 'net', 'tty', 'vm', 'clock', 'high'] as const;
export type HardIpl = (typeof HARD_IPLS)[number];

/** The rank of a level: higher blocks lower and equal. */
export function iplRank(ipl: Ipl): number {
  return IPLS.indexOf(ipl);
}
