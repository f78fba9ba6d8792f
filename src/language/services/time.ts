const STEPS = [
  { scale: 1e12, unit: 's' },
  { scale: 1e9, unit: 'ms' },
  { scale: 1e6, unit: 'us' },
  { scale: 1e3, unit: 'ns' },
] as const;

/** A time in picoseconds in the greatest unit that it fills: `2.5us`. */
export function showTime(picoseconds: number): string {
  for (const { scale, unit } of STEPS) {
    if (Math.abs(picoseconds) >= scale) return `${Number((picoseconds / scale).toPrecision(9))}${unit}`;
  }
  return `${picoseconds}ps`;
}
