import { expect, test } from 'vitest';
import { simulateText } from '../support/scenario.js';

/** All of the packets come to the process's socket, which has room for them. */
const text = (packets: number, time: string) => `
import "std/designs"
machine m { cpus 1 at 1GHz }
device wm0: nic { link 10Gbps; input p }
path p { hard net { run rx 1us; deliver s } }
process s { socket 100; sleep 1s; receive }
workload w { packets on wm0 every 5us count ${packets} size 64B }
run "r" { machine m; workload w; for ${time}; designs biglock }`;

test.each([
  ['1ms', 1e3],
  ['2500us', 400],
  ['100ms', 10],
])('so many packets in %s are exactly their number times %d a second', (time, factor) => {
  for (let packets = 1; packets <= 99; packets += 7) {
    const { metrics } = simulateText(text(packets, time), 'biglock');
    expect([packets, metrics.throughput]).toEqual([packets, packets * factor]);
  }
});
