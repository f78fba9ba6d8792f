import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE, fixture, folder, irqlab } from './irqlab.js';

const PC = 'machine pc { cpus 1 at 1GHz }\n';

test('a file without problems: nothing on the standard output, exit 0', async () => {
  expect(await irqlab(['check', EXAMPLE])).toMatchObject({
    status: 0,
    stdout: '',
    stderr: 'examples/ipsec.irq: no problems\n',
  });
});

test('each problem is a line that editors and grep can use; the count is not among them', async () => {
  const { status, stdout, stderr } = await irqlab(['check', fixture('faulty')]);
  expect(status).toBe(2);
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^test\/cli\/fixtures\/faulty\.irq:5:13: error: .*400kpps.* \[IRQ020\]$/),
    expect.stringMatching(/^test\/cli\/fixtures\/faulty\.irq:6:8: error: .*swich.* \[IRQ012\]$/),
  ]);
  expect(stderr).toBe('test/cli/fixtures/faulty.irq: 2 errors\n');
});

test('several files: each is checked, and one faulty one is enough for 2', async () => {
  const { status, stderr } = await irqlab(['check', fixture('faulty'), EXAMPLE]);
  expect(status).toBe(2);
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    'test/cli/fixtures/faulty.irq: 2 errors',
    'examples/ipsec.irq: no problems',
  ]);
});

test('a file of packets is read from beside the scenario, and what is wrong with it is said at its name', async () => {
  const text = `import "std/designs"
${PC}device nic: nic { link 1Gbps; input p }
path p { hard net { drop } }
workload w {
  packets on nic file "good.csv"
  packets on nic file "."
  packets on nic file "sub/none.csv"
}
run "r" { machine pc; workload w; for 1ms; designs biglock }
`;
  const at = folder({ 'main.irq': text, 'good.csv': '1\n2\n' });
  const { status, stdout } = await irqlab(['check', join(at, 'main.irq')]);
  const messages = stdout.split('\n').flatMap((line) => /:(\d+:\d+): (error.*)/.exec(line)?.slice(1).join(' ') ?? []);
  expect(status).toBe(2);
  expect(messages).toEqual([
    '7:23 error: "." cannot be read: it is a directory, not a file [IRQ053]',
    '8:23 error: "sub/none.csv" is not there [IRQ053]',
  ]);
});

test.each([
  ['a missing file', 'none.irq', 'none.irq does not exist'],
  ['a directory', '.', '. is a directory, not a file'],
  ['a path through a file', 'good.irq/x', 'good.irq/x does not exist'],
  ['a binary file', 'nul.irq', 'nul.irq is a binary file, not a scenario (it has a NUL byte)'],
  ['UTF-16 with its mark', 'marked.irq', 'marked.irq is UTF-16 text; save it as UTF-8'],
  ['UTF-16 without', 'wide.irq', 'wide.irq is UTF-16 text; save it as UTF-8'],
  ['a character too many', 'long.irq', 'long.irq is too large: a scenario has at most 2,000,000 characters'],
  ['Latin-1', 'latin.irq', 'latin.irq is not UTF-8 text (first wrong byte in line 2)'],
  ['too great a file', 'great.irq', 'great.irq is too large: a scenario has at most 2,000,000 characters'],
])('%s is told in a sentence, exit 2', async (_, name, message) => {
  const cwd = folder({
    'good.irq': PC,
    'nul.irq': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1),
    'latin.irq': Buffer.from('// Grüße\n// Grüße\n', 'utf8').fill(0xfc, 15, 16),
    'marked.irq': Buffer.from(`\ufeff${PC}`, 'utf16le').swap16(),
    'wide.irq': Buffer.from(PC, 'utf16le'),
    'long.irq': Buffer.alloc(2_000_001, 0x20),
    'great.irq': Buffer.alloc(16 * 1024 * 1024 + 1, 0x20),
  });
  expect(await irqlab(['check', name], { cwd })).toMatchObject({
    status: 2,
    stdout: '',
    stderr: `irqlab: ${message}\n`,
  });
});

test('a symbolic link that leads to itself', async () => {
  const cwd = folder();
  symlinkSync('loop.irq', join(cwd, 'loop.irq'));
  const { status, stderr } = await irqlab(['check', 'loop.irq'], { cwd });
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'irqlab: loop.irq is a symbolic link to itself\n' });
});

test.each([
  ['empty', ''],
  ['with CRLF', PC.replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\ufeff${PC}`],
  ['without a last line end', PC.trimEnd()],
])('a file %s is fine', async (_, text) => {
  const cwd = folder({ 'a.irq': text });
  expect(await irqlab(['check', 'a.irq'], { cwd })).toMatchObject({ status: 0, stdout: '' });
});

test('a text of the greatest length is read, whatever its characters take', async () => {
  const cwd = folder({ 'a.irq': `//${'中'.repeat(2_000_000 - 2)}` });
  expect(await irqlab(['check', 'a.irq'], { cwd })).toMatchObject({ status: 0, stdout: '' });
});

test.each([
  ['an empty file', ''],
  ['a file of declarations', PC],
])('%s: check and run say the same', async (_, text) => {
  const cwd = folder({ 'a.irq': text });
  const [checked, run] = await Promise.all(['check', 'run'].map((verb) => irqlab([verb, 'a.irq'], { cwd })));
  expect(checked).toMatchObject({
    status: 0,
    stderr: 'a.irq: no problems; it has no run, so there is nothing to simulate\n',
  });
  expect(run).toMatchObject({ status: 2, stderr: 'irqlab: a.irq has no run, so there is nothing to simulate\n' });
});

test('imports are relative to the file, not to where one stands', async () => {
  const cwd = folder({ 'a.irq': 'import "parts/b"\n' });
  mkdirSync(join(cwd, 'parts'));
  const elsewhere = folder();
  const { stdout } = await irqlab(['check', join(cwd, 'a.irq')], { cwd: elsewhere });
  expect(stdout).toMatch(/a\.irq:1:8: error: .*parts\/b.* \[IRQ035\]/);
});

test('an import that is there but cannot be read is told as that, at the import', async () => {
  const cwd = folder({ 'a.irq': 'import "b"\nimport "c"\n', 'b.irq': Uint8Array.of(0) });
  mkdirSync(join(cwd, 'c.irq'));
  const { status, stdout } = await irqlab(['check', 'a.irq'], { cwd });
  expect(status).toBe(2);
  expect(stdout).toMatch(/^a\.irq:1:8: error: .*binary file.* \[IRQ035\]$/m);
  expect(stdout).toMatch(/^a\.irq:2:8: error: .*directory.* \[IRQ035\]$/m);
});

test('an error in an imported file is told at its own place', async () => {
  const cwd = folder({ 'a.irq': 'import "b"\n', 'b.irq': 'machine m { cpus 1 at 2us }\n' });
  const { status, stdout } = await irqlab(['check', 'a.irq'], { cwd });
  expect(status).toBe(2);
  expect(stdout).toMatch(/^b\.irq:1:23: error: .*2us/m);
});

test('a file of two million open brackets ends with diagnostics', async () => {
  const cwd = folder({ 'a.irq': '{'.repeat(2_000_000 - 10) });
  const { status, stdout } = await irqlab(['check', 'a.irq'], { cwd });
  expect(status).toBe(2);
  expect(stdout.split('\n').length).toBeLessThan(150);
});
