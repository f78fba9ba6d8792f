import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText, type Traced } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/**
 * FreeBSD's DEVICE_POLLING, after kern/kern_poll.c (hardclock_device_poll, netisr_poll, netisr_pollmore) and polling(4).
 * HZ is 1000. At every tick each interface gives up to poll_burst packets, five in a turn (poll_each_burst); poll_burst
 * begins at 5. When the round is over, netisr_pollmore looks how much of the tick the kernel has used: more than
 * 100 - user_frac (50) percent, and poll_burst is one less the next time, else one more, up to poll_burst_max (150). With
 * packets in plenty, of w microseconds each, and trap 0.4 and dispatch 0.15 in every tick:
 *
 * | tick | poll_burst | used, w = 1 | w = 10 |
 * | --- | --- | --- | --- |
 * | 1 | 5 | 5.55 | 50.55 |
 * | t | 4 + t | | |
 * | 46 | 50 | 50.55 | 500.55: too much |
 * | 47, 48, 49 … | 51, 52, 53 … | | 49, 50, 49 … |
 * | 146 and later | 150 | 150.55 | |
 */
function scenario(packets: string, work: string, time: string, end = 'drop'): string {
  return `
import "std/designs"
${machine()}
device nic0: nic { link 10Gbps; rx ring 512; input in }
device nic1: nic { link 10Gbps; rx ring 512; input in }
path in { hard net { run rx ${work}; ${end} } }
process server { loop { receive; run read 2us } }
${computing()}
workload w { ${packets} }
run "polling" { machine m; workload w; for ${time}; designs device_polling }`;
}

describe('device polling', () => {
  test('takes no interrupt but the ticks of the clock, and at each a burst from every interface, five in turn', () => {
    const packets = 'packets on nic0 every 10us from 100us count 14; packets on nic1 every 10us from 100us count 7';
    const result = simulateText(scenario(packets, '1us', '3500us'), 'device_polling');
    expectTimeline(
      result,
      `
      1000us     interrupt clock or ipi over compute
      1000.4us   softint softnet over clock interrupt
      2000us     interrupt clock or ipi over compute
      2000.4us   softint softnet over clock interrupt
      3000us     interrupt clock or ipi over compute
      3000.4us   softint softnet over clock interrupt
      `,
      { slices: false, instants: ['interrupt', 'softint', 'switch'] },
    );
    const ends = [...result.packets.end].map((time) => time / 1e6);
    const of = (device: number) => ends.filter((_, index) => result.packets.device[index] === device);
    // Bursts of 5, 6 and 7; in the second, five and one of each interface.
    expect(of(0).map((end) => Math.round(end * 100) / 100)).toEqual([
      1001.55, 1002.55, 1003.55, 1004.55, 1005.55, 2001.55, 2002.55, 2003.55, 2004.55, 2005.55, 2008.55, 3001.55,
      3002.55, 3003.55,
    ]);
    expect(of(1).map((end) => Math.round(end * 100) / 100)).toEqual([
      1006.55, 1007.55, 1008.55, 1009.55, 1010.55, 2006.55, 2007.55,
    ]);
    expect(result.metrics.switches).toBe(0);
  });

  test('an idle interface is polled all the same', () => {
    const result = simulateText(scenario('packet on nic0 at 10ms', '1us', '5500us'), 'device_polling');
    expect(result.metrics).toMatchObject({ interrupts: 5, softints: 5, delivered: 0 });
  });

  test('a packet waits for the tick, for a millisecond at the most', () => {
    const text = scenario('packets on nic0 every 370us from 100us', '1us', '50ms', 'deliver server');
    const { metrics } = simulateText(text, 'device_polling');
    expect(metrics.latency_max).toBeLessThanOrEqual(1000e6 + 10e6);
    expect(metrics.latency_mean / 1e6).toBeGreaterThan(400);
    expect(metrics.latency_mean / 1e6).toBeLessThan(600);
  });

  test('the burst grows by one a tick, to 150: so many thousand packets a second are the most', () => {
    const result = simulateText(scenario('packets on nic0 rate 300kpps', '1us', '200.5ms'), 'device_polling');
    // Ticks 1 to 145 take 4 + t, ticks 146 to 200 take 150.
    expect(result.drops).toContainEqual(expect.objectContaining({ place: 'drop in in', count: 11165 + 55 * 150 }));
  });

  test('user programs keep their half of the CPU: the burst goes to and fro where a round takes half of a tick', () => {
    const result = simulateText(scenario('packets on nic0 rate 100kpps', '10us', '200.9ms'), 'device_polling');
    // Ticks 1 to 45 take 5 to 49, tick 46 takes 50, then 77 times 49 and 50.
    const taken = 1215 + 50 + 77 * 99;
    expect(result.drops).toContainEqual(expect.objectContaining({ place: 'drop in in', count: taken }));
    // The rest is the traps and dispatches of 200 ticks.
    expect(result.cpus[0]!.user).toBe(200.9e9 - taken * 10e6 - 200 * 0.85e6);
  });

  test('a round that outlasts its tick is followed by another at once, with a smaller burst', () => {
    const packets = 'packets on nic0 rate 50kpps; packets on nic1 rate 50kpps';
    const result = simulateText(scenario(packets, '150us', '6.9ms'), 'device_polling');
    // From 1000.55, five of each interface are 1500us; on top the ticks of 2000us, 3000us … of 0.7 each. Too much, so 4
    // the next time, without an eighth of it, which is nothing; and so on, until a round ends before the next tick.
    const rounds = [
      // 1000.55 + 10 x 150 + 0.7
      [5, 2501.25],
      // + 8 x 150 + 0.7
      [4, 3701.95],
      // + 6 x 150 + 0.7
      [3, 4602.65],
      // + 4 x 150 + 0.7, and this took more than half a tick, too
      [2, 5203.35],
      // + 2 x 150: less, so two the next time
      [1, 5503.35],
      // Tick 6, at 6000us.
      [2, 6600.55],
    ] as const;
    const ends = [...result.packets.end]
      .filter((_, packet) => result.packets.place[packet] === thrown(result))
      .sort((a, b) => a - b);
    let taken = 0;
    for (const [burst, end] of rounds) {
      taken += 2 * burst;
      expect(ends[taken - 1]! / 1e6).toBe(end);
    }
    expect(ends.length).toBe(taken);
  });
});

test('a soft interrupt of another level, in the middle of a round, does not end it', () => {
  // The first packet waits for the card, whose completion has a softserial run above the poll after some 8us. The four
  // others of the round take 151us each, so it takes more than half of the tick, and the next burst is of four.
  const result = simulateText(
    `
import "std/designs"
import "std/devices"
${machine()}
device nic0: nic { link 10Gbps; input in }
device ubsec0: crypto extends bcm5823 { latency 5us }
path in {
  hard net { run rx 1us; enqueue ipintrq }
  soft softserial {
    if class esp { await ubsec0 (64B); run callback 1us; drop } else { run slow 150us; drop }
  }
}
${computing()}
workload w { packet on nic0 at 100us class esp; packets on nic0 every 10us from 110us count 30 }
run "polling" { machine m; workload w; for 2990us; designs device_polling }`,
    'device_polling',
  );
  const within = (from: number) =>
    result.packets.end.filter((end) => end > from * 1e9 && end < (from + 1) * 1e9).length;
  expect(result.metrics.softints).toBe(3);
  expect([within(1), within(2)]).toEqual([5, 4]);
});

/** The place at which the path throws its packets away. */
function thrown({ trace }: Traced): number {
  return trace.places.findIndex(({ name }) => name === 'drop in in');
}

test('a tick that comes while polls are asked for, which takes the time of an IPI for each, is not lost', () => {
  const text = `
machine m { cpus 2 at 1GHz; cost ipi 6us }
device one: nic { link 10Gbps; input in; cpu 1 }
device two: nic { link 10Gbps; input in; cpu 1 }
path in { hard net { run rx 1us; drop } }
design d { interrupt inline; softint on_return; await continuation via softint; lock spin; poll clock tick 11us }
workload w { packet on one at 1us; packet on two at 1us }
run "polling" { machine m; workload w; for 60us; designs d }`;
  // From the first tick on the clock's handler has 12us of work every 11us.
  expect(simulateText(text, 'd').cpus[0]).toMatchObject({ idle: 11e6, interrupt: 49e6 });
});
