import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { EXAMPLE, ended, fixture, folder, irqlab, start } from './irqlab.js';

describe('help', () => {
  test('lists the verbs', async () => {
    const { status, stdout, stderr } = await irqlab(['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const verb of ['run', 'check', 'trace', 'report', 'fmt'])
      expect(stdout).toMatch(new RegExp(`^ +${verb} `, 'm'));
  });

  test.each(['run', 'check', 'trace', 'report', 'fmt'])('of %s, in each way that one would ask', async (verb) => {
    const [long, short, word] = await Promise.all([
      irqlab([verb, '--help']),
      irqlab([verb, 'x.irq', '-h']),
      irqlab(['help', verb]),
    ]);
    expect(long).toMatchObject({ status: 0, stderr: '' });
    expect(long.stdout).toContain(`usage: irqlab ${verb} FILE`);
    expect(long.stdout).toContain('Exit status: 0');
    expect(short.stdout).toBe(long.stdout);
    expect(word.stdout).toBe(long.stdout);
  });

  test('without a verb comes on the standard error, exit 2', async () => {
    const { status, stdout, stderr } = await irqlab([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('usage: irqlab VERB FILE');
  });

  test('the version is that of the package', async () => {
    expect(await irqlab(['--version'])).toMatchObject({ status: 0, stdout: `irqlab ${manifest.version}\n` });
  });
});

test.each([
  ['an unknown verb', ['chekc', 'a.irq'], "there is no verb 'chekc'; did you mean 'check'?"],
  ['a file instead of a verb', [EXAMPLE], 'irqlab run examples/ipsec.irq'],
  ['no file', ['run'], 'which file?'],
  ['two files', ['run', 'a.irq', 'b.irq'], "'b.irq' is one too many"],
  ['an unknown option', ['run', EXAMPLE, '--jsn'], "unknown option '--jsn'"],
  [
    'a seed that is no number',
    ['run', EXAMPLE, '--seed', 'x'],
    "--seed takes a whole number from 0 to 4294967295, not 'x'",
  ],
  ['a seed below zero', ['run', EXAMPLE, '--seed', '-1'], "not '-1'; a seed chooses the random numbers of a run"],
  ['a seed that is too great', ['run', EXAMPLE, '--seed', '4294967296'], "not '4294967296'"],
  ['a fraction as a seed', ['run', EXAMPLE, '--seed', '1.5'], "not '1.5'"],
  ['an unknown design', ['run', EXAMPLE, '--design', 'biglok'], "there is no design 'biglok'; did you mean 'biglock'?"],
  ['an unknown run', ['run', EXAMPLE, '--run', 'zzz'], "there is no run 'zzz'; there is: 'one IPsec packet'"],
  ['a file without a run', ['run', fixture('parts/pc')], 'has no run'],
  ['no format', ['trace', EXAMPLE], 'one of perfetto, chrome, mermaid, csv'],
  ['an unknown format', ['trace', EXAMPLE, '--format', 'svg'], "there is no format 'svg'"],
  ['a packet that never came', ['trace', EXAMPLE, '--format', 'mermaid', '--packet', '1'], 'there is no packet 1'],
  [
    'a place that cannot be written',
    ['trace', EXAMPLE, '--format', 'csv', '--out', '/nowhere/a.csv'],
    'cannot write /nowhere/a.csv',
  ],
  ['no place for a report', ['report', EXAMPLE], '--out PATH'],
])('%s: a sentence on the standard error, nothing else, exit 2', async (_, args, message) => {
  const { status, stdout, stderr } = await irqlab(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});

test('after -- everything is a file', async () => {
  const { status, stderr } = await irqlab(['check', '--', '--help']);
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'irqlab: --help does not exist\n' });
});

test('a name with blanks and quotes', async () => {
  const cwd = folder({ "it's a b.irq": 'machine pc { cpus 1 at 1GHz }' });
  expect(await irqlab(['check', "it's a b.irq"], { cwd })).toMatchObject({ status: 0 });
});

test('a reader that has seen enough ends the program, without a word', async () => {
  const child = start(['run', fixture('flood'), '--json', '--all-packets']);
  child.stdout!.once('data', () => child.stdout!.destroy());
  const { status, stderr } = await ended(child);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
