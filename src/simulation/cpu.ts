import { Kind, NONE } from '../trace/trace.js';
import { Op } from './code.js';
import { Cost } from './costs.js';
import { Label } from './labels.js';
import { HIGH, SOFT_BITS } from './levels.js';
import { record, recordSlice } from './record.js';
import { Activity, accountIndex, Due, GRANTED, Life, type State } from './state.js';

/**
 * What a CPU does, as stretches of time that leave no gap: `begin` starts one, its end or an interrupt charges it to the
 * account. A handler borrows the CPU from the context underneath by being pushed on it, which costs no switch; `under`
 * is the chain of those that were interrupted.
 */

/** Executes for `duration` (infinity: until something stops it) on behalf of the CPU's topmost context. */
export function begin(s: State, cpu: number, duration: number, activity: number, label: number): void {
  s.since[cpu] = s.now;
  s.activity[cpu] = activity | 0;
  s.label[cpu] = label | 0;
  s.events.set(cpu, s.now + duration);
  if (s.recording === true) {
    const ctx = s.top[cpu]!;
    recordSlice(s, activity, cpu, ctx, label, tracePacket(s, s.packet[ctx]!));
  }
}

/** Charges the time since the stretch began; called at its end. */
export function charge(s: State, cpu: number): void {
  const elapsed = s.now - s.since[cpu]!;
  const activity = s.activity[cpu]!;
  s.account[accountIndex(cpu, activity)]! += elapsed;
  if (activity >= Activity.user && activity <= Activity.softint) s.worked[cpu]! += elapsed;
  s.since[cpu] = s.now;
}

/** Stops the stretch in the middle; the context keeps what is left of it. */
export function stop(s: State, cpu: number): void {
  charge(s, cpu);
  const end = s.events.times[cpu]!;
  s.events.set(cpu, Number.POSITIVE_INFINITY);
  const left = end - s.now;
  if (left === Number.POSITIVE_INFINITY) {
    // It spins no longer, and need not be told what it spun for.
    s.activity[cpu] = Activity.idle;
    return;
  }
  if (left === 0) return;
  const ctx = s.top[cpu]!;
  if (s.activity[cpu] === Activity.refill) {
    s.due[ctx]! |= Due.refill;
    s.refill[ctx] = left;
    return;
  }
  s.rest[ctx] = left;
  s.restActivity[ctx] = s.activity[cpu]!;
  s.restLabel[ctx] = s.label[cpu]!;
}

/** Puts a handler on top of the context that the CPU executes. */
export function push(s: State, cpu: number, handler: number): void {
  s.under[handler] = s.top[cpu]!;
  s.top[cpu] = handler;
  s.pc[handler] = s.entry[handler]!;
  s.step[handler] = 0;
  s.packet[handler] = -1;
  if (s.pins === true && s.program.contexts[handler]!.pinned) endAdaptiveSpins(s);
}

/** Takes the topmost handler away and goes back to the level of the context underneath. */
export function pop(s: State, cpu: number): void {
  const under = s.under[s.top[cpu]!]!;
  s.top[cpu] = under;
  setLevel(s, cpu, levelOf(s, under));
}

/** A context stops running, or a lock passes to one that does not: who spins for an adaptive lock looks for its holder. */
export function endAdaptiveSpins(s: State): void {
  if (s.program.design.lock !== 'adaptive') return;
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    if (s.activity[cpu] !== Activity.spin) continue;
    s.attention[cpu]! |= GRANTED;
    s.anyAttention = true;
  }
}

/** Whether a context is `top`, or one of those that were interrupted beneath it. */
export function isBeneath(s: State, top: number, context: number): boolean {
  for (let ctx = top; ctx >= 0; ctx = s.under[ctx]!) if (ctx === context) return true;
  return false;
}

/** Whether a context is a thread, pinned or not, and not a handler on the stack of another. */
export function hasStack(s: State, ctx: number): boolean {
  return s.under[ctx] === -1 || s.program.contexts[ctx]!.pinned;
}

/** The level of a context: one that has begun its way out of a trap has lowered its own to that of what is underneath. */
export function levelOf(s: State, ctx: number): number {
  let base = ctx;
  while (s.op[s.pc[base]!] === Op.Return && s.step[base] === 1) base = s.under[base]!;
  return s.level[base]!;
}

export function setLevel(s: State, cpu: number, level: number): void {
  s.ipl[cpu] = level;
}

/**
 * Lets what is due before the context goes on pass: the switch to it, the refill of its cache, the returns from traps
 * in whose middle it was switched away. True if a stretch has begun.
 */
export function passDue(s: State, cpu: number, ctx: number): boolean {
  const due = s.due[ctx]!;
  if (due & Due.tell) {
    s.due[ctx] = due & ~Due.tell;
    return spend(s, cpu, s.cost[Cost.ipi]!, Activity.switch, Label.ipi);
  }
  if (due & Due.switch) {
    s.due[ctx] = (due & ~Due.switch) | Due.level;
    return spend(s, cpu, s.cost[Cost.switch]!, Activity.switch, Label.switch);
  }
  if (due & Due.handoff) {
    s.due[ctx] = (due & ~Due.handoff) | Due.level;
    return spend(s, cpu, s.cost[Cost.handoff]!, Activity.switch, Label.handoff);
  }
  if (due & Due.space) {
    s.due[ctx] = due & ~Due.space;
    return spend(s, cpu, s.cost[Cost.address_space]!, Activity.switch, Label.address_space);
  }
  if (due & Due.level) {
    s.due[ctx] = due & ~Due.level;
    setLevel(s, cpu, levelOf(s, ctx));
    return false;
  }
  if (due & Due.refill) {
    s.due[ctx] = due & ~Due.refill;
    begin(s, cpu, s.refill[ctx]!, Activity.refill, Label.refill);
    return true;
  }
  s.returns[ctx]!--;
  s.due[ctx] = (s.returns[ctx] === 0 ? due & ~Due.returns : due) | Due.level;
  setLevel(s, cpu, HIGH);
  if (s.recording === true) record(s, Kind.Return, cpu, NONE, ctx);
  const ownStack = s.program.design.interrupt === 'interrupt_stack' && hasStack(s, ctx);
  const time = s.cost[Cost.trap_return]! + (ownStack ? s.cost[Cost.stack_switch]! : 0);
  return spend(s, cpu, time, Activity.trap, Label.trap_return);
}

/** Packet number + 1 as records carry it; see packet.ts for the table. */
export function tracePacket(s: State, packet: number): number {
  return packet < 0 ? 0 : s.packets.id[packet]!;
}

/** Keeps what a sleeping pinned handler masks on its CPU away, or lets it come again. */
export function recomputeHeld(s: State, cpu: number): void {
  let held = ksoftirqdWorks(s, cpu) ? SOFT_BITS : 0;
  for (let ctx = 0; ctx < s.contexts; ctx++) {
    if (s.detached[ctx] === 0 || s.home[ctx] !== cpu) continue;
    const bit = 1 << s.rank[ctx]!;
    if (s.program.design.blockedMasks === 'levels') held |= 2 * bit - 1;
    else if (s.program.contexts[ctx]!.kind === 'softint_thread') held |= bit;
  }
  s.held[cpu] = held;
}

/** While ksoftirqd is ready, soft interrupts are its business. */
function ksoftirqdWorks(s: State, cpu: number): boolean {
  if (!s.softirq) return false;
  return s.life[s.program.layout.ksoftirqd(cpu)] !== Life.waiting;
}

/** Begins a stretch unless it takes no time; true if it has begun. */
export function spend(s: State, cpu: number, time: number, activity: number, label: number): boolean {
  if (time === 0) return false;
  begin(s, cpu, time, activity, label);
  return true;
}
