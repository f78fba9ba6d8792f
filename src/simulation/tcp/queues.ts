import { iplRank } from '../../model/ipl.js';
import type { Stage } from '../../model/path.js';
import type { Program } from '../program.js';
import { nicOf } from '../queues.js';
import { eachStatement } from '../statements.js';

/**
 * The queues in which segments of TCP may wait, or what processes answer to them; other packets may wait there as well. A
 * sender that waits for acknowledgements fills them up to its window, and no further.
 */
export function queuesOfTcp({ run, layout }: Program): ReadonlySet<number> {
  const found = new Set<number>();
  const nics = new Set(run.workload.arrivals.flatMap(({ nic, pattern }) => (pattern.kind === 'tcp' ? [nic] : [])));
  const paths = new Set<string>();
  for (const [device, each] of run.devices.entries()) {
    if (each.kind !== 'nic' || !nics.has(nicOf(each.name))) continue;
    found.add(layout.ring(device));
    paths.add(each.input);
  }
  const processes = new Set<string>();
  for (const { statement, stage, own } of eachStatement(run)) {
    if (own === undefined || !paths.has(stage)) continue;
    if (statement.kind === 'enqueue') addQueue(statement.queue);
    if (statement.kind === 'await') addRequests(statement.device, own);
    if (statement.kind === 'transmit') addTxRings(statement.device);
    if (statement.kind !== 'deliver') continue;
    processes.add(statement.process);
    found.add(layout.socket(run.processes.findIndex(({ name }) => name === statement.process)));
  }
  for (const { statement, stage, own } of eachStatement(run)) {
    if (own === undefined && processes.has(stage) && statement.kind === 'transmit') addTxRings(statement.device);
  }
  return found;

  function addQueue(name: string): void {
    for (let cpu = 0; cpu < layout.cpus; cpu++) found.add(layout.queue(name, cpu));
  }

  /** Requests wait in the driver, and for the rest of their stage. */
  function addRequests(name: string, own: Stage): void {
    const device = run.devices.findIndex((each) => each.name === name);
    found.add(layout.driverQueue(device)).add(layout.returnQueue(device));
    const rank = own.context === 'soft' ? iplRank(own.ipl) : iplRank('softnet');
    for (let cpu = 0; cpu < layout.cpus; cpu++) found.add(layout.continuations(cpu, rank));
  }

  function addTxRings(nic: string): void {
    for (const [device, { name }] of run.devices.entries()) if (nicOf(name) === nic) found.add(layout.txRing(device));
  }
}
