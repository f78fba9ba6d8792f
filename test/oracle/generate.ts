import fc from 'fast-check';
import { COSTS } from '../../src/model/machine.js';
import { body, time, type Where } from './bodies.js';
import { design, type Words, written } from './designs.js';
import type { Family } from './families.js';

/** What is chosen first, and what the rest depends on. */
interface Frame {
  readonly family: Family;
  readonly words: Words;
  readonly cpus: number;
  readonly nics: number;
  readonly processes: number;
  /** Level and queue of the stages that paths share. */
  readonly shared: readonly [string, string];
}

/** Scenarios by chance of what the oracle knows, as text: small and crowded. */
export function scenario(family: Family): fc.Arbitrary<string> {
  return fc
    .record({
      family: fc.constant(family),
      words: design(family),
      cpus: fc.constantFrom(...family.cpus),
      nics: fc.integer({ min: 1, max: 3 }),
      processes: fc.constantFrom(...family.processes),
      shared: fc.tuple(softLevel, options).map(([level, how]): [string, string] => [level, `shared ${how}`]),
    })
    .chain(whole);
}

function whole(frame: Frame): fc.Arbitrary<string> {
  const { family, nics, processes, words } = frame;
  const list = <T>(count: number, make: (i: number) => fc.Arbitrary<T>) =>
    fc.tuple(...Array.from({ length: count }, (_, i) => make(i)));
  return fc
    .record({
      machine: machine(frame),
      devices: list(nics, (i) => nic(frame, i)),
      device: requests(frame),
      clock: fc.option(clock(frame), { freq: 2 }),
      paths: list(nics, (i) => path(frame, i)),
      programs: list(processes, (i) => process(frame, i)),
      arrivals: fc.array(arrival(nics), { minLength: 1, maxLength: 4 }),
    })
    .map((parts) =>
      [
        parts.machine,
        ...parts.devices,
        parts.device,
        parts.clock ?? '',
        ...parts.paths,
        ...parts.programs,
        written(words),
        `workload w { ${parts.arrivals.map((line, i) => line.replaceAll('STREAM', String(i))).join('\n')} }`,
        `run "by chance" {\nmachine m\nworkload w\nfor ${family.time}\ndesigns d\n}`,
      ].join('\n'),
    );
}

function machine({ cpus }: Frame): fc.Arbitrary<string> {
  const turnover = fc.constantFrom('0us', '0us', '10us');
  return fc.tuple(turnover, fc.tuple(...COSTS.map(() => time))).map(([turnover, costs]) => {
    const lines = COSTS.map((cost, i) => `cost ${cost} ${costs[i]}`);
    return `machine m {\ncpus ${cpus} at 1GHz\ncache_turnover ${turnover}\n${lines.join('\n')}\n}`;
  });
}

const softLevel = fc.constantFrom('softnet', 'softnet', 'softserial', 'softclock');
const options = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('tail', 'head'))
  .map(([limit, drop]) => `limit ${limit} drop ${drop}`);

const level = fc.constantFrom('net', 'net', 'vm', 'bio', 'clock');

const RULES = [
  'none',
  'none',
  'gap 20us',
  'packets 2 absolute_timer 15us',
  'packet_timer 5us',
  'gap 9us packets 3 packet_timer 4us',
  'adaptive lowest_latency 400000/s low_latency 100000/s bulk_latency 40000/s',
  'adaptive low_latency 90000/s bulk_latency 50000/s packet_timer 3us',
];

function nic(frame: Frame, index: number): fc.Arbitrary<string> {
  const { family, cpus, words } = frame;
  const queues = fc.array(fc.nat(cpus - 1), { minLength: 1, maxLength: 3 });
  return fc
    .record({
      ipl: level,
      ring: fc.integer({ min: 1, max: 5 }),
      rule: fc.constantFrom(...RULES),
      interrupt: words.poll === 'none' ? handler(frame) : apart(frame),
      filter: apart(frame),
      tx: fc.integer({ min: 1, max: 3 }),
      cpu: fc.nat(cpus - 1),
      queues: fc.option(queues, { freq: 3 }),
      txdone: family.txdone ? fc.option(handler(frame)) : fc.constant(null),
      txRule: fc.option(fc.constantFrom(...RULES)),
      dma: fc.constantFrom('0ns', '0ns', '1us', '2us + 1ns/B'),
    })
    .map(({ dma, ipl, ring, rule, interrupt, filter, tx, cpu, queues, txdone, txRule }) => {
      const lines = [
        'link 1Gbps',
        `rx ring ${ring}`,
        `tx ring ${tx}`,
        `dma ${dma}`,
        `moderation ${rule}`,
        `ipl ${ipl}`,
        queues === null ? `cpu ${cpu}` : `queues ${queues.length} on cpu ${queues.join(', ')}`,
        `input w${index}`,
        `interrupt { ${interrupt} }`,
        `filter { ${filter} }`,
      ];
      if (txdone !== null) lines.push(`txdone { ${txdone} }`);
      if (txdone !== null && txRule !== null) lines.push(`tx_moderation ${txRule}`);
      return `device n${index}: nic { ${lines.join('; ')} }`;
    });
}

/** What a handler of a device does: little, and now and then under a lock. */
function handler({ family }: Frame): fc.Arbitrary<string> {
  const short = fc.constantFrom('run h 0ns', 'run h 0ns', 'run h 200ns', 'repeat 2 { run h 250ns }');
  const locked = body({ place: 'handler', waits: false, locking: family.locking, waitsInLocks: false }, 0);
  return fc.oneof({ weight: 6, arbitrary: short }, { weight: Math.min(1, family.locking), arbitrary: locked });
}

/** The same where its locks cannot be held over a wait: in the trap, and by who asks the device. Then it has others. */
function apart(frame: Frame): fc.Arbitrary<string> {
  if (!where(frame, 'process').waitsInLocks) return handler(frame);
  return handler(frame).map((list) => list.replaceAll('lock l', 'lock m').replaceAll('lock k', 'lock n'));
}

/** The device that is waited for, of one of the kinds that serve requests. */
function requests(frame: Frame): fc.Arbitrary<string> {
  return fc
    .record({
      kind: fc.constantFrom<'crypto' | 'generic' | 'disk'>('crypto', 'crypto', 'generic', 'disk'),
      queue: fc.integer({ min: 1, max: 3 }),
      slot: fc.integer({ min: 1, max: 3 }),
      aggregate: fc.integer({ min: 1, max: 3 }),
      engines: fc.integer({ min: 1, max: 2 }),
      driver: fc.nat(3),
      latency: fc.constantFrom('0ns', '2us', '9us'),
      ipl: level,
      rule: fc.constantFrom('none', ...RULES),
      submit: apart(frame),
      filter: apart(frame),
      interrupt: handler(frame),
      done: handler(frame),
      cpu: fc.nat(frame.cpus - 1),
    })
    .map((c) => {
      const lines = [
        `queue ${c.queue}`,
        `driver_queue ${c.driver}`,
        `ipl ${c.ipl}`,
        `cpu ${c.cpu}`,
        `moderation ${c.rule}`,
        `submit { ${c.submit} }`,
        `filter { ${c.filter} }`,
        `interrupt { ${c.interrupt} }`,
        `done { ${c.done} }`,
      ];
      const slots = `requests_per_slot ${c.slot}; driver_aggregate ${Math.min(c.slot, c.aggregate)}; engines ${c.engines}`;
      const own = {
        crypto: `${slots}; latency ${c.latency}; rate 2Gbps`,
        generic: `${slots}; service ${c.latency} + 4ns/B`,
        disk: `seek ${c.latency}; rotation 0ms; rate 2Gbps`,
      };
      return `device c0: ${c.kind} { ${own[c.kind]}; ${lines.join('; ')} }`;
    });
}

function clock(frame: Frame): fc.Arbitrary<string> {
  const each = fc.constant('cpu each');
  return fc
    .record({
      every: fc.constantFrom('11us', '23us', '40us'),
      ipl: level,
      cpu: fc.oneof(
        fc.nat(frame.cpus - 1).map((cpu) => `cpu ${cpu}`),
        each,
      ),
      interrupt: apart(frame),
      soft: fc.option(fc.tuple(fc.constantFrom('softclock', 'softnet', 'softserial'), handler(frame))),
    })
    .map(({ every, ipl, cpu, interrupt, soft }) => {
      const lines = [`every ${every}`, `ipl ${ipl}`, cpu, `interrupt { ${interrupt} }`];
      if (soft !== null) lines.push(`soft ${soft[0]} { ${soft[1]} }`);
      return `device t0: clock { ${lines.join('; ')} }`;
    });
}

function where({ family, words }: Frame, place: Where['place']): Where {
  const sleeps = words.lock === 'blocking' || words.lock === 'adaptive';
  // Locks that a trap takes as well spin, and their holders cannot wait; these are told by their words here.
  const inTrap = words.interrupt === 'inline' || words.interrupt === 'interrupt_stack';
  // Only a thread can sleep, which a poll has.
  const mayWait = place !== 'hard' || words.await !== 'block' || !inTrap || words.poll !== 'none';
  return {
    place,
    waits: place !== 'handler' && mayWait,
    locking: family.locking,
    waitsInLocks: sleeps && words.await === 'block' && !inTrap,
  };
}

function path(frame: Frame, index: number): fc.Arbitrary<string> {
  const { nics, processes } = frame;
  const end = fc.oneof(
    { weight: 4, arbitrary: fc.nat(processes - 1).map((i) => `deliver p${i}`) },
    { weight: 1, arbitrary: fc.constantFrom('drop', 'if class a { run r 1us; drop } else { drop }') },
    { weight: frame.family.txdone ? 4 : 1, arbitrary: fc.nat(nics - 1).map((i) => `transmit n${i}`) },
  );
  const own = fc.tuple(softLevel, options);
  const soft = fc.tuple(body(where(frame, 'soft')), own, fc.nat(3));
  const hard = body(where(frame, 'hard'));
  return fc.tuple(hard, fc.array(soft, { maxLength: 2 }), end).map(([hard, softs, last]) => {
    const stages = softs.map(([work, [level, how], shares], i) => {
      const [ipl, queue] = shares === 0 ? frame.shared : [level, `q${index}_${i} ${how}`];
      return { work, ipl, queue };
    });
    const next = (i: number) => (stages[i] === undefined ? last : `enqueue ${stages[i].queue}`);
    const rest = stages.map(({ work, ipl }, i) => `soft ${ipl} { ${work}; ${next(i + 1)} }`);
    return `path w${index} { hard net { ${hard}; ${next(0)} }\n${rest.join('\n')} }`;
  });
}

function process(frame: Frame, index: number): fc.Arbitrary<string> {
  const { family, nics, cpus, processes } = frame;
  const use = fc.constantFrom(
    'run r 400ns + 1ns/B',
    'if packet.size < 200B { run r 1us } else { run r 2us }',
    'if class a { run r 1us }',
    'await c0',
  );
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constant('receive') },
    { weight: 2, arbitrary: fc.tuple(body(where(frame, 'process')), use).map((does) => `receive; ${does.join('; ')}`) },
    { weight: 3, arbitrary: body(where(frame, 'process')) },
    { weight: 1, arbitrary: fc.constantFrom('sleep 7us', 'sleep 20us') },
    { weight: 1, arbitrary: fc.nat(nics - 1).map((i) => `receive; transmit n${i}`) },
    { weight: 1, arbitrary: fc.nat(processes - 1).map((i) => `send p${i}(300B)`) },
  );
  const band = fc.constantFrom(...family.priorities);
  const parts = fc.array(part, { minLength: 1, maxLength: 3 }).map((list) => list.join('; '));
  const socket = fc.integer({ min: 1, max: 4 });
  const whole = fc.constantFrom('loop', 'loop', 'repeat 2');
  const bound = fc.option(fc.nat(cpus - 1), { freq: 2 });
  return fc.tuple(band, socket, parts, whole, bound).map(([where, room, does, how, cpu]) => {
    const on = cpu === null || cpus === 1 ? '' : `cpu ${cpu}; `;
    return `process p${index} { ${where}${on}socket ${room}; ${how} { ${does}; run own 1us } }`;
  });
}

function arrival(nics: number): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.nat(nics - 1),
      fc.uniqueArray(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('64B', '64B', '300B', '300B', '1500B', '1500B', '2500B', '9000B'),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('', ' class a', ' class b'),
    )
    .map(([i, at, size, flows, named]) => {
      return `packet on n${i} at ${at.map((t) => `${t}.STREAMus`).join(', ')} size ${size}${named} flows ${flows}`;
    });
}
