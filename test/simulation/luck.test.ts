import { expect, test } from 'vitest';
import { runsOf, simulateRun } from '../support/scenario.js';

/** Arrivals, flows, sizes, the times of statements, also of devices' handlers, and those of a device all by chance. */
const text = ({ queues = 1, cpus = 1, processes = '' }) => `
import "std/designs"
machine m { cpus ${cpus} at 1GHz }
device tick: clock { every 3ms; cpu each }
device wm0: nic { link 1Gbps; queues ${queues} on cpu 0; input p; interrupt { run rxintr 1us ~ exp } }
device dev0: generic { service 50us ~ exp; queue 4; done { run done 1us ~ exp } }
device disk0: disk { seek 10us ~ exp; rotation 100us; queue 4 }
path p {
  hard net { run driver 1us ~ exp; enqueue q }
  soft softnet { run protocol 1us; await dev0; await disk0 (512B); deliver s }
}
process s { cpu 0; loop { receive; run read 1us } }
${processes}
workload w { packets on wm0 poisson 2kpps size uniform 64B..1500B flows 8 }
run "r" { machine m; workload w; for 20ms; designs biglock }`;

/** What became of the packets; each comes alone, so that nothing but luck can make a difference. */
function packets(change: Parameters<typeof text>[0]) {
  const { packets: table } = simulateRun(runsOf(text(change))[0]!, 'biglock');
  return { arrival: [...table.arrival], bytes: [...table.bytes], end: [...table.end] };
}

test('more queues, more CPUs or another process meet the same random numbers', () => {
  const one = packets({});
  expect(one.end.filter((time) => time > 0).length).toBeGreaterThan(20);
  expect(packets({ queues: 4 })).toEqual(one);
  expect(packets({ cpus: 3 })).toEqual(one);
  expect(packets({ processes: 'process other { sleep 1s; run nothing 1us ~ exp }' })).toEqual(one);
});
