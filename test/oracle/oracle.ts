import type { Design } from '../../src/model/design.js';
import type { Run } from '../../src/model/scenario.js';
import { build } from './build.js';
import { tick } from './clocks.js';
import { attend, charge, endSlice, execute } from './execute.js';
import { timeout } from './interrupts.js';
import { tellAt } from './line.js';
import { arrive, isMaskedByPoll, sent, tell, transferred } from './nic.js';
import { endPeriod } from './quota.js';
import { slotDone } from './requests.js';
import { tickOfPolls } from './rounds.js';
import { endQuantum } from './threads.js';
import type { World } from './world.js';

/**
 * A second simulation, to compare the real one with. It was written from docs/language.md, and imports nothing of
 * src/simulation, in the most obvious way there is: objects, generators, lists that are searched, no tables. It is slow
 * and does not know everything; test/oracle/section.ts says what.
 */
export interface Outcome {
  /** Of each CPU the time of its activities. */
  readonly accounts: readonly Record<string, number>[];
  readonly switches: readonly { readonly time: number; readonly from: string; readonly to: string }[];
  readonly drops: ReadonlyMap<string, number>;
  /** Of each packet when it ended and how, by number. */
  readonly packets: readonly { readonly end: number; readonly fate: 'in flight' | 'delivered' | 'dropped' }[];
  /** Of each lock that spins the rank of the level at which it is held. */
  readonly locks: ReadonlyMap<string, number>;
  readonly interrupts: number;
  readonly softints: number;
  readonly wakeups: number;
}

export function predict(run: Run, design: Design): Outcome {
  const world = build(run, design);
  for (const cpu of world.cpus) execute(world, cpu);
  attend(world);
  for (let events = 0; ; events++) {
    if (events > 100_000) throw new Error(`the oracle does not come on from ${world.now}`);
    const event = nextEvent(world);
    if (event === undefined || event.time >= run.duration) break;
    world.now = event.time;
    event.happen();
    attend(world);
  }
  world.now = run.duration;
  for (const cpu of world.cpus) charge(world, cpu);
  const { switches, drops, packets, interrupts, softints, wakeups } = world;
  const accounts = world.cpus.map((cpu) => cpu.accounts);
  const locks = new Map([...world.locks].flatMap(([name, lock]) => (lock.spins ? [[name, lock.ceiling]] : [])));
  return { accounts, switches, drops, packets, locks, interrupts, softints, wakeups };
}

interface Event {
  readonly time: number;
  readonly happen: () => void;
}

/** The next thing that happens: of things at one instant CPUs' come first, then devices, timers and arrivals. */
function nextEvent(world: World): Event | undefined {
  let first: Event | undefined;
  for (const event of future(world)) {
    if (event.time < Number.POSITIVE_INFINITY && (first === undefined || event.time < first.time)) first = event;
  }
  return first;
}

function* future(world: World): Generator<Event> {
  for (const cpu of world.cpus) {
    if (cpu.slice !== undefined) yield { time: cpu.slice.until, happen: () => endSlice(world, cpu) };
  }
  for (const device of world.run.devices) {
    for (const wire of world.wires) {
      if (wire.nic !== device || wire.sending === undefined) continue;
      yield { time: wire.sending.until, happen: () => sent(world, wire) };
    }
    for (const card of world.cards) {
      const [first] = card.nic === device ? card.dma : [];
      if (first !== undefined) yield { time: first.until, happen: () => transferred(world, card) };
    }
    for (const ticks of world.ticks) {
      if (ticks.clock === device) yield { time: ticks.next, happen: () => tick(ticks) };
    }
    for (const accelerator of world.accelerators) {
      if (accelerator.device !== device) continue;
      for (const slot of [...accelerator.slots].sort((a, b) => a.engine - b.engine)) {
        if (slot.state !== 'working') continue;
        yield { time: slot.doneAt, happen: () => slotDone(world, accelerator, slot) };
      }
    }
  }
  for (const device of world.run.devices) {
    for (const card of world.cards) {
      const time = isMaskedByPoll(world, card.source) ? Number.POSITIVE_INFINITY : tellAt(card.line, card.txLine);
      if (card.nic === device) yield { time, happen: () => tell(world, card) };
    }
    for (const accelerator of world.accelerators) {
      if (accelerator.device === device) yield { time: accelerator.line.at, happen: () => tell(world, accelerator) };
    }
  }
  for (const cpu of world.cpus) yield { time: cpu.quantumEnd, happen: () => endQuantum(world, cpu) };
  yield { time: world.nextTick, happen: () => tickOfPolls(world) };
  for (const cpu of world.cpus) yield { time: cpu.periodEnd, happen: () => endPeriod(world, cpu) };
  for (const sleeper of [...world.sleepers].sort((a, b) => a.index - b.index)) {
    const come = () => {
      world.sleepers.splice(world.sleepers.indexOf(sleeper), 1);
      timeout(world, sleeper.thread);
    };
    yield { time: sleeper.until, happen: come };
  }
  const arrival = world.arrivals[0];
  if (arrival !== undefined) {
    const come = () => {
      world.arrivals.shift();
      arrive(world, arrival);
    };
    yield { time: arrival.time, happen: come };
  }
}
