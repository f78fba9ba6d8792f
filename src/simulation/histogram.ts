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

/** From 1024 on, the exponent and the first ten digits behind the point that the value has as a floating-point number. */
function bucket(value: number): number {
  if (value < BUCKETS) return value | 0;
  bits.setFloat64(0, value);
  return ((bits.getInt32(0) >> 10) - (EXPONENT_OF_BUCKETS - 1) * BUCKETS) | 0;
}

const bits = new DataView(new ArrayBuffer(8));
/** 2^10 as its exponent is stored (IEEE 754). */
const EXPONENT_OF_BUCKETS = 1023 + SHIFT;

function upperEdge(index: number): number {
  if (index < LINEAR) return index;
  const shift = (index >>> SHIFT) - 1;
  return (BUCKETS + (index % BUCKETS) + 1) * 2 ** shift - 1;
}
