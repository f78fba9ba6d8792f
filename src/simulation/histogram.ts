/**
 * Times in buckets that widen with the value: 1024 buckets for each doubling, so that a percentile is off by less than
 * 0.1%, in memory that does not grow with the number of samples. A doubling has memory when it has a sample: latencies of
 * a run lie in few of them, and a short run of a sweep takes less time than all of it would to be cleared.
 */
export class Histogram {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  private readonly counts: (Uint32Array | undefined)[] = Array.from({ length: 64 }, () => undefined);

  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const index = bucket(value);
    const counts = this.counts[index >>> SHIFT] ?? this.begin(index >>> SHIFT);
    counts[index & (BUCKETS - 1)]!++;
  }

  /** Forgets all samples. */
  clear(): void {
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = 0;
    this.counts.fill(undefined);
  }

  mean(): number {
    return this.sum / this.count;
  }

  /** The value that a share of the samples does not exceed; NaN without samples, exact where all are equal. */
  percentile(share: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    for (const [doubling, counts] of this.counts.entries()) {
      if (counts === undefined) continue;
      for (let i = 0; i < BUCKETS; i++) {
        seen += counts[i]!;
        if (seen >= rank) return Math.min(this.max, Math.max(this.min, upperEdge(doubling * BUCKETS + i)));
      }
    }
    return this.max;
  }

  private begin(doubling: number): Uint32Array {
    const counts = new Uint32Array(BUCKETS);
    this.counts[doubling] = counts;
    return counts;
  }
}

const BUCKETS = 1024;
const SHIFT = 10;
const LINEAR = 2 * BUCKETS;

function bucket(value: number): number {
  if (value < LINEAR) return value;
  let doublings = 0;
  let rest = value;
  while (rest >= 2 ** 31) {
    rest = Math.floor(rest / 2 ** 16);
    doublings += 16;
  }
  const shift = 21 - Math.clz32(rest);
  return (doublings + shift + 1) * BUCKETS + ((rest >> shift) - BUCKETS);
}

function upperEdge(index: number): number {
  if (index < LINEAR) return index;
  const shift = (index >>> SHIFT) - 1;
  return (BUCKETS + (index % BUCKETS) + 1) * 2 ** shift - 1;
}
