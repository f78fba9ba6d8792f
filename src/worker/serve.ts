import { type Progress, type Simulator, startExperiment } from '../experiment/experiment.js';
import { buffersOf, compact } from '../experiment/transfer.js';
import type { Scenario } from '../model/scenario.js';
import { type CallContext, type Port, type Reply, serveCalls } from '../protocol/rpc.js';
import type { RunReply, WorkerMethods } from '../protocol/worker.js';
import { samplesOfSweeps } from './samples.js';
import { PROGRESS_MS, SLICE_MS, STEP_EVENTS, type Surroundings } from './surroundings.js';

/** The worker's whole work, without a word of what kind of worker it is. */
export function serve(port: Port, simulator: Simulator, around: Surroundings): void {
  serveCalls<WorkerMethods>(port, {
    run: (scenario, context) => run(scenario, context, simulator, around),
    ...samplesOfSweeps(around),
  });
}

async function run(
  scenario: Scenario,
  context: CallContext<Progress>,
  simulator: Simulator,
  around: Surroundings,
): Promise<Reply<RunReply>> {
  const began = around.now();
  const experiment = startExperiment(scenario, simulator);
  let reported = began;
  let sliceBegan = began;
  while (!experiment.advance(STEP_EVENTS)) {
    const now = around.now();
    if (now - sliceBegan < SLICE_MS) continue;
    if (now - reported >= PROGRESS_MS) {
      context.progress(experiment.progress);
      reported = now;
    }
    await around.letMessagesIn();
    if (context.cancelled) return { value: { kind: 'cancelled' }, transfer: [] };
    sliceBegan = around.now();
  }
  const report = compact(experiment.report());
  const milliseconds = around.now() - began;
  return { value: { kind: 'done', report, events: experiment.events, milliseconds }, transfer: buffersOf(report) };
}
