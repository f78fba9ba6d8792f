/**
 * The figures of a run by which designs are compared. `expect`, the summary table and `--json` all use these names.
 */
export type MetricUnit = 'count' | 'time' | 'rate' | 'ratio' | 'bandwidth' | 'size';

export interface MetricInfo {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly doc: string;
}

export const METRICS = [
  {
    name: 'switches',
    unit: 'count',
    doc: 'Context switches: the scheduler gave a CPU to another thread (or to idle).',
  },
  { name: 'switches_per_packet', unit: 'ratio', doc: 'Context switches divided by packets delivered.' },
  {
    name: 'interrupts',
    unit: 'count',
    doc: 'Hardware interrupts taken: traps into the kernel by a device, the clock or another CPU.',
  },
  {
    name: 'softints',
    unit: 'count',
    doc: 'Soft interrupt runs: dispatches on return from interrupt, or wake-to-sleep runs of a softint thread or of ksoftirqd.',
  },
  { name: 'wakeups', unit: 'count', doc: 'Threads made runnable.' },
  { name: 'messages', unit: 'count', doc: 'Messages that processes sent to processes.' },
  {
    name: 'time_squeeze',
    unit: 'count',
    doc: 'Passes over soft interrupts that ended by their budget or time with work still requested (time_squeeze of Linux); 0 without `softint softirq`.',
  },
  { name: 'packets', unit: 'count', doc: 'Packets that arrived on the wire.' },
  { name: 'delivered', unit: 'count', doc: 'Packets that reached the end of their path.' },
  { name: 'dropped', unit: 'count', doc: 'Packets dropped, wherever it was.' },
  { name: 'in_flight', unit: 'count', doc: 'Packets still in the machine when the run ended.' },
  { name: 'loss', unit: 'ratio', doc: 'Packets dropped divided by packets arrived.' },
  { name: 'throughput', unit: 'rate', doc: 'Packets delivered per second.' },
  {
    name: 'goodput',
    unit: 'bandwidth',
    doc: 'Data of TCP sessions that came to processes, in order and once, per second; headers are not data.',
  },
  { name: 'retransmits', unit: 'count', doc: 'Segments that senders of TCP sent again.' },
  {
    name: 'cpu_per_packet',
    unit: 'time',
    doc: 'CPU time that is neither user nor idle, divided by packets delivered.',
  },
  { name: 'latency_mean', unit: 'time', doc: 'Mean time from the end of a packet on the wire to its delivery.' },
  { name: 'latency_p50', unit: 'time', doc: 'Median latency.' },
  { name: 'latency_p99', unit: 'time', doc: '99th percentile of the latency.' },
  { name: 'latency_max', unit: 'time', doc: 'Greatest latency.' },
  { name: 'user_share', unit: 'ratio', doc: 'Share of all CPU time spent in user mode.' },
  {
    name: 'kernel_share',
    unit: 'ratio',
    doc: "Share of all CPU time spent in the kernel on behalf of processes, and in its threads that are no interrupt's: those of `poll busy` and `continuation via thread`, with their work on packets.",
  },
  {
    name: 'interrupt_share',
    unit: 'ratio',
    doc: 'Share of all CPU time spent in hard interrupt handlers, inline or in threads.',
  },
  { name: 'softint_share', unit: 'ratio', doc: 'Share of all CPU time spent in soft interrupts.' },
  { name: 'trap_share', unit: 'ratio', doc: 'Share of all CPU time spent entering and leaving traps.' },
  {
    name: 'switch_share',
    unit: 'ratio',
    doc: 'Share of all CPU time spent switching contexts, without the refill after it.',
  },
  { name: 'refill_share', unit: 'ratio', doc: 'Share of all CPU time spent refilling the cache after a switch.' },
  {
    name: 'spin_share',
    unit: 'ratio',
    doc: 'Share of all CPU time spent spinning on locks, or over empty rings by `poll busy`.',
  },
  { name: 'idle_share', unit: 'ratio', doc: 'Share of all CPU time idle.' },
  {
    name: 'thread_memory',
    unit: 'size',
    doc: 'Most kernel memory of threads at a time, by `stack` and `continuation` of the machine; no value where it gives neither.',
  },
] as const satisfies readonly MetricInfo[];

export type Metric = (typeof METRICS)[number]['name'];

/** The value of every metric; times in picoseconds, rates and bits per second, sizes in bytes. A ratio or a latency without a packet is NaN. */
export type Metrics = Readonly<Record<Metric, number>>;
