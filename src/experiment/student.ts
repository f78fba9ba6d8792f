/**
 * The probability that a Student-distributed number lies within t of zero, for a whole number of degrees of freedom: the
 * finite sums of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
export function withinStudent(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = freedom % 2 === 1;
  let sum = 0;
  let term = odd ? cosine : 1;
  for (let power = odd ? 1 : 0; power <= freedom - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** The t within which a Student-distributed number lies with this probability. */
export function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (withinStudent(high, freedom) < probability) high *= 2;
  for (let turn = 0; turn < 80; turn++) {
    const middle = (low + high) / 2;
    if (withinStudent(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
