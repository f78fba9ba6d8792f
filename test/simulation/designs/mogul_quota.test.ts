import { describe, expect, test } from 'vitest';
import { computing, machine } from '../../support/machine.js';
import { simulateText, type Traced } from '../../support/scenario.js';
import { expectTimeline, timeline } from '../../support/timeline.js';

/**
 * The modified kernel of Mogul and Ramakrishnan, "Eliminating Receive Livelock in an Interrupt-driven Kernel", USENIX
 * 1996, section 6: the interrupt handler only notes that its device needs service, leaves its interrupt masked and wakes
 * the polling thread, which calls the received-packet callback of each such device in turn. A callback takes no more
 * packets than its quota, and each of them through to its end. When none has anything left, interrupts are let in again.
 *
 * Feedback (6.6.1): input stops when the socket of the process that the packets go to is three quarters full, and begins
 * again when it is down to a quarter, or after a timeout, in case the process hangs; here that is the end of the period of
 * 10 ms. What comes meanwhile, the NIC drops.
 *
 * Limit of CPU use (section 7): in a period of 10 ms, the packets have no more than a share; the rest of it is input-free.
 */
function scenario(packets: string, end: string, processes: string, time = '200us', designs = 'mogul_quota'): string {
  return `
import "std/designs"
${machine()}
device net0: nic { link 100Gbps; rx ring 32; input in }
device net1: nic { link 100Gbps; rx ring 32; input in }
path in { hard net { run rx 1us; enqueue ipintrq } soft softnet { run ip_input 1us; ${end} } }
${processes}
workload w { ${packets} }
design limited extends mogul_quota { poll quota weight 5 cycle_limit 50% period 10ms }
run "quota" { machine m; workload w; for ${time}; designs ${designs} }`;
}

test('the thread takes five packets of each device in turn, to their end; then its interrupt is let in', () => {
  const packets = 'packets on net0 every 10ns from 10us count 7 size 64B; packet on net1 at 14us, 14.1us size 64B';
  const result = simulateText(scenario(packets, 'drop', computing()), 'mogul_quota');
  expectTimeline(
    result,
    `
    10us         interrupt net0 over compute
    10-10.4us    net0 interrupt: trap
    10.4-10.6us  net0 interrupt: mask
    10.6-10.9us  net0 interrupt: wakeup
    10.9us       switch compute -> softnet softint thread (preempt)
    10.9-12.9us  softnet softint thread: context switch
    12.9-13.9us  softnet softint thread: rx
    13.9-14us    softnet softint thread: ip_input       // 0.1 of 1
    14us         interrupt net1 over softnet softint thread
    14-14.4us    net1 interrupt: trap
    14.4-14.6us  net1 interrupt: mask                   // no wakeup: the thread is awake
    14.6-14.9us  net1 interrupt: return from trap
    14.9-15.8us  softnet softint thread: ip_input
    15.8us       drop #1 at drop in in
    15.8-16.8us  softnet softint thread: rx
    `,
    { from: 10, until: 16.5 },
  );
  const { end } = result.packets;
  // Five of net0 from 12.9, at 2 each and 0.9 for the interrupt; two of net1; mask 0.2; the other two of net0.
  expect([0, 4, 7, 8, 5, 6].map((index) => end[index]! / 1e6)).toEqual([15.8, 23.8, 25.8, 27.8, 30, 32]);
  expectTimeline(
    result,
    `
    27.8us       drop #9 at drop in in
    27.8-28us    softnet softint thread: mask           // net1 has no more
    28-29us      softnet softint thread: rx
    29-30us      softnet softint thread: ip_input
    30us         drop #6 at drop in in
    30-31us      softnet softint thread: rx
    31-32us      softnet softint thread: ip_input
    32us         drop #7 at drop in in
    32-32.2us    softnet softint thread: mask
    32.2us       switch softnet softint thread -> compute (block)
    32.2-34.2us  compute: context switch
    34.2-34.5us  compute: return from trap
    34.5-200us   compute: work
    `,
    { from: 27.8 },
  );
});

describe('feedback', () => {
  test('stops input where the socket is three quarters full, and lets it in at a quarter', () => {
    const screend = 'process screend { priority timeshare 1; socket 32; loop { receive; run filter 10us } }';
    const packets = 'packets on net0 every 10ns from 10us count 56 size 64B';
    const result = simulateText(
      scenario(packets, 'deliver screend', `${screend}\n${computing()}`, '1ms'),
      'mogul_quota',
    );
    expectTimeline(
      result,
      `
      10us      interrupt net0 over compute
      10.9us    switch compute -> softnet softint thread (preempt)
      // + switch 2 + 24 x 2 + wakeup of screend 0.3
      61.2us    switch softnet softint thread -> screend (block)
      // + switch 2 + 15 x 10: the sixteenth receive leaves 8 in the socket, and wakes the thread for 0.3
      213.5us   switch screend -> softnet softint thread (preempt)
      // + switch 2 + the other 8 of the ring x 2 + mask 0.2
      231.7us   switch softnet softint thread -> screend (block)
      // + switch 2 + 17 x 10
      403.7us   switch screend -> compute (block)
      `,
      { slices: false, instants: ['interrupt', 'switch'] },
    );
    // All came before the thread was there: 32 in the ring, the others dropped by the NIC, for nothing.
    expect(result.drops.map(({ place, count }) => [place, count])).toEqual([['net0 rx ring', 24]]);
  });

  /** `hung` never reads; `alive` takes 2us for a packet. Nothing but this takes time, and 1us a packet in the kernel. */
  function beside(hung: string, alive: string, time: string): Traced {
    const text = `
machine m { cpus 1 at 1GHz }
device nic: nic { link 100Gbps; input in }
path in { hard net { run rx 1us; if class hung { deliver hung } else { deliver alive } } }
process hung { socket 4; loop { sleep 10ms; receive } }
process alive { socket 4; loop { receive; run read 2us } }
design d { interrupt inline; softint thread; await block; lock spin; poll quota weight 5 feedback high 75% low 25% period 100us }
workload w { packet on nic at ${hung} size 64B class hung; packet on nic at ${alive} size 64B class alive }
run "quota" { machine m; workload w; for ${time}; designs d }`;
    return simulateText(text, 'd');
  }

  const ends = ({ packets: { end } }: Traced) => [...end].map((time) => time / 1e6);

  test('lets input in after its timeout, until a packet for the socket that is full still comes', () => {
    const result = beside('10us, 20us, 30us, 40us, 50us', '45us, 205us', '310us');
    // The third one fills the socket to the mark. The end of the first period lets in the one of 40, which stops input with
    // those of 45 and 50 in the ring; the end of the second lets them in, and the one of 50 finds the socket full. The
    // one of 205 waits for the third.
    expect(ends(result)).toEqual([11, 21, 31, 101, 201, 202, 301]);
    expect(result.drops.map(({ place, count }) => [place, count])).toEqual([['hung socket', 1]]);
  });

  test('asks each socket whether it is empty again that has stopped input, and no other', () => {
    // After 100 nothing comes for hung, whose socket stays at the mark. The third packet for alive stops input at 113; it
    // has two left when it begins with the first one and one from 115 on, which lets in two more. From 121 it has one left
    // again, and the last one comes in.
    const result = beside('10us, 20us, 30us', '110us, 110.1us, 110.2us, 110.3us, 110.4us, 110.5us', '200us');
    expect(ends(result)).toEqual([11, 21, 31, 111, 112, 113, 116, 117, 122]);
  });
});

describe('the limit of CPU use', () => {
  test('leaves processes their share of every period, however many packets come', () => {
    const flood = scenario('packets on net0 every 1.9us size 64B', 'drop', computing(), '50ms', 'limited, mogul_quota');
    const result = simulateText(flood, 'limited');
    // From the second period on: input stops with the packet that goes beyond 5000us of 2us each, the 2501st.
    const { end, place } = result.packets;
    const ended = end.filter((_, packet) => result.trace.places[place[packet]!]!.name === 'drop in in');
    const inPeriod = (n: number) => ended.filter((time) => time > n * 10e9 && time <= (n + 1) * 10e9).length;
    expect([1, 2, 3].map(inPeriod)).toEqual([2501, 2501, 2501]);
    // A period's tick: trap 0.4, wakeup 0.3, two switches, return 0.3.
    const user = simulateText(flood.replace('for 50ms', 'for 40ms'), 'limited');
    expect(result.cpus[0]!.user - user.cpus[0]!.user).toBe(10e9 - 2501 * 2e6 - 5e6);
    expect(simulateText(flood, 'mogul_quota').metrics.user_share).toBeLessThan(0.001);
  });

  test('a period is charged with what was used in it, not with the beginning of a stretch that it finds', () => {
    const text = `
machine m { cpus 1 at 1GHz }
device nic: nic { link 100Gbps; input in }
path in { hard net { run rx 6us; drop } }
design d { interrupt inline; softint thread; await block; lock spin; poll quota weight 5 cycle_limit 50% period 10us }
workload w { packet on nic at 8us, 9us size 64B }
run "quota" { machine m; workload w; for 40us; designs d }`;
    // The first one has used 2 of the first period and 4 of the second; more than 5 would stop input until 20.
    expect([...simulateText(text, 'd').packets.end]).toEqual([14e6, 20e6]);
  });
});

describe('polls that were held back', () => {
  const onCpu0 = (result: Traced, from: number, until: number) =>
    timeline(result, { from, until }).filter((line) => line.startsWith('cpu0'));

  /** Packets of `first` from 10 on, and one of `last`, the other CPU's, at 25; three of them stop input, one lets it in. */
  function filling(packets: number, where: 'first on cpu 0' | 'first on cpu 1', cost: string, design: string): string {
    const cpu = where === 'first on cpu 0' ? 0 : 1;
    return `
machine m { cpus 2 at 1GHz; ${cost} }
device first: nic { link 100Gbps; input in; cpu ${cpu} }
device last: nic { link 100Gbps; input in; cpu ${1 - cpu} }
path in { hard net { run rx 1us; deliver server } }
process server { cpu 0; socket 4; loop { receive; run read 20us } }
design d { interrupt inline; ${design}; lock spin; poll quota weight 9 feedback high 75% low 25% }
workload w { packets on first every 100ns from 10us count ${packets} size 64B; packet on last at 25us size 64B }
run "quota" { machine m; workload w; for 75us; designs d }`;
  }

  test('are asked for on another CPU for the price of an IPI', () => {
    const text = `
machine m { cpus 2 at 1GHz; cost trap 400ns; cost trap_return 300ns; cost ipi 500ns }
device nic: nic { link 100Gbps; input in; cpu 1 }
path in { hard net { run rx 2us; drop } }
design d {
  interrupt inline; softint on_return; await continuation via softint; lock spin; poll quota cycle_limit 1% period 100us
}
workload w { packet on nic at 10us, 11us size 64B }
run "quota" { machine m; workload w; for 200us; designs d }`;
    // What the first one takes, 2us, is beyond 1us, so the second one waits for the tick.
    expect(onCpu0(simulateText(text, 'd'), 100, 102)).toEqual([
      'cpu0 100us interrupt clock or ipi over idle cpu0',
      'cpu0 100-100.4us clock interrupt cpu0: trap',
      'cpu0 100.4-100.9us clock interrupt cpu0: ipi',
      'cpu0 100.9-101.2us clock interrupt cpu0: return from trap',
      'cpu0 101.2-200us idle cpu0: idle',
    ]);
  });

  test('are asked for once each, though the first is over and held back again before the last', () => {
    const text = filling(6, 'first on cpu 1', 'cost wakeup 3us', 'softint thread; await block');
    // Four of first come through until 20, and three of them are in the socket. The server reads from 17 to 37 and, with the
    // interrupt of last from 25 to 28, from 40 to 60; then one is left in the socket. First fills it again from 63 to 65.
    expect(onCpu0(simulateText(text, 'd'), 60, 75)).toEqual([
      'cpu0 60-63us server: wakeup',
      'cpu0 63-66us server: wakeup',
      'cpu0 66us switch server -> softnet softint thread cpu0 (preempt)',
      'cpu0 66us switch softnet softint thread cpu0 -> server (block)',
      'cpu0 66-75us server: read',
    ]);
  });

  test("are asked for by a receive, whose own CPU's begins before the IPI for another one has passed", () => {
    const text = filling(5, 'first on cpu 0', 'cost ipi 3us', 'softint on_return; await continuation via softint');
    // Three of first are in the socket at 13. The server takes one at once and the next one at 33, which leaves one.
    expect(onCpu0(simulateText(text, 'd'), 33, 50)).toEqual([
      'cpu0 33us softint softnet over server',
      'cpu0 33-34us softnet softint cpu0: rx',
      'cpu0 34-35us softnet softint cpu0: rx',
      'cpu0 35-38us server: ipi',
      'cpu0 38-58us server: read',
    ]);
  });

  test('are asked for by a receive in the kernel', () => {
    const text = `
machine m { cpus 1 at 1GHz; cost wakeup 1us }
device nic: nic { link 100Gbps; input in }
path in { hard net { deliver server } }
process server { socket 4; loop { receive; run read 10us } }
design d { interrupt inline; softint thread; await block; lock spin; poll quota weight 5 feedback high 75% low 25% }
workload w { packet on nic at 10us, 10.1us, 10.2us, 10.3us size 64B }
run "quota" { machine m; workload w; for 100us; designs d }`;
    const { cpus } = simulateText(text, 'd');
    expect(cpus[0]).toMatchObject({ user: 40e6 });
    expect(cpus[0]).toMatchObject({ kernel: 1e6 });
  });
});
