import type { Compilation } from '../compile.js';
import type { Item } from '../tree.js';

export interface Fold {
  readonly start: number;
  readonly end: number;
  readonly kind: 'block' | 'comment' | 'imports';
}

/** Lines that can be folded: blocks, runs of comment lines, and the imports at the top. */
export function foldingRanges(compilation: Compilation): Fold[] {
  const { source, items, comments } = compilation.program.main;
  const folds: Fold[] = [];
  const add = (start: number, end: number, kind: Fold['kind']) => {
    if (end > start) folds.push({ start, end, kind });
  };
  const walk = (item: Item): void => {
    for (let part: Item | undefined = item; part !== undefined; part = part.next) {
      if (part.block === undefined) continue;
      const last = source.lineOf(part.block.end);
      add(source.lineOf(part.block.open.start), part.block.close === undefined ? last : last - 1, 'block');
      for (const child of part.block.items) walk(child);
    }
  };
  for (const item of items) walk(item);
  const own = comments.filter((comment) => comment.ownLine).map((comment) => source.lineOf(comment.start));
  for (const [start, end] of runsOf(own)) add(start, end, 'comment');
  const imports = items
    .filter((item) => item.head[0]!.text === 'import')
    .map((item) => source.lineOf(item.head[0]!.start));
  for (const [start, end] of runsOf(imports)) add(start, end, 'imports');
  return folds.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** First and last of each stretch of lines without a gap. */
function runsOf(lines: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last !== undefined && line <= last[1] + 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs;
}
