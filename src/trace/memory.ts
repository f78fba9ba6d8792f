import type { Result } from './result.js';

/**
 * Memory of results that nobody looks at any more, for the results to come. To touch a page of memory for the first time
 * takes longer than all that is written on it afterwards, so whoever simulates again and again, as a kept worker does,
 * is quicker with pages that were touched before. Who never gives anything back gets new memory each time, and the garbage
 * collector does the rest.
 *
 * All sizes are powers of two, so that what one result has left fits another one. What is below a page is not worth it.
 */
const spare = new Map<number, Set<ArrayBuffer>>();
let kept = 0;

const PAGE = 1 << 12;
/** What is kept for later, in bytes: as much as a few designs record in a run of a second. */
const MOST_KEPT = 1 << 26;

/** At least so many bytes, which may hold anything. */
export function lend(bytes: number): ArrayBuffer {
  const size = sizeFor(bytes);
  const [buffer] = spare.get(size) ?? [];
  if (buffer === undefined) return new ArrayBuffer(size);
  spare.get(size)!.delete(buffer);
  kept -= size;
  return buffer;
}

/** The bytes that are lent for so many. */
export function sizeFor(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, bytes)));
}

/** Nobody looks at the result's packets and trace any more: their memory is for others. */
export function release(result: Result): void {
  for (const buffer of buffersOf(result)) takeBack(buffer);
}

/** The memory of a result's packets and trace; a buffer that several columns share comes several times. */
export function buffersOf({ packets, trace }: Result): ArrayBuffer[] {
  const arrays = [...Object.values(packets).filter(ArrayBuffer.isView), ...(trace?.chunks ?? [])];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

/** Keeps what was lent, unless there is enough already. */
export function takeBack(buffer: ArrayBuffer): void {
  const size = buffer.byteLength;
  if (size < PAGE || size !== sizeFor(size) || kept + size > MOST_KEPT) return;
  if (!spare.has(size)) spare.set(size, new Set());
  const ofSize = spare.get(size)!;
  if (ofSize.has(buffer)) return;
  ofSize.add(buffer);
  kept += size;
}
