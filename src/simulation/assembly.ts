import type { Design } from '../model/design.js';
import { BANDS, type Band, type Priority } from '../model/process.js';
import type { Run } from '../model/scenario.js';
import { type CodeBuilder, Op } from './code.js';
import type { Layout } from './layout.js';
import type { ContextPlan, Program } from './program.js';
import { hasKernelLock, type WorkCompiler } from './work.js';

/** What the parts of the compiler share: the code that grows, and the contexts that begin in it. */
export class Assembly {
  readonly run: Run;
  readonly design: Design;
  readonly layout: Layout;
  readonly builder: CodeBuilder;
  readonly work: WorkCompiler;
  /** Address of each path by its name. */
  readonly paths: ReadonlyMap<string, number>;
  private readonly contexts: (ContextPlan & { readonly order: Priority | undefined })[] = [];
  private readonly kernelLock: boolean;

  constructor(run: Run, design: Design, layout: Layout, builder: CodeBuilder, work: WorkCompiler) {
    this.run = run;
    this.design = design;
    this.layout = layout;
    this.builder = builder;
    this.work = work;
    this.kernelLock = hasKernelLock(run, design);
    this.paths = new Map(run.paths.map((path) => [path.name, work.path(path)]));
  }

  /** Enters a context under its number in the layout; one with a priority is a thread. */
  add(index: number, plan: Plan, priority?: Priority): void {
    this.contexts[index] = { ...BARE, ...plan, order: priority, priority: -1 };
  }

  /** Surrounds code by the lock around the kernel, where there is one. What is emitted jumps out to its end. */
  inKernel<T>(emit: () => T): T {
    if (this.kernelLock) this.builder.emit(Op.Lock, 0);
    const result = emit();
    if (this.kernelLock) this.builder.emit(Op.Unlock, 0);
    return result;
  }

  /** A loop over what `next` finds: the address that contexts come back to for more. It ends behind itself. */
  loop(next: number, a: number): number {
    const address = this.builder.emit(next, a);
    this.builder.land(address);
    return address;
  }

  /** A name that tells the CPU where there are several. */
  onCpu(name: string, cpu: number): string {
    return this.layout.cpus === 1 ? name : `${name} cpu${cpu}`;
  }

  /** The contexts with their priorities as ranks among all that are in use, and where bands begin among those. */
  finish(): Pick<Program, 'contexts' | 'priorities' | 'interruptPriority' | 'fairPriorities'> {
    const value = ({ band, level }: Priority) => BANDS.indexOf(band) * 1e6 + level;
    const orders = this.contexts.flatMap(({ order }) => (order ? [value(order)] : []));
    const used = [...new Set(orders)].sort((a, b) => a - b);
    const contexts = Array.from({ length: this.layout.contexts }, (_, index) => {
      const context = this.contexts[index];
      if (context === undefined) throw new Error(`no context has number ${index}`);
      const { order, ...plan } = context;
      return { ...plan, priority: order ? used.indexOf(value(order)) : -1 };
    });
    const below = (band: Band) => used.filter((order) => order < value({ band, level: 0 })).length;
    const fairPriorities = this.design.scheduler === 'fair' ? below('kernel') : 0;
    return { contexts, priorities: used.length, interruptPriority: below('softint'), fairPriorities };
  }
}

const BARE = { span: undefined, device: undefined, cpu: undefined, loop: 0, rank: 0, pinned: false };

type Plan = Pick<ContextPlan, 'kind' | 'name' | 'entry'> & Partial<Omit<ContextPlan, 'priority'>>;
