import type { Design } from '../model/design.js';
import type { Device } from '../model/device.js';
import { iplRank, SOFT_IPLS } from '../model/ipl.js';
import type { Stage } from '../model/path.js';
import { BANDS, type Priority } from '../model/process.js';
import type { Run } from '../model/scenario.js';
import { CodeBuilder, Op } from './code.js';
import { hasInterruptThread, hasInterruptThreads, isPolledOnInterrupt, type Layout, layOut } from './layout.js';
import { ticks } from './polling.js';
import type { ContextPlan, KernelLabels, Program } from './program.js';
import { eachStatement } from './statements.js';
import { hasKernelLock, locksSleep, WorkCompiler } from './work.js';

/**
 * Compiles a run under a design. This is the only place that knows what a design's choices mean in operations: which
 * handlers there are, in which context they run, and what stands around the work.
 *
 * @throws Impossible if the design cannot do what a path asks of it
 */
export function compile(run: Run, design: Design): Program {
  const layout = layOut(run, design);
  const builder = new CodeBuilder();
  const kernelLabels = labelKernel(builder);
  const deviceLabels = run.devices.map((device) => builder.label(device.name, device.span));
  const work = new WorkCompiler(run, design, layout, builder);
  const paths = new Map(run.paths.map((path) => [path.name, work.path(path)]));
  const kernelLock = hasKernelLock(run, design);
  const contexts: (ContextPlan & { order: Priority | undefined })[] = [];
  const add = (index: number, plan: Plan, order?: Priority) => {
    contexts[index] = { pinned: false, ...plan, order, priority: -1 };
  };
  const bare = { span: undefined, device: undefined, loop: 0, rank: 0 };
  const onCpu = (name: string, cpu: number) => (layout.cpus === 1 ? name : `${name} cpu${cpu}`);

  const idle = builder.emit(Op.Idle);
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    add(layout.idle(cpu), { ...bare, kind: 'idle', name: onCpu('idle', cpu), cpu, entry: idle });
  }

  for (const [index, process] of run.processes.entries()) {
    const entry = work.process(process.body, index, layout.sleepSlot(index));
    const kind =
      process.priority.band === 'timeshare' || process.priority.band === 'realtime' ? 'process' : 'kernel_thread';
    const plan = { ...bare, kind, name: process.name, span: process.span, cpu: process.cpu, entry } as const;
    add(layout.process(index), plan, process.priority);
  }

  const ownStack = design.interrupt === 'interrupt_stack' ? 1 : 0;
  for (const [index, device] of run.devices.entries()) {
    const source = layout.deviceSource(index);
    const rank = iplRank(device.ipl);
    const about = { span: device.span, device: index, cpu: device.cpu };
    /** The handler proper: the work for the interrupt, then for each thing that the device has to report. */
    const service = (): { loop: number; exits: number } => {
      builder.emit(Op.Register, 0, 0, 0, device.span);
      work.plain(device.interrupt);
      const loop = builder.here;
      if (device.kind === 'nic') {
        const exits = builder.emit(Op.NextReceived, index, paths.get(device.input)!, 0, device.span);
        return { loop, exits };
      }
      const exits = builder.emit(Op.NextDone, index, 0, 0, device.span);
      work.plain(device.done);
      builder.emit(Op.Complete, index, 0, 0, device.span);
      builder.emit(Op.Jump, loop);
      return { loop, exits };
    };

    const trap = builder.emit(Op.Trap, ownStack, 0, 0, device.span);
    const handler = layout.handler(source);
    if (isPolledOnInterrupt(design, device)) {
      builder.emit(Op.Level, rank);
      if (kernelLock) builder.emit(Op.Lock, 0);
      work.plain(device.interrupt);
      builder.emit(Op.StartPoll, index, 0, 0, device.span);
      if (kernelLock) builder.emit(Op.Unlock, 0);
      builder.emit(Op.Return, ownStack);
      builder.emit(Op.Pop);
      add(handler, { ...about, kind: 'interrupt', name: `${device.name} interrupt`, entry: trap, loop: 0, rank });
    } else if (hasInterruptThread(design, device)) {
      const thread = layout.interruptThread(index);
      if (design.interrupt === 'filter_thread') {
        builder.emit(Op.Level, rank);
        work.plain(device.filter);
      }
      builder.emit(Op.WakeThread, thread, source);
      builder.emit(Op.Return);
      builder.emit(Op.Pop);
      add(handler, { ...about, kind: 'interrupt', name: `${device.name} trap`, entry: trap, loop: 0, rank });
      const entry = builder.here;
      // Linux runs a handler in a thread with soft interrupts off, and those that it raised at its end.
      const softOff = design.softint === 'softirq';
      if (softOff) builder.emit(Op.Level, iplRank('softserial'));
      if (kernelLock) builder.emit(Op.Lock, 0);
      const { loop, exits } = service();
      builder.land(exits);
      if (kernelLock) builder.emit(Op.Unlock, 0);
      if (softOff) builder.emit(Op.Level, 0);
      builder.emit(Op.WaitInterrupt, source);
      builder.emit(Op.Jump, entry);
      const name = `${device.name} interrupt thread`;
      const plan = { ...about, kind: 'interrupt_thread', name, entry, loop, rank: 0 } as const;
      add(thread, plan, { band: 'interrupt', level: rank });
    } else {
      const pinned = design.interrupt === 'pinned_thread';
      builder.emit(Op.Level, rank);
      if (pinned) builder.emit(Op.Handoff);
      if (kernelLock) builder.emit(Op.Lock, 0);
      const { loop, exits } = service();
      builder.land(exits);
      if (kernelLock) builder.emit(Op.Unlock, 0);
      if (pinned) builder.emit(Op.Handoff);
      builder.emit(Op.Return, ownStack);
      builder.emit(Op.Pop);
      const plan = { ...about, entry: trap, loop, rank };
      if (pinned) {
        const name = `${device.name} interrupt thread`;
        add(handler, { ...plan, kind: 'interrupt_thread', name, pinned }, { band: 'interrupt', level: rank });
      } else add(handler, { ...plan, kind: 'interrupt', name: `${device.name} interrupt` });
    }

    if (design.await === 'continuation_thread' && device.kind === 'crypto') {
      const entry = builder.here;
      if (kernelLock) builder.emit(Op.Lock, 0);
      const loop = builder.emit(Op.NextReturned, index);
      builder.land(loop);
      if (kernelLock) builder.emit(Op.Unlock, 0);
      builder.emit(Op.WaitReturned, index);
      builder.emit(Op.Jump, entry);
      const plan = { span: device.span, device: index, cpu: undefined, entry, loop, rank: 0 };
      const name = `${device.name} return thread`;
      add(layout.returnThread(index), { ...plan, kind: 'kernel_thread', name }, { band: 'kernel', level: 0 });
    }
  }

  if (design.poll.kind === 'busy') {
    for (const cpu of new Set(run.devices.flatMap((device) => (device.kind === 'nic' ? [device.cpu] : [])))) {
      const entry = builder.here;
      if (kernelLock) builder.emit(Op.Lock, 0);
      const loop = builder.emit(Op.NextPolled, cpu);
      builder.land(loop);
      if (kernelLock) builder.emit(Op.Unlock, 0);
      builder.emit(Op.Spin);
      builder.emit(Op.Jump, entry);
      const plan = { ...bare, kind: 'kernel_thread', name: onCpu('poll thread', cpu), cpu, entry, loop } as const;
      add(layout.busyThread(cpu), plan, { band: 'kernel', level: 0 });
    }
  }

  const clock = builder.emit(Op.Trap, ownStack);
  builder.emit(Op.Level, CLOCK);
  builder.emit(Op.Callouts);
  if (ticks(design.poll)) builder.emit(Op.Tick);
  builder.emit(Op.Return, ownStack);
  builder.emit(Op.Pop);
  const ipi = builder.emit(Op.Trap, ownStack);
  builder.emit(Op.Return, ownStack);
  builder.emit(Op.Pop);
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    const clockName = onCpu('clock interrupt', cpu);
    add(layout.handler(layout.clockSource(cpu)), {
      ...bare,
      kind: 'interrupt',
      name: clockName,
      cpu,
      entry: clock,
      rank: CLOCK,
    });
    const ipiName = onCpu('ipi', cpu);
    add(layout.handler(layout.ipiSource(cpu)), {
      ...bare,
      kind: 'interrupt',
      name: ipiName,
      cpu,
      entry: ipi,
      rank: HIGH,
    });
  }

  for (const ipl of SOFT_IPLS) {
    const rank = iplRank(ipl);
    const entry = builder.here;
    if (design.softint === 'softirq') break;
    const thread = design.softint === 'thread';
    const pinned = design.softint === 'pinned_thread';
    if (!thread) builder.emit(Op.Softint);
    if (pinned) builder.emit(Op.Handoff);
    if (kernelLock) builder.emit(Op.Lock, 0);
    const loop = builder.emit(Op.NextSoft, rank);
    builder.land(loop);
    if (kernelLock) builder.emit(Op.Unlock, 0);
    if (pinned) builder.emit(Op.Handoff);
    if (thread) {
      builder.emit(Op.WaitSoftint, rank);
      builder.emit(Op.Jump, entry);
    } else builder.emit(Op.Pop);
    for (let cpu = 0; cpu < layout.cpus; cpu++) {
      const about = { ...bare, cpu, entry, loop };
      if (thread || pinned) {
        const plan = { ...about, name: onCpu(`${ipl} softint thread`, cpu), rank: thread ? 0 : rank, pinned };
        add(layout.softint(cpu, rank), { ...plan, kind: 'softint_thread' }, { band: 'softint', level: rank });
      } else add(layout.softint(cpu, rank), { ...about, kind: 'softint', name: onCpu(`${ipl} softint`, cpu), rank });
    }
  }

  if (design.softint === 'softirq') {
    const entry = builder.emit(Op.Softint);
    builder.emit(Op.BeginRun);
    if (kernelLock) builder.emit(Op.Lock, 0);
    const loop = builder.emit(Op.NextSoftirq);
    builder.land(loop);
    if (kernelLock) builder.emit(Op.Unlock, 0);
    builder.emit(Op.LeaveRest);
    builder.emit(Op.Pop);
    const begin = builder.emit(Op.BeginRun);
    if (kernelLock) builder.emit(Op.Lock, 0);
    const passes = builder.emit(Op.NextSoftirq, 1);
    builder.land(passes);
    if (kernelLock) builder.emit(Op.Unlock, 0);
    builder.emit(Op.RestThread);
    builder.emit(Op.Jump, begin);
    for (let cpu = 0; cpu < layout.cpus; cpu++) {
      const rank = iplRank('softserial');
      add(layout.softint(cpu, rank), { ...bare, cpu, kind: 'softint', name: onCpu('softirq', cpu), entry, loop, rank });
      const plan = {
        ...bare,
        cpu,
        kind: 'softint_thread',
        name: onCpu('ksoftirqd', cpu),
        entry: begin,
        loop: passes,
      } as const;
      add(layout.ksoftirqd(cpu), plan, { band: 'timeshare', level: 0 });
    }
  }

  return {
    run,
    design,
    layout,
    inputs: run.devices.map((device) => (device.kind === 'nic' ? paths.get(device.input)! : 0)),
    code: builder.finish(),
    contexts: rankPriorities(contexts),
    sources: sources(run, layout),
    ceilings: ceilings(run, design, layout),
    repeatDepth: work.repeatDepth,
    kernelLabels,
    deviceLabels,
    trafficStream: work.statementCount,
  };
}

type Plan = Omit<ContextPlan, 'priority' | 'pinned'> & { readonly pinned?: boolean };

const CLOCK = iplRank('clock');
const HIGH = iplRank('high');

function sources(run: Run, layout: Layout): { rank: number; cpu: number }[] {
  const list: { rank: number; cpu: number }[] = [];
  for (const [index, device] of run.devices.entries()) {
    list[layout.deviceSource(index)] = { rank: iplRank(device.ipl), cpu: device.cpu };
  }
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    list[layout.clockSource(cpu)] = { rank: CLOCK, cpu };
    list[layout.ipiSource(cpu)] = { rank: HIGH, cpu };
  }
  return list;
}

/**
 * A spin lock that a handler takes as well must keep that handler away while it is held, or the handler would spin for
 * ever on top of the holder. Threads do not borrow the holder's context, so they need no ceiling.
 */
function ceilings(run: Run, design: Design, layout: Layout): number[] {
  const list = layout.locks.map(() => 0);
  if (locksSleep(design)) return list;
  const visited = [...eachStatement(run)];
  const awaiting = new Set(visited.map(({ statement, own }) => (statement.kind === 'await' ? own : undefined)));
  for (const { statement, stage, own } of visited) {
    if (statement.kind !== 'lock') continue;
    const lock = layout.lock(statement.lock);
    list[lock] = Math.max(list[lock]!, handlerRank(run, design, stage, own, awaiting.has(own)));
  }
  return list;
}

/** The highest level at which a handler that borrows its context executes a place's statements; 0 if only threads do. */
function handlerRank(run: Run, design: Design, name: string, own: Stage | undefined, awaits: boolean): number {
  const highest = (devices: readonly Device[]) => Math.max(0, ...devices.map((device) => iplRank(device.ipl)));
  const softLevel = own?.context === 'soft' && design.softint !== 'softirq' ? own.ipl : 'softserial';
  const soft = design.softint === 'thread' ? 0 : iplRank(softLevel);
  if (own === undefined) {
    if (!run.devices.some((device) => device.name === name)) return 0;
    // What a device's request needs is done by whoever makes it.
    return design.interrupt === 'thread' ? soft : highest(run.devices);
  }
  if (hasInterruptThreads(design)) return soft;
  if (own.context === 'hard') {
    return highest(run.devices.filter((device) => device.kind === 'nic' && device.input === name));
  }
  const called = design.dispatch !== 'deferred' || (awaits && design.await === 'continuation_immediate');
  return called ? highest(run.devices) : soft;
}

function rankPriorities(contexts: readonly (ContextPlan & { order: Priority | undefined })[]): ContextPlan[] {
  const value = ({ band, level }: Priority) => BANDS.indexOf(band) * 1e6 + level;
  const used = [...new Set(contexts.flatMap(({ order }) => (order ? [value(order)] : [])))].sort((a, b) => a - b);
  return contexts.map(({ order, ...plan }) => ({ ...plan, priority: order ? used.indexOf(value(order)) : -1 }));
}

function labelKernel(builder: CodeBuilder): KernelLabels {
  return {
    idle: builder.label('idle'),
    trap: builder.label('trap'),
    trap_return: builder.label('return from trap'),
    switch: builder.label('context switch'),
    refill: builder.label('cache refill'),
    softint: builder.label('softint dispatch'),
    handoff: builder.label('hand-off'),
    poll: builder.label('poll'),
    register: builder.label('register access'),
    ipi: builder.label('ipi'),
    wakeup: builder.label('wakeup'),
    lock: builder.label('lock'),
    lock_contended: builder.label('contended lock'),
    spin: builder.label('spin'),
    syscall: builder.label('system call'),
    mask: builder.label('mask'),
    receive: builder.label('receive'),
    sleep: builder.label('sleep'),
    interrupt: builder.label('interrupt'),
    request: builder.label('request'),
    exit: builder.label('exit'),
  };
}
