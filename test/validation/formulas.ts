/**
 * Results of queueing theory that the simulation must reproduce. Times in microseconds, rates a microsecond. Where they
 * come from: Kleinrock, Queueing Systems, volumes 1 and 2; Welch 1964 for the queue with a set-up; Reiser and Lavenberg
 * 1980 for mean value analysis.
 */

/** A service time by its first two moments. */
export interface Service {
  readonly mean: number;
  readonly square: number;
}

/** Pollaczek and Khinchine: mean time in an M/G/1 queue with its service. */
export function pollaczekKhinchine(rate: number, { mean, square }: Service): number {
  return mean + (rate * square) / (2 * (1 - rate * mean));
}

/** The same where who comes to an idle server waits for a set-up first. */
export function withSetup(rate: number, service: Service, setup: Service): number {
  const extra = (2 * setup.mean + rate * setup.square) / (2 * (1 + rate * setup.mean));
  return pollaczekKhinchine(rate, service) + extra;
}

/** Probability that an arrival finds all of c servers busy and is lost (Erlang B). */
export function erlangB(servers: number, load: number): number {
  let blocked = 1;
  for (let c = 1; c <= servers; c++) blocked = (load * blocked) / (c + load * blocked);
  return blocked;
}

/** Probability that an arrival has to wait (Erlang C). */
export function erlangC(servers: number, load: number): number {
  const blocked = erlangB(servers, load);
  return (servers * blocked) / (servers - load * (1 - blocked));
}

/** Mean time in an M/M/c queue with its service. */
export function manyServers(servers: number, rate: number, service: number): number {
  return service + (erlangC(servers, rate * service) * service) / (servers - rate * service);
}

/** Probability that an M/M/1 queue with room for k, the one in service among them, is full. */
export function fullProbability(k: number, load: number): number {
  return ((1 - load) * load ** k) / (1 - load ** (k + 1));
}

/**
 * Mean times in an M/G/1 queue of classes of which the better preempts the worse, which goes on later where it was; best
 * class first.
 */
export function preemptiveResume(classes: readonly { readonly rate: number; readonly service: Service }[]): number[] {
  let above = 0;
  let residual = 0;
  return classes.map(({ rate, service }) => {
    const better = 1 - above;
    above += rate * service.mean;
    residual += (rate * service.square) / 2;
    return service.mean / better + residual / (better * (1 - above));
  });
}

/** One place that the customers of a closed network visit once in each round. */
export interface Station {
  readonly service: number;
  /** Servers that work on its one queue; infinite where nobody waits. */
  readonly servers: number;
}

/**
 * Rounds a microsecond in a closed network of stations with exponential service, by exact mean value analysis with
 * marginal probabilities where there are several servers.
 */
export function closedNetwork(stations: readonly Station[], customers: number): number {
  const queue = stations.map(() => 0);
  // p[j]: that j customers are at the station, of those that it has when one more comes.
  const marginal = stations.map(() => [1, ...new Array<number>(customers).fill(0)]);
  let throughput = 0;
  for (let n = 1; n <= customers; n++) {
    const times = stations.map(({ service, servers }, i) => {
      if (servers === Number.POSITIVE_INFINITY) return service;
      const p = marginal[i]!;
      let idle = 0;
      for (let j = 0; j < servers - 1; j++) idle += (servers - 1 - j) * p[j]!;
      return (service / servers) * (1 + queue[i]! + idle);
    });
    throughput = n / times.reduce((sum, one) => sum + one, 0);
    for (const [i, { service, servers }] of stations.entries()) {
      queue[i] = throughput * times[i]!;
      if (servers === Number.POSITIVE_INFINITY) continue;
      const before = marginal[i]!;
      const after = before.map(() => 0);
      for (let j = 1; j <= n; j++) after[j] = ((throughput * service) / Math.min(j, servers)) * before[j - 1]!;
      after[0] = 1 - after.reduce((sum, one) => sum + one, 0);
      marginal[i] = after;
    }
  }
  return throughput;
}
