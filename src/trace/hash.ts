/**
 * A hash over what happened: equal for equal runs on every platform, and different for almost any difference. Four lanes
 * take a word each, so that a processor can work on them at once: by a multiplication, which carries a difference upward,
 * and a rotation, which brings it down again. Neither ever loses one, so two traces that differ in one word never have
 * the same lanes. It is no protection against somebody who looks for collisions.
 */
export function hashTrace(chunks: readonly Uint8Array[], accounting: Float64Array): string {
  let [a, b, c, d] = [0x243f6a88, 0x13198a2e, 0x299f31d0, 0x03707344];
  const times = new Uint8Array(accounting.buffer, accounting.byteOffset, accounting.byteLength);
  for (const bytes of [...chunks, times]) {
    const words = wordsOf(bytes);
    const whole = words.length & ~3;
    for (let at = 0; at < whole; at += 4) {
      a = take(a, words[at]!);
      b = take(b, words[at + 1]!);
      c = take(c, words[at + 2]!);
      d = take(d, words[at + 3]!);
    }
    for (let at = 4 * whole; at < bytes.length; at++) a = take(a, bytes[at]!);
    b = take(b, bytes.length);
  }
  return hex(spread(a ^ spread(b))) + hex(spread(c ^ spread(d)));
}

/** The whole words of bytes, the lowest byte first as on every machine that JavaScript runs on. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

function take(lane: number, word: number): number {
  const product = Math.imul(lane ^ word, 0x9e3779b1);
  return (product << 15) | (product >>> 17);
}

/** Every bit of the word has a share in every bit of the answer, and no two words have the same (as in MurmurHash3). */
function spread(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
