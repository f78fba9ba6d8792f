/**
 * A hash over what happened: equal for equal runs on every platform, and different for almost any difference. Words are
 * taken in pairs, one into each lane by a multiplication, and the lanes into each other by rotations, as the fast
 * hashes for tables do. Each step can be undone if one knows its words, so two traces that differ in one pair never
 * have the same hash. It is no protection against somebody who looks for collisions.
 */
export function hashTrace(chunks: readonly Uint8Array[], accounting: Float64Array): string {
  const times = new Uint8Array(accounting.buffer, accounting.byteOffset, accounting.byteLength);
  let low = 0x9747b28c | 0;
  let high = 0x3c6ef372;
  for (const bytes of [...chunks, times]) {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const whole = bytes.length & ~7;
    low ^= bytes.length;
    for (let at = 0; at < whole; at += 8) {
      const other = Math.imul(high ^ words.getInt32(at + 4, true), 0x1b873593);
      low = (Math.imul(low ^ words.getInt32(at, true), 0xcc9e2d51) + ((other << 13) | (other >>> 19))) | 0;
      high = other ^ ((low << 7) | (low >>> 25));
    }
    for (let at = whole; at < bytes.length; at++) {
      low = Math.imul(low ^ bytes[at]!, 0xcc9e2d51);
      high = Math.imul(high ^ low, 0x1b873593);
    }
  }
  return hex(low) + hex(high);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
