import fc from 'fast-check';

/**
 * Scenarios by chance of what the oracle knows, as text. They are small and crowded, with times that are often equal or
 * zero, so that much happens at once.
 */
const time = fc.constantFrom('0ns', '0ns', '40ns', '300ns', '1us', '1500ns', '3us');
const work = fc.constantFrom('100ns', '400ns', '1us', '1us', '2us', '3500ns', '7us');
const COSTS = ['trap', 'trap_return', 'switch', 'refill', 'softint', 'wakeup', 'mask', 'syscall', 'lock'] as const;

const design = fc
  .record({
    interrupt: fc.constantFrom('inline', 'thread', 'filter_thread'),
    softint: fc.constantFrom('on_return', 'thread'),
    dispatch: fc.constantFrom('deferred', 'direct', 'hybrid'),
    redispatch: fc.constantFrom('as_dispatched', 'deferred'),
    await: fc.constantFrom('block', 'continuation via softint', 'continuation immediately'),
    preempt: fc.constantFrom('user', 'kernel'),
    quantum: fc.constantFrom('100ms', '20.013us', '7.007us'),
  })
  .filter((one) => one.await !== 'block' || one.softint === 'thread')
  .filter((one) => one.await !== 'block' || one.interrupt !== 'inline' || one.dispatch === 'deferred')
  .map(
    (one) =>
      `design d { ${Object.entries(one)
        .map(([word, choice]) => `${word} ${choice}`)
        .join('; ')}; lock spin }`,
  );

function body(where: 'hard' | 'soft' | 'process', depth = 1): fc.Arbitrary<string> {
  const run = work.map((amount) => `run r ${amount}`);
  const sized = fc.tuple(work, fc.constantFrom('1ns/B', '2ns/B')).map(([amount, each]) => `run r ${amount} + ${each}`);
  const held = fc.array(run, { minLength: 1, maxLength: 2 }).map((list) => `lock l { ${list.join('; ')} }`);
  const cases: { weight: number; arbitrary: fc.Arbitrary<string> }[] = [
    { weight: 4, arbitrary: run },
    { weight: 1, arbitrary: held },
  ];
  if (where !== 'process') cases.push({ weight: 1, arbitrary: sized });
  if (where === 'soft') cases.push({ weight: 3, arbitrary: fc.constantFrom('await c0', 'await c0 (500B)') });
  if (where === 'process') cases.push({ weight: 2, arbitrary: fc.constant('await c0 (64B)') });
  if (depth > 0) {
    const inner = body(where, depth - 1);
    cases.push({
      weight: 1,
      arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), inner).map(([n, b]) => `repeat ${n} { ${b} }`),
    });
    if (where !== 'process') {
      const branch = fc.tuple(inner, inner).map(([a, b]) => `if packet.size < 200B { ${a} } else { ${b} }`);
      cases.push({ weight: 1, arbitrary: branch });
    }
  }
  return fc.array(fc.oneof(...cases), { minLength: 1, maxLength: 2 }).map((list) => list.join('; '));
}

function path(index: number, nics: number, processes: number): fc.Arbitrary<string> {
  const end = fc.oneof(
    { weight: 4, arbitrary: fc.nat(processes - 1).map((i) => `deliver p${i}`) },
    { weight: 1, arbitrary: fc.constant('drop') },
    { weight: 1, arbitrary: fc.nat(nics - 1).map((i) => `transmit n${i}`) },
  );
  const queue = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('tail', 'head'));
  const soft = fc.tuple(fc.constantFrom('softnet', 'softnet', 'softserial', 'softclock'), body('soft'), queue);
  return fc.tuple(body('hard'), fc.array(soft, { maxLength: 2 }), end).map(([hard, softs, last]) => {
    const next = (i: number) => {
      const stage = softs[i];
      return stage === undefined ? last : `enqueue q${index}_${i} limit ${stage[2][0]} drop ${stage[2][1]}`;
    };
    const rest = softs.map(([level, work], i) => `soft ${level} { ${work}; ${next(i + 1)} }`);
    return `path w${index} { hard net { ${hard}; ${next(0)} }\n${rest.join('\n')} }`;
  });
}

function process(index: number, nics: number): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constant('receive') },
    { weight: 3, arbitrary: body('process') },
    { weight: 1, arbitrary: fc.constantFrom('sleep 7us', 'sleep 20us') },
    { weight: 1, arbitrary: fc.nat(nics - 1).map((i) => `receive; transmit n${i}`) },
  );
  const band = fc.constantFrom('', '', 'priority realtime 1; ', 'priority kernel 3; ', 'priority timeshare 1; ');
  const parts = fc.array(part, { minLength: 1, maxLength: 3 }).map((list) => list.join('; '));
  const socket = fc.integer({ min: 1, max: 4 });
  const whole = fc.constantFrom('loop', 'loop', 'repeat 2');
  return fc.tuple(band, socket, parts, whole).map(([where, room, does, how]) => {
    return `process p${index} { ${where}socket ${room}; ${how} { ${does}; run own 1us } }`;
  });
}

export const scenario: fc.Arbitrary<string> = fc
  .record({
    nics: fc.integer({ min: 1, max: 3 }),
    processes: fc.integer({ min: 1, max: 3 }),
    turnover: fc.constantFrom('0us', '0us', '10us'),
    costs: fc.tuple(...COSTS.map(() => time)),
  })
  .chain(({ nics, processes, turnover, costs }) => {
    const list = <T>(count: number, make: (i: number) => fc.Arbitrary<T>) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => make(i)));
    const level = fc.constantFrom('net', 'net', 'vm', 'bio', 'clock');
    const nic = (i: number) =>
      fc
        .tuple(
          level,
          fc.integer({ min: 1, max: 5 }),
          fc.constantFrom(
            'none',
            'none',
            'gap 20us',
            'packets 2 absolute_timer 15us',
            'packet_timer 5us',
            'gap 9us packets 3 packet_timer 4us',
          ),
          fc.constantFrom('0ns', '500ns'),
          fc.constantFrom('0ns', '200ns'),
          fc.integer({ min: 1, max: 3 }),
        )
        .map(
          ([ipl, ring, rule, interrupt, filter, tx]) =>
            `device n${i}: nic { link 1Gbps; rx ring ${ring}; tx ring ${tx}; moderation ${rule}; ipl ${ipl}; input w${i}; interrupt { run i ${interrupt} }; filter { run f ${filter} } }`,
        );
    const crypto = fc
      .record({
        queue: fc.integer({ min: 1, max: 3 }),
        slot: fc.integer({ min: 1, max: 2 }),
        engines: fc.integer({ min: 1, max: 2 }),
        driver: fc.nat(3),
        latency: fc.constantFrom('0ns', '2us', '9us'),
        ipl: level,
        submit: time,
        interrupt: time,
        done: time,
      })
      .map(
        (c) =>
          `device c0: crypto { queue ${c.queue}; requests_per_slot ${c.slot}; engines ${c.engines}; driver_queue ${c.driver}; latency ${c.latency}; rate 2Gbps; ipl ${c.ipl}; submit { run s ${c.submit} }; interrupt { run ci ${c.interrupt} }; done { run d ${c.done} } }`,
      );
    const arrival = fc
      .tuple(
        fc.nat(nics - 1),
        fc.uniqueArray(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('64B', '300B', '1500B'),
      )
      .map(([i, at, size]) => `packet on n${i} at ${at.map((t) => `${t}.STREAMus`).join(', ')} size ${size}`);
    return fc
      .record({
        devices: list(nics, nic),
        crypto,
        paths: list(nics, (i) => path(i, nics, processes)),
        programs: list(processes, (i) => process(i, nics)),
        arrivals: fc.array(arrival, { minLength: 1, maxLength: 4 }),
        design,
      })
      .map((parts) =>
        [
          `machine m {\ncpus 1 at 1GHz\ncache_turnover ${turnover}\n${COSTS.map((cost, i) => `cost ${cost} ${costs[i]}`).join('\n')}\n}`,
          ...parts.devices,
          parts.crypto,
          ...parts.paths,
          ...parts.programs,
          parts.design,
          `workload w { ${parts.arrivals.map((line, i) => line.replaceAll('STREAM', String(i))).join('\n')} }`,
          'run "by chance" {\nmachine m\nworkload w\nfor 250us\ndesigns d\n}',
        ].join('\n'),
      )
      .map(withoutCalledLocks);
  });

/** The oracle knows the level of a lock only where no stage runs in the context of another. */
function withoutCalledLocks(text: string): string {
  const called = /dispatch (direct|hybrid)|await continuation immediately/.test(text);
  return called ? text.replaceAll(/lock l \{ ([^}]*) \}/g, '$1') : text;
}
