import type { Design } from '../model/design.js';
import { isRequestDevice } from '../model/device.js';
import { iplRank } from '../model/ipl.js';
import type { Path, Stage } from '../model/path.js';
import { isUserBand } from '../model/process.js';
import type { Run } from '../model/scenario.js';
import type { Span } from '../model/span.js';
import type { Comparison, Statement } from '../model/statement.js';
import { runsInTrap } from '../model/trap.js';
import { type CodeBuilder, Op } from './code.js';
import type { Layout } from './layout.js';
import { deviceNamed } from './queues.js';
import type { Chance, StreamPlace } from './random.js';
import { eachStatement } from './statements.js';

export const COMPARISONS: readonly Comparison[] = ['==', '!=', '<', '<=', '>', '>='];

/** The design and the path do not go together; the message says why, the span where. */
export class Impossible extends Error {
  readonly span: Span;
  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

/** Compiles what packets and processes need done; the kernel's part around it is in compile.ts. */
export class WorkCompiler {
  repeatDepth = 0;
  /** Of each statement's random numbers. */
  readonly streams: readonly StreamPlace[];
  private readonly streamIndex: ReadonlyMap<Statement, number>;
  /** Names of the processes that others send messages to. */
  private readonly receivers = new Set<string>();
  private readonly held: number[] = [];
  private depth = 0;
  /** What is compiled is a thread of the kernel, and has the lock around that but while it waits. */
  private hasKernel = false;
  private readonly run: Run;
  private readonly design: Design;
  private readonly layout: Layout;
  /** For each lock whether it spins. */
  private readonly spins: readonly boolean[];
  private readonly builder: CodeBuilder;

  constructor(run: Run, design: Design, layout: Layout, spins: readonly boolean[], builder: CodeBuilder) {
    this.run = run;
    this.design = design;
    this.layout = layout;
    this.spins = spins;
    this.builder = builder;
    for (const { statement } of eachStatement(run)) {
      if (statement.kind === 'send') this.receivers.add(statement.process);
    }
    const streams = streamPlaces(run);
    this.streams = [...streams.values()];
    this.streamIndex = new Map([...streams.keys()].map((statement, index) => [statement, index]));
  }

  /** Compiles a path, last stage first since each leads to the next; returns the address of its first stage. */
  path(path: Path): number {
    let next: number | undefined;
    for (const stage of [...path.stages].reverse()) {
      const address = this.builder.here;
      this.body(stage.body, { kind: 'stage', stage, path, next });
      this.builder.emit(Op.EndStage, 0, 0, 0, stage.span);
      next = address;
    }
    return next!;
  }

  /** Compiles a process, whose sleeps are timed by an event slot. */
  process(index: number, sleep: number): number {
    const { body, span } = this.run.processes[index]!;
    const address = this.builder.here;
    const place = { kind: 'process', process: index, sleep } as const;
    this.hasKernel = this.isInKernel(place) && hasKernelLock(this.run, this.design);
    if (this.hasKernel) this.builder.emit(Op.Lock, 0, 0, 0, span);
    this.body(body, place);
    if (this.hasKernel) this.builder.emit(Op.Unlock, 0, 0, 0, span);
    this.hasKernel = false;
    this.builder.emit(Op.Exit);
    return address;
  }

  /** Statements that only compute: a device's submit, interrupt and done work. */
  plain(body: readonly Statement[]): void {
    this.body(body, { kind: 'plain' });
  }

  private body(body: readonly Statement[], place: Place): void {
    for (const statement of body) this.statement(statement, place);
  }

  private statement(statement: Statement, place: Place): void {
    const { builder, layout } = this;
    const { span } = statement;
    switch (statement.kind) {
      case 'run': {
        const label = builder.label(statement.label, span);
        const { time, perByte } = statement;
        if (time.kind === 'constant' && perByte === 0) {
          builder.emit(Op.RunFor, 0, label, time.value, span);
          break;
        }
        const distribution = builder.distribution(time, this.streamIndex.get(statement)!);
        builder.emit(Op.Run, distribution, label, perByte, span);
        break;
      }
      case 'enqueue':
        if (place.kind === 'stage') this.enqueue(statement.queue, place, span);
        break;
      case 'await':
        this.await(statement, place);
        break;
      case 'deliver': {
        const process = this.run.processes.findIndex((p) => p.name === statement.process);
        builder.emit(Op.Deliver, process, 0, 0, span);
        this.endStage(span);
        break;
      }
      case 'transmit':
        if (place.kind === 'process') this.systemCall(place, span);
        builder.emit(Op.Transmit, this.device(statement.device), 0, 0, span);
        if (place.kind === 'stage') this.endStage(span);
        break;
      case 'drop':
        builder.emit(Op.Drop, layout.dropPlace(statement), 0, 0, span);
        this.endStage(span);
        break;
      case 'lock':
        this.lock(statement.lock, statement.body, place, span);
        break;
      case 'choose':
        this.choose(statement, place);
        break;
      case 'if': {
        const { condition } = statement;
        const test =
          condition.kind === 'size'
            ? builder.emit(Op.IfSize, 0, COMPARISONS.indexOf(condition.operator), condition.bytes, span)
            : builder.emit(Op.IfClass, 0, layout.class(condition.name), 0, span);
        this.body(statement.then, place);
        const end = builder.emit(Op.Jump);
        builder.land(test);
        this.body(statement.otherwise, place);
        builder.land(end);
        break;
      }
      case 'repeat': {
        const depth = this.depth++;
        this.repeatDepth = Math.max(this.repeatDepth, this.depth);
        const own = place.kind === 'stage' ? 0 : 1;
        builder.emit(Op.Count, depth, statement.count, own, span);
        const start = builder.here;
        this.body(statement.body, place);
        builder.emit(Op.Again, depth, start, own, span);
        this.depth--;
        break;
      }
      case 'loop': {
        const start = builder.here;
        this.body(statement.body, place);
        builder.emit(Op.Jump, start, 0, 0, span);
        break;
      }
      case 'receive':
        if (place.kind === 'process') {
          this.demandSleep(`'receive'`, span);
          this.systemCall(place, span);
          this.waiting(() => builder.emit(Op.Receive, place.process, 0, 0, span), span);
          if (this.receivers.has(this.run.processes[place.process]!.name)) {
            this.entering(() => builder.emit(Op.WakeSender, place.process, 0, 0, span), span);
          }
        }
        break;
      case 'send':
        if (place.kind === 'process') this.send(statement, place);
        break;
      case 'sleep':
        if (place.kind === 'process') {
          this.demandSleep(`'sleep'`, span);
          this.systemCall(place, span);
          const distribution = builder.distribution(statement.time, this.streamIndex.get(statement)!);
          this.waiting(() => builder.emit(Op.Sleep, distribution, place.sleep, 0, span), span);
        }
        break;
    }
  }

  /** The way into the kernel and out of it, for what a process asks of it; a kernel thread is there already. */
  private systemCall(place: ProcessPlace, span: Span): void {
    if (this.isInKernel(place)) return;
    const label = this.builder.label('system call', span);
    this.inKernel(() => this.builder.emit(Op.Syscall, 0, label, 0, span), span);
  }

  private isInKernel({ process }: ProcessPlace): boolean {
    return !isUserBand(this.run.processes[process]!.priority.band);
  }

  /** Surrounds what a process may sleep in: meanwhile others have the kernel. */
  private waiting(emit: () => void, span: Span): void {
    if (this.hasKernel) this.builder.emit(Op.Unlock, 0, 0, 0, span);
    emit();
    if (this.hasKernel) this.builder.emit(Op.Lock, 0, 0, 0, span);
  }

  /** Surrounds what counts as the kernel's work, though a process does it. */
  private entering(emit: () => void, span: Span): void {
    this.builder.emit(Op.Enter, 0, 0, 0, span);
    emit();
    this.builder.emit(Op.Leave, 0, 0, 0, span);
  }

  /** Surrounds kernel work of a process by the kernel lock, where there is one and the process has not got it already. */
  private inKernel(emit: () => void, span: Span): void {
    const locked = !this.hasKernel && this.held.length === 0 && hasKernelLock(this.run, this.design);
    if (locked) this.builder.emit(Op.Lock, 0, 0, 0, span);
    emit();
    if (locked) this.builder.emit(Op.Unlock, 0, 0, 0, span);
  }

  private enqueue(queue: string, place: StagePlace, span: Span): void {
    const { builder, layout, design } = this;
    const { stage, next, path } = place;
    const following = path.stages[path.stages.indexOf(stage) + 1];
    if (next === undefined || following === undefined) return;
    const dispatch = stage.context === 'soft' && design.redispatch === 'deferred' ? 'deferred' : design.dispatch;
    if (dispatch === 'direct') {
      this.unlockAll(span);
      builder.emit(Op.Jump, next, 0, 0, span);
      return;
    }
    const op = dispatch === 'hybrid' ? Op.Hybrid : Op.Enqueue;
    if (op === Op.Hybrid) this.unlockAll(span);
    builder.emit(op, layout.queue(queue, 0), iplRank(following.ipl), next, span);
    this.endStage(span, op === Op.Hybrid);
  }

  private send({ process, bytes, span }: Extract<Statement, { kind: 'send' }>, place: ProcessPlace): void {
    const { builder } = this;
    this.demandSleep(`'send'`, span);
    const receiver = this.run.processes.findIndex(({ name }) => name === process);
    this.entering(() => {
      this.systemCall(place, span);
      const label = builder.label('wakeup', span);
      this.waiting(() => builder.emit(Op.Send, receiver, bytes ?? -1, label, span), span);
    }, span);
  }

  private await(statement: Extract<Statement, { kind: 'await' }>, place: Place): void {
    const { span } = statement;
    const device = this.run.devices[this.device(statement.device)]!;
    if (!isRequestDevice(device)) return;
    const sleeps = place.kind === 'process' || this.design.await === 'block';
    if (place.kind === 'stage' && sleeps) this.demandThread(place, `'await' blocks`, span);
    if (this.held.length > 0 && !sleeps) this.refuseSleep(`'await'`, span);
    this.demandSleep(`'await'`, span);
    const submit = () => {
      this.plain(device.submit);
      this.builder.emit(Op.Register, 0, 0, 0, span);
    };
    if (place.kind === 'process') {
      this.builder.emit(Op.Enter, 0, 0, 0, span);
      this.systemCall(place, span);
      this.inKernel(submit, span);
    } else submit();
    const rank =
      place.kind === 'stage' ? (place.stage.context === 'soft' ? iplRank(place.stage.ipl) : SOFTNET) : BLOCKS;
    // Who sleeps leaves the kernel to others meanwhile.
    const leavesKernel = place.kind === 'stage' && sleeps && hasKernelLock(this.run, this.design);
    if (leavesKernel) this.builder.emit(Op.Unlock, 0, 0, 0, span);
    const bytes = statement.bytes ?? -1;
    this.waiting(() => this.builder.emit(Op.Submit, this.device(statement.device), bytes, rank, span), span);
    if (place.kind === 'process') this.builder.emit(Op.Leave, 0, 0, 0, span);
    if (place.kind !== 'stage') return;
    const accepted = this.builder.emit(Op.Jump, 0, 0, 0, span);
    if (leavesKernel) this.builder.emit(Op.Lock, 0, 0, 0, span);
    this.endStage(span);
    this.builder.land(accepted);
    if (leavesKernel) this.builder.emit(Op.Lock, 0, 0, 0, span);
  }

  private choose(statement: Extract<Statement, { kind: 'choose' }>, place: Place): void {
    const { builder } = this;
    const ends: number[] = [];
    let left = 1;
    for (const arm of statement.arms) {
      const skip = left > 0 ? Math.max(0, 1 - arm.probability / left) : 1;
      const test = builder.emit(Op.Choose, 0, this.streamIndex.get(statement)!, skip, statement.span);
      this.body(arm.body, place);
      ends.push(builder.emit(Op.Jump));
      builder.land(test);
      left -= arm.probability;
    }
    for (const end of ends) builder.land(end);
  }

  private lock(name: string, body: readonly Statement[], place: Place, span: Span): void {
    const lock = this.layout.lock(name);
    if (place.kind === 'stage' && !this.spins[lock]) this.demandThread(place, 'a lock blocks', span);
    if (this.held.includes(lock)) {
      throw new Impossible(`the lock '${name}' is held here already; taking it again would wait for ever`, span);
    }
    const section = () => {
      this.builder.emit(Op.Lock, lock, 0, 0, span);
      this.held.push(lock);
      this.body(body, place);
      this.held.pop();
      this.builder.emit(Op.Unlock, lock, 0, 0, span);
    };
    if (place.kind === 'process') {
      // The kernel's locks are taken in the kernel: a process's work under one is a system call's.
      this.entering(() => this.inKernel(section, span), span);
    } else section();
  }

  /** The holder of a lock on which others spin must not sleep. */
  private demandSleep(what: string, span: Span): void {
    if (this.held.some((lock) => this.spins[lock])) this.refuseSleep(what, span);
  }

  private refuseSleep(what: string, span: Span): never {
    const { name } = this.design;
    throw new Impossible(
      `${what} inside a lock needs a design whose lock holders may sleep; '${name}' is not one`,
      span,
    );
  }

  /** Only a thread can sleep; a handler that borrows the interrupted context would put that to sleep, too. */
  private demandThread({ stage, path }: StagePlace, what: string, span: Span): void {
    const { design } = this;
    const inInterrupt = runsInTrap(design, path, stage);
    // A poll takes the packets in the place of the interrupt handler.
    const polled = design.poll.kind !== 'none' && design.poll.kind !== 'busy';
    const called = stage.context === 'hard' || design.dispatch !== 'deferred';
    const inSoftint = (stage.context === 'soft' && design.dispatch !== 'direct') || (called && polled);
    const returns = design.softint === 'on_return' || design.softint === 'softirq';
    if (inInterrupt || (inSoftint && returns)) {
      throw new Impossible(
        `${what} in the design '${design.name}', but its ${inSoftint ? 'soft interrupts' : 'interrupt handlers'} have no thread that could sleep`,
        span,
      );
    }
  }

  private endStage(span: Span, unlocked = false): void {
    if (!unlocked) this.unlockAll(span);
    this.builder.emit(Op.EndStage, 0, 0, 0, span);
  }

  private unlockAll(span: Span): void {
    for (const lock of [...this.held].reverse()) this.builder.emit(Op.Unlock, lock, 0, 0, span);
  }

  private device(name: string): number {
    return deviceNamed(this.run.devices, name);
  }
}

const SOFTNET = iplRank('softnet');
/** In place of the level at which a request's stage goes on: it goes on in the process that made it. */
const BLOCKS = -1;

/** Only more than one CPU needs a lock around the kernel; a uniprocessor's kernel is compiled without it. */
export function hasKernelLock(run: Run, design: Design): boolean {
  return design.lock === 'biglock' && run.machine.cpus > 1;
}

type Place = StagePlace | ProcessPlace | { readonly kind: 'plain' };

interface ProcessPlace {
  readonly kind: 'process';
  readonly process: number;
  readonly sleep: number;
}

interface StagePlace {
  readonly kind: 'stage';
  readonly stage: Stage;
  readonly path: Path;
  /** Address of the following stage. */
  readonly next: number | undefined;
}

/** Where the random numbers of each statement come from. The queues of a NIC share their statements. */
function streamPlaces(run: Run): ReadonlyMap<Statement, StreamPlace> {
  const places = new Map<Statement, StreamPlace>();
  const counts = new Map<Chance, number>();
  for (const { statement, chance } of eachStatement(run)) {
    if (places.has(statement)) continue;
    const n = counts.get(chance) ?? 0;
    places.set(statement, { chance, n });
    counts.set(chance, n + 1);
  }
  return places;
}
