import type { Moderation } from '../../src/model/device.js';
import { gapOf, judge, newTraffic, type Traffic } from './traffic.js';

/**
 * When a device tells the CPU what it has to report, by the rules of its moderation: the times at which it would be told,
 * and the gap that is kept to the last time.
 */
export interface Line {
  readonly rule: Moderation;
  /** How many have come since it was told, and when the first of them. */
  waiting: number;
  first: number;
  toldAt: number;
  /** When it will be told; infinity: nothing to tell. */
  at: number;
  /** Least time between two times. */
  gap: number;
  /** What the gap follows, where it follows the traffic. */
  readonly traffic: Traffic | undefined;
}

export function newLine(rule: Moderation): Line {
  const traffic = rule.adaptive === undefined ? undefined : newTraffic(rule.adaptive);
  const gap = traffic === undefined ? rule.gap : gapOf(traffic);
  return { rule, waiting: 0, first: 0, toldAt: Number.NEGATIVE_INFINITY, at: Number.POSITIVE_INFINITY, gap, traffic };
}

/** One more has come. */
export function come(line: Line, now: number, bytes: number): void {
  const { packets, packetTimer, absoluteTimer } = line.rule;
  if (line.traffic !== undefined) line.traffic.since.push(bytes);
  if (line.waiting === 0) line.first = now;
  line.waiting++;
  const wanted: number[] = [];
  if (packets + packetTimer + absoluteTimer === 0) wanted.push(now);
  if (packets > 0 && line.waiting >= packets) wanted.push(now);
  if (packetTimer > 0) wanted.push(now + packetTimer);
  if (absoluteTimer > 0) wanted.push(line.first + absoluteTimer);
  line.at = Math.max(Math.min(...wanted, Number.POSITIVE_INFINITY), line.toldAt + line.gap);
}

/** When a device with a rule for what it received, and perhaps one for what it sent, tells of both. */
export function tellAt(line: Line, sent: Line | undefined): number {
  if (sent === undefined) return line.at;
  return Math.min(line.at, Math.max(sent.at, line.toldAt + line.gap));
}

export function told(line: Line, now: number): void {
  line.toldAt = now;
  forget(line);
}

/** There is nothing to tell any more: the driver has found everything. */
export function found(line: Line): void {
  forget(line);
  if (line.traffic === undefined || line.traffic.since.length === 0) return;
  judge(line.traffic);
  line.gap = gapOf(line.traffic);
}

function forget(line: Line): void {
  line.waiting = 0;
  line.at = Number.POSITIVE_INFINITY;
}
