import type { Design } from '../model/design.js';
import { awaits } from '../model/path.js';
import type { Run } from '../model/scenario.js';
import { everyStatement } from '../model/statement.js';
import { borrows, runsInTrap } from '../model/trap.js';
import { Op } from './code.js';
import { isPolledOnInterrupt, type Layout, takesInterrupts } from './layout.js';
import type { Compiled, LockPlan } from './program.js';
import { Reach } from './reach.js';
import { eachStatement, type Visited } from './statements.js';
import { hasKernelLock } from './work.js';

/**
 * What kind each lock of a run is. A design says whether waiters spin or sleep, but a lock that is also taken where
 * there is no thread to put to sleep is a spin lock for everybody, as a mutex of IPL_VM is in NetBSD (mutex(9)) and
 * MTX_SPIN in FreeBSD (mutex(9)).
 *
 * A spin lock that a handler takes as well must keep that handler away while it is held, or the handler would spin for
 * ever on top of the holder; and nobody else, or a lock of the disk would make the NIC drop packets. So its level is that of
 * the highest handler whose code comes to it. Threads do not borrow the holder's context and need none.
 *
 * On several CPUs a lock that is taken under another one needs the level of that one, too. Otherwise a handler on top of its
 * holder could wait for the outer lock, whose holder, on another CPU, waits for this one: what Linux's lockdep calls an
 * inversion of irq-safe and irq-unsafe locks (Documentation/locking/lockdep-design.rst).
 */

/** For each lock whether it spins. */
export function spinLocks(run: Run, design: Design, layout: Layout): boolean[] {
  const all = design.lock === 'biglock' || design.lock === 'spin';
  const spins = layout.locks.map((_, lock) => all || lock === KERNEL);
  for (const place of eachStatement(run)) {
    if (place.statement.kind === 'lock' && isThreadless(run, design, place)) {
      spins[layout.lock(place.statement.lock)] = true;
    }
  }
  return spins;
}

/** The plans of locks for code that is compiled. */
export function lockPlans(spins: readonly boolean[], program: Compiled): LockPlan[] {
  const handlers = handlersOf(program);
  const ceilings = spins.map((spins, lock) => {
    const takers = spins ? handlers.filter(({ locks }) => locks.has(lock)) : [];
    return Math.max(0, ...takers.map(({ rank }) => rank));
  });
  if (program.run.machine.cpus > 1) raiseInner(ceilings, orders(spins, program, handlers));
  // A handler that interrupts the holder of the lock around the kernel has it as well.
  ceilings[KERNEL] = 0;
  return spins.map((spins, lock) => ({ spins, ceiling: ceilings[lock]! }));
}

const KERNEL = 0;

/** What lies on top of others, at a level of its own, with the locks that it takes. */
interface Handler {
  readonly rank: number;
  readonly locks: ReadonlySet<number>;
}

function handlersOf(program: Compiled): Handler[] {
  const { code, contexts, design, layout } = program;
  const reach = new Reach(program);
  const found = new Map<number, Handler>();
  for (const { entry, rank, device } of contexts) {
    const comes = device === undefined || takesInterrupts(design, layout.devices[device]!);
    if (rank === 0 || !comes || found.has(entry)) continue;
    const taking = [...reach.from(entry)].filter((pc) => code.op[pc] === Op.Lock);
    found.set(entry, { rank, locks: new Set(taking.map((pc) => code.a[pc]!)) });
  }
  return [...found.values()];
}

/** A lock that is taken under another one, and on which another CPU may spin meanwhile. */
type Order = readonly [outer: number, inner: number];

/**
 * Who is in a kernel with a lock around it meets nobody from another CPU but those who take a lock without that one, in the
 * trap of a clock and in a filter; for what these take it is an outer lock.
 */
function orders(spins: readonly boolean[], { run, design, layout }: Compiled, handlers: readonly Handler[]): Order[] {
  const outside = new Set(handlers.filter(({ locks }) => !locks.has(KERNEL)).flatMap(({ locks }) => [...locks]));
  const meets = (lock: number) => spins[lock] && (outside.has(lock) || !hasKernelLock(run, design));
  const found = [...outside].map((lock): Order => [KERNEL, lock]);
  for (const { statement } of eachStatement(run)) {
    if (statement.kind !== 'lock') continue;
    const outer = layout.lock(statement.lock);
    for (const one of everyStatement(statement.body)) {
      if (one.kind === 'lock' && meets(layout.lock(one.lock))) found.push([outer, layout.lock(one.lock)]);
    }
  }
  return found;
}

/** Raises the levels of inner locks to those of the outer ones. */
function raiseInner(ceilings: number[], orders: readonly Order[]): void {
  for (let raised = true; raised; ) {
    raised = false;
    for (const [outer, inner] of orders) {
      if (ceilings[inner]! >= ceilings[outer]!) continue;
      ceilings[inner] = ceilings[outer]!;
      raised = true;
    }
  }
}

/** Whether a place's statements can be executed in a trap, on the stack of whatever was interrupted. */
function isThreadless(run: Run, design: Design, { own, part, stage: name }: Visited): boolean {
  const device = part && run.devices.find((candidate) => candidate.name === name);
  switch (part) {
    case 'clock':
      return true;
    case 'filter':
      return design.interrupt === 'filter_thread';
    case 'interrupt':
      return borrows(design) || isPolledOnInterrupt(design, device!);
    case 'done':
      // What a NIC has transmitted a poll reclaims, in the place of the interrupt handler.
      return borrows(design) && (device!.kind !== 'nic' || design.poll.kind === 'none');
    case 'submit':
      return run.paths.some((path) =>
        path.stages.some((stage) => awaits(stage, name) && runsInTrap(design, path, stage)),
      );
    case 'soft':
      return false;
    case undefined: {
      const path = run.paths.find((candidate) => own !== undefined && candidate.stages.includes(own));
      return path !== undefined && runsInTrap(design, path, own!);
    }
  }
}
