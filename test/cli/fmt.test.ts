import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE, folder, irqlab } from './irqlab.js';

const UNTIDY = 'machine   pc {\n      cpus 1   at 1GHz\n}\n';
const TIDY = 'machine pc {\n  cpus 1 at 1GHz\n}\n';

test('prints the text laid out, and changes nothing', async () => {
  const cwd = folder({ 'a.irq': UNTIDY });
  expect(await irqlab(['fmt', 'a.irq'], { cwd })).toMatchObject({ status: 0, stdout: TIDY, stderr: '' });
  expect(readFileSync(join(cwd, 'a.irq'), 'utf8')).toBe(UNTIDY);
});

test('--write changes the files and names those that it changed', async () => {
  const cwd = folder({ 'a.irq': UNTIDY, 'b.irq': TIDY });
  expect(await irqlab(['fmt', '--write', 'a.irq', 'b.irq'], { cwd })).toMatchObject({ status: 0, stdout: 'a.irq\n' });
  expect(readFileSync(join(cwd, 'a.irq'), 'utf8')).toBe(TIDY);
  expect(await irqlab(['fmt', '--write', 'a.irq', 'b.irq'], { cwd })).toMatchObject({ status: 0, stdout: '' });
});

test('--check names the files that are not laid out, exit 1, and changes nothing', async () => {
  const cwd = folder({ 'a.irq': UNTIDY, 'b.irq': TIDY });
  expect(await irqlab(['fmt', '--check', 'a.irq', 'b.irq'], { cwd })).toMatchObject({ status: 1, stdout: 'a.irq\n' });
  expect(await irqlab(['fmt', '--check', 'b.irq'], { cwd })).toMatchObject({ status: 0, stdout: '' });
  expect(readFileSync(join(cwd, 'a.irq'), 'utf8')).toBe(UNTIDY);
});

test('a wrong name among several files changes none of them, exit 2', async () => {
  const cwd = folder({ 'a.irq': UNTIDY });
  const { status, stderr } = await irqlab(['fmt', '--write', 'a.irq', 'none.irq'], { cwd });
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'irqlab: none.irq does not exist\n' });
  expect(readFileSync(join(cwd, 'a.irq'), 'utf8')).toBe(UNTIDY);
});

test('what the text means stays the same', async () => {
  const [original, laidOut] = [readFileSync(EXAMPLE, 'utf8'), (await irqlab(['fmt', EXAMPLE])).stdout];
  const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  expect(words(laidOut)).toBe(words(original));
});

test.each([
  ['both --write and --check', ['fmt', '--write', '--check', 'a.irq'], 'either --write or --check'],
  ['two files to print', ['fmt', 'a.irq', 'b.irq'], 'one file at a time'],
  ['no file', ['fmt', '--check'], 'which file?'],
])('%s is refused', async (_, args, message) => {
  const { status, stderr } = await irqlab(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
