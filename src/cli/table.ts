export interface Cell {
  readonly text: string;
  /** Applied when widths are known, so that escape sequences do not count. */
  readonly paint?: (text: string) => string;
}

/**
 * Rows as lines with aligned columns, two spaces apart: the first column to the left, the others to the right unless
 * `left` names them. Rows may be short.
 */
export function table(rows: readonly (readonly (Cell | string)[])[], left: readonly number[] = []): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [column, { text }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(text));
  }
  return cells.map((row) =>
    row
      .map(({ text, paint = (same: string) => same }, column) => {
        const space = ' '.repeat(widths[column]! - width(text));
        return column === 0 || left.includes(column) ? paint(text) + space : space + paint(text);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Characters, not UTF-16 units. Wide characters do not occur in our own words. */
export function width(text: string): number {
  return [...text].length;
}
