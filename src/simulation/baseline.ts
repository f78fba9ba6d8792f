/** What a run counts, whole or since its warm-up. */
export interface Counts {
  readonly switches: number;
  readonly interrupts: number;
  readonly softints: number;
  readonly wakeups: number;
  readonly messages: number;
  readonly timeSqueeze: number;
  readonly arrived: number;
  readonly delivered: number;
  readonly dropped: number;
  /** Of TCP: segments sent again, and bytes of data given to processes. */
  readonly retransmits: number;
  readonly goodput: number;
}

/** What had been counted when the warm-up was over. */
export interface Baseline {
  readonly time: number;
  readonly account: Float64Array;
  readonly drops: Float64Array;
  readonly counts: Counts;
}
