import library from 'irqlab:library';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AwaitPolicy, Design } from '../../src/model/design.js';
import { runsOf } from '../support/scenario.js';

const PAGE = 'docs/designs.md';
const page = readFileSync(PAGE, 'utf8');
const names = Object.values(library).flatMap((text) => [...text.matchAll(/^design (\w+)/gm)].map(([, name]) => name!));
const [run] = runsOf(`
import "std/designs"
machine m { cpus 1 at 1GHz; cost handoff 1ns; cost stack_switch 1ns }
device nic: nic { link 1Gbps; input p }
path p { hard net { drop } }
workload w { packet on nic at 1us }
run "all" { machine m; workload w; for 1ms; designs ${names.join(', ')} }`);

const AWAITS: Readonly<Record<AwaitPolicy, string>> = {
  block: 'block',
  continuation_softint: 'continuation via softint',
  continuation_immediate: 'continuation immediately',
  continuation_thread: 'continuation via thread',
};

function row({ name, interrupt, softint, dispatch, await: wait, lock, inheritance, preempt, poll }: Design): string {
  const locks = inheritance ? `${lock}, lends` : lock;
  const cells = [`\`${name}\``, interrupt, softint, dispatch, AWAITS[wait], locks, preempt, poll.kind];
  return `| ${cells.join(' | ')} |`;
}

describe('the designs of the library', () => {
  test('are those of the page about them, word for word', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.sort()).toEqual(run!.designs.map(row).sort());
  });

  const files = Object.entries(library).filter(([name]) => name.startsWith('std/designs/'));
  test.each(files)('%s says what it follows, has an example and a derived timeline', (file, text) => {
    const name = file.replace(/^std\/designs\/|\.irq$/g, '');
    const comment = [...text.matchAll(/^\/\/\/ ?(.*)$/gm)].map(([, line]) => line).join(' ');
    // A source file, a path of Linux's documentation, or a paper with its year.
    expect(comment).toMatch(/\b[\w-]+\/[\w-]+\.(c|S|s|rst|h)\b|DPDK's examples|\b(SOSP|USENIX|BSDCon) (19|20)\d\d\b/);
    expect(existsSync(`examples/designs/${name}.irq`)).toBe(true);
    expect(existsSync(`test/simulation/designs/${name}.test.ts`)).toBe(true);
    expect(page).toContain(`../examples/designs/${name}.irq`);
  });

  test('the page links to what is there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, target]) => join(dirname(PAGE), target!));
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((target) => !existsSync(target))).toEqual([]);
  });
});
