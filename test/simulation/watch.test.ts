import { describe, expect, test } from 'vitest';
import { simulateText } from '../support/scenario.js';

function found(text: string, design: string) {
  return simulateText(text, design).findings.map(({ code, message, span, related }) => ({
    code,
    message,
    line: span.line + 1,
    related: related.map((each) => each.span.line + 1),
  }));
}

/**
 * The inversion of every textbook (Sha, Rajkumar and Lehoczky, IEEE Transactions on Computers 39(9), 1990): `low` takes
 * the lock at 0 and computes 1 ms under it; at 0.1 ms `middle` wakes and computes 5 ms; at 0.2 ms `high` wakes and wants
 * the lock. From then until `middle` is done, at 5.1 ms, `high` waits for a thread that has nothing to do with it.
 */
function inversion(designs: string): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; input p }
path p { hard net { drop } }
design plain extends interrupt_threads { lock blocking; preempt kernel }
design lending extends plain { inheritance on }
process low { priority timeshare 0
  lock mutex { run update 1ms }
  loop { run rest 1ms }
}
process middle { priority timeshare 1; sleep 100us; run compute 5ms; sleep 1s }
process high { priority timeshare 2; sleep 200us
  lock mutex { run read 10us }
  sleep 1s
}
workload w { packet on nic at 1us }
run "r" { machine m; workload w; for 20ms; designs ${designs} }`;
}

describe('priority inversion', () => {
  test('is told with its time, at the lock that was waited for', () => {
    const [finding, ...others] = found(inversion('plain'), 'plain').filter(({ code }) => code === 'priority-inversion');
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(
      /from 200 us on high waited 4\.9 ms for 'mutex', because low, which holds it, was ready and middle, .* had the CPU\. With 'inheritance on'/,
    );
    expect(finding!.line).toBe(14);
    expect(finding!.related).toEqual([9, 12]);
  });

  test('is over at once where priority is inherited', () => {
    expect(found(inversion('lending'), 'lending').map(({ code }) => code)).not.toContain('priority-inversion');
  });
});

/** Two threads that never meet take two locks in opposite orders. */
function opposite(second: string): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; input p }
path p { hard net { drop } }
design plain extends interrupt_threads { lock blocking }
process one {
  lock a {
    lock b { run x 1us }
  }
}
process two { sleep 1ms
  lock ${second === 'a' ? 'b' : 'a'} {
    lock ${second} { run y 1us }
  }
}
workload w { packet on nic at 1us }
run "r" { machine m; workload w; for 5ms; designs plain }`;
}

describe('lock order', () => {
  test('a circle is told, though nothing went wrong', () => {
    const [finding] = found(opposite('a'), 'plain').filter(({ code }) => code === 'lock-order');
    expect(finding!.message).toContain("'b' is taken while 'a' is held, and 'a' is taken while 'b' is held");
    expect(finding!.message).toMatch(
      / If different contexts can be there at the same time, they may wait .* for ever\.$/,
    );
    expect([...finding!.related, finding!.line].sort()).toEqual([14, 9]);
  });

  test('is nothing where one lock around the kernel stands for all of them', () => {
    const text = opposite('a').replace('extends interrupt_threads { lock blocking }', 'extends biglock { }');
    expect(found(text, 'plain')).toEqual([]);
  });

  test('the same order everywhere is none', () => {
    expect(found(opposite('b'), 'plain').map(({ code }) => code)).not.toContain('lock-order');
  });
});

/** A ring of 8 fills in 80 us; a process keeps the level at `vm` for longer, or for less. */
function masked(hold: string): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; rx ring 8; input p }
device disk: crypto { latency 10us; ipl vm; interrupt { lock pmap { run intr 1us } } }
path p { hard net { run rx 1us; drop } }
process p1 { sleep 1ms
  await disk (1B)
  lock pmap { run scan ${hold} }
}
workload w { packets on nic every 10us size 64B }
run "r" { machine m; workload w; for 5ms; designs biglock }`;
}

describe('an interrupt that is kept away', () => {
  test('for longer than its ring can buffer is told at what kept it away', () => {
    const [finding] = found(masked('200us'), 'biglock').filter(({ code }) => code === 'masked-too-long');
    expect(finding!.message).toMatch(
      /nic dropped 1[0-2] packets while .* ring of 8, .*: the CPU was at level 'vm', mostly for p1 in 'scan'\./,
    );
    expect(finding!.line).toBe(9);
    expect(finding!.related).toEqual([4]);
  });

  test('for less is none', () => {
    expect(found(masked('60us'), 'biglock')).toEqual([]);
  });

  test('is told as well where packets come into memory by DMA', () => {
    const text = masked('200us').replace('rx ring 8', 'rx ring 8; dma 1us');
    const [finding, ...others] = found(text, 'biglock');
    expect(others).toEqual([]);
    expect(finding!.code).toBe('masked-too-long');
    expect(finding!.message).toMatch(
      /nic dropped 1[1-3] packets while .*, once for (19|20)\d us: .* for p1 in 'scan'\./,
    );
  });

  test('is not, where DMA has all descriptors and the driver takes each packet at once', () => {
    const text = masked('1us').replace('rx ring 8', 'rx ring 8; dma 100us');
    const { drops, findings } = simulateText(text, 'biglock');
    // Ten come in the time of one transfer, and there are eight descriptors.
    expect(drops.find(({ place }) => place === 'nic rx ring')!.count).toBeGreaterThan(80);
    expect(findings).toEqual([]);
  });

  test('is so since something was taken last, where its ring was full then', () => {
    // The driver takes one every 15 us and 8 wait, so the one in front has come 120 us ago, when the disk interrupts it.
    const text = masked('1us')
      .replace('run rx 1us', 'run rx 15us')
      .replace('latency 10us', 'latency 2ms')
      .replace('run intr 1us', 'run intr 200us')
      .replace('sleep 1ms\n', '\n');
    const [finding] = found(text, 'biglock').filter(({ code }) => code === 'masked-too-long');
    const [, drops, time] = finding!.message.match(/dropped (\d+) packets .* once for (\d+) us: the CPU was at level/)!;
    // From up to 15 us before it until the last drop, and as many are not counted as were left in the ring: 7.
    expect(Number(time)).toBeGreaterThan(190);
    expect(Number(time)).toBeLessThan(215);
    expect(Math.abs(Number(drops) - (Number(time) / 10 - 8))).toBeLessThanOrEqual(1);
    // That no interrupt may follow meanwhile does not matter to a handler that is at work.
    const [same] = found(text.replace('rx ring 8', 'rx ring 8; moderation gap 10ms'), 'biglock').filter(
      ({ code }) => code === 'masked-too-long',
    );
    expect(same!.message).toContain("the CPU was at level 'vm', mostly for disk interrupt");
  });

  test.each([
    ['biglock', "the CPU was at level 'net'"],
    ['freebsd_ithreads', 'its interrupt was masked, and who serves it had no CPU'],
  ])('is told at what kept it away, and not at its handler, which has begun by the last drop: %s', (design, why) => {
    const text = `
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 400ns; cost trap_return 300ns; cost switch 1us }
device nic: nic { link 1Gbps; rx ring 8; input p }
path p { hard net { lock l { run rx 1us }; deliver sink } }
process sink { priority timeshare 1; socket 4096; loop { receive } }
process locker { loop { sleep 1ms; lock l {
  run crit 500us
} } }
workload w { packets on nic rate 50kpps size 64B }
run "r" { machine m; workload w; for 50ms; designs ${design} }`;
    const [finding, ...others] = found(text, design);
    expect(others).toEqual([]);
    expect(finding!.message).toContain(why);
    expect(finding!.message).toContain("locker in 'crit'");
    expect([finding!.line, finding!.related]).toEqual([8, [4]]);
  });

  test('is told at the process that had the CPU, and not at the thread that polls at last', () => {
    const text = `
import "std/designs"
machine m { cpus 1 at 1GHz; cost trap 400ns; cost trap_return 300ns; cost switch 1us; cost stack_switch 100ns }
device nic: nic { link 1Gbps; rx ring 64; input p }
path p { hard net { run rx 2us; enqueue q } soft softnet { run ip 5us; transmit nic } }
process compute { loop {
  run work 1ms
} }
workload w { packets on nic poisson 250kpps size 64B }
run "r" { machine m; workload w; for 50ms; designs linux_napi }`;
    const [finding, ...others] = found(text, 'linux_napi');
    expect(others).toEqual([]);
    expect(finding!.message).toContain("who serves it had no CPU; the CPU mostly executed compute in 'work'.");
    expect([finding!.line, finding!.related]).toEqual([7, [4]]);
  });

  test('overload of a driver that keeps taking packets is another matter', () => {
    const overload = masked('1us').replace('run rx 1us', 'run rx 30us');
    const result = simulateText(overload, 'biglock');
    expect(result.metrics.dropped).toBeGreaterThan(100);
    expect(result.findings.map(({ code }) => code)).not.toContain('masked-too-long');
  });
});

/** A packet every 10 us, and a CPU that has nothing else to do: a ring of 8 fills in 80 us. */
function moderated(rules: string, rest = ''): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; rx ring 8; input p
  moderation ${rules}
}
path p { hard net { run rx 1us; ${rest === '' ? 'drop }' : `enqueue q } ${rest}`} }
workload w { packets on nic every 10us size 64B }
run "r" { machine m; workload w; for 1ms; designs biglock, freebsd_ithreads, linux_napi, netbsd5_softint }`;
}

describe('an interrupt that moderation holds back', () => {
  // With the first packet comes an interrupt, and those of the next 200 us wait. The ninth to the nineteenth find no
  // room, the last of them 180 us after the first that waits. The twentieth comes with the interrupt. So it is five times
  // in a millisecond.
  test.each(['biglock', 'freebsd_ithreads', 'linux_napi', 'netbsd5_softint'])('is told at its rule: %s', (design) => {
    const [finding, ...others] = found(moderated('gap 200us'), design);
    expect(others).toEqual([]);
    expect(finding!.message).toBe(
      "nic dropped 55 packets while nobody served its full ring of 8, once for 180 us: its 'moderation gap' of 200 us held the interrupt back.",
    );
    expect([finding!.line, finding!.related]).toEqual([5, [4]]);
  });

  test.each([
    // The first interrupt comes 200 us after the first packet.
    ['absolute_timer 200us', "its 'moderation absolute_timer' of 200 us"],
    ['gap 10us absolute_timer 200us', "its 'moderation absolute_timer' of 200 us"],
    ['gap 200us absolute_timer 50us', "its 'moderation gap' of 200 us"],
    // A ring that is full takes no packet that would start the timer again.
    ['packet_timer 35us', "its 'moderation packet_timer' of 35 us"],
    ['packets 1000', "its 'moderation packets' of 1,000"],
    ['adaptive bulk_latency 4000/s low_latency 5000/s', "its 'moderation adaptive'"],
  ])('is told with the rule that did: %s', (rules, reason) => {
    const [finding] = found(moderated(rules), 'biglock').filter(({ code }) => code === 'masked-too-long');
    expect(finding!.message).toContain(`: ${reason} held the interrupt back.`);
    expect([finding!.line, finding!.related]).toEqual([5, [4]]);
  });

  test('is told where a soft interrupt is at work in front of the return of the handler', () => {
    const text = moderated('gap 200us', 'soft softnet { run ip 10us; drop }');
    const [finding, ...others] = found(text, 'biglock');
    expect(others).toEqual([]);
    expect(finding!.message).toContain("its 'moderation gap' of 200 us held the interrupt back");
  });

  test('is told in the file of a device that another one extends', () => {
    const text = moderated('gap 200us')
      .replace('import', 'import "std/devices"\nimport')
      .replace(/device nic[^}]*}/, 'device nic: nic extends i8254x_netbsd { input p }')
      .replace('run rx 1us', 'run rx 100ns')
      .replace('every 10us', 'wire');
    const [finding] = simulateText(text, 'biglock').findings;
    expect(finding!.message).toContain("its 'moderation gap' of ");
    expect(finding!.span.file).toBe('std/devices/i8254x.irq');
  });

  test('is innocent, where a level keeps the driver away for longer', () => {
    const text = masked('500us').replace('rx ring 8', 'rx ring 8; moderation gap 120us');
    const [finding] = found(text, 'biglock').filter(({ code }) => code === 'masked-too-long');
    expect(finding!.message).toContain("the CPU was at level 'vm', mostly for p1 in 'scan'");
  });
});

/** 40 packets in a millisecond come for a process; a period of 10 ms has room for more than the ring of 256. */
function quota(poll: string, server: string): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; rx ring 256; input p }
path p { hard net { run rx 20us; deliver server } }
process server { priority timeshare 1; socket 8; loop { receive; ${server} } }
design d extends mogul_quota { poll quota weight 5 ${poll} period 10ms }
workload w { packets on nic rate 40kpps size 64B }
run "r" { machine m; workload w; for 45ms; designs d }`;
}

describe('input that a quota holds back', () => {
  test('by feedback is told with the process that does not read, and its line', () => {
    const [finding, ...others] = found(quota('feedback high 75% low 25%', 'sleep 50ms'), 'd');
    expect(others).toEqual([]);
    // Each period begins with a few packets, up to the mark.
    expect(finding!.message).toMatch(
      /while nobody served its full ring of 256, once for (9\.\d*|10) ms: the feedback of 'poll quota' held input back, since the socket of server was full\.$/,
    );
    expect([finding!.line, finding!.related]).toEqual([6, [4]]);
  });

  test('by the limit of its share is told with the time until the period was over', () => {
    // A fifth of the period is spent on 100 packets; 320 come in the rest of it, and 256 are in the ring from the second on.
    const [finding, ...others] = found(quota('cycle_limit 20%', 'run read 1us'), 'd');
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(
      /ring of 256, once for (7\.9\d*|8) ms: the cycle limit of 'poll quota' held input back until the end of the period\.$/,
    );
    expect(finding!.line).toBe(4);
  });
});

function queue(gap: string, limit: number): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; input p }
path p {
  hard net { run rx 1us; enqueue q limit ${limit} }
  soft softnet { run ip 19us; drop }
}
workload w { packets on nic every ${gap} }
run "r" { machine m; workload w; for 100ms; designs biglock; processes none }`;
}

describe('a queue', () => {
  test('that grows through the whole run is told at its enqueue, with its rate', () => {
    // In 100 ms 5,555 packets come, 5,000 of which would fill the CPU; each takes 1 us from the softint's time: 93 of 100 us.
    const [finding] = found(queue('18us', 100_000), 'biglock').filter(({ code }) => code === 'unbounded-queue');
    expect(finding!.line).toBe(6);
    const [, rate, length] = finding!.message.match(/by ([\d,]+) packets a second to ([\d,]+):/)!;
    // Comes 55,556/s, leaves (1 - 0.0556) / 19 us = 49,708/s.
    expect(Number(rate!.replace(',', ''))).toBeCloseTo(55_556 - 49_708, -2);
    expect(Number(length!.replace(',', ''))).toBeCloseTo(585, -1);
  });

  test('that empties now and then, or that is full, is not', () => {
    expect(found(queue('25us', 100_000), 'biglock').map(({ code }) => code)).not.toContain('unbounded-queue');
    expect(found(queue('18us', 100), 'biglock').map(({ code }) => code)).not.toContain('unbounded-queue');
  });

  /** A ring that the driver empties each so often, and where the packets go in between, a queue. */
  const sawtooth = (gap: number, ring: number, time: number) => `
import "std/designs"
machine m { cpus 1 at 1GHz; cost stack_switch 0ns }
device nic: nic { link 1Gbps; rx ring ${ring}; moderation gap ${gap}ms; input p }
path p { hard net { run rx 100ns; enqueue q limit 10000 } soft softnet { run ip 1us; deliver server } }
process server { priority timeshare 1; socket 10000; loop { receive; run read 1us } }
process hog { loop { run work 1ms } }
workload w { packets on nic rate 10kpps size 64B }
run "r" { machine m; workload w; for ${time}ms; designs linux_softirq }`;

  test.each([0.8, 3, 6.25, 12.4, 12.6, 25, 33, 45, 50.1, 74, 95])('that is emptied every %d ms is not', (gap) => {
    for (const time of [200, 210, 233]) {
      const codes = found(sawtooth(gap, 4096, time), 'linux_softirq').map(({ code }) => code);
      expect(codes, `${time} ms`).not.toContain('unbounded-queue');
    }
  });

  test('that was full in the meantime is not', () => {
    const codes = found(sawtooth(45, 240, 200), 'linux_softirq').map(({ code }) => code);
    expect(codes).toEqual(['masked-too-long']);
  });

  /** Each 5 ms 100 packets come within a millisecond, and the process reads 98: there are 392 more each second. */
  const bursts = (socket: number, time: number) => `
import "std/designs"
machine m { cpus 1 at 1GHz }
device nic: nic { link 1Gbps; input p }
path p { hard net { deliver server } }
process server { socket ${socket}; loop { receive; run read 51us } }
workload w { packets on nic bursts 100kpps on 1ms off 4ms size 64B }
run "r" { machine m; workload w; for ${time}ms; designs biglock }`;

  test('that drains half way now and then is told, and not how high the bursts are', () => {
    const [finding, ...others] = found(bursts(10_000, 2003), 'biglock');
    expect(others).toEqual([]);
    const rate = Number(finding!.message.match(/^The queue 'server socket' .* by (\d+) packets a second/)![1]);
    expect(Math.abs(rate - (20_000 - 1e6 / 51))).toBeLessThan(30);
  });

  test('that has met its limit at last is not', () => {
    expect(found(bursts(1000, 2000), 'biglock').map(({ code }) => code)).toEqual(['unbounded-queue']);
    expect(simulateText(bursts(1000, 2400), 'biglock').metrics.dropped).toBeGreaterThan(0);
    expect(found(bursts(1000, 2400), 'biglock')).toEqual([]);
  });

  /** 20,000 packets a second for a process that reads 10,000, beside a session of TCP whose process is slow, too. */
  const besideTcp = (path: string) => `
import "std/designs"
machine m { cpus 2 at 1GHz; cost ipi 0ns }
device em0: nic { link 100Mbps; input t }
device em1: nic { link 1Gbps; cpu 1; input ${path} }
path t { hard net { run x 1us; enqueue tq limit 10000 } soft softnet { run tcp 2us; deliver reader } }
path u { hard net { run x 1us; deliver slow } }
path s { hard net { run x 1us; enqueue tq limit 10000 } soft softnet { run ip 70us; deliver slow } }
process reader { cpu 0; socket 10000; loop { receive; run r 200us } }
process slow { cpu 1; socket 1000000; loop { receive; run r 100us } }
workload w {
  tcp on em0 window 10MiB
  packets on em1 rate 20kpps size 100B
}
run "r" { machine m; workload w; for 1s; designs biglock }`;

  test('that grows beside sessions of TCP is told, and not what their packets wait in', () => {
    const { findings, metrics } = simulateText(besideTcp('u'), 'biglock');
    expect(metrics.goodput).toBeGreaterThan(1e6);
    const grown = (text: string) =>
      found(text, 'biglock').flatMap(({ code, message }) =>
        code === 'unbounded-queue' ? [message.split("'")[1]] : [],
      );
    expect(findings.map(({ code }) => code)).toEqual(['unbounded-queue']);
    expect(grown(besideTcp('u'))).toEqual(['slow socket']);
    // Without the session, the queue is one of packets that nothing holds back.
    const alone = besideTcp('s').replace('cpu 1; input s', 'input s').replace('tcp on em0 window 10MiB', '');
    expect(grown(alone)).toContain('tq cpu0');
    expect(grown(besideTcp('s').replace('cpu 1; input s', 'input s'))).not.toContain('tq cpu0');
  });

  test.each([
    ['messages', ''],
    ['packets and messages', 'packets on nic every 100us'],
  ])('of %s says so', (what, packets) => {
    const text = `
import "std/designs"
machine m { cpus 2 at 1GHz; cost ipi 0ns }
device nic: nic { link 1Gbps; input p }
path p { hard net { run rx 1us; deliver slow } }
process sender { cpu 0; loop { run make 10us; send slow } }
process slow { cpu 1; socket 1000000; loop { receive; run serve 20us } }
workload w { packet on nic at 1us; ${packets} }
run "r" { machine m; workload w; for 20ms; designs biglock }`;
    const [finding, ...others] = found(text, 'biglock');
    expect(others).toEqual([]);
    expect(finding!.message).toMatch(new RegExp(`, by [\\d,]+ ${what} a second to `));
  });

  test('that grows by chance is told', () => {
    const text = queue('18us', 100_000).replace('every 18us', 'poisson 54kpps').replace('for 100ms', 'for 500ms');
    expect(found(text, 'biglock').map(({ code }) => code)).toContain('unbounded-queue');
  });
});
