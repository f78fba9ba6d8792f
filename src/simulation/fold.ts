import type { Span } from '../model/span.js';
import type { Finding } from '../trace/result.js';

/** A warning about one of the things that a line of the text may stand for: a queue on each of many CPUs, a thread of each. */
export interface OneOf extends Omit<Finding, 'severity'> {
  readonly noun: 'queue' | 'thread';
  /** Where the thing is declared; the cause may be elsewhere. */
  readonly declared: Span;
  /** How bad it is among others of its kind. */
  readonly weight: number;
}

/** Warnings of one kind, one for each line that declares something: the worst, with how many more there are. */
export function fold(findings: readonly OneOf[]): Finding[] {
  const lines = new Map<string, { worst: OneOf; count: number }>();
  for (const finding of findings) {
    const { file, line, column } = finding.declared;
    const key = `${line}:${column}:${file}`;
    const { worst, count } = lines.get(key) ?? { worst: finding, count: 0 };
    lines.set(key, { worst: finding.weight > worst.weight ? finding : worst, count: count + 1 });
  }
  return [...lines.values()].map(({ worst: { code, message, noun, span, related }, count }) => {
    const rest = count === 2 ? `1 more ${noun}` : `${count - 1} more ${noun}s`;
    const told = count === 1 ? message : `${message} The same holds for ${rest} of the same line.`;
    return { code, severity: 'warning', message: told, span, related };
  });
}
