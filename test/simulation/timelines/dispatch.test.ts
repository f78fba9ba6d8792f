import { describe, expect, test } from 'vitest';
import { ipsec } from '../../support/ipsec.js';
import { runsOf, simulateRun, simulateText } from '../../support/scenario.js';
import { expectTimeline, switches } from '../../support/timeline.js';

function scenario(dispatch: string, packets = 'packet on wm0 at 10us'): string {
  const designs = `
    design inline extends biglock { dispatch ${dispatch} }
    design threads extends interrupt_threads { dispatch ${dispatch} }`;
  return ipsec({ packets, designs, list: 'inline, threads' });
}

describe('direct dispatch', () => {
  test('inline: the protocols run in the handler, and only the continuation needs a softint', () => {
    const result = simulateText(scenario('direct'), 'inline');
    expectTimeline(
      result,
      `
      10us           interrupt wm0 over compute
      10-10.4us      wm0 interrupt: trap
      10.4-11.4us    wm0 interrupt: wm_rxintr
      11.4-12.6us    wm0 interrupt: ether_input
      12.6-14.6us    wm0 interrupt: ip_input
      14.6-17.6us    wm0 interrupt: esp_input
      17.6-18.1us    wm0 interrupt: ubsec_process
      18.1-18.4us    wm0 interrupt: return from trap
      18.4-47.1us    compute: work
      47.1us         interrupt ubsec0 over compute
      47.1-47.5us    ubsec0 interrupt: trap
      47.5-48.1us    ubsec0 interrupt: ubsec_intr
      48.1-48.5us    ubsec0 interrupt: crypto_done
      48.5us         softint softnet over ubsec0 interrupt
      48.5-48.65us   softnet softint: softint dispatch
      48.65-50.15us  softnet softint: esp_input_cb
      50.15-54.15us  softnet softint: tcp_input
      54.15us        deliver #1 to server
      `,
      { from: 10, until: 54.15 },
    );
    expect(result.metrics).toMatchObject({ softints: 1, switches: 0 });
  });

  test('threads: the interrupt thread sleeps for the device itself, which saves two switches', () => {
    expect(switches(simulateText(scenario('direct'), 'threads'))).toEqual([
      '10.7us compute -> wm0 interrupt thread (preempt)',
      // + 3.5 + 2.2 + 5.5
      '21.9us wm0 interrupt thread -> compute (block)',
      // 21.9 + 29 + 0.7
      '51.6us compute -> ubsec0 interrupt thread (preempt)',
      // + 3.5 + 1 + 0.3
      '56.4us ubsec0 interrupt thread -> wm0 interrupt thread (block)',
      // + 3.5 + 5.5 + 0.3
      '65.7us wm0 interrupt thread -> compute (block)',
    ]);
  });
});

describe('hybrid dispatch', () => {
  test('is direct when nothing waits or runs at the soft level', () => {
    const hybrid = simulateText(scenario('hybrid'), 'inline');
    const direct = simulateText(scenario('direct'), 'inline');
    expect(hybrid.cpus).toEqual(direct.cpus);
    expect(hybrid.packets).toEqual(direct.packets);
  });

  test('is deferred while the softint runs, so that no packet overtakes another', () => {
    const result = simulateText(scenario('hybrid', 'packet on wm0 at 10us, 49us'), 'inline');
    expectTimeline(
      result,
      `
      48.65-49us     softnet softint: esp_input_cb     // 0.35 of 1.5
      49us           interrupt wm0 over softnet softint
      49-49.4us      wm0 interrupt: trap
      49.4-50.4us    wm0 interrupt: wm_rxintr
      50.4-51.6us    wm0 interrupt: ether_input        // and into the queue
      51.6-51.9us    wm0 interrupt: return from trap
      51.9-53.05us   softnet softint: esp_input_cb
      53.05-57.05us  softnet softint: tcp_input
      57.05us        deliver #1 to server
      57.05-57.35us  softnet softint: wakeup
      57.35-59.35us  softnet softint: ip_input
      59.35-62.35us  softnet softint: esp_input
      62.35-62.85us  softnet softint: ubsec_process
      62.85-63.15us  ubsec0 interrupt: return from trap
      `,
      { from: 48.65, until: 63.15 - 0.01 },
    );
  });

  test('calls the next stage only on the CPU that serves its queue', () => {
    const text = `
machine m { cpus 2 at 1GHz; cost ipi 500ns }
device nic: nic { link 10Gbps; input in }
path in { hard net { run rx 1us; enqueue ipintrq } soft softnet { run ip_input 2us; drop } }
design d {
  interrupt inline; softint on_return; dispatch hybrid; netisr hashed; await continuation via softint; lock spin
}
workload w { packet on nic at 10us, 20us size 64B flows 2 }
run "hybrid" { machine m; workload w; for 30us; designs d }`;
    expectTimeline(
      simulateText(text, 'd'),
      `
      cpu0 0-10us     idle cpu0: idle
      cpu1 0-21us     idle cpu1: idle
      cpu0 10us       interrupt nic over idle cpu0
      cpu0 10-11us    nic interrupt: rx
      cpu0 11-13us    nic interrupt: ip_input
      13us            drop #1 at drop in in
      cpu0 13-20us    idle cpu0: idle
      cpu0 20us       interrupt nic over idle cpu0
      cpu0 20-21us    nic interrupt: rx
      cpu0 21-21.5us  nic interrupt: ipi                 // the second flow hashes to CPU 1
      cpu1 21us       interrupt clock or ipi over idle cpu1
      cpu1 21us       softint softnet over ipi cpu1
      cpu1 21-23us    softnet softint cpu1: ip_input
      cpu0 21.5-30us  idle cpu0: idle
      23us            drop #2 at drop in in
      cpu1 23-30us    idle cpu1: idle
      `,
    );
  });
});

test('an immediate continuation runs in the handler of the completion, without a second softint', () => {
  const designs = 'design immediate extends biglock { await continuation immediately }';
  const result = simulateText(ipsec({ designs, list: 'immediate' }), 'immediate');
  expectTimeline(
    result,
    `
    47.25us        interrupt ubsec0 over compute
    47.25-47.65us  ubsec0 interrupt: trap
    47.65-48.25us  ubsec0 interrupt: ubsec_intr
    48.25-48.65us  ubsec0 interrupt: crypto_done
    48.65-50.15us  ubsec0 interrupt: esp_input_cb
    50.15-54.15us  ubsec0 interrupt: tcp_input
    54.15us        deliver #1 to server
    54.15-54.45us  ubsec0 interrupt: wakeup
    54.45-54.75us  ubsec0 interrupt: return from trap
    `,
    { from: 47.25, until: 54.7 },
  );
  expect(result.metrics).toMatchObject({ softints: 1, interrupts: 2 });
});

describe('a queue that two paths name', () => {
  const text = (second: string) => `
    import "std/designs"
    machine m { cpus 1 at 1GHz }
    device wm0: nic { link 10Gbps; input first }
    device wm1: nic { link 10Gbps; input second }
    path first { hard net { run rx 1us; enqueue inq limit 1 } soft softnet { run one 5us; deliver server } }
    path second { hard net { run rx 1us; enqueue ${second} { run two 2us; deliver server } }
    process server { loop { receive } }
    workload w { packet on wm0 at 10us; packet on wm1 at 10.5us, 30us }
    run "r" { machine m; workload w; for 50us; designs biglock, interrupt_threads }`;

  test('is one for both, and each packet goes on with its own', () => {
    expectTimeline(
      simulateText(text('inq limit 1 } soft softnet'), 'biglock'),
      `
      10us    interrupt wm0 over idle
      11us    interrupt wm1 over wm0 interrupt  // on the way out, before the soft interrupt
      12us    drop #2 at inq                    // where #1 waits
      12us    softint softnet over wm1 interrupt
      17us    deliver #1 to server
      30us    interrupt wm1 over idle
      31us    softint softnet over wm1 interrupt
      33us    deliver #3 to server
      `,
      { slices: false, instants: ['interrupt', 'softint', 'deliver', 'drop'] },
    );
  });

  test('wakes the thread that serves it, whatever another path says of it', () => {
    const apart = JSON.stringify(runsOf(text('other limit 1 } soft softclock'))[0]);
    const { packets } = simulateRun(JSON.parse(apart.replaceAll('"other"', '"inq"')), 'interrupt_threads');
    // Its thread runs when those of the interrupts are done.
    expect([...packets.end]).toEqual([17e6, 12e6, 33e6]);
  });
});
