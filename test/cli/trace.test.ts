import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PbfReader } from 'pbf';
import { expect, test } from 'vitest';
import { EXAMPLE, fixture, folder, irqlab, runJson } from './irqlab.js';

test('csv has a line for each record, and its switches are those of the JSON', async () => {
  const { status, stdout } = await irqlab(['trace', EXAMPLE, '--format', 'csv']);
  expect(status).toBe(0);
  const [head, ...rows] = stdout
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const cell = (row: string[], column: string) => row[head!.indexOf(column)]!;
  const { runs } = await runJson([EXAMPLE]);
  for (const { design, switch_order, simulated_ps } of runs[0]!.designs) {
    const own = rows.filter((row) => cell(row, 'design') === design);
    const switches = own.filter((row) => cell(row, 'record') === 'switch_context');
    expect(switches.map((row) => [Number(cell(row, 'time_ps')), cell(row, 'context'), cell(row, 'other')])).toEqual(
      switch_order!.map(({ time_ps, from, to }) => [time_ps, from, to]),
    );
    expect(own.reduce((sum, row) => sum + Number(cell(row, 'duration_ps')), 0)).toBe(simulated_ps);
  }
});

test('chrome is JSON with a process for each design', async () => {
  const { status, stdout } = await irqlab(['trace', EXAMPLE, '--format', 'chrome']);
  expect(status).toBe(0);
  const { traceEvents } = JSON.parse(stdout) as {
    traceEvents: { ph: string; pid: number; name: string; ts: number }[];
  };
  const processes = traceEvents.filter(({ name }) => name === 'process_name');
  expect(processes).toMatchObject([
    { args: { name: 'one IPsec packet: interrupt_threads' } },
    { args: { name: 'one IPsec packet: biglock' } },
  ]);
  const work = traceEvents.filter(({ ph, name }) => ph === 'X' && name === 'esp_input');
  expect(work.map(({ pid }) => pid)).toEqual([0, 1]);
});

test('perfetto is a sequence of packets to the last byte', async () => {
  const { status, bytes } = await irqlab(['trace', EXAMPLE, '--format', 'perfetto']);
  expect(status).toBe(0);
  let packets = 0;
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    expect(tag).toBe(1);
    pbf.readBytes();
    packets++;
  }, undefined);
  expect(packets).toBeGreaterThan(100);
});

test('mermaid draws the packet under one design, and says that there are others', async () => {
  const first = await irqlab(['trace', EXAMPLE, '--format', 'mermaid']);
  expect(first.status).toBe(0);
  expect(first.stdout).toMatch(/^sequenceDiagram\n/);
  expect(first.stdout).toContain('6. context switch');
  expect(first.stderr).toBe("irqlab: this is design 'interrupt_threads'; --design chooses 'biglock'\n");
  const second = await irqlab(['trace', EXAMPLE, '--format', 'mermaid', '--design', 'biglock']);
  expect(second.stdout).not.toMatch(/\d\. context switch/);
  expect(second.stderr).toBe('');
});

test.each(['csv', 'chrome', 'perfetto', 'mermaid'])(
  '%s is the same in a file as on the standard output',
  async (format) => {
    const out = join(folder(), 'trace');
    const args = ['trace', EXAMPLE, '--format', format, '--design', 'biglock'];
    const [printed, written] = await Promise.all([irqlab(args), irqlab([...args, '--out', out])]);
    expect(written).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(out).equals(printed!.bytes)).toBe(true);
    expect(printed!.bytes.length).toBeGreaterThan(500);
  },
);

test('one run of several', async () => {
  const { stdout, stderr } = await irqlab(['trace', fixture('long'), '--format', 'csv', '--run', 'short']);
  expect(stderr).toBe('');
  expect(stdout.split('\r\n')[1]).toMatch(/^short,biglock,0,/);
});

test('without a name the first run is taken, and the others are named', async () => {
  const { stdout, stderr } = await irqlab(['trace', fixture('flood'), '--format', 'mermaid']);
  expect(stdout).toContain('sequenceDiagram');
  expect(stderr).toBe("irqlab: this is run 'flood'; --run chooses 'again'\n");
});
