import { describe, expect, test } from 'vitest';
import { IPLS } from '../../src/model/ipl.js';
import { compile } from '../../src/simulation/compile.js';
import { runsOf } from '../support/scenario.js';

/** What a scenario says beside what all of them have: a NIC, a disk at bio, a clock, and a process that takes the lock l. */
interface Parts {
  readonly nic?: string;
  readonly disk?: string;
  readonly clock?: string;
  readonly hard?: string;
  readonly soft?: string;
  readonly process?: string;
  readonly cpus?: number;
}

/** The level of the lock l. */
function level(design: string, parts: Parts): string {
  const { nic = '', disk = '', clock = '', hard = 'enqueue q', soft = 'drop', process = '', cpus = 1 } = parts;
  const run = runsOf(`
machine m { cpus ${cpus} at 1GHz }
device nic: nic { link 10Gbps; ${nic}; input p }
device sd0: disk { seek 2us; ${disk} }
device clk: clock { every 10us; ${clock} }
path p { hard net { ${hard} } soft softnet { ${soft} } }
process holds { lock l { run hold 1us }; await sd0 (512B); ${process} }
design d { ${design} }
workload w { packet on nic at 1us size 64B }
run "level" { machine m; workload w; for 10us; designs d }`)[0]!;
  const { layout, locks } = compile(run, run.designs[0]!);
  return IPLS[locks[layout.lock('l')]!.ceiling]!;
}

const take = 'lock l { run x 1us }';
const inline = 'interrupt inline; softint on_return; await continuation via softint; lock spin';
const immediate = inline.replace('via softint', 'immediately');
const threads = 'interrupt thread; softint thread; await block; lock spin';
const filters = 'interrupt filter_thread; softint on_return; await continuation via softint; lock spin';
const pinned = 'interrupt pinned_thread; softint pinned_thread; await block; lock spin';
const softirq = inline.replace('on_return', 'softirq');
const napi = `${softirq}; dispatch direct; poll napi`;

describe('the level of a lock is that of the highest handler that takes it', () => {
  test.each<[level: string, what: string, design: string, parts: Parts]>([
    ['none', 'nobody but processes', inline, {}],
    ['bio', "a disk's done", inline, { disk: `done { ${take} }` }],
    ['bio', "a disk's interrupt", inline, { disk: `interrupt { ${take} }` }],
    ['none', "a disk's done in a thread", threads, { disk: `done { ${take} }` }],
    ['bio', "a disk's done in a pinned thread", pinned, { disk: `done { ${take} }` }],
    ['bio', 'a filter', filters, { disk: `filter { ${take} }` }],
    ['none', 'a filter where a design has none', inline, { disk: `filter { ${take} }` }],
    ['none', 'the submit of a device that processes ask', inline, { disk: `submit { ${take} }` }],
    [
      'softnet',
      'the submit of one that a protocol asks',
      inline,
      {
        disk: `submit { ${take} }`,
        soft: 'await sd0; drop',
      },
    ],
    [
      'net',
      'the submit of one that a protocol asks in the interrupt',
      `${inline}; dispatch direct`,
      {
        disk: `submit { ${take} }`,
        soft: 'await sd0; drop',
      },
    ],

    ['clock', "a clock's interrupt", threads, { clock: `interrupt { ${take} }` }],
    ['softclock', "a clock's soft work", inline, { clock: `soft softclock { ${take} }` }],
    ['softserial', "a clock's soft work, in a softirq", softirq, { clock: `soft softclock { ${take} }` }],
    ['none', "a clock's soft work in a thread", threads, { clock: `soft softclock { ${take} }` }],

    ['vm', "a NIC's handler", inline, { nic: 'ipl vm', hard: `${take}; enqueue q` }],
    ['none', "a NIC's handler in a thread", threads, { hard: `${take}; enqueue q` }],
    ['softserial', 'a softirq that polls', napi, { hard: `${take}; enqueue q` }],
    ['softnet', 'a soft interrupt that polls', `${inline}; poll quota`, { hard: `${take}; enqueue q` }],
    ['softnet', 'a soft interrupt that the clock has poll', `${inline}; poll clock`, { hard: `${take}; enqueue q` }],
    ['none', 'a thread that polls', `${inline}; poll busy`, { hard: `${take}; enqueue q` }],
    ['net', 'an interrupt that asks for a poll', napi, { nic: `interrupt { ${take} }` }],
    ['none', 'an interrupt that never comes', `${inline}; poll clock`, { nic: `interrupt { ${take} }` }],
    ['net', 'a handler that reclaims', inline, { nic: `txdone { ${take} }` }],
    ['softserial', 'a softirq that reclaims', napi, { nic: `txdone { ${take} }` }],

    ['softnet', 'a protocol', inline, { soft: `${take}; drop` }],
    ['softserial', 'a protocol in a softirq', softirq, { soft: `${take}; drop` }],
    ['none', 'a protocol in a thread', threads, { soft: `${take}; drop` }],
    ['softserial', 'a protocol that a poll calls', napi, { soft: `${take}; drop` }],
    ['vm', 'a protocol that a handler calls', `${inline}; dispatch direct`, { nic: 'ipl vm', soft: `${take}; drop` }],
    ['net', 'a protocol that a handler may call', `${inline}; dispatch hybrid`, { soft: `${take}; drop` }],
    ['softnet', 'a protocol that a thread may call', `${filters}; dispatch hybrid`, { soft: `${take}; drop` }],

    ['softnet', 'a stage before it waits', immediate, { soft: `${take}; await sd0; drop` }],
    ['bio', 'a stage that goes on in the handler of the completion', immediate, { soft: `await sd0; ${take}; drop` }],
    [
      'softnet',
      'a stage that may have waited',
      `${filters.replace('via softint', 'immediately')}`,
      {
        soft: `if packet.size < 1000B { await sd0 }; ${take}; drop`,
      },
    ],
    ['bio', 'the second round of what waits', immediate, { soft: `repeat 2 { ${take}; await sd0 }; drop` }],
    ['softnet', 'what waits and has but one round', immediate, { soft: `repeat 1 { ${take}; await sd0 }; drop` }],
    ['softnet', 'a hard stage that goes on in a soft interrupt', inline, { hard: `await sd0; ${take}; enqueue q` }],
    ['none', 'a pinned handler that has slept', pinned, { hard: `await sd0; ${take}; enqueue q` }],
  ])('%s: %s', (expected, _, design, parts) => {
    expect(level(design, parts)).toBe(expected);
  });

  test.each<[level: string, what: string, design: string, parts: Parts]>([
    ['net', 'an outer lock of a handler', inline, { cpus: 2 }],
    ['none', 'an outer lock on one CPU', inline, { cpus: 1 }],
    [
      'none',
      'an outer lock in a kernel with a lock around it',
      inline.replace('lock spin', 'lock biglock'),
      { cpus: 2 },
    ],
  ])('%s: %s', (expected, _, design, parts) => {
    const nested = { hard: 'lock k { run x 1us }; enqueue q', process: `lock k { ${take} }` };
    expect(level(design, { ...nested, ...parts })).toBe(expected);
  });

  test('and in a kernel with a lock around it that of all who wait for this, where a clock takes it without', () => {
    const clock = `ipl bio; interrupt { ${take} }`;
    const biglock = inline.replace('lock spin', 'lock biglock');
    expect(level(biglock, { clock, cpus: 2 })).toBe('net');
    expect(level(biglock, { clock, cpus: 1 })).toBe('bio');
  });
});
