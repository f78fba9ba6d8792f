import type { Design } from '../model/design.js';
import type { Run } from '../model/scenario.js';
import type { Ending, Result } from '../trace/result.js';
import { boot, resume, shutDown } from './boot.js';
import { onlyClocksTick, startClock, tickClock } from './clock.js';
import { Op } from './code.js';
import { compile } from './compile.js';
import { charge, stop } from './cpu.js';
import { execute } from './exec.js';
import { startTimer } from './handover.js';
import { timeout } from './intr.js';
import { Label } from './labels.js';
import { Happening } from './layout.js';
import { install, quantumOver } from './lwp.js';
import { startMemory } from './memory.js';
import { hasSender } from './message.js';
import { schedule, sent, transferred } from './nic.js';
import { sample } from './observe.js';
import { tick } from './polling.js';
import type { Program } from './program.js';
import { recordTime } from './record.js';
import { report, reportImpossible } from './report.js';
import { engineDone } from './requests.js';
import { insert, pick } from './runq.js';
import { deliverable } from './spl.js';
import { GRANTED, Life, type State, Wait } from './state.js';
import { ackEvent, segmentEvent } from './tcp/network.js';
import { delayedAckEvent } from './tcp/receiver.js';
import { startSessions, timerEvent } from './tcp/sender.js';
import { ticks } from './timers.js';
import { trafficEvent } from './traffic.js';
import { takeBaseline } from './warmup.js';
import { Impossible } from './work.js';

export interface SimulationOptions {
  /** Overrides the run's own seed. */
  readonly seed?: number;
  /** Keep a trace of everything that happens, or only count. */
  readonly trace: boolean;
  /** Greatest number of events; a run that needs more ends with a finding. */
  readonly maxEvents?: number;
  /** Greatest size of the trace in bytes; a record takes about five. */
  readonly maxTrace?: number;
}

export interface Simulation {
  /** Goes on for so many events at the most; true when the run is over. */
  advance(events: number): boolean;
  /** Between 0 and 1. */
  readonly progress: number;
  /** The result so far; after the end, or in the middle of a run that was cancelled. */
  result(): Result;
}

/** Runs a design from start to end. Never throws for what a scenario says; problems are findings of the result. */
export function simulate(run: Run, design: Design, options: SimulationOptions): Result {
  const simulation = startSimulation(run, design, options);
  while (!simulation.advance(1e6));
  return simulation.result();
}

/** Begins a simulation that its caller advances piece by piece, to show progress or to cancel it. */
export function startSimulation(run: Run, design: Design, options: SimulationOptions): Simulation {
  const seed = options.seed ?? run.seed;
  let program: Program;
  try {
    program = programOf(run, design);
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    const impossible = reportImpossible(run, design, seed, error);
    return { advance: () => true, progress: 1, result: () => impossible };
  }
  return new RunningSimulation(program, seed, options);
}

/** The last program, since the replications of a run under a design follow each other. */
let last: Program | undefined;
let lastRun: Run | undefined;

function programOf(run: Run, design: Design): Program {
  if (last === undefined || run !== lastRun || design !== last.design) {
    last = compile(run, design);
    lastRun = run;
  }
  return last;
}

const MAX_EVENTS = 200_000_000;
const MAX_TRACE = 20_000_000;
/** So many events in front of the limit are looked at for who makes them. */
const NOTED_EVENTS = 1000;

class RunningSimulation implements Simulation {
  private readonly s: State;
  private readonly seed: number;
  private readonly maxEvents: number;
  /** Of the warm-up, and then of the run. */
  private end: number;
  private ending: Ending | undefined;
  private finished: Result | undefined;

  constructor(program: Program, seed: number, options: SimulationOptions) {
    this.seed = seed;
    this.maxEvents = options.maxEvents ?? MAX_EVENTS;
    const { warmup, duration } = program.run;
    this.end = warmup > 0 ? warmup : duration;
    this.s = boot(program, seed, options.trace ? (options.maxTrace ?? MAX_TRACE) : 0);
    start(this.s);
    if (this.s.stuck >= 0) this.finish('stuck', 0);
  }

  get progress(): number {
    return this.ending === undefined ? this.s.now / this.s.program.run.duration : 1;
  }

  advance(events: number): boolean {
    const { s } = this;
    if (this.ending !== undefined) return true;
    resume(s);
    const allowed = Math.min(events, this.maxEvents - s.eventCount);
    const unnoted = Math.min(allowed, Math.max(0, this.maxEvents - NOTED_EVENTS - s.eventCount));
    this.handle(unnoted);
    for (let left = allowed - unnoted; left > 0 && this.ending === undefined; left--) {
      noteEvent(s, s.events.next());
      this.handle(1);
    }
    if (allowed < events) this.reachLimit();
    return this.ending !== undefined;
  }

  result(): Result {
    if (this.finished === undefined) {
      resume(this.s);
      if (this.ending === undefined) this.finish('cancelled', this.s.now);
      this.finished = report(this.s, this.seed, this.ending!);
      shutDown(this.s);
    }
    return this.finished;
  }

  /** The next so many events, unless the run is over before. */
  private handle(events: number): void {
    const { s } = this;
    let horizon = this.horizon();
    let left = events;
    while (left > 0 && this.ending === undefined) {
      const slot = s.events.next();
      const time = s.events.times[slot]!;
      if (time >= horizon) {
        if (time >= this.end) this.reachEnd();
        else {
          this.moveTo(time);
          sample(s, time);
        }
        horizon = this.horizon();
        continue;
      }
      if (time !== s.now) this.moveTo(time);
      left--;
      s.eventCount++;
      s.events.take(slot);
      if (s.slotHappening[slot] === Happening.Busy) {
        charge(s, s.slotOf[slot]!);
        execute(s, s.slotOf[slot]!);
      } else happen(s, slot);
      if (s.anyAttention === true) attend(s);
      if (s.stuck >= 0) this.finish('stuck', s.now);
    }
  }

  /** Events before this time need no look at anything else. */
  private horizon(): number {
    return Math.min(this.end, this.s.watch.nextSample);
  }

  private moveTo(time: number): void {
    if (this.s.recording === true) recordTime(this.s, time);
    this.s.operations = 0;
    this.s.now = time;
  }

  /** The run is warm, or over. */
  private reachEnd(): void {
    const { s } = this;
    const { duration } = s.program.run;
    if (this.end < duration) {
      const { now } = s;
      this.stand(this.end);
      takeBaseline(s);
      // Nothing has happened then.
      s.now = now;
      this.end = duration;
      return;
    }
    // Nothing will ever happen again, though packets wait in contexts or queues, or somebody with a message.
    const dead = onlyClocksTick(s) && (s.arrived > s.delivered + s.dropped || hasSender(s));
    this.finish(dead ? 'deadlock' : 'finished', duration);
  }

  /** No event more may happen: the run is at its end, or is ended. */
  private reachLimit(): void {
    const { s } = this;
    while (this.ending === undefined) {
      if (s.events.times[s.events.next()]! >= this.end) this.reachEnd();
      // The warm-up may have ended after the last event.
      else this.finish('limit', Math.max(s.now, s.baseline?.time ?? 0));
    }
  }

  private finish(ending: Ending, time: number): void {
    this.ending = ending;
    this.stand(time);
    // What ended while it warmed up has nothing to tell.
    if (this.s.program.run.warmup > 0 && this.s.baseline === undefined) takeBaseline(this.s);
  }

  /** Brings the accounts to a time at which nothing happens. */
  private stand(time: number): void {
    this.s.now = time;
    for (let cpu = 0; cpu < this.s.cpus; cpu++) charge(this.s, cpu);
  }
}

/** Notes whose the event is that comes next, where it is a context's own. */
function noteEvent(s: State, slot: number): void {
  const of = s.slotOf[slot]!;
  const happening = s.slotHappening[slot];
  if (happening === Happening.Busy) s.watch.noteEvent(s.top[of]!);
  else if (happening === Happening.Sleep) s.watch.noteEvent(s.program.layout.process(of));
  else s.watch.noteEvent(-1);
}

function happen(s: State, slot: number): void {
  const of = s.slotOf[slot]!;
  if (s.slotHappening[slot] === Happening.Traffic) trafficEvent(s, of);
  else happenSeldom(s, slot, of);
}

/** What happens less often than packets come. */
function happenSeldom(s: State, slot: number, of: number): void {
  switch (s.slotHappening[slot]) {
    case Happening.Segment:
      segmentEvent(s, of);
      return;
    case Happening.Acknowledgement:
      ackEvent(s, of);
      return;
    case Happening.Retransmit:
      timerEvent(s, of);
      return;
    case Happening.DelayedAck:
      delayedAckEvent(s, of);
      return;
    case Happening.Sent:
      sent(s, of);
      return;
    case Happening.Transferred:
      transferred(s, of);
      return;
    case Happening.Done:
      engineDone(s, of, s.program.layout.slots[slot]!.engine);
      return;
    case Happening.Clock:
      tickClock(s, of);
      return;
    case Happening.Moderation:
      schedule(s, of);
      return;
    case Happening.Quantum:
      quantumOver(s, of);
      return;
    case Happening.Tick:
      tick(s, of);
      return;
    case Happening.Sleep:
      timeout(s, s.program.layout.process(of));
  }
}

/** Lets CPUs look whether something interrupts what they do, until none has to. */
function attend(s: State): void {
  while (s.anyAttention === true) {
    s.anyAttention = false;
    for (let cpu = 0; cpu < s.cpus; cpu++) {
      const attention = s.attention[cpu]!;
      if (attention === 0) continue;
      s.attention[cpu] = 0;
      if ((attention & GRANTED) === 0 && !deliverable(s, cpu)) continue;
      stop(s, cpu);
      execute(s, cpu);
    }
  }
}

/**
 * The machine at time zero has settled: a process that begins by waiting waits, the others are ready in the order of
 * their declaration, and every CPU runs its first one, which costs nothing and is no switch.
 */
function start(s: State): void {
  const { layout, run, contexts } = s.program;
  for (const [ctx, { kind, pinned, device }] of contexts.entries()) {
    if (pinned) continue;
    if (kind === 'kernel_thread' && device !== undefined) wait(s, ctx, Wait.returned);
    if (s.op[s.loop[ctx]!] === Op.NextPolled) insert(s, s.home[ctx]!, ctx, false);
    if (kind === 'interrupt_thread') wait(s, ctx, Wait.interrupt);
    if (kind === 'softint_thread') wait(s, ctx, Wait.softint);
  }
  for (const index of run.processes.keys()) {
    const ctx = layout.process(index);
    const cpu = s.home[ctx]! >= 0 ? s.home[ctx]! : index % layout.cpus;
    s.lastCpu[ctx] = cpu;
    // A system call in front of the wait is over, too; whoever waits has made it.
    let pc = s.pc[ctx]!;
    while (s.op[pc] === Op.Syscall || ((s.op[pc] === Op.Lock || s.op[pc] === Op.Unlock) && s.a[pc] === 0)) pc++;
    if (s.op[pc] === Op.Receive) {
      s.pc[ctx] = pc;
      wait(s, ctx, Wait.socket);
    } else if (s.op[pc] === Op.Sleep) {
      startTimer(s, ctx, pc);
      wait(s, ctx, Wait.sleep);
    } else insert(s, cpu, ctx, false);
  }
  if (ticks(s.program.design.poll)) startTicks(s);
  for (const [device, { kind }] of layout.devices.entries()) if (kind === 'clock') startClock(s, device);
  for (const [index, source] of s.traffic.entries()) s.events.set(s.trafficSlot[index]!, source.next);
  if (s.sessions !== undefined) startSessions(s);
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    const first = pick(s, cpu);
    install(s, cpu, first < 0 ? layout.idle(cpu) : first);
    s.label[cpu] = Label.idle;
  }
  startMemory(s);
  for (let cpu = 0; cpu < layout.cpus; cpu++) execute(s, cpu);
  attend(s);
}

/** Clock polling masks the NICs for good; what holds input back by period needs the first period. */
function startTicks(s: State): void {
  const { layout, design } = s.program;
  const { poll } = design;
  if (poll.kind === 'clock') {
    for (const [device, { kind }] of layout.devices.entries()) {
      if (kind === 'nic') s.sourceMasked[s.source[device]!] = 1;
    }
    s.events.set(layout.tickSlot(0), poll.tick);
  }
  if (poll.kind === 'quota')
    for (let cpu = 0; cpu < layout.cpus; cpu++) s.events.set(layout.tickSlot(cpu), poll.period);
}

function wait(s: State, ctx: number, reason: number): void {
  s.life[ctx] = Life.waiting;
  s.waits[ctx] = reason;
}
