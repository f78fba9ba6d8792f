import { Op } from './code.js';
import { Cost } from './costs.js';
import { begin, passDue, pop, setLevel, spend } from './cpu.js';
import { deliver, take } from './fifo.js';
import { complete, deliverPacket, endPoll, enqueue, receivePacket, submitRequest } from './handover.js';
import {
  enterStack,
  leaveStack,
  returnFromTrap,
  trap,
  unmaskSource,
  waitInterrupt,
  wakeInterruptThread,
} from './intr.js';
import { Label } from './labels.js';
import { levelIndex } from './levels.js';
import { acquire, release, SLEEPING } from './lock.js';
import { block, finishDetached, preempt, shouldPreempt } from './lwp.js';
import { quiet } from './nic.js';
import { freePacket } from './packet.js';
import { sample } from './random.js';
import { reap } from './requests.js';
import { closePoll, performSeldom } from './seldom.js';
import { nextSoft } from './softint.js';
import { deliverable, takePending } from './spl.js';
import { Activity, Due, type State, Wait } from './state.js';

/**
 * The interpreter: makes a CPU go on until it is busy for some time, or idle, or spinning. It is the only driver of the
 * mechanisms. None of them calls another's loop; each changes the state by one step and comes back here, where the
 * order of precedence between steps is written down once: interrupts, what is due, preemption, what was interrupted,
 * and then the code.
 *
 * Operations follow each other without a look at the others as long as none of them can take precedence.
 */
export function execute(s: State, cpu: number): void {
  step: while (++s.operations <= OPERATIONS_AT_ONE_INSTANT) {
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
    if (s.resched[cpu] !== 0 && s.rest[ctx] === 0 && isBetween(s, ctx) && shouldPreempt(s, cpu, ctx)) {
      preempt(s, cpu);
      if (s.top[cpu] !== ctx) continue;
    }
    const rest = s.rest[ctx]!;
    if (rest > 0) {
      s.rest[ctx] = 0;
      begin(s, cpu, rest, s.restActivity[ctx]!, s.restLabel[ctx]!);
      return;
    }
    for (let left = OPERATIONS_AT_ONE_INSTANT; left > 0; left--) {
      const pc = s.pc[ctx]!;
      const a = s.a[pc]!;
      switch (s.op[pc]) {
        case Op.Run: {
          s.pc[ctx] = pc + 1;
          let time = sample(s.program.code.distributions[a]!, s.streams[s.program.code.streams[a]!]!);
          if (s.amount[pc] !== 0 && s.packet[ctx]! >= 0)
            time += Math.round(s.amount[pc]! * s.packets.bytes[s.packet[ctx]!]!);
          if (spend(s, cpu, time, s.own[ctx]!, s.b[pc]!)) return;
          continue;
        }
        case Op.RunFor:
          s.pc[ctx] = pc + 1;
          if (spend(s, cpu, s.amount[pc]!, s.own[ctx]!, s.b[pc]!)) return;
          continue;
        case Op.Jump:
          s.pc[ctx] = a;
          continue;
        case Op.Enqueue:
          if (enqueue(s, cpu, ctx, pc)) return;
          if (isUndisturbed(s, cpu)) continue;
          continue step;
        case Op.Submit:
          if (submitRequest(s, cpu, ctx, pc)) return;
          continue step;
        case Op.Deliver:
          if (deliverPacket(s, cpu, ctx, pc)) return;
          if (isUndisturbed(s, cpu)) continue;
          continue step;
        case Op.Lock:
          if (acquire(s, cpu, ctx, a)) return;
          continue step;
        case Op.Unlock:
          if (release(s, cpu, ctx, a)) return;
          continue step;
        case Op.Receive:
          if (receivePacket(s, cpu, ctx, pc)) return;
          continue step;
        case Op.EndStage:
          if (s.packet[ctx]! >= 0) {
            deliver(s, s.packet[ctx]!, ctx, false);
            freePacket(s, s.packet[ctx]!);
            s.packet[ctx] = -1;
          }
          s.pc[ctx] = s.loop[ctx]!;
          continue;
        case Op.Trap:
          if (trap(s, cpu, ctx, a)) return;
          continue;
        case Op.Level:
          s.pc[ctx] = pc + 1;
          s.level[ctx] = a;
          setLevel(s, cpu, a);
          if (isUndisturbed(s, cpu)) continue;
          continue step;
        case Op.NextReceived: {
          const packet = take(s, s.ring[a]!);
          s.packet[ctx] = packet;
          s.pc[ctx] = packet >= 0 ? s.b[pc]! : s.c[pc]!;
          if (packet >= 0 || s.txDone[a] === 1) continue;
          quiet(s, a);
          if (isUndisturbed(s, cpu)) continue;
          continue step;
        }
        case Op.NextDone: {
          const packet = reap(s, a);
          s.packet[ctx] = packet;
          s.pc[ctx] = packet >= 0 ? pc + 1 : s.c[pc]!;
          if (packet >= 0) continue;
          quiet(s, a);
          continue step;
        }
        case Op.Complete:
          if (complete(s, cpu, ctx, pc)) return;
          continue step;
        case Op.Return:
          if (returnFromTrap(s, cpu, ctx, a)) return;
          continue step;
        case Op.Pop:
          if (a === 1 && leaveStack(s, cpu, ctx)) return;
          if (s.detached[ctx] === 1) finishDetached(s, cpu, ctx);
          else pop(s, cpu);
          continue step;
        case Op.Softint:
          s.pc[ctx] = pc + 1;
          if (spend(s, cpu, s.cost[Cost.softint]! + enterStack(s, ctx, a), Activity.softint, Label.softint)) return;
          continue;
        case Op.NextSoft: {
          if (s.step[ctx] === 1) {
            closePoll(s, ctx);
            continue step;
          }
          const packet = nextSoft(s, cpu, a);
          if (packet < -1) {
            if (endPoll(s, cpu, ctx, -2 - packet)) return;
            continue step;
          }
          s.packet[ctx] = packet;
          s.pc[ctx] = packet >= 0 ? s.packets.pc[packet]! : s.c[pc]!;
          continue;
        }
        case Op.WakeThread:
          if (wakeInterruptThread(s, cpu, ctx, a, s.b[pc]!)) return;
          continue step;
        case Op.Unmask:
          if (unmaskSource(s, cpu, ctx, a)) return;
          continue step;
        case Op.WaitInterrupt:
          waitInterrupt(s, cpu, ctx, a);
          continue step;
        case Op.WaitSoftint:
          s.pc[ctx] = pc + 1;
          if (s.softHead[levelIndex(cpu, a)]! < 0) block(s, cpu, Wait.softint, a, Label.request);
          continue step;
        case Op.Handoff:
          s.pc[ctx] = pc + 1;
          // Who has slept gives the CPU to the scheduler at its end, and nothing back.
          if (s.detached[ctx] === 1) continue step;
          if (spend(s, cpu, s.cost[Cost.handoff]!, Activity.switch, Label.handoff)) return;
          continue step;
        case Op.Register:
          s.pc[ctx] = pc + 1;
          if (spend(s, cpu, s.cost[Cost.register]!, s.own[ctx]!, Label.register)) return;
          continue step;
        default:
          if (performSeldom(s, cpu, ctx, pc)) return;
          continue step;
      }
    }
    s.operations = OPERATIONS_AT_ONE_INSTANT;
  }
  s.stuck = s.top[cpu]!;
}

const OPERATIONS_AT_ONE_INSTANT = 2_000_000;

/** Whether a context is in no operation, or in one that it has only slept in: it was woken to ask for the lock again. */
function isBetween(s: State, ctx: number): boolean {
  return s.step[ctx] === 0 || (s.step[ctx] === SLEEPING && s.op[s.pc[ctx]!] === Op.Lock);
}

/** Nothing that an operation has brought about takes precedence over the context's next one. */
function isUndisturbed(s: State, cpu: number): boolean {
  return s.resched[cpu] === 0 && !deliverable(s, cpu);
}
