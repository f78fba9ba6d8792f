import type { Clock, Device } from '../model/device.js';
import { iplRank } from '../model/ipl.js';
import type { Assembly } from './assembly.js';
import { Op } from './code.js';
import { hasInterruptThread, isPolledOnInterrupt } from './layout.js';
import { ticks } from './timers.js';

/**
 * The code of hard interrupts: what a trap does under a design. Inline, it serves the device; with threads it wakes one
 * that does; and where rings are polled it only requests the poll. The service itself is the same in all of them.
 */
export function compileDevice(assembly: Assembly, index: number): void {
  const device = assembly.run.devices[index]!;
  if (device.kind === 'clock') compileTicks(assembly, index, device);
  else if (isPolledOnInterrupt(assembly.design, device)) compilePoll(assembly, index, device);
  else if (hasInterruptThread(assembly.design, device)) compileThread(assembly, index, device);
  else compileInline(assembly, index, device);
}

/**
 * A clock's work is done in the trap under every design, as hardclock is, and without the lock around the kernel: a
 * thread or a lock could make it late. What it puts off is a handler of its soft level.
 */
function compileTicks(assembly: Assembly, index: number, device: Clock): void {
  const { builder, layout, work } = assembly;
  const rank = iplRank(device.ipl);
  const later = builder.here;
  if (device.soft !== undefined) {
    work.plain(device.soft.body);
    builder.emit(Op.Reclaim, 0, 0, 0, device.span);
    builder.emit(Op.EndStage, 0, 0, 0, device.span);
  }
  const entry = compileTrap(assembly, device);
  builder.emit(Op.Level, rank);
  work.plain(device.interrupt);
  if (device.soft !== undefined) {
    builder.emit(Op.RequestWork, layout.softWork(index), iplRank(device.soft.ipl), later, device.span);
  }
  compileReturn(assembly);
  const plan = { ...about(index, device), kind: 'interrupt', name: `${device.name} interrupt`, entry, rank } as const;
  assembly.add(layout.handler(layout.deviceSource(index)), plan);
}

/** The clock, whose handler wakes sleepers and requests polls, and the interrupt from CPU to CPU, which only returns. */
export function compileClockAndIpi(assembly: Assembly): void {
  const { builder, layout, design } = assembly;
  const clock = compileTrap(assembly);
  builder.emit(Op.Level, CLOCK);
  builder.emit(Op.Callouts);
  if (ticks(design.poll)) builder.emit(Op.Tick);
  compileReturn(assembly);
  const ipi = compileTrap(assembly);
  compileReturn(assembly);
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    const clockName = assembly.onCpu('clock interrupt', cpu);
    const clockPlan = { kind: 'interrupt', name: clockName, cpu, entry: clock, rank: CLOCK } as const;
    assembly.add(layout.handler(layout.clockSource(cpu)), clockPlan);
    const ipiPlan = { kind: 'interrupt', name: assembly.onCpu('ipi', cpu), cpu, entry: ipi, rank: HIGH } as const;
    assembly.add(layout.handler(layout.ipiSource(cpu)), ipiPlan);
  }
}

export const CLOCK = iplRank('clock');
export const HIGH = iplRank('high');

function compileInline(assembly: Assembly, index: number, device: Exclude<Device, Clock>): void {
  const { builder, layout, design } = assembly;
  const pinned = design.interrupt === 'pinned_thread';
  const rank = iplRank(device.ipl);
  const entry = compileTrap(assembly, device);
  builder.emit(Op.Level, rank);
  if (pinned) builder.emit(Op.Handoff);
  const loop = assembly.inKernel(() => compileService(assembly, index, device));
  if (pinned) builder.emit(Op.Handoff);
  compileReturn(assembly);
  const plan = { ...about(index, device), entry, loop, rank };
  const handler = layout.handler(layout.deviceSource(index));
  if (pinned) {
    const name = `${device.name} interrupt thread`;
    assembly.add(handler, { ...plan, kind: 'interrupt_thread', name, pinned }, { band: 'interrupt', level: rank });
  } else assembly.add(handler, { ...plan, kind: 'interrupt', name: `${device.name} interrupt` });
}

function compilePoll(assembly: Assembly, index: number, device: Device): void {
  const { builder, layout, work } = assembly;
  const rank = iplRank(device.ipl);
  const entry = compileTrap(assembly, device);
  builder.emit(Op.Level, rank);
  assembly.inKernel(() => {
    work.plain(device.interrupt);
    builder.emit(Op.StartPoll, index, 0, 0, device.span);
  });
  compileReturn(assembly);
  const plan = { ...about(index, device), kind: 'interrupt', name: `${device.name} interrupt`, entry, rank } as const;
  assembly.add(layout.handler(layout.deviceSource(index)), plan);
}

function compileThread(assembly: Assembly, index: number, device: Exclude<Device, Clock>): void {
  const { builder, layout, design, work } = assembly;
  const rank = iplRank(device.ipl);
  const source = layout.deviceSource(index);
  const thread = layout.interruptThread(index);
  const trap = compileTrap(assembly, device);
  if (design.interrupt === 'filter_thread') {
    builder.emit(Op.Level, rank);
    work.plain(device.filter);
  }
  builder.emit(Op.WakeThread, thread, source);
  compileReturn(assembly);
  const stub = { ...about(index, device), kind: 'interrupt', name: `${device.name} trap`, entry: trap, rank } as const;
  assembly.add(layout.handler(source), stub);

  const entry = builder.here;
  // Linux runs a handler in a thread with soft interrupts off, and so without being preempted; those that it raised follow
  // at its end, when the source is let in again (kernel/irq/manage.c, irq_forced_thread_fn; include/linux/preempt.h).
  const softOff = design.softint === 'softirq';
  if (softOff) builder.emit(Op.Level, iplRank('softserial'));
  const loop = assembly.inKernel(() => compileService(assembly, index, device));
  builder.emit(Op.Unmask, source);
  if (softOff) builder.emit(Op.Level, 0);
  builder.emit(Op.WaitInterrupt, source);
  builder.emit(Op.Jump, entry);
  const name = `${device.name} interrupt thread`;
  const plan = { ...about(index, device), kind: 'interrupt_thread', name, entry, loop } as const;
  assembly.add(thread, plan, { band: 'interrupt', level: rank });
}

/** The work for an interrupt, then for each thing that the device has to report; answers where the next one is asked for. */
function compileService(assembly: Assembly, index: number, device: Exclude<Device, Clock>): number {
  const { builder, work, paths } = assembly;
  builder.emit(Op.Register, 0, 0, 0, device.span);
  work.plain(device.interrupt);
  const loop = builder.here;
  if (device.kind === 'nic') {
    builder.land(builder.emit(Op.NextReceived, index, paths.get(device.input)!, 0, device.span));
    if (device.txDone === undefined) return loop;
    const next = builder.emit(Op.NextSent, index, loop, 0, device.span);
    work.plain(device.txDone);
    builder.emit(Op.Reclaim, 0, 0, 0, device.span);
    builder.emit(Op.Jump, next);
    builder.land(next);
    return loop;
  }
  const end = builder.emit(Op.NextDone, index, 0, 0, device.span);
  work.plain(device.done);
  builder.emit(Op.Complete, index, 0, 0, device.span);
  builder.emit(Op.Jump, loop);
  builder.land(end);
  return loop;
}

/** The work of a poll for a transmitted packet, which ends like a path: with whoever serves the poll. */
export function compileTxDone({ builder, work }: Assembly, device: Device): number {
  const address = builder.here;
  if (device.kind !== 'nic' || device.txDone === undefined) return address;
  work.plain(device.txDone);
  builder.emit(Op.Reclaim, 0, 0, 0, device.span);
  builder.emit(Op.EndStage, 0, 0, 0, device.span);
  return address;
}

function compileTrap({ builder, design }: Assembly, device?: Device): number {
  return builder.emit(Op.Trap, design.interrupt === 'interrupt_stack' ? 1 : 0, 0, 0, device?.span);
}

function compileReturn({ builder, design }: Assembly): void {
  builder.emit(Op.Return, design.interrupt === 'interrupt_stack' ? 1 : 0);
  builder.emit(Op.Pop);
}

function about(index: number, device: Device) {
  return { span: device.span, device: index, cpu: device.cpu };
}
