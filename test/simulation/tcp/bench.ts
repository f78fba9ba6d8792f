import type { TcpPattern } from '../../../src/model/workload.js';
import { boot } from '../../../src/simulation/boot.js';
import { compile } from '../../../src/simulation/compile.js';
import type { State } from '../../../src/simulation/state.js';
import { acknowledged, startSessions, timerEvent } from '../../../src/simulation/tcp/sender.js';
import { runsOf } from '../../support/scenario.js';

export const MSS = 1000;

/** What is said of a host that costs nothing otherwise. */
export interface Host {
  nic?: string;
  path?: string;
  process?: string;
  run?: string;
}

/** A host with one NIC, a path to a process, and sessions of TCP. */
export function tcpText(options: string, host: Host = {}, mss = MSS): string {
  return `
import "std/designs"
machine m { cpus 1 at 1GHz }
device wm0: nic { link 1Gbps; input p; ${host.nic ?? ''} }
path p { hard net { ${host.path ?? 'deliver sink'} } }
process sink { ${host.process ?? 'socket 4096; loop { receive }'} }
workload w { tcp on wm0 mss ${mss}B ${options} }
run "r" { machine m; workload w; ${host.run ?? 'for 10ms'}; designs biglock }`;
}

/** A sender alone, whose acknowledgements a test writes itself. Times in microseconds, bytes as multiples of the mss. */
export class Bench {
  readonly s: State;
  readonly pattern: TcpPattern;

  constructor(options: string, mss = MSS) {
    const [run] = runsOf(tcpText(options, {}, mss));
    this.s = boot(compile(run!, run!.designs[0]!), 1, 0);
    this.pattern = this.s.sessions!.links[0]!.pattern;
    startSessions(this.s);
    timerEvent(this.s, 0);
  }

  /** The segments that were sent since the last question. */
  sent(): number[] {
    const { segments } = this.s.sessions!.links[0]!;
    const list: number[] = [];
    for (; segments.length > 0; segments.shift()) list.push(segments.front(2));
    return list;
  }

  /** An acknowledgement of everything before a segment; what the sender sends for it. */
  ack(number: number, at?: number): number[] {
    if (at !== undefined) this.s.now = at * 1e6;
    acknowledged(this.s, 0, number, number + this.pattern.window, 0);
    return this.sent();
  }

  duplicate(): number[] {
    const t = this.s.sessions!;
    acknowledged(this.s, 0, t.una[0]!, t.edge[0]!, 1);
    return this.sent();
  }

  /** Lets the retransmission timer expire. */
  expire(): number[] {
    this.s.now = this.s.sessions!.deadline[0]!;
    timerEvent(this.s, 0);
    return this.sent();
  }

  get cwnd(): number {
    return this.s.sessions!.cwnd[0]! / MSS;
  }

  get ssthresh(): number {
    return this.s.sessions!.ssthresh[0]! / MSS;
  }

  /** What the timer waits for, from now. */
  get timer(): number {
    return (this.s.sessions!.deadline[0]! - this.s.now) / 1e6;
  }
}
