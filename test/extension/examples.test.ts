import examples from 'irqlab:examples';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleItems } from '../../src/extension/examples.js';

const onDisk = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.irq'))
  .map((file) => file.replaceAll('\\', '/'));

test('every example can be chosen, with a sentence that says what it is about', () => {
  const items = exampleItems(examples).flatMap((item) => (item.group === undefined ? [item] : []));
  expect(items.map(({ file }) => file).sort()).toEqual(onDisk.sort());
  for (const { file, detail } of items) {
    expect(detail, file).toMatch(/^[A-Z].{15,115}[^.:]$/);
  }
});

test('the packet of the message stands in front, and the designs below a heading of their own', () => {
  const items = exampleItems({ 'a.irq': 'A.', 'ipsec.irq': 'B.', 'designs/a.irq': 'C.' });
  expect(items.map((item) => item.group ?? `${item.label}: ${item.detail}`)).toEqual([
    'questions',
    'ipsec: B.',
    'a: A.',
    'designs of the library',
    'a: C.',
  ]);
});
