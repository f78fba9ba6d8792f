import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulation/simulate.js';
import { runsOf } from '../support/scenario.js';

/** Frames that come alone and take 1 us, and bulk whose handler takes 10. */
const text = (line: string) => `
import "std/designs"
machine m { cpus 1 at 1GHz }
device can0: nic { link 1Gbps; ipl tty; input frames }
device eth0: nic { link 1Gbps; input bulk }
path frames { hard tty { run frame 1us; deliver p } }
path bulk { hard net { run packet 10us; deliver p } }
process p { loop { receive } }
workload w { packets on can0 every 100us from 50us class can; packets on eth0 every 100us class bulk }
run "r" { machine m; workload w; for 1ms; designs biglock; ${line} }`;

const latency = (line: string) => {
  const [run] = runsOf(text(line));
  const { metrics } = simulate(run!, run!.designs[0]!, { trace: false });
  return [metrics.latency_mean, metrics.latency_p50, metrics.latency_max].map((time) => time / 1e6);
};

describe('latency', () => {
  test('is that of all packets', () => {
    const [mean, , max] = latency('');
    expect([mean, max]).toEqual([5.5, 10]);
  });

  test('or of those of one class, whatever else there is', () => {
    expect(latency('latency class can')).toEqual([1, 1, 1]);
    expect(latency('latency class bulk')).toEqual([10, 10, 10]);
  });

  test('and everything else is of all packets', () => {
    const [run] = runsOf(text('latency class can'));
    expect(simulate(run!, run!.designs[0]!, { trace: false }).metrics).toMatchObject({ delivered: 20, packets: 20 });
  });
});
