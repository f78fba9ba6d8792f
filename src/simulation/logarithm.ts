/**
 * ln and exp from additions, multiplications and divisions alone. `Math.log` and `Math.exp` may differ in the last bit
 * from one engine to the next, and a run must be the same, bit for bit, wherever it runs.
 */
const LN2 = Math.LN2;
const LN2_HIGH = 0x162e42fee * 2 ** -33;
const LN2_LOW = 1.9082149292705877e-10;
const view = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a positive normal number, within three units in the last place. */
export function ln(x: number): number {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // ln m = 2 artanh s, and |s| < 0.172 makes the series end early.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return exponent * LN2 + 2 * s * sum;
}

/** e to the x, for x between -700 and 700, within two units in the last place. */
export function exp(x: number): number {
  const power = Math.round(x / LN2);
  // ln 2 in two parts, of which the first has so few digits that its product is exact (Cody and Waite, 1980).
  const rest = x - power * LN2_HIGH - power * LN2_LOW;
  let sum = 1;
  for (let n = 17; n >= 1; n--) sum = 1 + (sum * rest) / n;
  view.setUint32(0, (power + 1023) << 20);
  view.setUint32(4, 0);
  return sum * view.getFloat64(0);
}
