import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mermaidOf, quoted } from '../../src/views/mermaid.js';
import type { Story } from '../../src/views/narrative.js';
import { storyOf } from '../../src/views/story.js';
import { wordsOf } from '../../src/views/words.js';
import { simulateText } from '../support/scenario.js';

const EXAMPLE = readFileSync('examples/ipsec.irq', 'utf8');

const LONG: Story = {
  design: 'd',
  packet: 0,
  bytes: 64,
  outcome: 'in flight',
  latency: undefined,
  actors: [
    { kind: 'context', index: 0, name: 'end; of #1: "x"\n-->>', role: 'process' },
    { kind: 'device', index: 0, name: 'wm0', role: 'NIC' },
  ],
  events: Array.from({ length: 500 }, (_, i) => ({ kind: 'note', time: i * 1e6, actor: i % 2, text: `note ${i}` })),
  transfers: 0,
  switches: 0,
  handoffs: 0,
};

describe('a sequence diagram', () => {
  it('is the story of the example', () => {
    expect(mermaidOf(storyOf(simulateText(EXAMPLE, 'biglock'), 0)!)).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant a0 as wm0<br/>NIC
        participant a1 as compute<br/>process
        participant a2 as wm0 interrupt
        participant a3 as softnet softint
        participant a4 as ubsec0<br/>crypto
        participant a5 as ubsec0 interrupt
        Note over a0: packet 0 arrives, 1500 bytes<br/>+0us
        a0--)a1: interrupt<br/>+0us
        a1-->>a2: 1. interrupt<br/>no context switch<br/>+400ns, took 400ns
        Note over a2: wm_rxintr 1us<br/>ether_input 1.2us<br/>requests softint
        a2-->>a3: 2. softint on the way out<br/>no context switch<br/>+2.6us
        Note over a3: ip_input 2us<br/>esp_input 3us<br/>ubsec_process 500ns
        a3--)a4: request<br/>+8.25us
        Note over a4: works 29us
        a3-->>a1: 3. return<br/>no context switch<br/>+8.55us, took 300ns
        a4--)a1: interrupt<br/>+37.25us
        a1-->>a5: 4. interrupt<br/>no context switch<br/>+37.65us, took 400ns
        Note over a5: ubsec_intr 600ns<br/>crypto_done 400ns<br/>requests softint
        a5-->>a3: 5. softint on the way out<br/>no context switch<br/>+38.65us
        Note over a3: esp_input_cb 1.5us<br/>tcp_input 4us<br/>delivers to server
        a3-->>a1: 6. return<br/>no context switch<br/>+44.9us, took 300ns
      "
    `);
  });

  it('has a full arrow for each context switch and for nothing else', () => {
    const full = (design: string) => mermaidOf(storyOf(simulateText(EXAMPLE, design), 0)!).match(/\d->>/g) ?? [];
    expect(full('interrupt_threads')).toHaveLength(6);
    expect(full('biglock')).toHaveLength(0);
  });

  it('says where a switch was a hand-off of the stack', () => {
    const text = readFileSync('examples/designs/mach_continuations.irq', 'utf8');
    const arrows = (design: string) =>
      mermaidOf(storyOf(simulateText(text, design), 0)!).match(/a\d-.*\d\. .*(?=<br.>\+)/g);
    expect(arrows('mach_continuations')).toEqual([
      'a1-->>a2: 1. interrupt<br/>no context switch',
      'a2->>a3: 2. hand-off',
      'a3->>a4: 3. hand-off',
    ]);
    expect(arrows('stack_each')).toEqual([
      'a1-->>a2: 1. interrupt<br/>no context switch',
      'a2->>a3: 2. context switch',
      'a3->>a4: 3. context switch',
    ]);
  });

  it('is cut where it becomes too long, and says so', () => {
    const lines = mermaidOf(LONG).trim().split('\n');
    expect(lines.at(-1)).toContain('… 440 more');
    expect(lines).toHaveLength(1 + 2 + 60 + 1);
    expect(wordsOf(LONG).at(-1)!.text).toBe('… 380 more');
  });

  it('lets no name mean anything to the grammar', () => {
    expect(quoted('a;b#c:d"e\nf')).toBe('a#59;b#35;c#58;d#34;e f');
    expect(quoted('the end.')).toBe('the #101;nd.');
    expect(quoted('pending Ünïcode_1 (x), +2.5us')).toBe('pending Ünïcode_1 (x), +2.5us');
    expect(mermaidOf(LONG)).toContain('participant a0 as #101;nd#59; of #35;1#58; #34;x#34; --#62;#62;<br/>process');
  });
});
