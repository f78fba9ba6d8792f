import type { Design } from '../model/design.js';
import { HARD_IPLS, iplRank, SOFT_IPLS } from '../model/ipl.js';
import { BANDS, type Priority } from '../model/process.js';
import type { Run } from '../model/scenario.js';
import { CodeBuilder, Op } from './code.js';
import { type Layout, layOut } from './layout.js';
import type { ContextPlan, KernelLabels, Program } from './program.js';
import { eachStatement } from './statements.js';
import { hasKernelLock, WorkCompiler } from './work.js';

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
  const add = (index: number, plan: Omit<ContextPlan, 'priority'>, order?: Priority) => {
    contexts[index] = { ...plan, order, priority: -1 };
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

  for (const [index, device] of run.devices.entries()) {
    const source = layout.deviceSource(index);
    const rank = iplRank(device.ipl);
    const about = { span: device.span, device: index, cpu: device.cpu };
    /** The handler proper: the work for the interrupt, then for each thing that the device has to report. */
    const service = (): { entry: number; loop: number; exits: number } => {
      const entry = builder.here;
      work.plain(device.interrupt);
      const loop = builder.here;
      if (device.kind === 'nic') {
        const exits = builder.emit(Op.NextReceived, index, paths.get(device.input)!, 0, device.span);
        return { entry, loop, exits };
      }
      const exits = builder.emit(Op.NextDone, index, 0, 0, device.span);
      work.plain(device.done);
      builder.emit(Op.Complete, index, 0, 0, device.span);
      builder.emit(Op.Jump, loop);
      return { entry, loop, exits };
    };

    const trap = builder.emit(Op.Trap, 0, 0, 0, device.span);
    if (design.interrupt === 'inline') {
      builder.emit(Op.Level, rank);
      if (kernelLock) builder.emit(Op.Lock, 0);
      const { loop, exits } = service();
      builder.land(exits);
      if (kernelLock) builder.emit(Op.Unlock, 0);
      builder.emit(Op.Return);
      builder.emit(Op.Pop);
      add(layout.handler(source), {
        ...about,
        kind: 'interrupt',
        name: `${device.name} interrupt`,
        entry: trap,
        loop,
        rank,
      });
    } else {
      const thread = layout.interruptThread(index);
      builder.emit(Op.WakeThread, thread, source);
      builder.emit(Op.Return);
      builder.emit(Op.Pop);
      add(layout.handler(source), {
        ...about,
        kind: 'interrupt',
        name: `${device.name} trap`,
        entry: trap,
        loop: 0,
        rank,
      });
      const { entry, loop, exits } = service();
      builder.land(exits);
      builder.emit(Op.WaitInterrupt, source);
      builder.emit(Op.Jump, entry);
      const plan = {
        ...about,
        kind: 'interrupt_thread',
        name: `${device.name} interrupt thread`,
        entry,
        loop,
        rank: 0,
      } as const;
      add(thread, plan, { band: 'interrupt', level: rank });
    }
  }

  const clock = builder.emit(Op.Trap);
  builder.emit(Op.Level, CLOCK);
  builder.emit(Op.Callouts);
  builder.emit(Op.Return);
  builder.emit(Op.Pop);
  const ipi = builder.emit(Op.Trap);
  builder.emit(Op.Return);
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
    if (design.softint === 'on_return') {
      builder.emit(Op.Softint);
      if (kernelLock) builder.emit(Op.Lock, 0);
    }
    const loop = builder.emit(Op.NextSoft, rank);
    builder.land(loop);
    if (design.softint === 'on_return') {
      if (kernelLock) builder.emit(Op.Unlock, 0);
      builder.emit(Op.Pop);
    } else {
      builder.emit(Op.WaitSoftint, rank);
      builder.emit(Op.Jump, loop);
    }
    for (let cpu = 0; cpu < layout.cpus; cpu++) {
      const about = { ...bare, cpu, entry, loop };
      if (design.softint === 'on_return') {
        add(layout.softint(cpu, rank), { ...about, kind: 'softint', name: onCpu(`${ipl} softint`, cpu), rank });
      } else {
        const name = onCpu(`${ipl} softint thread`, cpu);
        add(
          layout.softint(cpu, rank),
          { ...about, kind: 'softint_thread', name, rank: 0 },
          { band: 'softint', level: rank },
        );
      }
    }
  }

  return {
    run,
    design,
    layout,
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
  if (design.lock === 'blocking') return list;
  for (const { statement, own } of eachStatement(run)) {
    if (statement.kind !== 'lock') continue;
    const lock = layout.lock(statement.lock);
    if (own?.context === 'hard' && design.interrupt === 'inline') list[lock] = Math.max(list[lock]!, iplRank(own.ipl));
    if (own?.context === 'soft') {
      const called = design.dispatch !== 'deferred' && design.interrupt === 'inline';
      if (called) list[lock] = Math.max(list[lock]!, ...HARD_IPLS.slice(0, -2).map(iplRank));
      else if (design.softint === 'on_return') list[lock] = Math.max(list[lock]!, iplRank(own.ipl));
    }
  }
  return list;
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
