/**
 * Times in buckets that widen with the value: 1024 buckets for each doubling, so that a percentile is off by less than
 * 0.1%, in memory that does not grow with the number of samples.
 */
export class Histogram {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  private counts = new Uint32Array(64 * BUCKETS);

  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.counts[bucket(value)]!++;
  }

  /** Forgets all samples. */
  clear(): void {
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = 0;
    this.counts.fill(0);
  }

  mean(): number {
    return this.sum / this.count;
  }

  /** The value that a share of the samples does not exceed; NaN without samples, exact where all are equal. */
  percentile(share: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    for (let i = 0; i < this.counts.length; i++) {
      seen += this.counts[i]!;
      if (seen >= rank) return Math.min(this.max, Math.max(this.min, upperEdge(i)));
    }
    return this.max;
  }
}

const BUCKETS = 1024;
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
  const shift = Math.floor(index / BUCKETS) - 1;
  return (BUCKETS + (index % BUCKETS) + 1) * 2 ** shift - 1;
}
