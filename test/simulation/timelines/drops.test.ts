import { expect, test } from 'vitest';
import { ipsec } from '../../support/ipsec.js';
import { simulateText } from '../../support/scenario.js';
import { expectTimeline } from '../../support/timeline.js';

/** Back to back: 1.216 apart. The handler takes 2.2 for each: 10.4, 12.6, 14.8, … */
function back(count: number): string {
  return `packets on wm0 wire from 10us count ${count}`;
}
const fate = { slices: false, instants: ['drop', 'deliver', 'arrive'] } as const;

test('a ring of one drops what comes before the handler has taken the one in it, at no cost', () => {
  const result = simulateText(ipsec({ packets: back(4), nic: 'rx ring 1' }), 'biglock');
  expectTimeline(
    result,
    `
    10us      arrive #1 on wm0
    11.216us  arrive #2 on wm0      // #1 was taken at 10.4
    12.432us  arrive #3 on wm0
    12.432us  drop #3 at wm0 rx ring // #2 is taken at 12.6
    13.648us  arrive #4 on wm0
    `,
    { ...fate, until: 40 },
  );
  // 2.2 in the NIC's handler and 1 in the crypto device's for each of three, as if there had been no other.
  expect(result.cpus[0]).toMatchObject({ interrupt: 9.6e6 });
  expect(result.metrics).toMatchObject({ packets: 4, delivered: 3, dropped: 1, loss: 0.25 });
});

test('an input queue of one drops the new one, or with drop head the old one, when the work in the handler is done', () => {
  const dropped = (enqueue: string) => {
    const result = simulateText(ipsec({ packets: back(3), enqueue }), 'biglock');
    expect(result.drops).toMatchObject([{ place: 'ipintrq', count: 2 }]);
    expect(result.cpus[0]!.interrupt).toBe(7.6e6);
    return [...result.packets.outcome].map((outcome, i) =>
      outcome === 2 ? `#${i + 1} ${result.packets.end[i]! / 1e6}` : 'delivered',
    );
  };
  // Enqueued at 12.6, 14.8 and 17, before the soft interrupt at 17.
  expect(dropped('enqueue ipintrq limit 1 drop tail')).toEqual(['delivered', '#2 14.8', '#3 17']);
  expect(dropped('enqueue ipintrq limit 1 drop head')).toEqual(['#1 14.8', '#2 17', 'delivered']);
});

test('a socket of one drops the second packet for a server that does not get to run', () => {
  const processes =
    'process server { socket 1; loop { receive; run read 2us } }\nprocess compute { loop { run work 1ms } }';
  const result = simulateText(ipsec({ packets: back(2), processes }), 'biglock');
  expect(result.drops).toMatchObject([{ place: 'server socket', count: 1 }]);
  expect(result.metrics).toMatchObject({ delivered: 1, dropped: 1, wakeups: 1 });
  // 10.4 + 2 x 2.2 + 0.15 + 2 x 5.5, then the requests: 20.45 + 29, and 29 more; then 0.4 + 1 + 0.15 + 5.5.
  expect(result.packets.end[1]).toBe(85.5e6);
});

test('what a path drops on purpose is counted where it does: one place alone has the name of the path only', () => {
  const dropping = (body: string) => {
    const text = `
    import "std/designs"
    machine m { cpus 1 at 1GHz }
    device wm0: nic { link 1Gbps; input p }
    path p {
      hard net {
        ${body}
      }
    }
    workload w { packet on wm0 at 10us size 64B; packet on wm0 at 50us, 70us size 200B }
    run "r" { machine m; workload w; for 100us; designs biglock; processes none }`;
    const { drops, packets, trace } = simulateText(text, 'biglock');
    expect([...packets.end]).toEqual([10e6, 51e6, 71e6]);
    return {
      drops: drops.map(({ place, span, count }) => [place, text.split('\n')[span!.line]!.trim(), count]),
      places: [...packets.place].map((place) => trace.places[place]!.name),
    };
  };
  expect(dropping('if packet.size >= 100B { run work 1us }\ndrop')).toEqual({
    drops: [['drop in p', 'drop', 3]],
    places: ['drop in p', 'drop in p', 'drop in p'],
  });
  expect(dropping('if class none { drop }\nif packet.size < 100B { drop }\nrun work 1us; drop')).toEqual({
    drops: [
      ['drop 2 in p', 'if packet.size < 100B { drop }', 1],
      ['drop 3 in p', 'run work 1us; drop', 2],
    ],
    places: ['drop 2 in p', 'drop 3 in p', 'drop 3 in p'],
  });
});
