import { Op } from './code.js';
import { begin } from './cpu.js';
import { drop, take } from './fifo.js';
import { endPoll, enqueue, requestWork, servingCpu, sleep, startHeldPolls, startPoll, syscall } from './handover.js';
import { callouts } from './intr.js';
import { Label } from './labels.js';
import { block, switchAway } from './lwp.js';
import { send, wakeSender } from './message.js';
import { quiet, reclaim, transmit, unmaskPolled } from './nic.js';
import { freePacket } from './packet.js';
import { uniform } from './random.js';
import { hasPolled, nextPolled } from './ring.js';
import { isQuiet, noteCall } from './softint.js';
import { beginRun, leaveRest, nextSoftirq, restThread } from './softirq.js';
import { Activity, Life, type State, Wait } from './state.js';
import { COMPARISONS } from './work.js';

/** An operation that packets seldom meet, or only in some designs; true if the CPU is busy, idle or spinning now. */
export function performSeldom(s: State, cpu: number, ctx: number, pc: number): boolean {
  const a = s.a[pc]!;
  switch (s.op[pc]) {
    case Op.Choose:
      s.pc[ctx] = uniform(s.streams[s.b[pc]!]!) < s.amount[pc]! ? a : pc + 1;
      return false;
    case Op.IfSize:
      s.pc[ctx] = compare(s.packets.bytes[s.packet[ctx]!]!, s.b[pc]!, s.amount[pc]!) ? pc + 1 : a;
      return false;
    case Op.IfClass:
      s.pc[ctx] = s.packets.class[s.packet[ctx]!] === s.b[pc] ? pc + 1 : a;
      return false;
    case Op.Count:
      setCounter(s, ctx, a, s.b[pc]!, s.c[pc]!);
      s.pc[ctx] = pc + 1;
      return false;
    case Op.Again:
      s.pc[ctx] = countDown(s, ctx, a, s.c[pc]!) > 0 ? s.b[pc]! : pc + 1;
      return false;
    case Op.Hybrid:
      if (s.step[ctx] === 0 && servingCpu(s, s.packet[ctx]!) === cpu && isQuiet(s, cpu, s.b[pc]!, ctx)) {
        noteCall(s, cpu, s.b[pc]!, ctx);
        s.pc[ctx] = s.c[pc]!;
        return false;
      }
      return enqueue(s, cpu, ctx, pc);
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
      return false;
    case Op.Enter:
      if (s.inKernel[ctx]!++ === 0 && s.own[ctx] === Activity.user) s.own[ctx] = Activity.kernel;
      s.pc[ctx] = pc + 1;
      return false;
    case Op.Leave:
      if (--s.inKernel[ctx]! === 0 && s.program.contexts[ctx]!.kind === 'process') s.own[ctx] = Activity.user;
      s.pc[ctx] = pc + 1;
      return false;
    case Op.Syscall:
      return syscall(s, cpu, ctx, pc);
    case Op.Send:
      return send(s, cpu, ctx, pc);
    case Op.WakeSender:
      return wakeSender(s, cpu, ctx, a);
    case Op.Sleep:
      return sleep(s, cpu, ctx, pc);
    case Op.Exit:
      s.life[ctx] = Life.dead;
      switchAway(s, cpu, 'finish');
      return false;
    case Op.NextSent: {
      const packet = reclaim(s, a);
      s.packet[ctx] = packet;
      s.pc[ctx] = packet >= 0 ? pc + 1 : s.c[pc]!;
      if (packet >= 0) return false;
      if (s.fifoLength[s.ring[a]!]! > 0) s.pc[ctx] = s.b[pc]!;
      else quiet(s, a);
      return false;
    }
    case Op.RequestWork:
      return requestWork(s, cpu, ctx, pc);
    case Op.Reclaim:
      freePacket(s, s.packet[ctx]!);
      s.packet[ctx] = -1;
      s.pc[ctx] = pc + 1;
      return false;
    case Op.BeginRun:
      s.pc[ctx] = pc + 1;
      beginRun(s, cpu);
      return false;
    case Op.NextSoftirq: {
      if (s.step[ctx] === 1) {
        closePoll(s, ctx);
        return false;
      }
      const packet = nextSoftirq(s, cpu, a === 1);
      if (packet < -1) return endPoll(s, cpu, ctx, -2 - packet);
      s.packet[ctx] = packet;
      s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
      return false;
    }
    case Op.LeaveRest:
      return leaveRest(s, cpu, ctx);
    case Op.RestThread:
      restThread(s, cpu, ctx);
      return false;
    case Op.StartPoll:
      return startPoll(s, cpu, ctx, a);
    case Op.Tick:
      // A tick that comes while polls are asked for is another one.
      if (s.step[ctx] === 0) {
        if (s.ticked[cpu] === 0) {
          s.pc[ctx] = pc + 1;
          return false;
        }
        s.ticked[cpu] = 0;
      }
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
      // Something may have come since the thread looked, if it lost its CPU there.
      if (hasPolled(s, a)) return false;
      begin(s, cpu, Number.POSITIVE_INFINITY, Activity.spin, Label.poll);
      return true;
    case Op.NextReturned: {
      const packet = take(s, s.program.layout.returnQueue(a));
      s.packet[ctx] = packet;
      s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
      return false;
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

/** The last step of the end of a poll. */
export function closePoll(s: State, ctx: number): void {
  s.step[ctx] = 0;
  unmaskPolled(s, s.polled[ctx]!);
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
 * A repeat of a stage counts in the packet, which may change its context on the way. That of a process or of a driver
 * (`own`) counts in the context, which may change its packet, or work for one that is in the middle of a stage's repeat.
 */
function setCounter(s: State, ctx: number, depth: number, value: number, own: number): void {
  if (own === 1) s.counter[ctx * s.program.repeatDepth + depth] = value;
  else s.packets.counter[s.packet[ctx]! * s.program.repeatDepth + depth] = value;
}

function countDown(s: State, ctx: number, depth: number, own: number): number {
  const counters = own === 1 ? s.counter : s.packets.counter;
  const index = (own === 1 ? ctx : s.packet[ctx]!) * s.program.repeatDepth + depth;
  counters[index]!--;
  return counters[index]!;
}
