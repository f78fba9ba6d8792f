import type { Simulator } from '../../src/experiment/experiment.js';
import { ACTIVITIES, type Activity } from '../../src/model/activity.js';
import type { Design } from '../../src/model/design.js';
import { METRICS, type Metrics } from '../../src/model/metric.js';
import type { Run, Scenario } from '../../src/model/scenario.js';
import type { Span } from '../../src/model/span.js';
import type { Result } from '../../src/trace/result.js';

/** Scenarios and a simulator with nothing in them but what the parts around a simulation look at. */
export const SPAN: Span = { file: 'a.irq', line: 0, column: 0, endLine: 0, endColumn: 1 };

/** Runs by name with their designs; each expects of every design that it has no switches. */
export function scenario(runs: Record<string, string[]>): Scenario {
  return {
    file: 'a.irq',
    sweeps: [],
    runs: Object.entries(runs).map(
      ([name, designs]) =>
        ({
          name,
          workload: { arrivals: [] },
          replications: 1,
          designs: designs.map((design) => ({ name: design }) as Design),
          expectations: [
            {
              span: SPAN,
              text: 'switches == 0',
              design: undefined,
              metric: 'switches',
              operator: '==',
              value: 0,
              tolerance: 0,
            },
          ],
        }) as unknown as Run,
    ),
  };
}

export interface FakeSimulator {
  readonly simulator: Simulator;
  /** Every simulation begun: `run/design`. */
  readonly started: string[];
}

/** Every simulation takes `events` events. */
export function simulatorOf(events: number): FakeSimulator {
  const started: string[] = [];
  const simulator: Simulator = (run, design) => {
    started.push(`${run.name}/${design.name}`);
    let done = 0;
    return {
      advance(budget) {
        done = Math.min(events, done + budget);
        return done === events;
      },
      get progress() {
        return done / events;
      },
      result: () => result(design.name, events),
    };
  };
  return { simulator, started };
}

/** A result whose arrays are larger than what is in them, as a recorder leaves them. */
export function result(design: string, events: number): Result {
  const metrics = Object.fromEntries(METRICS.map(({ name }) => [name, 0])) as unknown as Metrics;
  const cpu = Object.fromEntries(ACTIVITIES.map((name) => [name, 0])) as Record<Activity, number>;
  return {
    design,
    designSpan: SPAN,
    seed: 1,
    simulated: 100,
    ending: 'finished',
    metrics,
    cpus: [cpu],
    drops: [],
    packets: {
      length: 1,
      arrival: Float64Array.of(10, 0),
      end: Float64Array.of(20, 0),
      outcome: Uint8Array.of(1, 0),
      place: new Uint16Array(2),
      bytes: Uint32Array.of(1500, 0),
      device: new Uint16Array(2),
    },
    findings: [],
    events,
    hash: '0123456789abcdef',
    trace: {
      duration: 100,
      cpus: 1,
      contexts: [],
      labels: [],
      devices: [],
      queues: [],
      locks: [],
      places: [],
      chunks: [Uint8Array.of(18, 7, 21, 7, 26, 3, 1, 0, 0, 0).subarray(0, 8)],
      truncatedAt: undefined,
    },
  };
}
