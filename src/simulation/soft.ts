import { iplRank, SOFT_IPLS } from '../model/ipl.js';
import type { Assembly } from './assembly.js';
import { Op } from './code.js';

/** The code of soft interrupts: a context for each level and CPU, or Linux's softirq run and ksoftirqd for each CPU. */
export function compileSoftints(assembly: Assembly): void {
  if (assembly.design.softint === 'softirq') compileSoftirq(assembly);
  else for (const ipl of SOFT_IPLS) compileLevel(assembly, ipl);
}

function compileLevel(assembly: Assembly, ipl: (typeof SOFT_IPLS)[number]): void {
  const { builder, layout, design } = assembly;
  const rank = iplRank(ipl);
  const thread = design.softint === 'thread';
  const pinned = design.softint === 'pinned_thread';
  const entry = builder.here;
  const ownStack = usesInterruptStack(assembly) && !pinned ? 1 : 0;
  if (!thread) builder.emit(Op.Softint, ownStack);
  if (pinned) builder.emit(Op.Handoff);
  const loop = assembly.inKernel(() => assembly.loop(Op.NextSoft, rank));
  if (pinned) builder.emit(Op.Handoff);
  if (thread) {
    builder.emit(Op.WaitSoftint, rank);
    builder.emit(Op.Jump, entry);
  } else builder.emit(Op.Pop, ownStack);
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    const context = layout.softint(cpu, rank);
    if (thread || pinned) {
      const name = assembly.onCpu(`${ipl} softint thread`, cpu);
      const plan = { kind: 'softint_thread', name, cpu, entry, loop, rank: thread ? 0 : rank, pinned } as const;
      assembly.add(context, plan, { band: 'softint', level: rank });
    } else {
      assembly.add(context, { kind: 'softint', name: assembly.onCpu(`${ipl} softint`, cpu), cpu, entry, loop, rank });
    }
  }
}

function compileSoftirq(assembly: Assembly): void {
  const { builder, layout } = assembly;
  const rank = iplRank('softserial');
  const ownStack = usesInterruptStack(assembly) ? 1 : 0;
  const entry = builder.emit(Op.Softint, ownStack);
  builder.emit(Op.BeginRun);
  const loop = assembly.inKernel(() => assembly.loop(Op.NextSoftirq, 0));
  builder.emit(Op.LeaveRest);
  builder.emit(Op.Pop, ownStack);

  // A pass of ksoftirqd has soft interrupts off, as any other, and so nobody preempts it (preempt_count).
  const begin = builder.emit(Op.Level, rank);
  builder.emit(Op.BeginRun);
  const passes = assembly.inKernel(() => assembly.loop(Op.NextSoftirq, 1));
  builder.emit(Op.Level, 0);
  builder.emit(Op.RestThread);
  builder.emit(Op.Jump, begin);

  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    const run = { kind: 'softint', name: assembly.onCpu('softirq', cpu), cpu, entry, loop, rank } as const;
    assembly.add(layout.softint(cpu, rank), run);
    const name = assembly.onCpu('ksoftirqd', cpu);
    const thread = { kind: 'softint_thread', name, cpu, entry: begin, loop: passes } as const;
    assembly.add(layout.ksoftirqd(cpu), thread, { band: 'timeshare', level: 0 });
  }
}

/** Soft interrupts that borrow a context run on the CPU's interrupt stack as well, where it has one. */
function usesInterruptStack({ design }: Assembly): boolean {
  return design.interrupt === 'interrupt_stack';
}
