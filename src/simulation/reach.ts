import { iplRank, SOFT_IPLS } from '../model/ipl.js';
import { Op } from './code.js';
import type { Compiled } from './program.js';

/**
 * Which operations a handler may come to. The code is followed as the interpreter would, both ways where it has a choice:
 * to the work that the handler finds in its queues, to the stages that it calls, and to the rest of those whose request it
 * has seen completed. It is left where the packet is, and where the handler sleeps, for then it is a thread like others.
 */
export class Reach {
  private readonly program: Compiled;
  /** Where a soft level goes on with what it finds, by rank. */
  private readonly found: number[][] = [];
  /** Where the handler of a device goes on with what it has completed. */
  private readonly completed: number[][];

  constructor(program: Compiled) {
    this.program = program;
    const { code, layout, inputs, txDone } = program;
    for (const ipl of SOFT_IPLS) this.found[iplRank(ipl)] = [];
    this.completed = layout.devices.map(() => []);
    for (const [pc, op] of code.op.entries()) {
      if (op === Op.Enqueue || op === Op.Hybrid || op === Op.RequestWork) this.found[code.b[pc]!]!.push(code.c[pc]!);
      else if (op === Op.Submit) this.await(pc);
    }
    for (const { polled, reclaims, soft } of layout.fifos) {
      if (soft === undefined) continue;
      if (polled >= 0) this.found[soft.rank]!.push(inputs[polled]!);
      if (reclaims >= 0) this.found[soft.rank]!.push(txDone[reclaims]!);
    }
  }

  /** The operations that follow from an address on. */
  from(entry: number): ReadonlySet<number> {
    const reached = new Set([entry]);
    for (const pc of reached) for (const next of this.after(pc)) reached.add(next);
    return reached;
  }

  /** Whoever has made a request goes on behind it. */
  private await(pc: number): void {
    const { code, design } = this.program;
    const [device, rank] = [code.a[pc]!, code.c[pc]!];
    if (rank < 0) return;
    if (design.await === 'continuation_softint') this.found[rank]!.push(pc + 1);
    if (design.await === 'continuation_immediate') this.completed[device]!.push(pc + 1);
  }

  private after(pc: number): readonly number[] {
    const { code } = this.program;
    const [a, b, c] = [code.a[pc]!, code.b[pc]!, code.c[pc]!];
    switch (code.op[pc]) {
      case Op.EndStage:
      case Op.Submit:
      case Op.Pop:
        return [];
      case Op.Jump:
        return [a];
      case Op.Choose:
      case Op.IfSize:
      case Op.IfClass:
        return [a, pc + 1];
      case Op.Again:
        // What is done once, by the count in front, has no second round.
        return code.b[b - 1]! > 1 ? [b, pc + 1] : [pc + 1];
      case Op.Hybrid:
      case Op.NextDone:
        return [c, pc + 1];
      case Op.NextReceived:
        return [b, c];
      case Op.NextSent:
        return [b, c, pc + 1];
      case Op.NextSoft:
        return [c, ...this.found[a]!];
      case Op.NextSoftirq:
        return [c, ...this.found.flat()];
      case Op.Complete:
        return [pc + 1, ...this.completed[a]!];
      default:
        return [pc + 1];
    }
  }
}
