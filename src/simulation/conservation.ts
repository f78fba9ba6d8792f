import { ACTIVITIES } from '../model/activity.js';
import { accountIndex, type State } from './state.js';

/**
 * What must hold at the end of every run, whatever the scenario: a CPU's activities add up to the wall time, to the
 * picosecond, and the packets that are not delivered or dropped are in a queue or in the hands of a context. A run that
 * breaks this is a defect of the simulation and must not pass for a result.
 *
 * @throws Error if time or packets were lost
 */
export function checkAccounts(s: State): void {
  for (let cpu = 0; cpu < s.cpus; cpu++) {
    let sum = 0;
    for (let i = 0; i < ACTIVITIES.length; i++) sum += s.account[accountIndex(cpu, i)]!;
    if (sum !== s.now) throw new Error(`the times of CPU ${cpu} add up to ${sum} ps of ${s.now} ps`);
  }
  const missing = s.arrived - s.delivered - s.dropped;
  const found = inFlight(s);
  if (missing !== found) throw new Error(`${missing} packets should be in flight, and ${found} are`);
}

/** Counts the packets that are somewhere: in a queue or with a context, and not yet delivered. */
function inFlight(s: State): number {
  const { layout } = s.program;
  const seen = new Set<number>();
  const add = (packet: number) => {
    if (packet >= 0 && s.packets.id[packet]! > 0 && !s.packets.delivered[packet]) seen.add(packet);
  };
  for (const fifo of layout.fifos.keys()) {
    for (let packet = s.fifoHead[fifo]!; packet >= 0; packet = s.packets.next[packet]!) add(packet);
  }
  for (let ctx = 0; ctx < s.contexts; ctx++) add(s.packet[ctx]!);
  return seen.size;
}
