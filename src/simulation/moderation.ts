import type { Moderation, ModerationRule } from '../model/device.js';
import { type Adaptation, adapt, adaptation } from './adaptive.js';

/**
 * Interrupt moderation: when a device that has something to report asserts its interrupt. After Intel's 8254x: the
 * packet timer starts anew with every arrival, the absolute timer with the first that waits, and the gap (ITR) holds
 * back whatever the others decide. Without any rule the interrupt is asserted at once.
 */
export interface Moderator {
  readonly rule: Moderation;
  /** What chooses the gap, where it follows the traffic. */
  readonly adaptation: Adaptation | undefined;
  gap: number;
  waiting: number;
  first: number;
  last: number;
  /** When to assert, or infinity. */
  at: number;
}

/** An interrupt at once. */
export const UNMODERATED: Moderation = {
  gap: 0,
  adaptive: undefined,
  packets: 0,
  packetTimer: 0,
  absoluteTimer: 0,
  spans: {},
};

export function moderator(rule: Moderation): Moderator {
  const chooser = rule.adaptive === undefined ? undefined : adaptation(rule.adaptive);
  const gap = chooser?.gap ?? rule.gap;
  const [last, at] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { rule, adaptation: chooser, gap, waiting: 0, first: 0, last, at };
}

/** Notes one more thing to report and decides when to assert the interrupt: now, if `at` is not after now. */
export function notice(m: Moderator, now: number, bytes: number): void {
  const { packets, packetTimer, absoluteTimer } = m.rule;
  if (m.adaptation !== undefined) {
    m.adaptation.packets++;
    m.adaptation.bytes += bytes;
  }
  m.waiting++;
  if (m.waiting === 1) m.first = now;
  let at = packets === 0 && packetTimer === 0 && absoluteTimer === 0 ? now : Number.POSITIVE_INFINITY;
  if (packets > 0 && m.waiting >= packets) at = now;
  if (packetTimer > 0) at = Math.min(at, now + packetTimer);
  if (absoluteTimer > 0) at = Math.min(at, m.first + absoluteTimer);
  m.at = Math.max(at, m.last + m.gap);
}

/** The rule by which the interrupt for what waits is still to come; undefined if there is none to come. */
export function holdingRule(m: Moderator): ModerationRule | undefined {
  if (m.waiting === 0) return undefined;
  if (m.at === m.last + m.gap) return m.adaptation === undefined ? 'gap' : 'adaptive';
  if (m.at === Number.POSITIVE_INFINITY) return 'packets';
  const { absoluteTimer } = m.rule;
  return absoluteTimer > 0 && m.at === m.first + absoluteTimer ? 'absolute_timer' : 'packet_timer';
}

/** The interrupt was asserted. */
export function asserted(m: Moderator, now: number): void {
  m.last = now;
  forget(m);
}

/** The driver has taken all that there was. */
export function drained(m: Moderator): void {
  forget(m);
  if (m.adaptation !== undefined) m.gap = adapt(m.adaptation);
}

function forget(m: Moderator): void {
  m.waiting = 0;
  m.at = Number.POSITIVE_INFINITY;
}
