/** A queue of rows of numbers, first in first out, which grows by doubling and never allocates otherwise. */
export class Ring {
  length = 0;
  #first = 0;
  #rows: Float64Array;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
    this.#rows = new Float64Array(INITIAL * width);
  }

  /** A column of the row in front. */
  front(column: number): number {
    return this.#rows[this.#first * this.#width + column]!;
  }

  /** Makes room for a row at the end, whose columns `put` then fills. */
  append(): void {
    if (this.length === this.#rows.length / this.#width) this.#grow();
    this.length++;
  }

  put(column: number, value: number): void {
    const capacity = this.#rows.length / this.#width;
    const row = (this.#first + this.length - 1) % capacity;
    this.#rows[row * this.#width + column] = value;
  }

  shift(): void {
    this.#first = (this.#first + 1) % (this.#rows.length / this.#width);
    this.length--;
  }

  #grow(): void {
    const start = this.#first * this.#width;
    const larger = new Float64Array(this.#rows.length * 2);
    larger.set(this.#rows.subarray(start));
    larger.set(this.#rows.subarray(0, start), this.#rows.length - start);
    this.#rows = larger;
    this.#first = 0;
  }
}

const INITIAL = 64;
