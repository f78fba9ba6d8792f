import fc from 'fast-check';
import { COSTS } from '../../src/model/machine.js';

/**
 * Scenarios by chance, as text, so that one that fails a property can be read, run and cut down by hand. They are small
 * and crowded: short rings and queues, work and costs of the same size, much of it zero, so that everything happens at
 * once and often at the same instant.
 */
export interface Generated {
  readonly text: string;
  readonly designs: readonly string[];
}

const time = fc.constantFrom('0ns', '0ns', '40ns', '300ns', '1us', '1500ns', '3us');
const work = fc.oneof(
  { weight: 4, arbitrary: time },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2us ~ exp', '1us ~ normal 400ns', 'uniform 0ns..3us', 'empirical [1us, 2us]'),
  },
);
const hardLevel = fc.constantFrom('net', 'net', 'vm', 'bio', 'clock');
const softLevel = fc.constantFrom('softnet', 'softnet', 'softserial', 'softclock');
const moderation = fc.constantFrom('none', 'none', 'gap 20us', 'packets 2 absolute_timer 15us', 'packet_timer 5us');

export const LIBRARY = [
  'biglock',
  'interrupt_threads',
  'netbsd5_softint',
  'solaris_pinned',
  'freebsd_ithreads',
  'linux_softirq',
  'linux_napi',
  'linux_threaded_irq',
  'preempt_rt',
  'dragonfly_lwkt',
  'mach_continuations',
  'device_polling',
  'mogul_quota',
  'busy_poll',
] as const;

/** They spread the packets of a NIC over the CPUs, by their flows or by a return thread that is bound to none. */
const SPREADING = new Set<string>(['dragonfly_lwkt', 'freebsd_ithreads']);

const composed = fc.record({
  interrupt: fc.constantFrom('inline', 'interrupt_stack', 'thread', 'filter_thread', 'pinned_thread'),
  softint: fc.constantFrom('on_return', 'thread', 'pinned_thread', 'softirq'),
  dispatch: fc.constantFrom('deferred', 'direct', 'hybrid'),
  await: fc.constantFrom('block', 'continuation via softint', 'continuation immediately'),
  lock: fc.constantFrom('biglock', 'spin', 'blocking', 'adaptive'),
  preempt: fc.constantFrom('user', 'interrupts', 'kernel'),
  quantum: fc.constantFrom('5us', '20us', '100ms'),
});

interface Names {
  /** Every packet of a NIC does the same, so that none may overtake another. */
  readonly straight: boolean;
  readonly nics: number;
  readonly processes: number;
  readonly locks: boolean;
}

/** Statements that compute, without the end of a stage. */
function body(names: Names, where: 'hard' | 'soft' | 'process', depth = 2): fc.Arbitrary<string> {
  const run = work.map((amount) => `run r ${amount}`);
  if (depth === 0) return run;
  if (names.straight) {
    return fc.tuple(run, fc.boolean()).map(([r, waits]) => (waits && where === 'soft' ? `${r}; await c0` : r));
  }
  const inner = body(names, where, depth - 1);
  const cases: { weight: number; arbitrary: fc.Arbitrary<string> }[] = [
    { weight: 4, arbitrary: run },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), inner).map(([n, b]) => `repeat ${n} { ${b} }`) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `choose { 30% { ${a} }\notherwise { ${b} } }`) },
  ];
  if (where !== 'process') {
    const size = fc.tuple(inner, inner).map(([a, b]) => `if packet.size < 200B { ${a} } else { ${b} }`);
    cases.push({ weight: 1, arbitrary: size });
  }
  if (where !== 'hard') cases.push({ weight: 2, arbitrary: fc.constantFrom('await c0', 'await c0 (500B)') });
  if (names.locks) {
    // Without waits inside; and one lock only, so that nothing deadlocks by itself.
    const held = fc.array(run, { minLength: 1, maxLength: 2 }).map((list) => `lock l { ${list.join('; ')} }`);
    cases.push({ weight: 1, arbitrary: held });
  }
  return fc.array(fc.oneof(...cases), { minLength: 1, maxLength: 2 }).map((list) => list.join('; '));
}

function stages(names: Names, nic: number): fc.Arbitrary<string> {
  const end = fc.oneof(
    { weight: 4, arbitrary: fc.nat(names.processes - 1).map((index) => `deliver p${index}`) },
    { weight: 1, arbitrary: fc.constant('drop') },
    { weight: 1, arbitrary: fc.nat(names.nics - 1).map((index) => `transmit n${index}`) },
  );
  const queue = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('tail', 'head'));
  const soft = fc.tuple(softLevel, body(names, 'soft'), queue);
  return fc.tuple(body(names, 'hard'), fc.array(soft, { maxLength: 2 }), end).map(([hard, softs, last]) => {
    const enter = (index: number) => {
      const stage = softs[index];
      return stage === undefined ? last : `enqueue q${nic}_${index} limit ${stage[2][0]} drop ${stage[2][1]}`;
    };
    const rest = softs.map(([level, work], index) => `soft ${level} { ${work}; ${enter(index + 1)} }`);
    return `path w${nic} { hard net { ${hard}; ${enter(0)} }\n${rest.join('\n')} }`;
  });
}

function process(names: Names, cpus: number, index: number): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 2, arbitrary: fc.constant('receive') },
    { weight: 2, arbitrary: body(names, 'process').map((work) => work.replaceAll('await c0;', 'await c0 (64B);')) },
    { weight: 1, arbitrary: fc.constantFrom('sleep 7us', 'sleep 20us ~ exp') },
  );
  const priority = fc.constantFrom('', 'priority realtime 1', 'priority kernel 3', 'priority timeshare 1');
  const cpu = fc.oneof(
    fc.constant(''),
    fc.nat(cpus - 1).map((n) => `cpu ${n}`),
  );
  const socket = fc.integer({ min: 1, max: 4 });
  return fc
    .tuple(priority, cpu, socket, fc.array(part, { minLength: 1, maxLength: 3 }))
    .map(([band, on, room, parts]) => {
      // Whatever it does, some time passes in each round.
      const sized = parts.join('; ').replace(/await c0(?! \()/g, 'await c0 (64B)');
      return `process p${index} { ${[band, on, `socket ${room}`].filter((word) => word !== '').join('; ')}
      loop { ${sized}; run own 1us } }`;
    });
}

function stream(nics: number): fc.Arbitrary<string> {
  const size = fc.constantFrom('64B', '300B', '1500B', 'uniform 64B..1500B');
  const pattern = fc.constantFrom(
    'every 7us',
    'rate 90kpps',
    'poisson 150kpps',
    'wire',
    'bursts 400kpps on 20us off 30us',
    'bursts 300kpps on 10us ~ exp off 40us ~ exp',
  );
  const many = fc
    .tuple(pattern, fc.nat(30), fc.integer({ min: 1, max: 25 }))
    .map(([how, from, count]) => `${how} from ${from}us count ${count}`);
  const few = fc
    .array(fc.nat(120), { minLength: 1, maxLength: 5 })
    .map((at) => `at ${at.map((t) => `${t}us`).join(', ')}`);
  return fc
    .tuple(
      fc.nat(nics - 1),
      fc.oneof(
        many.map((m) => ['packets', m]),
        few.map((f) => ['packet', f]),
      ),
      size,
      fc.constantFrom('', ' flows 3'),
    )
    .map(([nic, [word, rest], bytes, flows]) => `${word} on n${nic} ${rest} size ${bytes}${flows}`);
}

/**
 * Scenarios, each under some designs of the library and some composed by chance; straight ones have no branches and one
 * crypto engine, and keep the packets of a NIC on one CPU.
 */
export function scenarios({ straight }: { readonly straight: boolean }): fc.Arbitrary<Generated> {
  return fc
    .record({
      cpus: fc.integer({ min: 1, max: 4 }),
      nics: fc.integer({ min: 1, max: 3 }),
      processes: fc.integer({ min: 1, max: 4 }),
      locks: fc.boolean(),
      turnover: fc.constantFrom('0us', '10us'),
      costs: fc.tuple(...COSTS.map(() => time)),
    })
    .chain(({ cpus, nics, processes, locks, turnover, costs }) => {
      const names = { nics, processes, locks: locks && !straight, straight };
      const list = <T>(count: number, make: (index: number) => fc.Arbitrary<T>) =>
        fc.tuple(...Array.from({ length: count }, (_, index) => make(index)));
      const nic = (index: number) =>
        fc
          .tuple(
            hardLevel,
            fc.nat(cpus - 1),
            fc.integer({ min: 1, max: 6 }),
            moderation,
            fc.constantFrom('1Gbps', '10Gbps'),
            fc.constantFrom('', '', straight ? '' : 'queues 2', 'dma 1us + 1ns/B'),
            fc.constantFrom('', '', 'txdone { run t 400ns }', 'txdone { run t 1us }; tx_moderation packet_timer 4us'),
          )
          .map(
            ([ipl, cpu, ring, rule, link, way, sent]) =>
              `device n${index}: nic { link ${link}; rx ring ${ring}; tx ring 2; moderation ${rule}; ipl ${ipl}; cpu ${cpu}; input w${index}; interrupt { run i ${index * 200}ns }; ${way}; ${sent} }`,
          );
      const crypto = fc
        .record({
          queue: fc.integer({ min: 1, max: 3 }),
          slot: fc.integer({ min: 1, max: 2 }),
          engines: straight ? fc.constant(1) : fc.integer({ min: 1, max: 2 }),
          driver: fc.nat(4),
          latency: fc.constantFrom('0ns', '2us', '9us', '5us ~ exp'),
          cpu: fc.nat(cpus - 1),
          ipl: hardLevel,
          done: time,
        })
        .map(
          (c) =>
            `device c0: crypto { queue ${c.queue}; requests_per_slot ${c.slot}; driver_aggregate ${c.slot}; engines ${c.engines}; driver_queue ${c.driver}; latency ${c.latency}; rate 2Gbps; cpu ${c.cpu}; ipl ${c.ipl}; submit { run s ${c.done} }; done { run d ${c.done} } }`,
        );
      return fc
        .record({
          devices: list(nics, nic),
          crypto,
          paths: list(nics, (index) => stages(names, index)),
          programs: list(processes, (index) => process(names, cpus, index)),
          streams: fc.array(stream(nics), { minLength: 1, maxLength: 3 }),
          mixed: fc.array(composed, { minLength: 1, maxLength: 2 }),
          chosen: fc.uniqueArray(fc.constantFrom(...LIBRARY.filter((name) => !straight || !SPREADING.has(name))), {
            minLength: 1,
            maxLength: 2,
          }),
          clock: fc.constantFrom('', '', '', 'cpu each', `cpu ${cpus - 1}`),
          seed: fc.nat(1000),
        })
        .map(({ devices, crypto, paths, programs, streams, mixed, chosen, clock, seed }) => {
          const own = mixed.map((design, index) => {
            const words = Object.entries(design).map(([word, choice]) => `${word} ${choice}`);
            return `design d${index} { ${words.join('; ')} }`;
          });
          const designs = [...chosen, ...mixed.map((_, index) => `d${index}`)];
          const text = [
            'import "std/designs"',
            `machine m {\ncpus ${cpus} at 1GHz\ncache_turnover ${turnover}`,
            `${COSTS.map((cost, index) => `cost ${cost} ${costs[index]}`).join('\n')}\n}`,
            ...devices,
            crypto,
            clock === ''
              ? ''
              : `device t0: clock { every 40us; ${clock}; interrupt { run h 1us }; soft softclock { run s 2us } }`,
            ...paths,
            ...programs,
            ...own,
            `workload w { ${streams.join('\n')} }`,
            'run "by chance" {\nmachine m\nworkload w\nfor 250us',
            `seed ${seed}\ndesigns DESIGNS\n}`,
          ].join('\n');
          return { text, designs };
        });
    });
}
