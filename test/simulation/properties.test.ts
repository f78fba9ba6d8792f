import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Run } from '../../src/model/scenario.js';
import { startSimulation } from '../../src/simulation/simulate.js';
import type { Result } from '../../src/trace/result.js';
import { type Generated, scenarios } from '../support/generate.js';
import { replay } from '../support/replay.js';
import { runsOf, type Traced } from '../support/scenario.js';

/** The same scenarios each time, so that a failure is that of a change. Another seed looks at others. */
const SEED = 20070222;

/** The run of a generated scenario, with those of its designs that the language accepts for it; undefined if none. */
function runOf({ text, designs }: Generated): Run | undefined {
  const fits = designs.filter((design) => compiles(text.replace('DESIGNS', design)));
  return fits.length === 0 ? undefined : runsOf(text.replace('DESIGNS', fits.join(', ')))[0];
}

function compiles(text: string): boolean {
  try {
    runsOf(text);
    return true;
  } catch (error) {
    // Only a design that does not fit, or a choice of it, may be refused: never the rest of the scenario.
    expect(String(error)).toMatch(/sleep|thread|softirq|poll|lock|design|dispatch|await/);
    return false;
  }
}

/** Advances by pieces of given sizes, over and over. */
function inPieces(run: Run, design: Run['designs'][number], trace: boolean, pieces: readonly number[]): Result {
  const simulation = startSimulation(run, design, { trace, maxEvents: 200_000 });
  for (let i = 0; !simulation.advance(pieces[i % pieces.length]!); i++);
  return simulation.result();
}

function isTraced(result: Result): result is Traced {
  return result.trace !== undefined;
}

test('whatever the scenario and the design, time and packets are accounted for and nothing impossible happens', () => {
  const seen = { results: 0, refused: 0, delivered: 0 };
  fc.assert(
    fc.property(
      scenarios({ straight: false }),
      fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 4 }),
      (scenario, pieces) => {
        const run = runOf(scenario);
        if (run === undefined) return;
        let arrivals: unknown;
        for (const design of run.designs) {
          const result = inPieces(run, design, true, [1e9]);
          if (!isTraced(result)) {
            expect(result.findings[0]!.code).toBe('impossible');
            seen.refused++;
            continue;
          }
          seen.results++;
          seen.delivered += result.metrics.delivered;
          expect(result.ending).toBe('finished');
          replay(run, result);

          // The same again, in pieces and without a trace.
          const again = inPieces(run, design, true, pieces);
          expect([again.hash, again.events]).toEqual([result.hash, result.events]);
          const bare = inPieces(run, design, false, [1e9]);
          expect([bare.metrics, bare.cpus, bare.events, bare.drops]).toEqual([
            result.metrics,
            result.cpus,
            result.events,
            result.drops,
          ]);
          expect(bare.hash).toBeUndefined();

          // Every design meets the same packets.
          const { arrival, bytes, device } = result.packets;
          if (result.ending === 'finished') {
            arrivals ??= { arrival, bytes, device };
            expect({ arrival, bytes, device }).toEqual(arrivals);
          }
        }
      },
    ),
    { numRuns: 150, seed: SEED },
  );
  expect(seen.results).toBeGreaterThan(150);
  expect(seen.delivered).toBeGreaterThan(300);
}, 60_000);

test('a packet that does the same as the one before it does not overtake it', () => {
  let pairs = 0;
  fc.assert(
    fc.property(scenarios({ straight: true }), (scenario) => {
      const run = runOf(scenario);
      for (const design of run?.designs ?? []) {
        const { packets } = inPieces(run!, design, true, [1e9]);
        const last = new Map<number, number>();
        for (let i = 0; i < packets.length; i++) {
          if (packets.outcome[i] !== 1) continue;
          const before = last.get(packets.device[i]!);
          if (before !== undefined) {
            expect(packets.end[i], `#${i + 1} under ${design.name}`).toBeGreaterThanOrEqual(before);
            pairs++;
          }
          last.set(packets.device[i]!, packets.end[i]!);
        }
      }
    }),
    { numRuns: 150, seed: SEED },
  );
  expect(pairs).toBeGreaterThan(200);
}, 60_000);
