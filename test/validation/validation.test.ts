import { describe, expect, test } from 'vitest';
import { bundled } from './bundled.js';
import type * as Sections from './sections.js';

const { SECTIONS } = await bundled<typeof Sections>('test/validation/sections.ts');

describe.each(Object.entries(SECTIONS))('%s', (_, section) => {
  const { checks } = section('short');

  test('has checks', () => expect(checks.filter(({ holds }) => holds !== undefined).length).toBeGreaterThan(5));

  test.each(checks.filter(({ holds }) => holds !== undefined))('$name', (check) => {
    expect(check).toMatchObject({ holds: true });
  });
});
