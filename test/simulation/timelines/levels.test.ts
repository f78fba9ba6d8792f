import { describe, expect, test } from 'vitest';
import { COSTS } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/** Two NICs whose handlers take 3 (net0) and 2 (vm0); vm is above net, so vm0's may interrupt net0's. */
function scenario(packets: string, levels = { net0: 'net', vm0: 'vm' }): string {
  return `
import "std/designs"
machine m { cpus 1 at 2.4GHz; ${COSTS} }
device net0: nic { link 10Gbps; ipl ${levels.net0}; input a }
device vm0: nic { link 10Gbps; ipl ${levels.vm0}; input b }
path a { hard ${levels.net0} { run low 3us; drop } }
path b { hard ${levels.vm0} { run high 2us; drop } }
process compute { loop { run work 1ms } }
workload w { ${packets} }
run "levels" { machine m; workload w; for 60us; designs biglock, interrupt_threads }`;
}

describe('two NICs at two levels', () => {
  test('the higher interrupts the lower and returns to it', () => {
    const result = simulateText(scenario('packet on net0 at 10us; packet on vm0 at 11us'), 'biglock');
    expectTimeline(
      result,
      `
      0-10us       compute: work
      10us         interrupt net0 over compute
      10-10.4us    net0 interrupt: trap
      10.4-11us    net0 interrupt: low           // 0.6 of 3
      11us         interrupt vm0 over net0 interrupt
      11-11.4us    vm0 interrupt: trap
      11.4-13.4us  vm0 interrupt: high
      13.4us       drop #2 at drop in b
      13.4-13.7us  vm0 interrupt: return from trap
      13.7-16.1us  net0 interrupt: low           // the other 2.4
      16.1us       drop #1 at drop in a
      16.1-16.4us  net0 interrupt: return from trap
      16.4-60us    compute: work
      `,
    );
  });

  test('the lower waits for the level to drop, and is taken on the way out of the higher', () => {
    const result = simulateText(scenario('packet on vm0 at 10us; packet on net0 at 11us'), 'biglock');
    expectTimeline(
      result,
      `
      10us         interrupt vm0 over compute
      10-10.4us    vm0 interrupt: trap
      10.4-12.4us  vm0 interrupt: high
      12.4us       drop #1 at drop in b
      12.4us       interrupt net0 over vm0 interrupt  // the level is that of compute again
      12.4-12.8us  net0 interrupt: trap
      12.8-15.8us  net0 interrupt: low
      15.8us       drop #2 at drop in a
      15.8-16.1us  net0 interrupt: return from trap
      16.1-16.4us  vm0 interrupt: return from trap
      16.4-60us    compute: work
      `,
      { from: 10 },
    );
  });

  test('what comes several times while it is masked is one interrupt', () => {
    const result = simulateText(
      scenario('packet on vm0 at 10us, 11.5us; packet on net0 at 10.1us, 11.6us, 13.1us'),
      'biglock',
    );
    expectTimeline(
      result,
      `
      10us    interrupt vm0 over compute              // 10.4 + 2 x 2 = 14.4
      14.4us  interrupt net0 over vm0 interrupt       // for three packets
      `,
      { slices: false, instants: ['interrupt'] },
    );
    expect(result.metrics).toMatchObject({ interrupts: 2, packets: 5, in_flight: 0 });
  });

  test('equals do not interrupt each other', () => {
    const levels = { net0: 'net', vm0: 'net' };
    const result = simulateText(scenario('packet on net0 at 10us; packet on vm0 at 11us', levels), 'biglock');
    expectTimeline(
      result,
      `
      10us    interrupt net0 over compute
      13.4us  interrupt vm0 over net0 interrupt
      `,
      { slices: false, instants: ['interrupt'] },
    );
  });

  test('during the trap itself nothing interrupts, whatever its level', () => {
    const result = simulateText(scenario('packet on net0 at 10us; packet on vm0 at 10.2us'), 'biglock');
    expectTimeline(
      result,
      `
      10us    interrupt net0 over compute
      10.4us  interrupt vm0 over net0 interrupt
      `,
      { slices: false, instants: ['interrupt'] },
    );
  });

  test('interrupt threads: the better thread preempts the other, which returns from that trap', () => {
    const result = simulateText(scenario('packet on net0 at 10us; packet on vm0 at 15us'), 'interrupt_threads');
    expectTimeline(
      result,
      `
      14.2-15us    net0 interrupt thread: low                // 10.7 + 3.5
      15us         interrupt vm0 over net0 interrupt thread
      15-15.4us    vm0 trap: trap
      15.4-15.7us  vm0 trap: wakeup
      15.7us       switch net0 interrupt thread -> vm0 interrupt thread (preempt)
      15.7-17.7us  vm0 interrupt thread: context switch
      17.7-19.2us  vm0 interrupt thread: cache refill
      19.2-21.2us  vm0 interrupt thread: high
      21.2us       drop #2 at drop in b
      21.2us       switch vm0 interrupt thread -> net0 interrupt thread (block)
      21.2-23.2us  net0 interrupt thread: context switch
      23.2-24.7us  net0 interrupt thread: cache refill
      24.7-25us    net0 interrupt thread: return from trap
      25-27.2us    net0 interrupt thread: low
      27.2us       drop #1 at drop in a
      27.2us       switch net0 interrupt thread -> compute (block)
      `,
      { from: 14.2, until: 27.2 },
    );
  });

  test('interrupt threads: the worse one waits, ready, until the better sleeps', () => {
    const result = simulateText(scenario('packet on vm0 at 10us; packet on net0 at 15us'), 'interrupt_threads');
    expectTimeline(
      result,
      `
      14.2-15us    vm0 interrupt thread: high
      15us         interrupt net0 over vm0 interrupt thread
      15-15.4us    net0 trap: trap
      15.4-15.7us  net0 trap: wakeup
      15.7-16us    net0 trap: return from trap
      16-17.2us    vm0 interrupt thread: high
      17.2us       drop #1 at drop in b
      17.2us       switch vm0 interrupt thread -> net0 interrupt thread (block)
      `,
      { from: 14.2, until: 17.2 },
    );
  });
});

describe('moderation', () => {
  function interrupts(moderation: string, packets: string): string[] {
    const text = scenario(packets).replace('device net0: nic {', `device net0: nic { moderation ${moderation};`);
    const result = simulateText(text.replace('60us', '400us'), 'biglock');
    return [...result.packets.end].map((end) => String(end / 1e6));
  }
  const ten = 'packet on net0 at 10us, 20us, 30us, 40us';

  // A packet ends trap 0.4 and its own 3 after the interrupt, and 3 more for each that was in front of it in the ring.
  test.each([
    ['none', ['13.4', '23.4', '33.4', '43.4']],
    // 10; then 60, for all three others.
    ['gap 50us', ['13.4', '63.4', '66.4', '69.4']],
    // With the third; the fourth waits for two more that never come.
    ['packets 3', ['33.4', '36.4', '39.4', '-0.000001']],
    // 10 + 25 for the first three, 40 + 25 for the last.
    ['absolute_timer 25us', ['38.4', '41.4', '44.4', '68.4']],
    // Anew with each: 40 + 15.
    ['packet_timer 15us', ['58.4', '61.4', '64.4', '67.4']],
    // The packet timer alone would be at 55; the first has waited for 35 at 45.
    ['packet_timer 15us absolute_timer 35us', ['48.4', '51.4', '54.4', '57.4']],
    // Two at 20; two at 40, which the gap holds back until 120.
    ['gap 100us packets 2', ['23.4', '26.4', '123.4', '126.4']],
  ])('%s', (moderation, ends) => {
    // absolute_timer: the interrupt is at 35, so the first three end at 38.4, 41.4 and 44.4; #4 came at 40 into a running
    // handler, which finds it in the ring.
    if (moderation.startsWith('absolute')) ends = ['38.4', '41.4', '44.4', '47.4'];
    expect(interrupts(moderation, ten)).toEqual(ends);
  });
});
