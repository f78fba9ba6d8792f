/**
 * The machine on which the timelines of the library's designs are derived: every primitive has a price of its own, so
 * that a design's bill can be read off it, but for the cold cache and for a lock that is free. In microseconds: trap 0.4,
 * trap_return 0.3, switch 2, softint 0.15, handoff 0.1, stack_switch 0.05, wakeup 0.3, mask 0.2, ipi 0.5.
 */
export function machine(cpus = 1, costs = ''): string {
  return `
machine m {
  cpus ${cpus} at 1GHz; cost trap 400ns; cost trap_return 300ns; cost switch 2us; cost softint 150ns; cost handoff 100ns
  cost stack_switch 50ns; cost wakeup 300ns; cost mask 200ns; cost ipi 500ns; ${costs}
}`;
}

/** Processes that compute, one for each CPU, and keep a CPU from idling. */
export function computing(cpus = 1): string {
  return Array.from({ length: cpus }, (_, cpu) => {
    return `process compute${cpus === 1 ? '' : cpu} { cpu ${cpu}; loop { run work 10ms } }`;
  }).join('\n');
}
