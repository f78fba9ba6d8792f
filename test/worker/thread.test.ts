import library from 'irqlab:library';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import { compile } from '../../src/language/index.js';
import type { Scenario } from '../../src/model/scenario.js';
import { contextSwitches } from '../../src/trace/read.js';
import { WorkerKeeper } from '../../src/worker/keeper.js';
import { spawnThread } from '../../src/worker/spawn.js';

/** The worker as the extension has it: a bundle in a thread, spoken to by messages. */
const folder = mkdtempSync(join(tmpdir(), 'irqlab-worker-'));
const bundle = join(folder, 'worker.cjs');
const EXAMPLE = readFileSync(join(ROOT, 'examples/ipsec.irq'), 'utf8');
const keeper = new WorkerKeeper(() => spawnThread(bundle));

beforeAll(async () => {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/worker/node.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
}, 30_000);
afterAll(() => {
  keeper.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function scenario(text: string): Scenario {
  const { scenario: read } = compile('ipsec.irq', text, { read: (file) => library[file] });
  if (read === undefined) throw new Error('the example has errors');
  return read;
}

const LONG = EXAMPLE.replace('packet on wm0 at 10us', 'packets on wm0 every 20us').replace('for 200us', 'for 600s');

describe('the worker in a thread', () => {
  it("runs the message's scenario, and its arrays arrive whole", async () => {
    const reply = await keeper.run(scenario(EXAMPLE), () => {});
    if (reply.kind !== 'done') throw new Error(reply.kind);
    const [threads, biglock] = reply.report.runs[0]!.results;
    expect([threads!.metrics.switches, biglock!.metrics.switches]).toEqual([6, 0]);
    expect([...threads!.packets.bytes]).toEqual([1500]);
    expect(contextSwitches(threads!.trace!)).toHaveLength(6);
  });

  it('reports progress of a long run, and gives it up at once, alive for the next', async () => {
    const seen: number[] = [];
    const reply = keeper.run(scenario(LONG), ({ fraction }) => {
      seen.push(fraction);
      keeper.cancel();
    });
    expect((await reply).kind).toBe('cancelled');
    expect(seen).toHaveLength(1);
    expect((await keeper.run(scenario(EXAMPLE), () => {})).kind).toBe('done');
  });

  it('that crashes says so, and the next run has a new one', async () => {
    const crashing = join(folder, 'crashing.cjs');
    writeFileSync(crashing, "setTimeout(() => { throw new Error('out of luck'); }, 20);");
    const files = [crashing, bundle];
    const fragile = new WorkerKeeper(() => spawnThread(files.shift()!));
    await expect(fragile.run(scenario(EXAMPLE), () => {})).rejects.toThrow(
      "The simulation's worker ended: out of luck",
    );
    expect((await fragile.run(scenario(EXAMPLE), () => {})).kind).toBe('done');
    fragile.dispose();
  });
});
