import { isRequestDevice } from '../model/device.js';
import { isUserBand } from '../model/process.js';
import type { Assembly } from './assembly.js';
import { Op } from './code.js';

/** The code of threads that belong to no interrupt: idle, the processes, and the kernel's own. */
export function compileThreads(assembly: Assembly): void {
  compileIdle(assembly);
  compileProcesses(assembly);
  compileReturnThreads(assembly);
  compilePollThreads(assembly);
}

function compileIdle(assembly: Assembly): void {
  const { builder, layout } = assembly;
  const entry = builder.emit(Op.Idle);
  for (let cpu = 0; cpu < layout.cpus; cpu++) {
    assembly.add(layout.idle(cpu), { kind: 'idle', name: assembly.onCpu('idle', cpu), cpu, entry });
  }
}

function compileProcesses(assembly: Assembly): void {
  const { layout, work, run } = assembly;
  for (const [index, { name, span, cpu, priority }] of run.processes.entries()) {
    const entry = work.process(index, layout.sleepSlot(index));
    const kind = isUserBand(priority.band) ? 'process' : 'kernel_thread';
    assembly.add(layout.process(index), { kind, name, span, cpu, entry }, priority);
  }
}

/** For each device the thread that runs the continuations of its requests, as OCF's crypto_ret does. */
function compileReturnThreads(assembly: Assembly): void {
  const { builder, layout, run, design } = assembly;
  if (design.await !== 'continuation_thread') return;
  for (const [device, server] of run.devices.entries()) {
    if (!isRequestDevice(server)) continue;
    const { name, span } = server;
    const entry = builder.here;
    const loop = assembly.inKernel(() => assembly.loop(Op.NextReturned, device));
    builder.emit(Op.WaitReturned, device);
    builder.emit(Op.Jump, entry);
    const plan = { kind: 'kernel_thread', name: `${name} return thread`, span, device, entry, loop } as const;
    assembly.add(layout.returnThread(device), plan, { band: 'kernel', level: 0 });
  }
}

/** For each CPU with NICs the thread that polls them without end. */
function compilePollThreads(assembly: Assembly): void {
  const { builder, layout, run, design } = assembly;
  if (design.poll.kind !== 'busy') return;
  for (const cpu of new Set(run.devices.flatMap((device) => (device.kind === 'nic' ? [device.cpu] : [])))) {
    const entry = builder.here;
    const loop = assembly.inKernel(() => assembly.loop(Op.NextPolled, cpu));
    builder.emit(Op.Spin, cpu);
    builder.emit(Op.Jump, entry);
    const plan = { kind: 'kernel_thread', name: assembly.onCpu('poll thread', cpu), cpu, entry, loop } as const;
    assembly.add(layout.busyThread(cpu), plan, { band: 'kernel', level: 0 });
  }
}
