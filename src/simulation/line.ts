/** Puts a context at the end of a line: `head` is who is first in each, `next` who is behind each context. True if it is first. */
export function standInLine(head: Int32Array, next: Int32Array, line: number, ctx: number): boolean {
  next[ctx] = -1;
  let last = head[line]!;
  if (last < 0) {
    head[line] = ctx;
    return true;
  }
  while (next[last]! >= 0) last = next[last]!;
  next[last] = ctx;
  return false;
}
