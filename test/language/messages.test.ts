import { describe, expect, it } from 'vitest';
import { inUnits } from '../../src/language/units.js';
import { compileText, covered, example, problems } from './support.js';

const BASE = 'import "base"\n';
const codesOf = (text: string) => compileText(text).diagnostics.map(({ code }) => code);

function runOf(lines: string, machine = 'small'): string {
  return `${BASE}run "r" { machine ${machine}; workload one; for 1ms; processes sink; ${lines} }`;
}

describe('what is paid but not given', () => {
  const machine = (lines: string) => `machine m { cpus 1 at 2GHz; ${lines} }\n`;
  const told = (lines: string, designs: string) =>
    problems(`${machine(lines)}${runOf(`designs ${designs}`, 'm')}`).map((problem) =>
      problem.replace(/^IRQ077 the design '(\w+)' (pays) '(\w+)' for .*$/, '$1 $2 $3'),
    );

  it.each([
    ['netbsd5_softint', 'handoff'],
    ['solaris_pinned', 'handoff'],
    ['mach_continuations', 'handoff'],
    ['linux_softirq', 'stack_switch'],
  ])('%s pays %s', (design, cost) => {
    expect(told('cost switch 2us', design)).toEqual([`${design} pays ${cost}`]);
    expect(told(`cost ${cost} 1us`, design)).toEqual([]);
    expect(told(`cost ${cost} 0ns`, design)).toEqual([]);
  });

  it('is said of several CPUs, and at the design that pays', () => {
    const text = `machine m { cpus 2 at 2GHz }\n${runOf('designs biglock, netbsd5_softint', 'm')}`;
    const { diagnostics, scenario } = compileText(text);
    expect(
      diagnostics.map(({ severity, message }) => [severity, /'(\w+)' pays '(\w+)'/.exec(message)?.slice(1)]),
    ).toEqual([
      ['information', ['biglock', 'ipi']],
      ['information', ['netbsd5_softint', 'handoff']],
      ['information', ['netbsd5_softint', 'ipi']],
    ]);
    expect(scenario?.runs).toHaveLength(1);
  });

  it('may stand in the machine that is extended', () => {
    const text = `machine a { cpus 1 at 2GHz; cost handoff 1us }\nmachine m extends a { cost switch 1us }\n`;
    expect(problems(text + runOf('designs netbsd5_softint', 'm'))).toEqual([]);
  });

  it('the example has nothing of it; with a design that it does not have costs for, it has', () => {
    expect(problems(example())).toEqual([]);
    const [problem] = problems(
      example().replace('designs interrupt_threads', 'designs netbsd5_softint, interrupt_threads'),
    );
    expect(problem).toBe(
      "IRQ077 the design 'netbsd5_softint' pays 'handoff' for its pinned threads, which the machine 'pc2007' does not give; it is free here",
    );
  });
});

describe('the machines of the library', () => {
  it('are there by one import, and give every cost', () => {
    const names = ['decstation3000', 'piii2000', 'p4_2006', 'mitigated'];
    for (const name of names) {
      const text = `import "std/machines"\n${runOf('designs netbsd5_softint, linux_softirq, mach_continuations', name)}`;
      const { diagnostics, scenario } = compileText(text);
      expect(diagnostics).toEqual([]);
      const { costs } = scenario!.runs[0]!.machine;
      expect(Object.entries(costs).filter(([, time]) => time === 0)).toEqual([]);
    }
  });

  it('each device of the library fits in a run', () => {
    const names: Readonly<Record<string, readonly string[]>> = {
      nic: ['i8254x', 'i8254x_netbsd', 'i8254x_freebsd', 'em_adaptive', 'ixgbe_82599', 'bcm570x', 'bcm570x_freebsd'],
      crypto: ['bcm5823', 'bcm5822', 'hifn7956'],
      disk: ['barracuda_7200_8'],
      clock: ['hz100', 'hz1000'],
    };
    for (const [kind, list] of Object.entries(names)) {
      for (const name of list) {
        const use = kind === 'nic' ? 'transmit d' : kind === 'clock' ? 'sleep 1ms' : 'await d (1kB)';
        const text = `import "std/devices"\n${BASE}device d: ${kind} extends ${name} { ${kind === 'nic' ? 'input direct_in' : ''} }
          process user { loop { receive; ${use} } }
          run "r" { machine small; workload one; for 1ms; processes sink, user; designs biglock }`;
        const { diagnostics, scenario } = compileText(text);
        expect(diagnostics, name).toEqual([]);
        expect(scenario!.runs[0]!.devices.map((device) => device.name)).toContain('d');
      }
    }
  });

  it('devices have the gaps of their drivers', () => {
    const text = (name: string) =>
      `import "std/devices"\n${BASE}device n: nic extends ${name} { input direct_in }\nworkload w { packet on n at 1us }\n${'run "r" { machine small; workload w; for 1ms; processes sink; designs biglock }'}`;
    const gapOf = (name: string) => {
      const [nic] = compileText(text(name)).scenario!.runs[0]!.devices;
      return nic!.kind === 'nic' && [nic!.rxRing, nic!.moderation.gap];
    };
    const [adaptive] = compileText(text('em_adaptive')).scenario!.runs[0]!.devices;
    expect(adaptive!.kind === 'nic' && adaptive!.moderation.adaptive).toEqual({
      lowestLatency: undefined,
      lowLatency: 20_000,
      bulkLatency: 4000,
    });
    expect(['i8254x', 'i8254x_netbsd', 'i8254x_freebsd'].map(gapOf)).toEqual([
      [256, 0],
      [256, 384e6],
      [256, 125e6],
    ]);
  });
});

describe('a run of too many packets', () => {
  const text = (streams: string) => `${BASE}workload w { ${streams} }
    device other: nic { link 10Gbps; input direct_in }
    device fast: nic { link 10Gbps; input direct_in }
    run "r" { machine small; workload w; for 11s; processes sink; designs biglock }`;

  it('is refused at the stream with which they are', () => {
    const two = text('packets on fast rate 9Mpps; packets on other rate 9Mpps; packets on other every 1s');
    expect(problems(two)).toEqual([
      "IRQ071 '9Mpps' and the streams before it make 198,000,198 packets in the run 'r'; at most 100,000,000 can be simulated",
    ]);
    expect(compileText(two).diagnostics[0]!.span.column).toBe(two.split('\n')[1]!.lastIndexOf('9Mpps'));
  });

  it('or at the one that is too many by itself', () => {
    expect(problems(text('packets on fast rate 1kpps; packets on other rate 14Mpps'))).toEqual([
      expect.stringMatching(/^IRQ071 '14Mpps' makes 15\d,\d+,\d+ packets/),
    ]);
    expect(problems(text('packets on fast rate 4Mpps; packets on other rate 4Mpps'))).toEqual([]);
  });
});

describe('a request', () => {
  it.each(['await d', 'send sink'])('of %s has at most 2^31 - 1 bytes', (word) => {
    const text = (bytes: number) => `${BASE}device d: generic { service 1us }
      process p { loop { ${word} (${bytes}B); sleep 1ms } }
      run "r" { machine small; workload one; for 1ms; processes sink, p; designs biglock }`;
    expect(problems(text(2 ** 31 - 1))).toEqual([]);
    expect(problems(text(2 ** 31))).toEqual([
      "IRQ023 '2147483648B' is out of range: the request's size is from 1B to 2,147,483,647B",
    ]);
  });
});

describe('a loop', () => {
  it('may do nothing but send, which waits while there is no room', () => {
    const text = (body: string) =>
      `${BASE}process p { loop { ${body} } }\n${runOf('designs biglock').replace(BASE, '').replace('sink;', 'sink, p;')}`;
    expect(problems(text('send sink'))).toEqual([]);
    expect(problems(text('lock l { }'))).toEqual([
      expect.stringMatching(/^IRQ047 .* 'run', 'sleep', 'receive' or 'send'/),
    ]);
  });
});

describe('a tolerance', () => {
  it.each(['<', '>', '!='])('is none of %s, as is said at its sign', (operator) => {
    const text = runOf(`designs biglock; expect delivered ${operator} 10 +- 1`);
    expect(problems(text)).toEqual([`IRQ011 '+-' widens '==', '<=' and '>='; '${operator}' has no tolerance`]);
    expect(covered(text, compileText(text).diagnostics[0]!.span)).toBe('+-');
  });

  it.each(['==', '<=', '>='])('goes with %s', (operator) => {
    expect(problems(runOf(`designs biglock; expect delivered ${operator} 10 +- 1`))).toEqual([]);
  });
});

describe('one mistake is not followed by others', () => {
  it('a misspelt design', () => {
    const text = runOf('designs interupt_threads, biglock\n expect biglock.switches == 0');
    expect(problems(text)).toEqual(["IRQ030 there is no design 'interupt_threads'; did you mean 'interrupt_threads'?"]);
  });

  it.each([
    ['a string that is not closed', 'run "one IPsec packet" {', 'run "one IPsec packet {', ['IRQ003']],
    ['a run without its brace', 'run "one IPsec packet" {', 'run "one IPsec packet"', ['IRQ014']],
    ['a machine', 'machine pc2007 {', 'machine pc2007', ['IRQ014']],
    ['a path', 'path ipsec_in {', 'path ipsec_in', ['IRQ014']],
    ['a stage', 'hard net {', 'hard net', ['IRQ014']],
    ['a later stage', 'soft softnet {', 'soft softnet', ['IRQ014']],
  ])('%s', (_, from, to, codes) => {
    expect(example().split(from)).toHaveLength(2);
    expect(codesOf(example().replace(from, to))).toEqual(codes);
  });

  it('and what stands inside is still checked', () => {
    const text = 'machine m\n  cpus 1 at 2us\n  cost trap 1us\n}\ndesign d extends nothing { }';
    expect(codesOf(text)).toEqual(['IRQ014', 'IRQ020', 'IRQ030']);
  });

  it('a line without a block stays one where nothing deeper follows', () => {
    expect(codesOf('machine m\nmachine n { cpus 1 at 2GHz }')).toEqual(['IRQ014']);
    expect(codesOf('machine m\nwrokload w { }')).toEqual(['IRQ014', 'IRQ010']);
  });
});

describe('names that the library has', () => {
  it.each([
    [
      'designs biglock',
      'run "r" { designs biglock }',
      'there is no design \'biglock\' here; import "std/designs" has it',
    ],
    [
      'a misspelt one',
      'design d extends biglok { }',
      "there is no design 'biglok'; did you mean 'biglock'? import \"std/designs\" has it",
    ],
    [
      'a device',
      'device d: crypto extends bcm5823 { }',
      'there is no device \'bcm5823\' here; import "std/devices" has it',
    ],
    [
      'no name of it',
      'run "r" { designs nothing_like_it }',
      "there is no design 'nothing_like_it'; no design is declared or imported",
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text)).toContain(`IRQ030 ${message}`);
  });
});

describe('a class whose latency is asked for', () => {
  const ask = (streams: string, name: string) =>
    problems(
      `${BASE}workload mix { ${streams} }\nrun "r" { machine small; workload mix; for 1ms; designs biglock; processes sink; latency class ${name} }`,
    );

  it('is one of the workload', () => {
    const streams = 'packet on nic0 at 1us class can; packet on nic0 at 2us class bulk';
    expect(ask(streams, 'can')).toEqual([]);
    expect(ask(streams, 'cam')).toEqual(["IRQ030 the workload 'mix' has no class 'cam'; did you mean 'can'?"]);
    expect(ask(streams, 'voice')).toEqual(["IRQ030 the workload 'mix' has no class 'voice'; expected 'can' or 'bulk'"]);
    expect(ask('packet on nic0 at 1us', 'can')).toEqual([
      "IRQ030 the workload 'mix' has no class 'can'; none of its packets has one",
    ]);
  });
});

describe('a process of another file', () => {
  const run = (lines: string) =>
    `${BASE}process mine { loop { run work 1ms } }\nrun "r" { machine small; workload one; for 1ms; designs biglock; ${lines} }`;

  it('needs a line of processes, and the message has it', () => {
    expect(problems(run(''))).toEqual([
      "IRQ072 the path 'direct_in' delivers to 'sink', which is not a process of this run; it stands in another file, and without 'processes' a run has those of its own; expected 'processes mine, sink'",
    ]);
    expect(problems(run('processes mine, sink'))).toEqual([]);
  });

  it('that the line leaves out', () => {
    expect(problems(run('processes mine'))[0]).toContain("; expected 'processes mine, sink'");
  });
});

describe('quantities out of range', () => {
  it.each([
    [
      'rate 0pps',
      `${BASE}workload w { packets on nic0 rate 0pps }`,
      'a rate of packets is from 0.000111pps to 1,000,000Mpps',
    ],
    ['link 0bps', 'device n: nic { link 0bps }', 'the speed of the wire is from 1bps to 1,000Tbps'],
    ['size 9MB', `${BASE}workload w { packet on nic0 at 1us size 9MB }`, 'the size of a packet is from 1B to 64KiB'],
    ['120%', 'path p { hard net { choose { 120% { drop } } } }', "an arm's probability is from 0% to 100%"],
    ['a count', 'device c: crypto { latency 1us; engines 65 }', "'engines' is from 1 to 64"],
    [
      'three hours',
      `${BASE}run "r" { machine small; workload one; for 3h; designs biglock }`,
      "'3h' is too long: the time to simulate is at most 2.5 hours (9007s)",
    ],
  ])('%s', (_, text, range) => {
    expect(problems(text).filter((problem) => problem.startsWith('IRQ023'))).toEqual([expect.stringContaining(range)]);
  });

  it('an hour is one', () => {
    const { scenario } = compileText(runOf('designs biglock').replace('for 1ms', 'for 2h'));
    expect(scenario!.runs[0]!.duration).toBe(7200e12);
  });

  it.each([
    [1500, 'size', '1,500B'],
    [65_536, 'size', '64KiB'],
    [0, 'size', '0B'],
    [2.4e9, 'frequency', '2,400MHz'],
    [0.5, 'percent', '50%'],
    [1e6, 'count', '1,000,000'],
  ] as const)('%d of %s is written %s', (value, dimension, text) => {
    expect(inUnits(value, dimension)).toBe(text);
  });
});

describe('what is easily left out', () => {
  const stage = (line: string) => `path p { hard net { ${line} } soft softnet { drop } }`;

  it.each(['enqueue limit 256', 'enqueue drop tail', 'enqueue limit 256 drop head'])('the name in %s', (line) => {
    const word = line.split(' ')[1];
    expect(problems(stage(line))).toEqual([`IRQ012 expected a name for the queue, such as ipintrq, before '${word}'`]);
  });

  it('a queue may be called as an option is', () => {
    expect(problems(stage('enqueue limit'))).toEqual([]);
    expect(problems(stage('enqueue limit limit 4'))).toEqual([]);
  });

  it.each([
    ['packets 8', ['IRQ078']],
    ['gap 50us packets 8', ['IRQ078']],
    ['packets 8 packet_timer 10us', []],
    ['absolute_timer 10us packets 8', []],
    ['packets 1', []],
    ['gap 50us', []],
    ['adaptive', []],
    ['adaptive lowest_latency 70000/s bulk_latency 1000/s packets 8 absolute_timer 1ms', []],
    ['adaptive bulk_latency 30000/s', ['IRQ023']],
    ['adaptive lowest_latency 10000/s', ['IRQ023']],
    ['gap 50us adaptive', ['IRQ011']],
    ['adaptive low_latency 5us', ['IRQ020']],
  ])('a timer in moderation %s', (rules, codes) => {
    expect(codesOf(`${BASE}device n: nic extends nic0 { moderation ${rules} }`)).toEqual(codes);
  });

  it.each([
    ['queues 4', []],
    ['queues 2 on cpu 0', []],
    ['queues 1 on cpu 0, 0', ['IRQ023 2 CPUs for 1 queue; expected at most one for each']],
    ['queues 2 on cpu 0, 3', ["IRQ070 there is no CPU '3': the machine 'small' has only CPU 0"]],
    ['queues 2 on 0', ["IRQ012 expected 'cpu', found '0'"]],
    ['dma 1us + 1ns/B', []],
    ['dma 5', ["IRQ022 '5' has no unit; expected the time to carry a packet into memory, such as 1us"]],
  ])('a NIC with %s', (line, messages) => {
    const text = `${BASE}device n: nic extends nic0 { ${line} }\nworkload w { packet on n at 1us flows 2 }
      run "r" { machine small; workload w; for 1ms; processes sink; designs biglock }`;
    expect(problems(text)).toEqual(messages);
  });

  it.each([
    ['generic { service 5us ~ exp + 1ns/B; requests_per_slot 4; driver_aggregate 4 }', []],
    [
      'generic { service 5us; requests_per_slot 2; driver_aggregate 4 }',
      ["IRQ023 the driver puts 4 requests in a slot, which holds 2; raise 'requests_per_slot', or expected at most 2"],
    ],
    [
      'generic { queue 4 }',
      ["IRQ016 the device 'd' has no 'service'; expected 'service TIMES [+ TIME_PER_BYTE]' in it"],
    ],
    ['disk { seek 8ms ~ exp; rotation 8.33ms; rate 500Mbps; queue 32 }', []],
    ['disk { seek 8ms; engines 2 }', /IRQ011 'engines' has no meaning in a device/],
    ['clock { every 10ms; cpu each; interrupt { run hardclock 2us }; soft softclock { run softclock 1us } }', []],
    ['clock { every 10ms; soft clock { run softclock 1us } }', /IRQ012 expected a soft level/],
    ['clock { every 10ms; soft softclock }', /IRQ014/],
    ['clock { every 0us }', /IRQ023/],
    ['clock { every 10ms; interrupt { run h 1us + 1ns/B } }', /IRQ051/],
    ['clock { every 10ms; cpu 7 }', /IRQ070/],
  ])('device d: %s', (device, messages) => {
    const text = `${BASE}device d: ${device}
      process user { loop { ${device.startsWith('clock') ? 'sleep 1ms' : 'await d (64B)'} } }
      run "r" { machine small; workload one; for 1ms; processes sink, user; designs biglock }`;
    if (Array.isArray(messages)) expect(problems(text)).toEqual(messages);
    else expect(problems(text)[0]).toMatch(messages as RegExp);
  });

  it('a clock serves no requests, and is listed by clocks', () => {
    const clock = 'device c0: clock { every 1ms; interrupt { lock l { run h 1us } } }';
    const run = (rest: string) => `run "r" { machine small; workload one; for 1ms; processes sink; ${rest} }`;
    const devices = (rest: string) =>
      compileText(`${BASE}${clock}\n${run(rest)}`).scenario?.runs[0]?.devices.map(({ name }) => name);
    expect(devices('designs biglock')).toEqual(['c0', 'nic0']);
    expect(devices('designs biglock; clocks none')).toEqual(['nic0']);
    expect(devices('designs biglock; clocks c0')).toEqual(['c0', 'nic0']);
    expect(codesOf(`${BASE}${clock}\n${run('designs biglock; clocks nic0')}`)).toEqual(['IRQ032']);
    expect(codesOf(`${BASE}${clock}\n${run('designs biglock; clocks c0, c0')}`)).toEqual(['IRQ015']);
    expect(codesOf(`${BASE}${clock}\nprocess p { loop { await c0 (1B) } }`)).toEqual(['IRQ032']);
  });

  it('rules for transmit completions need something that reports them', () => {
    const device = (rest: string) => problems(`${BASE}device n: nic extends nic0 { tx_moderation gap 1us; ${rest} }`);
    expect(device('')).toEqual([
      "IRQ011 'tx_moderation' has no meaning without 'txdone { … }': nothing reports what was transmitted",
    ]);
    expect(device('txdone { run txeof 1us + 1ns/B }')).toEqual([]);
  });

  it.each([
    ['loop { receive; run read 1us }', []],
    ['loop { choose { 50% { receive } otherwise { sleep 1us } } }', []],
    ['loop { sleep 1us }', ['IRQ079']],
  ])('a receive in %s', (body, codes) => {
    expect(codesOf(`process q { ${body} }\npath p { hard net { deliver q } }`)).toEqual(codes);
  });
});

describe('names in quotes', () => {
  const run = (name: string) =>
    `${BASE}run ${name} { machine small; workload one; for 1ms; designs biglock; processes sink }`;

  it.each(['""', '"  "'])('%s is none', (name) => {
    const message = `IRQ037 ${name} is no name; expected one, such as "one packet"`;
    expect(problems(run(name))).toEqual([message]);
    const sweep = `\nsweep ${name} { run "r"; cost trap in 1us, 2us; plot loss }`;
    expect(problems(run('"r"') + sweep)).toEqual([message]);
  });

  it('that are not closed are that, and nothing more', () => {
    expect(problems(run('"')).map((problem) => problem.slice(0, 6))).not.toContain('IRQ037');
  });
});

describe('bursts', () => {
  it.each(['on 0us off 0us', 'on 0us off empirical [0us, 0ms]'])('%s have no end', (times) => {
    expect(problems(`${BASE}workload w { packets on nic0 bursts 1kpps ${times} }`)).toEqual([
      'IRQ023 a burst and its pause take no time together, so there would be no end of bursts',
    ]);
  });

  it.each(['on 0us off 1ms', 'on 1ms off 0us', 'on uniform 0us..1us off 0us'])('%s are fine', (times) => {
    expect(problems(`${BASE}workload w { packets on nic0 bursts 1kpps ${times} }`)).toEqual([]);
  });
});
