import type { Design } from '../model/design.js';
import type { Run, Scenario } from '../model/scenario.js';
import type { Report, Result, RunReport } from '../trace/result.js';
import { isSound, judge } from '../trace/verdicts.js';
import { estimate } from './estimate.js';

/**
 * A whole file's work: every run under every one of its designs, one after the other, in the order of the text, to one
 * report. It is advanced from outside in slices, so that the command line can print progress, a worker can look for
 * messages in between, and each can stop at once. The simulation is handed in: an experiment knows only its shape.
 */
export interface Experiment {
  /** Simulates about so many events more; true when the report is complete. */
  advance(events: number): boolean;
  /** How far it is, 0 to 1, every run under every design counting the same, and what it is at. */
  readonly progress: Progress;
  /** Events simulated so far. */
  readonly events: number;
  /**
   * Ends what is under way where it is. The report then has what there is: the result so far, whose ending says that it
   * was cancelled, and the run that it belongs to, though designs of it may be missing.
   */
  cancel(): void;
  /** The runs that are complete under all of their designs; before the end these are not all. */
  report(): Report;
}

export interface Progress {
  readonly fraction: number;
  readonly run: string;
  readonly design: string;
}

/** One run under one design, under way. */
export interface Simulation {
  /** Simulates about so many events more; true when it has ended. */
  advance(events: number): boolean;
  /** How far it is, 0 to 1. */
  readonly progress: number;
  /** What came of it; before `advance` has returned true, what came of it so far, and then it is over. */
  result(): Result;
}

/** `replication` counts from zero; each has random numbers of its own. */
export type Simulator = (run: Run, design: Design, replication: number) => Simulation;

interface Job {
  readonly run: Run;
  readonly design: Design;
  readonly replication: number;
}

export function startExperiment(scenario: Scenario, simulator: Simulator): Experiment {
  const jobs: readonly Job[] = scenario.runs.flatMap((run) =>
    run.designs.flatMap((design) =>
      Array.from({ length: run.replications }, (_, replication) => ({ run, design, replication })),
    ),
  );
  const results = new Map<Run, Result[]>(scenario.runs.map((run) => [run, []]));
  let at = 0;
  let current: Simulation | undefined;
  let events = 0;
  let cancelled = false;

  return {
    advance(budget) {
      const job = jobs[at];
      if (job === undefined) return true;
      current ??= simulator(job.run, job.design, job.replication);
      if (current.advance(budget)) {
        const result = current.result();
        results.get(job.run)!.push(result);
        events += result.events;
        current = undefined;
        at += 1;
      }
      return at === jobs.length;
    },
    get progress() {
      const job = jobs[Math.min(at, jobs.length - 1)];
      const done = at + (current?.progress ?? 0);
      return {
        fraction: jobs.length === 0 ? 1 : done / jobs.length,
        run: job?.run.name ?? '',
        design: job?.design.name ?? '',
      };
    },
    get events() {
      return events;
    },
    cancel() {
      cancelled = true;
      if (current !== undefined) results.get(jobs[at]!.run)!.push(current.result());
      current = undefined;
      at = jobs.length;
    },
    report() {
      const told = scenario.runs.filter((run) => {
        const { length } = results.get(run)!;
        return length === run.designs.length * run.replications || (cancelled && length > 0);
      });
      return { file: scenario.file, runs: told.map((run) => runReport(run, results.get(run)!)) };
    },
  };
}

function runReport(run: Run, samples: readonly Result[]): RunReport {
  const results: Result[] = [];
  for (let first = 0; first < samples.length; first += run.replications) {
    results.push(together(samples.slice(first, first + run.replications), run.replications));
  }
  const measured = results.map((result) => ({ ...result, sound: isSound(result) }));
  return { run, results, verdicts: judge(run.expectations, measured) };
}

/**
 * The replications of a run under one design as one result; the first that is not sound tells why. One that was cut off is
 * left out of the means, unless there is no other; that some are missing is told as being cancelled.
 */
function together(samples: readonly Result[], replications: number): Result {
  const [first] = samples as readonly [Result, ...Result[]];
  const whole = samples.filter(({ ending }) => ending !== 'cancelled');
  if (replications === 1 || whole.length === 0) return first;
  const { mean, half } = estimate(whole.map(({ metrics }) => metrics));
  const broken = whole.findIndex((sample) => !isSound(sample));
  const told = broken > 0 ? ofReplication(broken, whole[broken]!) : first;
  const ending = told.ending === 'finished' && whole.length < replications ? 'cancelled' : told.ending;
  return { ...first, ending, findings: told.findings, metrics: mean, half };
}

/** A replication that is not the first one, whose findings say so: pictures and lists do not show it. */
function ofReplication(index: number, { seed, ending, findings }: Result): Pick<Result, 'ending' | 'findings'> {
  const told = `(in replication ${index + 1}, which has the seed ${seed})`;
  return { ending, findings: findings.map((finding) => ({ ...finding, message: `${finding.message} ${told}` })) };
}

/** Runs a whole experiment without a break. */
export function runExperiment(scenario: Scenario, simulator: Simulator): Report {
  const experiment = startExperiment(scenario, simulator);
  while (!experiment.advance(Number.MAX_SAFE_INTEGER));
  return experiment.report();
}
