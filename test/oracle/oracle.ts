import type { Activity } from '../../src/model/activity.js';
import type { Design } from '../../src/model/design.js';
import type { Nic, RequestDevice } from '../../src/model/device.js';
import type { Distribution } from '../../src/model/distribution.js';
import { iplRank, SOFT_IPLS } from '../../src/model/ipl.js';
import { BANDS } from '../../src/model/process.js';
import type { Run } from '../../src/model/scenario.js';
import type { Statement } from '../../src/model/statement.js';
import { type Op, type Packet, type Program, processProgram, stageProgram, statements } from './program.js';

/**
 * A second simulation of the core, to compare the real one with. It was written from docs/language.md, and from nothing of
 * src/simulation, in the most obvious way there is: objects, generators, lists that are searched, no tables. It is slow
 * and knows only a part: one CPU; handlers inline or in threads, soft interrupts on the way out or in threads; queues,
 * direct and hybrid dispatch; waits that block or continue; NICs with rings and a gap, crypto devices; processes.
 */
export interface Outcome {
  readonly accounts: Record<string, number>;
  readonly switches: readonly { readonly time: number; readonly from: string; readonly to: string }[];
  readonly drops: ReadonlyMap<string, number>;
  /** Of each packet when it ended and how, by number. */
  readonly packets: readonly { readonly end: number; readonly fate: 'in flight' | 'delivered' | 'dropped' }[];
  readonly interrupts: number;
  readonly softints: number;
  readonly wakeups: number;
}

const HIGH = iplRank('high');
const CLOCK = iplRank('clock');

/** What a context asks of the CPU: time at its own cost, or to stop because it has to wait. */
type Step =
  | { readonly kind: 'spend'; readonly time: number; readonly activity: Activity }
  | { readonly kind: 'block' }
  /** Between two things that it does, where an interrupt may come or the thread may be preempted. */
  | { readonly kind: 'point' };
type Code = Generator<Step, void, void>;

const POINT: Step = { kind: 'point' };

/** Something that a CPU can execute. A handler lies on top of what it interrupted, a thread is scheduled. */
interface Context {
  readonly name: string;
  readonly thread: boolean;
  readonly priority: number;
  /** What its own work is counted as. */
  readonly activity: Activity;
  level: number;
  code: Code;
  /** What is left of the stretch in which it was interrupted. */
  rest: { left: number; activity: Activity } | undefined;
  state: 'running' | 'ready' | 'waiting' | 'over';
  /** What it waits for. */
  awaits: unknown;
  /** To do before it goes on, when it gets the CPU back. */
  dueSwitch: boolean;
  dueRefill: number;
  dueReturns: number;
  /** The level that a lock which it holds keeps it at, if it is a thread. */
  raised: number;
  holds: number;
  /** Its level after a return from a trap that it owed. */
  levelThen: number | undefined;
  /** Its level outside of the lock that it holds. */
  levelBefore: number;
  /** What it is the handler of. */
  source: Source | undefined;
  /** How much had been worked on the CPU when it last had it; processes have been there when time begins. */
  seen: number;
  quantumLeft: number;
  quantumFrom: number;
}

/** What can interrupt. `wants` says whether its line is up. */
interface Source {
  readonly name: string;
  readonly rank: number;
  masked: boolean;
  wants(): boolean;
  handler(): Code;
}

export function predict(run: Run, design: Design): Outcome {
  return new Oracle(run, design).go();
}

interface Queue {
  readonly name: string;
  readonly rank: number;
  readonly packets: Packet[];
}

/** The interrupt of a device: up from when it is raised until it is taken. */
interface Line {
  up: boolean;
  raisedAt: number;
  /** When it will be raised for what has come since; the device knows nothing of the driver until that found it empty. */
  at: number;
  /** How many have come since it was raised, and when the first of them. */
  waiting: number;
  first: number;
}

interface Card {
  readonly nic: Nic;
  readonly ring: Packet[];
  readonly line: Line;
  sending: Packet[];
  sentAt: number;
  wireFree: number;
}

interface Slot {
  requests: Packet[];
  state: 'waiting' | 'working' | 'completed';
  doneAt: number;
  engine: number;
}

interface Accelerator {
  readonly line: Line;
  readonly crypto: RequestDevice;
  slots: Slot[];
  driver: Packet[];
  /** Requests of slots that completed, in that order, that the handler has not seen. */
  completed: { packet: Packet; slot: Slot; last: boolean }[];
}

interface Sleeper {
  readonly thread: Context;
  readonly index: number;
  until: number;
  /** Its time has come. */
  due: boolean;
}

class Oracle {
  private readonly run: Run;
  private readonly design: Design;
  private now = 0;
  private readonly stack: Context[] = [];
  private slice: { activity: Activity; since: number; until: number } | undefined;
  private ready: Context[] = [];
  private readonly idle: Context;
  private worked = 0;
  private readonly accounts: Record<string, number> = {};
  private readonly switches: { time: number; from: string; to: string }[] = [];
  private readonly drops = new Map<string, number>();
  private readonly packets: { end: number; fate: 'in flight' | 'delivered' | 'dropped' }[] = [];
  private interrupts = 0;
  private softints = 0;
  private wakeups = 0;

  private readonly sources: Source[] = [];
  private readonly cards = new Map<string, Card>();
  private readonly accelerators = new Map<string, Accelerator>();
  /** For each soft level the queues that ask to be served, in the order of their asking. */
  private readonly requests = new Map<number, Queue[]>();
  private readonly softThreads = new Map<number, Context>();
  private readonly activeSoft = new Set<number>();
  private readonly queues = new Map<string, Queue>();
  private readonly sockets = new Map<string, { thread: Context; packets: Packet[]; limit: number }>();
  private readonly sleepers: Sleeper[] = [];
  /** The thread has had its time, of which the clock has not told yet. */
  private quantumDue = false;
  private quantumOver = false;
  private readonly arrivals: Arrival[];

  constructor(run: Run, design: Design) {
    this.run = run;
    this.design = design;
    this.idle = this.context('idle', true, -1, 'idle', idling());
    for (const ipl of SOFT_IPLS) {
      const rank = iplRank(ipl);
      this.requests.set(rank, []);
      if (design.softint !== 'thread') continue;
      const priority = BANDS.indexOf('softint') * 1000 + rank;
      const thread = this.context(`${ipl} softint thread`, true, priority, 'softint', this.softThread(rank));
      thread.state = 'waiting';
      thread.awaits = this.requests.get(rank);
      this.softThreads.set(rank, thread);
    }
    for (const device of run.devices) {
      if (device.kind === 'nic') {
        const card = { nic: device, ring: [], line: newLine(), sending: [], sentAt: 0, wireFree: 0 };
        this.cards.set(device.name, card);
        this.addSource(device, card.line, (ctx) => this.serveCard(ctx, card));
      } else if (device.kind !== 'clock') {
        const accelerator = { crypto: device, line: newLine(), slots: [], driver: [], completed: [] };
        this.accelerators.set(device.name, accelerator);
        this.addSource(device, accelerator.line, (ctx) => this.serveAccelerator(ctx, accelerator));
      }
    }
    const clock: Source = {
      name: 'clock',
      rank: CLOCK,
      masked: false,
      wants: () => this.quantumDue || this.sleepers.some(({ due }) => due),
      handler: () => this.clockHandler(),
    };
    this.sources.push(clock);
    for (const [index, process] of run.processes.entries()) {
      const { band, level } = process.priority;
      const activity = band === 'kernel' || band === 'softint' || band === 'interrupt' ? 'kernel' : 'user';
      const thread = this.context(process.name, true, BANDS.indexOf(band) * 1000 + level, activity, idling());
      thread.seen = 0;
      const socket = { thread, packets: [], limit: process.socket };
      this.sockets.set(process.name, socket);
      const program = processProgram(process.body);
      const begins = program.next();
      thread.code = this.process(thread, index, program, begins.done === true ? undefined : begins.value);
      // The machine has settled at time zero: who begins by waiting waits.
      if (beginsByWaiting(process.body)) {
        thread.code.next();
        continue;
      }
      thread.state = 'ready';
      this.ready.push(thread);
    }
    this.arrivals = wireTimes(run);
  }

  private context(name: string, thread: boolean, priority: number, activity: Activity, code: Code): Context {
    return {
      name,
      thread,
      priority,
      activity,
      level: 0,
      code,
      rest: undefined,
      state: 'waiting',
      awaits: undefined,
      dueSwitch: false,
      dueRefill: 0,
      dueReturns: 0,
      raised: 0,
      holds: 0,
      levelThen: undefined,
      levelBefore: 0,
      source: undefined,
      seen: -1,
      quantumLeft: this.design.quantum,
      quantumFrom: 0,
    };
  }

  private cost(name: keyof Run['machine']['costs']): number {
    return this.run.machine.costs[name];
  }

  // The loop.

  go(): Outcome {
    const first = this.best();
    this.ready = this.ready.filter((one) => one !== first);
    const begin = first ?? this.idle;
    begin.state = 'running';
    begin.quantumFrom = 0;
    this.stack.push(begin);
    this.execute();
    for (let events = 0; ; events++) {
      if (events > 100_000) throw new Error(`the oracle does not come on from ${this.now}`);
      const event = this.nextEvent();
      if (event === undefined || event.time >= this.run.duration) break;
      this.now = event.time;
      event.happen();
      this.attend();
    }
    this.now = this.run.duration;
    this.charge();
    const { accounts, switches, drops, packets, interrupts, softints, wakeups } = this;
    return { accounts, switches, drops, packets, interrupts, softints, wakeups };
  }

  /** The next thing that happens: of things at one instant the CPU's comes first, then devices, timers and arrivals. */
  private nextEvent(): { time: number; happen: () => void } | undefined {
    const events: { time: number; happen: () => void }[] = [];
    if (this.slice !== undefined) events.push({ time: this.slice.until, happen: () => this.endSlice() });
    for (const device of this.run.devices) {
      if (device.kind === 'nic') {
        const card = this.cards.get(device.name)!;
        const sent = card.sending[0];
        if (sent !== undefined) events.push({ time: card.sentAt, happen: () => this.sent(card) });
      } else if (device.kind !== 'clock') {
        const accelerator = this.accelerators.get(device.name)!;
        for (const slot of [...accelerator.slots].sort((a, b) => a.engine - b.engine)) {
          if (slot.state === 'working')
            events.push({ time: slot.doneAt, happen: () => this.slotDone(accelerator, slot) });
        }
      }
    }
    for (const { line } of this.cards.values()) {
      if (line.at < Number.POSITIVE_INFINITY) events.push({ time: line.at, happen: () => this.raise(line) });
    }
    for (const sleeper of [...this.sleepers].sort((a, b) => a.index - b.index)) {
      const come = () => {
        sleeper.due = true;
      };
      if (!sleeper.due) events.push({ time: sleeper.until, happen: come });
    }
    const quantum = this.quantumEnd();
    if (quantum !== undefined) events.push({ time: quantum, happen: () => this.endQuantum() });
    const arrival = this.arrivals[0];
    if (arrival !== undefined) events.push({ time: arrival.time, happen: () => this.arrive() });
    let first = events[0];
    for (const event of events) if (event.time < first!.time) first = event;
    return first;
  }

  /** After something happened beside the CPU: it goes on only if that is an interrupt which it must take. */
  private attend(): void {
    if (this.slice === undefined) this.execute();
    else if (this.deliverable() !== undefined || this.pendingSoft() !== undefined) {
      this.charge();
      const top = this.top();
      const left = this.slice.until - this.now;
      if (this.slice.activity === 'refill') top.dueRefill = left;
      else if (left !== Infinity && left > 0) top.rest = { left, activity: this.slice.activity };
      this.slice = undefined;
      this.execute();
    }
  }

  private charge(): void {
    const { slice } = this;
    if (slice === undefined) return;
    const time = this.now - slice.since;
    slice.since = this.now;
    this.accounts[slice.activity] = (this.accounts[slice.activity] ?? 0) + time;
    if (['user', 'kernel', 'interrupt', 'softint'].includes(slice.activity)) this.worked += time;
  }

  private endSlice(): void {
    this.charge();
    this.slice = undefined;
    const top = this.top();
    if (top.levelThen !== undefined) top.level = top.levelThen;
    top.levelThen = undefined;
  }

  private begin(time: number, activity: Activity): boolean {
    if (time === 0) return false;
    this.slice = { activity, since: this.now, until: this.now + time };
    return true;
  }

  private top(): Context {
    return this.stack[this.stack.length - 1]!;
  }

  /** Goes on until the CPU is busy for some time. */
  private execute(): void {
    for (let steps = 0; ; steps++) {
      if (steps > 10_000) throw new Error(`the oracle goes on for ever at ${this.now}: ${this.top().name}`);
      const source = this.deliverable();
      if (source !== undefined) {
        this.interrupts++;
        this.leaveBehind(source);
        const handler = this.context(`${source.name} handler`, false, 0, 'interrupt', idling());
        handler.level = HIGH;
        handler.source = source;
        this.current = handler;
        handler.code = source.handler();
        this.stack.push(handler);
        continue;
      }
      const soft = this.pendingSoft();
      if (soft !== undefined) {
        this.softints++;
        const handler = this.context('softint', false, 0, 'softint', this.softHandler(soft));
        handler.level = soft;
        this.stack.push(handler);
        continue;
      }
      const top = this.top();
      if (top.thread) {
        if (top.dueSwitch) {
          top.level = HIGH;
          top.dueSwitch = false;
          if (this.begin(this.cost('switch'), 'switch')) return;
          continue;
        }
        top.level = top.raised;
        if (this.deliverable() !== undefined || this.pendingSoft() !== undefined) continue;
        if (top.dueRefill > 0) {
          const refill = top.dueRefill;
          top.dueRefill = 0;
          if (this.begin(refill, 'refill')) return;
        }
        if (top.dueReturns > 0) {
          if (this.shouldPreempt(top, true)) {
            this.preempt(top);
            continue;
          }
          top.dueReturns--;
          top.level = HIGH;
          if (this.begin(this.cost('trap_return'), 'trap')) return;
          continue;
        }
        if (this.shouldPreempt(top)) {
          this.preempt(top);
          continue;
        }
      }
      if (!top.thread && top.dueReturns > 0) {
        top.dueReturns--;
        top.levelThen = top.level;
        top.level = HIGH;
        if (this.begin(this.cost('trap_return'), 'trap')) return;
        this.endSlice();
        continue;
      }
      if (top.rest !== undefined) {
        const { left, activity } = top.rest;
        top.rest = undefined;
        this.begin(left, activity);
        return;
      }
      const { value, done } = top.code.next();
      if (done === true) {
        if (top.thread) {
          top.state = 'over';
          this.switchAway(top);
        } else this.stack.pop();
        continue;
      }
      if (value.kind === 'block') {
        top.state = 'waiting';
        this.switchAway(top);
      } else if (value.kind === 'spend' && this.begin(value.time, value.activity)) return;
    }
  }

  private current!: Context;

  /**
   * A handler that is on its way out and is needed again: what is left of it is the return from its trap, and that is owed
   * by what it lies on.
   */
  private leaveBehind(source: Source): void {
    const index = this.stack.findIndex((one) => one.source === source);
    if (index < 0) return;
    const [left] = this.stack.splice(index, 1);
    this.stack[index - 1]!.dueReturns += 1 + left!.dueReturns;
  }

  private deliverable(): Source | undefined {
    const level = this.stack.length === 0 ? HIGH : this.top().level;
    let best: Source | undefined;
    for (const source of this.sources) {
      if (source.masked || source.rank <= level || !source.wants()) continue;
      if (best === undefined || source.rank > best.rank) best = source;
    }
    return best;
  }

  private pendingSoft(): number | undefined {
    if (this.design.softint !== 'on_return' || this.stack.length === 0) return undefined;
    for (const ipl of [...SOFT_IPLS].reverse()) {
      const rank = iplRank(ipl);
      if (rank > this.top().level && this.requests.get(rank)!.length > 0) return rank;
    }
    return undefined;
  }

  // Threads.

  private best(): Context | undefined {
    let best: Context | undefined;
    for (const one of this.ready) if (best === undefined || one.priority > best.priority) best = one;
    return best;
  }

  private wake(thread: Context): void {
    thread.state = 'ready';
    thread.awaits = undefined;
    this.wakeups++;
    this.ready.push(thread);
  }

  /** Whether a thread must and may lose the CPU; `leaving`: it is about to return from the trap in which it lost it. */
  private shouldPreempt(thread: Context, leaving = false): boolean {
    const best = this.best();
    if (best === undefined) return false;
    if (thread === this.idle) return true;
    if (thread.holds > 0) return false;
    const user = thread.activity === 'user' && !this.inKernel.has(thread) && (leaving || thread.dueReturns === 0);
    if (!user && this.design.preempt === 'user') return false;
    return best.priority > thread.priority || (this.quantumOver && best.priority === thread.priority);
  }

  private readonly inKernel = new Set<Context>();

  private preempt(thread: Context): void {
    thread.state = 'ready';
    if (this.quantumOver) {
      thread.quantumLeft = this.design.quantum;
      this.ready.push(thread);
    } else {
      thread.quantumLeft -= this.now - thread.quantumFrom;
      this.ready.unshift(thread);
    }
    if (thread === this.idle) this.ready = this.ready.filter((one) => one !== thread);
    this.switchTo(thread);
  }

  private switchAway(thread: Context): void {
    thread.quantumLeft = this.design.quantum;
    this.switchTo(thread);
  }

  private switchTo(from: Context): void {
    this.quantumOver = false;
    this.quantumDue = false;
    const best = this.best();
    this.ready = this.ready.filter((one) => one !== best);
    const to = best ?? this.idle;
    from.seen = this.worked;
    if (from.state === 'running') from.state = 'waiting';
    this.stack.length = 0;
    this.stack.push(to);
    to.state = 'running';
    to.quantumFrom = this.now;
    if (to === from) return;
    this.switches.push({ time: this.now, from: from.name, to: to.name });
    to.dueSwitch = true;
    if (to !== this.idle) to.dueRefill = Math.min(this.cost('refill'), to.dueRefill + this.refill(to.seen));
  }

  /** A working set is lost in proportion to the work of others, and as a whole after that of a turnover. */
  private refill(seen: number): number {
    const others = seen < 0 ? Number.POSITIVE_INFINITY : this.worked - seen;
    const { cacheTurnover } = this.run.machine;
    const share = cacheTurnover === 0 ? Number(others > 0) : Math.min(1, others / cacheTurnover);
    return Math.round(this.cost('refill') * share);
  }

  private quantumEnd(): number | undefined {
    const thread = this.stack[0]!;
    return thread === this.idle ? undefined : thread.quantumFrom + thread.quantumLeft;
  }

  /** The quantum is over, and another begins; who has an equal gives the CPU to it, which the clock must tell. */
  private endQuantum(): void {
    const thread = this.stack[0]!;
    thread.quantumFrom = this.now;
    thread.quantumLeft = this.design.quantum;
    if (!this.ready.some(({ priority }) => priority === thread.priority)) return;
    this.quantumDue = true;
    this.quantumOver = true;
  }

  // Hard interrupts.

  private addSource(device: Nic | RequestDevice, line: Line, serve: (ctx: Context) => Code): void {
    const { design } = this;
    const rank = iplRank(device.ipl);
    const source: Source = { name: device.name, rank, masked: false, wants: () => line.up, handler: () => idling() };
    const taken = () => {
      line.up = false;
    };
    this.sources.push(source);
    if (design.interrupt === 'inline') {
      source.handler = () => {
        taken();
        return this.inlineHandler(this.current, device, serve);
      };
      return;
    }
    const priority = BANDS.indexOf('interrupt') * 1000 + rank;
    const thread = this.context(`${device.name} interrupt thread`, true, priority, 'interrupt', idling());
    thread.code = this.interruptThread(thread, source, serve);
    thread.awaits = source;
    source.handler = () => {
      taken();
      return this.waker(this.current, source, device, thread);
    };
  }

  private *inlineHandler(ctx: Context, device: Nic | RequestDevice, serve: (ctx: Context) => Code): Code {
    yield this.spend('trap', 'trap');
    ctx.level = iplRank(device.ipl);
    yield POINT;
    yield* serve(ctx);
    yield* this.leave(ctx);
  }

  private *waker(ctx: Context, source: Source, device: Nic | RequestDevice, thread: Context): Code {
    yield this.spend('trap', 'trap');
    if (this.design.interrupt === 'filter_thread') {
      ctx.level = source.rank;
      yield POINT;
      yield* this.plain(device.filter, ctx);
    }
    source.masked = true;
    const sleeps = thread.state === 'waiting' && thread.awaits === source;
    yield { kind: 'spend', time: this.cost('mask') + (sleeps ? this.cost('wakeup') : 0), activity: 'interrupt' };
    if (sleeps) this.wake(thread);
    else this.again.add(source);
    yield* this.leave(ctx);
  }

  /** Sources that interrupted while their thread was not asleep. */
  private readonly again = new Set<Source>();

  private *interruptThread(ctx: Context, source: Source, serve: (ctx: Context) => Code): Code {
    for (;;) {
      do {
        this.again.delete(source);
        yield* serve(ctx);
        yield { kind: 'spend', time: this.cost('mask'), activity: 'interrupt' };
        source.masked = false;
        yield POINT;
      } while (this.again.has(source));
      ctx.awaits = source;
      yield { kind: 'block' };
    }
  }

  /** The way out of a trap. */
  private *leave(ctx: Context): Code {
    ctx.level = this.below(ctx).level;
    yield POINT;
    const under = this.below(ctx);
    if (under.thread && this.shouldPreempt(under)) {
      this.stack.pop();
      under.dueReturns++;
      this.preempt(under);
      // This handler is gone; what is left of it is the return that the thread owes.
      yield { kind: 'point' };
      return;
    }
    ctx.level = HIGH;
    yield this.spend('trap_return', 'trap');
  }

  private below(ctx: Context): Context {
    return this.stack[this.stack.indexOf(ctx) - 1]!;
  }

  private spend(cost: keyof Run['machine']['costs'], activity: Activity): Step {
    return { kind: 'spend', time: this.cost(cost), activity };
  }

  private *clockHandler(): Code {
    const ctx = this.current;
    yield this.spend('trap', 'trap');
    ctx.level = CLOCK;
    yield POINT;
    for (;;) {
      const due = this.sleepers.filter(({ due }) => due);
      due.sort((a, b) => a.until - b.until || a.index - b.index);
      const first = due[0];
      if (first === undefined) break;
      yield this.spend('wakeup', 'interrupt');
      this.sleepers.splice(this.sleepers.indexOf(first), 1);
      this.wake(first.thread);
    }
    this.quantumDue = false;
    yield* this.leave(ctx);
  }

  // NICs.

  private *serveCard(ctx: Context, card: Card): Code {
    yield* this.plain(card.nic.interrupt, ctx);
    for (;;) {
      const packet = card.ring.shift();
      if (packet === undefined) {
        this.quiet(card.line);
        return;
      }
      const path = this.run.paths.find(({ name }) => name === card.nic.input)!;
      packet.program = stageProgram(path, 0, packet);
      packet.path = path;
      packet.stage = 0;
      yield* this.work(ctx, packet);
    }
  }

  private arrive(): void {
    const { nic, bytes, class: named } = this.arrivals.shift()!;
    const card = this.cards.get(nic)!;
    this.packets.push({ end: -1, fate: 'in flight' });
    const packet: Packet = {
      number: this.packets.length,
      bytes,
      class: named,
      program: undefined,
      path: undefined,
      stage: 0,
      waiter: undefined,
    };
    if (card.ring.length >= card.nic.rxRing) this.drop(packet, `${nic} rx ring`);
    else {
      card.ring.push(packet);
      const { line } = card;
      line.at = Math.max(this.moderated(line, card.nic), line.raisedAt + card.nic.moderation.gap);
      if (line.at <= this.now) this.raise(line);
    }
  }

  /** When the rules, but for the gap, want the interrupt for one more that waits. */
  private moderated(line: Line, { moderation }: Nic): number {
    const { packets, packetTimer, absoluteTimer } = moderation;
    if (line.waiting === 0) line.first = this.now;
    line.waiting++;
    const wanted: number[] = [];
    if (packets > 0 && line.waiting >= packets) wanted.push(this.now);
    if (packetTimer > 0) wanted.push(this.now + packetTimer);
    if (absoluteTimer > 0) wanted.push(line.first + absoluteTimer);
    return packets + packetTimer + absoluteTimer === 0 ? this.now : Math.min(...wanted, Number.POSITIVE_INFINITY);
  }

  /** The driver found nothing more: what was to be told is void. */
  private quiet(line: Line): void {
    line.up = false;
    line.waiting = 0;
    line.at = Number.POSITIVE_INFINITY;
  }

  private raise(line: Line): void {
    line.up = true;
    line.raisedAt = this.now;
    line.at = Number.POSITIVE_INFINITY;
    line.waiting = 0;
  }

  private drop(packet: Packet, place: string): void {
    this.drops.set(place, (this.drops.get(place) ?? 0) + 1);
    this.finish(packet, 'dropped');
  }

  private finish(packet: Packet, fate: 'delivered' | 'dropped'): void {
    if (packet.number === 0 || this.packets[packet.number - 1]!.fate !== 'in flight') return;
    this.packets[packet.number - 1] = { end: this.now, fate };
  }

  private transmit(packet: Packet, nic: string): void {
    const card = this.cards.get(nic)!;
    if (card.sending.length >= card.nic.txRing) {
      this.drop(packet, `${nic} tx ring`);
      return;
    }
    if (card.sending.length === 0) card.sentAt = this.now + wireTime(card.nic, packet.bytes);
    card.sending.push(packet);
  }

  private sent(card: Card): void {
    const packet = card.sending.shift()!;
    this.finish(packet, 'delivered');
    const next = card.sending[0];
    if (next !== undefined) card.sentAt = this.now + wireTime(card.nic, next.bytes);
  }

  // Crypto devices.

  /** Gives a request to the device; false if it was dropped. */
  private submit(packet: Packet, accelerator: Accelerator, always: boolean): boolean {
    const { crypto, slots, driver } = accelerator;
    if (slots.length < crypto.queue && driver.length === 0) {
      slots.push({ requests: [packet], state: 'waiting', doneAt: 0, engine: -1 });
      this.startEngines(accelerator);
      return true;
    }
    if (driver.length >= crypto.driverQueue && !always) {
      this.drop(packet, `${crypto.name} driver queue`);
      return false;
    }
    driver.push(packet);
    return true;
  }

  private startEngines({ crypto, slots }: Accelerator): void {
    for (const slot of slots) {
      if (slots.filter(({ state }) => state === 'working').length >= crypto.engines) return;
      if (slot.state !== 'waiting') continue;
      const busy = slots.filter(({ state }) => state === 'working').map(({ engine }) => engine);
      slot.engine = 0;
      while (busy.includes(slot.engine)) slot.engine++;
      slot.state = 'working';
      let time = constantOf(crypto.service);
      for (const { request = 0 } of slot.requests) time += request * crypto.perByte;
      slot.doneAt = this.now + Math.round(time);
    }
  }

  private slotDone(accelerator: Accelerator, slot: Slot): void {
    slot.state = 'completed';
    for (const [i, packet] of slot.requests.entries()) {
      accelerator.completed.push({ packet, slot, last: i === slot.requests.length - 1 });
    }
    this.raise(accelerator.line);
    this.startEngines(accelerator);
  }

  private *serveAccelerator(ctx: Context, accelerator: Accelerator): Code {
    const { crypto } = accelerator;
    yield* this.plain(crypto.interrupt, ctx);
    for (;;) {
      const completion = accelerator.completed.shift();
      if (completion === undefined) {
        this.quiet(accelerator.line);
        return;
      }
      const { packet, slot, last } = completion;
      if (last) {
        accelerator.slots = accelerator.slots.filter((one) => one !== slot);
        if (accelerator.driver.length > 0) {
          const requests = accelerator.driver.splice(0, Math.min(crypto.requestsPerSlot, crypto.driverAggregate));
          accelerator.slots.push({ requests, state: 'waiting', doneAt: 0, engine: -1 });
          this.startEngines(accelerator);
        }
      }
      yield* this.plain(crypto.done, ctx, packet);
      yield* this.complete(ctx, packet);
    }
  }

  /** What becomes of who waited for a request. */
  private *complete(ctx: Context, packet: Packet): Code {
    const { waiter } = packet;
    packet.waiter = undefined;
    if (waiter !== undefined) {
      yield this.spend('wakeup', ctx.activity);
      this.wake(waiter as Context);
      yield POINT;
      return;
    }
    if (this.design.await === 'continuation_immediate') {
      yield* this.work(ctx, packet);
      return;
    }
    const stage = packet.path!.stages[packet.stage]!;
    const rank = iplRank(stage.ipl);
    const queue = this.queue(`continuations ${stage.ipl}`, rank);
    queue.packets.push(packet);
    yield* this.request(ctx, queue);
  }

  // Soft interrupts.

  private queue(name: string, rank: number): Queue {
    const key = `${name}/${rank}`;
    const queue = this.queues.get(key) ?? { name, rank, packets: [] };
    this.queues.set(key, queue);
    return queue;
  }

  private *request(ctx: Context, queue: Queue): Code {
    const list = this.requests.get(queue.rank)!;
    if (!list.includes(queue)) list.push(queue);
    const thread = this.softThreads.get(queue.rank);
    if (thread?.state === 'waiting' && thread.awaits === list) {
      yield this.spend('wakeup', ctx.activity);
      if (thread.state === 'waiting' && thread.awaits === list) {
        this.softints++;
        this.wake(thread);
      }
    }
    yield POINT;
  }

  private *softHandler(rank: number): Code {
    const ctx = this.top();
    yield this.spend('softint', 'softint');
    yield* this.serveSoft(this.top(), rank);
    void ctx;
  }

  private *softThread(rank: number): Code {
    for (;;) {
      const ctx = this.softThreads.get(rank)!;
      yield* this.serveSoft(ctx, rank);
      ctx.awaits = this.requests.get(rank);
      yield { kind: 'block' };
    }
  }

  private *serveSoft(ctx: Context, rank: number): Code {
    const list = this.requests.get(rank)!;
    this.activeSoft.add(rank);
    while (list.length > 0) {
      const queue = list[0]!;
      const packet = queue.packets.shift();
      if (packet === undefined) list.shift();
      else yield* this.work(ctx, packet);
    }
    this.activeSoft.delete(rank);
  }

  // The work of packets and processes.

  /** Handlers of devices, which only compute. */
  private *plain(list: Parameters<typeof statements>[0], ctx: Context, packet?: Packet): Code {
    for (const op of statements(list, packet)) {
      if (op.kind === 'run') yield { kind: 'spend', time: op.time, activity: ctx.activity };
      yield POINT;
    }
  }

  /**
   * A lock on one CPU is free for whoever can ask for it: its level keeps the others away. What it costs is its price, and
   * the time for which they must wait.
   */
  private *locked(ctx: Context, op: { readonly kind: 'lock' | 'unlock'; readonly lock: string }): Code {
    if (op.kind === 'unlock') {
      ctx.holds--;
      ctx.raised = 0;
      if (ctx.thread) ctx.level = 0;
      else ctx.level = ctx.levelBefore;
      yield POINT;
      return;
    }
    const ceiling = this.ceiling(op.lock);
    ctx.holds++;
    ctx.levelBefore = ctx.level;
    ctx.level = Math.max(ctx.level, ceiling);
    if (ctx.thread) ctx.raised = ctx.level;
    yield this.spend('lock', ctx.activity === 'user' ? 'kernel' : ctx.activity);
  }

  /** The highest level at which something is done under a lock. Threads have none. */
  private ceiling(lock: string): number {
    const { interrupt, softint } = this.design;
    let highest = 0;
    for (const device of this.run.devices) {
      if (device.kind !== 'nic') continue;
      for (const stage of this.run.paths.find(({ name }) => name === device.input)!.stages) {
        if (!mentions(stage.body, lock)) continue;
        const rank = iplRank(stage.context === 'hard' ? device.ipl : stage.ipl);
        const handler = stage.context === 'hard' ? interrupt === 'inline' : softint === 'on_return';
        if (handler) highest = Math.max(highest, rank);
      }
    }
    return highest;
  }

  /** Goes on with a packet in this context until it is somewhere else. */
  private *work(ctx: Context, packet: Packet): Code {
    for (;;) {
      const { value: op, done } = packet.program!.next();
      if (done === true) return;
      switch (op.kind) {
        case 'run':
          yield { kind: 'spend', time: op.time, activity: ctx.activity };
          break;
        case 'lock':
        case 'unlock':
          yield* this.locked(ctx, op);
          break;
        case 'drop':
          this.drop(packet, `drop in ${packet.path!.name}`);
          return;
        case 'transmit':
          this.transmit(packet, op.nic);
          return;
        case 'deliver':
          yield* this.deliver(ctx, packet, op.process);
          return;
        case 'enqueue': {
          const stage = packet.path!.stages[packet.stage + 1]!;
          const rank = iplRank(stage.ipl);
          const queue = this.queue(`${op.queue}`, rank);
          const redispatched = packet.stage > 0 && this.design.redispatch === 'deferred';
          const direct =
            !redispatched &&
            (this.design.dispatch === 'direct' || (this.design.dispatch === 'hybrid' && this.isQuiet(rank)));
          packet.stage++;
          packet.program = stageProgram(packet.path!, packet.stage, packet);
          if (direct) break;
          if (queue.packets.length >= op.limit) {
            if (op.drop === 'tail') {
              this.drop(packet, op.queue);
              return;
            }
            this.drop(queue.packets.shift()!, op.queue);
          }
          queue.packets.push(packet);
          yield* this.request(ctx, queue);
          return;
        }
        case 'await': {
          const accelerator = this.accelerators.get(op.device)!;
          packet.request = op.bytes ?? packet.bytes;
          yield* this.plain(accelerator.crypto.submit, ctx, packet);
          const blocks = this.design.await === 'block';
          if (blocks) packet.waiter = ctx;
          if (!this.submit(packet, accelerator, false)) {
            packet.waiter = undefined;
            return;
          }
          if (!blocks) return;
          ctx.awaits = packet;
          yield { kind: 'block' };
          break;
        }
        default:
          throw new Error(`a packet cannot ${op.kind}`);
      }
    }
  }

  /** Whether nothing waits or runs at a soft level. */
  private isQuiet(rank: number): boolean {
    return !this.activeSoft.has(rank) && this.requests.get(rank)!.length === 0;
  }

  private *deliver(ctx: Context, packet: Packet, process: string): Code {
    const socket = this.sockets.get(process)!;
    if (socket.packets.length >= socket.limit) {
      this.drop(packet, `${process} socket`);
      return;
    }
    socket.packets.push(packet);
    this.finish(packet, 'delivered');
    const { thread } = socket;
    if (thread.state !== 'waiting' || thread.awaits !== socket) return;
    yield this.spend('wakeup', ctx.activity);
    if (thread.state === 'waiting' && thread.awaits === socket) this.wake(thread);
    yield POINT;
  }

  private *process(thread: Context, index: number, program: Program, begins: Op | undefined): Code {
    const socket = this.sockets.get(this.run.processes[index]!.name)!;
    let held: Packet | undefined;
    let settling = beginsByWaiting(this.run.processes[index]!.body);
    for (let op = begins; op !== undefined; op = program.next().value ?? undefined) {
      switch (op.kind) {
        case 'run':
          yield {
            kind: 'spend',
            time: op.time,
            activity: thread.holds > 0 && thread.activity === 'user' ? 'kernel' : thread.activity,
          };
          break;
        case 'lock':
          this.inKernel.add(thread);
          yield* this.locked(thread, op);
          break;
        case 'unlock':
          yield* this.locked(thread, op);
          this.inKernel.delete(thread);
          break;
        case 'receive':
          if (!settling) yield* this.syscall(thread);
          while (socket.packets.length === 0) {
            thread.awaits = socket;
            yield { kind: 'block' };
          }
          held = socket.packets.shift();
          break;
        case 'sleep':
          if (!settling) yield* this.syscall(thread);
          this.sleepers.push({ thread, index, until: this.now + op.time, due: false });
          thread.awaits = 'time';
          yield { kind: 'block' };
          break;
        case 'transmit':
          yield* this.syscall(thread);
          if (held !== undefined) this.transmit(held, op.nic);
          held = undefined;
          break;
        case 'await':
          yield* this.ownRequest(thread, this.accelerators.get(op.device)!, op.bytes ?? 0);
          break;
        default:
          throw new Error(`a process cannot ${op.kind}`);
      }
      settling = false;
      yield POINT;
    }
  }

  private *ownRequest(thread: Context, accelerator: Accelerator, bytes: number): Code {
    const request: Packet = {
      number: 0,
      bytes,
      class: '',
      program: undefined,
      path: undefined,
      stage: 0,
      waiter: thread,
      request: bytes,
    };
    this.inKernel.add(thread);
    if (thread.activity === 'user') yield this.spend('syscall', 'kernel');
    for (const step of statements(accelerator.crypto.submit, request)) {
      if (step.kind === 'run') yield { kind: 'spend', time: step.time, activity: 'kernel' };
    }
    thread.awaits = request;
    this.submit(request, accelerator, true);
    yield { kind: 'block' };
    this.inKernel.delete(thread);
  }

  /** What a user process asks of the kernel; a kernel thread is there already. */
  private *syscall(thread: Context): Code {
    if (thread.activity !== 'user') return;
    this.inKernel.add(thread);
    yield this.spend('syscall', 'kernel');
    this.inKernel.delete(thread);
    yield POINT;
  }
}

function newLine(): Line {
  return { up: false, raisedAt: Number.NEGATIVE_INFINITY, at: Number.POSITIVE_INFINITY, waiting: 0, first: 0 };
}

function mentions(body: readonly Statement[], lock: string): boolean {
  return body.some((statement) => {
    if (statement.kind === 'lock') return statement.lock === lock || mentions(statement.body, lock);
    if (statement.kind === 'repeat') return mentions(statement.body, lock);
    if (statement.kind === 'if') return mentions(statement.then, lock) || mentions(statement.otherwise, lock);
    return false;
  });
}

function beginsByWaiting([first]: readonly Statement[]): boolean {
  if (first?.kind === 'loop') return beginsByWaiting(first.body);
  return first?.kind === 'receive' || first?.kind === 'sleep';
}

function* idling(): Code {
  for (;;) yield { kind: 'spend', time: Infinity, activity: 'idle' };
}

function constantOf(distribution: Distribution): number {
  if (distribution.kind !== 'constant') throw new Error('the oracle knows no chance');
  return distribution.value;
}

function wireTime(nic: Nic, bytes: number): number {
  return Math.round(((bytes + 20) * 8 * 1e12) / nic.bitsPerSecond);
}

interface Arrival {
  readonly time: number;
  readonly nic: string;
  readonly bytes: number;
  readonly class: string;
}

/**
 * When the last bit of each packet is there: as meant, or as soon as the wire of its NIC is free. A stream has one packet
 * at a time in front of the wire, so streams that wait for it take turns.
 */
function wireTimes(run: Run): Arrival[] {
  const streams = run.workload.arrivals.map(({ nic, size, class: named, pattern }) => {
    if (pattern.kind !== 'at') throw new Error('the oracle knows packets at given times only');
    const times = [...pattern.times].sort((a, b) => a - b);
    return { nic, bytes: constantOf(size), class: named, times, ready: times[0]! };
  });
  const free = new Map<string, number>();
  const arrivals: (Arrival & { readonly order: number })[] = [];
  for (;;) {
    let next: (typeof streams)[number] | undefined;
    for (const stream of streams) {
      if (stream.times.length > 0 && (next === undefined || stream.ready < next.ready)) next = stream;
    }
    if (next === undefined) break;
    const { nic, bytes, class: named, times, ready } = next;
    const card = run.devices.find(({ name }) => name === nic) as Nic;
    const time = Math.max(ready, (free.get(nic) ?? Number.NEGATIVE_INFINITY) + wireTime(card, bytes));
    free.set(nic, time);
    arrivals.push({ time, nic, bytes, class: named, order: streams.indexOf(next) });
    times.shift();
    next.ready = Math.max(times[0] ?? 0, time);
  }
  return arrivals.sort((a, b) => a.time - b.time || a.order - b.order);
}
