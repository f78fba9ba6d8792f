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

interface Layout {
  /** Characters that a line may have. */
  readonly columns: number;
  /** So many columns belong together and are as wide in every group. */
  readonly group?: number;
  readonly left?: readonly number[];
}

/**
 * A table that may be too wide, as several below each other: each has the first column and as many of the others as fit,
 * at least one group.
 */
export function blocks(
  rows: readonly (readonly (Cell | string)[])[],
  { columns, group = 1, left = [] }: Layout,
): string[] {
  const widths = columnWidths(rows, group);
  const lines: string[] = [];
  for (let from = 1; from < widths.length; ) {
    let to = from;
    let used = widths[0]!;
    do {
      for (const width of widths.slice(to, to + group)) used += width + 2;
      to += group;
    } while (to < widths.length && used + sum(widths.slice(to, to + group)) + 2 * group <= columns);
    const part = rows.map((row) => [row[0] ?? '', ...row.slice(from, to)]);
    const space = group === 1 ? [] : [['', ...widths.slice(from, to).map((width) => ' '.repeat(width))]];
    const drawn = table(
      [...part, ...space],
      left.map((column) => column - from + 1),
    );
    if (lines.length > 0) lines.push('');
    lines.push(...drawn.slice(0, part.length));
    from = to;
  }
  return lines;
}

/** The width of every column; with groups, that of the widest in its place in any group. */
function columnWidths(rows: readonly (readonly (Cell | string)[])[], group: number): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, width(typeof cell === 'string' ? cell : cell.text));
    }
  }
  if (group === 1) return widths;
  return widths.map((own, column) =>
    column === 0 ? own : Math.max(...widths.filter((_, other) => other > 0 && (other - column) % group === 0)),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Characters, not UTF-16 units. Wide characters do not occur in our own words. */
export function width(text: string): number {
  return [...text].length;
}
