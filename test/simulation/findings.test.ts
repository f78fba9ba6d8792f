import { describe, expect, test } from 'vitest';
import { simulateText } from '../support/scenario.js';

/** One stage of 5us for each packet, a server, and what else a test adds. */
function scenario({ cpus = 1, device = '', processes = '', packets = '', time = '20ms', cost = '' }): string {
  return `
import "std/designs"
machine m { cpus ${cpus} at 1GHz; cost trap 400ns; cost trap_return 300ns; cost switch 2us; ${cost} }
device nic: nic { link 1Gbps; rx ring 64; input p; ${device} }
path p { hard net { run rx 5us; enqueue q limit 50 drop tail } soft softnet { run ip 5us; deliver server } }
process server { loop { receive; run read 2us } }
${processes}
workload w { ${packets} }
run "r" { machine m; workload w; for ${time}; designs biglock, netbsd5_softint }`;
}
const compute = 'process compute { loop { run work 1ms } }';

function codes(text: string, design = 'biglock') {
  return simulateText(text, design).findings.map(({ code, span }) => `${code} at line ${span.line + 1}`);
}

describe('findings', () => {
  test('packets that a moderation without a timer keeps waiting, at the device', () => {
    const packets = 'packets on nic every 10us count 3';
    const waiting = scenario({ device: 'moderation packets 8', packets, processes: compute });
    expect(codes(waiting)).toEqual(['stall at line 4']);
    const enough = scenario({ device: 'moderation packets 3', packets, processes: compute, time: '3ms' });
    expect(codes(enough)).toEqual([]);
  });

  test('no packets of a stream that goes on, unless they wait for long', () => {
    const device = 'moderation packets 8';
    expect(codes(scenario({ device, packets: 'packets on nic every 110us' }))).toEqual([]);
    const other = 'device other: nic { link 1Gbps; input p }';
    const alone = { device, processes: other };
    const packets = 'packet on nic at 10us\npackets on other every 110us';
    expect(codes(scenario({ ...alone, packets }))).toEqual(['stall at line 4']);
  });

  test('no packets that the handler will take, since it is at work', () => {
    const packets = 'packet on nic at 10us, 20us, 21us size 64B';
    const during = scenario({ device: 'moderation packets 2', packets, time: '23us' });
    expect(codes(during)).toEqual([]);
    expect(codes(scenario({ device: 'moderation packets 2', packets, time: '100us', processes: compute }))).toEqual([]);
    const one = scenario({ device: 'moderation packets 2', packets: 'packet on nic at 10us', processes: compute });
    expect(codes(one)).toEqual(['stall at line 4']);
  });

  test('a process that its equal keeps from the CPU, at the process', () => {
    const packets = 'packet on nic at 1ms';
    expect(codes(scenario({ packets, processes: compute }))).toEqual(['starvation at line 6']);
    const better = scenario({ packets, processes: compute }).replace(
      'process server {',
      'process server { priority timeshare 1; ',
    );
    expect(codes(better)).toEqual([]);
  });

  test('receive livelock, at the arrivals', () => {
    const flood = simulateText(scenario({ packets: 'packets on nic rate 300kpps size 64B' }), 'biglock');
    expect(flood.metrics.loss).toBeGreaterThan(0.9);
    expect(flood.findings.map(({ code }) => code)).toContain('livelock');
    expect(codes(scenario({ packets: 'packets on nic rate 30kpps size 64B' }))).toEqual([]);
  });
});

describe('receive livelock', () => {
  const packets = 'packets on nic rate 300kpps size 64B';

  test.each([2, 4])('of the CPU that takes the interrupts, while others of %d idle', (cpus) => {
    const { metrics, findings } = simulateText(scenario({ cpus, packets, cost: 'cost ipi 200ns' }), 'biglock');
    expect(metrics.delivered).toBe(0);
    expect(findings.map(({ code }) => code)).toEqual(['livelock']);
    expect(findings[0]!.message).toBe(
      'Receive livelock: the kernel took 100% of the time of cpu0, and 0 of 6,001 packets were delivered; 4,000 that it had begun with were dropped later, or wait.',
    );
  });

  test('of the CPUs whose queues have packets', () => {
    const text = scenario({ cpus: 2, device: 'queues 2', packets, cost: 'cost ipi 200ns' });
    expect(codes(text)).toEqual(['livelock at line 8']);
  });

  test('is told at the packets that cause it, with where they are dropped', () => {
    const quiet = 'device other: nic { link 1Gbps; cpu 1; input p }';
    const text = scenario({ cpus: 2, packets: `packets on other every 100us\n${packets}`, processes: quiet });
    const [finding, ...rest] = simulateText(text, 'netbsd5_softint').findings;
    expect(rest).toEqual([]);
    expect(finding!.message).toContain('% of the time of cpu0, and 200 of 6,201 packets were delivered');
    expect(finding!.span.line + 1).toBe(9);
    expect(finding!.related.map(({ span, message }) => [span.line + 1, message])).toEqual([
      [5, expect.stringMatching(/^3,9\d\d of them were dropped here$/)],
    ]);
  });

  test('of a kernel whose queues have no limit', () => {
    const text = scenario({ packets }).replace(' limit 50 drop tail', ' limit 100000');
    const { drops } = simulateText(text, 'biglock');
    expect(drops.map(({ place }) => place)).toEqual(['nic rx ring']);
    expect(codes(text)).toContain('livelock at line 8');
  });

  test('is none, where a kernel delivers all that it can and leaves the rest to the NIC', () => {
    const polled = scenario({ packets }).replace('deliver server', 'transmit nic').replace('biglock', 'mogul_quota');
    const { metrics, drops } = simulateText(polled, 'mogul_quota');
    expect(metrics.loss).toBeGreaterThan(0.6);
    expect(drops.map(({ place }) => place)).toEqual(['nic rx ring']);
    expect(codes(polled, 'mogul_quota')).not.toContain('livelock at line 8');
  });

  test('is none, where the path refuses everything', () => {
    const text = scenario({ packets: 'packets on nic rate 300kpps size 64B' }).replace(/enqueue q .*} }/, 'drop } }');
    const { metrics, findings } = simulateText(text, 'biglock');
    expect([metrics.delivered, metrics.idle_share]).toEqual([0, expect.closeTo(0, 3)]);
    expect(findings.map(({ code }) => code)).not.toContain('livelock');
  });

  test('is none, where the path itself refuses most of what comes', () => {
    const text = scenario({ packets: 'packets on nic rate 120kpps size 64B' }).replace(
      'run rx 5us; enqueue q limit 50 drop tail',
      'run rx 7.5us; choose { 99% { drop } otherwise { enqueue q } }',
    );
    const { metrics } = simulateText(text, 'biglock');
    expect(metrics.loss).toBeGreaterThan(0.8);
    expect(metrics.idle_share + metrics.user_share).toBeLessThan(0.02);
    expect(codes(text)).not.toContain('livelock at line 8');
  });
});

describe.each([
  ['crypto', 'latency 5us'],
  ['generic', 'service 5us'],
  ['disk', 'seek 5us'],
])('what a device of kind %s has done for a driver that is not told', (kind, time) => {
  const engine = (rule: string, processes: string, packets: string) => `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; input p }
device engine: ${kind} {
  ${time}
  queue 2
  moderation gap 1us packets 4${rule}
}
path p { hard net { run rx 1us; enqueue q } soft softnet { await engine; deliver server } }
process server { loop { receive; run read 1us } }
${processes}
workload w { packet on nic at ${packets} }
run "r" { machine m; workload w; for 3ms; designs biglock }`;

  test('is told at the line of the moderation', () => {
    const { findings } = simulateText(engine('', compute, '10us, 20us, 30us'), 'biglock');
    expect(findings.map(({ code, span }) => [code, span.line + 1])).toEqual([['stall', 8]]);
    // There are two slots.
    expect(findings[0]!.message).toBe(
      "At the end 2 requests that engine has done, with 1 more in its driver's queue, waited for more to come: its moderation counts packets and has no timer.",
    );
    const alone = simulateText(engine('', compute, '10us'), 'biglock').findings;
    expect(alone.map(({ message }) => message)).toEqual([
      'At the end 1 request that engine has done waited for more to come: its moderation counts packets and has no timer.',
    ]);
  });

  test('is the reason of a deadlock on a machine that idles', () => {
    expect(codes(engine('', '', '10us, 20us, 30us'))).toEqual(['deadlock at line 8', 'stall at line 8']);
  });

  test('is none, if a timer or enough of them raise the interrupt, or one is in work', () => {
    expect(codes(engine(' absolute_timer 100us', compute, '10us, 20us, 30us'))).toEqual([]);
    const four = engine('', compute, '10us, 20us, 30us, 40us').replace('queue 2', 'queue 4');
    expect(codes(four)).toEqual([]);
    expect(codes(engine('', compute, '10us, 2.996ms'))).toEqual([]);
  });
});

describe('what a NIC has sent and its driver is not told', () => {
  const sender = (rules: string, packets = 'packet on nic at 10us, 40us, 70us', time = '3ms') => `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; input p }
device out: nic {
  link 1Gbps; tx ring 4; input p
  txdone { run reclaim 1us }
  ${rules}
}
path p { hard net { run rx 1us; enqueue q } soft softnet { transmit out } }
${compute}
workload w { ${packets} }
run "r" { machine m; workload w; for ${time}; designs biglock }`;

  test('is told at the line of its own moderation', () => {
    const { findings } = simulateText(sender('tx_moderation packets 8'), 'biglock');
    expect(findings.map(({ code, span }) => [code, span.line + 1])).toEqual([['stall', 8]]);
    expect(findings[0]!.message).toBe(
      'At the end 3 packets that out has sent and its driver has not reclaimed waited for more to come: its moderation counts packets and has no timer.',
    );
    // The ring of four is full for ever.
    const full = simulateText(sender('tx_moderation packets 8', 'packets on nic every 30us'), 'biglock');
    expect(full.metrics.delivered).toBe(4);
    expect(full.findings.map(({ code, span }) => [code, span.line + 1])).toEqual([['stall', 8]]);
  });

  test('is told at that of the device, where it counts with what came in', () => {
    expect(codes(sender('moderation packets 8'))).toEqual(['stall at line 8']);
  });

  test('is none, if a timer or enough of them raise the interrupt, or there is more to send', () => {
    expect(codes(sender('tx_moderation packets 8 absolute_timer 100us'))).toEqual([]);
    expect(codes(sender('tx_moderation packets 3'))).toEqual([]);
    expect(codes(sender('tx_moderation packets 8', 'packet on nic at 10us, 40us', '48us'))).toEqual([]);
  });
});

test('a thread that loses its CPU goes on where a CPU idles', () => {
  const processes = 'process hog { loop { run work 1ms } }';
  const text = scenario({ cpus: 2, processes, packets: 'packets on nic every 100us', cost: 'cost ipi 200ns' }).replace(
    'process server {',
    'process server { priority timeshare 1; ',
  );
  const { cpus } = simulateText(text, 'biglock');
  // The hog computes all of the time on one of the CPUs, but for its moves.
  expect(cpus[0]!.user + cpus[1]!.user).toBeGreaterThan(0.97 * 20e9);
});

test('a thread in the middle of a trap is in the kernel: it is not switched away again before it returns', () => {
  // Overload: with a refill after each switch the interrupted process hardly gets on. No trap may be left unreturned.
  const text = scenario({
    processes: compute,
    packets: 'packets on nic every 25us',
    cost: 'cost refill 10us',
  }).replace('process server {', 'process server { priority timeshare 1; ');
  const { metrics, cpus } = simulateText(text, 'biglock');
  const traps = cpus[0]!.trap / (400e3 + 300e3);
  expect(Math.abs(traps - metrics.interrupts)).toBeLessThan(2);
});

test('an answer that finds the transmit ring full is counted there, and its packet stays delivered', () => {
  const text = `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 10Mbps; rx ring 64; tx ring 2; input p }
path p { hard net { deliver echo } }
process echo { loop { receive; transmit nic } }
workload w { packets on nic every 200us size 1500B count 20; packets on nic every 10us size 64B from 1ms count 20 }
run "r" { machine m; workload w; for 100ms; designs biglock }`;
  const { metrics, drops } = simulateText(text, 'biglock');
  const lost = drops.find(({ place }) => place === 'nic tx ring')?.count ?? 0;
  expect(lost).toBeGreaterThan(0);
  expect(metrics.delivered).toBe(metrics.packets);
});
