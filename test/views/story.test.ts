import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { storyOf } from '../../src/views/story.js';
import { plainText } from '../../src/views/words.js';
import { simulateText } from '../support/scenario.js';
import { type Made, resultOf, traceOf } from './traces.js';

const EXAMPLE = readFileSync('examples/ipsec.irq', 'utf8');

/** A story's transfers: `1 switch a > b`. */
function transfers(story: ReturnType<typeof storyOf>): string[] {
  return story!.events.flatMap((event) => {
    if (event.kind !== 'transfer') return [];
    const [from, to] = [story!.actors[event.from]!.name, story!.actors[event.to]!.name];
    return [`${event.number} ${event.way} ${from} > ${to}`];
  });
}

describe("the message's packet", () => {
  it('takes six context switches with interrupt threads', () => {
    const story = storyOf(simulateText(EXAMPLE, 'interrupt_threads'), 0);
    expect(transfers(story)).toEqual([
      '1 switch compute > wm0 interrupt thread',
      '2 switch wm0 interrupt thread > softnet softint thread',
      '3 switch softnet softint thread > compute',
      '4 switch compute > ubsec0 interrupt thread',
      '5 switch ubsec0 interrupt thread > softnet softint thread',
      '6 switch softnet softint thread > compute',
    ]);
    expect(story).toMatchObject({ transfers: 6, switches: 6, outcome: 'delivered' });
  });

  it('takes the same six steps without a context switch in the monolithic kernel', () => {
    const story = storyOf(simulateText(EXAMPLE, 'biglock'), 0);
    expect(transfers(story)).toEqual([
      '1 interrupt compute > wm0 interrupt',
      '2 softint wm0 interrupt > softnet softint',
      '3 return softnet softint > compute',
      '4 interrupt compute > ubsec0 interrupt',
      '5 softint ubsec0 interrupt > softnet softint',
      '6 return softnet softint > compute',
    ]);
    expect(story).toMatchObject({ transfers: 6, switches: 0 });
  });

  it('is told in the words of the message', () => {
    expect(plainText(storyOf(simulateText(EXAMPLE, 'interrupt_threads'), 0)!)).toMatchInlineSnapshot(`
      "      (wm0 (NIC): packet 0 arrives, 1500 bytes, +0us)
            (wm0 (NIC) → compute (process): interrupt, +0us)
            (compute (process): the trap only wakes wm0 interrupt thread, +700ns)
      1. context switch from compute (process) to wm0 interrupt thread; took 4.2us, +4.2us
            (wm0 interrupt thread: wm_rxintr 1us, ether_input 1.2us, requests softint, wakes softnet softint thread, blocks: interrupt, +4.2us)
      2. context switch from wm0 interrupt thread to softnet softint thread; took 3.5us, +10.2us
            (softnet softint thread: ip_input 2us, esp_input 3us, ubsec_process 500ns, +10.2us)
            (softnet softint thread → ubsec0 (crypto): request, +15.7us)
            (ubsec0 (crypto) works 29us, +15.7us)
            (softnet softint thread: blocks: ubsec0, +15.7us)
      3. context switch from softnet softint thread to compute (process); took 3.8us, +19.5us
            (ubsec0 (crypto) → compute (process): interrupt, +44.7us)
            (compute (process): the trap only wakes ubsec0 interrupt thread, +45.4us)
      4. context switch from compute (process) to ubsec0 interrupt thread; took 4.2us, +48.9us
            (ubsec0 interrupt thread: ubsec_intr 600ns, crypto_done 400ns, wakes softnet softint thread, blocks: interrupt, +48.9us)
      5. context switch from ubsec0 interrupt thread to softnet softint thread; took 3.5us, +53.7us
            (softnet softint thread: esp_input_cb 1.5us, tcp_input 4us, delivers to server, +53.7us)
      6. context switch from softnet softint thread to compute (process); took 3.8us, +63.3us"
    `);
    expect(plainText(storyOf(simulateText(EXAMPLE, 'biglock'), 0)!)).toMatchInlineSnapshot(`
      "      (wm0 (NIC): packet 0 arrives, 1500 bytes, +0us)
            (wm0 (NIC) → compute (process): interrupt, +0us)
      1. interrupt from compute (process) to wm0 interrupt; no context switch; took 400ns, +400ns
            (wm0 interrupt: wm_rxintr 1us, ether_input 1.2us, requests softint, +400ns)
      2. soft interrupt on the way out from wm0 interrupt to softnet softint; no context switch, +2.6us
            (softnet softint: ip_input 2us, esp_input 3us, ubsec_process 500ns, +2.75us)
            (softnet softint → ubsec0 (crypto): request, +8.25us)
            (ubsec0 (crypto) works 29us, +8.25us)
      3. return from softnet softint to compute (process); no context switch; took 300ns, +8.55us
            (ubsec0 (crypto) → compute (process): interrupt, +37.25us)
      4. interrupt from compute (process) to ubsec0 interrupt; no context switch; took 400ns, +37.65us
            (ubsec0 interrupt: ubsec_intr 600ns, crypto_done 400ns, requests softint, +37.65us)
      5. soft interrupt on the way out from ubsec0 interrupt to softnet softint; no context switch, +38.65us
            (softnet softint: esp_input_cb 1.5us, tcp_input 4us, delivers to server, +38.8us)
      6. return from softnet softint to compute (process); no context switch; took 300ns, +44.9us"
    `);
  });

  it('comes from the trace and not from names', () => {
    const renamed = EXAMPLE.replaceAll('wm0', 'eth9').replaceAll('ubsec0', 'hifn3').replaceAll('compute', 'burn');
    expect(transfers(storyOf(simulateText(renamed, 'interrupt_threads'), 0))).toEqual([
      '1 switch burn > eth9 interrupt thread',
      '2 switch eth9 interrupt thread > softnet softint thread',
      '3 switch softnet softint thread > burn',
      '4 switch burn > hifn3 interrupt thread',
      '5 switch hifn3 interrupt thread > softnet softint thread',
      '6 switch softnet softint thread > burn',
    ]);
  });
});

it('of a packet that is forwarded ends with who gave it to the NIC', () => {
  const text = `
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 1us }
device in: nic { link 1Gbps; input p }
device out: nic { link 1Gbps; input p }
path p { hard net { run rx 1us; enqueue q } soft softnet { run forward 2us; transmit out } }
workload w { packet on in at 10us size 64B }
run "r" { machine m; workload w; for 50us; designs biglock }`;
  // 84 bytes of wire are 672ns.
  expect(plainText(storyOf(simulateText(text, 'biglock'), 0)!)).toMatchInlineSnapshot(`
    "      (in (NIC): packet 0 arrives, 64 bytes, +0us)
          (in (NIC) → idle: interrupt, +0us)
    1. interrupt from idle to in interrupt; no context switch; took 1us, +1us
          (in interrupt: rx 1us, requests softint, +1us)
    2. soft interrupt on the way out from in interrupt to softnet softint; no context switch, +2us
          (softnet softint: forward 2us, +2us)
    3. return from softnet softint to idle; no context switch, +4us
          (softnet softint: transmits the packet, +4.672us)"
  `);
});

describe('a story by hand', () => {
  const contexts = [
    ['process', 'user'],
    ['interrupt', 'nic'],
    ['softint', 'soft'],
    ['process', 'reader'],
  ] as const;
  const statements = ['work', 'rx', 'input'];
  const devices = [['nic', 'n0']] as const;
  const tell = (records: readonly Made[], outcome: 'in flight' | 'delivered' | 'dropped', end?: number) => {
    const trace = traceOf({ duration: 50, contexts, statements, devices, places: ['q'], records });
    return storyOf(resultOf({ trace, packets: [{ arrival: 10, outcome, ...(end !== undefined && { end }) }] }), 0);
  };

  it('ends with the return after a drop', () => {
    const story = tell(
      [
        [0, 'user', 'user', 'work'],
        [10, 'Arrive', 0, 0, 1],
        [10, 'Interrupt', 0, 0],
        [10, 'trap', 'nic'],
        [11, 'interrupt', 'nic', 'rx', 0],
        [13, 'Drop', 0, 0, 1],
        [13, 'trap', 'nic'],
        [14, 'user', 'user', 'work'],
        [20, 'Interrupt', 0, 0],
        [20, 'interrupt', 'nic', 'rx'],
        [22, 'user', 'user', 'work'],
      ],
      'dropped',
      13,
    );
    expect(transfers(story)).toEqual(['1 interrupt user > nic', '2 return nic > user']);
    expect(plainText(story!)).toContain('dropped at q');
    expect(story!.latency).toBe(3e6);
  });

  it('that nobody worked on has no transfers', () => {
    const story = tell(
      [
        [0, 'user', 'user', 'work'],
        [10, 'Arrive', 0, 0, 1],
        [10, 'Drop', 0, 0, 1],
      ],
      'dropped',
      10,
    );
    expect(story).toMatchObject({ transfers: 0, switches: 0 });
    expect(story!.actors.map(({ name }) => name)).toEqual(['n0']);
  });

  it('goes back to a softint that was interrupted, instead of entering it', () => {
    const story = tell(
      [
        [0, 'softint', 'soft', 'input', 7],
        [10, 'Arrive', 0, 0, 1],
        [10, 'Interrupt', 0, 2],
        [11, 'interrupt', 'nic', 'rx', 0],
        [13, 'softint', 'soft', 'input', 7],
        [20, 'softint', 'soft', 'input', 0],
        [25, 'Deliver', 3, 0, 1],
        [25, 'user', 'user', 'work'],
      ],
      'delivered',
      25,
    );
    expect(transfers(story)).toEqual(['1 interrupt soft > nic', '2 return nic > soft', '3 return soft > user']);
  });

  it('does not number a trap that only wakes a thread', () => {
    const trace = traceOf({
      duration: 50,
      contexts: [
        ['process', 'user'],
        ['interrupt', 'trap'],
        ['interrupt_thread', 'ithread'],
      ],
      statements,
      devices,
      records: [
        [0, 'user', 'user', 'work'],
        [10, 'Arrive', 0, 0, 1],
        [10, 'Interrupt', 0, 0],
        [10, 'trap', 'trap'],
        [11, 'interrupt', 'trap', 'wakeup'],
        [12, 'Wakeup', 2, 1],
        [12, 'trap', 'trap'],
        [13, 'user', 'user', 'work'],
        [20, 'Switch', 0, 2],
        [20, 'switch', 'ithread'],
        [22, 'interrupt', 'ithread', 'rx', 0],
        [24, 'Deliver', 0, 0, 1],
        [24, 'Switch', 2, 0],
        [24, 'switch', 'user'],
        [26, 'user', 'user', 'work'],
      ],
    });
    const story = storyOf(resultOf({ trace, packets: [{ arrival: 10, end: 24 }] }), 0);
    expect(transfers(story)).toEqual(['1 switch user > ithread', '2 switch ithread > user']);
    expect(plainText(story!)).toContain('the trap only wakes ithread');
  });

  it('tells hand-offs from switches, and an interrupt before the first work from both', () => {
    const trace = traceOf({
      duration: 50,
      contexts,
      statements,
      devices,
      records: [
        [0, 'user', 'user', 'work'],
        [10, 'Arrive', 0, 0, 1],
        [10, 'Switch', 0, 3],
        [10, 'switch', 'reader', 'hand-off'],
        [11, 'refill', 'reader', 'cache refill'],
        [12, 'Interrupt', 0, 3],
        [12, 'trap', 'nic', 'trap'],
        [13, 'interrupt', 'nic', 'rx', 0],
        [14, 'Wakeup', 0, 1, 1],
        [14, 'Switch', 3, 0],
        [14, 'switch', 'user', 'hand-off'],
        [15, 'user', 'user', 'work', 0],
        [16, 'Switch', 0, 3],
        [16, 'switch', 'reader', 'context switch'],
        [17, 'user', 'reader', 'input', 0],
        [20, 'Deliver', 3, 0, 1],
        [20, 'Switch', 3, 0],
        [20, 'user', 'user', 'work'],
      ],
    });
    const story = storyOf(resultOf({ trace, packets: [{ arrival: 10, end: 20 }] }), 0);
    expect(transfers(story)).toEqual([
      '1 interrupt reader > nic',
      '2 handoff nic > user',
      '3 switch user > reader',
      '4 switch reader > user',
    ]);
    expect(story).toMatchObject({ transfers: 4, switches: 2, handoffs: 1 });
    expect(plainText(story!)).toContain('2. hand-off from nic (interrupt) to user (process); took 1us, +5us');
  });

  it('follows the packet over CPUs', () => {
    const trace = traceOf({
      duration: 50,
      cpus: 2,
      contexts,
      statements,
      devices,
      records: [
        [0, 'user', 'user', 'work', -1, 0],
        [0, 'user', 'reader', 'work', -1, 1],
        [10, 'Arrive', 0, 0, 1],
        [10, 'Interrupt', 0, 0, 0, 0],
        [10, 'interrupt', 'nic', 'rx', 0, 0],
        [12, 'Softint', 3, 3, 0, 1],
        [12, 'softint', 'soft', 'input', 0, 1],
        [13, 'user', 'user', 'work', -1, 0],
        [15, 'Deliver', 3, 0, 1, 1],
        [15, 'user', 'reader', 'work', -1, 1],
      ],
    });
    const story = storyOf(resultOf({ trace, packets: [{ arrival: 10, end: 15 }] }), 0);
    expect(transfers(story)).toEqual([
      '1 interrupt user > nic',
      '2 softint reader > soft',
      '3 return nic > user',
      '4 return soft > reader',
    ]);
  });

  it('of a packet in flight goes on to the end of the run', () => {
    const story = tell(
      [
        [0, 'user', 'user', 'work'],
        [10, 'Arrive', 0, 0, 1],
        [40, 'Interrupt', 0, 0],
        [40, 'interrupt', 'nic', 'rx', 0],
      ],
      'in flight',
    );
    expect(transfers(story)).toEqual(['1 interrupt user > nic']);
    expect(story).toMatchObject({ outcome: 'in flight', latency: undefined });
    expect(plainText(story!)).toContain('rx 10us');
  });

  it('is none without a trace or without the packet', () => {
    expect(storyOf(resultOf({ packets: [{ arrival: 1 }] }), 0)).toBeUndefined();
    const trace = traceOf({ duration: 1, contexts: [], records: [] });
    expect(storyOf(resultOf({ trace }), 0)).toBeUndefined();
    expect(storyOf(resultOf({ trace, packets: [{ arrival: 0 }] }), -1)).toBeUndefined();
  });
});
