import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulation/simulate.js';
import { runsOf } from '../support/scenario.js';

/** Packets that take 15 us each come every 10 us until 1 ms, and then stop for good. */
const [run] = runsOf(`
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 400ns; cost trap_return 300ns }
device nic: nic { link 10Gbps; rx ring 256; input p }
path p { hard net { run rx 14.3us; drop } }
process compute { loop { run work 1ms } }
workload w { packets on nic every 10us until 1ms }
run "r" { machine m; workload w; for 5ms; designs biglock }`);
const at = (warmup: number) => simulate({ ...run!, warmup }, run!.designs[0]!, { trace: false });

describe('a warm-up', () => {
  test('leaves out what was counted before it', () => {
    const late = at(2e9);
    expect(late.metrics).toMatchObject({ packets: 0, delivered: 0, dropped: 0, interrupts: 0, user_share: 1 });
    expect(at(0).metrics.packets).toBe(100);
  });

  test('counts packets that were on their way as delivered, and time from its end', () => {
    // At 0.5 ms about a third of 50 packets has not been served.
    const { metrics, cpus, ending } = at(0.5e9);
    expect(ending).toBe('finished');
    expect(metrics.packets).toBe(50);
    expect(metrics.dropped).toBeGreaterThan(50);
    expect(Object.values(cpus[0]!).reduce((sum, time) => sum + time, 0)).toBe(4.5e9);
  });

  test('changes nothing that happens, also where it ends in the moment of an arrival', () => {
    const arrivals = [...simulate(run!, run!.designs[0]!, { trace: true }).packets.arrival].slice(0, 20);
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 4_999_999_999 }), fc.constantFrom(...arrivals)), (warmup) => {
        const whole = simulate(run!, run!.designs[0]!, { trace: true });
        const part = simulate({ ...run!, warmup }, run!.designs[0]!, { trace: true });
        expect(part.events).toBe(whole.events);
        expect(part.hash).toBe(whole.hash);
      }),
      { numRuns: 20 },
    );
  });
});
