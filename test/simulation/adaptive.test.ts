import { describe, expect, test } from 'vitest';
import { adapt, adaptation } from '../../src/simulation/adaptive.js';
import { simulateText } from '../support/scenario.js';
import { timeline } from '../support/timeline.js';

const DYNAMIC = { lowestLatency: 70_000, lowLatency: 20_000, bulkLatency: 4000 };
const CONSERVATIVE = { ...DYNAMIC, lowestLatency: undefined };

/** The rates after intervals of so many packets of so many bytes each. */
function rates(intervals: readonly (readonly [number, number])[], of: Parameters<typeof adaptation>[0] = DYNAMIC) {
  const a = adaptation(of);
  return intervals.map(([packets, size]) => {
    a.packets = packets;
    a.bytes = packets * size;
    expect(adapt(a)).toBe(Math.round(1e12 / a.rate));
    return a.rate;
  });
}

describe('adaptive moderation', () => {
  test('falls to bulk at once and comes back in quarters', () => {
    // 10 x 1500 bytes are more than 10,000, and more than 1200 a packet: bulk. 1 x 100 is fewer than 6000: low again.
    expect(
      rates([
        [10, 1500],
        [1, 100],
        [3, 300],
        [3, 300],
        [3, 300],
      ]),
    ).toEqual([4000, 9000, 14_000, 19_000, 20_000]);
  });

  test('takes one small packet for somebody who waits: a quarter of 70,000 more each time', () => {
    expect(
      rates([
        [1, 100],
        [1, 100],
        [2, 100],
        [1, 64],
      ]),
    ).toEqual([37_500, 55_000, 70_000, 70_000]);
  });

  test('leaves the lowest latency for a few large packets, and for jumbo frames', () => {
    expect(
      rates([
        [1, 100],
        [4, 200],
      ]),
    ).toEqual([37_500, 20_000]);
    expect(
      rates([
        [1, 100],
        [1, 9000],
      ]),
    ).toEqual([37_500, 4000]);
    expect(
      rates([
        [1, 100],
        [1, 500],
      ]),
    ).toEqual([37_500, 55_000]);
    expect(
      rates([
        [1, 100],
        [5, 200],
      ]),
    ).toEqual([37_500, 55_000]);
  });

  test.each([
    ['a few large packets', 9, 1200, 4000],
    ['many small ones', 36, 300, 37_500],
    ['not so many small ones', 35, 300, 20_000],
    ['one that is larger than 2000 bytes', 1, 2001, 4000],
    ['three tiny ones', 3, 64, 20_000],
  ])('from the middle kind, by %s', (_, packets, size, rate) => {
    expect(rates([[packets, size]])).toEqual([rate]);
  });

  test.each([
    ['many', 36, 1500, 9000],
    ['not so many', 35, 1500, 4000],
    ['little', 4, 1499, 9000],
    ['not so little', 4, 1500, 4000],
  ])('from bulk, by %s', (_, packets, size, rate) => {
    expect(
      rates([
        [10, 1500],
        [packets, size],
      ]),
    ).toEqual([4000, rate]);
  });

  test('the conservative mode does not know the lowest latency', () => {
    expect(
      rates(
        [
          [1, 100],
          [1, 100],
          [36, 300],
        ],
        CONSERVATIVE,
      ),
    ).toEqual([20_000, 20_000, 20_000]);
  });

  test('an interval without a packet changes nothing', () => {
    expect(
      rates([
        [10, 1500],
        [0, 0],
        [0, 0],
      ]),
    ).toEqual([4000, 4000, 4000]);
  });
});

test('a NIC: single packets at first, then bulk', () => {
  const text = `
import "std/designs"
machine m { cpus 1 at 1GHz }
device wm0: nic { link 1Gbps; moderation adaptive lowest_latency 70000/s; input in }
path in { hard net { run rx 1us; drop } }
workload w { packet on wm0 at 0us, 30us, 57us size 100B
  packets on wm0 every 13us from 100us size 1480B }
run "adaptive" { machine m; workload w; for 1ms; processes none; designs biglock }`;
  const interrupts = timeline(simulateText(text, 'biglock'), { slices: false, instants: ['interrupt'] });
  expect(interrupts.map((line) => line.split(' ')[0])).toEqual([
    '0us', //          low: the gap is 50 from here; the handler judges: one of 100 bytes, lowest, 37,500/s
    '30us', //         26.667 after the last; 55,000/s
    '57us', //         18.182 after; 70,000/s
    '100us', //        one of 1480 bytes, fewer than 5 and more than 512: low, at once 20,000/s
    '150us', //        113, 126 and 139 wait, and 152 comes while they are served: 4 x 1480, fewer than 10,000 bytes: low
    '200us', //        165, 178, 191
    '250us', //        204, 217, 230, 243
    '300us', //        256, 269, 282, 295
    '350us',
    '400us',
    '450us',
    '500us',
    '550us',
    '600us',
    '650us',
    '700us',
    '750us',
    '800us',
    '850us',
    '900us',
    '950us',
  ]);
});

test('a NIC under bulk traffic ends at 4,000 interrupts a second', () => {
  const text = `
import "std/designs"
machine m { cpus 1 at 1GHz }
device wm0: nic { link 10Gbps; moderation adaptive; input in }
path in { hard net { run rx 10ns; drop } }
workload w { packets on wm0 every 7.5us size 1480B }
run "bulk" { machine m; workload w; for 100ms; processes none; designs biglock }`;
  const { metrics } = simulateText(text, 'biglock');
  // One packet at 0, six at 50, low; seven at 100 are more than 10,000 bytes in fewer than ten packets: bulk. From then on
  // 33 or 34 come in 250, which are not more than 35.
  expect(metrics.interrupts).toBe(3 + Math.floor((100_000 - 100) / 250));
});
