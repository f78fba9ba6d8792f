import { Op } from './code.js';
import { begin, passDue, pop, setLevel, spend } from './cpu.js';
import { deliver, drop, take } from './fifo.js';
import {
  complete,
  deliverPacket,
  endPoll,
  enqueue,
  receivePacket,
  requestWork,
  sleep,
  startHeldPolls,
  startPoll,
  submitRequest,
  syscall,
} from './handover.js';
import { callouts, returnFromTrap, trap, unmaskSource, waitInterrupt, wakeInterruptThread } from './intr.js';
import { Label } from './labels.js';
import { levelIndex } from './levels.js';
import { acquire, release } from './lock.js';
import { block, finishDetached, preempt, shouldPreempt, switchAway } from './lwp.js';
import { quiet, reclaim, transmit } from './nic.js';
import { sample, uniform } from './random.js';
import { reap } from './requests.js';
import { nextPolled } from './ring.js';
import { isQuiet, nextSoft } from './softint.js';
import { beginRun, leaveRest, nextSoftirq, restThread } from './softirq.js';
import { deliverable, takePending, unmask } from './spl.js';
import { Activity, Due, Life, type State, Wait } from './state.js';
import { COMPARISONS } from './work.js';

/**
 * The interpreter: makes a CPU go on until it is busy for some time, or idle, or spinning. It is the only driver of the
 * mechanisms. None of them calls another's loop; each changes the state by one step and comes back here, where the
 * order of precedence between steps is written down once: interrupts, what is due, preemption, what was interrupted,
 * and then the code.
 */
export function execute(s: State, cpu: number): void {
  for (;;) {
    if (deliverable(s, cpu)) {
      takePending(s, cpu);
      continue;
    }
    const ctx = s.top[cpu]!;
    if (s.due[ctx] !== 0) {
      // The way out of a trap is where the CPU may be given away, also when it was owed.
      if (s.due[ctx] === Due.returns && shouldPreempt(s, cpu, ctx, true)) {
        preempt(s, cpu);
        if (s.top[cpu] !== ctx) continue;
      }
      if (passDue(s, cpu, ctx)) return;
      continue;
    }
    if (s.resched[cpu] !== 0 && s.rest[ctx] === 0 && s.step[ctx] === 0 && shouldPreempt(s, cpu, ctx)) {
      preempt(s, cpu);
      if (s.top[cpu] !== ctx) continue;
    }
    const rest = s.rest[ctx]!;
    if (rest > 0) {
      s.rest[ctx] = 0;
      begin(s, cpu, rest, s.restActivity[ctx]!, s.restLabel[ctx]!);
      return;
    }
    if (perform(s, cpu, ctx)) return;
  }
}

const OPERATIONS_AT_ONE_INSTANT = 4_000_000;

/**
 * Operations of a context, up to one after which something else could take precedence; true if the CPU is busy, idle or
 * spinning now.
 */
function perform(s: State, cpu: number, ctx: number): boolean {
  while (++s.operations <= OPERATIONS_AT_ONE_INSTANT) {
    const pc = s.pc[ctx]!;
    const a = s.a[pc]!;
    switch (s.op[pc]) {
      case Op.Run: {
        s.pc[ctx] = pc + 1;
        let time = sample(s.program.code.distributions[a]!, s.streams[s.program.code.streams[a]!]!);
        if (s.c[pc] !== 0 && s.packet[ctx]! >= 0) time += Math.round(s.c[pc]! * s.packets.bytes[s.packet[ctx]!]!);
        if (spend(s, cpu, time, s.own[ctx]!, s.b[pc]!)) return true;
        continue;
      }
      case Op.RunFor:
        s.pc[ctx] = pc + 1;
        if (spend(s, cpu, s.c[pc]!, s.own[ctx]!, s.b[pc]!)) return true;
        continue;
      case Op.Jump:
        s.pc[ctx] = a;
        continue;
      case Op.Choose:
        s.pc[ctx] = uniform(s.streams[s.b[pc]!]!) < s.c[pc]! ? a : pc + 1;
        continue;
      case Op.IfSize:
        s.pc[ctx] = compare(s.packets.bytes[s.packet[ctx]!]!, s.b[pc]!, s.c[pc]!) ? pc + 1 : a;
        continue;
      case Op.IfClass:
        s.pc[ctx] = s.packets.class[s.packet[ctx]!] === s.b[pc] ? pc + 1 : a;
        continue;
      case Op.Count:
        setCounter(s, ctx, a, s.b[pc]!, s.c[pc]!);
        s.pc[ctx] = pc + 1;
        continue;
      case Op.Again:
        s.pc[ctx] = countDown(s, ctx, a, s.c[pc]!) > 0 ? s.b[pc]! : pc + 1;
        continue;
      case Op.Enqueue:
        if (enqueue(s, cpu, ctx, pc)) return true;
        if (isUndisturbed(s, cpu)) continue;
        return false;
      case Op.Hybrid:
        if (s.step[ctx] === 0 && isQuiet(s, cpu, s.b[pc]!)) {
          s.pc[ctx] = s.c[pc]!;
          continue;
        }
        return enqueue(s, cpu, ctx, pc);
      case Op.Submit:
        return submitRequest(s, cpu, ctx, pc);
      case Op.Deliver:
        if (deliverPacket(s, cpu, ctx, pc)) return true;
        if (isUndisturbed(s, cpu)) continue;
        return false;
      case Op.Transmit: {
        const packet = s.packet[ctx]!;
        s.packet[ctx] = -1;
        s.pc[ctx] = pc + 1;
        if (packet >= 0) transmit(s, a, packet);
        return false;
      }
      case Op.Drop:
        s.pc[ctx] = pc + 1;
        drop(s, s.packet[ctx]!, a);
        s.packet[ctx] = -1;
        continue;
      case Op.Enter:
        if (s.inKernel[ctx]!++ === 0 && s.own[ctx] === Activity.user) s.own[ctx] = Activity.kernel;
        s.pc[ctx] = pc + 1;
        return false;
      case Op.Leave:
        if (--s.inKernel[ctx]! === 0 && s.program.contexts[ctx]!.kind === 'process') s.own[ctx] = Activity.user;
        s.pc[ctx] = pc + 1;
        return false;
      case Op.Lock:
        return acquire(s, cpu, ctx, a);
      case Op.Unlock:
        return release(s, cpu, ctx, a);
      case Op.Syscall:
        return syscall(s, cpu, ctx, pc);
      case Op.Receive:
        return receivePacket(s, cpu, ctx, pc);
      case Op.Sleep:
        return sleep(s, cpu, ctx, pc);
      case Op.Exit:
        s.life[ctx] = Life.dead;
        switchAway(s, cpu, 'finish');
        return false;
      case Op.EndStage:
        if (s.packet[ctx]! >= 0) {
          deliver(s, s.packet[ctx]!, ctx, false);
          s.packets.release(s.packet[ctx]!);
          s.packet[ctx] = -1;
        }
        s.pc[ctx] = s.loop[ctx]!;
        continue;

      case Op.Trap:
        if (trap(s, cpu, ctx, a)) return true;
        continue;
      case Op.Level:
        s.pc[ctx] = pc + 1;
        setLevel(s, cpu, a);
        if (isUndisturbed(s, cpu)) continue;
        return false;
      case Op.NextReceived: {
        const packet = take(s, s.ring[a]!);
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? s.b[pc]! : s.c[pc]!;
        if (packet >= 0 || s.txDone[a] === 1) continue;
        quiet(s, a);
        if (isUndisturbed(s, cpu)) continue;
        return false;
      }
      case Op.NextSent: {
        const packet = reclaim(s, a);
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? pc + 1 : s.c[pc]!;
        if (packet >= 0) continue;
        if (s.fifoLength[s.ring[a]!]! > 0) s.pc[ctx] = s.b[pc]!;
        else quiet(s, a);
        return false;
      }
      case Op.RequestWork:
        return requestWork(s, cpu, ctx, pc);
      case Op.Reclaim:
        s.packets.release(s.packet[ctx]!);
        s.packet[ctx] = -1;
        s.pc[ctx] = pc + 1;
        continue;
      case Op.NextDone: {
        const packet = reap(s, a);
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? pc + 1 : s.c[pc]!;
        if (packet >= 0) continue;
        quiet(s, a);
        return false;
      }
      case Op.Complete:
        return complete(s, cpu, ctx, pc);
      case Op.Return:
        return returnFromTrap(s, cpu, ctx, a);
      case Op.Pop:
        if (s.detached[ctx] === 1) finishDetached(s, cpu, ctx);
        else pop(s, cpu);
        return false;
      case Op.Softint:
        s.pc[ctx] = pc + 1;
        if (spend(s, cpu, s.cost.softint, Activity.softint, Label.softint)) return true;
        continue;
      case Op.NextSoft: {
        if (s.step[ctx] === 1) return unmaskPolled(s, ctx);
        const packet = nextSoft(s, cpu, a);
        if (packet < -1) return endPoll(s, cpu, ctx, -2 - packet);
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
        continue;
      }
      case Op.BeginRun:
        s.pc[ctx] = pc + 1;
        beginRun(s, cpu);
        return false;
      case Op.NextSoftirq: {
        if (s.step[ctx] === 1) return unmaskPolled(s, ctx);
        const packet = nextSoftirq(s, cpu, a === 1);
        if (packet < -1) return endPoll(s, cpu, ctx, -2 - packet);
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
        continue;
      }
      case Op.LeaveRest:
        return leaveRest(s, cpu, ctx);
      case Op.RestThread:
        restThread(s, cpu, ctx);
        return false;
      case Op.StartPoll:
        return startPoll(s, cpu, ctx, a);
      case Op.Tick:
        if (s.step[ctx] === 0 && s.ticked[cpu] === 0) {
          s.pc[ctx] = pc + 1;
          return false;
        }
        s.ticked[cpu] = 0;
        if (startHeldPolls(s, cpu, ctx)) return true;
        s.pc[ctx] = pc + 1;
        return false;
      case Op.NextPolled: {
        const packet = nextPolled(s, a);
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
        return false;
      }
      case Op.Spin:
        s.pc[ctx] = pc + 1;
        begin(s, cpu, Number.POSITIVE_INFINITY, Activity.spin, Label.poll);
        return true;
      case Op.WakeThread:
        return wakeInterruptThread(s, cpu, ctx, a, s.b[pc]!);
      case Op.Unmask:
        return unmaskSource(s, cpu, ctx, a);
      case Op.WaitInterrupt:
        waitInterrupt(s, cpu, ctx, a);
        return false;
      case Op.WaitSoftint:
        s.pc[ctx] = pc + 1;
        if (s.softHead[levelIndex(cpu, a)]! < 0) block(s, cpu, Wait.softint, a, Label.request);
        return false;
      case Op.Handoff:
        s.pc[ctx] = pc + 1;
        // Who has slept gives the CPU to the scheduler at its end, and nothing back.
        if (s.detached[ctx] === 1) return false;
        return spend(s, cpu, s.cost.handoff, Activity.switch, Label.handoff);
      case Op.Register:
        s.pc[ctx] = pc + 1;
        return spend(s, cpu, s.cost.register, s.own[ctx]!, Label.register);
      case Op.NextReturned: {
        const packet = take(s, s.program.layout.returnQueue(a));
        s.packet[ctx] = packet;
        s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
        continue;
      }
      case Op.WaitReturned:
        s.pc[ctx] = pc + 1;
        if (s.fifoLength[s.program.layout.returnQueue(a)] === 0) {
          block(s, cpu, Wait.returned, a, Label.request);
        }
        return false;
      case Op.Callouts:
        return callouts(s, cpu, ctx);
      case Op.Idle:
        switchAway(s, cpu, 'wakeup');
        if (s.top[cpu] !== ctx) return false;
        begin(s, cpu, Number.POSITIVE_INFINITY, Activity.idle, Label.idle);
        return true;
      default:
        throw new Error(`no operation ${s.op[pc]} at ${pc}`);
    }
  }
  s.stuck = ctx;
  return true;
}

/** Nothing that an operation has brought about takes precedence over the context's next one. */
function isUndisturbed(s: State, cpu: number): boolean {
  return s.resched[cpu] === 0 && !deliverable(s, cpu);
}

/** A poll is over and its time has passed: the device may interrupt again, at once if something has come meanwhile. */
function unmaskPolled(s: State, ctx: number): boolean {
  s.step[ctx] = 0;
  unmask(s, s.program.layout.deviceSource(s.polled[ctx]!));
  return false;
}

function compare(left: number, comparison: number, right: number): boolean {
  switch (COMPARISONS[comparison]) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

/**
 * A repeat counts in the packet, which may change its context on the way, or in the context where there is none. That of a
 * process (`own`) counts in the process, which may change its packet.
 */
function setCounter(s: State, ctx: number, depth: number, value: number, own: number): void {
  const packet = own === 1 ? -1 : s.packet[ctx]!;
  if (packet >= 0) s.packets.counter[packet * s.program.repeatDepth + depth] = value;
  else s.counter[ctx * s.program.repeatDepth + depth] = value;
}

function countDown(s: State, ctx: number, depth: number, own: number): number {
  const packet = own === 1 ? -1 : s.packet[ctx]!;
  const counters = packet >= 0 ? s.packets.counter : s.counter;
  const index = (packet >= 0 ? packet : ctx) * s.program.repeatDepth + depth;
  counters[index]!--;
  return counters[index]!;
}
