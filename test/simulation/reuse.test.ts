import { expect, test } from 'vitest';
import { simulate } from '../../src/simulation/simulate.js';
import { release } from '../../src/trace/memory.js';
import { runsOf } from '../support/scenario.js';

const run = (packets: string, time: string) =>
  runsOf(`
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 400ns; cost trap_return 300ns }
device nic: nic { link 10Gbps; rx ring 64; input p }
path p { hard net { enqueue q limit 50 drop tail }
  soft softnet { run rx 3us; drop } }
workload w { ${packets} }
run "r" { machine m; workload w; for ${time}; processes none; designs biglock }`)[0]!;

test('a run in memory that another result has left is the same as one in fresh memory', () => {
  // More than there is room for, so that packets are delivered, dropped and in flight at the end.
  const small = run('packets on nic poisson 400kpps size 64B', '5ms');
  const fresh = simulate(small, small.designs[0]!, { trace: true });
  expect(fresh.metrics.dropped).toBeGreaterThan(100);
  expect(fresh.metrics.in_flight).toBeGreaterThan(10);

  const large = run('packets on nic every 2us size 1518B', '20ms');
  const left = simulate(large, large.designs[0]!, { trace: true });
  const memory = left.packets.arrival.buffer;
  release(left);
  const again = simulate(small, small.designs[0]!, { trace: true });
  release(simulate(small, small.designs[0]!, { trace: true }));
  const third = simulate(run('packets on nic poisson 1Mpps size 64B', '10ms'), small.designs[0]!, { trace: true });
  expect(third.packets.arrival.buffer).toBe(memory);

  expect({ ...again, trace: undefined }).toEqual({ ...fresh, trace: undefined });
  expect(again.trace!.chunks).toEqual(fresh.trace!.chunks);
});
